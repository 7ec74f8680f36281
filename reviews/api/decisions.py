"""The decision desk, decisions, desk rejects, shepherds and releases."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from committee.api.shared import taken
from reviews.api.reviewing import Endpoint
from reviews.commands import decisions, desk_rejects, release, shepherding, waiting
from reviews.domain import Verdict
from reviews.queries import decisions as queries
from reviews.queries import release as releasing
from reviews.queries.common import find_paper
from reviews.queries.shepherding import conditions_page, shepherd_choices
from reviews.queries.waiting import waiting_page
from reviews.serializers import decisions as s
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound

PAGE = 50


def _next(request: Request, page: int, total: int, size: int) -> str | None:
    if page * size >= total:
        return None
    query = request._request.GET.copy()
    query["page"] = str(page + 1)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


class Decisions(ApiView):
    """Every paper that you decide about."""

    scopes: ClassVar = {"GET": "chair:read", "POST": "chair:write"}

    @extend_schema(operation_id="decisions_list", parameters=[s.DeskFilters], responses=s.DeskOut)
    def get(self, request: Request) -> Response:
        """With scores per side, filtered and sorted; counts are of what you may see."""
        read = taken(s.DeskFilters, request.query_params)
        page = read.pop("page")
        desk = queries.desk(self.site.viewer, self.site.at, queries.Filters(**read))
        part = desk.rows[(page - 1) * PAGE : page * PAGE]
        following = _next(request, page, len(desk.rows), PAGE)
        return Response(s.DeskOut({**vars(desk), "results": part, "next": following}).data)

    @extend_schema(operation_id="decisions_record", request=s.DecisionsIn, responses=s.DecisionsOut)
    def post(self, request: Request) -> Response:
        """One verdict for several papers, all or none."""
        read = taken(s.DecisionsIn, request.data)
        done = decisions.decide_many(
            by=self.site.viewer,
            edition=self.site.edition,
            numbers=read["numbers"],
            verdict=Verdict(read["verdict"]),
            conditions=read["conditions"],
            now=self.site.now,
        )
        return Response(s.DecisionsOut({"decided": done}).data)


class DecisionView(Endpoint):
    """What was decided of one paper."""

    scopes: ClassVar = {"GET": "reviews:read", "PUT": "chair:write", "DELETE": "chair:write"}

    @extend_schema(operation_id="decision_read", responses=s.DecisionOut)
    def get(self, request: Request, number: int) -> Response:
        """As far as you may know of it."""
        paper = find_paper(self.site.viewer, self.site.at, number)
        shown = queries.decision_of(self.site.viewer, self.site.at, paper)
        if shown is None:
            raise NotFound
        return Response(s.DecisionOut(shown).data)

    @extend_schema(operation_id="decision_record", request=s.DecisionIn, responses={204: None})
    def put(self, request: Request, number: int) -> Response:
        """Decide, or decide anew; nobody is told before the release."""
        read = taken(s.DecisionIn, request.data)
        decisions.decide(**self.common(number), **{**read, "verdict": Verdict(read["verdict"])})
        return Response(status=204)

    @extend_schema(operation_id="decision_clear", responses={204: None})
    def delete(self, request: Request, number: int) -> Response:
        """Take a decision back before its release."""
        decisions.clear_decision(**self.common(number))
        return Response(status=204)


class Release(ApiView):
    """The release of all decisions."""

    scopes: ClassVar = {"GET": "chair:read", "POST": "chair:write"}

    @extend_schema(operation_id="release_read", parameters=[s.ReleaseFilters], responses=s.ReleaseOut)
    def get(self, request: Request) -> Response:
        """What it will do, with every letter."""
        read = taken(s.ReleaseFilters, request.query_params)
        where = (self.site.viewer, self.site.at, self.site.edition, read["track"])
        page = releasing.release_page(*where)
        start = (read["page"] - 1) * PAGE
        letters, total = releasing.page_of_previews(*where, start, PAGE)
        more = {"letters": letters, "next": _next(request, read["page"], total, PAGE), "ready": page.ready}
        return Response(s.ReleaseOut({**vars(page), **more}).data)

    @extend_schema(operation_id="release_decisions", request=s.ReleaseIn, responses=s.ReleasedOut)
    def post(self, request: Request) -> Response:
        """Release; doing it again changes nothing."""
        read = taken(s.ReleaseIn, request.data)
        done = release.release_decisions(
            by=self.site.viewer,
            edition=self.site.edition,
            seen=read["seen"],
            track=releasing.track_of(self.site.edition, read["track"]),
            now=self.site.now,
        )
        return Response(s.ReleasedOut(done).data)


class WaitingLetters(ApiView):
    """Letters of the release that wait for who handles their papers."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="waiting_letters_list", responses=s.WaitingLettersOut)
    def get(self, request: Request) -> Response:
        """By paper, as they were written; their releaser has a conflict with these papers."""
        papers = waiting_page(self.site.viewer, self.site.at, self.site.edition)
        return Response(s.WaitingLettersOut({"results": papers}).data)


