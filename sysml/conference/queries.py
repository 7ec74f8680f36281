"""Read-models of an edition and its settings, as pages and API show them.

What stands here is settings, not papers: nothing that a conflict could hide. Extensions of single papers are
shown on the papers' own pages, by higher floors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from sysml.conference import letters
from sysml.conference.clockwork import Shown, deadline_words, shown, zone
from sysml.conference.domain import (
    OFFICE_WORDS,
    WINDOW_WORDS,
    ActKind,
    Choices,
    RoleKind,
    Where,
    WindowKind,
)
from sysml.conference.letters import COMMON, Kind
from sysml.conference.models import Act, Edition, Role, Topic, Track, Window
from sysml.conference.moment import Moment, span_of
from sysml.conference.policies import may_visit
from sysml.conference.presets import PAPER_FORMATS
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound
from sysml.kernel.models import Letter, User


@dataclass(frozen=True)
class EditionRow:
    """An edition in a list."""

    slug: str
    name: str
    full_name: str
    place: str
    begins_on: date | None
    ends_on: date | None
    is_open: bool


@dataclass(frozen=True)
class EditionView:
    """What an edition says of itself."""

    slug: str
    name: str
    full_name: str
    place: str
    begins_on: date | None
    ends_on: date | None
    zone: str
    contact: str
    call_for_papers: str
    committee_public: bool
    has_artifacts: bool
    version: int


@dataclass(frozen=True)
class TrackView:
    """A track with everything that its page edits."""

    xid: str
    slug: str
    name: str
    sides: tuple[str, str] | None
    wanted: tuple[int, int]
    blindness: str
    choices: Mapping[str, Any]
    paper_format: str
    format_name: str
    check_weights: Mapping[str, str]
    max_megabytes: int
    attributes: tuple[Mapping[str, Any], ...]
    checklist: tuple[Mapping[str, Any], ...]
    supplements: bool
    response_words: int
    max_authors_change: bool
    title_change: bool
    version: int


@dataclass(frozen=True)
class WindowRow:
    """A window of the calendar as the chairs see it, grace included."""

    xid: str
    kind: WindowKind
    words: str
    scope: str
    track_slug: str
    person_email: str
    opens: Shown | None
    closes: Shown
    opens_at: datetime | None
    closes_at: datetime
    grace_minutes: int
    reason: str
    where: Where


@dataclass(frozen=True)
class PublicDate:
    """A date that the public may know; the grace is not."""

    xid: str
    kind: WindowKind
    words: str
    track: str
    opens_at: datetime | None
    closes_at: datetime
    closes: Shown
    full: str
    full_own: str
    state: str
    changed_on: date


@dataclass(frozen=True)
class Office:
    """A person's office."""

    xid: str
    kind: RoleKind
    words: str
    title: str
    track: str
    name: str
    email: str
    affiliation: str


@dataclass(frozen=True)
class TopicRow:
    """A topic."""

    xid: str
    group: str
    name: str
    leans: str


@dataclass(frozen=True)
class ActRow:
    """Something that can be done to the edition once, and whether and when it was."""

    kind: ActKind
    words: str
    explains: str
    done_at: datetime | None
    by: str
    undo: bool


@dataclass(frozen=True)
class LetterRow:
    """A kind of letter and its switch. `held` is None where the viewer may not know the count."""

    key: str
    when: str
    is_on: bool
    is_own: bool
    held: int | None


@dataclass(frozen=True)
class LetterWords:
    """The words of a kind of letter, with an example filled in."""

    key: str
    when: str
    subject: str
    body: str
    is_on: bool
    is_own: bool
    placeholders: tuple[str, ...]
    preview_subject: str
    preview_body: str


ACT_WORDS: Mapping[ActKind, tuple[str, str, bool]] = {
    ActKind.OPENED: (
        "Open the edition",
        "Its pages become public, and papers are taken in their window. Every chair needs a stand-in first: "
        "a second chair, or a handling chair, for papers with which they have a conflict.",
        False,
    ),
    ActKind.LIST_PUBLIC: (
        "Publish the list of accepted papers",
        "Titles and authors of accepted papers become public.",
        True,
    ),
    ActKind.PROCEEDINGS_PUBLIC: ("Publish the proceedings", "Final files become public.", True),
    ActKind.FROZEN: (
        "Freeze",
        "Nobody but the chairs reads or changes anything, and no letter of this edition leaves, until it is lifted.",
        True,
    ),
    ActKind.CLOSED: ("Close the edition", "Members keep their own texts only.", True),
}
"""Acts of the settings page: words, what follows, and whether it can be taken back."""


