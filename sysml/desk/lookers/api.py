"""Who looked, as endpoints."""

from dataclasses import asdict
from typing import ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.conference.commands.looking import settle_reading
from sysml.conference.pages import page_of
from sysml.conference.policies import may_look_at_settings
from sysml.desk.lookers import queries
from sysml.desk.lookers.forms import LARGEST_NUMBER
from sysml.desk.lookers.queries import KIND_WORDS, Filters
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound

KINDS = tuple(KIND_WORDS)


class LookFilter(serializers.Serializer[object]):
    """What to look for."""

    person = serializers.CharField(max_length=200, default="", allow_blank=True)
    number = serializers.IntegerField(min_value=1, max_value=LARGEST_NUMBER, default=None)
    kind = serializers.ChoiceField(choices=KINDS, default="", allow_blank=True)
    day = serializers.DateField(default=None)


class LookOut(serializers.Serializer[object]):
    """One time that somebody looked at something confidential."""

    at = serializers.DateTimeField()
    who = serializers.CharField()
    as_whom = serializers.CharField(help_text="whose pages a chair looked at; else empty")
    token = serializers.CharField(help_text="prefix of the API token, if one was used")
    address = serializers.CharField(help_text="network address, or “erased”")
    kind = serializers.ChoiceField(choices=KINDS)
    number = serializers.IntegerField(allow_null=True)
    thing = serializers.CharField(help_text="address below the edition, or the entry of the log")
    reason = serializers.CharField()


class LookList(serializers.Serializer[object]):
    """One page of them."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    results = LookOut(many=True)


class UnusualOut(serializers.Serializer[object]):
    """Somebody who was slowed because they read unusually much."""

    xid = serializers.CharField()
    who = serializers.CharField()
    email = serializers.EmailField()
    began_at = serializers.DateTimeField()
    limit = serializers.IntegerField(help_text="papers within an hour outside of their own tasks")


class UnusualList(serializers.Serializer[object]):
    """All that no chair has looked into yet."""

    next = serializers.CharField(allow_null=True)
    results = UnusualOut(many=True)


class SettleIn(serializers.Serializer[object]):
    """What a chair has found."""

    note = serializers.CharField(max_length=300)


class _ForChairs(ApiView):
    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        if not may_look_at_settings(self.site.viewer):
            raise NotFound


class Looks(_ForChairs):
    """Who looked at what."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(
        operation_id="looks_list",
        responses=LookList,
        parameters=[LookFilter, OpenApiParameter("page", OpenApiTypes.INT, description="from 1")],
    )
    def get(self, request: Request) -> Response:
        """Reads of confidential things, newest first, without papers with which you have a conflict."""
        asked = LookFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        site = self.site
        rows = queries.look_rows(site.viewer, site.at, site.edition, Filters(**asked.validated_data))
        page = page_of(request._request, rows, 100)
        following = None
        if page.has_next():
            query = request._request.GET.copy()
            query["page"] = str(page.next_page_number())
            following = f"{request.path}?{query.urlencode()}"
        found = [asdict(look) for look in queries.looks(list(page.object_list), site.edition)]
        shown = {"count": page.paginator.count, "next": following, "results": found}
        return Response(LookList(shown).data)


class UnusualReadings(_ForChairs):
    """Unusual reading."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="unusual_readings_list", responses=UnusualList)
    def get(self, request: Request) -> Response:
        """Who was slowed, and waits for a chair to look into it."""
        rows = [asdict(row) for row in queries.reports(self.site.viewer, self.site.edition)]
        return Response(UnusualList({"next": None, "results": rows}).data)


class SettleReading(_ForChairs):
    """The end of a report."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="unusual_readings_settle", request=SettleIn, responses={204: None})
    def post(self, request: Request, xid: str) -> Response:
        """You have looked into it."""
        form = SettleIn(data=request.data)
        form.is_valid(raise_exception=True)
        site = self.site
        settle_reading(by=site.viewer, edition=site.edition, xid=xid, now=site.now, **form.validated_data)
        return Response(status=204)
