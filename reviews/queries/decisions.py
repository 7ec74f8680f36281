"""The decision desk: every paper that the viewer may decide, with scores per side, filtered, sorted and counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from reviews.agreement import Agreement, SideScoresOfPaper, agreement, spread
from reviews.domain import ConditionState, ReviewState, Verdict
from reviews.models import Question
from reviews.policies import (
    DECIDABLE,
    DECISION,
    DESK_REJECT,
    LEAD,
    META_REVIEW,
    REVIEW,
    SHEPHERDING,
    decides,
    may_appoint_shepherd,
    may_decide,
    may_judge_conditions,
    may_release_one,
)
from reviews.queries.common import Sides, clock_of, sides_of
from reviews.queries.scores import ScoreRow, SideScores, score_rows
from submissions.domain import Outcome, Status
from submissions.models import Submission
from submissions.policies import OUTCOME, SUBMISSION
from sysml.conference.domain import Side
from sysml.conference.models import Track
from sysml.conference.moment import Moment
from sysml.conference.rules import ALL
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import markdown
from sysml.kernel.errors import NotFound, Permit

VERDICT_WORDS: Mapping[str, str] = {
    Verdict.ACCEPT: "Accept",
    Verdict.CONDITIONAL: "Conditional",
    Verdict.REJECT: "Reject",
}
OUTCOME_WORDS: Mapping[str, str] = {
    Outcome.ACCEPTED: "Accepted",
    Outcome.CONDITIONAL: "Accepted with conditions",
    Outcome.REJECTED: "Rejected",
    Outcome.DESK_REJECTED: "Desk-rejected",
}
TONES: Mapping[str, str] = {
    Verdict.ACCEPT: "ok",
    Verdict.CONDITIONAL: "warn",
    Verdict.REJECT: "bad",
    Outcome.ACCEPTED: "ok",
    Outcome.REJECTED: "bad",
    Outcome.DESK_REJECTED: "bad",
}
NO_SCORES = SideScores((), None, 0)
_NEVER_SCORED = ScoreRow(0, NO_SCORES, NO_SCORES, NO_SCORES, None, "")


@dataclass(frozen=True)
class DeskRow:
    """One paper on the decision desk."""

    number: int
    title: str
    track: str
    sides: Sides
    ml: SideScores
    systems: SideScores
    all: SideScores
    score_text: str
    gap: float | None
    missing_side: str
    waived: str
    lead: str
    advice: str
    verdict: str
    outcome: str
    desk_reject: bool

    @property
    def decided(self) -> bool:
        return bool(self.verdict or self.outcome)

    @property
    def state(self) -> str:
        """What stands in the column of the decision."""
        if self.outcome:
            return OUTCOME_WORDS[self.outcome]
        if self.desk_reject:
            return "Desk reject prepared"
        return VERDICT_WORDS.get(self.verdict, "")

    @property
    def tone(self) -> str:
        return TONES.get(self.outcome or self.verdict, "")

    @property
    def gap_words(self) -> str:
        return "" if self.gap is None else f"{abs(self.gap):.1f}"


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to and how it is sorted. Empty values narrow nothing."""

    verdict: str = ""
    sides: str = ""
    gap: float | None = None
    track: str = ""
    ml: float | None = None
    systems: float | None = None
    sort: str = "number"
    descending: bool = False


@dataclass(frozen=True)
class Desk:
    """The decision desk of one viewer; every number counts what this viewer may see, and nothing else."""

    rows: tuple[DeskRow, ...]
    total: int
    decided: int
    others: int
    tracks: tuple[tuple[str, str], ...]
    sides: Sides
    scale: tuple[int, int]
    plotted: tuple[DeskRow, ...]
    agreement: Agreement
    gap: float


UNDECIDED = "none"
BOTH, MISSING = "both", "missing"
DEFAULT_GAP = 2.0


