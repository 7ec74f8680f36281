"""One paper: its head, its authors, and the form in which its authors change it."""

from dataclasses import dataclass, field
from datetime import datetime

from submissions import policies
from submissions.domain import (
    LIVING,
    AuthorEntry,
    Details,
    DocumentKind,
    Outcome,
    Question,
    Status,
    Tick,
)
from submissions.models import Authorship, Document, Submission
from submissions.standing import sentence, standing_of
from sysml.conference.domain import Clock, RoleKind, WindowKind
from sysml.conference.models import Edition, Topic, Track
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import Denied, NotFound, Permit
from sysml.kernel.markdown import to_html

STATUS_CHIPS = {
    Status.DRAFT: ("warn", "Draft"),
    Status.REGISTERED: ("warn", "Not complete"),
    Status.COMPLETE: ("ok", "Complete"),
    Status.WITHDRAWN: ("", "Withdrawn"),
    Status.CLOSED: ("", "Closed"),
}
OUTCOME_CHIPS = {
    Outcome.ACCEPTED: ("ok", "Accepted"),
    Outcome.CONDITIONAL: ("ok", "Accepted on conditions"),
    Outcome.REJECTED: ("", "Not accepted"),
    Outcome.DESK_REJECTED: ("", "Rejected without review"),
}


@dataclass(frozen=True)
class AuthorLine:
    """One author as this viewer sees them; addresses only among the authors themselves and for chairs."""

    xid: str
    name: str
    affiliation: str
    country: str
    email: str
    is_corresponding: bool
    is_confirmed: bool


@dataclass(frozen=True)
class PaperHead:
    """What stands above everything else about a paper."""

    number: int
    title: str
    track: str
    status: str
    chip: tuple[str, str]
    sentence: str
    is_author: bool
    is_chair: bool
    abstract: str | None
    abstract_html: str | None
    keywords: str
    topics: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    outcome: str
    outcome_chip: tuple[str, str] | None
    version: int | None
    registered_at: datetime | None


def get_paper(viewer: Viewer, at: Moment, number: int) -> Submission:
    """The paper, if the viewer may know of it; NotFound otherwise, whatever the reason."""
    paper = (
        policies.SUBMISSION.rows(viewer, at).select_related("track", "edition").filter(number=number).first()
    )
    if paper is None:
        raise NotFound
    return paper


def clock_of(viewer: Viewer, at: Moment, paper: Submission) -> Clock:
    """The clock that holds for this viewer and this paper."""
    return at.clock(paper.track_id, paper.pk, viewer.person_id)


def is_author(viewer: Viewer, paper: Submission) -> bool:
    """The viewer is an author of the paper; when looking as somebody, that person or the real one."""
    own = paper.pk in viewer.tied(Tie.AUTHORED)
    return own or (viewer.through is not None and is_author(viewer.through, paper))


def is_chair_of(viewer: Viewer, paper: Submission) -> bool:
    """The viewer sees the paper as its chair does (also read-only, as somebody else)."""
    tracks = viewer.tracks_as(RoleKind.CHAIR)
    holds = tracks is None or paper.track_id in tracks
    return holds and paper.pk not in viewer.tied(Tie.CONFLICTED)


def head_of(viewer: Viewer, at: Moment, paper: Submission) -> PaperHead:
    """The head of a paper that the viewer has fetched."""
    mine = is_author(viewer, paper)
    full = policies.ABSTRACT.rows(viewer, at).filter(pk=paper.pk).exists()
    outcome = (
        paper.outcome
        if paper.outcome and policies.OUTCOME.rows(viewer, at).filter(pk=paper.pk).exists()
        else ""
    )
    questions = {q.key: q.label for q in map(Question.parse, paper.track.attributes)} if full else {}
    chair = is_chair_of(viewer, paper)
    return PaperHead(
        number=paper.number,
        title=paper.title,
        track=paper.track.name,
        status=paper.status,
        chip=_chip(paper, mine),
        sentence=status_sentence(viewer, at, paper) if mine else "",
        is_author=mine,
        is_chair=chair,
        abstract=paper.abstract if full else None,
        abstract_html=to_html(paper.abstract) if full else None,
        keywords=paper.keywords if full else "",
        topics=tuple(topic.name for topic in paper.topics.all()) if full else (),
        answers=tuple((questions[k], v) for k, v in paper.attributes.items() if k in questions),
        outcome=outcome,
        outcome_chip=OUTCOME_CHIPS[Outcome(outcome)] if outcome else None,
        version=paper.version if mine or chair else None,
        registered_at=paper.registered_at if mine or chair else None,
    )


def _chip(paper: Submission, mine: bool) -> tuple[str, str]:
    if paper.status == Status.COMPLETE and not mine:
        return ("", "Submitted")
    return STATUS_CHIPS[Status(paper.status)]


def status_sentence(viewer: Viewer, at: Moment, paper: Submission) -> str:
    """Status and consequence for an author, with their own clock."""
    standing = standing_of(
        paper,
        topics=paper.topics.count(),
        places=paper.authorships.all(),
        document=Document.objects.select_related("check_result")
        .filter(submission=paper, kind=DocumentKind.PAPER, is_current=True)
        .first(),
    )
    return sentence(
        paper,
        standing,
        clock_of(viewer, at, paper),
        own_zone=viewer.zone,
        edition_zone=paper.edition.zone,
    )


