"""How well a reviewer fits a paper: topics, and a bid as a bounded factor on them."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from committee.matching.problem import Bools, Floats, Scores


class Expertise(IntEnum):
    """What a member says of a topic. UNSTATED is neutral: silence is neither knowledge nor ignorance."""

    NONE = 0
    LITTLE = 1
    UNSTATED = 2
    GOOD = 3
    EXPERT = 4


class Bid(IntEnum):
    """What a member says of a paper."""

    CONFLICT = -3
    NO = -2
    RATHER_NOT = -1
    UNSTATED = 0
    COULD = 1
    KEEN = 2


TOPIC_WEIGHTS = (-0.71, -0.5, 0.0, 0.71, 1.0)
"""Weights of the levels of expertise, those of HotCRP."""

BID_FACTORS = {
    Bid.CONFLICT: 1.0,
    Bid.NO: 0.5,
    Bid.RATHER_NOT: 0.75,
    Bid.UNSTATED: 1.0,
    Bid.COULD: 1.25,
    Bid.KEEN: 1.5,
}
"""A factor and not a summand, and never more than 1.5: no single bid outweighs all evidence of fit."""

REFUSAL = 1.0
"""What "no" costs beyond its factor. It puts such a pair below every other that could be made."""

NEUTRAL = 0.5
"""The affinity of a pair about which nothing is known."""

LEAST = 0.05
"""No affinity is less, so that a bid counts for something everywhere."""


@dataclass(frozen=True, eq=False)
class Affinity:
    """A similarity with the parts that it was made of, papers × reviewers."""

    similarity: Scores
    conflict: Bools
    """Pairs that the reviewer's bid declares a conflict: to be joined to those known otherwise."""
    topic: Scores
    factor: Scores


def topic_affinity(
    paper_topics: ArrayLike, expertise: ArrayLike, *, weights: tuple[float, ...] = TOPIC_WEIGHTS
) -> Scores:
    """Affinity in (0, 1) of papers' topics (bool, papers × topics) and expertise (0–4, reviewers × topics).

    The weights of a paper's topics are summed and divided by the square root of their number, so that breadth
    counts, but less than depth; a logistic curve brings the sum between 0 and 1. A paper without topics, like
    a member who has stated nothing, is neutral (0.5) to everybody.
    """
    topics = np.asarray(paper_topics, bool)
    levels = np.asarray(expertise, np.int64)
    if topics.ndim != 2 or levels.ndim != 2 or topics.shape[1] != levels.shape[1]:
        raise ValueError(f"topics {topics.shape} and expertise {levels.shape} do not name the same topics")
    if ((levels < 0) | (levels >= len(weights))).any():
        raise ValueError(f"expertise must be between 0 and {len(weights) - 1}")
    weighed = np.asarray(weights, np.float32)[levels]
    count = np.maximum(topics.sum(axis=1, dtype=np.float32), 1.0)
    raw = (topics.astype(np.float32) @ weighed.T) / np.sqrt(count)[:, None]
    scores: Scores = (1.0 / (1.0 + np.exp(-2.0 * raw))).astype(np.float32)
    return scores


def combine(topic: ArrayLike | None, bid: ArrayLike, *, refusal: float = REFUSAL) -> Affinity:
    """Similarity of affinity in [0, 1] (None if there are no topics) and of bids (papers × reviewers)."""
    bids = np.asarray(bid, np.int64)
    if bids.ndim != 2:
        raise ValueError(f"bids must be a papers × reviewers table, not of shape {bids.shape}")
    if ((bids < min(Bid)) | (bids > max(Bid))).any():
        raise ValueError(f"bids must be between {min(Bid)} and {max(Bid)}")
    base: Floats = np.full(bids.shape, NEUTRAL) if topic is None else np.asarray(topic, np.float64)
    if base.shape != bids.shape:
        raise ValueError(f"affinity {base.shape} and bids {bids.shape} differ in papers or reviewers")
    if not ((base >= 0) & (base <= 1)).all():
        raise ValueError("affinity must be between 0 and 1")
    factors: NDArray[np.float64] = np.array([BID_FACTORS[value] for value in sorted(Bid)])
    factor = factors[bids - min(Bid)]
    similarity = np.maximum(base, LEAST) * factor - refusal * (bids == Bid.NO)
    return Affinity(
        similarity=similarity.astype(np.float32),
        conflict=bids == Bid.CONFLICT,
        topic=base.astype(np.float32),
        factor=factor.astype(np.float32),
    )
