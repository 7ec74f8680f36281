"""Reviews of one paper as somebody may see them, a reviewer's own work, and its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from committee.policies import ASSIGNMENT
from reviews.domain import Audience, QuestionKind, RequestState, ReviewKind, ReviewState, readers
from reviews.models import Answer, Review, ReviewVersion
from reviews.policies import (
    ANSWER,
    OWN_REVIEW,
    REQUEST,
    REVIEW,
    REVIEW_EXISTS,
    REVIEWER_NAME,
    may_ask_external,
    may_review,
)
from reviews.queries.common import (
    Head,
    Sides,
    clock_of,
    find_paper,
    head_of,
    looks_as_author,
    own_review,
    sides_of,
)
from reviews.queries.forms import Asked, Value, questions_of
from submissions.domain import Status
from submissions.filenames import public_name
from submissions.models import Submission
from submissions.policies import DOCUMENT, SUBMISSION
from sysml.conference.domain import ActKind, Clock, RoleKind, Side, WindowKind
from sysml.conference.moment import Moment
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound, Permit


@dataclass(frozen=True)
class AnswerShown:
    """One answer; `words` says what a score or choice means."""

    key: str
    label: str
    kind: QuestionKind
    audience: Audience
    score: int | None
    text: str
    words: str
    is_overall: bool = False
    is_confidence: bool = False

    @property
    def who_reads(self) -> str:
        return readers(self.audience, members_read=False)


@dataclass(frozen=True)
class ReviewShown:
    """One review with what its reader may know of it; hidden parts are empty. `day` stands for `at` where a time
    would tell something about an anonymous person."""

    xid: str
    label: str
    kind: ReviewKind
    side: str
    side_label: str
    person: str
    mine: bool
    requested_by_me: bool
    version: int
    day: str
    at: datetime | None
    answers: tuple[AnswerShown, ...]

    @property
    def name(self) -> str:
        return f"Reviewer {self.label}"


@dataclass(frozen=True)
class SideTotal:
    """How many reviews of a side are in, of how many wanted, and their mean overall score if it may be known."""

    side: str
    label: str
    have: int
    want: int
    mean: float | None = None
    n: int = 0


@dataclass(frozen=True)
class DraftShown:
    """A review under way as leads and chairs see it: that it exists."""

    label: str
    side: str
    side_label: str
    person: str
    words: int | None
    saved_at: datetime | None


@dataclass(frozen=True)
class PaperReviews:
    """All that one viewer may see of the reviews of one paper."""

    reviews: tuple[ReviewShown, ...]
    totals: tuple[SideTotal, ...]
    drafts: tuple[DraftShown, ...]
    own: "OwnState | None"
    sides: Sides
    waiting: bool
    as_author: bool


@dataclass(frozen=True)
class OwnState:
    """Where the viewer's own review stands, and whether it may be written now."""

    state: str
    label: str
    version: int
    draft_words: int
    saved_at: datetime | None
    unsent: bool
    permit: Permit


@dataclass(frozen=True)
class ReviewForm:
    """The page on which a review is written. `revision` is 0 before the first save."""

    head: Head
    questions: tuple[Asked, ...]
    values: Mapping[str, Value]
    revision: int
    label: str
    state: str
    version: int
    saved_at: datetime | None
    unsent: bool
    closes: datetime | None
    permit: Permit
    ask_external: Permit
    file: "FileShown | None"


@dataclass(frozen=True)
class FileShown:
    """The paper's current file."""

    xid: str
    version: int
    name: str


@dataclass(frozen=True)
class VersionShown:
    """A review as it was submitted at one time."""

    number: int
    at: datetime
    is_current: bool
    on_behalf: bool
    answers: tuple[AnswerShown, ...]


@dataclass(frozen=True)
class History:
    """Every submitted version of one review."""

    number: int
    title: str
    name: str
    mine: bool
    versions: tuple[VersionShown, ...]


