"""The chair's desk: where the edition stands and what needs a hand, as far as this chair may see."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from committee.domain import AssignmentState, MemberState
from committee.models import Handling, Member
from committee.policies import ASSIGNMENT
from reviews.domain import ReviewState, ThreadAudience
from reviews.policies import DECISION, REVIEW_EXISTS, THREAD
from submissions.domain import CheckState, Status
from submissions.policies import CHECK, DRAFT, SUBMISSION
from sysml.conference import clockwork
from sysml.conference.abouts import shown_to
from sysml.conference.domain import WINDOW_WORDS, Side, Where, WindowKind
from sysml.conference.models import Edition, Track
from sysml.conference.moment import Moment
from sysml.conference.pages import link
from sysml.conference.stages import Stage, stage
from sysml.conference.viewer import Tie, Viewer
from sysml.desk.queries.log import letter_rows
from sysml.kernel.models import Job, Letter


@dataclass(frozen=True)
class Figure:
    """A number with what it counts."""

    value: int
    label: str
    url: str = ""
    of: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Need:
    """Something that needs a hand, with the page on which it is given."""

    count: int
    words: str
    url: str
    bad: bool = False


@dataclass(frozen=True)
class Progress:
    """Reviews in and wanted, side by side, for one track."""

    track: str
    two_sided: bool
    ml_label: str
    sys_label: str
    ml_have: int
    ml_want: int
    sys_have: int
    sys_want: int


@dataclass(frozen=True)
class CalendarLine:
    """One window of the calendar, as the component `calendar_list` takes it."""

    when: str
    label: str
    note: str
    iso: str
    state: str


@dataclass(frozen=True)
class Desk:
    """Everything on the chair's desk."""

    stage: Stage
    figures: tuple[Figure, ...]
    needs: tuple[Need, ...]
    progress: tuple[Progress, ...]
    calendar: tuple[CalendarLine, ...]
    hidden: int


def desk(viewer: Viewer, at: Moment, edition: Edition, zone: str) -> Desk:
    """The desk in a fixed number of queries, whatever the number of papers."""
    papers = SUBMISSION.rows(viewer, at).exclude(pk__in=sorted(viewer.tied(Tie.CONFLICTED)))
    counts = papers.aggregate(
        complete=Count("pk", filter=Q(status=Status.COMPLETE)),
        registered=Count("pk", filter=Q(status=Status.REGISTERED)),
        withdrawn=Count("pk", filter=Q(status=Status.WITHDRAWN)),
    )
    drafts = DRAFT.rows(viewer, at).exclude(pk__in=sorted(viewer.tied(Tie.CONFLICTED))).count()
    members = Member.objects.filter(edition=edition).aggregate(
        accepted=Count("pk", filter=Q(state=MemberState.ACCEPTED)),
        invited=Count("pk", filter=Q(state=MemberState.INVITED)),
    )
    reviews = REVIEW_EXISTS.rows(viewer, at).filter(
        state=ReviewState.SUBMITTED, submission__status=Status.COMPLETE
    )
    by_side = dict(_pairs(reviews.order_by().values("submission__track_id", "side").annotate(n=Count("pk"))))
    by_track = dict(
        papers.filter(status=Status.COMPLETE).order_by().values_list("track_id").annotate(n=Count("pk"))
    )
    tracks = list(Track.objects.filter(edition=edition))
    decided = DECISION.rows(viewer, at).filter(submission__status=Status.COMPLETE).count()
    figures = (
        Figure(counts["complete"], "papers complete", link(edition, "submission-all")),
        Figure(counts["registered"] + drafts, "not complete", link(edition, "submission-unfinished")),
        Figure(
            members["accepted"],
            "members",
            link(edition, "committee-roster"),
            note=f"{members['invited']} invited",
        ),
        Figure(sum(by_side.values()), "reviews in", of=_wanted(tracks, by_track)),
        Figure(decided, "decided", link(edition, "decide"), of=counts["complete"]),
    )
    return Desk(
        stage=stage(at.edition),
        figures=figures,
        needs=tuple(need for need in _needs(viewer, at, edition, tracks) if need.count),
        progress=tuple(
            _progress(track, by_track.get(track.pk, 0), by_side) for track in tracks if by_track.get(track.pk)
        ),
        calendar=tuple(_calendar(at, edition, zone)),
        hidden=len(viewer.tied(Tie.CONFLICTED)),
    )


def _pairs(rows: object) -> list[tuple[tuple[int, str], int]]:
    return [((row["submission__track_id"], row["side"]), row["n"]) for row in rows]  # type: ignore[attr-defined]


def _wanted(tracks: list[Track], by_track: dict[int, int]) -> int:
    return sum(track.wanted * by_track.get(track.pk, 0) for track in tracks)


