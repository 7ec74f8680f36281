"""Lists of papers. The number of queries does not depend on the number of papers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, OrderBy, Prefetch, Q, QuerySet

from submissions import policies
from submissions.domain import DocumentKind, Outcome, Status
from submissions.models import Authorship, Document, Submission
from submissions.queries.papers import OUTCOME_CHIPS, STATUS_CHIPS
from submissions.standing import sentence, standing_of
from sysml.conference.domain import RoleKind, WindowKind
from sysml.conference.models import Edition, Topic, Track
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.plain import whole

SORTS: Mapping[str, tuple[str, str]] = {
    "number": ("number", "No."),
    "title": ("title_key", "Title"),
    "track": ("track__position", "Track"),
    "status": ("status", "Status"),
}


@dataclass(frozen=True)
class MyPaper:
    """A line of “My submissions”."""

    number: int
    title: str
    track: str
    status: str
    chip: tuple[str, str]
    outcome_chip: tuple[str, str] | None
    sentence: str
    is_complete: bool
    is_living: bool
    closes: datetime | None
    authors: int
    unconfirmed: int


def my_papers(viewer: Viewer, at: Moment, edition: Edition) -> list[MyPaper]:
    """The viewer's own submissions, newest first."""
    rows = (
        policies.SUBMISSION.rows(viewer, at)
        .filter(pk__in=viewer.tied(Tie.AUTHORED))
        .select_related("track", "edition")
        .prefetch_related(
            "topics",
            "authorships",
            Prefetch(
                "documents",
                Document.objects.filter(kind=DocumentKind.PAPER, is_current=True).select_related(
                    "check_result"
                ),
                to_attr="current_papers",
            ),
        )
        .order_by("-registered_at", "xid")
    )
    zone = viewer.zone
    return [_my_paper(paper, viewer, at, edition, zone) for paper in rows]