@dataclass(frozen=True)
class ReviewingRow:
    """One paper in a reviewer's own list."""

    number: int
    title: str
    side: str
    side_label: str
    state: str
    words: int
    unsent: bool
    saved_at: datetime | None
    due: datetime | None
    may_write: bool
    reason: str
    ml_have: int | None
    ml_want: int
    sys_have: int | None
    sys_want: int
    two_sided: bool
    discussing: bool
    external: bool
    withdrawn: bool


def paper_reviews(viewer: Viewer, at: Moment, paper: Submission) -> PaperReviews:
    """The reviews of a paper as this viewer may see them; the same number of queries for any number of reviews."""
    clock = clock_of(viewer, at, paper)
    author = looks_as_author(viewer, paper)
    found = [
        review
        for review in REVIEW.rows(viewer, at).filter(submission=paper).order_by("label", "xid")
        if not author or _shown_to_authors(paper, review, clock)
    ]
    mine = own_review(viewer, at, paper)
    asked_by_me = OWN_REVIEW.rows(viewer, at).filter(
        submission=paper, requested_by_id=viewer.person_id, state=ReviewState.SUBMITTED
    )
    if mine is not None and mine.state == ReviewState.SUBMITTED:
        found = _with(found, [mine])
    if viewer.tied(Tie.ASSIGNED):
        found = _with(found, asked_by_me)
    reviews = _shown(viewer, at, paper, found, clock)
    existing = list(_existing(viewer, at, paper, clock))
    return PaperReviews(
        reviews=reviews,
        totals=_totals(paper, existing, () if author else reviews),
        drafts=_drafts(viewer, at, paper, existing),
        own=_own_state(viewer, paper, clock, mine),
        sides=sides_of(paper.track),
        waiting=paper.pk
        in viewer.tied(Tie.ASSIGNED) - viewer.tied(Tie.REVIEWED) - viewer.tied(Tie.CONFLICTED),
        as_author=author,
    )


def _with(found: list[Review], more: Iterable[Review]) -> list[Review]:
    known = {review.pk for review in found}
    return sorted([*found, *(r for r in more if r.pk not in known)], key=lambda review: review.label)


def _existing(viewer: Viewer, at: Moment, paper: Submission, clock: Clock) -> Iterable[Review]:
    rows = REVIEW_EXISTS.rows(viewer, at).filter(submission=paper).order_by("label", "xid")
    if looks_as_author(viewer, paper):
        return [review for review in rows if _shown_to_authors(paper, review, clock)]
    return rows


def _is_released(paper: Submission, clock: Clock) -> bool:
    """The decision of this very paper is out; a release of its track may have left it aside."""
    return bool(paper.outcome) and clock.done(ActKind.RELEASED)


def _shown_to_authors(paper: Submission, review: Review, clock: Clock) -> bool:
    """Until the release authors see what their response window showed: no review that came after it."""
    if _is_released(paper, clock):
        return True
    span = clock.spans.get(WindowKind.RESPONSE)
    return (
        span is not None
        and review.first_submitted_at is not None
        and (review.first_submitted_at < span.closes + span.grace)
    )


def _frozen_at(review: Review, clock: Clock) -> datetime | None:
    """The time as of which authors see this review before the release; None means as it stands now."""
    span = clock.spans.get(WindowKind.RESPONSE)
    if span is None or review.first_submitted_at is None:
        return None
    return max(span.opens or review.first_submitted_at, review.first_submitted_at)


def _chosen_versions(reviews: Iterable[Review], clock: Clock, *, frozen: bool) -> dict[int, ReviewVersion]:
    """Per review the version that is shown: the current one, or for authors the one that was frozen."""
    reviews = list(reviews)
    rows = ReviewVersion.objects.filter(review__in=[r.pk for r in reviews]).order_by("review_id", "number")
    limits = {r.pk: _frozen_at(r, clock) if frozen else None for r in reviews}
    chosen: dict[int, ReviewVersion] = {}
    for version in rows:
        limit = limits[version.review_id]
        if limit is None or version.at <= limit:
            chosen[version.review_id] = version
    return chosen


