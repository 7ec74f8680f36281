"""What happens in the committee that higher floors act upon."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ConflictAdded:
    """A person now has a conflict with a paper; whatever they held there has ended or must end."""

    edition_id: int
    submission_id: int
    person_id: int
    now: datetime


@dataclass(frozen=True)
class AssignmentMade:
    """A member has been given a paper to review."""

    edition_id: int
    submission_id: int
    member_id: int
    now: datetime


@dataclass(frozen=True)
class AssignmentEnded:
    """A member no longer reviews a paper: declined, replaced, removed, or in conflict."""

    edition_id: int
    submission_id: int
    member_id: int
    now: datetime


@dataclass(frozen=True)
class MemberJoined:
    """Somebody has accepted a place on the committee."""

    edition_id: int
    member_id: int
    person_id: int
    now: datetime
