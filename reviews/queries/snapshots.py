"""Snapshots of reviews as chairs see them, and what going back to one would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from reviews.domain import RollbackState
from reviews.models import Answer, Review, Rollback, Snapshot, SnapshotLine
from reviews.policies import REVIEW, may_act_for
from submissions.domain import Status
from submissions.models import Submission
from submissions.policies import LOGGED
from sysml.conference import viewer as viewers
from sysml.conference.domain import WINDOW_WORDS, WindowKind
from sysml.conference.models import Edition, Track, Window
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound

BY_HAND = "Taken by hand"
BATCH = 2000
"""Of how many changed reviews the answers are compared by one query."""


@dataclass(frozen=True)
class End:
    """The end of a window, for the edition or a track."""

    window: str
    track: Track | None
    at: datetime


def ends(edition: Edition) -> Iterator[End]:
    """Where the windows of an edition end, grace and all; those of single papers and persons do not count."""
    rows = Window.objects.filter(edition=edition, paper_id=None, person=None).select_related("track")
    for row in rows.order_by("closes_at", "xid"):
        yield End(row.kind, row.track, row.closes_at + timedelta(minutes=row.grace_minutes))


def ends_without_snapshot(edition: Edition, now: datetime) -> list[End]:
    """Ends that have come and that no snapshot shows."""
    taken = set(Snapshot.objects.filter(edition=edition).values_list("window", "track_id", "at"))
    return [
        end
        for end in ends(edition)
        if end.at <= now and (end.window, end.track.pk if end.track else None, end.at) not in taken
    ]


@dataclass(frozen=True)
class SnapshotLineShown:
    """One snapshot in the list. `reviews` counts those that the viewer may see."""

    xid: str
    words: str
    track: str
    at: datetime
    reviews: int


def snapshots(viewer: Viewer, at: Moment, edition: Edition) -> list[SnapshotLineShown]:
    """Every snapshot that holds a review, newest first; two queries."""
    lines = SnapshotLine.objects.filter(
        snapshot__edition=edition, review__in=REVIEW.rows(viewer, at).values("pk")
    )
    counted = dict(
        lines.order_by().values_list("snapshot_id").annotate(n=Count("pk")).values_list("snapshot_id", "n")
    )
    rows = Snapshot.objects.filter(pk__in=counted).select_related("track").order_by("-at", "xid")
    return [SnapshotLineShown(row.xid, words_of(row), _track(row), row.at, counted[row.pk]) for row in rows]


def words_of(row: Snapshot) -> str:
    """What a snapshot shows, in words."""
    return f"End of “{WINDOW_WORDS[WindowKind(row.window)]}”" if row.window else BY_HAND


def _track(row: Snapshot) -> str:
    return row.track.name if row.track else ""


@dataclass(frozen=True)
class Change:
    """A review that has changed since a snapshot. Keys are for commands; pages show the rest."""

    paper: int
    review: int
    version: int
    number: int
    title: str
    label: str
    now_version: int
    now_at: datetime | None
    then_version: int
    then_at: datetime
    now_score: int | None
    then_score: int | None


@dataclass(frozen=True)
class Stays:
    """A review that did not exist at the time of the snapshot: going back leaves it as it is."""

    number: int
    label: str


@dataclass(frozen=True)
class Changes:
    """What going back would do, for the papers that the viewer (and the proposing chair) may see."""

    changed: tuple[Change, ...]
    stays: tuple[Stays, ...]

    @property
    def papers(self) -> int:
        return len({change.number for change in self.changed})


def changes(
    viewer: Viewer,
    at: Moment,
    snapshot: Snapshot,
    *,
    paper: Submission | None = None,
    proposer: Viewer | None = None,
) -> Changes:
    """Compare the reviews as they are with a snapshot; three queries for any number of papers.

    Only papers under review that the viewer may act for as a chair, and the proposing chair too.
    """
    reviews = _reviews(viewer, at, snapshot, paper)
    for_both = [viewer, *([proposer] if proposer else [])]
    allowed = {
        row.submission_id: all(
            may_act_for(
                who, row.submission, at.clock(row.submission.track_id, row.submission_id, who.person_id)
            )
            for who in for_both
        )
        for row in reviews
    }
    held = SnapshotLine.objects.filter(snapshot=snapshot).select_related("version")
    lines = {line.review_id: line for line in held}
    newer = [
        (row, lines[row.pk])
        for row in reviews
        if row.pk in lines and lines[row.pk].version.number != row.version
    ]
    said: dict[tuple[int, bool], _Said] = {}
    for begin in range(0, len(newer), BATCH):
        said |= _said(newer[begin : begin + BATCH])
    changed = tuple(
        _change(row, line, said)
        for row, line in newer
        if allowed[row.submission_id] and said[row.pk, True].words != said[row.pk, False].words
    )
    stays = tuple(
        Stays(row.submission.number, row.label)
        for row in reviews
        if row.pk not in lines and allowed[row.submission_id]
    )
    return Changes(changed, stays)


def _reviews(viewer: Viewer, at: Moment, snapshot: Snapshot, paper: Submission | None) -> list[Review]:
    rows = REVIEW.rows(viewer, at).filter(
        submission__status=Status.COMPLETE, submission__outcome="", submission__edition=snapshot.edition_id
    )
    if snapshot.track_id is not None:
        rows = rows.filter(submission__track=snapshot.track_id)
    if paper is not None:
        rows = rows.filter(submission=paper)
    return list(rows.select_related("submission__track").order_by("submission__number", "label"))


@dataclass(frozen=True)
class _Said:
    """What one version of a review says."""

    words: frozenset[tuple[int, int | None, str]] = frozenset()
    overall: int | None = None


def _said(pairs: list[tuple[Review, SnapshotLine]]) -> dict[tuple[int, bool], _Said]:
    """By review and whether it is the current version or the snapshot's; one query. A review that somebody has set
    back already says the same in both."""
    then = {line.version_id: row.pk for row, line in pairs}
    answers = Answer.objects.filter(version__review__in=[row.pk for row, _ in pairs]).filter(
        Q(version__is_current=True) | Q(version__in=then)
    )
    words: dict[tuple[int, bool], set[tuple[int, int | None, str]]] = {
        (row.pk, current): set() for row, _ in pairs for current in (True, False)
    }
    overall: dict[tuple[int, bool], int | None] = {}
    columns = ("version_id", "version__review_id", "question_id", "score", "text", "question__is_overall")
    for version, review, question, score, text, is_overall in answers.values_list(*columns):
        key = (review, version not in then)
        words[key].add((question, score, text))
        if is_overall:
            overall[key] = score
    return {key: _Said(frozenset(found), overall.get(key)) for key, found in words.items()}


def _change(row: Review, line: SnapshotLine, said: dict[tuple[int, bool], _Said]) -> Change:
    return Change(
        paper=row.submission_id,
        review=row.pk,
        version=line.version_id,
        number=row.submission.number,
        title=row.submission.title,
        label=row.label,
        now_version=row.version,
        now_at=row.submitted_at,
        then_version=line.version.number,
        then_at=line.version.at,
        now_score=said[row.pk, True].overall,
        then_score=said[row.pk, False].overall,
    )


def paper_of(viewer: Viewer, at: Moment, number: int) -> Submission:
    """A paper that the viewer acts for as a chair; NotFound for others."""
    paper = LOGGED.rows(viewer, at).filter(number=number).select_related("track").first()
    if paper is None:
        raise NotFound
    return paper


@dataclass(frozen=True)
class SnapshotPage:
    """One snapshot, and what going back to it would change."""

    xid: str
    words: str
    track: str
    at: datetime
    number: int | None
    changes: Changes


def snapshot_page(viewer: Viewer, at: Moment, edition: Edition, xid: str, number: int | None) -> SnapshotPage:
    """For chairs; NotFound for a snapshot or a paper that is not there for the viewer."""
    row = Snapshot.objects.filter(edition=edition, xid=xid).select_related("track").first()
    if row is None:
        raise NotFound
    paper = paper_of(viewer, at, number) if number is not None else None
    return SnapshotPage(
        row.xid, words_of(row), _track(row), row.at, number, changes(viewer, at, row, paper=paper)
    )


@dataclass(frozen=True)
class RollbackShown:
    """A proposal to go back."""

    xid: str
    words: str
    at: datetime
    number: int | None
    reason: str
    by: str
    proposed_at: datetime
    mine: bool


def may_see(viewer: Viewer, at: Moment, row: Rollback) -> bool:
    """A proposal about one paper is there for the chairs of that paper; one about all, for every chair."""
    if row.submission_id is None:
        return True
    return LOGGED.rows(viewer, at).filter(pk=row.submission_id).exists()


def open_rollbacks(viewer: Viewer, at: Moment, edition: Edition) -> list[RollbackShown]:
    """Proposals that wait for a second chair, newest first; two queries."""
    rows = list(
        Rollback.objects.filter(snapshot__edition=edition, state=RollbackState.PROPOSED)
        .select_related("snapshot", "submission", "proposed_by")
        .order_by("-proposed_at", "xid")
    )
    about = [row.submission_id for row in rows if row.submission_id is not None]
    seen = set(LOGGED.rows(viewer, at).filter(pk__in=about).values_list("pk", flat=True)) if about else set()
    return [_rollback(viewer, row) for row in rows if row.submission_id is None or row.submission_id in seen]


def _rollback(viewer: Viewer, row: Rollback) -> RollbackShown:
    return RollbackShown(
        xid=row.xid,
        words=words_of(row.snapshot),
        at=row.snapshot.at,
        number=row.submission.number if row.submission else None,
        reason=row.reason,
        by=str(row.proposed_by),
        proposed_at=row.proposed_at,
        mine=row.proposed_by_id == viewer.person_id,
    )


@dataclass(frozen=True)
class RollbackPage:
    """A proposal with what it would change, as far as both chairs may see it."""

    rollback: RollbackShown
    changes: Changes


def rollback_page(viewer: Viewer, at: Moment, edition: Edition, xid: str) -> RollbackPage:
    """For chairs; NotFound for a settled proposal, and for one about a paper with a conflict."""
    row = (
        Rollback.objects.filter(snapshot__edition=edition, state=RollbackState.PROPOSED, xid=xid)
        .select_related("snapshot__track", "submission__track", "proposed_by")
        .first()
    )
    if row is None or not may_see(viewer, at, row):
        raise NotFound
    first = viewers.for_person(row.proposed_by, edition)
    found = changes(viewer, at, row.snapshot, paper=row.submission, proposer=first)
    return RollbackPage(_rollback(viewer, row), found)
