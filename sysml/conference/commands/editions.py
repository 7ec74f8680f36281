"""Making, cloning, describing and opening an edition."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from sysml.conference import presets
from sysml.conference.acting import command, record
from sysml.conference.domain import RESERVED_SLUGS, ActKind, RoleKind, Span, WindowKind
from sysml.conference.events import EditionMade, EditionOpening, TrackMade
from sysml.conference.models import Act, Conference, Edition, Role, Topic, Track, Window
from sysml.conference.policies import may_chair
from sysml.conference.presets import Preset, TrackPreset
from sysml.conference.viewer import Viewer
from sysml.kernel import events
from sysml.kernel.errors import Invalid, NotAllowed, StaleWrite

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@command
def make_edition(
    *,
    by: Viewer,
    preset: str,
    slug: str,
    name: str,
    zone: str,
    opens_on: date,
    contact: str,
    now: datetime,
    is_demo: bool = False,
) -> Edition:
    """A new edition from a preset, with the actor as its first chair; ready for its first submission.

    Raises Invalid where the address is taken or reserved, the zone unknown, or the preset not one of ours.
    """
    if by.person_id is None and not by.is_system:
        raise NotAllowed("Sign in to set up an edition.")
    _check_demo(is_demo)
    chosen = presets.PRESETS.get(preset)
    if chosen is None:
        raise Invalid({"preset": "Choose one of the presets."})
    edition = _insert(slug, name, zone, contact, chosen.badge_scheme, is_demo, now)
    for position, (group, topic, leans) in enumerate(chosen.topics):
        Topic.objects.create(edition=edition, group=group, name=topic, leans=leans, position=position)
    for position, track in enumerate(chosen.tracks):
        _make_track(edition, track, position, now)
    _lay_calendar(edition, chosen, opens_on)
    _first_chair(edition, by)
    events.publish(EditionMade(edition.pk, now))
    record(
        by, "edition.made", now=now, subject=f"edition:{edition.xid}", summary=f"{name} from {chosen.name}"
    )
    return edition


@command
def clone_edition(
    *, by: Viewer, source: Edition, slug: str, name: str, opens_on: date, now: datetime
) -> Edition:
    """Last year's settings for a new year: tracks, topics, words of letters, calendar moved to the new opening."""
    may_chair(by.fresh()).require()
    edition = _insert(slug, name, source.zone, source.contact, source.badge_scheme, source.is_demo, now)
    Edition.objects.filter(pk=edition.pk).update(
        call_for_papers=source.call_for_papers, full_name=source.full_name
    )
    for topic in source.topics.all():
        Topic.objects.create(
            edition=edition, group=topic.group, name=topic.name, leans=topic.leans, position=topic.position
        )
    tracks = {track.pk: _copy_track(edition, track, now) for track in source.tracks.all()}
    _shift_calendar(source, edition, tracks, opens_on)
    for template in source.letter_templates.all():
        edition.letter_templates.create(kind=template.kind, subject=template.subject, body=template.body)
    _first_chair(edition, by)
    events.publish(EditionMade(edition.pk, now))
    record(
        by, "edition.cloned", now=now, subject=f"edition:{edition.xid}", summary=f"{name} from {source.name}"
    )
    return edition


DESCRIPTION = (
    "name", "full_name", "place", "begins_on", "ends_on", "zone", "contact", "call_for_papers", "committee_public",
)  # fmt: skip


@command
def describe_edition(
    *, by: Viewer, edition: Edition, version: int, changes: Mapping[str, Any], now: datetime
) -> Edition:
    """Change what the public pages say of the edition. `changes` may name the fields of DESCRIPTION only."""
    may_chair(by.fresh()).require()
    row = Edition.objects.select_for_update().get(pk=edition.pk)
    if row.version != version:
        raise StaleWrite
    presets.zone_of(changes.get("zone", row.zone))
    for field in DESCRIPTION:
        if field in changes:
            setattr(row, field, changes[field])
    row.version += 1
    row.save()
    record(by, "edition.described", now=now, subject=f"edition:{row.xid}", summary=", ".join(sorted(changes)))
    return row


OWN_COMMANDS = frozenset(
    {ActKind.RELEASED, ActKind.BADGES_RELEASED, ActKind.ASSIGNMENT_PUBLISHED, ActKind.ERASED}
)


@command
def do_act(
    *,
    by: Viewer,
    edition: Edition,
    kind: ActKind,
    now: datetime,
    reason: str = "",
    track: Track | None = None,
) -> Act:
    """Record an act of the edition: opening, freezing, making a list public. Doing it again changes nothing.

    Release of decisions and badges are commands of their own, because they write more than the act. Freezing needs a
    reason: it stops everybody but the chairs, and the edition's mail (see `conference.freeze`).
    """
    if kind in OWN_COMMANDS:
        raise ValueError(f"{kind} has a command of its own")
    may_chair(by.fresh(), track.pk if track else None).require()
    if kind is ActKind.FROZEN and not reason.strip():
        raise Invalid({"reason": "Say why the edition is frozen; the other chairs read it."})
    Edition.objects.select_for_update().get(pk=edition.pk)
    if kind is ActKind.OPENED:
        events.publish(EditionOpening(edition.pk, now))
    act, made = Act.objects.get_or_create(
        edition=edition, track=track, kind=kind, defaults={"by_id": by.person_id, "at": now, "reason": reason}
    )
    if made:
        record(by, f"edition.{kind}", now=now, subject=f"edition:{edition.xid}", reason=reason)
    return act


