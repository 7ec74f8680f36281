"""Giving all papers that one person handles or leads to others."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from committee.api.shared import taken
from committee.queries.reassigning import person_of
from reviews.commands.reassigning import reassign
from reviews.domain import Duty
from reviews.queries.reassigning import reassignment
from sysml.conference.policies import may_look_at_settings
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound

DUTIES = [duty.value for duty in Duty]


class WhoIn(serializers.Serializer[object]):
    """Whose papers, and who gets them."""

    duty = serializers.ChoiceField(choices=DUTIES)
    source = serializers.CharField(max_length=12, help_text="xid of a person")  # type: ignore[assignment]
    target = serializers.CharField(
        max_length=12, default="", allow_blank=True, help_text="xid of a person; empty: they are spread"
    )


class ReassignIn(WhoIn):
    """And why."""

    reason = serializers.CharField(max_length=300)


class MoveOut(serializers.Serializer[object]):
    """One paper: to whom it would go, or why it stays."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    to = serializers.CharField()
    why = serializers.CharField()


class ReassignmentOut(serializers.Serializer[object]):
    """What would be done."""

    moving = MoveOut(many=True)
    staying = MoveOut(many=True)


class ReassignedOut(serializers.Serializer[object]):
    """What was done, by numbers of papers."""

    moved = serializers.ListField(child=serializers.IntegerField())
    stayed = serializers.ListField(child=serializers.IntegerField())


class Reassignments(ApiView):
    """All papers of one person, to others."""

    scopes: ClassVar = {"GET": "chair:read", "POST": "chair:write"}

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        if not may_look_at_settings(self.site.viewer):
            raise NotFound

    @extend_schema(operation_id="reassignments_preview", parameters=[WhoIn], responses=ReassignmentOut)
    def get(self, request: Request) -> Response:
        """What it would do; conflicts are refused."""
        said, site = taken(WhoIn, request.query_params), self.site
        plan = reassignment(
            site.viewer,
            site.at,
            site.edition,
            Duty(said["duty"]),
            source=person_of(said["source"], "source"),
            target=person_of(said["target"], "target") if said["target"] else None,
        )
        return Response(ReassignmentOut(plan).data)

    @extend_schema(operation_id="reassignments_do", request=ReassignIn, responses=ReassignedOut)
    def post(self, request: Request) -> Response:
        """Do it."""
        said, site = taken(ReassignIn, request.data), self.site
        done = reassign(
            by=site.viewer, edition=site.edition, now=site.now, **{**said, "duty": Duty(said["duty"])}
        )
        return Response(ReassignedOut(done).data)
