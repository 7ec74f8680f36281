"""Changing tracks and topics of an edition."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError

from sysml.conference.acting import command, record
from sysml.conference.domain import CheckWeight, Choices, TopicLine
from sysml.conference.events import TrackMade
from sysml.conference.models import Edition, Topic, Track
from sysml.conference.policies import may_chair
from sysml.conference.presets import CHECKS, CHOICE_WORDS, PAPER_FORMATS
from sysml.conference.viewer import Viewer
from sysml.kernel import events
from sysml.kernel.errors import Invalid, NotAllowed, NotFound, StaleWrite

TRACK_FIELDS = (
    "name", "side_a", "side_b", "wanted_a", "wanted_b", "blindness", "choices", "paper_format", "check_weights",
    "max_megabytes", "attributes", "checklist", "supplements", "response_words", "max_authors_change", "title_change",
)  # fmt: skip
LEANINGS = ("ml", "systems", "both")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@command
def change_track(
    *, by: Viewer, edition: Edition, slug: str, version: int, changes: Mapping[str, Any], now: datetime
) -> Track:
    """Change a track. `changes` may name the fields of TRACK_FIELDS.

    Raises StaleWrite where somebody else changed it since `version`, Invalid for values that no part understands.
    """
    row = Track.objects.select_for_update().filter(edition=edition, slug=slug).first()
    if row is None:
        raise NotFound
    may_chair(by.fresh(), row.pk).require()
    if row.version != version:
        raise StaleWrite
    for field in TRACK_FIELDS:
        if field in changes:
            setattr(row, field, changes[field])
    _check_track(row)
    row.version += 1
    row.save()
    record(
        by,
        "track.changed",
        now=now,
        subject=f"track:{row.xid}",
        summary=f"{row.name}: {', '.join(sorted(changes))}",
    )
    return row


@command
def add_track(*, by: Viewer, edition: Edition, slug: str, name: str, now: datetime) -> Track:
    """A further track, with the defaults of a track and the edition's calendar."""
    may_chair(by.fresh()).require()
    if not _KEY.fullmatch(slug):
        raise Invalid({"slug": "Use small letters, digits and hyphens, such as industry."})
    if not name.strip():
        raise Invalid({"name": "Give the track a name."})
    try:
        with transaction.atomic():
            track = Track.objects.create(
                edition=edition,
                slug=slug,
                name=name.strip(),
                position=edition.tracks.count(),
                paper_format={"preset": "sysml2019"},
            )
    except IntegrityError as error:
        raise Invalid({"slug": "There is such a track already."}) from error
    events.publish(TrackMade(track.pk, now))
    record(by, "track.added", now=now, subject=f"track:{track.xid}", summary=track.name)
    return track


@command
def remove_track(*, by: Viewer, edition: Edition, slug: str, now: datetime) -> None:
    """Take out a track that has no paper. An edition keeps at least one."""
    may_chair(by.fresh()).require()
    track = Track.objects.select_for_update().filter(edition=edition, slug=slug).first()
    if track is None:
        raise NotFound
    if edition.tracks.count() == 1:
        raise NotAllowed("An edition keeps at least one track.")
    name, xid = track.name, track.xid
    try:
        with transaction.atomic():
            track.delete()
    except ProtectedError as error:
        raise NotAllowed("This track has papers; close its submission window instead.") from error
    record(by, "track.removed", now=now, subject=f"track:{xid}", summary=name)


