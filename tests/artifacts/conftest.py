"""One edition in evaluation: a paper with an artifact, two evaluators, an artifact chair, and onlookers."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from artifacts.models import Artifact, Evaluation
from submissions.models import Submission
from sysml.kernel.models import User
from tests.factories import artifacts as make
from tests.factories.world import World


@dataclass
class Scene:
    """Everybody who stands in some relation to one artifact."""

    world: World
    paper: Submission
    artifact: Artifact
    first: Evaluation
    second: Evaluation
    chair: User

    def url(self, path: str = "") -> str:
        return self.world.url(f"artifacts/{self.paper.number}/{path}")


@pytest.fixture
def make_scene(make_world: Callable[..., World]) -> Callable[..., Scene]:
    """`make_scene("evaluation")`: first looks are in, the first evaluation too."""

    def scene(phase: str = "evaluation") -> Scene:
        world = make_world(phase)
        chair = make.artifact_chair(world)
        paper = make.accepted(world, "A paper with an artifact", authors=("Author", "Second Author"))
        artifact = make.artifact(world, paper)
        first = make.evaluation(world, artifact, make.evaluator(world), kicked=True, submitted=True)
        second = make.evaluation(world, artifact, make.evaluator(world, "Evaluator Max"), kicked=True)
        make.evaluator(world, "Other Evaluator")
        world.member("Member")
        world.chair("Chair")
        world.person("Stranger")
        return Scene(world, paper, artifact, first, second, chair)

    return scene