def editions(viewer: Viewer, now: datetime) -> list[EditionRow]:
    """Editions that are open, and those in which the viewer holds an office; two queries."""
    opened = Act.objects.filter(kind=ActKind.OPENED, track=None, at__lte=now).values("edition_id")
    mine = Role.objects.filter(person_id=viewer.person_id).values("edition_id")
    seen = Q(pk__in=opened) | (Q(pk__in=mine) if viewer.person_id else Q(pk__in=[]))
    rows = Edition.objects.filter(seen).order_by("-created_at", "xid")
    is_open = set(opened.values_list("edition_id", flat=True))
    return [edition_row(edition, is_open=edition.pk in is_open) for edition in rows]


def edition_row(edition: Edition, *, is_open: bool) -> EditionRow:
    """An edition as a list shows it."""
    return EditionRow(
        edition.slug,
        edition.name,
        edition.full_name,
        edition.place,
        edition.begins_on,
        edition.ends_on,
        is_open,
    )


def visit(viewer: Viewer, at: Moment, edition: Edition) -> EditionView:
    """The edition's own words; NotFound while it is being prepared by others."""
    if not may_visit(viewer, at.edition):
        raise NotFound
    return EditionView(
        edition.slug,
        edition.name,
        edition.full_name,
        edition.place,
        edition.begins_on,
        edition.ends_on,
        edition.zone,
        edition.contact,
        edition.call_for_papers,
        edition.committee_public,
        bool(edition.badge_scheme),
        edition.version,
    )


def tracks(edition: Edition) -> list[TrackView]:
    """Every track; one query."""
    return [track_view(track) for track in Track.objects.filter(edition=edition).order_by("position", "xid")]


def track(edition: Edition, slug: str) -> TrackView:
    """One track; NotFound where there is none of this name."""
    found = Track.objects.filter(edition=edition, slug=slug).first()
    if found is None:
        raise NotFound
    return track_view(found)


def track_row(edition: Edition, slug: str) -> Track | None:
    """The track that a form names, or None for the whole edition; NotFound for a wrong name."""
    if not slug:
        return None
    found = Track.objects.filter(edition=edition, slug=slug).first()
    if found is None:
        raise NotFound
    return found


def track_view(row: Track) -> TrackView:
    """A track as plain values, with every choice spelled out."""
    parsed = Choices.parse(row.choices)
    preset = str(row.paper_format.get("preset", "")) if row.paper_format else "sysml2019"
    return TrackView(
        row.xid,
        row.slug,
        row.name,
        (row.side_a, row.side_b) if row.two_sided else None,
        (row.wanted_a, row.wanted_b if row.two_sided else 0),
        row.blindness,
        {name: getattr(parsed, name) for name in Choices.__dataclass_fields__},
        preset,
        PAPER_FORMATS.get(preset, "A format of its own"),
        dict(row.check_weights),
        row.max_megabytes,
        tuple(row.attributes),
        tuple(row.checklist),
        row.supplements,
        row.response_words,
        row.max_authors_change,
        row.title_change,
        row.version,
    )


def windows(edition: Edition, *, now: datetime, own_zone: str) -> list[WindowRow]:
    """The calendar with its exceptions for tracks and persons, in the order of closing; one query."""
    rows = (
        Window.objects.filter(edition=edition, paper_id=None)
        .select_related("track", "person")
        .order_by("closes_at", "xid")
    )
    return [_window(row, edition, now, own_zone) for row in rows]


def _window(row: Window, edition: Edition, now: datetime, own_zone: str) -> WindowRow:
    def said(instant: datetime) -> Shown:
        return shown(instant, now=now, own_zone=own_zone, edition_zone=edition.zone)

    kind = WindowKind(row.kind)
    scope = row.track.name if row.track else "Everybody"
    if row.person:
        scope = row.person.name or row.person.email
    return WindowRow(
        row.xid,
        kind,
        WINDOW_WORDS[kind],
        scope,
        row.track.slug if row.track else "",
        row.person.email if row.person else "",
        said(row.opens_at) if row.opens_at else None,
        said(row.closes_at),
        row.opens_at,
        row.closes_at,
        row.grace_minutes,
        row.reason,
        span_of(row).where(now),
    )


def public_dates(edition: Edition, *, now: datetime, own_zone: str) -> list[PublicDate]:
    """Important dates: windows of the edition and of tracks, in calendar order; one query.

    In the hidden grace a date stands as passed, here as everywhere.
    """
    rows = (
        Window.objects.filter(edition=edition, paper_id=None, person=None)
        .select_related("track")
        .order_by("closes_at", "kind", "xid")
    )
    return [_public_date(row, edition, now, own_zone) for row in rows]


