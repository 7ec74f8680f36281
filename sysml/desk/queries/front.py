"""The front page of the site: every edition with where it stands."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from sysml.conference import clockwork
from sysml.conference.clockwork import Shown
from sysml.conference.domain import ActKind, Clock, Span, WindowKind
from sysml.conference.models import Act, Edition, Window
from sysml.conference.moment import span_of
from sysml.conference.stages import Stage, stage


@dataclass(frozen=True)
class EditionCard:
    """One edition as the front page shows it."""

    name: str
    full_name: str
    place: str
    when: str
    url: str
    stage: Stage
    deadline: Shown | None


def edition_cards(now: datetime, zone: str) -> list[EditionCard]:
    """All open editions, in three queries; those still being set up are left out."""
    editions = list(Edition.objects.order_by("-begins_on", "slug"))
    spans: dict[int, dict[WindowKind, Span]] = {}
    for window in Window.objects.filter(track=None, paper_id=None, person=None):
        spans.setdefault(window.edition_id, {})[WindowKind(window.kind)] = span_of(window)
    acts: dict[int, dict[ActKind, datetime]] = {}
    for act in Act.objects.filter(track=None):
        acts.setdefault(act.edition_id, {})[ActKind(act.kind)] = act.at
    cards = []
    for edition in editions:
        clock = Clock(now, spans.get(edition.pk, {}), acts.get(edition.pk, {}))
        if clock.done(ActKind.OPENED):
            cards.append(_card(edition, clock, zone))
    return cards


def _card(edition: Edition, clock: Clock, zone: str) -> EditionCard:
    found = stage(clock)
    deadline = (
        clockwork.shown(found.deadline, now=clock.now, own_zone=zone, edition_zone=edition.zone)
        if found.deadline
        else None
    )
    return EditionCard(
        name=edition.name,
        full_name=edition.full_name,
        place=edition.place,
        when=_dates(edition),
        url=reverse("edition-home", kwargs={"edition": edition.slug}),
        stage=found,
        deadline=deadline,
    )


def _dates(edition: Edition) -> str:
    first, last = edition.begins_on, edition.ends_on
    if first is None:
        return ""
    if last is None or last == first:
        return f"{first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {last:%B %Y}"
    return f"{first.day} {first:%B} – {last.day} {last:%B %Y}"