class SendWaiting(Endpoint):
    """The act that sends them."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="waiting_letters_send", request=None, responses={204: None})
    def post(self, request: Request, number: int) -> Response:
        """Send the waiting letters about one paper."""
        waiting.send_waiting(**self.common(number))
        return Response(status=204)


class LateRelease(Endpoint):
    """The release of one paper that was decided after the others."""

    scopes: ClassVar = {"GET": "chair:read", "POST": "chair:write"}

    @extend_schema(operation_id="late_release_read", responses=s.LateReleaseOut)
    def get(self, request: Request, number: int) -> Response:
        viewer, at, edition = self.site.viewer, self.site.at, self.site.edition
        letters = releasing.preview_one(viewer, at, edition, number)
        seen = releasing.seen(viewer, at, edition, [queries.decidable(viewer, at, number)])
        return Response(s.LateReleaseOut({"seen": seen, "letters": letters}).data)

    @extend_schema(operation_id="late_release", request=s.SeenIn, responses={204: None})
    def post(self, request: Request, number: int) -> Response:
        release.release_late(**self.common(number), **taken(s.SeenIn, request.data))
        return Response(status=204)


class DeskReject(Endpoint):
    """A desk reject: prepared, looked at, released."""

    scopes: ClassVar = {
        "GET": "chair:read",
        "PUT": "chair:write",
        "POST": "chair:write",
        "DELETE": "chair:write",
    }

    @extend_schema(operation_id="desk_reject_read", responses=s.DeskRejectOut)
    def get(self, request: Request, number: int) -> Response:
        """The reason and the letters."""
        where = (self.site.viewer, self.site.at)
        letters = releasing.preview_desk_reject(*where, self.site.edition, number)
        reason = queries.decide_page(*where, number).desk_reject_reason
        return Response(s.DeskRejectOut({"reason": reason, "letters": letters}).data)

    @extend_schema(operation_id="desk_reject_prepare", request=s.DeskRejectIn, responses={204: None})
    def put(self, request: Request, number: int) -> Response:
        """Prepare it; nobody is told."""
        desk_rejects.prepare_desk_reject(**self.common(number), **taken(s.DeskRejectIn, request.data))
        return Response(status=204)

    @extend_schema(operation_id="desk_reject_release", request=s.DeskRejectIn, responses={204: None})
    def post(self, request: Request, number: int) -> Response:
        """Tell the authors. The reason must be the one that you have read."""
        desk_rejects.release_desk_reject(**self.common(number), **taken(s.DeskRejectIn, request.data))
        return Response(status=204)

    @extend_schema(operation_id="desk_reject_drop", responses={204: None})
    def delete(self, request: Request, number: int) -> Response:
        """Take it back before its release."""
        desk_rejects.drop_desk_reject(**self.common(number))
        return Response(status=204)


class ShepherdView(Endpoint):
    """Who sees a conditional accept through."""

    scopes: ClassVar = {"GET": "chair:read", "PUT": "chair:write", "DELETE": "chair:write"}

    @extend_schema(operation_id="shepherd_choices", responses=s.ShepherdPageOut)
    def get(self, request: Request, number: int) -> Response:
        """Members without a conflict."""
        found = shepherd_choices(self.site.viewer, self.site.at, number)
        return Response(s.ShepherdPageOut({"results": found}).data)

    @extend_schema(operation_id="shepherd_appoint", request=s.ShepherdIn, responses={204: None})
    def put(self, request: Request, number: int) -> Response:
        read = taken(s.ShepherdIn, request.data)
        shepherding.appoint_shepherd(**self.common(number), person_xid=read["person"])
        return Response(status=204)

    @extend_schema(operation_id="shepherd_dismiss", responses={204: None})
    def delete(self, request: Request, number: int) -> Response:
        shepherding.dismiss_shepherd(**self.common(number))
        return Response(status=204)


class Conditions(Endpoint):
    """Whether the conditions of an accept are met."""

    scopes: ClassVar = {"GET": "reviews:read", "POST": "reviews:write"}

    @extend_schema(operation_id="conditions_read", responses=s.ConditionsOut)
    def get(self, request: Request, number: int) -> Response:
        """The conditions, and the letters that either answer sends."""
        page = conditions_page(self.site.viewer, self.site.at, self.site.edition, number)
        return Response(s.ConditionsOut(page).data)

    @extend_schema(operation_id="conditions_judge", request=s.ConditionsIn, responses={204: None})
    def post(self, request: Request, number: int) -> Response:
        """For the shepherd and the chairs; the authors are told."""
        shepherding.judge_conditions(**self.common(number), **taken(s.ConditionsIn, request.data))
        return Response(status=204)