def _check_track(track: Track) -> None:
    problems: dict[str, str] = {}
    if bool(track.side_a.strip()) != bool(track.side_b.strip()):
        problems["side_b"] = "Name both sides, or none."
    elif track.side_a and track.side_a.strip().casefold() == track.side_b.strip().casefold():
        problems["side_b"] = "The two sides need different names."
    if track.wanted < 1:
        problems["wanted_a"] = "A paper needs at least one review."
    preset = track.paper_format.get("preset", "")
    if preset and preset not in PAPER_FORMATS:
        problems["paper_format"] = "Choose one of the listed formats."
    weights = {weight.value for weight in CheckWeight}
    if not set(track.check_weights) <= CHECKS.keys() or not set(track.check_weights.values()) <= weights:
        problems["check_weights"] = "A check is advice, seen by the chairs, or blocking."
    problems |= _check_choices(track.choices)
    problems |= _check_keyed("checklist", track.checklist) | _check_keyed("attributes", track.attributes)
    if problems:
        raise Invalid(problems)
    try:
        track.clean_fields(
            exclude=[
                "edition",
                "choices",
                "check_weights",
                "attributes",
                "checklist",
                "paper_format",
                "xid",
            ]
        )
    except ValidationError as error:
        raise Invalid(error.message_dict) from error


def _check_choices(choices: Mapping[str, Any]) -> dict[str, str]:
    days = choices.get("rejected_file_days", Choices().rejected_file_days)
    flags = {key: value for key, value in choices.items() if key != "rejected_file_days"}
    if not set(flags) <= CHOICE_WORDS.keys() or not all(isinstance(value, bool) for value in flags.values()):
        return {"choices": f"Known choices are {', '.join(CHOICE_WORDS)}."}
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 3650:
        return {"choices": "Days for which files of rejected papers stay: a number from 0 to 3650."}
    return {}


def _check_keyed(name: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    keys = [row.get("key", "") for row in rows]
    if not all(_KEY.fullmatch(str(key)) for key in keys):
        return {name: "Each line begins with a short key of small letters and hyphens, then a semicolon."}
    return {} if len(keys) == len(set(keys)) else {name: "Each key may be used once."}


@command
def set_topics(*, by: Viewer, edition: Edition, topics: Sequence[TopicLine], now: datetime) -> list[Topic]:
    """Make the edition's topics exactly these, in this order. A topic is known by its name.

    Raises Invalid where a topic that papers or members use would be lost: rename nothing that is in use.
    """
    may_chair(by.fresh()).require()
    Edition.objects.select_for_update().get(pk=edition.pk)
    _check_topics(topics)
    old = {topic.name: topic for topic in Topic.objects.filter(edition=edition)}
    gone = [topic for name, topic in old.items() if name not in {line.name for line in topics}]
    used = [topic.name for topic in gone if _is_used(topic)]
    if used:
        raise Invalid({"topics": f"In use by papers or members, so it must stay: {'; '.join(used)}."})
    for topic in gone:
        topic.delete()
    kept = [_place(edition, old.get(line.name), line, position) for position, line in enumerate(topics)]
    record(by, "topics.changed", now=now, subject=f"edition:{edition.xid}", summary=f"{len(kept)} topics")
    return kept


def _check_topics(topics: Sequence[TopicLine]) -> None:
    names = [line.name.casefold() for line in topics]
    if not all(line.name.strip() for line in topics):
        raise Invalid({"topics": "Every line needs the name of a topic."})
    if len(names) != len(set(names)):
        raise Invalid({"topics": "Each topic may stand there once."})
    wrong = [line.name for line in topics if line.leans not in LEANINGS]
    if wrong:
        raise Invalid({"topics": f"{wrong[0]}: a topic leans to ml, systems or both."})
    if any(len(line.name) > 200 or len(line.group) > 120 for line in topics):
        raise Invalid({"topics": "A topic has at most 200 characters, a group 120."})


def _place(edition: Edition, topic: Topic | None, line: TopicLine, position: int) -> Topic:
    topic = topic or Topic(edition=edition, name=line.name)
    topic.group, topic.leans, topic.position = line.group, line.leans, position
    topic.save()
    return topic


def _is_used(topic: Topic) -> bool:
    """Whether rows of any floor point to the topic."""
    for relation in Topic._meta.related_objects:
        model: type[Model] = relation.related_model
        if model._base_manager.filter(**{relation.field.name: topic.pk}).exists():
            return True
    return False
