"""Exact losses of swaps, against solving again with the pair locked."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings

from committee.matching import Problem, Settings, solve
from committee.matching.explain import what_if
from committee.matching.model import Model
from committee.matching.swaps import beyond, losses
from tests.committee.matching.reference import CENTS, Objective, objective_of
from tests.committee.matching.test_flow import problems

Conference = Callable[..., Problem]


def weighed(problem: Problem, objective: Objective) -> float:
    """An objective as one number, in units of similarity."""
    model = Model.of(problem)
    prices = model.prices
    missing, uneven, below, cost = objective
    steps = missing * prices.shortage + uneven * prices.unevenness + below * prices.minimum
    return float(steps / model.steps + cost / CENTS)


@settings(max_examples=120, deadline=None)
@given(problem=problems())
def test_every_loss_is_that_of_solving_again(problem: Problem) -> None:
    solution = solve(problem)
    best = weighed(problem, objective_of(problem, solution.pairs))
    model = Model.of(problem)
    for paper in range(problem.papers):
        lost = losses(problem, solution, paper)
        assigned = solution.reviewers_of(paper)[:, 0].tolist()
        open_ = model.open(slice(paper, paper + 1))[0]
        for reviewer in range(problem.reviewers):
            wanted = (problem.serves()[reviewer] & (model.places[paper] > 0)).any()
            if reviewer in assigned:
                assert lost[reviewer] == 0.0
            elif not open_[reviewer] or not wanted:
                assert np.isnan(lost[reviewer])
            else:
                forced = what_if(problem, solution, paper, reviewer).solution
                again = weighed(problem, objective_of(problem, forced.pairs))
                assert lost[reviewer] == pytest.approx(again - best, abs=1e-4)


def test_one_search_prices_all_reviewers_of_a_paper(conference: Conference) -> None:
    problem = conference(300, 120, load_max=12)
    solution = solve(problem)

    lost = losses(problem, solution, 5)

    assigned = solution.reviewers_of(5)[:, 0]
    assert (lost[assigned] == 0).all()
    assert np.isnan(lost[problem.conflict[5]]).all()
    others = np.delete(lost, np.concatenate([assigned, np.flatnonzero(problem.conflict[5])]))
    assert (others >= 0).all()
    assert (others < beyond(problem)).all()


def test_without_a_proof_there_is_no_exact_loss(conference: Conference) -> None:
    problem = conference(150, 120)
    early = solve(problem, settings=Settings(all_below=0, per_place=8, per_reviewer=1, max_rounds=1))

    with pytest.raises(ValueError, match="proven optimal"):
        losses(problem, early, 0)
