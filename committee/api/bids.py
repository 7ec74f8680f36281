"""Bids, for members; their balance, for chairs."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from committee import serializers as s
from committee.api.shared import listed, taken
from committee.commands import bids as commands
from committee.queries import bids as queries
from sysml.kernel.api import ApiView
from sysml.kernel.errors import Invalid, NotFound


class Bids(ApiView):
    """The papers that you may bid on, best fitting first."""

    scopes = {"GET": "committee:read", "PUT": "committee:write"}

    @extend_schema(operation_id="bids_list", parameters=[s.BidFilter], responses=s.BidsPage)
    def get(self, request: Request) -> Response:
        values = taken(s.BidFilter, request.query_params)
        rows = queries.to_bid_on(
            self.site.viewer, self.site.at, only=values["only"], leans=values["side"], text=values["q"]
        )
        return listed(request, rows, s.BidOut, values["page"])

    @extend_schema(operation_id="bids_place", request=s.BidsIn, responses=s.CountOut)
    def put(self, request: Request) -> Response:
        """Many bids at once: all or none."""
        rows = taken(s.BidsIn, request.data)["bids"]
        bids = {row["number"]: row["value"] for row in rows}
        if len(bids) < len(rows):
            raise Invalid({"bids": "A paper stands twice in this list."})
        count = commands.place_bids(
            by=self.site.viewer, edition=self.site.edition, bids=bids, now=self.site.now
        )
        return Response({"count": count})


class OneBid(ApiView):
    """Your bid for a paper; chairs name the member for whom they enter it."""

    scopes = {"PUT": "committee:write"}

    @extend_schema(operation_id="bid_place", request=s.BidIn, responses={204: None})
    def put(self, request: Request, number: int) -> Response:
        values = taken(s.BidIn, request.data)
        common = {
            "by": self.site.viewer,
            "edition": self.site.edition,
            "number": number,
            "now": self.site.now,
        }
        if values["member"]:
            commands.place_bid_for(**common, member=values["member"], value=values["value"])
        else:
            commands.place_bid(**common, value=values["value"])
        return Response(status=204)


class BidBalance(ApiView):
    """Papers short of willing reviewers, for chairs."""

    scopes = {"GET": "chair:read"}

    @extend_schema(operation_id="bids_balance", responses=s.BidBalanceOut)
    def get(self, request: Request) -> Response:
        if not self.site.viewer.is_chair:
            raise NotFound
        return Response(
            s.BidBalanceOut(queries.bid_balance(self.site.viewer, self.site.at, self.site.edition)).data
        )