def desk(viewer: Viewer, at: Moment, filters: Filters = Filters()) -> Desk:
    """All papers that the viewer decides about; raises NotFound for who decides nothing."""
    if not decides(viewer) and not viewer.is_system:
        raise NotFound
    rows = desk_rows(viewer, at)
    tracks = list(Track.objects.filter(edition_id=viewer.edition_id or 0))
    gap = filters.gap or DEFAULT_GAP
    plotted = tuple(row for row in rows if row.gap is not None and filters.track in {"", row.track})
    return Desk(
        rows=tuple(_sorted([row for row in rows if _passes(row, filters)], filters)),
        total=len(rows),
        decided=sum(row.decided for row in rows),
        others=handled_by_others(viewer, at),
        tracks=tuple((track.slug, track.name) for track in tracks),
        sides=next((sides_of(track) for track in tracks if track.two_sided), Sides("", "")),
        scale=_scale(viewer),
        plotted=plotted,
        agreement=agreement([_scores(row) for row in plotted], gap),
        gap=gap,
    )


def desk_rows(viewer: Viewer, at: Moment, only: Q = ALL) -> list[DeskRow]:
    """The rows before filtering, by number; seven queries for any number of papers."""
    papers = list(DECIDABLE.rows(viewer, at).filter(only).select_related("track").order_by("number"))
    scores = score_rows(viewer, at)
    sides = _sides_in(viewer, at)
    decisions = dict(_by_paper(DECISION.rows(viewer, at), "verdict", "one_sided_reason"))
    leads = dict(_by_paper(LEAD.rows(viewer, at), "person__name"))
    advice = dict(_by_paper(META_REVIEW.rows(viewer, at).filter(is_submitted=True), "recommendation"))
    desked = set(DESK_REJECT.rows(viewer, at).values_list("submission_id", flat=True))
    return [
        _row(
            paper,
            scores.get(paper.number, _NEVER_SCORED),
            sides.get(paper.pk, set()),
            decisions.get(paper.pk, ("", "")),
            leads.get(paper.pk, ("",))[0],
            advice.get(paper.pk, ("",))[0],
            paper.pk in desked,
        )
        for paper in papers
    ]


def track_names(viewer: Viewer) -> list[tuple[str, str]]:
    """Slug and name of the edition's tracks."""
    return list(Track.objects.filter(edition_id=viewer.edition_id or 0).values_list("slug", "name"))


def _by_paper(rows: Any, *columns: str) -> list[tuple[int, tuple[Any, ...]]]:
    return [(first, tuple(rest)) for first, *rest in rows.order_by().values_list("submission_id", *columns)]


def _sides_in(viewer: Viewer, at: Moment) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = REVIEW.rows(viewer, at).filter(state=ReviewState.SUBMITTED).order_by()
    for paper_id, side in rows.values_list("submission_id", "side").distinct():
        found.setdefault(paper_id, set()).add(side)
    return found


def _row(
    paper: Submission,
    scores: ScoreRow,
    sides_in: set[str],
    decision: tuple[Any, ...],
    lead: str,
    advice: str,
    desked: bool,
) -> DeskRow:
    return DeskRow(
        number=paper.number,
        title=paper.title,
        track=paper.track.slug,
        sides=sides_of(paper.track),
        ml=scores.ml,
        systems=scores.systems,
        all=scores.all,
        score_text=scores.text,
        gap=scores.gap if paper.track.two_sided else None,
        missing_side=missing_side(paper.track, sides_in),
        waived=decision[1],
        lead=lead,
        advice=VERDICT_WORDS.get(advice, ""),
        verdict=decision[0],
        outcome=paper.outcome,
        desk_reject=desked and not paper.outcome,
    )


def missing_side(track: Track, sides_in: set[str]) -> str:
    """The side or sides, in words, from which no review is in; empty where nothing is missing."""
    if not track.two_sided:
        return ""
    names = ((Side.ML, track.side_a), (Side.SYSTEMS, track.side_b))
    return " and ".join(name for side, name in names if side.value not in sides_in)


def handled_by_others(viewer: Viewer, at: Moment) -> int:
    """Papers that the viewer knows of, but whose decision is kept from them by a conflict.

    Counted from what anybody in conflict may see (a title, from bidding on), so that it tells nothing more.
    """
    conflicted = sorted(viewer.tied(Tie.CONFLICTED))
    if not conflicted:
        return 0
    return SUBMISSION.rows(viewer, at).filter(pk__in=conflicted, status=Status.COMPLETE).count()


