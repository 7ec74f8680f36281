"""Telling those whom a moved window concerns. Each floor knows who they are; what it does with them is the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from sysml.conference import letters, moment
from sysml.conference.clockwork import deadline_words
from sysml.conference.domain import WINDOW_WORDS, WindowKind
from sysml.conference.events import WindowMoved
from sysml.conference.letters import COMMON, Kind, register
from sysml.conference.models import Edition
from sysml.conference.pages import link
from sysml.kernel.models import User


@dataclass(frozen=True)
class Concern:
    """A person whom the window concerns, and the paper for which it does (None: no single one)."""

    person_id: int
    track_id: int
    paper_id: int | None = None
    number: int = 0
    title: str = ""


def moved_kind(key: str, whom: str) -> Kind:
    """Register a kind of letter about a moved window; the words are the same for everybody."""
    return register(
        Kind(
            key,
            f"To {whom} when a deadline of theirs is moved",
            "{{window}}: the dates have changed",
            "Dear {{name}},\n\nthe chairs have moved “{{window}}” of {{edition}}. For you it now {{dates}}.\n\n"
            "  {{reason}}\n\n{{papers}}{{link}}\n\nYou can switch such letters off in your profile.\n",
            (*COMMON, "window", "dates", "reason", "papers"),
            choice="calendar",
        )
    )


def in_scope(event: WindowMoved, path: str = "") -> Q:
    """The papers of the scope that was moved; `path` leads to the submission ("submission__")."""
    scope = Q(**{f"{path}edition_id": event.edition_id})
    if event.track_id is not None:
        scope &= Q(**{f"{path}track_id": event.track_id})
    return scope & Q(**{f"{path}pk": event.paper_id}) if event.paper_id is not None else scope


def is_news(event: WindowMoved) -> bool:
    """Whether anybody beyond one person, who has a letter already, sees another date than before."""
    return event.shown_changed and event.person_id is None


def tell_moved(kind: Kind, event: WindowMoved, concerns: Iterable[Concern], page: str) -> int:
    """One held letter to each person for whom the moved window now holds; returns how many.

    Whoever has a narrower window of their own keeps that and is not told.
    """
    edition = Edition.objects.get(pk=event.edition_id)
    at = moment.load(edition, event.now)
    window = WindowKind(event.kind)
    mine: dict[int, list[Concern]] = {}
    for one in sorted(set(concerns), key=lambda one: one.number):
        span = at.clock(one.track_id, one.paper_id, one.person_id).spans.get(window)
        if span is not None and (span.opens, span.closes) == (event.opens_at, event.closes_at):
            mine.setdefault(one.person_id, []).append(one)
    batch = f"{event.window}:{event.now:%Y%m%d%H%M%S%f}"
    people = User.objects.filter(pk__in=list(mine), is_active=True).order_by("pk")
    for person in people:
        papers = [f"  {one.number}  {one.title}\n" for one in mine[person.pk] if one.number]
        letters.write(
            kind,
            edition=edition,
            key=f"{batch}:{person.xid}",
            now=event.now,
            person=person,
            batch=batch,
            context={
                "window": WINDOW_WORDS[window],
                "dates": _dates(event.opens_at, event.closes_at, event.now, edition.zone),
                "reason": event.reason,
                "papers": "".join(papers) + "\n" if papers else "",
                "link": settings.BASE_URL + link(edition, page),
            },
        )
    return len(people)


def _dates(opens: datetime | None, closes: datetime, now: datetime, zone: str) -> str:
    ends = f"ends on {deadline_words(closes, zone)}"
    return f"opens on {deadline_words(opens, zone)} and {ends}" if opens is not None and opens > now else ends
