"""How much somebody reads outside of their own tasks: counted in the cache by the hour, per person and edition.

Numbers of papers are remembered with whether they were the person's own business, so that opening a page again asks
nothing anew. What was opened stays open; only papers beyond the limit have to wait until the hour has gone by.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.cache import cache

HOUR = timedelta(hours=1)
LIMIT = 120
"""Papers an hour outside of one's own tasks: more than a person reads, less than a crawler wants."""
OFFICE_LIMIT = 1200
"""For those who hold an office, whose task most papers are."""


class Business(StrEnum):
    """What a paper is to the person who opens it."""

    MINE = "mine"
    """Written by them: nothing of it is confidential from them."""
    TASK = "task"
    OTHER = "other"


Opened = dict[int, tuple[float, str]]


@dataclass(frozen=True)
class Slowed:
    """The limit is reached; `wait` is in seconds."""

    limit: int
    wait: int


def _key(edition: str, person: str) -> str:
    return f"reading:{edition}:{person}"


def opened(edition: str, person: str, now: datetime) -> Opened:
    """The papers that the person has opened within the hour: when first, and whose business they were.

    Both are named by their xids.
    """
    since = (now - HOUR).timestamp()
    held: Opened = cache.get(_key(edition, person)) or {}
    return {number: row for number, row in held.items() if row[0] > since}


def limit_reached(held: Opened, limit: int, now: datetime) -> Slowed | None:
    """Whether one more paper of others is too much, and how long until one is not."""
    times = sorted(at for at, business in held.values() if business == Business.OTHER)
    if len(times) < limit:
        return None
    free_at = times[len(times) - limit] + HOUR.total_seconds()
    return Slowed(limit, max(1, int(free_at - now.timestamp()) + 1))


def note(edition: str, person: str, number: int, business: Business, now: datetime) -> None:
    """Remember that a paper was opened; a paper that is remembered already keeps its time."""
    held = opened(edition, person, now)
    if number in held:
        return
    held[number] = (now.timestamp(), business.value)
    cache.set(_key(edition, person), held, int(HOUR.total_seconds()))
