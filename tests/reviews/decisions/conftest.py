"""A conference in its meeting: reviewed papers, two chairs of whom one has a conflict, a shepherd to be."""

from collections.abc import Callable
from typing import Any

import pytest

from committee.models import Handling
from reviews.commands import decisions, release
from reviews.domain import Verdict
from reviews.models import ReviewVersion
from reviews.queries import release as release_queries
from submissions.models import Submission
from sysml.conference.domain import Side
from tests.factories.reviews import lead, reviewed_paper, with_form
from tests.factories.world import World


class Desk:
    """A world with papers to decide: `paper` is nobody's problem, `walled` is by a colleague of the second chair."""

    def __init__(self, made: World) -> None:
        self.made = made
        made.chair("Cora")
        self.second = made.chair("Conrad")
        self.paper = reviewed_paper(made, "Learned admission control", suffix=" One")
        self.walled = reviewed_paper(made, "A walled paper", suffix=" Two")
        made.conflict(self.walled, self.second)
        made.handle(self.paper, self.second)
        made.handle(self.walled, made.people["Cora"])
        made.member("Sheila", Side.SYSTEMS)
        made.member("Noor", Side.ML)
        lead(made, self.paper, made.people["Rita One"])

    def decide(self, paper: Submission, verdict: str = "accept", who: str = "Cora", **more: Any) -> None:
        decisions.decide(
            by=self.made.viewer(who),
            edition=self.made.edition,
            number=paper.number,
            verdict=Verdict(verdict),
            now=self.made.now,
            **more,
        )

    def seen(self, who: str = "Cora") -> str:
        return release_queries.release_page(self.made.viewer(who), self.made.at, self.made.edition).seen

    def release(self, who: str = "Cora", seen: str | None = None, **more: Any) -> release.Released:
        return release.release_decisions(
            by=self.made.viewer(who),
            edition=self.made.edition,
            seen=self.seen(who) if seen is None else seen,
            now=self.made.now,
            **more,
        )

    def one_sided(self) -> Submission:
        """A paper whose Systems reviews have not come in."""
        paper = reviewed_paper(self.made, "Half heard", suffix=" Three")
        ReviewVersion.objects.filter(review__submission=paper, review__side="systems").delete()
        paper.reviews.filter(side="systems").delete()
        return paper

    def handler_of(self, paper: Submission) -> Handling:
        return Handling.objects.get(submission=paper)


@pytest.fixture
def desk(make_world: Callable[..., World]) -> Desk:
    return Desk(with_form(make_world("meeting")))


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters stay in the outbox: no worker is told."""
    monkeypatch.setattr("sysml.kernel.jobs.nudge", lambda job_id: None)
