"""Papers: lists, registering, changing, ending; places as an author; the chairs' acts."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from submissions import commands
from submissions import serializers as shapes
from submissions.api.common import CHAIR, PAGE, READ_WRITE, acting, paper_json, picked
from submissions.queries import lists
from submissions.queries.lists import Filters
from submissions.queries.papers import claims_of, get_paper, tracks_open_to
from sysml.conference.pages import page_of
from sysml.conference.policies import may_chair
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound

_ROW = ("number", "title", "track", "status", "topics", "authors")
_FILTERS = [
    OpenApiParameter(name, OpenApiTypes.STR, description=words)
    for name, words in (
        ("q", "number, or part of the title"),
        ("status", "status or released outcome"),
        ("track", "slug"),
        ("topic", "xid"),
        ("sort", "number, title, track or status; with - before it the other way round"),
    )
]


class Submissions(ApiView):
    """Papers that the person may know of."""

    scopes = READ_WRITE

    @extend_schema(
        operation_id="submissions_list", parameters=[*_FILTERS, PAGE], responses=shapes.SubmissionList
    )
    def get(self, request: Request) -> Response:
        """A page of the papers that you may know of."""
        site = self.site
        rows = lists.papers(site.viewer, site.at, Filters.parse(request.query_params.dict()))
        page = page_of(request._request, rows, 50)
        following = None
        if page.has_next():
            query = request._request.GET.copy()
            query["page"] = str(page.next_page_number())
            following = f"{request.path}?{query.urlencode()}"
        found = lists.rows_of(site.viewer, site.at, list(page.object_list))
        results = [{**picked(row, _ROW), "outcome": row.outcome or None} for row in found]
        return Response({"count": page.paginator.count, "next": following, "results": results})

    @extend_schema(
        operation_id="submissions_create",
        request=shapes.RegistrationIn,
        responses={201: shapes.SubmissionOut},
    )
    def post(self, request: Request) -> Response:
        """Register a paper; you are its first author. An Idempotency-Key makes repeating harmless."""
        form = shapes.RegistrationIn(data=request.data)
        form.is_valid(raise_exception=True)
        site = self.site
        paper = commands.register(
            by=site.viewer,
            edition=site.edition,
            track=form.validated_data["track"],
            details=form.details(),
            once=request.headers.get("Idempotency-Key", "")[:40],
            now=site.now,
        )
        return _answer(site, paper.number, status=201)


def _answer(site: Any, number: int, status: int = 200) -> Response:
    """The paper as it is now, for the person as they are now."""
    viewer = site.viewer.fresh()
    response = Response(paper_json(viewer, site.at, get_paper(viewer, site.at, number)), status=status)
    if status == 201:
        response["Location"] = f"/api/v1/editions/{site.edition.slug}/submissions/{number}"
    return response


class MySubmissions(ApiView):
    """The person's own papers."""

    scopes = READ_WRITE

    @extend_schema(operation_id="submissions_mine", responses=shapes.MineList)
    def get(self, request: Request) -> Response:
        """Your papers, newest first, each with where it stands in words."""
        site = self.site
        keys = ("number", "title", "track", "status", "sentence", "unconfirmed")
        found = lists.my_papers(site.viewer, site.at, site.edition)
        return Response({"results": [picked(paper, keys) for paper in found]})


class Tracks(ApiView):
    """What the submission form of each track asks."""

    scopes = READ_WRITE

    @extend_schema(operation_id="submissions_tracks", responses=shapes.SubmissionTrackList)
    def get(self, request: Request) -> Response:
        """Tracks with their topics, questions and statements, and whether they take papers now."""
        site = self.site
        keys = ("slug", "name", "closes", "max_megabytes", "supplements")
        results = [
            {
                **picked(track, keys),
                "open": bool(track.permit),
                "topics": [asdict(topic) for topic in track.topics],
                "questions": [picked(question, ("key", "label", "options")) for question in track.questions],
                "ticks": [asdict(tick) for tick in track.ticks],
            }
            for track in tracks_open_to(site.viewer, site.at, site.edition)
        ]
        return Response({"results": results})


class Paper(ApiView):
    """One paper."""

    scopes = READ_WRITE

    @extend_schema(operation_id="submissions_retrieve", responses=shapes.SubmissionOut)
    def get(self, request: Request, number: int) -> Response:
        """The paper as you may see it."""
        site = self.site
        return Response(paper_json(site.viewer, site.at, get_paper(site.viewer, site.at, number)))

    @extend_schema(operation_id="submissions_update", request=shapes.ChangeIn, responses=shapes.SubmissionOut)
    def put(self, request: Request, number: int) -> Response:
        """Change what is said of the paper."""
        form = shapes.ChangeIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        commands.change(
            details=form.details(),
            version=said["version"],
            reason=said["reason"],
            **acting(self.site, number),
        )
        return _answer(self.site, number)


class Title(ApiView):
    """The title alone."""

    scopes = READ_WRITE

    @extend_schema(operation_id="submissions_retitle", request=shapes.TitleIn, responses=shapes.SubmissionOut)
    def put(self, request: Request, number: int) -> Response:
        """Change the title, where the track still allows it."""
        form = shapes.TitleIn(data=request.data)
        form.is_valid(raise_exception=True)
        commands.change_title(**form.validated_data, **acting(self.site, number))
        return _answer(self.site, number)


