"""What higher floors may want to act on. Most of what follows from these is derived, not done."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SubmissionRegistered:
    """A draft has become a registered submission: it has title, abstract, topics and authors."""

    submission_id: int
    now: datetime


@dataclass(frozen=True)
class SubmissionWithdrawn:
    """A paper was withdrawn; its assignments and decisions no longer count."""

    submission_id: int
    now: datetime


@dataclass(frozen=True)
class SubmissionRevived:
    """A withdrawn or closed paper is active again."""

    submission_id: int
    now: datetime


@dataclass(frozen=True)
class AuthorsChanged:
    """People were named or removed as authors, or claimed a place: conflicts may have appeared."""

    submission_id: int
    now: datetime


@dataclass(frozen=True)
class FileTaken:
    """A file has become the newest version of its kind (`DocumentKind`)."""

    submission_id: int
    kind: str
    document_id: int
    now: datetime


@dataclass(frozen=True)
class DecisionsReleased:
    """Decisions of an edition have reached the authors; accepted papers have their outcome."""

    edition_id: int
    now: datetime
