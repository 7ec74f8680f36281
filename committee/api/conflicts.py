"""Conflicts of interest."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from committee import serializers as s
from committee.api.shared import listed, taken
from committee.commands import conflicts as commands
from committee.domain import ConflictAct
from committee.queries import conflicts as queries
from committee.queries.assignments import paper_to_arrange
from sysml.conference.viewer import Tie
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound


class People(ApiView):
    """Who can be named in a conflict, for authors and chairs."""

    scopes = {"GET": "committee:read"}

    @extend_schema(operation_id="committee_people", parameters=[s.PageSerializer], responses=s.PeoplePage)
    def get(self, request: Request) -> Response:
        viewer = self.site.viewer
        if not (viewer.is_chair or viewer.tied(Tie.AUTHORED) or viewer.tied(Tie.HANDLES)):
            raise NotFound
        values = taken(s.PageSerializer, request.query_params)
        return listed(request, queries.people(self.site.edition, values["q"]), s.PersonOut, values["page"])


class PaperConflicts(ApiView):
    """What the authors of a paper declare; POST is for authors, and for chairs who enter a conflict."""

    scopes = {"GET": "committee:read", "POST": "committee:write"}

    @extend_schema(operation_id="paper_conflicts", responses=s.DeclaredOut(many=True))
    def get(self, request: Request, number: int) -> Response:
        shown = queries.declared_by_authors(self.site.viewer, self.site.at, number)
        return Response(s.DeclaredOut(shown.rows, many=True).data)

    @extend_schema(operation_id="paper_conflicts_declare", request=s.DeclareIn, responses={201: s.CreatedOut})
    def post(self, request: Request, number: int) -> Response:
        values = taken(s.DeclareIn, request.data)
        common = {
            "by": self.site.viewer,
            "edition": self.site.edition,
            "number": number,
            "now": self.site.now,
        }
        if self._is_author(number):
            made = commands.declare_by_author(**common, **values)
        else:
            paper_to_arrange(self.site.viewer, self.site.at, number)
            made = commands.add_by_chair(**common, **values)
        return Response(s.CreatedOut(made).data, status=201)

    def _is_author(self, number: int) -> bool:
        try:
            queries.declared_by_authors(self.site.viewer, self.site.at, number)
        except NotFound:
            return False
        return True


class OnePaperConflict(ApiView):
    """A declaration of the authors, to be taken back."""

    scopes = {"DELETE": "committee:write"}

    @extend_schema(operation_id="paper_conflicts_take_back", responses={204: None})
    def delete(self, request: Request, number: int, xid: str) -> Response:
        commands.take_back_declaration(
            by=self.site.viewer, edition=self.site.edition, number=number, xid=xid, now=self.site.now
        )
        return Response(status=204)


class OwnConflicts(ApiView):
    """Papers with which you have a conflict: never who named them or why."""

    scopes = {"GET": "committee:read"}

    @extend_schema(operation_id="own_conflicts", responses=s.OwnConflictOut(many=True))
    def get(self, request: Request) -> Response:
        return Response(s.OwnConflictOut(queries.own(self.site.viewer, self.site.at), many=True).data)


class OwnPaperConflict(ApiView):
    """Say that you have a conflict with this paper."""

    scopes = {"POST": "committee:write"}

    @extend_schema(
        operation_id="own_conflicts_declare", request=s.OwnConflictIn, responses={201: s.CreatedOut}
    )
    def post(self, request: Request, number: int) -> Response:
        values = taken(s.OwnConflictIn, request.data)
        made = commands.declare_own(
            by=self.site.viewer, edition=self.site.edition, number=number, now=self.site.now, **values
        )
        return Response(s.CreatedOut(made).data, status=201)


class Worklist(ApiView):
    """Conflicts of the papers that you arrange."""

    scopes = {"GET": "chair:read", "POST": "chair:write"}

    @extend_schema(operation_id="conflicts_list", parameters=[s.ConflictFilter], responses=s.ConflictsPage)
    def get(self, request: Request) -> Response:
        viewer = self.site.viewer
        if not (viewer.is_chair or viewer.tied(Tie.HANDLES)):
            raise NotFound
        values = taken(s.ConflictFilter, request.query_params)
        rows = queries.worklist(viewer, self.site.at, state=values["state"], text=values["q"])
        return listed(request, rows, s.ConflictOut, values["page"])

    @extend_schema(operation_id="conflicts_search", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Search all papers and people for conflicts again."""
        if not self.site.viewer.is_chair:
            raise NotFound
        commands.find_conflicts(by=self.site.viewer, edition=self.site.edition, now=self.site.now)
        return Response(status=204)


class OneConflict(ApiView):
    """Confirm or dismiss a conflict."""

    scopes = {"GET": "chair:read", "POST": "chair:write"}

    @extend_schema(operation_id="conflicts_retrieve", responses=s.ConflictOut)
    def get(self, request: Request, xid: str) -> Response:
        return Response(s.ConflictOut(queries.conflict_of(self.site.viewer, self.site.at, xid)).data)

    @extend_schema(operation_id="conflicts_decide", request=s.DecideIn, responses={204: None})
    def post(self, request: Request, xid: str) -> Response:
        values = taken(s.DecideIn, request.data)
        commands.decide_conflict(
            by=self.site.viewer,
            edition=self.site.edition,
            xid=xid,
            act=ConflictAct(values["act"]),
            reason=values["reason"],
            now=self.site.now,
        )
        return Response(status=204)
