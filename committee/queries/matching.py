"""From rows to arrays: how well members fit papers, and the problem that the solver is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from committee import matching
from committee.domain import AssignmentState
from committee.models import Assignment, Expertise, Member, PaperBid
from committee.queries.walls import walls
from submissions.models import Submission
from sysml.conference.domain import Side
from sysml.conference.models import Topic

LEVELS = {
    0: matching.Expertise.NONE,
    1: matching.Expertise.UNSTATED,
    2: matching.Expertise.GOOD,
    3: matching.Expertise.EXPERT,
}
"""A member's 0–3 on the scale of the solver. "Some" weighs as much as silence: neither for nor against."""

SIDE_CODES = {Side.ML: matching.ML, Side.SYSTEMS: matching.SYSTEMS, Side.BRIDGE: matching.BRIDGE}


@dataclass(frozen=True, eq=False)
class Fit:
    """How well these members fit these papers, and what that rests on. Rows are papers, columns members."""

    affinity: matching.Affinity
    bids: NDArray[np.int64]
    topics: NDArray[np.bool_]
    levels: NDArray[np.int64]
    names: tuple[str, ...]

    def shared(self, paper: int, member: int) -> list[str]:
        """The paper's topics of which the member says to know much."""
        good = self.topics[paper] & (self.levels[member] >= matching.Expertise.GOOD)
        return [self.names[at] for at in np.flatnonzero(good)]


def fit(
    papers: Sequence[Submission], members: Sequence[Member], edition_id: int, *, influence: float = 1.0
) -> Fit:
    """Four queries, whatever the numbers. `influence` from 0 to 1 says how much a bid may move a pair."""
    topics = list(Topic.objects.filter(edition_id=edition_id).order_by("position", "pk"))
    column = {topic.pk: at for at, topic in enumerate(topics)}
    row = {paper.pk: at for at, paper in enumerate(papers)}
    seat = {member.pk: at for at, member in enumerate(members)}
    has = np.zeros((len(papers), max(1, len(topics))), bool)
    for paper, topic in Submission.topics.through.objects.filter(submission_id__in=list(row)).values_list(
        "submission_id", "topic_id"
    ):
        if topic in column:
            has[row[paper], column[topic]] = True
    levels = np.full((len(members), max(1, len(topics))), int(matching.Expertise.UNSTATED), np.int64)
    for member, topic, level in Expertise.objects.filter(member_id__in=list(seat)).values_list(
        "member_id", "topic_id", "level"
    ):
        if topic in column:
            levels[seat[member], column[topic]] = LEVELS[level]
    bids = np.zeros((len(papers), len(members)), np.int64)
    for paper, member, value in PaperBid.objects.filter(
        submission_id__in=list(row), member_id__in=list(seat)
    ).values_list("submission_id", "member_id", "value"):
        bids[row[paper], seat[member]] = value
    affinity = _weighed(matching.combine(matching.topic_affinity(has, levels), bids), bids, influence)
    return Fit(affinity, bids, has, levels, tuple(topic.name for topic in topics))


def _weighed(affinity: matching.Affinity, bids: NDArray[np.int64], influence: float) -> matching.Affinity:
    """Bids with less than their full influence; "no" stays behind every other pair as long as bids count at all."""
    if influence >= 1:
        return affinity
    factor = (1 + (affinity.factor - 1) * influence).astype(np.float32)
    refused = (bids == matching.Bid.NO) * (1.0 if influence > 0 else 0.0)
    similarity = (np.maximum(affinity.topic, 0.05) * factor - refused).astype(np.float32)
    return matching.Affinity(similarity, affinity.conflict, affinity.topic, factor)


@dataclass(frozen=True)
class Parameters:
    """What a chair sets for a plan."""

    wanted_a: int
    wanted_b: int
    load_cap: int = 0
    influence: int = 100
    seed: int = 1
    keep: bool = True

    def stored(self) -> dict[str, int | bool]:
        return dict(self.__dict__)

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> "Parameters":
        return cls(**{name: value for name, value in raw.items() if name in cls.__dataclass_fields__})


def problem(
    papers: Sequence[Submission],
    members: Sequence[Member],
    fitted: Fit,
    parameters: Parameters,
    *,
    two_sided: bool,
    locked: Sequence[tuple[int, int, str]],
) -> matching.Problem:
    """The problem of one track. `locked` are (paper, member, side) that must stay; those in conflict are left out.

    Whoever has declined a paper is not given it again, and reviews of other tracks count against a member's load.
    """
    row = {paper.pk: at for at, paper in enumerate(papers)}
    seat = {member.pk: at for at, member in enumerate(members)}
    by_person = {member.person_id: at for at, member in enumerate(members)}
    conflict = np.zeros((len(papers), len(members)), bool)
    for paper, person in walls(list(row), [p for p in by_person if p is not None]):
        conflict[row[paper], by_person[person]] = True
    fixed = [
        (row[paper], seat[member], _column(side, two_sided))
        for paper, member, side in locked
        if paper in row and member in seat and not conflict[row[paper], seat[member]]
    ]
    return matching.Problem.build(
        similarity=fitted.affinity.similarity,
        side=[SIDE_CODES[Side(member.side)] for member in members],
        demand=(parameters.wanted_a, parameters.wanted_b) if two_sided else (parameters.wanted_a,),
        load_max=_room(members, list(row), parameters),
        conflict=conflict,
        locked=fixed,
        forbidden=_declined(row, seat, {(paper, member) for paper, member, _ in fixed}),
    )


def _column(side: str, two_sided: bool) -> int:
    if not two_sided or not side:
        return matching.ANY_SIDE
    return matching.ML if side == Side.ML else matching.SYSTEMS


def _room(members: Sequence[Member], papers: list[int], parameters: Parameters) -> list[int]:
    here = set(papers)
    elsewhere: dict[int, int] = {}
    rows = Assignment.objects.filter(
        member__in=[member.pk for member in members],
        state=AssignmentState.ACTIVE,
        submission__status="complete",
    )
    for member, paper in rows.values_list("member_id", "submission_id"):
        if paper not in here:
            elsewhere[member] = elsewhere.get(member, 0) + 1
    cap = parameters.load_cap or max((member.load for member in members), default=0)
    return [max(0, min(member.load, cap) - elsewhere.get(member.pk, 0)) for member in members]


def _declined(row: dict[int, int], seat: dict[int, int], kept: set[tuple[int, int]]) -> list[tuple[int, int]]:
    pairs = Assignment.objects.filter(
        submission_id__in=list(row), member_id__in=list(seat), state=AssignmentState.DECLINED
    ).values_list("submission_id", "member_id")
    found = [(row[paper], seat[member]) for paper, member in pairs]
    return [pair for pair in found if pair not in kept]