def _passes(row: DeskRow, filters: Filters) -> bool:
    tests = (
        not filters.verdict or _has_verdict(row, filters.verdict),
        not filters.sides or bool(row.missing_side) == (filters.sides == MISSING),
        filters.gap is None or (row.gap is not None and abs(row.gap) >= filters.gap),
        not filters.track or row.track == filters.track,
        filters.ml is None or _near(row.ml.mean, filters.ml),
        filters.systems is None or _near(row.systems.mean, filters.systems),
    )
    return all(tests)


def _has_verdict(row: DeskRow, wanted: str) -> bool:
    return not row.decided if wanted == UNDECIDED else row.verdict == wanted


def _near(mean: float | None, wanted: float) -> bool:
    return mean is not None and abs(mean - wanted) < 0.006


Key = Callable[[DeskRow], Any]
SORTS: Mapping[str, Key] = {
    "number": lambda row: row.number,
    "title": lambda row: row.title.casefold(),
    "ml": lambda row: row.ml.mean,
    "systems": lambda row: row.systems.mean,
    "mean": lambda row: row.all.mean,
    "gap": lambda row: None if row.gap is None else abs(row.gap),
    "lead": lambda row: row.lead.casefold() or None,
    "advice": lambda row: row.advice or None,
    "decision": lambda row: row.state or None,
}
"""Columns by which the desk sorts; rows without a value come last in either direction."""


def _sorted(rows: list[DeskRow], filters: Filters) -> list[DeskRow]:
    key = SORTS.get(filters.sort, SORTS["number"])
    rows = sorted(rows, key=lambda row: row.number)
    valued = [row for row in rows if key(row) is not None]
    rest = [row for row in rows if key(row) is None]
    return [*sorted(valued, key=key, reverse=filters.descending), *rest]


def _scale(viewer: Viewer) -> tuple[int, int]:
    """The lowest and highest overall score on any track."""
    options = Question.objects.filter(track__edition_id=viewer.edition_id or 0, is_overall=True)
    values = [int(value) for listed in options.values_list("options", flat=True) for value, _ in listed]
    return (min(values), max(values)) if len(set(values)) > 1 else (1, 5)


def _scores(row: DeskRow) -> SideScoresOfPaper:
    return SideScoresOfPaper(spread(row.ml.counts), spread(row.systems.counts))


@dataclass(frozen=True)
class DecisionShown:
    """What was decided of a paper, as this viewer may see it; hidden parts are empty."""

    number: int
    title: str
    outcome: str
    outcome_words: str
    verdict: str
    verdict_words: str
    note_html: str
    conditions_html: str
    condition_state: str
    one_sided_reason: str
    shepherd: str
    shepherd_xid: str
    released: bool
    tone: str
    day: str


def decision_of(viewer: Viewer, at: Moment, paper: Submission) -> DecisionShown | None:
    """The decision of a paper; None while this viewer may know of none."""
    seen = OUTCOME.rows(viewer, at).filter(pk=paper.pk).values_list("outcome", flat=True).first() or ""
    row = DECISION.rows(viewer, at).filter(submission=paper).first()
    if not seen and row is None:
        return None
    shepherding = SHEPHERDING.rows(viewer, at).filter(submission=paper).select_related("person").first()
    return DecisionShown(
        number=paper.number,
        title=paper.title,
        outcome=seen,
        outcome_words=OUTCOME_WORDS.get(seen, ""),
        verdict=row.verdict if row else "",
        verdict_words=VERDICT_WORDS.get(row.verdict, "") if row else "",
        note_html=markdown.to_html(row.note) if row and row.note else "",
        conditions_html=markdown.to_html(row.conditions) if row and row.conditions else "",
        condition_state=row.condition_state if row else "",
        one_sided_reason=row.one_sided_reason if row and _decides_about(viewer, at, paper) else "",
        shepherd=str(shepherding.person) if shepherding else "",
        shepherd_xid=shepherding.person.xid if shepherding else "",
        released=bool(seen),
        tone=TONES.get(seen or (row.verdict if row else ""), "warn"),
        day=f"{row.at:%Y-%m-%d}" if row and not seen else "",
    )


