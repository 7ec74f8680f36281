"""How far the two sides agree on their papers, and how far chance alone would have them differ.

Plain numbers in, plain numbers out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

MOST_SPLITS = 5_000
"""Papers with more ways to split their scores are left out of the expectation; none of usual size has so many."""


@dataclass(frozen=True)
class SideScoresOfPaper:
    """The overall scores that a paper got from each side."""

    ml: tuple[int, ...]
    systems: tuple[int, ...]


@dataclass(frozen=True)
class Agreement:
    """How many papers differ by the gap or more, of how many; and the share that chance would give."""

    papers: int
    differ: int
    expected: float | None

    @property
    def words(self) -> str:
        """One sentence for the page."""
        if not self.papers:
            return "No paper has scores from both sides yet."
        share = round(100 * self.differ / self.papers)
        found = f"{self.differ} of {self.papers} {'paper' if self.papers == 1 else 'papers'} ({share} %) differ by that"
        if self.expected is None:
            return f"{found}."
        return f"{found}; if the same reviews had been dealt to the sides by lot, {round(100 * self.expected)} % would."


def spread(values: Sequence[int]) -> tuple[int, ...]:
    """From counts per score to the positions of the scores: (0, 2, 1) gives (1, 1, 2)."""
    return tuple(position for position, count in enumerate(values) for _ in range(count))


def agreement(papers: Sequence[SideScoresOfPaper], gap: float) -> Agreement:
    """Count the papers whose two means differ by `gap` or more, beside what chance alone would give."""
    both = [paper for paper in papers if paper.ml and paper.systems]
    differ = sum(abs(_mean(p.ml) - _mean(p.systems)) >= gap for p in both)
    shares = [share for p in both if (share := chance(p, gap)) is not None]
    return Agreement(len(both), differ, sum(shares) / len(shares) if shares else None)


def chance(paper: SideScoresOfPaper, gap: float) -> float | None:
    """The share of all ways to deal this paper's scores to the sides in which the means differ by the gap or more."""
    scores = (*paper.ml, *paper.systems)
    if comb(len(scores), len(paper.ml)) > MOST_SPLITS:
        return None
    total, hits, everything = 0, 0, sum(scores)
    for dealt in combinations(scores, len(paper.ml)):
        mine = sum(dealt)
        other = everything - mine
        total += 1
        hits += abs(mine / len(paper.ml) - other / len(paper.systems)) >= gap
    return hits / total


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)
