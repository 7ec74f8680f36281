"""What every possible reviewer of one paper would cost: exact, without solving again.

Forcing one pair into an optimal flow costs the pair itself plus the shortest way back, from its place to its
reviewer, through the residual graph. One search from the paper's places therefore prices all reviewers.
"""

import numpy as np

from committee.matching.flow import Solution
from committee.matching.model import Model
from committee.matching.problem import Bools, Floats, Ints, Problem

# Beyond every real distance, and small enough that three of them can be added.
FAR = np.int64(2**60)


def losses(problem: Problem, solution: Solution, paper: int) -> Floats:
    """By how much the objective falls if a reviewer is put on this paper and all else is planned anew.

    One number for each reviewer, in units of similarity: zero for those assigned (and for equals), NaN for
    those who cannot be. Numbers greater than `beyond(problem)` mean that a place would be left empty, what is
    missing spread less evenly, or a minimum load missed. Needs a solution proven optimal; holds the costs of
    all pairs in memory.
    """
    if not solution.certificate.optimal:
        raise ValueError("exact losses are known only for a solution that is proven optimal")
    model = Model.of(problem)
    residual = _Residual(model, solution)
    cheapest = np.full(problem.reviewers, FAR)
    costs = model.costs(slice(paper, paper + 1))[0]
    serves = problem.serves()
    for side in np.flatnonzero(model.places[paper]):
        back = residual.distances_from(paper, int(side))
        cheapest = np.where(serves[:, side], np.minimum(cheapest, costs + back), cheapest)
    lost = cheapest / model.steps
    lost[~model.open(slice(paper, paper + 1))[0] | (cheapest >= FAR // 2)] = np.nan
    lost[solution.reviewers_of(paper)[:, 0]] = 0.0
    return lost


def beyond(problem: Problem) -> float:
    """No exchange of similarity alone can lose more than this."""
    model = Model.of(problem)
    return model.prices.similarity / model.steps


class _Residual:
    """The residual graph of a solution over all pairs. A bridge's own node is folded into its arcs."""

    def __init__(self, model: Model, solution: Solution) -> None:
        self.model = model
        problem = model.problem
        self.serves = problem.serves()
        locked = problem.locked[:, 0] * problem.reviewers + problem.locked[:, 1]
        free = ~np.isin(solution.pairs[:, 0] * problem.reviewers + solution.pairs[:, 1], locked)
        self.assigned = solution.pairs[free]
        self.assigned_costs = model.costs_of(self.assigned[:, 0], self.assigned[:, 1])
        self.tables = [(rows, self._table(rows)) for rows in problem.blocks()]
        self._to_and_from_source(solution)
        self._changes_of_side(solution)

    def _table(self, rows: slice) -> Ints:
        """Costs of the pairs that could be added."""
        closed = ~self.model.open(rows)
        here = self.assigned[(self.assigned[:, 0] >= rows.start) & (self.assigned[:, 0] < rows.stop)]
        closed[here[:, 0] - rows.start, here[:, 1]] = True
        return np.where(closed, FAR, self.model.costs(rows))

    def _to_and_from_source(self, solution: Solution) -> None:
        model, prices = self.model, self.model.prices
        load = np.bincount(self.assigned[:, 1], minlength=model.problem.reviewers)
        more: Bools = load < model.room
        self.source_reviewer = np.where(more, np.where(load < model.owed, -prices.minimum, 0), FAR)
        self.reviewer_source = np.where(load > 0, np.where(load <= model.owed, prices.minimum, 0), FAR)
        missing = solution.shortages
        price = prices.shortage + missing * prices.unevenness
        self.source_place = np.where(missing < model.places, price, FAR)
        self.place_source = np.where(missing > 0, prices.unevenness - price, FAR)

    def _changes_of_side(self, solution: Solution) -> None:
        """Assigned bridge members, floating locks among them, can move to the other side of their paper."""
        problem, model = self.model.problem, self.model
        width = problem.reviewers
        codes = solution.pairs[:, 0] * width + solution.pairs[:, 1]
        movable = np.isin(codes, model.floating[:, 0] * width + model.floating[:, 1])
        movable |= np.isin(codes, self.assigned[:, 0] * width + self.assigned[:, 1])
        movable &= problem.is_bridge()[solution.pairs[:, 1]]
        papers, _, sides = solution.pairs[movable].T
        wanted = model.places[papers, 1 - sides] > 0 if problem.sides == 2 else np.zeros(len(papers), bool)
        self.turning = np.column_stack([papers, sides])[wanted]

    def distances_from(self, paper: int, side: int) -> Ints:
        """Shortest distances from one place to all reviewers, by Bellman and Ford."""
        reviewers = np.full(self.model.problem.reviewers, FAR)
        places = np.full(self.model.places.shape, FAR)
        places[paper, side] = 0
        source = FAR
        for _ in range(reviewers.size + places.size + 2):
            before = source, reviewers.copy(), places.copy()
            self._turn(places)
            source = min(source, (places + self.place_source).min())
            source = min(source, (reviewers + self.reviewer_source).min())
            np.minimum(reviewers, source + self.source_reviewer, out=reviewers)
            back = places[self.assigned[:, 0], self.assigned[:, 2]] - self.assigned_costs
            np.minimum.at(reviewers, self.assigned[:, 1], back)
            np.minimum(places, source + self.source_place, out=places)
            self._relax_places(places, reviewers, np.flatnonzero(reviewers < before[1]))
            if source == before[0] and (reviewers == before[1]).all() and (places == before[2]).all():
                return reviewers
        raise ArithmeticError("the solution is not optimal")

    def _turn(self, places: Ints) -> None:
        papers, sides = self.turning.T
        np.minimum.at(places, (papers, 1 - sides), places[papers, sides])

    def _relax_places(self, places: Ints, reviewers: Ints, nearer: Ints) -> None:
        """Only reviewers that came nearer since the last sweep can bring a place nearer."""
        for side in range(self.model.problem.sides):
            who = nearer[self.serves[nearer, side]]
            for rows, table in self.tables if who.size else ():
                reached = (table[:, who] + reviewers[who]).min(axis=1)
                reached[self.model.places[rows, side] == 0] = FAR
                np.minimum(places[rows, side], reached, out=places[rows, side])
