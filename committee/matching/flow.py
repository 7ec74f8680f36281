"""Solve a problem exactly, and say how it is known that no better assignment exists."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from committee.matching import candidates as choosing
from committee.matching.model import Model
from committee.matching.network import Flow, Network, Potentials
from committee.matching.pricing import price
from committee.matching.problem import Floats, Ints, Problem


class CancelledError(Exception):
    """The caller's check said stop. Nothing was decided."""


@dataclass(frozen=True)
class Progress:
    """Where a run stands when its check is called."""

    round: int
    """Flows solved so far."""
    candidates: int
    """Pairs in the next flow."""
    gap: float | None
    """What the last flow is at most below the optimum, in units of similarity; None before the first."""


Check = Callable[[Progress], bool]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How hard to look. These change the way to the optimum, not the optimum, unless `max_rounds` ends it."""

    per_place: int = 30
    """First candidates of each side of each paper."""
    per_reviewer: int = 10
    """First candidates of each reviewer."""
    per_pricing: int = 20
    """Pairs that pricing may bring back for each place in one round."""
    all_below: int = 60_000
    """Up to so many pairs, all of them are candidates at once."""
    max_rounds: int = 50


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What is proven about the objective: places filled first, then minimum loads, then similarity."""

    optimal: bool
    """No assignment of all allowed pairs is better, on a grid of STEPS to the unit."""
    gap_bound: float
    """By how much the objective could at most be better. Zero if optimal."""
    upper_bound: float
    """`total` plus stickiness earned plus `gap_bound`."""
    rounds: int
    candidates: int
    """Pairs in the last flow; all others were priced."""
    pairs: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Duals:
    """Prices under which the solution is everyone's best choice, in units of similarity.

    A reviewer's price is what one more review from that person would be worth. A pair's loss is its
    reviewer's price plus its place's price less its similarity (see `explain.why_not`).
    """

    reviewer: Floats
    place: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Solution:
    """An assignment. Indices are those of the problem; `pairs` is sorted by paper, side and reviewer."""

    pairs: Ints
    """Rows of (paper, reviewer, side served)."""
    total: float
    """Sum of the similarities of all pairs, without stickiness."""
    paper_scores: Floats
    side_scores: Floats
    """Sums of similarity, papers × sides."""
    shortages: Ints
    """Places left empty, papers × sides."""
    loads: Ints
    below_minimum: Ints
    """Reviews that each reviewer lacks to its minimum load."""
    above_maximum: Ints
    """Reviews that locked pairs put on a reviewer beyond its maximum load."""
    kept: int
    """Existing pairs that stayed."""
    certificate: Certificate
    duals: Duals
    seed: int
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        return int(self.shortages.sum())

    def reviewers_of(self, paper: int) -> Ints:
        """Rows of (reviewer, side) of one paper."""
        first, last = np.searchsorted(self.pairs[:, 0], [paper, paper + 1])
        return self.pairs[first:last, 1:]


def solve(
    problem: Problem, *, seed: int = 0, check: Check | None = None, settings: Settings | None = None
) -> Solution:
    """The assignment of greatest total similarity among those that fill as many places as can be filled.

    Never a conflict or a forbidden pair, never a load above the maximum but by locks; minimum loads are met
    as far as possible. What cannot be filled comes back as `shortages`, spread over papers and sides as
    evenly as possible, and never as an error. The same problem, seed and settings give the same solution;
    another seed chooses another among equals.

    `check` is called before each flow and each pricing; if it returns False, CancelledError is raised.
    """
    settings = settings or Settings()
    run = _Run(Model.of(problem), seed, check or (lambda _: True), settings)
    flow, gap = run.best()
    return _solution(run, flow, gap)


class _Run:
    def __init__(self, model: Model, seed: int, check: Check, settings: Settings) -> None:
        self.model = model
        self.seed = seed
        self.check = check
        self.settings = settings
        self.rounds = 0
        self.seconds = {"candidates": 0.0, "flow": 0.0, "pricing": 0.0}
        self.candidates = np.empty(0, np.int64)

    def best(self) -> tuple[Flow, int]:
        """Solve, price and widen until nothing is left to bring back. Returns the flow and its gap."""
        settings = self.settings
        gap: int | None = None
        self._pause(gap)
        started = perf_counter()
        self.candidates = choosing.choose(
            self.model,
            per_place=settings.per_place,
            per_reviewer=settings.per_reviewer,
            all_below=settings.all_below,
            rng=np.random.default_rng(self.seed),
        )
        self._spent("candidates", started)
        potentials: Potentials | None = None
        while True:
            self._pause(gap)
            started = perf_counter()
            network = Network(self.model, self.candidates, np.random.default_rng(self.seed))
            flow = network.solve(potentials)
            potentials = flow.potentials
            self.rounds += 1
            self._spent("flow", started)
            self._pause(gap)
            started = perf_counter()
            pricing = price(self.model, self.candidates, potentials, per_place=settings.per_pricing)
            self._spent("pricing", started)
            gap = pricing.gap
            if gap == 0 or self.rounds >= settings.max_rounds:
                return flow, gap
            self.candidates = np.union1d(self.candidates, pricing.found)

    def _pause(self, gap: int | None) -> None:
        steps = self.model.steps
        if not self.check(Progress(self.rounds, len(self.candidates), None if gap is None else gap / steps)):
            raise CancelledError

    def _spent(self, stage: str, started: float) -> None:
        self.seconds[stage] += perf_counter() - started


def _solution(run: _Run, flow: Flow, gap: int) -> Solution:
    model, problem = run.model, run.model.problem
    pairs = np.concatenate([flow.pairs, model.fixed])
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 2], pairs[:, 0]))]
    papers, reviewers, sides = pairs.T
    scores = problem.similarity[papers, reviewers].astype(np.float64)
    side_scores = np.zeros(problem.demand.shape)
    np.add.at(side_scores, (papers, sides), scores)
    filled = np.zeros_like(problem.demand)
    np.add.at(filled, (papers, sides), 1)
    loads = np.bincount(reviewers, minlength=problem.reviewers)
    kept = _kept(problem, papers, reviewers)
    total = float(scores.sum())
    gap_bound = gap / model.steps
    return Solution(
        pairs=pairs,
        total=total,
        paper_scores=side_scores.sum(axis=1),
        side_scores=side_scores,
        shortages=np.maximum(problem.demand - filled, 0),
        loads=loads,
        below_minimum=np.maximum(problem.load_min - loads, 0),
        above_maximum=np.maximum(loads - problem.load_max, 0),
        kept=kept,
        certificate=Certificate(
            optimal=gap == 0,
            gap_bound=gap_bound,
            upper_bound=total + problem.stickiness * kept + gap_bound,
            rounds=run.rounds,
            candidates=len(run.candidates),
            pairs=problem.papers * problem.reviewers,
        ),
        duals=_duals(model, flow.potentials),
        seed=run.seed,
        seconds=dict(run.seconds),
    )


def _kept(problem: Problem, papers: Ints, reviewers: Ints) -> int:
    width = problem.reviewers
    codes = problem.existing[:, 0] * width + problem.existing[:, 1]
    return int(np.isin(papers * width + reviewers, codes).sum())


def _duals(model: Model, potentials: Potentials) -> Duals:
    """Prices relative to the source, so that a reviewer with room to spare costs nothing."""
    return Duals(
        reviewer=(potentials.reviewer - potentials.source) / model.steps,
        place=-(potentials.place - potentials.source) / model.steps,
    )
