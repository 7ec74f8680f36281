"""How long exact assignments take, and what proves them. Run: python -m benchmarks.matching [PAPERS ...]

One row per instance: MIDL with three reviews a paper, without and with its minimum load (which leaves nobody
any choice of load); MIDL with its reviewers dealt to two sides; synthetic conferences of two communities with
two reviews from each, at a load with room to spare and at one with none. MB is the peak of the run so far.
"""

import resource
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from committee.matching import Problem, solve

MIDL = Path(__file__).parent.parent / "tests" / "data" / "assignment" / "midl.npz"
TOPICS = 60


def synthetic(papers: int, *, load: int = 6, seed: int = 0) -> Problem:
    """As many reviewers as papers, of two communities whose topics overlap; half a percent of conflicts.

    ML holds the topics 0–35, Systems 24–59; a twentieth of the reviewers are bridge members.
    """
    rng = np.random.default_rng(seed)
    side = rng.permutation(np.arange(papers) % 2).astype(np.int8)
    side[rng.random(papers) < 0.05] = 2
    people = _interests(rng, papers, np.where(side == 1, 24, 0), np.where(side == 0, 36, TOPICS))
    subjects = _interests(rng, papers, np.zeros(papers, int), np.full(papers, TOPICS))
    similarity = subjects @ people.T
    similarity += rng.normal(0, 0.05, similarity.shape).astype(np.float32)
    conflict = rng.random(similarity.shape, np.float32) < 0.005
    return Problem.build(
        similarity=np.clip(similarity, 0, 1), side=side, demand=(2, 2), load_max=load, conflict=conflict
    )


def _interests(rng: np.random.Generator, count: int, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Unit vectors over the topics, with a few strong ones between `first` and `last`."""
    columns = np.arange(TOPICS)
    inside = (columns >= first[:, None]) & (columns < last[:, None])
    vectors = rng.gamma(0.15, size=(count, TOPICS)) * inside + 0.01
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def midl(*, two_sides: bool, minimum: bool = False) -> Problem:
    data = np.load(MIDL)
    reviewers = data["sim"].shape[1]
    return Problem.build(
        similarity=data["sim"],
        side=np.random.default_rng(0).permutation(np.arange(reviewers) % 2),
        demand=(2, 2) if two_sides else (3,),
        load_min=data["min_load"] if minimum else 0,
        load_max=data["load"],
        conflict=data["conf"],
    )


def row(name: str, problem: Problem) -> str:
    started = perf_counter()
    solution = solve(problem)
    seconds = perf_counter() - started
    proof = solution.certificate
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    scores = solution.paper_scores
    return (
        f"{name:<18}{proof.pairs:>12,}{proof.candidates:>11,}{proof.rounds:>7}{seconds:>8.2f}"
        f"{solution.total:>11.2f}{scores.min():>8.3f}{np.percentile(scores, 5):>8.3f}"
        f"{solution.missing:>8}{solution.loads.max():>6}{proof.optimal!s:>9}{proof.gap_bound:>8.4f}{memory:>7.0f}"
    )


def main(sizes: list[int]) -> None:
    print(
        f"{'instance':<18}{'pairs':>12}{'candidates':>11}{'rounds':>7}{'s':>8}{'total':>11}{'min':>8}{'p5':>8}"
        f"{'missing':>8}{'load':>6}{'optimal':>9}{'gap':>8}{'MB':>7}"
    )
    print(row("MIDL, 3", midl(two_sides=False)))
    print(row("MIDL, 3, least 2", midl(two_sides=False, minimum=True)))
    print(row("MIDL, 2 + 2", midl(two_sides=True)))
    for papers in sizes:
        print(row(f"syn{papers}, load 6", synthetic(papers)))
        print(row(f"syn{papers}, load 4", synthetic(papers, load=4)))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [200, 1000])
