"""Shapes of a paper's own windows."""

from rest_framework import serializers

from sysml.conference.serializers import WINDOW_KINDS


class PaperWindow(serializers.Serializer[object]):
    """A window of one paper, in place of its track's."""

    xid = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=WINDOW_KINDS)
    opens_at = serializers.DateTimeField(allow_null=True, default=None)
    closes_at = serializers.DateTimeField(help_text="the instant at which it closes; 23:59 AoE is 12:00 UTC")
    grace_minutes = serializers.IntegerField(min_value=0, max_value=10080, default=0)
    reason = serializers.CharField(max_length=300)


class PaperWindowList(serializers.Serializer[object]):
    """All windows of one paper."""

    results = PaperWindow(many=True)
    next = serializers.CharField(allow_null=True)
