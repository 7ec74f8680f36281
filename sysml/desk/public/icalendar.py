"""An iCalendar file (RFC 5545) from an edition's dates: pure, and the same bytes for the same dates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_WIDTH = 75


@dataclass(frozen=True)
class Event:
    """One entry. `begins` is an instant or, for whole days, a date; `ends` is the last day, if there are several."""

    uid: str
    summary: str
    begins: datetime | date
    stamp: date
    ends: date | None = None
    description: str = ""
    url: str = ""
    place: str = ""


def calendar(name: str, events: Iterable[Event]) -> str:
    """The whole file, with lines folded as the standard asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//SysML//Conference dates//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{event.stamp:%Y%m%d}T000000Z"
    if isinstance(event.begins, datetime):
        yield f"DTSTART:{event.begins.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    else:
        after = (event.ends or event.begins) + timedelta(days=1)
        yield f"DTSTART;VALUE=DATE:{event.begins:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    for name, value in (("DESCRIPTION", event.description), ("LOCATION", event.place)):
        if value:
            yield f"{name}:{_text(value)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line breaks escaped, control characters gone."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(character for character in value if character >= " ")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets; no character is cut in two."""
    piece, size, limit = "", 0, _WIDTH
    for character in line:
        width = len(character.encode())
        if size + width > limit:
            yield piece
            piece, size = " ", 1
        piece += character
        size += width
    yield piece
