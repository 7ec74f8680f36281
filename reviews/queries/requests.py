"""Requests to external reviewers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from reviews.domain import RequestState, ReviewState
from reviews.models import Review, ReviewRequest
from reviews.policies import OWN_REVIEW, REQUEST, REVIEWING_OPEN, may_ask_external
from reviews.queries.common import Head, clock_of, find_paper, head_of
from reviews.queries.forms import questions_of
from submissions.domain import Status
from submissions.policies import SUBMISSION
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import markdown
from sysml.kernel.errors import NotFound, Permit
from sysml.kernel.invitations import digest

STATE_WORDS = {
    RequestState.ASKED: "asked, no answer yet",
    RequestState.ACCEPTED: "accepted",
    RequestState.DECLINED: "declined",
    RequestState.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True)
class RequestShown:
    """A request as its requester, or a chair, sees it. `held` is for chairs alone."""

    xid: str
    number: int
    title: str
    name: str
    email: str
    affiliation: str
    requester: str
    side: str
    state: RequestState
    state_words: str
    asked_at: datetime
    held: str
    review_state: str
    review_words: int
    may_withdraw: bool


@dataclass(frozen=True)
class RequestsPage:
    """A reviewer's own requests for one paper."""

    head: Head
    requests: tuple[RequestShown, ...]
    permit: Permit


@dataclass(frozen=True)
class Invitation:
    """What the person who was asked sees behind the letter's link; no authors, and no other reviewers."""

    number: int
    title: str
    abstract_html: str
    requester: str
    name: str
    email: str
    state: RequestState
    due: datetime | None
    edition_name: str
    open: bool


def requests_page(viewer: Viewer, at: Moment, number: int) -> RequestsPage:
    """The viewer's own requests for a paper; raises NotFound for who is no reviewer of it from the committee."""
    paper = find_paper(viewer, at, number)
    permit = may_ask_external(viewer, paper, clock_of(viewer, at, paper))
    if paper.pk not in viewer.tied(Tie.ASSIGNED) - viewer.tied(Tie.CONFLICTED):
        raise NotFound
    rows = REQUEST.rows(viewer, at).filter(submission=paper, requested_by_id=viewer.person_id)
    shown = _shown(viewer, at, list(rows.select_related("submission", "requested_by")))
    return RequestsPage(head_of(viewer, at, paper), shown, permit)


def all_requests(viewer: Viewer, at: Moment) -> tuple[RequestShown, ...]:
    """Every request that a chair may see, held ones first; three queries for any number."""
    if not viewer.is_chair:
        raise NotFound
    rows = REQUEST.rows(viewer, at).filter(submission__in=SUBMISSION.rows(viewer, at).values("pk"))
    rows = rows.exclude(submission_id__in=sorted(viewer.tied(Tie.CONFLICTED)))
    found = _shown(viewer, at, list(rows.select_related("submission", "requested_by")))
    return tuple(
        sorted(found, key=lambda r: (not (r.held and r.state is RequestState.ASKED), -r.asked_at.timestamp()))
    )


def _shown(viewer: Viewer, at: Moment, rows: list[ReviewRequest]) -> tuple[RequestShown, ...]:
    ids = [row.submission_id for row in rows]
    reviews = {
        (review.submission_id, review.reviewer_id): review
        for review in Review.objects.filter(submission_id__in=ids, kind="external")
    }
    chair = viewer.tied(Tie.CONFLICTED)
    shown = []
    for row in rows:
        review = reviews.get((row.submission_id, row.person_id or 0))
        as_chair = (
            bool(may_chair(viewer, row.submission.track_id, row.submission_id))
            and row.submission_id not in chair
        )
        shown.append(
            RequestShown(
                xid=row.xid,
                number=row.submission.number,
                title=row.submission.title,
                name=row.name,
                email=row.email,
                affiliation=row.affiliation,
                requester=str(row.requested_by),
                side=row.side,
                state=RequestState(row.state),
                state_words=STATE_WORDS[RequestState(row.state)],
                asked_at=row.asked_at,
                held=row.held_reason if as_chair else "",
                review_state=review.state if review else "",
                review_words=review.draft_words if review else 0,
                may_withdraw=row.state in {RequestState.ASKED, RequestState.ACCEPTED}
                and (as_chair or row.requested_by_id == viewer.person_id),
            )
        )
    return tuple(shown)


