"""Reviewers of papers, handling chairs, and plans."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from committee import serializers as s
from committee.api.shared import listed, taken
from committee.commands import assignments as commands
from committee.commands import plans
from committee.commands.handling import appoint_handler
from committee.queries import assignments as queries
from committee.queries import plans as plan_queries
from committee.queries.handling import handler_choices
from committee.queries.matching import Parameters
from committee.queries.members import track_for
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound


class MyPapers(ApiView):
    """What you have been given to review."""

    scopes = {"GET": "committee:read"}

    @extend_schema(operation_id="my_papers", responses=s.MyPaperOut(many=True))
    def get(self, request: Request) -> Response:
        rows = queries.my_papers(self.site.viewer, self.site.at, self.site.edition)
        return Response(s.MyPaperOut(rows, many=True).data)


class GiveUp(ApiView):
    """Hand a paper back: with `conflict` for a conflict of interest, else with a reason."""

    scopes = {"POST": "committee:write"}

    @extend_schema(operation_id="paper_give_up", request=s.GiveUpIn, responses={204: None})
    def post(self, request: Request, number: int) -> Response:
        values = taken(s.GiveUpIn, request.data)
        common = {
            "by": self.site.viewer,
            "edition": self.site.edition,
            "number": number,
            "now": self.site.now,
        }
        if values["conflict"]:
            commands.give_up_for_conflict(**common, conflict=values["conflict"], note=values["reason"])
        else:
            commands.give_up(**common, reason=values["reason"])
        return Response(status=204)


class Reviewers(ApiView):
    """Reviewers of one paper, for who arranges them."""

    scopes = {"GET": "committee:read", "POST": "committee:write"}

    @extend_schema(operation_id="paper_reviewers", responses=s.ReviewersOut)
    def get(self, request: Request, number: int) -> Response:
        return Response(s.ReviewersOut(queries.desk(self.site.viewer, self.site.at, number)).data)

    @extend_schema(operation_id="paper_assign", request=s.AssignIn, responses={201: s.AssignmentOut})
    def post(self, request: Request, number: int) -> Response:
        """Assign a member, or with `instead_of` replace one."""
        values = taken(s.AssignIn, request.data)
        common = {
            "by": self.site.viewer,
            "edition": self.site.edition,
            "number": number,
            "now": self.site.now,
        }
        old = values.pop("instead_of")
        if old:
            new = values.pop("member")
            xid = commands.replace_reviewer(**common, old=old, new=new, **values)
        else:
            xid = commands.assign(**common, **values)
        return Response({"xid": xid}, status=201)


class OneReviewer(ApiView):
    """Take a paper back from a member."""

    scopes = {"DELETE": "committee:write"}

    @extend_schema(operation_id="paper_unassign", request=s.ReasonIn, responses={204: None})
    def delete(self, request: Request, number: int, xid: str) -> Response:
        reason = taken(s.ReasonIn, request.data)["reason"]
        commands.remove_reviewer(
            by=self.site.viewer,
            edition=self.site.edition,
            number=number,
            member=xid,
            reason=reason,
            now=self.site.now,
        )
        return Response(status=204)


class Candidates(ApiView):
    """Everybody who could review a paper, with side, load, bid and conflict."""

    scopes = {"GET": "committee:read"}

    @extend_schema(operation_id="paper_candidates", parameters=[s.PageSerializer], responses=s.CandidatesPage)
    def get(self, request: Request, number: int) -> Response:
        values = taken(s.PageSerializer, request.query_params)
        desk = queries.desk(self.site.viewer, self.site.at, number, side=values["side"], text=values["q"])
        return listed(request, desk.candidates, s.CandidateOut, values["page"])


class Handler(ApiView):
    """Who handles a paper, and who could."""

    scopes = {"GET": "chair:read", "PUT": "chair:write"}

    @extend_schema(operation_id="paper_handlers", responses=s.HandlerOut(many=True))
    def get(self, request: Request, number: int) -> Response:
        paper = queries.paper_to_arrange(self.site.viewer, self.site.at, number)
        rows = handler_choices(self.site.viewer, self.site.at, paper)
        return Response(s.HandlerOut(rows, many=True).data)

    @extend_schema(
        operation_id="paper_handler_appoint", request=s.HandlerIn, responses=s.HandlerOut(many=True)
    )
    def put(self, request: Request, number: int) -> Response:
        person = taken(s.HandlerIn, request.data)["person"]
        appoint_handler(
            by=self.site.viewer, edition=self.site.edition, number=number, person=person, now=self.site.now
        )
        return self.get(request, number)


class Plans(ApiView):
    """Plans of the first track; POST asks for a new one of the track that it names."""

    scopes = {"GET": "chair:read", "POST": "chair:write"}

    @extend_schema(operation_id="plans_list", responses=s.PlanSummaryOut(many=True))
    def get(self, request: Request) -> Response:
        track = track_for(self.site.edition, request.query_params.get("track", ""))
        desk = plan_queries.plan_desk(self.site.viewer, self.site.at, track)
        return Response(s.PlanSummaryOut(desk.plans, many=True).data)

    @extend_schema(operation_id="plans_start", request=s.PlanIn, responses={202: s.PlanOut})
    def post(self, request: Request) -> Response:
        values = taken(s.PlanIn, request.data)
        track = track_for(self.site.edition, values.pop("track"))
        plan_queries.plan_desk(self.site.viewer, self.site.at, track)
        plan = plans.start_plan(
            by=self.site.viewer,
            edition=self.site.edition,
            track=track,
            parameters=Parameters(**values),
            now=self.site.now,
        )
        return Response(_plan(self, plan.xid), status=202)


def _plan(view: ApiView, xid: str) -> dict[str, object]:
    shown = plan_queries.plan_page(view.site.viewer, view.site.at, view.site.edition, xid)
    job = shown.job
    return {
        **s.PlanSeenOut(shown).data,
        "progress": job.progress if job is not None else "",
        "percent": job.percent if job is not None else 0,
    }


class OnePlan(ApiView):
    """A plan, worst papers first; DELETE discards it."""

    scopes = {"GET": "chair:read", "PATCH": "chair:write", "DELETE": "chair:write"}

    @extend_schema(operation_id="plans_retrieve", responses=s.PlanOut)
    def get(self, request: Request, xid: str) -> Response:
        return Response(_plan(self, xid))

    @extend_schema(operation_id="plans_change", request=s.PlanChangeIn, responses=s.PlanOut)
    def patch(self, request: Request, xid: str) -> Response:
        """Add a member to a paper, take one off, or both."""
        plan_queries.plan_for(self.site.viewer, self.site.edition, xid)
        values = taken(s.PlanChangeIn, request.data)
        plans.change_plan(
            by=self.site.viewer, edition=self.site.edition, xid=xid, now=self.site.now, **values
        )
        return Response(_plan(self, xid))

    @extend_schema(operation_id="plans_discard", responses={204: None})
    def delete(self, request: Request, xid: str) -> Response:
        plans.discard_plan(by=self.site.viewer, edition=self.site.edition, xid=xid, now=self.site.now)
        return Response(status=204)


class PlanPublication(ApiView):
    """Make a plan the assignment, as one act."""

    scopes = {"POST": "chair:write"}

    @extend_schema(operation_id="plans_publish", request=None, responses=s.PublishedOut)
    def post(self, request: Request, xid: str) -> Response:
        done = plans.publish_plan(by=self.site.viewer, edition=self.site.edition, xid=xid, now=self.site.now)
        return Response(s.PublishedOut(done).data)


class Assignments(ApiView):
    """Who reviews what, of the papers that you arrange."""

    scopes = {"GET": "chair:read"}

    @extend_schema(operation_id="assignments_list", responses=s.ReviewersOut(many=True))
    def get(self, request: Request) -> Response:
        if not self.site.viewer.is_chair:
            raise NotFound
        return Response(s.ReviewersOut(queries.papers(self.site.viewer, self.site.at), many=True).data)