def _progress(track: Track, papers: int, by_side: dict[tuple[int, str], int]) -> Progress:
    total = sum(n for (track_id, _), n in by_side.items() if track_id == track.pk)
    systems = by_side.get((track.pk, Side.SYSTEMS), 0) if track.two_sided else 0
    return Progress(
        track=track.name,
        two_sided=track.two_sided,
        ml_label=track.side_a,
        sys_label=track.side_b,
        ml_have=total - systems,
        ml_want=track.wanted_a * papers,
        sys_have=systems,
        sys_want=track.wanted_b * papers if track.two_sided else 0,
    )


def _needs(viewer: Viewer, at: Moment, edition: Edition, tracks: list[Track]) -> list[Need]:
    conflicted = sorted(viewer.tied(Tie.CONFLICTED))
    letters = letter_rows(viewer, edition).order_by()
    by_status = dict(letters.values_list("status").annotate(n=Count("pk")))
    checks = (
        CHECK.rows(viewer, at).filter(document__is_current=True).exclude(document__submission__in=conflicted)
    )
    bad_checks = checks.filter(
        state__in=[CheckState.COULD_NOT_CHECK, CheckState.UNREADABLE, CheckState.ERRORS]
    )
    questions = THREAD.rows(viewer, at).filter(
        audience__in=[ThreadAudience.AUTHORS_CHAIRS, ThreadAudience.REVIEWER_CHAIRS], is_answered=False
    )
    jobs = Job.objects.filter(
        shown_to(viewer),
        scope=edition.slug,
        status=Job.Status.FAILED,
        created_at__gt=at.now - timedelta(days=7),
    )
    return [
        Need(_late(viewer, at), "reviews are late", link(edition, "mail") + "?group=reviewers", True),
        Need(_short(viewer, at, tracks), "papers lack a reviewer of some side", link(edition, "plans"), True),
        Need(_unhandled(viewer, at), "papers have no handling chair", link(edition, "submission-all"), True),
        Need(questions.count(), "questions wait for an answer", link(edition, "question-list")),
        Need(
            bad_checks.count(),
            "files with errors, or that could not be checked",
            link(edition, "submission-tools"),
        ),
        Need(
            by_status.get(Letter.Status.FAILED, 0),
            "letters failed",
            link(edition, "outbox") + "?status=failed",
            True,
        ),
        Need(
            by_status.get(Letter.Status.HELD, 0),
            "letters wait for you to switch their rule on",
            link(edition, "outbox") + "?status=held",
        ),
        Need(jobs.count(), "jobs failed", link(edition, "jobs"), True),
    ]


def _late(viewer: Viewer, at: Moment) -> int:
    late_tracks = [
        track_id
        for track_id, clock in at.tracks.items()
        if clock.where(WindowKind.REVIEWING) in {Where.GRACE, Where.OVER}
    ]
    if not late_tracks:
        return 0
    active = ASSIGNMENT.rows(viewer, at).filter(
        state=AssignmentState.ACTIVE,
        submission__status=Status.COMPLETE,
        submission__track_id__in=late_tracks,
        submission__outcome="",
    )
    handed_in = REVIEW_EXISTS.rows(viewer, at).filter(
        state=ReviewState.SUBMITTED,
        submission__track_id__in=late_tracks,
        submission__outcome="",
        kind="committee",
    )
    return max(0, active.count() - handed_in.count())


def _short(viewer: Viewer, at: Moment, tracks: list[Track]) -> int:
    published = [track for track in tracks if at.clock(track.pk).begun(WindowKind.REVIEWING)]
    total = 0
    for track in published:
        rows = (
            SUBMISSION.rows(viewer, at)
            .filter(track=track, status=Status.COMPLETE, outcome="")
            .exclude(pk__in=sorted(viewer.tied(Tie.CONFLICTED)))
            .annotate(
                first=Count(
                    "assignments",
                    filter=Q(assignments__state=AssignmentState.ACTIVE, assignments__side__in=["ml", ""]),
                ),
                second=Count(
                    "assignments",
                    filter=Q(assignments__state=AssignmentState.ACTIVE, assignments__side="systems"),
                ),
            )
        )
        lacking = Q(first__lt=track.wanted_a)
        if track.two_sided:
            lacking |= Q(second__lt=track.wanted_b)
        total += rows.filter(lacking).count()
    return total


def _unhandled(viewer: Viewer, at: Moment) -> int:
    handled = Handling.objects.values("submission_id")
    return (
        SUBMISSION.rows(viewer, at)
        .filter(status=Status.COMPLETE)
        .exclude(pk__in=sorted(viewer.tied(Tie.CONFLICTED)))
        .exclude(pk__in=handled)
        .count()
    )


def _calendar(at: Moment, edition: Edition, zone: str) -> list[CalendarLine]:
    clock = at.edition
    lines = []
    for kind, span in sorted(clock.spans.items(), key=lambda item: item[1].closes):
        where = span.where(at.now)
        shown = clockwork.shown(span.closes, now=at.now, own_zone=zone, edition_zone=edition.zone)
        state = "now" if where in {Where.OPEN, Where.GRACE} else ("past" if where is Where.OVER else "")
        lines.append(
            CalendarLine(
                clockwork.day(span.closes, edition.zone), WINDOW_WORDS[kind], shown.left, shown.iso, state
            )
        )
    return lines