class Authors(ApiView):
    """The authors alone."""

    scopes = READ_WRITE

    @extend_schema(
        operation_id="submissions_change_authors", request=shapes.AuthorsIn, responses=shapes.SubmissionOut
    )
    def put(self, request: Request, number: int) -> Response:
        """Change the authors, where the track still allows it."""
        form = shapes.AuthorsIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        commands.change_authors(
            authors=shapes.entries(said["authors"]),
            version=said["version"],
            reason=said["reason"],
            **acting(self.site, number),
        )
        return _answer(self.site, number)


class Withdraw(ApiView):
    """Withdrawing."""

    scopes = READ_WRITE

    @extend_schema(
        operation_id="submissions_withdraw", request=shapes.ReasonIn, responses=shapes.SubmissionOut
    )
    def post(self, request: Request, number: int) -> Response:
        """Withdraw the paper; nothing is deleted."""
        commands.withdraw(reason=_reason(request), **acting(self.site, number))
        return _answer(self.site, number)


class Revive(ApiView):
    """Reviving."""

    scopes = READ_WRITE

    @extend_schema(operation_id="submissions_revive", request=shapes.ReasonIn, responses=shapes.SubmissionOut)
    def post(self, request: Request, number: int) -> Response:
        """Make a withdrawn or closed paper active again."""
        commands.revive(reason=_reason(request), **acting(self.site, number))
        return _answer(self.site, number)


class Reveal(ApiView):
    """Looking at the authors of a blind paper."""

    scopes = CHAIR

    @extend_schema(operation_id="submissions_reveal", request=shapes.ReasonIn, responses=shapes.SubmissionOut)
    def post(self, request: Request, number: int) -> Response:
        """See the authors for eight hours; the log keeps that you looked, and why."""
        commands.reveal_authors(reason=_reason(request), **acting(self.site, number))
        return _answer(self.site, number)


def _reason(request: Request) -> str:
    form = shapes.ReasonIn(data=request.data)
    form.is_valid(raise_exception=True)
    return str(form.validated_data["reason"])


class Claims(ApiView):
    """Places as an author that wait for the person."""

    scopes = READ_WRITE

    @extend_schema(operation_id="author_claims_list", responses=shapes.ClaimList)
    def get(self, request: Request) -> Response:
        """Places under your proven addresses."""
        return Response({"results": [asdict(claim) for claim in claims_of(self.site.viewer)]})


class Claim(ApiView):
    """One such place."""

    scopes = READ_WRITE

    @extend_schema(operation_id="author_claims_take", request=None, responses=shapes.NumberOut)
    def post(self, request: Request, xid: str) -> Response:
        """Confirm that this is you."""
        site = self.site
        paper = commands.claim(by=site.viewer, edition=site.edition, xid=xid, now=site.now)
        return Response({"number": paper.number})


class Unfinished(ApiView):
    """What was never completed."""

    scopes = CHAIR

    @extend_schema(operation_id="submissions_unfinished", responses=shapes.UnfinishedList)
    def get(self, request: Request) -> Response:
        """Drafts and papers that lack something, on the tracks that you chair."""
        _require_chair(self.site)
        keys = ("number", "title", "track", "status", "may_close")
        found = lists.unfinished(self.site.viewer, self.site.at)
        return Response({"results": [picked(row, keys) for row in found]})

    @extend_schema(operation_id="submissions_close", request=shapes.NumbersIn, responses=shapes.PapersReached)
    def post(self, request: Request) -> Response:
        """Close them, all or none."""
        site = self.site
        _require_chair(site)
        form = shapes.NumbersIn(data=request.data)
        form.is_valid(raise_exception=True)
        numbers = form.validated_data["numbers"]
        done = commands.close_unfinished(by=site.viewer, edition=site.edition, numbers=numbers, now=site.now)
        return Response({"papers": done})


class Reopen(ApiView):
    """Undoing that."""

    scopes = CHAIR

    @extend_schema(
        operation_id="submissions_reopen", request=shapes.NumbersIn, responses=shapes.PapersReached
    )
    def post(self, request: Request) -> Response:
        """Make closed papers active again, all or none."""
        site = self.site
        _require_chair(site)
        form = shapes.NumbersIn(data=request.data)
        form.is_valid(raise_exception=True)
        done = commands.reopen_closed(
            by=site.viewer, edition=site.edition, now=site.now, **form.validated_data
        )
        return Response({"papers": done})


class TrackRejudge(ApiView):
    """Judging all papers of a track again."""

    scopes = CHAIR

    @extend_schema(operation_id="checks_rejudge", request=None, responses={202: shapes.RejudgeOut})
    def post(self, request: Request, track: str) -> Response:
        """Under the format and weights of today, from what was measured."""
        site = self.site
        _require_chair(site)
        job = commands.ask_to_rejudge(by=site.viewer, edition=site.edition, track=track, now=site.now)
        return Response({"job": job.xid}, status=202)


class TrackReveal(ApiView):
    """Looking at the authors of a track for a task."""

    scopes = CHAIR

    @extend_schema(
        operation_id="authors_reveal_task", request=shapes.ReasonIn, responses=shapes.PapersReached
    )
    def post(self, request: Request, track: str) -> Response:
        """See the authors of all papers of the track with which you have no conflict, for eight hours."""
        site = self.site
        _require_chair(site)
        shown = commands.reveal_for_task(
            by=site.viewer, edition=site.edition, track=track, task=_reason(request), now=site.now
        )
        return Response({"papers": shown})


def _require_chair(site: Any) -> None:
    """Whoever chairs nothing here does not learn that these endpoints exist."""
    if not site.viewer.is_chair and not may_chair(site.viewer):
        raise NotFound
