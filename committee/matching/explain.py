"""Why a solution is as it is: what each pair rests on, who is served worst, what a swap would cost."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from committee.matching.affinity import Affinity
from committee.matching.flow import Solution, solve
from committee.matching.model import Model
from committee.matching.problem import ANY_SIDE, Bools, Floats, Ints, Problem
from committee.matching.swaps import beyond, losses


@dataclass(frozen=True)
class Reason:
    """What one assigned pair rests on."""

    reviewer: int
    side: int
    similarity: float
    topic: float | None
    """Affinity by topics, and `bid_factor` on it: None if the affinity was not given."""
    bid_factor: float | None
    rank: int
    """Place of the reviewer among all who could serve this side of the paper, 1 for the best (ties share)."""
    possible: int
    """How many could serve this side of the paper: no conflict, not forbidden."""
    better_elsewhere: int
    """Of those ranked before, how many are not on this paper."""
    locked: bool
    kept: bool
    load: int
    load_max: int


class Verdict(StrEnum):
    ASSIGNED = "assigned"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    NO_ROOM = "no room"
    """Locked pairs fill the reviewer's load, or it is zero."""
    NO_PLACE = "no place"
    """The paper wants nobody of this side, or locked pairs fill the side."""
    COSTS = "costs"


@dataclass(frozen=True)
class WhyNot:
    """Why a pair was not made. Where the verdict is COSTS, what forcing it would cost."""

    verdict: Verdict
    similarity: float
    least_loss: float = 0.0
    """Proven: no assignment with this pair comes nearer to the objective than this. Zero is a tie."""
    exact: bool = False
    """Some assignment with this pair loses no more than `least_loss`. So for every proven solution."""
    beyond_similarity: bool = False
    """It would leave a place empty, spread shortages less evenly or miss a minimum load."""
    reviewer_price: float = 0.0
    """The part of the loss that is due to the reviewer being wanted elsewhere."""


@dataclass(frozen=True)
class Forced:
    """The solution with one pair more locked, beside the one without."""

    solution: Solution
    loss: float
    """Similarity lost, stickiness included."""
    more_missing: int
    moved: int
    """Pairs of the solution without it that are gone."""


@dataclass(frozen=True)
class Distribution:
    """Numbers for one histogram. `counts[i]` lie in [edges[i], edges[i + 1]), the last bin closed."""

    minimum: float
    p5: float
    p25: float
    median: float
    p75: float
    maximum: float
    mean: float
    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Summary:
    """How a solution is spread. An empty distribution is None."""

    papers: Distribution | None
    """Sums of similarity by paper."""
    sides: tuple[Distribution | None, ...]
    """Of each side, means of similarity by paper; an empty place counts zero."""
    weakest_sides: Distribution | None
    pairs: Distribution | None
    loads: Distribution | None


def reasons(
    problem: Problem, solution: Solution, paper: int, *, affinity: Affinity | None = None
) -> tuple[Reason, ...]:
    """Why these reviewers: one reason for each, in the order of the solution."""
    assigned = solution.reviewers_of(paper)
    here = np.zeros(problem.reviewers, bool)
    here[assigned[:, 0]] = True
    scores = problem.similarity[paper]
    possible = _allowed(problem, paper)
    serves = problem.serves()
    found = []
    for reviewer, side in assigned.tolist():
        peers = possible & serves[:, side]
        better = peers & (scores > scores[reviewer])
        found.append(
            Reason(
                reviewer=reviewer,
                side=side,
                similarity=float(scores[reviewer]),
                topic=float(affinity.topic[paper, reviewer]) if affinity else None,
                bid_factor=float(affinity.factor[paper, reviewer]) if affinity else None,
                rank=int(better.sum()) + 1,
                possible=int(peers.sum()),
                better_elsewhere=int((better & ~here).sum()),
                locked=_names(problem.locked, paper, reviewer),
                kept=_names(problem.existing, paper, reviewer),
                load=int(solution.loads[reviewer]),
                load_max=int(problem.load_max[reviewer]),
            )
        )
    return tuple(found)


def why_not(problem: Problem, solution: Solution, paper: int, reviewer: int) -> WhyNot:
    """What forcing this pair would cost, without solving again. For all reviewers at once: `swaps.losses`."""
    similarity = float(problem.similarity[paper, reviewer])
    model = Model.of(problem)
    sides = np.flatnonzero(problem.serves()[reviewer] & (model.places[paper] > 0))
    if reviewer in solution.reviewers_of(paper)[:, 0]:
        return WhyNot(Verdict.ASSIGNED, similarity)
    if problem.conflict[paper, reviewer]:
        return WhyNot(Verdict.CONFLICT, similarity)
    if _names(problem.forbidden, paper, reviewer):
        return WhyNot(Verdict.FORBIDDEN, similarity)
    if model.room[reviewer] == 0:
        return WhyNot(Verdict.NO_ROOM, similarity)
    if not sides.size:
        return WhyNot(Verdict.NO_PLACE, similarity)
    price = max(0.0, float(solution.duals.reviewer[reviewer]))
    if solution.certificate.optimal:
        loss = float(losses(problem, solution, paper)[reviewer])
    else:
        loss = _promised(model, solution, paper, reviewer, sides)
    return WhyNot(
        verdict=Verdict.COSTS,
        similarity=similarity,
        least_loss=loss,
        exact=solution.certificate.optimal,
        beyond_similarity=loss > beyond(problem),
        reviewer_price=price,
    )