def _public_date(row: Window, edition: Edition, now: datetime, own_zone: str) -> PublicDate:
    kind = WindowKind(row.kind)
    is_open = (row.opens_at is None or row.opens_at <= now) and now < row.closes_at
    return PublicDate(
        row.xid,
        kind,
        WINDOW_WORDS[kind],
        row.track.name if row.track else "",
        row.opens_at,
        row.closes_at,
        shown(row.closes_at, now=now, own_zone=own_zone, edition_zone=edition.zone),
        deadline_words(row.closes_at, edition.zone),
        deadline_words(row.closes_at, own_zone),
        "now" if is_open else "past" if row.closes_at <= now else "",
        row.changed_on,
    )


def offices(edition: Edition) -> list[Office]:
    """Who holds which office, in the order of the public page; one query."""
    rows = Role.objects.filter(edition=edition).select_related("person", "track")
    order = list(RoleKind)
    ordered = sorted(
        rows, key=lambda r: (order.index(RoleKind(r.kind)), r.position, r.person.name.casefold(), r.xid)
    )
    return [
        Office(
            row.xid,
            RoleKind(row.kind),
            OFFICE_WORDS[RoleKind(row.kind)],
            row.title,
            row.track.name if row.track else "",
            row.person.name or row.person.email,
            row.person.email,
            row.person.affiliation,
        )
        for row in ordered
    ]


def topics(edition: Edition) -> list[TopicRow]:
    """The edition's topics in order; one query."""
    rows = Topic.objects.filter(edition=edition).order_by("position", "name", "xid")
    return [TopicRow(row.xid, row.group, row.name, row.leans) for row in rows]


def acts(edition: Edition) -> list[ActRow]:
    """What can be done to the edition as a whole, and what has been; one query."""
    rows = Act.objects.filter(edition=edition, track=None).select_related("by")
    found = {ActKind(row.kind): row for row in rows}
    return [
        ActRow(
            kind,
            words,
            explains,
            found[kind].at if kind in found else None,
            _name(found[kind].by) if kind in found else "",
            undo,
        )
        for kind, (words, explains, undo) in ACT_WORDS.items()
    ]


def _name(person: User | None) -> str:
    return (person.name or person.email) if person else "the system"


def letter_kinds(viewer: Viewer, edition: Edition) -> list[LetterRow]:
    """Every kind of letter with its switch; two queries.

    A chair with a conflict is not told how many letters there are: papers that they may not know would count.
    """
    waiting = (
        Letter.objects.filter(scope=edition.slug, status=Letter.Status.HELD)
        .order_by()
        .values_list("kind")
        .annotate(count=Count("pk"))
    )
    held = dict(waiting)
    own = set(edition.letter_templates.values_list("kind", flat=True))
    may_count = not viewer.tied(Tie.CONFLICTED)
    return [
        LetterRow(
            kind.key,
            kind.when,
            letters.is_on(edition, kind),
            kind.key in own,
            held.get(kind.key, 0) if may_count else None,
        )
        for kind in letters.kinds()
    ]


EXAMPLES: Mapping[str, str] = {
    "name": "Robin Example",
    "title": "Lantern: a paper of your conference",
    "number": "4821",
    "deadline": "3 December 2027, 23:59 AoE",
    "office": "handling chair",
    "by": "Kim Sample",
    "window": "Author response",
    "reason": "The power was out in the whole building.",
}
"""Values with which a preview fills placeholders; others stand in ‹angles›."""


def letter_words(edition: Edition, kind: Kind, base_url: str) -> LetterWords:
    """The words of one kind of letter as they stand, and an example of it; one query."""
    subject, body = letters.words_of(edition, kind)
    return example_of(edition, kind, base_url, subject=subject, body=body)


def example_of(edition: Edition, kind: Kind, base_url: str, *, subject: str, body: str) -> LetterWords:
    """These words with an example filled in; nothing is read or written."""
    names = tuple(dict.fromkeys((*COMMON, *kind.placeholders)))
    example = {name: EXAMPLES.get(name, f"‹{name.replace('_', ' ')}›") for name in names} | {
        "edition": edition.name,
        "contact": edition.contact,
        "link": f"{base_url}/{edition.slug}/…",
    }
    return LetterWords(
        kind.key,
        kind.when,
        subject,
        body,
        letters.is_on(edition, kind),
        (subject, body) != (kind.subject, kind.body),
        names,
        f"[{edition.name}] {letters.fill(subject, example)}",
        letters.fill(body, example),
    )


def default_opening(zone_name: str, now: datetime) -> date:
    """The first day of a new edition's windows, so that papers can be taken at once: today in its zone."""
    return now.astimezone(zone(zone_name)).date()