def authors_of(viewer: Viewer, at: Moment, paper: Submission) -> list[AuthorLine] | None:
    """The authors in their order, or None where they are hidden from this viewer."""
    rows = list(policies.AUTHORSHIP.rows(viewer, at).filter(submission=paper).order_by("position", "xid"))
    if not rows:
        return None
    addresses = is_author(viewer, paper) or is_chair_of(viewer, paper)
    return [
        AuthorLine(
            xid=row.xid if addresses else "",
            name=row.name,
            affiliation=row.affiliation,
            country=row.country,
            email=row.email if addresses else "",
            is_corresponding=row.is_corresponding,
            is_confirmed=row.person_id is not None,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class TopicChoice:
    """A topic as the form offers it."""

    xid: str
    name: str
    group: str


@dataclass(frozen=True)
class TrackForm:
    """What the submission form of a track asks."""

    slug: str
    name: str
    topics: tuple[TopicChoice, ...]
    questions: tuple[Question, ...]
    ticks: tuple[Tick, ...]
    supplements: bool
    max_megabytes: int
    permit: Permit
    closes: datetime | None


@dataclass(frozen=True)
class Editable:
    """A paper as its form shows it. `details.authors` is None where the viewer may not see them."""

    number: int
    version: int
    status: str
    title: str
    track: TrackForm
    details: Details
    claimed: frozenset[str] = field(default_factory=frozenset)
    on_behalf: bool = False
    sentence: str = ""
    may_change: Permit = field(default_factory=lambda: Denied(""))
    may_change_authors: Permit = field(default_factory=lambda: Denied(""))
    may_change_title: Permit = field(default_factory=lambda: Denied(""))


def tracks_open_to(viewer: Viewer, at: Moment, edition: Edition) -> list[TrackForm]:
    """Every track with its form, and whether it takes new submissions from this viewer now."""
    topics = _topics(edition.pk)
    return [
        track_form(viewer, at, track, topics)
        for track in Track.objects.filter(edition=edition).order_by("position", "slug")
    ]


def _topics(edition_id: int) -> tuple[TopicChoice, ...]:
    return tuple(TopicChoice(t.xid, t.name, t.group) for t in Topic.objects.filter(edition_id=edition_id))


def track_form(
    viewer: Viewer, at: Moment, track: Track, topics: tuple[TopicChoice, ...] | None = None
) -> TrackForm:
    """The form of one track."""
    clock = at.clock(track.pk, None, viewer.person_id)
    first = WindowKind.REGISTRATION if clock.has(WindowKind.REGISTRATION) else WindowKind.SUBMISSION
    span = clock.spans.get(first)
    return TrackForm(
        slug=track.slug,
        name=track.name,
        topics=_topics(track.edition_id) if topics is None else topics,
        questions=tuple(map(Question.parse, track.attributes)),
        ticks=tuple(map(Tick.parse, track.checklist)),
        supplements=track.supplements,
        max_megabytes=track.max_megabytes,
        permit=policies.may_register(viewer, clock),
        closes=span.closes if span else None,
    )


def editable(viewer: Viewer, at: Moment, number: int) -> Editable:
    """A paper for its form; NotFound for whoever is neither author nor chair of it."""
    paper = get_paper(viewer, at, number)
    mine = is_author(viewer, paper)
    if not mine and not is_chair_of(viewer, paper):
        raise NotFound
    places = list(policies.AUTHORSHIP.rows(viewer, at).filter(submission=paper).order_by("position", "xid"))
    clock = clock_of(viewer, at, paper)
    return Editable(
        number=paper.number,
        version=paper.version,
        status=paper.status,
        title=paper.title,
        track=track_form(viewer, at, paper.track),
        details=Details(
            title=paper.title,
            abstract=paper.abstract,
            keywords=paper.keywords,
            topics=tuple(topic.xid for topic in paper.topics.all()),
            attributes=dict(paper.attributes),
            checklist=tuple(key for key, ticked in paper.checklist.items() if ticked),
            authors=tuple(map(_entry, places)) if places else None,
        ),
        claimed=frozenset(place.email for place in places if place.person_id is not None),
        on_behalf=not mine,
        sentence=status_sentence(viewer, at, paper) if mine else "",
        may_change=policies.may_change(viewer, paper, clock),
        may_change_authors=policies.may_change_authors(viewer, paper, clock),
        may_change_title=policies.may_change_title(viewer, paper, clock),
    )


def _entry(place: Authorship) -> AuthorEntry:
    return AuthorEntry(
        place.name, place.email, place.affiliation, place.country, place.is_corresponding, xid=place.xid
    )


def registered_with(viewer: Viewer, edition: Edition, once: str) -> tuple[int, int] | None:
    """Number and version of the paper that this form has registered already."""
    if not once or viewer.person_id is None:
        return None
    return (
        Submission.objects.filter(edition=edition, registered_by_id=viewer.person_id, once=once)
        .values_list("number", "version")
        .first()
    )


@dataclass(frozen=True)
class Claim:
    """An author place that the viewer may take."""

    xid: str
    name: str
    email: str
    by: str


def claims_of(viewer: Viewer) -> list[Claim]:
    """The places under one of the viewer's proven addresses. Nothing of the papers themselves."""
    if viewer.person_id is None or viewer.edition_id is None:
        return []
    rows = (
        Authorship.objects.filter(policies.claimable(viewer.person_id, viewer.edition_id))
        .filter(submission__status__in=LIVING)
        .select_related("submission__registered_by")
        .order_by("xid")
    )
    return [Claim(row.xid, row.name, row.email, str(row.submission.registered_by)) for row in rows]


def claim_of(viewer: Viewer, xid: str) -> Claim:
    """One of them; NotFound for everybody else."""
    for claim in claims_of(viewer):
        if claim.xid == xid:
            return claim
    raise NotFound