def _decides_about(viewer: Viewer, at: Moment, paper: Submission) -> bool:
    return viewer.is_system or DECIDABLE.rows(viewer, at).filter(pk=paper.pk).exists()


@dataclass(frozen=True)
class DecidePage:
    """The page on which one paper is decided, with the texts as they were entered."""

    row: DeskRow
    track_name: str
    shown: DecisionShown | None
    verdict: str
    note: str
    conditions: str
    one_sided_reason: str
    desk_reject_reason: str
    desk_rejected_at: datetime | None
    summary_html: str
    may_decide: Permit
    may_release_one: Permit
    may_shepherd: Permit
    may_judge: Permit


def decidable(viewer: Viewer, at: Moment, number: int) -> Submission:
    """A paper of the viewer's decision desk; raises NotFound for any other."""
    paper = DECIDABLE.rows(viewer, at).select_related("track").filter(number=number).first()
    if paper is None:
        raise NotFound
    return paper


def decide_page(viewer: Viewer, at: Moment, number: int) -> DecidePage:
    """One paper on the desk; raises NotFound for a paper that is not the viewer's to decide."""
    paper = decidable(viewer, at, number)
    row = DECISION.rows(viewer, at).filter(submission=paper).first()
    desk_reject = DESK_REJECT.rows(viewer, at).filter(submission=paper).first()
    meta = META_REVIEW.rows(viewer, at).filter(submission=paper, is_submitted=True).first()
    clock = clock_of(viewer, at, paper)
    return DecidePage(
        row=desk_rows(viewer, at, Q(pk=paper.pk))[0],
        track_name=paper.track.name,
        shown=decision_of(viewer, at, paper),
        verdict=row.verdict if row else "",
        note=row.note if row else "",
        conditions=row.conditions if row else "",
        one_sided_reason=row.one_sided_reason if row else "",
        desk_reject_reason=desk_reject.reason if desk_reject else "",
        desk_rejected_at=desk_reject.released_at if desk_reject else None,
        summary_html=markdown.to_html(meta.summary) if meta and meta.summary else "",
        may_decide=may_decide(viewer, paper, clock),
        may_release_one=may_release_one(viewer, paper, clock),
        may_shepherd=may_appoint_shepherd(viewer, paper, clock),
        may_judge=may_judge_conditions(viewer, paper, clock),
    )


def open_conditions(viewer: Viewer, at: Moment) -> list[tuple[int, str]]:
    """Number and title of the released conditional accepts whose conditions the viewer judges."""
    tied = viewer.tied(Tie.SHEPHERDS) | viewer.tied(Tie.HANDLES)
    mine = sorted(tied - viewer.tied(Tie.CONFLICTED))
    if not mine:
        return []
    rows = DECISION.rows(viewer, at).filter(
        submission_id__in=mine,
        submission__status=Status.COMPLETE,
        submission__outcome=Outcome.CONDITIONAL,
        condition_state=ConditionState.OPEN,
    )
    return list(rows.order_by("submission__number").values_list("submission__number", "submission__title"))


def export_rows(desk_of_viewer: Desk) -> list[Sequence[object]]:
    """The list as it goes into a CSV file, heading first."""
    head = ("number", "title", "track", "ml_mean", "ml_n", "systems_mean", "systems_n", "mean", "n", "gap",
            "scores", "lead", "advice", "decision", "released", "one_sided_reason")  # fmt: skip
    return [head, *(_export(row) for row in desk_of_viewer.rows)]


def _export(row: DeskRow) -> Sequence[object]:
    def mean(value: float | None) -> str:
        return "" if value is None else f"{value:.2f}"

    return (
        row.number, row.title, row.track, mean(row.ml.mean), row.ml.n, mean(row.systems.mean), row.systems.n,
        mean(row.all.mean), row.all.n, mean(row.gap), row.score_text, row.lead, row.advice, row.verdict,
        row.outcome, row.waived,
    )  # fmt: skip
