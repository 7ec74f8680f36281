"""An edition after its release: accepted papers, a publication chair, files."""

import io
from collections.abc import Callable

import pytest

from reviews.models import ProceedingsEntry
from submissions.domain import DocumentKind, Outcome
from submissions.models import Document, DocumentCheck, Submission
from sysml.conference.domain import RoleKind
from sysml.kernel import blobs
from tests.factories.world import World


class Press:
    """A world with two accepted papers, a conditional and a rejected one, and who prints them."""

    def __init__(self, made: World) -> None:
        self.made = made
        made.chair("Cora")
        self.publisher = made.chair("Paula", RoleKind.PUBLICATION)
        self.first = self.accepted("Zebra stripes & caches", "Ada Okafor")
        self.second = self.accepted("Antelopes in $O(n)$", "Bela Novák")
        self.waiting = made.paper("Conditional", authors=("Carl",), outcome=Outcome.CONDITIONAL)
        self.rejected = made.paper("Never printed", authors=("Dora",), outcome=Outcome.REJECTED)

    def accepted(self, title: str, author: str) -> Submission:
        paper = self.made.paper(title, authors=(author,), outcome=Outcome.ACCEPTED)
        ProceedingsEntry.objects.create(submission=paper, accepted_title=title)
        return paper

    def final(self, paper: Submission, content: bytes = b"%PDF-1.7 final", state: str = "pass") -> Document:
        stored = blobs.put(io.BytesIO(content), now=self.made.now)
        row = Document.objects.create(
            submission=paper,
            kind=DocumentKind.CAMERA_READY,
            version=1,
            blob_id=stored.sha256,
            filename="final.pdf",
            uploaded_by=paper.registered_by,
            uploaded_at=self.made.now,
        )
        DocumentCheck.objects.create(document=row, state=state)
        return row


@pytest.fixture
def press(make_world: Callable[..., World]) -> Press:
    return Press(make_world("released"))


@pytest.fixture
def printed(make_world: Callable[..., World]) -> Press:
    """The same when the proceedings are public."""
    return Press(make_world("final"))


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sysml.kernel.jobs.nudge", lambda job_id: None)
