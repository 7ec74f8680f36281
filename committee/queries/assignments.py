"""Reviewers of one paper, who could be, and what a reviewer has been given."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from committee.domain import BID_WORDS, AssignmentState, Bid, MemberState
from committee.models import Member, Plan
from committee.policies import ARRANGED, ASSIGNMENT, HANDLING, PLAN_PAIR, may_assign
from committee.queries.handling import HandlerChoice, handler_choices, handler_of
from committee.queries.matching import fit
from committee.queries.members import Sides, assignments_of, loads, sides_of
from committee.queries.walls import walls
from submissions.domain import Status
from submissions.models import Submission
from sysml.conference.domain import Side
from sysml.conference.models import Edition, Track
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound, Permit


@dataclass(frozen=True)
class Reviewer:
    """Somebody who reviews a paper, or is planned to."""

    xid: str
    name: str
    affiliation: str
    side: str
    """The side that they fill on this paper."""
    own_side: str
    why: str = ""
    by_hand: bool = False


@dataclass(frozen=True)
class Candidate:
    """A member as a possible reviewer of one paper."""

    xid: str
    name: str
    affiliation: str
    side: str
    load: int
    load_max: int
    bid: str
    conflict: bool
    assigned: bool
    fit: int
    why: str

    @property
    def is_full(self) -> bool:
        return self.load >= self.load_max

    @property
    def can(self) -> bool:
        return not self.conflict and not self.assigned


@dataclass(frozen=True)
class Desk:
    """The page on which the reviewers of one paper are chosen."""

    number: int
    title: str
    track: str
    two: bool
    ml_label: str
    systems_label: str
    want_ml: int
    want_systems: int
    reviewers: tuple[Reviewer, ...]
    candidates: tuple[Candidate, ...]
    handler: str
    handlers: tuple[HandlerChoice, ...]
    may: Permit

    @property
    def have_ml(self) -> int:
        return sum(one.side == Side.ML for one in self.reviewers)

    @property
    def have_systems(self) -> int:
        return sum(one.side == Side.SYSTEMS for one in self.reviewers)

    @property
    def have(self) -> int:
        return len(self.reviewers)

    @property
    def want(self) -> int:
        return self.want_ml + self.want_systems


def paper_to_arrange(viewer: Viewer, at: Moment, number: int) -> Submission:
    """The paper, for who arranges its reviewers; raises NotFound for everybody else."""
    paper = ARRANGED.rows(viewer, at).select_related("track", "edition").filter(number=number).first()
    if paper is None:
        raise NotFound
    return paper


def desk(
    viewer: Viewer, at: Moment, number: int, *, plan: Plan | None = None, side: str = "", text: str = ""
) -> Desk:
    """Reviewers and candidates of one paper; of a plan, if one is given, instead of the assignment."""
    paper = paper_to_arrange(viewer, at, number)
    track: Track = paper.track
    reviewers = planned(viewer, at, plan, paper) if plan is not None else reviewers_of(viewer, at, paper)
    return Desk(
        number=paper.number,
        title=paper.title,
        track=track.name,
        two=track.two_sided,
        ml_label=track.side_a,
        systems_label=track.side_b,
        want_ml=track.wanted_a,
        want_systems=track.wanted_b if track.two_sided else 0,
        reviewers=reviewers,
        candidates=_candidates(viewer, at, paper, reviewers, plan, side, text),
        handler=handler_of(viewer, at, paper.pk),
        handlers=handler_choices(viewer, at, paper) if plan is None else (),
        may=may_assign(viewer, paper, at.clock(track.pk, paper.pk, viewer.person_id)),
    )


def reviewers_of(viewer: Viewer, at: Moment, paper: Submission) -> tuple[Reviewer, ...]:
    """The active reviewers of a paper that the viewer may know, by side and name."""
    rows = (
        ASSIGNMENT.rows(viewer, at)
        .filter(submission=paper, state=AssignmentState.ACTIVE)
        .select_related("member")
        .order_by("side", "member__name", "xid")
    )
    return tuple(
        Reviewer(row.member.xid, row.member.name, row.member.affiliation, row.side, row.member.side)
        for row in rows
    )


def planned(viewer: Viewer, at: Moment, plan: Plan, paper: Submission) -> tuple[Reviewer, ...]:
    """The reviewers that a plan proposes for a paper."""
    rows = (
        PLAN_PAIR.rows(viewer, at)
        .filter(plan=plan, submission=paper)
        .select_related("member")
        .order_by("side", "member__name", "xid")
    )
    return tuple(
        Reviewer(
            row.member.xid,
            row.member.name,
            row.member.affiliation,
            row.side,
            row.member.side,
            why_words(row.why),
            bool(row.why.get("by_hand")),
        )
        for row in rows
    )


def why_words(why: dict[str, object]) -> str:
    """What a pair rests on, in words: topics shared and the bid."""
    topics, bid = why.get("topics"), why.get("bid")
    parts = []
    if isinstance(topics, list) and topics:
        parts.append("knows " + ", ".join(str(topic) for topic in topics[:3]))
    if isinstance(bid, int) and bid:
        parts.append(f"bid “{BID_WORDS[Bid(bid)]}”")
    if why.get("by_hand"):
        parts.append("set by hand")
    return "; ".join(parts) or "no shared topic, no bid"


def _candidates(
    viewer: Viewer,
    at: Moment,
    paper: Submission,
    reviewers: tuple[Reviewer, ...],
    plan: Plan | None,
    side: str,
    text: str,
) -> tuple[Candidate, ...]:
    rows = Member.objects.filter(edition_id=paper.edition_id, state=MemberState.ACCEPTED).order_by(
        "name", "xid"
    )
    if side and paper.track.two_sided:
        rows = rows.filter(side__in=[side, Side.BRIDGE])
    members = [m for m in rows if text.casefold() in f"{m.name} {m.affiliation}".casefold()]
    fitted = fit([paper], members, paper.edition_id)
    barred = {person for _, person in walls([paper.pk], [m.person_id for m in members if m.person_id])}
    carried = _planned_loads(viewer, at, plan) if plan is not None else loads(viewer, at)
    there = {reviewer.xid for reviewer in reviewers}
    found = []
    for column in np.argsort(-fitted.affinity.similarity[0], kind="stable").tolist() if members else []:
        member = members[column]
        bid = int(fitted.bids[0, column])
        shared = fitted.shared(0, column)
        found.append(
            Candidate(
                xid=member.xid,
                name=member.name,
                affiliation=member.affiliation,
                side=member.side if paper.track.two_sided else "",
                load=carried[member.pk],
                load_max=member.load,
                bid=BID_WORDS[Bid(bid)] if bid else "",
                conflict=member.person_id in barred,
                assigned=member.xid in there,
                fit=round(100 * float(fitted.affinity.topic[0, column])),
                why=", ".join(shared[:3]),
            )
        )
    return tuple(found)


def _planned_loads(viewer: Viewer, at: Moment, plan: Plan) -> Counter[int]:
    return Counter(PLAN_PAIR.rows(viewer, at).filter(plan=plan).values_list("member_id", flat=True))


@dataclass(frozen=True)
class MyPaper:
    """A paper that the viewer reviews."""

    number: int
    title: str
    side: str
    side_words: str


def my_papers(viewer: Viewer, at: Moment, edition: Edition) -> tuple[MyPaper, ...]:
    """What the viewer has been given to review."""
    sides: Sides = sides_of(edition)
    return tuple(
        MyPaper(row.submission.number, row.submission.title, row.side, sides.name(row.side))
        for row in assignments_of(viewer, at)
    )


def my_paper(viewer: Viewer, at: Moment, edition: Edition, number: int) -> MyPaper:
    """One of them; raises NotFound for a paper that the viewer does not review."""
    found = next((paper for paper in my_papers(viewer, at, edition) if paper.number == number), None)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class PaperRow:
    """A paper in the chairs' list of who reviews what."""

    number: int
    title: str
    two: bool
    have_ml: int
    have_systems: int
    want_ml: int
    want_systems: int
    reviewers: tuple[Reviewer, ...]
    handler: str

    @property
    def have(self) -> int:
        return len(self.reviewers)

    @property
    def want(self) -> int:
        return self.want_ml + self.want_systems

    @property
    def missing(self) -> int:
        if not self.two:
            return max(0, self.want - self.have)
        return max(0, self.want_ml - self.have_ml) + max(0, self.want_systems - self.have_systems)