UNDOABLE = frozenset({ActKind.FROZEN, ActKind.LIST_PUBLIC, ActKind.PROCEEDINGS_PUBLIC, ActKind.CLOSED})


@command
def undo_act(
    *, by: Viewer, edition: Edition, kind: ActKind, now: datetime, reason: str, track: Track | None = None
) -> None:
    """Take an act back: unfreeze, hide a list again. What was released to people is never taken back."""
    may_chair(by.fresh(), track.pk if track else None).require()
    if kind not in UNDOABLE:
        raise NotAllowed("What people were shown cannot be taken back.")
    if not reason.strip():
        raise Invalid({"reason": "Say why; the log keeps it."})
    Act.objects.filter(edition=edition, track=track, kind=kind).delete()
    record(by, f"edition.{kind}-undone", now=now, subject=f"edition:{edition.xid}", reason=reason)


@command
def switch_letters(*, by: Viewer, edition: Edition, kind: str, on: bool, now: datetime) -> Edition:
    """Let letters of this kind leave by themselves, or hold them; letters already held stay until let go."""
    may_chair(by.fresh()).require()
    row = Edition.objects.select_for_update().get(pk=edition.pk)
    row.letter_rules = {**row.letter_rules, kind: on}
    row.save(update_fields=["letter_rules"])
    record(
        by,
        "letters.switched",
        now=now,
        subject=f"edition:{row.xid}",
        summary=f"{kind}: {'on' if on else 'off'}",
    )
    return row


def _check_demo(is_demo: bool) -> None:
    if Edition.objects.filter(is_demo=not is_demo).exists():
        raise NotAllowed("A demonstration and a real conference never share a site.")


def _insert(
    slug: str, name: str, zone: str, contact: str, badge_scheme: str, is_demo: bool, now: datetime
) -> Edition:
    if not _SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        raise Invalid(
            {"slug": "Use small letters, digits and hyphens, such as sysml-2027; some words are taken."}
        )
    if not name.strip():
        raise Invalid({"name": "Give the edition a name."})
    presets.zone_of(zone)
    series = re.sub(r"-?\d+$", "", slug) or slug
    conference, _ = Conference.objects.get_or_create(
        slug=series, defaults={"name": re.sub(r"\s*\d{4}$", "", name.strip())}
    )
    try:
        with transaction.atomic():
            return Edition.objects.create(
                conference=conference,
                slug=slug,
                name=name.strip(),
                zone=zone,
                contact=contact,
                badge_scheme=badge_scheme,
                is_demo=is_demo,
                created_at=now,
            )
    except IntegrityError as error:
        raise Invalid({"slug": "This address is taken by another edition."}) from error


def _make_track(edition: Edition, preset: TrackPreset, position: int, now: datetime) -> Track:
    track = Track.objects.create(
        edition=edition,
        slug=preset.slug,
        name=preset.name,
        position=position,
        side_a=preset.sides[0],
        side_b=preset.sides[1],
        wanted_a=preset.wanted[0],
        wanted_b=preset.wanted[1],
        blindness=preset.blindness,
        paper_format={"preset": preset.paper_format},
        checklist=[{"key": key, "words": words} for key, words in preset.checklist],
        attributes=[
            {"key": k, "label": label, "options": list(options)} for k, label, options in preset.attributes
        ],
    )
    events.publish(TrackMade(track.pk, now))
    return track


def _copy_track(edition: Edition, source: Track, now: datetime) -> Track:
    copy = Track.objects.get(pk=source.pk)
    copy.pk, copy.xid, copy.edition = None, "", edition
    copy._state.adding = True
    copy.save()
    events.publish(TrackMade(copy.pk, now))
    return copy


def _lay_calendar(edition: Edition, preset: Preset, opens_on: date) -> None:
    for kind, span in presets.calendar(preset, opens_on, edition.zone).items():
        _window(edition, None, kind, span)


def _shift_calendar(source: Edition, edition: Edition, tracks: Mapping[int, Track], opens_on: date) -> None:
    rows = list(source.windows.filter(paper_id=None, person=None))
    first = min((row.opens_at for row in rows if row.opens_at), default=None)
    shift = presets.opening(opens_on, edition.zone) - first if first else None
    for row in rows:
        opens = row.opens_at + shift if row.opens_at and shift else row.opens_at
        closes = row.closes_at + shift if shift else row.closes_at
        Window.objects.create(
            edition=edition,
            track=tracks.get(row.track_id) if row.track_id else None,
            kind=row.kind,
            opens_at=opens,
            closes_at=closes,
            grace_minutes=row.grace_minutes,
        )


def _window(edition: Edition, track: Track | None, kind: WindowKind, span: Span) -> None:
    Window.objects.create(
        edition=edition,
        track=track,
        kind=kind,
        opens_at=span.opens,
        closes_at=span.closes,
        grace_minutes=int(span.grace.total_seconds() // 60),
    )


def _first_chair(edition: Edition, by: Viewer) -> None:
    if by.person_id is not None:
        Role.objects.create(
            edition=edition, person_id=by.person_id, kind=RoleKind.CHAIR, title="Programme chair"
        )
