"""A problem made ready for the flow: locks set aside, scores on a whole-number grid, priorities as prices."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from committee.matching.problem import ANY_SIDE, Bools, Ints, Problem, in_rows

# Scores are solved on a grid this fine (of one, or of the greatest score where that is more than one).
STEPS = 1_000_000


@dataclass(frozen=True)
class Prices:
    """The priorities, each price greater than all that the next can ever win in one exchange.

    1. Fill places: `shortage` for each that stays empty.
    2. Spread what is missing: `unevenness` more for each further empty place of one side of one paper.
    3. Meet minimum loads: `minimum` for each review above zero that a reviewer was promised.
    4. Similarity.

    An exchange is a simple cycle of the flow network, so it passes the source once; that bounds what it wins.
    """

    similarity: int
    minimum: int
    unevenness: int
    shortage: int

    @classmethod
    def above(cls, *, most: int, least: int, length: int, deepest: int) -> "Prices":
        """For costs from `least` to `most`, cycles of up to `length` pairs and demands of up to `deepest`."""
        similarity = length * (most - least) + max(abs(most), abs(least)) + 1
        minimum = similarity + 1
        unevenness = 2 * minimum
        return cls(similarity, minimum, unevenness, unevenness * (deepest + 1))


@dataclass(frozen=True, eq=False)
class Model:
    """What is left to decide once the locked pairs stand."""

    problem: Problem
    fixed: Ints
    """Locked pairs whose side is known: (paper, reviewer, side)."""
    floating: Ints
    """Locked bridge members whose side the flow chooses: (paper, reviewer)."""
    places: Ints
    """Places left to fill, papers × sides; floating locks still need theirs."""
    room: Ints
    """Reviews that each reviewer can still take."""
    owed: Ints
    """Of these, how many it takes to reach the minimum load."""

    @classmethod
    def of(cls, problem: Problem) -> "Model":
        fixed, floating = _settle_locks(problem)
        taken = np.zeros_like(problem.demand)
        np.add.at(taken, (fixed[:, 0], fixed[:, 2]), 1)
        locked_load = np.bincount(problem.locked[:, 1], minlength=problem.reviewers)
        room = np.maximum(problem.load_max - locked_load, 0)
        owed = np.minimum(np.maximum(problem.load_min - locked_load, 0), room)
        return cls(problem, fixed, floating, np.maximum(problem.demand - taken, 0), room, owed)

    @cached_property
    def steps(self) -> float:
        """Grid steps in one unit of similarity."""
        greatest = float(np.abs(self.problem.similarity).max(initial=0.0)) + self.problem.stickiness
        return STEPS / max(1.0, greatest)

    @cached_property
    def prices(self) -> Prices:
        scores = self.problem.similarity
        bonus = self.problem.stickiness if len(self.problem.existing) else 0.0
        most = int(np.rint(-float(scores.min(initial=0.0)) * self.steps)) + 1
        least = int(np.rint(-(float(scores.max(initial=0.0)) + bonus) * self.steps)) - 1
        length = 1 + min(self.problem.reviewers, self.places.size)
        return Prices.above(most=most, least=least, length=length, deepest=int(self.places.max(initial=0)))

    def costs(self, rows: slice) -> Ints:
        """Costs of all pairs of a run of papers, in grid steps: the less, the better."""
        scores = self.problem.similarity[rows].astype(np.float64)
        existing = in_rows(self.problem.existing, rows)
        if len(existing) and self.problem.stickiness:
            scores[existing[:, 0], existing[:, 1]] += self.problem.stickiness
        return -np.rint(scores * self.steps).astype(np.int64)

    def costs_of(self, papers: Ints, reviewers: Ints) -> Ints:
        """Costs of single pairs: the same numbers as `costs`."""
        scores = self.problem.similarity[papers, reviewers].astype(np.float64)
        existing = self.problem.existing
        if len(existing) and self.problem.stickiness:
            width = self.problem.reviewers
            kept = np.isin(papers * width + reviewers, existing[:, 0] * width + existing[:, 1])
            scores[kept] += self.problem.stickiness
        return -np.rint(scores * self.steps).astype(np.int64)

    def open(self, rows: slice) -> Bools:
        """The pairs of a run of papers that may still be made."""
        allowed = ~self.problem.conflict[rows] & (self.room > 0)
        for pairs in (self.problem.forbidden, self.problem.locked):
            closed = in_rows(pairs, rows)
            allowed[closed[:, 0], closed[:, 1]] = False
        return allowed


def _settle_locks(problem: Problem) -> tuple[Ints, Ints]:
    """Give every lock its side where only one is possible; the rest float between both sides of their paper.

    Where as many bridge members are locked as their paper has places left, or more, it matters to nobody
    which of them serves which side: they fill the places in order; those beyond count for the first side.
    """
    locked = problem.locked.copy()
    if problem.sides == 1:
        locked[:, 2] = 0
        return locked, np.empty((0, 2), np.int64)
    undecided = locked[:, 2] == ANY_SIDE
    plain = undecided & ~problem.is_bridge()[locked[:, 1]]
    locked[plain, 2] = problem.side[locked[plain, 1]]
    undecided &= ~plain
    left = problem.demand.copy()
    np.subtract.at(left, (locked[~undecided, 0], locked[~undecided, 2]), 1)
    left = np.maximum(left, 0)
    asked = np.bincount(locked[undecided, 0], minlength=problem.papers)
    floats = undecided & (asked < left.sum(axis=1))[locked[:, 0]]
    for index in np.flatnonzero(undecided & ~floats):
        paper = locked[index, 0]
        side = int(left[paper, 0] == 0 and left[paper, 1] > 0)
        left[paper, side] -= left[paper, side] > 0
        locked[index, 2] = side
    return locked[~floats], locked[floats, :2]
