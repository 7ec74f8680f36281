"""Shapes of the desk's endpoints."""

from rest_framework import serializers


class TodoOut(serializers.Serializer[object]):
    """One thing that needs a person."""

    kind = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    note = serializers.CharField()
    due = serializers.DateTimeField(allow_null=True)


class TodoList(serializers.Serializer[object]):
    """Everything that needs a person, in the order of deadlines."""

    results = TodoOut(many=True)


class HitOut(serializers.Serializer[object]):
    """A paper that was found."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    track = serializers.CharField()


class HitList(serializers.Serializer[object]):
    """One page of results."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    results = HitOut(many=True)


class LogOut(serializers.Serializer[object]):
    """One entry of the log."""

    at = serializers.DateTimeField()
    who = serializers.CharField()
    on_behalf_of = serializers.CharField()
    action = serializers.CharField()
    number = serializers.IntegerField(allow_null=True)
    summary = serializers.CharField()
    reason = serializers.CharField()


class LogList(serializers.Serializer[object]):
    """One page of the log."""

    next = serializers.CharField(allow_null=True)
    results = LogOut(many=True)


class OutboxLetterOut(serializers.Serializer[object]):
    """One letter of the outbox."""

    xid = serializers.CharField()
    to = serializers.CharField()
    subject = serializers.CharField()
    body = serializers.CharField()
    kind = serializers.CharField()
    status = serializers.CharField()
    at = serializers.DateTimeField()
    error = serializers.CharField(help_text="why the last attempt failed")
    again_at = serializers.DateTimeField(allow_null=True, help_text="when a failed one is tried again")


class OutboxList(serializers.Serializer[object]):
    """One page of the outbox."""

    next = serializers.CharField(allow_null=True)
    results = OutboxLetterOut(many=True)


class MailingIn(serializers.Serializer[object]):
    """A letter to a group of people."""

    group = serializers.CharField()
    subject = serializers.CharField(max_length=200)
    body = serializers.CharField()


class MailingOut(serializers.Serializer[object]):
    """A mailing and how many of its letters have left."""

    mailing = serializers.CharField()
    letters = serializers.IntegerField()
    sent = serializers.IntegerField()


class GroupOut(serializers.Serializer[object]):
    """A group of people to whom a chair may write."""

    key = serializers.CharField()
    words = serializers.CharField()


class GroupList(serializers.Serializer[object]):
    """Every group."""

    results = GroupOut(many=True)


class LetterIn(serializers.Serializer[object]):
    """A letter to try."""

    subject = serializers.CharField(max_length=200)
    body = serializers.CharField()


class WrittenLetterOut(serializers.Serializer[object]):
    """The letter that was written."""

    xid = serializers.CharField()


class KindIn(serializers.Serializer[object]):
    """A kind of letter."""

    kind = serializers.CharField()


class LetterCountOut(serializers.Serializer[object]):
    """How many letters that was."""

    letters = serializers.IntegerField()


class ExportOut(serializers.Serializer[object]):
    """A list that a chair may take out."""

    key = serializers.CharField()
    words = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())


class ExportList(serializers.Serializer[object]):
    """Every such list."""

    results = ExportOut(many=True)


class ViewAsIn(serializers.Serializer[object]):
    """Whose eyes, and which paper."""

    email = serializers.EmailField()
    number = serializers.IntegerField(min_value=1, max_value=99999)


class PlaceOut(serializers.Serializer[object]):
    """Something that waits for a person's proven address."""

    title = serializers.CharField()
    words = serializers.CharField()
    url = serializers.CharField(help_text="the page on which it is taken, where it is not by a letter")


class PlaceList(serializers.Serializer[object]):
    """Everything that waits."""

    results = PlaceOut(many=True)


class JobOut(serializers.Serializer[object]):
    """Slow work, and how far it is."""

    xid = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    percent = serializers.IntegerField()
    words = serializers.CharField()
    why = serializers.CharField()


class JobList(serializers.Serializer[object]):
    """One page of jobs."""

    next = serializers.CharField(allow_null=True)
    results = JobOut(many=True)


class ChairDeskOut(serializers.Serializer[object]):
    """What a chair sees first."""

    stage = serializers.CharField()
    figures = serializers.DictField(child=serializers.IntegerField())
    needs = serializers.DictField(child=serializers.IntegerField())
