"""What the API takes and gives of editions; validation only, commands do the rest."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from sysml.conference.domain import Blindness, CheckWeight, RoleKind, WindowKind
from sysml.conference.presets import CHOICE_WORDS, PAPER_FORMATS, PRESETS
from sysml.conference.queries import ACT_WORDS
from sysml.kernel.serializers import LARGEST

WINDOW_KINDS = [kind.value for kind in WindowKind]


def list_of(serializer: type["serializers.Serializer[Any]"]) -> "serializers.Serializer[Any]":
    """The shape of a list in the schema: rows, and the address of the next page."""
    return inline_serializer(
        name=f"{serializer.__name__.removesuffix('Serializer')}List",
        fields={"results": serializer(many=True), "next": serializers.CharField(allow_null=True)},
    )


class EditionRowSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An edition in a list."""

    slug = serializers.CharField()
    name = serializers.CharField()
    full_name = serializers.CharField()
    place = serializers.CharField()
    begins_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    is_open = serializers.BooleanField()


class NewEditionSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A new edition from a preset."""

    preset = serializers.ChoiceField(choices=list(PRESETS))
    slug = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=120)
    opens_on = serializers.DateField()
    zone = serializers.CharField(max_length=64, default="AoE")
    contact = serializers.EmailField()


class CloneSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A new year of an edition."""

    slug = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=120)
    opens_on = serializers.DateField()


class EditionTrackSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A track as everybody may know it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    sides = serializers.ListField(child=serializers.CharField(), allow_null=True)
    blindness = serializers.ChoiceField(choices=[kind.value for kind in Blindness])
    paper_format = serializers.CharField()
    max_megabytes = serializers.IntegerField()
    supplements = serializers.BooleanField()
    response_words = serializers.IntegerField()
    checklist = serializers.ListField(child=serializers.DictField())
    attributes = serializers.ListField(child=serializers.DictField())


class TopicSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A topic."""

    xid = serializers.CharField(read_only=True)
    group = serializers.CharField(allow_blank=True, default="", max_length=120)
    name = serializers.CharField(max_length=200)
    leans = serializers.ChoiceField(choices=["ml", "systems", "both"], default="both")


class DateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An important date; `closes_at` is the deadline that people are shown."""

    xid = serializers.CharField()
    kind = serializers.ChoiceField(choices=WINDOW_KINDS)
    words = serializers.CharField()
    track = serializers.CharField(allow_blank=True)
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField()
    state = serializers.CharField(allow_blank=True, help_text="“now”, “past” or empty")


class EditionSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An edition with what everybody may know of it."""

    slug = serializers.CharField(read_only=True)
    name = serializers.CharField(max_length=120)
    full_name = serializers.CharField(max_length=300, allow_blank=True)
    place = serializers.CharField(max_length=200, allow_blank=True)
    begins_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    zone = serializers.CharField(max_length=64)
    contact = serializers.EmailField(allow_blank=True)
    call_for_papers = serializers.CharField(allow_blank=True, help_text="Markdown")
    committee_public = serializers.BooleanField()
    has_artifacts = serializers.BooleanField(read_only=True)
    version = serializers.IntegerField(min_value=0, max_value=LARGEST, help_text="send it back with a change")
    tracks = EditionTrackSerializer(many=True, read_only=True)
    topics = TopicSerializer(many=True, read_only=True)
    dates = DateSerializer(many=True, read_only=True)


class TopicsSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """All topics of an edition, in order."""

    topics = TopicSerializer(many=True)


class TrackSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A track with everything that chairs set."""

    xid = serializers.CharField(read_only=True)
    slug = serializers.CharField(read_only=True)
    name = serializers.CharField(max_length=120)
    side_a = serializers.CharField(max_length=40, allow_blank=True)
    side_b = serializers.CharField(max_length=40, allow_blank=True)
    wanted_a = serializers.IntegerField(min_value=0, max_value=20)
    wanted_b = serializers.IntegerField(min_value=0, max_value=20)
    blindness = serializers.ChoiceField(choices=[kind.value for kind in Blindness])
    choices = serializers.DictField(help_text=f"{', '.join(CHOICE_WORDS)}; rejected_file_days")
    paper_format = serializers.CharField(help_text=", ".join(PAPER_FORMATS))
    check_weights = serializers.DictField(
        child=serializers.ChoiceField(choices=[weight.value for weight in CheckWeight])
    )
    max_megabytes = serializers.IntegerField(min_value=1, max_value=2000)
    attributes = serializers.ListField(child=serializers.DictField())
    checklist = serializers.ListField(child=serializers.DictField())
    supplements = serializers.BooleanField()
    response_words = serializers.IntegerField(min_value=0, max_value=20000)
    max_authors_change = serializers.BooleanField()
    title_change = serializers.BooleanField()
    version = serializers.IntegerField(min_value=0, max_value=LARGEST, help_text="send it back with a change")


class NewTrackSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A further track."""

    slug = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=120)


class WindowSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A window with its hidden grace. Without track and person it holds for everybody."""

    xid = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=WINDOW_KINDS)
    track = serializers.CharField(allow_blank=True, default="", help_text="short name of a track")
    person = serializers.EmailField(allow_blank=True, default="", help_text="address of an account")
    opens_at = serializers.DateTimeField(allow_null=True, default=None)
    closes_at = serializers.DateTimeField(help_text="the instant at which it closes; 23:59 AoE is 12:00 UTC")
    grace_minutes = serializers.IntegerField(min_value=0, max_value=10080, default=0)
    reason = serializers.CharField(max_length=300)


class ActSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An act of the edition."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in ACT_WORDS])
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")
    done_at = serializers.DateTimeField(read_only=True, allow_null=True)
    by = serializers.CharField(read_only=True)


class UndoSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Why an act is taken back."""

    reason = serializers.CharField(max_length=300)


class OfficeSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An office and who holds it."""

    xid = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=[kind.value for kind in RoleKind])
    title = serializers.CharField(max_length=80, allow_blank=True, default="")
    track = serializers.CharField(allow_blank=True, default="", help_text="short name; empty for every track")
    email = serializers.EmailField()
    name = serializers.CharField(read_only=True)
    affiliation = serializers.CharField(read_only=True)


class LetterSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A kind of letter and its switch."""

    key = serializers.CharField(read_only=True)
    when = serializers.CharField(read_only=True)
    is_on = serializers.BooleanField(required=False)
    is_own = serializers.BooleanField(read_only=True)
    held = serializers.IntegerField(read_only=True, allow_null=True)
    subject = serializers.CharField(max_length=250, required=False, write_only=True)
    body = serializers.CharField(required=False, write_only=True, trim_whitespace=False)
