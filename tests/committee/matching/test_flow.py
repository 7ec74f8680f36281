"""The solver against brute force, its invariants, and the data of a real conference."""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from committee.matching import BRIDGE, CancelledError, Problem, Progress, Settings, Solution, solve
from tests.committee.matching.reference import CENTS, best_objective, objective_of

Conference = Callable[..., Problem]

# So few candidates that the proof has to bring back what was left out.
NARROW = Settings(all_below=0, per_place=1, per_reviewer=1, per_pricing=1)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Small problems with everything at once: bridges, conflicts, locks, shortages, minimum loads."""
    papers = draw(st.integers(1, 3))
    reviewers = draw(st.integers(1, 5))
    sides = draw(st.sampled_from([1, 2, 2, 2]))

    def numbers(least: int, most: int, *shape: int) -> np.ndarray:
        count = int(np.prod(shape))
        return np.array(draw(st.lists(st.integers(least, most), min_size=count, max_size=count))).reshape(
            shape
        )

    conflict = numbers(0, 3, papers, reviewers) == 0
    side = numbers(0, 2, reviewers)
    least = numbers(0, 1, reviewers)
    pairs = [(p, r) for p in range(papers) for r in range(reviewers)]
    free = [pair for pair in pairs if not conflict[pair]]
    locked = draw(st.lists(st.sampled_from(free), unique=True, max_size=2)) if free else []
    forbidden = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2))
    existing = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3))
    return Problem.build(
        similarity=numbers(-30, 100, papers, reviewers) / CENTS,
        side=side,
        demand=numbers(0, 2, papers, sides),
        load_min=least,
        load_max=least + numbers(0, 2, reviewers),
        conflict=conflict,
        locked=locked,
        forbidden=[pair for pair in forbidden if pair not in locked],
        existing=existing,
        stickiness=draw(st.sampled_from([0, 5, 50])) / CENTS,
    )


def assert_valid(problem: Problem, solution: Solution) -> None:
    """What holds for every solution of every problem, counted afresh from its pairs."""
    papers, reviewers, sides = solution.pairs.T
    made = set(zip(papers.tolist(), reviewers.tolist(), strict=True))
    locked = {(p, r) for p, r, _ in problem.locked.tolist()}
    assert len(made) == len(solution.pairs), "a reviewer has the same paper twice"
    assert not problem.conflict[papers, reviewers].any()
    assert not made & {(p, r) for p, r, _ in problem.forbidden.tolist()}
    assert locked <= made
    assert problem.serves()[reviewers, sides].all()
    loads = np.bincount(reviewers, minlength=problem.reviewers)
    locked_loads = np.bincount(problem.locked[:, 1], minlength=problem.reviewers)
    assert (loads <= np.maximum(problem.load_max, locked_loads)).all()
    filled = np.zeros_like(problem.demand)
    np.add.at(filled, (papers, sides), 1)
    locked_on = np.bincount(problem.locked[:, 0], minlength=problem.papers)
    assert (
        filled.sum(axis=1) <= np.maximum(problem.demand.sum(axis=1), problem.demand.max(axis=1) + locked_on)
    ).all()

    assert solution.loads.tolist() == loads.tolist()
    assert solution.shortages.tolist() == np.maximum(problem.demand - filled, 0).tolist()
    assert solution.below_minimum.tolist() == np.maximum(problem.load_min - loads, 0).tolist()
    assert solution.above_maximum.tolist() == np.maximum(loads - problem.load_max, 0).tolist()
    assert solution.kept == len(made & {(p, r) for p, r, _ in problem.existing.tolist()})
    assert solution.total == pytest.approx(problem.similarity[papers, reviewers].sum(), rel=1e-5, abs=1e-5)
    assert solution.paper_scores.sum() == pytest.approx(solution.total)
    order = np.lexsort((reviewers, sides, papers))
    assert order.tolist() == list(range(len(order)))


@settings(max_examples=120, deadline=None)
@given(problem=problems(), seed=st.integers(0, 3))
def test_no_assignment_is_better(problem: Problem, seed: int) -> None:
    best = best_objective(problem)
    for hard in (Settings(), NARROW):
        solution = solve(problem, seed=seed, settings=hard)
        assert_valid(problem, solution)
        assert objective_of(problem, solution.pairs) == best
        assert solution.certificate.optimal
        assert solution.certificate.gap_bound == 0.0


def test_the_reference_itself_sees_a_worse_assignment() -> None:
    problem = Problem.build(similarity=[[0.5, 0.9]], side=[0, 0], demand=(1, 0), load_max=1)

    assert best_objective(problem) == (0, 0, 0, -90)
    assert objective_of(problem, np.array([[0, 0, 0]])) == (0, 0, 0, -50)
    assert objective_of(problem, np.empty((0, 3), int)) == (1, 0, 0, 0)


@pytest.mark.parametrize(("papers", "reviewers", "load"), [(60, 30, 9), (120, 40, 12), (40, 200, 3)])
def test_every_paper_gets_two_of_each_side(
    conference: Conference, papers: int, reviewers: int, load: int
) -> None:
    problem = conference(papers, reviewers, load_max=load)

    solution = solve(problem)

    assert_valid(problem, solution)
    assert solution.missing == 0
    assert solution.certificate.optimal
    for paper in range(papers):
        assert sorted(side for _, side in solution.reviewers_of(paper).tolist()) == [0, 0, 1, 1]


def test_pruned_and_full_graphs_agree(conference: Conference) -> None:
    problem = conference(150, 120, load_max=6, load_min=3)

    full = solve(problem, settings=Settings(all_below=10**9))
    pruned = solve(problem, settings=Settings(all_below=0, per_place=3, per_reviewer=1, per_pricing=5))

    assert full.certificate.rounds == 1
    assert pruned.certificate.rounds > 1
    assert pruned.certificate.candidates < full.certificate.candidates / 2
    assert pruned.certificate.optimal
    assert full.certificate.optimal
    assert pruned.total == pytest.approx(full.total, abs=1e-3)


def test_when_stopped_early_the_gap_bounds_what_is_lost(conference: Conference) -> None:
    problem = conference(150, 120, load_max=6)
    best = solve(problem)

    early = solve(problem, settings=Settings(all_below=0, per_place=12, per_reviewer=6, max_rounds=1))

    assert_valid(problem, early)
    assert not early.certificate.optimal
    assert early.missing == 0
    assert 0 < best.total - early.total <= early.certificate.gap_bound
    assert early.certificate.upper_bound == pytest.approx(early.total + early.certificate.gap_bound)


def test_a_bridge_member_fills_one_place_of_a_paper() -> None:
    problem = Problem.build(similarity=[[1.0, 0.1]], side=[BRIDGE, BRIDGE], demand=(1, 1), load_max=2)
    alone = Problem.build(similarity=[[1.0]], side=[BRIDGE], demand=(1, 1), load_max=2)

    assert solve(problem).pairs[:, 1].tolist() in ([0, 1], [1, 0])
    assert solve(problem).missing == 0
    assert solve(alone).pairs[:, :2].tolist() == [[0, 0]]
    assert solve(alone).missing == 1


def test_a_bridge_member_goes_where_it_is_missed() -> None:
    # ML has two reviewers of its own, Systems none but the bridge.
    problem = Problem.build(similarity=[[0.1, 0.1, 0.9]], side=[0, 0, BRIDGE], demand=(2, 1), load_max=1)

    assert solve(problem).pairs.tolist() == [[0, 0, 0], [0, 1, 0], [0, 2, 1]]


def test_shortages_are_numbers_and_spread_evenly() -> None:
    # Three Systems reviews are to be had for four papers that want two each.
    problem = Problem.build(
        similarity=np.full((4, 9), 0.5), side=[0] * 8 + [1], demand=(2, 2), load_max=[1] * 8 + [3]
    )

    solution = solve(problem)

    assert solution.shortages[:, 0].tolist() == [0, 0, 0, 0]
    assert sorted(solution.shortages[:, 1].tolist()) == [1, 1, 1, 2]
    assert solution.certificate.optimal


def test_two_missing_reviews_are_taken_from_two_papers() -> None:
    # Paper 0 fits everybody better, yet it does not get two while paper 1 gets none.
    problem = Problem.build(similarity=[[0.9, 0.9], [0.1, 0.1]], side=[1, 1], demand=(0, 2), load_max=1)

    assert solve(problem).shortages[:, 1].tolist() == [1, 1]


def test_nobody_at_all_is_a_shortage_and_not_an_error() -> None:
    nobody = Problem.build(similarity=np.empty((3, 0)), demand=(2, 2), load_max=4)
    nothing = Problem.build(similarity=np.empty((0, 3)), demand=np.empty((0, 2), int), load_max=4)
    all_conflicted = Problem.build(similarity=[[0.5]], demand=(2, 2), load_max=4, conflict=[[True]])

    assert solve(nobody).missing == 12
    assert len(solve(nothing).pairs) == 0
    assert solve(all_conflicted).missing == 4


def test_locks_hold_beyond_load_and_demand() -> None:
    problem = Problem.build(
        similarity=[[0.1, 0.9, 0.8], [0.5, 0.5, 0.5]],
        side=[0, 0, 1],
        demand=(1, 1),
        load_max=[1, 1, 2],
        locked=[(0, 0), (0, 1), (1, 0)],
    )

    solution = solve(problem)

    assert solution.pairs.tolist() == [[0, 0, 0], [0, 1, 0], [0, 2, 1], [1, 0, 0], [1, 2, 1]]
    assert solution.above_maximum.tolist() == [1, 0, 0]
    assert solution.missing == 0


def test_a_locked_bridge_member_serves_the_side_that_helps() -> None:
    problem = Problem.build(
        similarity=[[0.1, 0.9, 0.2]], side=[BRIDGE, 0, 1], demand=(1, 1), load_max=1, locked=[(0, 0)]
    )

    assert solve(problem).pairs.tolist() == [[0, 1, 0], [0, 0, 1]]
    assert solve(replace(problem, locked=np.array([[0, 0, 0]]))).pairs.tolist() == [[0, 0, 0], [0, 2, 1]]


def test_more_locked_bridge_members_than_places() -> None:
    problem = Problem.build(
        similarity=[[0.5, 0.5, 0.5]], side=[BRIDGE] * 3, demand=(1, 0), load_max=0, locked=[(0, 0), (0, 1)]
    )

    assert solve(problem).pairs.tolist() == [[0, 0, 0], [0, 1, 0]]
    assert solve(problem).above_maximum.tolist() == [1, 1, 0]


def test_a_forbidden_pair_is_never_made() -> None:
    problem = Problem.build(similarity=[[0.9, 0.1]], demand=(1,), load_max=1, forbidden=[(0, 0)])

    assert solve(problem).pairs.tolist() == [[0, 1, 0]]


def test_minimum_loads_are_met_before_similarity_and_after_places() -> None:
    similarity = [[0.9, 0.1], [0.9, 0.1]]
    free = Problem.build(similarity=similarity, demand=(1,), load_max=2)
    kind = replace(free, load_min=np.array([0, 1]))
    short = replace(kind, conflict=np.array([[False, True], [False, True]]))

    assert solve(free).loads.tolist() == [2, 0]
    assert solve(kind).loads.tolist() == [1, 1]
    assert solve(short).loads.tolist() == [2, 0]
    assert solve(short).below_minimum.tolist() == [0, 1]


def test_stickiness_moves_nobody_for_a_small_gain(conference: Conference) -> None:
    problem = conference(80, 60, load_max=8)
    plan = solve(problem)
    changed = problem.similarity + np.random.default_rng(1).normal(0, 0.02, problem.similarity.shape)
    later = replace(problem, similarity=changed.astype(np.float32), existing=plan.pairs)

    loose, sticky = solve(later), solve(replace(later, stickiness=1.0))

    assert loose.kept < sticky.kept == len(plan.pairs)
    assert loose.total > sticky.total
    assert sticky.certificate.upper_bound == pytest.approx(sticky.total + sticky.kept)


def test_an_existing_pair_now_in_conflict_is_dropped() -> None:
    problem = Problem.build(
        similarity=[[0.9, 0.1]],
        demand=(1,),
        load_max=1,
        conflict=[[True, False]],
        existing=[(0, 0)],
        stickiness=9.0,
    )

    assert solve(problem).pairs.tolist() == [[0, 1, 0]]
    assert solve(problem, settings=NARROW).pairs.tolist() == [[0, 1, 0]]


def test_a_seed_decides_between_equals_and_nothing_else() -> None:
    tied = Problem.build(similarity=np.full((30, 30), 0.5), side=np.arange(30) % 2, demand=(2, 2), load_max=4)

    same = [solve(tied, seed=7).pairs.tolist() for _ in range(2)]
    other = solve(tied, seed=8)

    assert same[0] == same[1]
    assert other.pairs.tolist() != same[0]
    assert other.total == solve(tied, seed=7).total


def test_the_check_hears_of_progress_and_can_cancel(conference: Conference) -> None:
    problem = conference(150, 120)
    heard: list[Progress] = []

    def listen(progress: Progress) -> bool:
        heard.append(progress)
        return True

    narrow = replace(NARROW, per_place=4, per_pricing=20)
    solution = solve(problem, check=listen, settings=narrow)

    assert heard[0] == Progress(round=0, candidates=0, gap=None)
    assert heard[-1].round == solution.certificate.rounds > 1
    assert any(progress.gap for progress in heard)
    with pytest.raises(CancelledError):
        solve(problem, check=lambda progress: progress.round < 1, settings=narrow)


def test_scores_beyond_one_and_below_zero() -> None:
    problem = Problem.build(similarity=[[250.0, -3.0, 4.0]], demand=(2,), load_max=1)

    solution = solve(problem)

    assert solution.pairs[:, 1].tolist() == [0, 2]
    assert solution.total == 254.0


def test_midl_reaches_the_known_optimum(midl: dict[str, Any]) -> None:
    """Its best plain assignment is known to give 201.885, and .903 to the weakest paper."""
    problem = Problem.build(similarity=midl["sim"], demand=(3,), load_max=midl["load"], conflict=midl["conf"])

    for hard in (Settings(), Settings(all_below=0, per_place=5, per_reviewer=1)):
        solution = solve(problem, settings=hard)
        assert_valid(problem, solution)
        assert solution.certificate.optimal
        assert solution.total == pytest.approx(201.885, abs=0.001)
        assert solution.paper_scores.min() == pytest.approx(0.903, abs=0.001)


def test_midl_with_two_sides(midl: dict[str, Any]) -> None:
    side = np.random.default_rng(0).permutation(np.arange(177) % 2)
    problem = Problem.build(
        similarity=midl["sim"], side=side, demand=(2, 2), load_min=2, load_max=midl["load"]
    )
    plain = replace(problem, demand=np.full((118, 1), 4), load_min=np.zeros(177, int))

    solution = solve(problem)

    assert_valid(problem, solution)
    assert solution.missing == 0
    assert solution.below_minimum.sum() == 0
    assert solution.certificate.optimal
    assert solution.total < solve(plain).total, "a split into sides cannot be better than none"


def test_a_thousand_papers_and_reviewers_in_seconds(conference: Conference) -> None:
    problem = conference(1000, 1000)

    started = perf_counter()
    solution = solve(problem)
    seconds = perf_counter() - started

    assert_valid(problem, solution)
    assert solution.missing == 0
    assert solution.certificate.optimal
    assert solution.certificate.candidates < problem.similarity.size / 10
    assert seconds < 5
