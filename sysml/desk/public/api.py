"""What everybody may read of an edition; no sign-in needed."""

from collections.abc import Iterable
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from committee.api.shared import listed
from sysml.desk.public import queries
from sysml.desk.public import serializers as s
from sysml.desk.public.queries import PublicPaper, PublicPerson
from sysml.kernel.api import ApiView
from sysml.kernel.plain import whole

PAGE = OpenApiParameter("page", OpenApiTypes.INT, description="number of the page, from 1")


class Accepted(ApiView):
    """Accepted papers."""

    permission_classes = (AllowAny,)
    scopes: ClassVar = {"GET": "submissions:read"}

    @extend_schema(operation_id="accepted_list", parameters=[PAGE], responses=s.AcceptedPage, auth=[])
    def get(self, request: Request) -> Response:
        """With authors and badges, by title, once the list is public."""
        papers = queries.accepted(self.site.viewer, self.site.at, self.site.edition)
        page = whole(request.query_params.get("page", "")) or 1
        return listed(request, [_paper(paper) for paper in papers], s.AcceptedPaperOut, page)


def _paper(paper: PublicPaper) -> dict[str, Any]:
    return {
        "number": paper.number,
        "title": paper.title,
        "track": paper.track,
        "authors": [{"name": name, "affiliation": affiliation} for name, affiliation in paper.authors],
        "badges": [f"{badge.name} ({badge.scheme})" for badge in paper.badges],
    }


class CommitteesView(ApiView):
    """The committees."""

    permission_classes = (AllowAny,)
    scopes: ClassVar = {"GET": "committee:read"}

    @extend_schema(operation_id="committees_read", responses=s.CommitteesOut, auth=[])
    def get(self, request: Request) -> Response:
        """Offices, and members who have accepted, once the chairs show them."""
        found = queries.committees(self.site.viewer, self.site.at, self.site.edition)
        groups = {
            "offices": [_group(name, people) for name, people in found.offices],
            "members": [_group(name, people) for _, name, people in found.members],
        }
        return Response(s.CommitteesOut(groups).data)


def _group(name: str, people: Iterable[PublicPerson]) -> dict[str, Any]:
    return {"name": name, "people": list(people)}
