from collections.abc import Callable

import numpy as np
import pytest

from committee.matching import Problem, ProblemError, Settings, combine, solve
from committee.matching.explain import (
    Verdict,
    distribution,
    reasons,
    side_means,
    summary,
    weakest_sides,
    what_if,
    why_not,
    worst_first,
)

Conference = Callable[..., Problem]


@pytest.fixture
def small() -> Problem:
    """One paper per row; reviewers 0 and 1 are ML, 2 and 3 Systems."""
    return Problem.build(
        similarity=[[0.9, 0.5, 0.4, 0.2], [0.8, 0.3, 0.6, 0.1]],
        side=[0, 0, 1, 1],
        demand=(1, 1),
        load_max=1,
        conflict=[[False, False, False, False], [False, False, False, True]],
        forbidden=[(1, 1)],
    )


def test_reasons_name_rank_and_who_went_elsewhere(small: Problem) -> None:
    solution = solve(small)
    affinity = combine(small.similarity, np.zeros((2, 4), int))

    ml, systems = reasons(small, solution, 0, affinity=affinity)

    assert (ml.reviewer, ml.side, ml.rank, ml.possible, ml.better_elsewhere) == (1, 0, 2, 2, 1)
    assert (systems.reviewer, systems.side, systems.rank, systems.better_elsewhere) == (3, 1, 2, 1)
    assert ml.similarity == pytest.approx(0.5)
    assert (ml.topic, ml.bid_factor) == (pytest.approx(0.5), 1.0)
    assert (ml.load, ml.load_max, ml.locked, ml.kept) == (1, 1, False, False)
    first = reasons(small, solution, 1)[0]
    assert (first.reviewer, first.possible, first.topic) == (0, 1, None)


def test_why_not_says_what_forbids_a_pair(small: Problem) -> None:
    solution = solve(small)
    locked = Problem.build(
        similarity=[[0.9, 0.5, 0.3]], side=[0, 0, 1], demand=(1, 1), load_max=[1, 1, 0], locked=[(0, 0)]
    )

    assert why_not(small, solution, 0, 1).verdict == Verdict.ASSIGNED
    assert why_not(small, solution, 1, 3).verdict == Verdict.CONFLICT
    assert why_not(small, solution, 1, 1).verdict == Verdict.FORBIDDEN
    assert why_not(locked, solve(locked), 0, 1).verdict == Verdict.NO_PLACE
    assert why_not(locked, solve(locked), 0, 2).verdict == Verdict.NO_ROOM


def test_a_pair_that_would_empty_a_place_is_beyond_similarity() -> None:
    """Nobody but reviewer 0 can take papers 1 and 2, and has room for only one of them."""
    problem = Problem.build(
        similarity=[[0.9, 0.5], [0.8, 0.3], [0.7, 0.3]],
        demand=(1,),
        load_max=1,
        conflict=[[False, False], [False, True], [False, True]],
    )
    solution = solve(problem)

    answer = why_not(problem, solution, 0, 0)

    assert solution.missing == 1
    assert answer.verdict == Verdict.COSTS
    assert answer.beyond_similarity
    assert what_if(problem, solution, 0, 0).more_missing == 1


def test_the_loss_told_is_the_loss_of_solving_again(conference: Conference) -> None:
    problem = conference(40, 30, load_max=7)
    solution = solve(problem)
    rng = np.random.default_rng(3)
    told = 0
    for paper, reviewer in zip(
        rng.integers(0, 40, 60).tolist(), rng.integers(0, 30, 60).tolist(), strict=True
    ):
        answer = why_not(problem, solution, paper, reviewer)
        if answer.verdict == Verdict.COSTS:
            forced = what_if(problem, solution, paper, reviewer)
            assert answer.exact
            assert forced.more_missing == 0
            assert forced.moved >= 1
            assert answer.least_loss == pytest.approx(forced.loss, abs=2e-4)
            told += 1
    assert told > 20


def test_without_a_proof_the_bound_gives_way(conference: Conference) -> None:
    problem = conference(150, 120, load_max=6)
    early = solve(problem, settings=Settings(all_below=0, per_place=4, per_reviewer=1, max_rounds=1))
    proven = solve(problem)
    promised = [why_not(problem, early, paper, 7).least_loss for paper in range(150)]

    assert early.certificate.gap_bound > 0
    assert not why_not(problem, early, 0, 7).exact
    assert all(
        promise <= max(0.0, early.total - what_if(problem, proven, paper, 7).solution.total) + 1e-3
        for paper, promise in enumerate(promised[:15])
    )


def test_a_swap_that_is_not_allowed_is_refused(small: Problem) -> None:
    with pytest.raises(ProblemError, match="conflict"):
        what_if(small, solve(small), 1, 3)


def test_the_weakest_side_counts_empty_places_as_zero(small: Problem) -> None:
    solution = solve(small)

    sides, scores = weakest_sides(small, solution)

    assert side_means(small, solution) == pytest.approx(np.array([[0.5, 0.2], [0.8, 0.6]]))
    assert sides.tolist() == [1, 1]
    assert scores == pytest.approx([0.2, 0.6])
    short = Problem.build(
        similarity=[[0.9, 0.8], [0.7, 0.6]], side=[0, 0], demand=[[1, 1], [0, 0]], load_max=1
    )
    sides, scores = weakest_sides(short, solve(short))
    assert sides.tolist() == [1, -1]
    assert scores[0] == 0.0
    assert np.isnan(scores[1])


def test_worst_first_puts_what_is_missing_before_what_is_weak() -> None:
    problem = Problem.build(
        similarity=[[0.9, 0.9, 0.9], [0.2, 0.3, 0.2], [0.8, 0.8, 0.8]],
        demand=[[1], [1], [3]],
        load_max=2,
        conflict=[[False] * 3, [False] * 3, [True, False, False]],
    )

    assert worst_first(problem, solve(problem)).tolist() == [2, 1, 0]


def test_a_summary_counts_everything_once(conference: Conference) -> None:
    problem = conference(60, 30, load_max=9)
    solution = solve(problem)

    shown = summary(problem, solution)

    assert shown.papers is not None
    assert shown.pairs is not None
    assert shown.loads is not None
    assert sum(shown.papers.counts) == 60
    assert sum(shown.pairs.counts) == len(solution.pairs)
    assert list(shown.loads.counts) == np.bincount(solution.loads).tolist()
    assert shown.papers.minimum == solution.paper_scores.min()
    assert shown.papers.minimum <= shown.papers.p5 <= shown.papers.median <= shown.papers.maximum
    assert len(shown.sides) == 2
    assert distribution([np.nan]) is None
