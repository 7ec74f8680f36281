"""The API of one's own profile."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.kernel import queries
from sysml.kernel.api import ApiView
from sysml.kernel.commands.profile import change_profile
from sysml.kernel.errors import Invalid
from sysml.kernel.queries import Spell
from sysml.kernel.serializers import ProfileSerializer, SpellSerializer


class MeView(ApiView):
    """Who I am."""

    scopes = {"GET": "profile:read", "PATCH": "profile:write"}

    @extend_schema(operation_id="me_retrieve", responses=ProfileSerializer, tags=["me"])
    def get(self, request: Request) -> Response:
        """My profile."""
        return Response(asdict(queries.profile_of(self.site.user)))

    @extend_schema(
        operation_id="me_update",
        request=ProfileSerializer(partial=True),
        responses=ProfileSerializer,
        tags=["me"],
    )
    def patch(self, request: Request) -> Response:
        """Change my profile; `affiliations`, if given, replaces the history."""
        form = ProfileSerializer(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        changes = dict(form.validated_data)
        changes.pop("affiliations", None)
        history = _history(dict(request.data)) if "affiliations" in request.data else None
        if "notifications" in changes:
            changes["notifications"] = {**self.site.user.notifications, **changes["notifications"]}
        person = change_profile(
            person=self.site.user,
            changes=changes,
            affiliations=history,
            now=self.site.now,
        )
        return Response(asdict(queries.profile_of(person)))


def _history(data: Mapping[str, Any]) -> list[Spell]:
    """The rows of a history, each of them whole: a part of a row changes nothing."""
    rows = SpellSerializer(data=data["affiliations"], many=True)
    if not rows.is_valid():
        raise Invalid({"affiliations": "Each row needs a name and the year since which it holds."})
    return [Spell(**row) for row in rows.validated_data]