def _promised(model: Model, solution: Solution, paper: int, reviewer: int, sides: Ints) -> float:
    """A lower bound on the loss of forcing a pair: its reduced cost, less the gap of the solution."""
    cost = float(model.costs_of(np.array([paper]), np.array([reviewer]))[0]) / model.steps
    duals = solution.duals
    reduced = cost + float(duals.reviewer[reviewer] + duals.place[paper, sides].min())
    return max(0.0, reduced - solution.certificate.gap_bound)


def what_if(problem: Problem, solution: Solution, paper: int, reviewer: int, side: int = ANY_SIDE) -> Forced:
    """Solve again with this pair locked: the exact price of a swap, and who would move.

    Raises ProblemError where the pair cannot be locked.
    """
    lock = np.array([[paper, reviewer, side]])
    forced = solve(replace(problem, locked=np.concatenate([problem.locked, lock])), seed=solution.seed)
    width = problem.reviewers
    before = solution.pairs[:, 0] * width + solution.pairs[:, 1]
    after = forced.pairs[:, 0] * width + forced.pairs[:, 1]
    objective = [s.total + problem.stickiness * s.kept for s in (solution, forced)]
    return Forced(
        solution=forced,
        loss=objective[0] - objective[1],
        more_missing=forced.missing - solution.missing,
        moved=int((~np.isin(before, after)).sum()),
    )


def side_means(problem: Problem, solution: Solution) -> Floats:
    """Mean similarity of each side of each paper over its places; an empty place counts zero.

    NaN where a paper wants nobody of a side and has nobody.
    """
    filled = np.zeros_like(problem.demand)
    np.add.at(filled, (solution.pairs[:, 0], solution.pairs[:, 2]), 1)
    places = np.maximum(problem.demand, filled).astype(np.float64)
    places[places == 0] = np.nan
    means: Floats = solution.side_scores / places
    return means


def weakest_sides(problem: Problem, solution: Solution) -> tuple[Ints, Floats]:
    """The side that serves each paper worst, and its mean: a paper is only as well served as its weaker half.

    A paper that wants nobody has side ANY_SIDE and NaN.
    """
    means = side_means(problem, solution)
    known = ~np.isnan(means)
    side = np.where(known, means, np.inf).argmin(axis=1)
    score = means[np.arange(problem.papers), side]
    return np.where(known.any(axis=1), side, ANY_SIDE), score


def worst_first(problem: Problem, solution: Solution) -> Ints:
    """Papers in the order in which a chair should look at them: most missing, then weakest side lowest."""
    _, score = weakest_sides(problem, solution)
    order: Ints = np.lexsort((np.arange(problem.papers), score, -solution.shortages.sum(axis=1)))
    return order


def summary(problem: Problem, solution: Solution, *, bins: int = 20) -> Summary:
    """Distributions by paper, side, pair and load."""
    means = side_means(problem, solution)
    wants = (problem.demand > 0).any(axis=1)
    return Summary(
        papers=distribution(solution.paper_scores[wants], bins=bins),
        sides=tuple(distribution(means[:, side], bins=bins) for side in range(problem.sides)),
        weakest_sides=distribution(weakest_sides(problem, solution)[1], bins=bins),
        pairs=distribution(problem.similarity[solution.pairs[:, 0], solution.pairs[:, 1]], bins=bins),
        loads=distribution(
            solution.loads, edges=np.arange(-0.5, max(int(solution.loads.max(initial=0)), 1) + 1)
        ),
    )


def distribution(values: ArrayLike, *, bins: int = 20, edges: ArrayLike | None = None) -> Distribution | None:
    """Summarise what is a number among the values."""
    numbers = np.asarray(values, np.float64)
    numbers = numbers[~np.isnan(numbers)]
    if not numbers.size:
        return None
    counts, bounds = np.histogram(numbers, bins=bins if edges is None else np.asarray(edges, np.float64))
    p0, p5, p25, p50, p75, p100 = np.percentile(numbers, (0, 5, 25, 50, 75, 100)).tolist()
    return Distribution(
        minimum=p0,
        p5=p5,
        p25=p25,
        median=p50,
        p75=p75,
        maximum=p100,
        mean=float(numbers.mean()),
        edges=tuple(bounds.tolist()),
        counts=tuple(counts.tolist()),
    )


def _allowed(problem: Problem, paper: int) -> Bools:
    allowed: Bools = ~problem.conflict[paper]
    allowed[problem.forbidden[problem.forbidden[:, 0] == paper, 1]] = False
    return allowed


def _names(pairs: Ints, paper: int, reviewer: int) -> bool:
    return bool(((pairs[:, 0] == paper) & (pairs[:, 1] == reviewer)).any())
