import numpy as np
import pytest

from committee.matching import Bid, Expertise, Problem, combine, solve, topic_affinity


def test_expertise_orders_affinity() -> None:
    levels = [[level] for level in Expertise]

    scores = topic_affinity([[True]], levels)[0]

    assert (np.diff(scores) > 0).all()
    assert scores[Expertise.UNSTATED] == pytest.approx(0.5)
    assert 0 < scores.min() < scores.max() < 1


def test_breadth_counts_less_than_depth() -> None:
    papers = [[True, False, False], [True, True, False], [True, True, True]]
    expert_of = [[4, 2, 2], [4, 4, 2], [4, 4, 4]]

    scores = topic_affinity(papers, expert_of)

    assert scores[0, 0] == pytest.approx(1 / (1 + np.exp(-2)))
    assert scores[1, 1] == pytest.approx(1 / (1 + np.exp(-2 * np.sqrt(2))))
    assert scores[1, 0] < scores[1, 1] < scores[2, 2]
    assert scores[2, 0] < scores[1, 0] < scores[0, 0]


def test_knowing_nothing_is_neutral() -> None:
    assert topic_affinity([[False, False]], [[4, 0]]) == pytest.approx(0.5)
    assert topic_affinity([[True, True]], [[2, 2]]) == pytest.approx(0.5)


@pytest.mark.parametrize(("topics", "levels"), [([[True]], [[5]]), ([[True]], [[-1]]), ([[True]], [[1, 1]])])
def test_levels_that_mean_nothing_are_refused(topics: list[list[bool]], levels: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"expertise"):
        topic_affinity(topics, levels)


def test_a_bid_is_a_bounded_factor() -> None:
    bids = np.array([[Bid.KEEN, Bid.COULD, Bid.UNSTATED, Bid.RATHER_NOT, Bid.NO, Bid.CONFLICT]])

    affinity = combine(np.full((1, 6), 0.4), bids)

    assert affinity.similarity[0, :4] == pytest.approx([0.6, 0.5, 0.4, 0.3])
    assert ((affinity.factor >= 0.5) & (affinity.factor <= 1.5)).all()
    assert affinity.conflict.tolist() == [[False] * 5 + [True]]


def test_no_is_worse_than_anything_else_but_no_conflict() -> None:
    affinity = combine([[1.0, 0.0]], [[Bid.NO, Bid.RATHER_NOT]])
    problem = Problem.build(
        similarity=affinity.similarity, demand=(1,), load_max=1, conflict=affinity.conflict
    )

    assert affinity.similarity[0, 0] < 0 < affinity.similarity[0, 1]
    assert solve(problem).pairs.tolist() == [[0, 1, 0]]
    assert solve(Problem.build(similarity=affinity.similarity, demand=(2,), load_max=1)).missing == 0


def test_a_bid_counts_where_nothing_else_is_known() -> None:
    for topic in (None, [[0.0, 0.0]]):
        scores = combine(topic, [[Bid.KEEN, Bid.UNSTATED]]).similarity[0]
        assert scores[0] > scores[1]


@pytest.mark.parametrize(
    ("topic", "bid", "message"),
    [
        ([[0.5]], [[3]], "bids must be between -3 and 2"),
        ([[0.5]], [0], "bids must be a papers"),
        ([[1.5]], [[0]], "between 0 and 1"),
        ([[np.nan]], [[0]], "between 0 and 1"),
        ([[0.5, 0.5]], [[0]], "differ in papers or reviewers"),
    ],
)
def test_what_is_no_affinity_is_refused(topic: object, bid: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        combine(topic, bid)  # type: ignore[arg-type]
