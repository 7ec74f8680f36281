"""How a time is said: a person's own clock first, the conference's beside it, and how long that is from now."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sysml.conference.domain import AOE


@dataclass(frozen=True)
class Shown:
    """The words of one instant; fits the component `deadline`."""

    own: str
    aoe: str
    left: str
    iso: str
    late: bool


def zone(name: str) -> tzinfo:
    """A zone by name; an unknown one is UTC, because a page must not fail for a wrong setting."""
    if name == "AoE":
        return AOE
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def left(until: datetime, now: datetime) -> str:
    """“in 5 h 12 min”, “in 3 days”, “2 days ago”."""
    distance = abs(until - now)
    minutes = int(distance.total_seconds() // 60)
    if distance >= timedelta(days=2):
        words = f"{distance.days} days"
    elif distance >= timedelta(hours=6):
        words = f"{minutes // 60} h"
    elif minutes >= 60:
        words = f"{minutes // 60} h {minutes % 60} min"
    else:
        words = f"{minutes} min"
    return f"in {words}" if until >= now else f"{words} ago"


def shown(instant: datetime, *, now: datetime, own_zone: str, edition_zone: str = "AoE") -> Shown:
    """A deadline as people see it. A deadline of 24:00 is said as 23:59 of the day that it ends."""
    near = abs(instant - now) < timedelta(days=6)
    mine, theirs = instant.astimezone(zone(own_zone)), instant.astimezone(zone(edition_zone))
    place = edition_zone.rpartition("/")[2].replace("_", " ")
    return Shown(
        own=_words(mine, near),
        aoe=f"{_words(theirs, near)} {place}",
        left=left(instant, now),
        iso=instant.isoformat(),
        late=instant < now,
    )


def _words(instant: datetime, near: bool) -> str:
    if (instant.minute, instant.second) == (0, 0):
        instant -= timedelta(minutes=1)
    day = instant.strftime("%a") if near else f"{instant.day} {instant.strftime('%b')}"
    return f"{day} {instant:%H:%M}"


def day(instant: datetime, zone_name: str) -> str:
    """A date in words: 3 December 2027."""
    local = instant.astimezone(zone(zone_name)) - timedelta(minutes=1)
    return f"{local.day} {local:%B %Y}"


def stamped(instant: datetime, zone_name: str) -> str:
    """When something was written, on the reader's clock: 2027-12-03 23:14 Zurich."""
    return f"{instant.astimezone(zone(zone_name)):%Y-%m-%d %H:%M} {zone_words(zone_name)}"


def deadline_words(instant: datetime, zone_name: str) -> str:
    """A deadline in full, the same on whatever day it is read: 3 December 2027, 23:59 AoE."""
    local = instant.astimezone(zone(zone_name))
    if (local.minute, local.second) == (0, 0):
        local -= timedelta(minutes=1)
    return f"{local.day} {local:%B %Y, %H:%M} {zone_words(zone_name)}"


def zone_words(zone_name: str) -> str:
    """A zone as it is said beside a time: AoE, Zurich."""
    return zone_name if zone_name == "AoE" else zone_name.rpartition("/")[2].replace("_", " ")