def papers(viewer: Viewer, at: Moment, *, short_only: bool = False, text: str = "") -> tuple[PaperRow, ...]:
    """Every complete paper that the viewer arranges, those with most places empty first."""
    rows = ARRANGED.rows(viewer, at).filter(status=Status.COMPLETE).select_related("track").order_by("number")
    if text:
        rows = rows.filter(title__icontains=text)
    found = list(rows)
    people: dict[int, list[Reviewer]] = {paper.pk: [] for paper in found}
    pairs = ASSIGNMENT.rows(viewer, at).filter(submission__in=people, state=AssignmentState.ACTIVE)
    for row in pairs.select_related("member").order_by("side", "member__name", "xid"):
        member = row.member
        people[row.submission_id].append(
            Reviewer(member.xid, member.name, member.affiliation, row.side, member.side)
        )
    handlers = handlers_of(viewer, at)
    listed = [_paper_row(paper, tuple(people[paper.pk]), handlers.get(paper.pk, "")) for paper in found]
    listed.sort(key=lambda row: (-row.missing, row.number))
    return tuple(row for row in listed if row.missing or not short_only)


def handlers_of(viewer: Viewer, at: Moment) -> dict[int, str]:
    """Who handles which paper, as far as the viewer may know."""
    return dict(HANDLING.rows(viewer, at).values_list("submission_id", "person__name"))


def _paper_row(paper: Submission, people: tuple[Reviewer, ...], handler: str) -> PaperRow:
    count = Counter(one.side for one in people)
    return PaperRow(
        number=paper.number,
        title=paper.title,
        two=paper.track.two_sided,
        have_ml=count[Side.ML],
        have_systems=count[Side.SYSTEMS],
        want_ml=paper.track.wanted_a,
        want_systems=paper.track.wanted_b if paper.track.two_sided else 0,
        reviewers=people,
        handler=handler,
    )