def _shown(
    viewer: Viewer, at: Moment, paper: Submission, found: list[Review], clock: Clock
) -> tuple[ReviewShown, ...]:
    author = looks_as_author(viewer, paper)
    chosen = _chosen_versions(found, clock, frozen=author and not _is_released(paper, clock))
    answers: dict[int, list[AnswerShown]] = {}
    rows = (
        ANSWER.rows(viewer, at).filter(version__in=[v.pk for v in chosen.values()]).select_related("question")
    )
    sides_shown = not author or clock.choices.authors_see_side_of_review
    for row in rows.order_by("question__position", "question_id"):
        if sides_shown or not row.question.is_confidence:
            answers.setdefault(row.version_id, []).append(_answer(row))
    names = _names(viewer, at, paper)
    sides = sides_of(paper.track)
    return tuple(
        ReviewShown(
            xid=review.xid,
            label=review.label,
            kind=ReviewKind(review.kind),
            side=review.side if sides_shown and sides.two else "",
            side_label=sides.label(review.side) if sides_shown else "",
            person=names.get(review.pk, ""),
            mine=review.reviewer_id == viewer.person_id,
            requested_by_me=viewer.person_id is not None and review.requested_by_id == viewer.person_id,
            version=0 if author else chosen[review.pk].number,
            day=f"{chosen[review.pk].at:%Y-%m-%d}",
            at=chosen[review.pk].at if review.pk in names else None,
            answers=tuple(answers.get(chosen[review.pk].pk, ())),
        )
        for review in found
        if review.pk in chosen
    )


def _names(viewer: Viewer, at: Moment, paper: Submission) -> dict[int, str]:
    rows = REVIEWER_NAME.rows(viewer, at).filter(submission=paper)
    return {
        pk: name or email for pk, name, email in rows.values_list("pk", "reviewer__name", "reviewer__email")
    }


def _answer(row: Answer) -> AnswerShown:
    question = row.question
    options = dict(question.options)
    value: Value = row.score if row.score is not None else row.text
    return AnswerShown(
        key=question.key,
        label=question.label,
        kind=QuestionKind(question.kind),
        audience=Audience(question.audience),
        score=row.score,
        text=row.text,
        words=str(options.get(value, "")),
        is_overall=question.is_overall,
        is_confidence=question.is_confidence,
    )


def _totals(paper: Submission, existing: list[Review], shown: Iterable[ReviewShown]) -> tuple[SideTotal, ...]:
    submitted = [review for review in existing if review.state == ReviewState.SUBMITTED]
    scores: dict[str, list[int]] = {}
    for review in shown:
        for answer in review.answers:
            if answer.is_overall and answer.score is not None:
                scores.setdefault(review.side, []).append(answer.score)
    sides = sides_of(paper.track)
    wanted = (
        {Side.ML.value: paper.track.wanted_a, Side.SYSTEMS.value: paper.track.wanted_b}
        if sides.two
        else {"": paper.track.wanted}
    )
    return tuple(
        SideTotal(
            side=side,
            label=sides.label(side) or "Reviews",
            have=sum(review.side == side or not sides.two for review in submitted),
            want=want,
            mean=sum(scores[side]) / len(scores[side]) if scores.get(side) else None,
            n=len(scores.get(side, ())),
        )
        for side, want in wanted.items()
    )


def _drafts(viewer: Viewer, at: Moment, paper: Submission, existing: list[Review]) -> tuple[DraftShown, ...]:
    """Leads learn words and time of a draft, chairs that it exists; names as far as this viewer may know them."""
    drafts = [r for r in existing if r.state == ReviewState.DRAFT and r.reviewer_id != viewer.person_id]
    if not drafts:
        return ()
    names = _names(viewer, at, paper)
    sides = sides_of(paper.track)
    handles = paper.pk in viewer.tied(Tie.HANDLES) | viewer.tied(Tie.LEADS)
    return tuple(
        DraftShown(
            label=review.label,
            side=review.side,
            side_label=sides.label(review.side),
            person=names.get(review.pk, ""),
            words=review.draft_words if handles else None,
            saved_at=review.draft_saved_at if handles else None,
        )
        for review in drafts
    )


