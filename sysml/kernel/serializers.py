"""What the API takes and gives of a person; validation only, commands do the rest."""

from rest_framework import serializers

from sysml.kernel.countries import COUNTRIES
from sysml.kernel.queries import NOTIFICATIONS


class SpellSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Where a person worked, and when."""

    name = serializers.CharField(max_length=200)
    domain = serializers.CharField(max_length=120, allow_blank=True, default="")
    since = serializers.IntegerField(min_value=1950, max_value=2100, help_text="year")
    until = serializers.IntegerField(
        min_value=1950, max_value=2100, allow_null=True, default=None, help_text="year; null means today"
    )


class NotificationsSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Letters that a person may switch off."""

    reminders = serializers.BooleanField(required=False, help_text=NOTIFICATIONS["reminders"])
    discussion = serializers.BooleanField(required=False, help_text=NOTIFICATIONS["discussion"])
    calendar = serializers.BooleanField(required=False, help_text=NOTIFICATIONS["calendar"])


class ProfileSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A person's own profile."""

    xid = serializers.CharField(read_only=True)
    email = serializers.EmailField(read_only=True)
    name = serializers.CharField(max_length=200)
    affiliation = serializers.CharField(max_length=200, allow_blank=True)
    country = serializers.CharField(
        max_length=2, allow_blank=True, help_text="ISO 3166-1 code, such as " + next(iter(COUNTRIES))
    )
    orcid = serializers.CharField(max_length=60, allow_blank=True)
    homepage = serializers.URLField(allow_blank=True)
    dblp = serializers.URLField(allow_blank=True)
    scholar = serializers.URLField(allow_blank=True)
    timezone = serializers.CharField(max_length=64, help_text="IANA name")
    notifications = NotificationsSerializer()
    affiliations = SpellSerializer(many=True)
