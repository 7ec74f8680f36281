"""What happens to a submission that higher floors act upon."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SubmissionRegistered:
    """A draft has become a registered submission: it has a title, an abstract, topics and authors."""

    edition_id: int
    submission_id: int
    now: datetime


@dataclass(frozen=True)
class SubmissionWithdrawn:
    """The authors have withdrawn, or the chairs for them."""

    edition_id: int
    submission_id: int
    now: datetime


@dataclass(frozen=True)
class AuthorsChanged:
    """The list of authors, their addresses or who has claimed a place has changed."""

    edition_id: int
    submission_id: int
    now: datetime