def _own_state(viewer: Viewer, paper: Submission, clock: Clock, mine: Review | None) -> OwnState | None:
    reviewing = viewer.tied(Tie.ASSIGNED) | viewer.tied(Tie.EXTERNAL)
    if mine is None and (paper.pk not in reviewing or paper.pk in viewer.tied(Tie.CONFLICTED)):
        return None
    return OwnState(
        state=mine.state if mine else "none",
        label=mine.label if mine else "",
        version=mine.version if mine else 0,
        draft_words=mine.draft_words if mine else 0,
        saved_at=mine.draft_saved_at if mine else None,
        unsent=bool(mine and mine.draft),
        permit=may_review(viewer, paper, clock),
    )


def review_form(viewer: Viewer, at: Moment, number: int) -> ReviewForm:
    """The viewer's review of a paper to be written or mended; raises NotFound for who has none to write."""
    paper = find_paper(viewer, at, number)
    clock = clock_of(viewer, at, paper)
    mine = own_review(viewer, at, paper)
    permit = may_review(viewer, paper, clock)
    reviewing = viewer.tied(Tie.ASSIGNED) | viewer.tied(Tie.EXTERNAL)
    if paper.pk not in reviewing - viewer.tied(Tie.CONFLICTED):
        raise NotFound
    questions = questions_of(paper.track)
    return ReviewForm(
        head=head_of(viewer, at, paper),
        questions=questions,
        values=_values(mine, questions),
        revision=mine.revision if mine else 0,
        label=mine.label if mine else "",
        state=mine.state if mine else "none",
        version=mine.version if mine else 0,
        saved_at=mine.draft_saved_at if mine else None,
        unsent=bool(mine and mine.draft),
        closes=_due(clock),
        permit=permit,
        ask_external=may_ask_external(viewer, paper, clock),
        file=current_file(viewer, at, paper),
    )


def current_file(viewer: Viewer, at: Moment, paper: Submission) -> FileShown | None:
    """The paper's current PDF, if this viewer may read it."""
    row = DOCUMENT.rows(viewer, at).filter(submission=paper, kind="paper", is_current=True).first()
    return (
        FileShown(row.xid, row.version, public_name(viewer.edition_slug, paper.number, row)) if row else None
    )


def _values(mine: Review | None, questions: tuple[Asked, ...]) -> dict[str, Value]:
    if mine is None:
        return {}
    known = {question.key for question in questions}
    if mine.draft or not mine.version:
        return {key: value for key, value in mine.draft.items() if key in known}
    rows = Answer.objects.filter(version__review=mine, version__is_current=True).select_related("question")
    return {row.question.key: row.score if row.score is not None else row.text for row in rows}


def _due(clock: Clock) -> datetime | None:
    """Until when reviews are written: the reviewing window, or the discussion once that is over."""
    for kind in (WindowKind.REVIEWING, WindowKind.DISCUSSION):
        span = clock.spans.get(kind)
        if span is not None and clock.now < span.closes:
            return span.closes
    span = clock.spans.get(WindowKind.REVIEWING)
    return span.closes if span else None


def history(viewer: Viewer, at: Moment, number: int, label: str = "") -> History:
    """Every version of the viewer's own review, or for chairs of the one with this label; else NotFound."""
    rows = OWN_REVIEW.rows(viewer, at).filter(reviewer_id=viewer.person_id)
    if label:
        rows = rows.filter(label=label)
    review = rows.filter(submission__number=number).select_related("submission").first()
    if review is None and label:
        review = _of_chair(viewer, at, number, label)
    if review is None or not review.version:
        raise NotFound
    answers: dict[int, list[AnswerShown]] = {}
    found = ANSWER.rows(viewer, at).filter(version__review=review).select_related("question")
    for row in found.order_by("question__position", "question_id"):
        answers.setdefault(row.version_id, []).append(_answer(row))
    return History(
        number=number,
        title=review.submission.title,
        name=f"Reviewer {review.label}",
        mine=review.reviewer_id == viewer.person_id,
        versions=tuple(
            VersionShown(
                v.number, v.at, v.is_current, v.entered_by_id is not None, tuple(answers.get(v.pk, ()))
            )
            for v in ReviewVersion.objects.filter(review=review)
        ),
    )