def _my_paper(paper: Submission, viewer: Viewer, at: Moment, edition: Edition, zone: str) -> MyPaper:
    clock = at.clock(paper.track_id, paper.pk, viewer.person_id)
    places = list(paper.authorships.all())
    documents: list[Document] = paper.current_papers  # type: ignore[attr-defined]
    standing = standing_of(
        paper, topics=len(paper.topics.all()), places=places, document=documents[0] if documents else None
    )
    span = clock.spans.get(WindowKind.SUBMISSION)
    return MyPaper(
        number=paper.number,
        title=paper.title,
        track=paper.track.name,
        status=paper.status,
        chip=STATUS_CHIPS[Status(paper.status)],
        outcome_chip=OUTCOME_CHIPS[Outcome(paper.outcome)] if paper.outcome else None,
        sentence=sentence(paper, standing, clock, own_zone=zone, edition_zone=edition.zone),
        is_complete=paper.status == Status.COMPLETE,
        is_living=paper.status in {Status.DRAFT, Status.REGISTERED, Status.COMPLETE},
        closes=span.closes if span else None,
        authors=len(places),
        unconfirmed=sum(place.person_id is None for place in places),
    )


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; it stands in the address."""

    text: str = ""
    status: str = ""
    track: str = ""
    topic: str = ""
    sort: str = "number"
    descending: bool = False

    @classmethod
    def parse(cls, raw: Mapping[str, str]) -> "Filters":
        """From an address; what is not understood is left out."""
        sort = raw.get("sort", "number")
        descending = sort.startswith("-")
        sort = sort.removeprefix("-")
        return cls(
            text=raw.get("q", "").strip()[:200],
            status=raw.get("status", ""),
            track=raw.get("track", ""),
            topic=raw.get("topic", ""),
            sort=sort if sort in SORTS else "number",
            descending=descending,
        )

    def query(self) -> dict[str, str]:
        """As parts of an address, without what is at its default."""
        sort = f"{'-' if self.descending else ''}{self.sort}"
        parts = {"q": self.text, "status": self.status, "track": self.track, "topic": self.topic}
        return {**{k: v for k, v in parts.items() if v}, **({"sort": sort} if sort != "number" else {})}


@dataclass(frozen=True)
class PaperRow:
    """A line of the list of papers, as this viewer sees it."""

    xid: str
    number: int
    title: str
    track: str
    status: str
    chip: tuple[str, str]
    outcome: str
    outcome_chip: tuple[str, str] | None
    topics: tuple[str, ...]
    authors: tuple[str, ...]


def papers(viewer: Viewer, at: Moment, filters: Filters) -> QuerySet[Submission]:
    """The papers that the viewer may know of and that match; a hidden value never matches."""
    rows = policies.SUBMISSION.rows(viewer, at)
    if filters.text:
        found = Q(title_key__contains=filters.text.casefold())
        if (number := whole(filters.text)) is not None:
            found |= Q(number=number)
        rows = rows.filter(found)
    if filters.status:
        rows = rows.filter(_status(filters.status, viewer, at))
    if filters.track:
        rows = rows.filter(track__slug=filters.track)
    if filters.topic:
        with_topic = Submission.topics.through.objects.filter(topic__xid=filters.topic).values(
            "submission_id"
        )
        rows = rows.filter(policies.ABSTRACT.where(viewer, at), pk__in=with_topic)
    field = F(SORTS[filters.sort][0])
    order: OrderBy = field.desc(nulls_last=True) if filters.descending else field.asc(nulls_last=True)
    return rows.order_by(order, "number", "xid")


def _status(wanted: str, viewer: Viewer, at: Moment) -> Q:
    if wanted in set(Outcome) - {Outcome.NONE}:
        return policies.OUTCOME.where(viewer, at) & Q(outcome=wanted)
    return Q(status=wanted)


def rows_of(
    viewer: Viewer, at: Moment, chosen: QuerySet[Submission] | Sequence[Submission]
) -> list[PaperRow]:
    """The lines of these papers (one page of `papers`), with what the viewer may see beside the title."""
    keys = [paper.pk for paper in chosen]
    found = (
        policies.SUBMISSION.rows(viewer, at)
        .filter(pk__in=keys)
        .select_related("track")
        .annotate(shown_outcome=policies.OUTCOME.shown(viewer, at, F("outcome"), CharField(), hidden=""))
    )
    by_key = {paper.pk: paper for paper in found}
    topics = _topics_of(viewer, at, keys)
    authors = _authors_of(viewer, at, keys)
    return [_row(by_key[key], topics.get(key, ()), authors.get(key, ())) for key in keys if key in by_key]


def _row(paper: Submission, topics: tuple[str, ...], authors: tuple[str, ...]) -> PaperRow:
    outcome: str = paper.shown_outcome  # type: ignore[attr-defined]
    return PaperRow(
        xid=paper.xid,
        number=paper.number,
        title=paper.title,
        track=paper.track.name,
        status=paper.status,
        chip=("", "Submitted") if paper.status == Status.COMPLETE else STATUS_CHIPS[Status(paper.status)],
        outcome=outcome,
        outcome_chip=OUTCOME_CHIPS[Outcome(outcome)] if outcome else None,
        topics=topics,
        authors=authors,
    )


def _topics_of(viewer: Viewer, at: Moment, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    seen = policies.ABSTRACT.rows(viewer, at).filter(pk__in=keys).order_by().values("pk")
    pairs = (
        Submission.topics.through.objects.filter(submission_id__in=seen)
        .order_by("topic__position", "topic__name")
        .values_list("submission_id", "topic__name")
    )
    return _grouped(pairs)


def _authors_of(viewer: Viewer, at: Moment, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows: QuerySet[Authorship] = policies.AUTHORSHIP.rows(viewer, at).filter(submission_id__in=keys)
    return _grouped(rows.order_by("position", "xid").values_list("submission_id", "name"))


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


@dataclass(frozen=True)
class FilterChoices:
    """What the list can be narrowed to."""

    tracks: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]


def filter_choices(edition: Edition) -> FilterChoices:
    """The same for everybody: they say nothing about papers."""
    return FilterChoices(
        tracks=tuple(Track.objects.filter(edition=edition).values_list("slug", "name")),
        topics=tuple(Topic.objects.filter(edition=edition).values_list("xid", "name")),
        statuses=(
            *((status.value, STATUS_CHIPS[status][1]) for status in Status if status is not Status.DRAFT),
            *((outcome.value, chip[1]) for outcome, chip in OUTCOME_CHIPS.items()),
        ),
    )


@dataclass(frozen=True)
class Unfinished:
    """A submission that was never completed, as its chairs see it: a draft only as a number."""

    number: int
    title: str
    track: str
    status: str
    chip: tuple[str, str]
    may_close: bool
    why_not: str


def unfinished(viewer: Viewer, at: Moment) -> list[Unfinished]:
    """What was never completed on the tracks that the viewer chairs."""
    return [
        _unfinished(paper, viewer, at) for paper in _chaired(viewer, at, [Status.DRAFT, Status.REGISTERED])
    ]


def closed(viewer: Viewer, at: Moment) -> list[Unfinished]:
    """What was closed, so that it can be opened again."""
    return [_unfinished(paper, viewer, at) for paper in _chaired(viewer, at, [Status.CLOSED])]


def _chaired(viewer: Viewer, at: Moment, statuses: Sequence[Status]) -> list[Submission]:
    visible = policies.SUBMISSION.where(viewer, at) | policies.DRAFT.where(viewer, at)
    rows = (
        Submission.objects.filter(visible, status__in=statuses)
        .exclude(pk__in=viewer.tied(Tie.CONFLICTED))
        .select_related("track")
        .order_by("number", "xid")
    )
    tracks = viewer.tracks_as(RoleKind.CHAIR)
    return [paper for paper in rows if tracks is None or paper.track_id in tracks]


def _unfinished(paper: Submission, viewer: Viewer, at: Moment) -> Unfinished:
    permit = policies.may_close(viewer, paper, at.clock(paper.track_id, paper.pk, viewer.person_id))
    return Unfinished(
        number=paper.number,
        title=paper.title if paper.status != Status.DRAFT else "",
        track=paper.track.name,
        status=paper.status,
        chip=STATUS_CHIPS[Status(paper.status)],
        may_close=bool(permit),
        why_not=permit.reason,
    )
