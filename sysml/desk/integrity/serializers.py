"""Shapes of what the nightly check found."""

from rest_framework import serializers


class FaultLine(serializers.Serializer[object]):
    """One illegal state of the edition."""

    invariant = serializers.CharField(help_text="the name that `manage.py check_invariants --only` takes")
    number = serializers.IntegerField(allow_null=True, help_text="of the paper, where it is of one")
    what = serializers.CharField()
    mend = serializers.CharField(help_text="what to do about it")


class Integrity(serializers.Serializer[object]):
    """What the newest nightly check found, without papers with which you have a conflict."""

    checked_at = serializers.DateTimeField(allow_null=True)
    faults = FaultLine(many=True)
