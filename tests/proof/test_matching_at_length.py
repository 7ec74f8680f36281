"""The assignment against brute force, for thousands of generated problems instead of a hundred."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from committee.matching import Problem, Settings, solve
from tests.committee.matching.test_flow import NARROW, assert_valid, best_objective, objective_of, problems

pytestmark = pytest.mark.proof


@settings(max_examples=3000, deadline=None)
@given(problem=problems(), seed=st.integers(0, 1000))
def test_no_assignment_is_better(problem: Problem, seed: int) -> None:
    best = best_objective(problem)
    for hard in (Settings(), NARROW):
        solution = solve(problem, seed=seed, settings=hard)
        assert_valid(problem, solution)
        assert objective_of(problem, solution.pairs) == best
        assert solution.certificate.optimal