def _of_chair(viewer: Viewer, at: Moment, number: int, label: str) -> Review | None:
    paper = find_paper(viewer, at, number)
    real = viewer.through or viewer
    if not viewer.is_chair or paper.pk in viewer.tied(Tie.CONFLICTED) | real.tied(Tie.CONFLICTED):
        return None
    if viewer.through is None and not may_chair(viewer, paper.track_id, paper.pk):
        return None
    return REVIEW.rows(viewer, at).filter(submission=paper, label=label).select_related("submission").first()


def my_reviewing(viewer: Viewer, at: Moment) -> list[ReviewingRow]:
    """The viewer's own papers to review: what can be written first by deadline, then what is in.

    Six queries for any number of papers.
    """
    mine = (viewer.tied(Tie.ASSIGNED) | viewer.tied(Tie.EXTERNAL)) - viewer.tied(Tie.CONFLICTED)
    papers = list(SUBMISSION.rows(viewer, at).filter(pk__in=sorted(mine)).select_related("track"))
    ids = [paper.pk for paper in papers]
    own = {
        review.submission_id: review
        for review in OWN_REVIEW.rows(viewer, at).filter(reviewer_id=viewer.person_id, submission_id__in=ids)
    }
    sides = dict(
        ASSIGNMENT.rows(viewer, at)
        .filter(submission_id__in=ids, member_id__in=sorted(viewer.tied(Tie.MEMBER)))
        .values_list("submission_id", "side")
    )
    asked = dict(
        REQUEST.rows(viewer, at)
        .filter(submission_id__in=ids, person_id=viewer.person_id, state=RequestState.ACCEPTED)
        .values_list("submission_id", "side")
    )
    counts: dict[tuple[int, str], int] = {
        (paper_id, side): n
        for paper_id, side, n in REVIEW_EXISTS.rows(viewer, at)
        .filter(submission_id__in=ids, state=ReviewState.SUBMITTED)
        .order_by()
        .values_list("submission_id", "side")
        .annotate(n=Count("pk"))
    }
    rows = [
        _reviewing_row(viewer, at, paper, own.get(paper.pk), {**asked, **sides}.get(paper.pk, ""), counts)
        for paper in papers
    ]
    return sorted(rows, key=_order)


def _order(row: ReviewingRow) -> tuple[bool, bool, float, int]:
    waiting = row.state != ReviewState.SUBMITTED and row.may_write
    return (row.withdrawn, not waiting, row.due.timestamp() if row.due else 0, row.number)


def _reviewing_row(
    viewer: Viewer,
    at: Moment,
    paper: Submission,
    mine: Review | None,
    side: str,
    counts: Mapping[tuple[int, str], int],
) -> ReviewingRow:
    clock = clock_of(viewer, at, paper)
    permit = may_review(viewer, paper, clock)
    sides = sides_of(paper.track)
    counted = _counts_shown(viewer, clock, paper)
    if sides.two:
        first, second = counts.get((paper.pk, Side.ML), 0), counts.get((paper.pk, Side.SYSTEMS), 0)
    else:
        first, second = sum(n for (key, _), n in counts.items() if key == paper.pk), 0
    return ReviewingRow(
        number=paper.number,
        title=paper.title,
        side=side if sides.two else "",
        side_label=sides.label(side),
        state=mine.state if mine else "none",
        words=mine.draft_words if mine else 0,
        unsent=bool(mine and mine.draft),
        saved_at=mine.draft_saved_at if mine else None,
        due=_due(clock),
        may_write=bool(permit),
        reason=permit.reason,
        ml_have=first if counted else None,
        ml_want=paper.track.wanted_a,
        sys_have=second if counted else None,
        sys_want=paper.track.wanted_b,
        two_sided=sides.two,
        discussing=clock.takes(WindowKind.DISCUSSION) and paper.pk in viewer.tied(Tie.REVIEWED),
        external=paper.pk not in viewer.tied(Tie.ASSIGNED),
        withdrawn=paper.status == Status.WITHDRAWN,
    )


