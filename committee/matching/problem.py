"""What is to be solved: who may review what, how well it fits, and how many each paper wants of each side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Scores = NDArray[np.float32]

ML, SYSTEMS, BRIDGE = 0, 1, 2
ANY_SIDE = -1

# Pairs priced or ranked at a time: bounds the memory of everything that walks over all pairs.
BLOCK_PAIRS = 2_000_000


class ProblemError(ValueError):
    """The problem contradicts itself. The message names the first papers and reviewers concerned."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """An assignment problem over P papers and R reviewers.

    A track with two sides has a `demand` of two columns (ML, Systems); a track without sides has one, and
    then `side` is ignored. A bridge member may serve either side of a paper, but fills only one place on it.

    `locked` pairs are kept whatever else holds, even beyond a reviewer's maximum or a paper's demand: a
    person decided them. `forbidden` pairs are never made. `existing` pairs earn `stickiness` on top of their
    similarity, so that a re-plan moves them only for a gain greater than that. The third column of these
    three arrays is the side served, or ANY_SIDE.

    Use `Problem.build`, which accepts lists, scalars and what is left out.
    """

    similarity: Scores
    side: NDArray[np.int8]
    demand: Ints
    load_min: Ints
    load_max: Ints
    conflict: Bools
    locked: Ints
    forbidden: Ints
    existing: Ints
    stickiness: float

    @classmethod
    def build(
        cls,
        *,
        similarity: ArrayLike,
        demand: ArrayLike,
        load_max: ArrayLike,
        side: ArrayLike | None = None,
        load_min: ArrayLike = 0,
        conflict: ArrayLike | None = None,
        locked: ArrayLike | None = None,
        forbidden: ArrayLike | None = None,
        existing: ArrayLike | None = None,
        stickiness: float = 0.0,
    ) -> Self:
        """Make a problem of anything array-like.

        `demand` may be one row for all papers (`(2, 2)`, or `(3,)` on a track without sides), loads may be
        one number for all reviewers, and pairs may have two columns (paper, reviewer) or three (… , side).
        """
        scores = np.asarray(similarity, dtype=np.float32)
        if scores.ndim != 2:
            raise ProblemError(f"similarity must be a papers × reviewers table, not of shape {scores.shape}")
        papers, reviewers = scores.shape
        wanted = _integers("demand", demand)
        if wanted.ndim == 1 and wanted.shape[0] in (1, 2):
            wanted = np.tile(wanted, (papers, 1))
        return cls(
            similarity=scores,
            side=np.zeros(reviewers, np.int8) if side is None else _integers("side", side).astype(np.int8),
            demand=wanted,
            load_min=_per_reviewer("load_min", load_min, reviewers),
            load_max=_per_reviewer("load_max", load_max, reviewers),
            conflict=np.zeros((papers, reviewers), bool) if conflict is None else np.asarray(conflict, bool),
            locked=_pairs("locked", locked),
            forbidden=_pairs("forbidden", forbidden),
            existing=_pairs("existing", existing),
            stickiness=float(stickiness),
        )

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_values(self)
        _check_pairs(self)
        _check_locks(self)

    @property
    def papers(self) -> int:
        return int(self.similarity.shape[0])

    @property
    def reviewers(self) -> int:
        return int(self.similarity.shape[1])

    @property
    def sides(self) -> int:
        """Two, or one on a track without sides."""
        return int(self.demand.shape[1])

    def serves(self) -> Bools:
        """Who may serve which side: reviewers × sides."""
        if self.sides == 1:
            return np.ones((self.reviewers, 1), bool)
        return np.stack([self.side != SYSTEMS, self.side != ML], axis=1)

    def is_bridge(self) -> Bools:
        """Who may serve both sides of this problem: nobody on a track without sides."""
        return np.asarray(self.side == BRIDGE) & (self.sides == 2)

    def blocks(self) -> Iterator[slice]:
        """Runs of papers small enough to hold with all their reviewers in memory a few times over."""
        rows = max(1, BLOCK_PAIRS // max(1, self.reviewers))
        for start in range(0, self.papers, rows):
            yield slice(start, min(start + rows, self.papers))


def in_rows(pairs: Ints, rows: slice) -> Ints:
    """The pairs whose paper lies in these rows, with papers counted from the first of them."""
    chosen: Ints = pairs[(pairs[:, 0] >= rows.start) & (pairs[:, 0] < rows.stop)].copy()
    chosen[:, 0] -= rows.start
    return chosen


def _integers(name: str, values: ArrayLike) -> Ints:
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ProblemError(f"{name} has rows of different lengths") from error
    if array.dtype.kind == "f" and not (np.isfinite(array) & (array == np.floor(array))).all():
        raise ProblemError(f"{name} must hold whole numbers")
    if array.dtype.kind not in "iubf":
        raise ProblemError(f"{name} must hold numbers")
    return array.astype(np.int64)


def _per_reviewer(name: str, values: ArrayLike, reviewers: int) -> Ints:
    array = _integers(name, values)
    return np.full(reviewers, array) if array.ndim == 0 else array


def _pairs(name: str, values: ArrayLike | None) -> Ints:
    array = _integers(name, () if values is None else values)
    if array.size == 0:
        return np.empty((0, 3), np.int64)
    if array.ndim != 2 or array.shape[1] not in (2, 3):
        raise ProblemError(f"{name} must be rows of (paper, reviewer) or (paper, reviewer, side)")
    if array.shape[1] == 2:
        array = np.column_stack([array, np.full(len(array), ANY_SIDE)])
    return array


def _check_shapes(problem: Problem) -> None:
    papers, reviewers = problem.similarity.shape
    if problem.demand.ndim != 2 or problem.demand.shape[0] != papers or problem.demand.shape[1] not in (1, 2):
        raise ProblemError(f"demand must be {papers} papers × 1 or 2 sides, not {problem.demand.shape}")
    expected: list[tuple[str, NDArray[Any], tuple[int, ...]]] = [
        ("side", problem.side, (reviewers,)),
        ("load_min", problem.load_min, (reviewers,)),
        ("load_max", problem.load_max, (reviewers,)),
        ("conflict", problem.conflict, (papers, reviewers)),
    ]
    for name, array, shape in expected:
        if array.shape != shape:
            raise ProblemError(f"{name} must have shape {shape}, not {array.shape}")


def _check_values(problem: Problem) -> None:
    unknown = ~np.isfinite(problem.similarity)
    if unknown.any():
        raise ProblemError(f"similarity is not a number for {_first(np.argwhere(unknown))}")
    if not np.isfinite(problem.stickiness) or problem.stickiness < 0:
        raise ProblemError("stickiness must be zero or greater")
    if not np.isin(problem.side, (ML, SYSTEMS, BRIDGE)).all():
        raise ProblemError("side must be 0 (ML), 1 (Systems) or 2 (bridge) for every reviewer")
    for name in ("demand", "load_min", "load_max"):
        if (getattr(problem, name) < 0).any():
            raise ProblemError(f"{name} must not be negative")
    over = np.flatnonzero(problem.load_min > problem.load_max)
    if over.size:
        raise ProblemError(f"load_min is greater than load_max for reviewers {_few(over)}")


def _check_pairs(problem: Problem) -> None:
    for name in ("locked", "forbidden", "existing"):
        pairs: Ints = getattr(problem, name)
        if pairs.ndim != 2 or pairs.shape[1] != 3:
            raise ProblemError(f"{name} must be rows of (paper, reviewer, side)")
        papers, reviewers, sides = pairs.T
        bad = (papers < 0) | (papers >= problem.papers) | (reviewers < 0) | (reviewers >= problem.reviewers)
        bad |= (sides < ANY_SIDE) | (sides >= problem.sides)
        if bad.any():
            raise ProblemError(f"{name} names what does not exist: {_first(pairs[bad])}")


def _check_locks(problem: Problem) -> None:
    papers, reviewers, sides = problem.locked.T
    codes = papers * problem.reviewers + reviewers
    values, counts = np.unique(codes, return_counts=True)
    if (counts > 1).any():
        twice = np.column_stack(np.divmod(values[counts > 1], problem.reviewers))
        raise ProblemError(f"locked twice: {_first(twice)}")
    in_conflict = problem.conflict[papers, reviewers]
    if in_conflict.any():
        raise ProblemError(f"locked although in conflict: {_first(problem.locked[in_conflict])}")
    forbidden = np.isin(codes, problem.forbidden[:, 0] * problem.reviewers + problem.forbidden[:, 1])
    if forbidden.any():
        raise ProblemError(f"both locked and forbidden: {_first(problem.locked[forbidden])}")
    wrong = (sides != ANY_SIDE) & ~problem.serves()[reviewers, sides]
    if wrong.any():
        raise ProblemError(f"locked to a side not served: {_first(problem.locked[wrong])}")


def _first(pairs: NDArray[Any]) -> str:
    named = ", ".join(f"(paper {pair[0]}, reviewer {pair[1]})" for pair in pairs[:5].tolist())
    return named + (f" and {len(pairs) - 5} more" if len(pairs) > 5 else "")


def _few(indices: NDArray[Any]) -> str:
    return ", ".join(map(str, indices[:5])) + (f" and {len(indices) - 5} more" if len(indices) > 5 else "")
