"""Builders for tests of submissions: forms, files and checks."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from submissions.domain import AuthorEntry, CheckState, Details, DocumentKind
from submissions.models import Document, DocumentCheck, Submission
from sysml.conference.domain import Span, WindowKind
from sysml.conference.models import Topic
from sysml.kernel import blobs
from tests.factories.world import World

PDFS = Path(__file__).parents[1] / "data" / "pdfs"


def pdf(name: str = "sysml2019-example-paper") -> bytes:
    """A real PDF."""
    return (PDFS / f"{name}.pdf").read_bytes()


def tiny_pdf(words: str = "tiny") -> bytes:
    """Bytes that pass the quick look of an upload; different words give another file."""
    return b"%PDF-1.5\n1 0 obj\n<<>>\nendobj\n% " + words.encode() + b"\ntrailer <<>>\nstartxref\n0\n%%EOF\n"


def details(world: World, **changes: Any) -> Details:
    """What a form says of a paper that is registered by it."""
    values: dict[str, Any] = {
        "title": "Backpressure for data loaders",
        "abstract": "We measure how $n$ loaders wait for one another.",
        "keywords": "loading, queues",
        "topics": (Topic.objects.filter(edition=world.edition).first().xid,),  # type: ignore[union-attr]
    }
    return Details(**(values | changes))


def entry(name: str, email: str, **more: Any) -> AuthorEntry:
    """An author as a form names them."""
    return AuthorEntry(name, email, **more)


def give_file(
    world: World,
    paper: Submission,
    data: bytes | None = None,
    *,
    kind: DocumentKind = DocumentKind.PAPER,
    state: CheckState = CheckState.PASS,
    findings: list[dict[str, Any]] | None = None,
    facts: dict[str, Any] | None = None,
    **fields: Any,
) -> Document:
    """A stored file of the paper with the result of its check."""
    stored = blobs.put(io.BytesIO(data if data is not None else tiny_pdf(str(paper.number))), now=world.now)
    document = Document.objects.create(
        submission=paper,
        kind=kind,
        version=paper.documents.filter(kind=kind).count() + 1,
        blob_id=stored.sha256,
        filename="paper.pdf",
        uploaded_by=paper.registered_by,
        uploaded_at=world.now - timedelta(days=1),
        **fields,
    )
    if kind != DocumentKind.SUPPLEMENT:
        DocumentCheck.objects.create(
            document=document, state=state, findings=findings or [], facts=facts or {}, checked_at=world.now
        )
    return document


def finding(code: str = "page-limit", severity: str = "error", **more: Any) -> dict[str, Any]:
    """A finding as a check stores it."""
    return {
        "code": code, "severity": severity, "message": f"Something about {code}.", "page": None, "box": None,
        "measured": "", "required": "", "fix": "Mend it.", **more,
    }  # fmt: skip


def ready(world: World, paper: Submission) -> Submission:
    """Give the paper a topic, so that settling finds it registered."""
    paper.topics.add(Topic.objects.filter(edition=world.edition).first())  # type: ignore[arg-type]
    return paper


def deadline(world: World, *, minutes: int, grace: int = 0, **scope: Any) -> None:
    """Let the submission window close so many minutes from now (negative: it has), with a hidden grace."""
    closes = world.now + timedelta(minutes=minutes)
    world.window(
        WindowKind.SUBMISSION, Span(world.now - timedelta(days=30), closes, timedelta(minutes=grace)), **scope
    )
    if not scope:
        world.window(
            WindowKind.REGISTRATION, Span(world.now - timedelta(days=30), world.now - timedelta(days=2))
        )
