"""What the API takes and gives of a person; validation only, commands do the rest."""

from rest_framework import serializers

from sysml.kernel.countries import COUNTRIES
from sysml.kernel.queries import NOTIFICATIONS
from sysml.kernel.tokens import SCOPES

LARGEST = 2**31 - 1
"""The largest whole number that a request may hold, unless a field says less: what both databases keep."""


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


class TokenSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A token as its owner sees it; its secret is kept nowhere."""

    xid = serializers.CharField(read_only=True)
    name = serializers.CharField(max_length=100)
    prefix = serializers.CharField(read_only=True, help_text="how its secret begins")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=list(SCOPES)), allow_empty=False)
    edition = serializers.CharField(
        source="edition_slug", allow_blank=True, default="", help_text="empty: good for every edition"
    )
    created_at = serializers.DateTimeField(read_only=True)
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(read_only=True, allow_null=True)
    state = serializers.CharField(read_only=True, help_text="active, expired or revoked")


class NewTokenSerializer(TokenSerializer):
    """A token that was just made."""

    secret = serializers.CharField(read_only=True, help_text="shown this once")