def invitation(edition: Edition, at: Moment, token: str) -> Invitation:
    """The request behind a letter's link; raises NotFound for a wrong, withdrawn or held one."""
    row = (
        ReviewRequest.objects.filter(submission__edition=edition, token_digest=digest(token))
        .exclude(state=RequestState.WITHDRAWN)
        .select_related("submission__track", "requested_by")
        .first()
        if token
        else None
    )
    if row is None or row.submission.status != Status.COMPLETE:
        raise NotFound
    return _invitation(edition, at, row)


def own_invitation(viewer: Viewer, edition: Edition, at: Moment, xid: str) -> Invitation:
    """The same for the person who was asked, signed in; raises NotFound for everybody else."""
    row = _asked_of(viewer, at).filter(xid=xid).exclude(state=RequestState.WITHDRAWN).first()
    if row is None:
        raise NotFound
    return _invitation(edition, at, row)


def to_answer(viewer: Viewer, at: Moment) -> list[tuple[str, str, datetime | None]]:
    """Requests that wait for this person's answer while reviews are taken: xid, title and deadline."""
    if not viewer.tied(Tie.EXTERNAL_ASKED):
        return []
    found = []
    for row in _asked_of(viewer, at).filter(state=RequestState.ASKED).order_by("asked_at", "xid"):
        paper = row.submission
        clock = at.clock(paper.track_id, paper.pk)
        if REVIEWING_OPEN.holds(clock) and not paper.outcome:
            span = clock.spans.get(WindowKind.REVIEWING)
            found.append((row.xid, paper.title, span.closes if span else None))
    return found


def _asked_of(viewer: Viewer, at: Moment) -> QuerySet[ReviewRequest]:
    rows = REQUEST.rows(viewer, at).filter(
        person_id=viewer.person_id, person__isnull=False, submission__status=Status.COMPLETE
    )
    mine = rows.exclude(submission_id__in=sorted(viewer.tied(Tie.CONFLICTED)))
    return mine.select_related("submission__track", "requested_by")


def _invitation(edition: Edition, at: Moment, row: ReviewRequest) -> Invitation:
    paper = row.submission
    clock = at.clock(paper.track_id, paper.pk)
    span = clock.spans.get(WindowKind.REVIEWING)
    declined = row.state == RequestState.DECLINED
    return Invitation(
        number=paper.number,
        title="" if declined else paper.title,
        abstract_html="" if declined else markdown.to_html(paper.abstract),
        requester=str(row.requested_by),
        name=row.name,
        email=row.email,
        state=RequestState(row.state),
        due=span.closes if span else None,
        edition_name=edition.name,
        open=bool(REVIEWING_OPEN.holds(clock)) and not paper.outcome,
    )


@dataclass(frozen=True)
class DraftOfExternal:
    """An external reviewer's work, as the one who asked for it reads along."""

    name: str
    state: str
    saved_at: datetime | None
    answers: tuple[tuple[str, str], ...]


def external_drafts(viewer: Viewer, at: Moment, number: int) -> tuple[DraftOfExternal, ...]:
    """Drafts of the external reviewers whom this viewer has asked."""
    rows = OWN_REVIEW.rows(viewer, at).filter(
        submission__number=number, requested_by_id=viewer.person_id, state=ReviewState.DRAFT
    )
    drafts = list(rows.select_related("reviewer", "submission__track"))
    if not drafts:
        return ()
    questions = questions_of(drafts[0].submission.track)
    return tuple(
        DraftOfExternal(
            name=str(draft.reviewer),
            state=draft.state,
            saved_at=draft.draft_saved_at,
            answers=tuple(
                (q.label, str(q.words(draft.draft[q.key]) or draft.draft[q.key]))
                for q in questions
                if draft.draft.get(q.key) not in {None, ""}
            ),
        )
        for draft in drafts
    )
