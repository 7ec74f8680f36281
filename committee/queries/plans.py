"""Proposed assignments, as far as the chair who looks may see their papers."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from committee.domain import AssignmentState, MemberState, PlanState
from committee.models import Member, Plan
from committee.policies import ARRANGED, ASSIGNMENT, PLAN_PAIR, may_run_committee
from committee.queries.assignments import PaperRow, Reviewer, why_words
from committee.queries.matching import Parameters
from submissions.domain import Outcome, Status
from sysml.conference.domain import ActKind, Side
from sysml.conference.models import Edition, Track
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound
from sysml.kernel.models import Job


@dataclass(frozen=True)
class JobShown:
    """A piece of work as the component `progress_job` shows it."""

    xid: str
    title: str
    percent: int | None
    words: str
    state: str
    poll_url: str
    cancel_url: str
    result_url: str
    result_label: str = "Look at the plan"
    why: str = ""


@dataclass(frozen=True)
class PlanSummary:
    """One plan in the list."""

    xid: str
    state: str
    made_at: datetime
    made_by: str
    published_at: datetime | None
    track: str


@dataclass(frozen=True)
class PlanRow(PaperRow):
    """A paper of a plan, with how well its weaker side is served."""

    weakest: float = 0.0

    @property
    def weakest_percent(self) -> int:
        return round(100 * self.weakest)


@dataclass(frozen=True)
class LoadRow:
    """How many papers one member gets."""

    name: str
    side: str
    load: int
    load_max: int


@dataclass(frozen=True)
class PlanPage:
    """A plan as one chair sees it: numbers are those of the papers that the chair may see."""

    xid: str
    state: str
    error: str
    track: str
    two: bool
    ml_label: str
    systems_label: str
    papers: int
    pairs: int
    filled_ml: int
    filled_systems: int
    wanted_ml: int
    wanted_systems: int
    members_used: int
    by_hand: int
    optimal: bool
    mean_percent: int
    parameters: Parameters
    rows: tuple[PlanRow, ...]
    short: tuple[PlanRow, ...]
    loads: tuple[LoadRow, ...]
    histogram: tuple[tuple[int, int], ...]
    """(papers a member gets, how many members get so many)."""
    ending: int
    """Present reviewers who are not in the plan."""
    job: Job | None = None

    @property
    def is_proposed(self) -> bool:
        return self.state == PlanState.PROPOSED

    @property
    def is_solving(self) -> bool:
        return self.state == PlanState.SOLVING

    @property
    def missing(self) -> int:
        return sum(row.missing for row in self.rows)


@dataclass(frozen=True)
class PlanDesk:
    """Where plans are made for one track."""

    track: str
    slug: str
    two: bool
    ml_label: str
    systems_label: str
    parameters: Parameters
    papers: int
    members: int
    published: bool
    plans: tuple[PlanSummary, ...]


def plan_desk(viewer: Viewer, at: Moment, track: Track) -> PlanDesk:
    """The plans of a track and what a new one would start from; raises NotFound for who is not its chair."""
    if not may_run_committee(viewer, track.pk):
        raise NotFound
    complete = ARRANGED.rows(viewer, at).filter(track=track, status=Status.COMPLETE, outcome=Outcome.NONE)
    plans = (
        Plan.objects.filter(track=track).exclude(state=PlanState.DISCARDED).select_related("made_by", "track")
    )
    rows = list(plans)
    last = Parameters.parse(rows[0].parameters) if rows else Parameters(track.wanted_a, track.wanted_b)
    return PlanDesk(
        track=track.name,
        slug=track.slug,
        two=track.two_sided,
        ml_label=track.side_a,
        systems_label=track.side_b,
        parameters=last,
        papers=complete.count(),
        members=Member.objects.filter(edition_id=track.edition_id, state=MemberState.ACCEPTED).count(),
        published=at.clock(track.pk).done(ActKind.ASSIGNMENT_PUBLISHED),
        plans=tuple(_summary(plan) for plan in rows),
    )


def _summary(plan: Plan) -> PlanSummary:
    by = plan.made_by.name if plan.made_by else ""
    return PlanSummary(plan.xid, plan.state, plan.made_at, by, plan.published_at, plan.track.name)


def plan_for(viewer: Viewer, edition: Edition, xid: str) -> Plan:
    """A plan of a track that the viewer chairs; raises NotFound otherwise."""
    plan = Plan.objects.select_related("track", "job").filter(track__edition=edition, xid=xid).first()
    if plan is None or not may_run_committee(viewer, plan.track_id):
        raise NotFound
    return plan


def plan_page(viewer: Viewer, at: Moment, edition: Edition, xid: str) -> PlanPage:
    """Everything about a plan that the viewer may see, worst papers first."""
    plan = plan_for(viewer, edition, xid)
    track = plan.track
    parameters = Parameters.parse(plan.parameters)
    papers = {
        paper.pk: paper
        for paper in ARRANGED.rows(viewer, at).filter(
            track=track, status=Status.COMPLETE, outcome=Outcome.NONE
        )
    }
    pairs = [
        pair
        for pair in PLAN_PAIR.rows(viewer, at)
        .filter(plan=plan)
        .select_related("member")
        .order_by("side", "member__name")
        if pair.submission_id in papers
    ]
    of_paper: defaultdict[int, list[Any]] = defaultdict(list)
    for pair in pairs:
        of_paper[pair.submission_id].append(pair)
    rows = [_row(paper, of_paper[paper.pk], track, parameters) for paper in papers.values()]
    rows.sort(key=lambda row: (-row.missing, row.weakest, row.number))
    carried = Counter(pair.member_id for pair in pairs)
    members = list(Member.objects.filter(edition=edition, state=MemberState.ACCEPTED).order_by("name", "xid"))
    sides = Counter(pair.side for pair in pairs)
    return PlanPage(
        xid=plan.xid,
        state=plan.state,
        error=str(plan.certificate.get("error", "")),
        track=track.name,
        two=track.two_sided,
        ml_label=track.side_a,
        systems_label=track.side_b,
        papers=len(papers),
        pairs=len(pairs),
        filled_ml=sides[Side.ML] if track.two_sided else len(pairs),
        filled_systems=sides[Side.SYSTEMS],
        wanted_ml=parameters.wanted_a * len(papers),
        wanted_systems=parameters.wanted_b * len(papers) if track.two_sided else 0,
        members_used=len(carried),
        by_hand=sum(bool(pair.why.get("by_hand")) for pair in pairs),
        optimal=bool(plan.certificate.get("optimal")),
        mean_percent=round(100 * sum(pair.score for pair in pairs) / len(pairs)) if pairs else 0,
        parameters=parameters,
        rows=tuple(rows),
        short=tuple(row for row in rows if row.missing),
        loads=tuple(
            sorted(
                (LoadRow(m.name, m.side if track.two_sided else "", carried[m.pk], m.load) for m in members),
                key=lambda row: (-row.load, row.name),
            )
        ),
        histogram=tuple(sorted(Counter(carried[member.pk] for member in members).items())),
        ending=_ending(viewer, at, plan, {(pair.submission_id, pair.member_id) for pair in pairs}),
        job=plan.job,
    )


def _row(paper: Any, pairs: list[Any], track: Track, parameters: Parameters) -> PlanRow:
    people = tuple(
        Reviewer(
            pair.member.xid,
            pair.member.name,
            pair.member.affiliation,
            pair.side,
            pair.member.side,
            why_words(pair.why),
            bool(pair.why.get("by_hand")),
        )
        for pair in pairs
    )
    count = Counter(pair.side for pair in pairs)
    wanted = {"": parameters.wanted_a}
    if track.two_sided:
        wanted = {Side.ML.value: parameters.wanted_a, Side.SYSTEMS.value: parameters.wanted_b}
    means = [
        sum(pair.score for pair in pairs if pair.side == side) / max(want, count[side])
        for side, want in wanted.items()
        if want
    ]
    return PlanRow(
        number=paper.number,
        title=paper.title,
        two=track.two_sided,
        have_ml=count[Side.ML],
        have_systems=count[Side.SYSTEMS],
        want_ml=parameters.wanted_a,
        want_systems=parameters.wanted_b if track.two_sided else 0,
        reviewers=people,
        handler="",
        weakest=min(means, default=0.0),
    )


def _ending(viewer: Viewer, at: Moment, plan: Plan, planned: set[tuple[int, int]]) -> int:
    present = ASSIGNMENT.rows(viewer, at).filter(
        submission__track=plan.track, state=AssignmentState.ACTIVE, made_at__lte=plan.made_at
    )
    return sum(pair not in planned for pair in present.values_list("submission_id", "member_id"))
