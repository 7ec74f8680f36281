"""What happens on this floor that higher floors act upon."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class EditionMade:
    """A new edition, with its tracks and topics, and nobody but its first chair."""

    edition_id: int
    now: datetime


@dataclass(frozen=True)
class TrackMade:
    """A new track; floors above give it their defaults (the review form)."""

    track_id: int
    now: datetime


@dataclass(frozen=True)
class OfficeChanged:
    """Somebody got or lost an office; papers may need another handling chair."""

    edition_id: int
    now: datetime


@dataclass(frozen=True)
class EditionOpening:
    """An edition is about to open; a handler refuses by raising (some chair has no unconflicted stand-in)."""

    edition_id: int
    now: datetime


@dataclass(frozen=True)
class WindowMoved:
    """A window was moved; those concerned are told by the floors that know them."""

    edition_id: int
    kind: str
    track_id: int | None
    paper_id: int | None
    person_id: int | None
    reason: str
    now: datetime
    window: str
    """The xid of the window's row."""
    opens_at: datetime | None
    closes_at: datetime
    shown_changed: bool
    """Whether the dates that people are shown have changed, and not only the hidden grace."""
