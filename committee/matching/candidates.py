"""Which pairs the flow looks at first: the best few of each side for each paper, and for each reviewer.

Nothing is lost by leaving the others out: pricing looks at all of them and brings back those that matter.
A pair is known by its code, `paper * reviewers + reviewer`.
"""

import numpy as np
from numpy.typing import NDArray

from committee.matching.model import Model
from committee.matching.problem import Bools, Ints

Keys = NDArray[np.float32]


def choose(
    model: Model, *, per_place: int, per_reviewer: int, all_below: int, rng: np.random.Generator
) -> Ints:
    """Sorted codes of the first candidates. Ties fall by `rng`: equal papers should not all ask the same."""
    problem = model.problem
    if problem.papers * problem.reviewers <= all_below:
        return np.concatenate(
            [rows.start * problem.reviewers + np.flatnonzero(model.open(rows)) for rows in problem.blocks()]
            or [np.empty(0, np.int64)]
        )
    serves = problem.serves()
    codes: list[Ints] = []
    best = _BestOfColumns(problem.reviewers, per_reviewer)
    for rows in problem.blocks():
        keys = (-model.costs(rows)).astype(np.float32) + rng.random(
            (rows.stop - rows.start, problem.reviewers), np.float32
        )
        keys[~model.open(rows)] = -np.inf
        keys[model.places[rows].sum(axis=1) == 0] = -np.inf
        for side in range(problem.sides):
            wanting = np.flatnonzero(model.places[rows, side] > 0)
            codes.append(_best_of_rows(keys, wanting, np.flatnonzero(serves[:, side]), per_place, rows.start))
        best.take(keys, rows.start)
    codes.append(best.codes())
    codes.append(_existing(model))
    return np.unique(np.concatenate(codes))


def _existing(model: Model) -> Ints:
    """The existing pairs that may stay."""
    existing = model.problem.existing
    codes = [np.empty(0, np.int64)]
    for rows in model.problem.blocks() if len(existing) else ():
        here = existing[(existing[:, 0] >= rows.start) & (existing[:, 0] < rows.stop)]
        stays = model.open(rows)[here[:, 0] - rows.start, here[:, 1]]
        codes.append(here[stays, 0] * model.problem.reviewers + here[stays, 1])
    return np.concatenate(codes)


def _best_of_rows(keys: Keys, rows: Ints, columns: Ints, count: int, first: int) -> Ints:
    part = keys[np.ix_(rows, columns)]
    if count < part.shape[1]:
        best = np.argpartition(part, part.shape[1] - count, axis=1)[:, -count:]
        part = np.take_along_axis(part, best, axis=1)
        chosen = columns[best]
    else:
        chosen = np.broadcast_to(columns, part.shape)
    possible: Bools = np.isfinite(part)
    width = keys.shape[1]
    codes: Ints = ((rows[:, None] + first) * width + chosen)[possible]
    return codes


class _BestOfColumns:
    """The greatest few of each column, over blocks of rows that pass by."""

    def __init__(self, columns: int, count: int) -> None:
        self.count = count
        self.keys: Keys = np.empty((0, columns), np.float32)
        self.papers: Ints = np.empty((0, columns), np.int64)

    def take(self, keys: Keys, first: int) -> None:
        papers = np.broadcast_to(np.arange(first, first + len(keys))[:, None], keys.shape)
        best_keys, best_papers = self._top(keys, papers)
        self.keys, self.papers = self._top(
            np.concatenate([self.keys, best_keys]), np.concatenate([self.papers, best_papers])
        )

    def _top(self, keys: Keys, papers: Ints) -> tuple[Keys, Ints]:
        if len(keys) <= self.count:
            return keys, papers
        best = np.argpartition(keys, len(keys) - self.count, axis=0)[-self.count :]
        return np.take_along_axis(keys, best, axis=0), np.take_along_axis(papers, best, axis=0)

    def codes(self) -> Ints:
        width = self.keys.shape[1]
        codes: Ints = (self.papers * width + np.arange(width))[np.isfinite(self.keys)]
        return codes
