"""Proof over all pairs: price those that the flow never saw, and bring back any that could have won."""

from dataclasses import dataclass

import numpy as np

from committee.matching.model import Model
from committee.matching.network import Potentials
from committee.matching.problem import Bools, Ints


@dataclass(frozen=True, eq=False)
class Pricing:
    """`found` are codes of pairs worth adding; `gap` bounds in grid steps what all unseen pairs could win."""

    found: Ints
    gap: int


def price(model: Model, candidates: Ints, potentials: Potentials, *, per_place: int) -> Pricing:
    """Look at every pair outside `candidates`. No pair found means that the flow is optimal over all pairs.

    Any other assignment differs from the flow by exchanges whose cost is the sum of their reduced costs, so
    it can win no more than the negative ones among the unseen pairs it uses, which are at most as many per
    place as the place holds. Their sum is the gap.
    """
    problem = model.problem
    serves = problem.serves()
    found = [np.empty(0, np.int64)]
    gap = 0
    for rows in problem.blocks():
        costs = model.costs(rows) + potentials.reviewer
        unseen = _unseen(model, candidates, rows)
        for side in range(problem.sides):
            wins = potentials.place[rows, side, None] - costs
            winning = (wins > 0) & unseen & serves[:, side] & (model.places[rows, side] > 0)[:, None]
            concerned = np.flatnonzero(winning.any(axis=1))
            gains = np.where(winning[concerned], wins[concerned], 0)
            gap += _greatest(gains, model.places[rows, side][concerned])
            found.append(_best(gains, per_place, concerned + rows.start))
    return Pricing(np.unique(np.concatenate(found)), gap)


def _unseen(model: Model, candidates: Ints, rows: slice) -> Bools:
    width = model.problem.reviewers
    unseen = model.open(rows)
    first, last = np.searchsorted(candidates, [rows.start * width, rows.stop * width])
    seen = candidates[first:last] - rows.start * width
    unseen[seen // width, seen % width] = False
    return unseen


def _greatest(gains: Ints, counts: Ints) -> int:
    """The sum of the greatest `counts` gains of each row."""
    if not len(gains):
        return 0
    most = min(int(counts.max()), gains.shape[1])
    top = -np.sort(-np.partition(gains, gains.shape[1] - most, axis=1)[:, -most:], axis=1)
    return int(top[np.arange(most) < counts[:, None]].sum())


def _best(gains: Ints, count: int, papers: Ints) -> Ints:
    """Codes of the best pairs of each row that gain anything."""
    width = gains.shape[1] if gains.ndim == 2 else 0
    count = min(count, width)
    if not len(gains) or not count:
        return np.empty(0, np.int64)
    best = np.argpartition(gains, width - count, axis=1)[:, -count:]
    codes: Ints = (papers[:, None] * width + best)[np.take_along_axis(gains, best, axis=1) > 0]
    return codes
