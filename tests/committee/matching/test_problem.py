import numpy as np
import pytest

from committee.matching import ANY_SIDE, Problem, ProblemError

TWO_BY_TWO = {"similarity": [[0.1, 0.2], [0.3, 0.4]], "side": [0, 1], "demand": (1, 1), "load_max": 2}


def test_scalars_and_rows_spread_over_papers_and_reviewers() -> None:
    problem = Problem.build(**TWO_BY_TWO, locked=[(0, 1)])

    assert problem.demand.tolist() == [[1, 1], [1, 1]]
    assert problem.load_max.tolist() == [2, 2]
    assert problem.load_min.tolist() == [0, 0]
    assert problem.locked.tolist() == [[0, 1, ANY_SIDE]]
    assert not problem.conflict.any()


def test_on_a_track_without_sides_everybody_serves() -> None:
    problem = Problem.build(**{**TWO_BY_TWO, "demand": (1,), "side": [1, 2]})

    assert problem.sides == 1
    assert problem.serves().tolist() == [[True], [True]]
    assert not problem.is_bridge().any()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"similarity": [1, 2]}, "papers × reviewers"),
        ({"similarity": [[0.1, np.nan], [0, 0]]}, r"not a number for \(paper 0, reviewer 1\)"),
        ({"side": [0, 3]}, "side must be"),
        ({"side": [0]}, "side must have shape"),
        ({"demand": (1, 1, 1)}, "demand must be"),
        ({"demand": [[1, 1]]}, "demand must be 2 papers"),
        ({"demand": (-1, 1)}, "demand must not be negative"),
        ({"demand": (1.5, 1)}, "whole numbers"),
        ({"demand": ("a", "b")}, "must hold numbers"),
        ({"load_max": -1}, "load_max must not be negative"),
        ({"load_min": [3, 0]}, "greater than load_max for reviewers 0"),
        ({"conflict": [[True, False]]}, "conflict must have shape"),
        ({"stickiness": -1}, "stickiness"),
        ({"locked": [(2, 0)]}, r"locked names what does not exist: \(paper 2, reviewer 0\)"),
        ({"existing": [(0, 0, 2)]}, "existing names what does not exist"),
        ({"forbidden": [(0,)]}, "forbidden must be rows"),
        ({"locked": [(0, 1)], "conflict": [[False, True], [False, False]]}, "locked although in conflict"),
        ({"locked": [(0, 1)], "forbidden": [(0, 1)]}, "both locked and forbidden"),
        ({"locked": [(0, 1, 1), (0, 1, 1)]}, "locked twice"),
        ({"locked": [(0, 1), (0, 1, 1)]}, "rows of different lengths"),
        ({"locked": [(0, 1, 0)]}, "a side not served"),
    ],
)
def test_a_contradiction_is_named(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        Problem.build(**{**TWO_BY_TWO, **wrong})  # type: ignore[arg-type]
