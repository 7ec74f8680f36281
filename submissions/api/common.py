"""What the endpoints of this app share: plain values of read-models."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from submissions.models import Submission
from submissions.queries import files, papers
from submissions.queries.files import CheckReport, FileLine
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer

READ_WRITE = {
    "GET": "submissions:read",
    "POST": "submissions:write",
    "PUT": "submissions:write",
    "DELETE": "submissions:write",
}
CHAIR = {"GET": "chair:read", "POST": "chair:write"}
PAGE = OpenApiParameter("page", OpenApiTypes.INT, description="number of the page, from 1")


def acting(site: Any, number: int) -> dict[str, Any]:
    """The arguments that every command on one paper takes."""
    return {"by": site.viewer, "edition": site.edition, "number": number, "now": site.now}


def paper_json(viewer: Viewer, at: Moment, paper: Submission) -> dict[str, Any]:
    """A paper as this viewer sees it; what is hidden is null."""
    head = papers.head_of(viewer, at, paper)
    authors = papers.authors_of(viewer, at, paper)
    full = head.abstract is not None
    return {
        "number": head.number,
        "title": head.title,
        "track": head.track,
        "status": head.status,
        "outcome": head.outcome or None,
        "sentence": head.sentence,
        "abstract": head.abstract,
        "keywords": head.keywords if full else None,
        "topics": list(head.topics) if full else None,
        "answers": dict(head.answers) if full else None,
        "authors": None if authors is None else [asdict(author) for author in authors],
        "files": [file_json(paper, line) for line in files.files_of(viewer, at, paper)],
        "version": head.version,
        "registered_at": head.registered_at,
    }


def file_json(paper: Submission, line: FileLine) -> dict[str, Any]:
    """A file of a paper."""
    return {
        "xid": line.xid,
        "kind": line.kind,
        "version": line.version,
        "name": line.name,
        "is_current": line.is_current,
        "url": f"/api/v1/editions/{paper.edition.slug}/submissions/{paper.number}/files/{line.xid}",
        "sha256": line.sha256 or None,
        "size": line.size,
        "uploaded_at": line.uploaded_at,
    }


def check_json(report: CheckReport) -> dict[str, Any]:
    """The check of a file."""
    keys = ("code", "weight", "title", "text", "consequence", "page", "box", "alarm")
    return {
        "document": report.document,
        "state": report.state,
        "summary": report.summary,
        "seconds": report.seconds,
        "pages": report.pages,
        "findings": [picked(one, keys) for one in report.findings],
    }


def picked(row: object, keys: Iterable[str]) -> dict[str, Any]:
    """Some attributes of a read-model."""
    return {key: getattr(row, key) for key in keys}
