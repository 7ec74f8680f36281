"""Shapes of snapshots and of going back to one."""

from rest_framework import serializers

LARGEST_NUMBER = 99_999


class SnapshotOut(serializers.Serializer[object]):
    """One snapshot."""

    xid = serializers.CharField()
    words = serializers.CharField()
    track = serializers.CharField()
    at = serializers.DateTimeField()
    reviews = serializers.IntegerField(help_text="that you may see")


class SnapshotList(serializers.Serializer[object]):
    """All snapshots."""

    next = serializers.CharField(allow_null=True)
    results = SnapshotOut(many=True)


class SnapshotTaken(serializers.Serializer[object]):
    """A snapshot that was taken just now."""

    xid = serializers.CharField()


class ChangeOut(serializers.Serializer[object]):
    """A review that has changed since."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    now_version = serializers.IntegerField()
    now_at = serializers.DateTimeField(allow_null=True)
    then_version = serializers.IntegerField()
    then_at = serializers.DateTimeField()
    now_score = serializers.IntegerField(allow_null=True)
    then_score = serializers.IntegerField(allow_null=True)


class StaysOut(serializers.Serializer[object]):
    """A review that did not exist then and stays as it is."""

    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]


class ChangesOut(serializers.Serializer[object]):
    """What going back would do."""

    papers = serializers.IntegerField()
    changed = ChangeOut(many=True)
    stays = StaysOut(many=True)


class SnapshotPageOut(serializers.Serializer[object]):
    """One snapshot with what going back to it would do."""

    xid = serializers.CharField()
    words = serializers.CharField()
    track = serializers.CharField()
    at = serializers.DateTimeField()
    number = serializers.IntegerField(allow_null=True)
    changes = ChangesOut()


class OnlyPaper(serializers.Serializer[object]):
    """For one paper alone."""

    number = serializers.IntegerField(min_value=1, max_value=LARGEST_NUMBER, default=None)


class RollbackIn(serializers.Serializer[object]):
    """A proposal to go back."""

    snapshot = serializers.CharField(max_length=12)
    number = serializers.IntegerField(min_value=1, max_value=LARGEST_NUMBER, allow_null=True, default=None)
    reason = serializers.CharField(max_length=300)


class RollbackOut(serializers.Serializer[object]):
    """A proposal that waits for a second chair."""

    xid = serializers.CharField()
    words = serializers.CharField()
    at = serializers.DateTimeField()
    number = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    by = serializers.CharField()
    proposed_at = serializers.DateTimeField()
    mine = serializers.BooleanField(help_text="proposed by you: another chair must confirm it")


class RollbackList(serializers.Serializer[object]):
    """All that wait."""

    next = serializers.CharField(allow_null=True)
    results = RollbackOut(many=True)


class RollbackPageOut(serializers.Serializer[object]):
    """A proposal with what it would do."""

    rollback = RollbackOut()
    changes = ChangesOut()


class RollbackMade(serializers.Serializer[object]):
    """The proposal."""

    xid = serializers.CharField()


class RollbackDone(serializers.Serializer[object]):
    """How many reviews were set back."""

    reviews = serializers.IntegerField()


class WhyIn(serializers.Serializer[object]):
    """A reason."""

    reason = serializers.CharField(max_length=300)