def _counts_shown(viewer: Viewer, clock: Clock, paper: Submission) -> bool:
    """ "0 of 2" would say something to who may not know: then there is no meter at all."""
    return paper.pk in viewer.tied(Tie.ASSIGNED) and (
        paper.pk in viewer.tied(Tie.REVIEWED) or clock.choices.members_know_reviews_exist
    )


@dataclass(frozen=True)
class LateRow:
    """A reviewer whose review is not in, for the chairs."""

    number: int
    title: str
    person_xid: str
    person: str
    email: str
    side: str
    side_label: str
    external: bool
    started: bool
    due: datetime | None
    days_late: int


def missing_reviews(viewer: Viewer, at: Moment, *, late_only: bool = True) -> list[LateRow]:
    """Active assignments and accepted requests without a submitted review, of papers whose chair the viewer is.

    Four queries for any number of papers.
    """
    papers = {
        paper.pk: paper
        for paper in SUBMISSION.rows(viewer, at)
        .filter(status=Status.COMPLETE, outcome="")
        .select_related("track")
    }
    reviews: dict[tuple[int, int], str] = {
        (paper_id, person_id): state
        for paper_id, person_id, state in REVIEW_EXISTS.rows(viewer, at)
        .filter(submission_id__in=list(papers))
        .values_list("submission_id", "reviewer_id", "state")
    }
    expected = [
        *_expected_members(viewer, at, papers),
        *_expected_externals(viewer, at, papers),
    ]
    rows = []
    for paper_id, person_id, xid, name, email, side, external in expected:
        paper = papers[paper_id]
        if not (viewer.is_system or may_see_lateness(viewer, paper)):
            continue
        state = reviews.get((paper_id, person_id), "")
        due = _reviewing_end(at, paper, person_id)
        late = due is not None and due <= at.now
        if state == ReviewState.SUBMITTED or (late_only and not late):
            continue
        rows.append(
            LateRow(
                number=paper.number,
                title=paper.title,
                person_xid=xid,
                person=name,
                email=email,
                side=side,
                side_label=sides_of(paper.track).label(side),
                external=external,
                started=bool(state),
                due=due,
                days_late=(at.now - due) // timedelta(days=1) if due is not None and late else 0,
            )
        )
    return sorted(rows, key=lambda row: (row.due or at.now, row.person.casefold(), row.number))


def may_see_lateness(viewer: Viewer, paper: Submission) -> bool:
    """Chairs, and who handles the paper."""
    conflicted = paper.pk in viewer.tied(Tie.CONFLICTED)
    tracks = viewer.tracks_as(RoleKind.CHAIR)
    return not conflicted and (
        paper.pk in viewer.tied(Tie.HANDLES) or tracks is None or paper.track_id in tracks
    )


def _reviewing_end(at: Moment, paper: Submission, person_id: int) -> datetime | None:
    span = at.clock(paper.track_id, paper.pk, person_id).spans.get(WindowKind.REVIEWING)
    return span.closes if span else None


_Expected = tuple[int, int, str, str, str, str, bool]


def _expected_members(viewer: Viewer, at: Moment, papers: Mapping[int, Submission]) -> list[_Expected]:
    rows = ASSIGNMENT.rows(viewer, at).filter(submission_id__in=list(papers), state="active")
    return [
        (*row, False)
        for row in rows.values_list(
            "submission_id",
            "member__person_id",
            "member__person__xid",
            "member__name",
            "member__email",
            "side",
        )
    ]


def _expected_externals(viewer: Viewer, at: Moment, papers: Mapping[int, Submission]) -> list[_Expected]:
    rows = REQUEST.rows(viewer, at).filter(submission_id__in=list(papers), state=RequestState.ACCEPTED)
    return [
        (*row, True)
        for row in rows.values_list("submission_id", "person_id", "person__xid", "name", "email", "side")
    ]
