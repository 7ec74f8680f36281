from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from committee.matching import Problem

MIDL = Path(__file__).parents[2] / "data" / "assignment" / "midl.npz"


@pytest.fixture(scope="session")
def midl() -> dict[str, np.ndarray]:
    with np.load(MIDL) as data:
        return {name: data[name] for name in data.files}


@pytest.fixture
def conference() -> Callable[..., Problem]:
    """A random conference of two sides, with a tenth of bridge members and two percent of conflicts."""

    def build(papers: int, reviewers: int, *, seed: int = 0, **more: object) -> Problem:
        rng = np.random.default_rng(seed)
        side = rng.choice([0, 1, 2], size=reviewers, p=[0.45, 0.45, 0.1])
        topic = rng.random((papers, 8)) ** 4 @ (rng.random((reviewers, 8)) ** 4).T
        values: dict[str, object] = {
            "similarity": topic / topic.max(),
            "side": side,
            "demand": (2, 2),
            "load_max": 6,
            "conflict": rng.random((papers, reviewers)) < 0.02,
        }
        return Problem.build(**{**values, **more})  # type: ignore[arg-type]

    return build
