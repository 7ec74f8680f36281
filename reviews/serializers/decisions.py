"""Shapes of decisions, releases, desk rejects and shepherds. Input is only parsed here; commands judge it."""

from rest_framework import serializers as drf

from reviews.queries.decisions import BOTH, MISSING, SORTS, UNDECIDED
from reviews.serializers.reviewing import VERDICTS, SideScoresOut
from sysml.kernel.serializers import LARGEST


class DeskFilters(drf.Serializer[object]):
    verdict = drf.ChoiceField(choices=[UNDECIDED, *(v for v, _ in VERDICTS)], required=False, default="")
    sides = drf.ChoiceField(choices=[BOTH, MISSING], required=False, default="")
    gap = drf.FloatField(required=False, default=None, allow_null=True, min_value=0)
    track = drf.CharField(required=False, default="")
    sort = drf.ChoiceField(choices=list(SORTS), required=False, default="number")
    descending = drf.BooleanField(required=False, default=False)
    page = drf.IntegerField(min_value=1, required=False, default=1)


class DeskRowOut(drf.Serializer[object]):
    number = drf.IntegerField()
    title = drf.CharField()
    track = drf.CharField()
    ml = SideScoresOut()
    systems = SideScoresOut()
    all = SideScoresOut()
    gap = drf.FloatField(allow_null=True, help_text="mean of the first side less that of the second")
    missing_side = drf.CharField(allow_blank=True)
    waived = drf.CharField(allow_blank=True, help_text="why a missing side was waived")
    lead = drf.CharField(allow_blank=True)
    advice = drf.CharField(allow_blank=True)
    verdict = drf.CharField(allow_blank=True)
    outcome = drf.CharField(allow_blank=True, help_text="what has been released")
    desk_reject = drf.BooleanField(help_text="prepared, not released")


class AgreementOut(drf.Serializer[object]):
    papers = drf.IntegerField()
    differ = drf.IntegerField()
    expected = drf.FloatField(allow_null=True, help_text="share that chance alone would give")


class DeskOut(drf.Serializer[object]):
    total = drf.IntegerField(help_text="papers that you may see")
    decided = drf.IntegerField()
    others = drf.IntegerField(help_text="handled by someone else")
    agreement = AgreementOut()
    results = DeskRowOut(many=True)
    next = drf.CharField(allow_null=True)


class DecisionOut(drf.Serializer[object]):
    number = drf.IntegerField()
    outcome = drf.CharField(allow_blank=True)
    verdict = drf.CharField(allow_blank=True)
    note_html = drf.CharField(allow_blank=True)
    conditions_html = drf.CharField(allow_blank=True)
    condition_state = drf.CharField(allow_blank=True)
    one_sided_reason = drf.CharField(allow_blank=True)
    shepherd = drf.CharField(allow_blank=True)
    released = drf.BooleanField()


class DecisionIn(drf.Serializer[object]):
    verdict = drf.ChoiceField(choices=VERDICTS)
    note = drf.CharField(required=False, allow_blank=True, default="")
    conditions = drf.CharField(required=False, allow_blank=True, default="")
    one_sided_reason = drf.CharField(required=False, allow_blank=True, default="", max_length=300)


class DecisionsIn(drf.Serializer[object]):
    numbers = drf.ListField(child=drf.IntegerField(min_value=1, max_value=LARGEST), allow_empty=False)
    verdict = drf.ChoiceField(choices=VERDICTS)
    conditions = drf.CharField(required=False, allow_blank=True, default="")


class DecisionsOut(drf.Serializer[object]):
    decided = drf.IntegerField()


class LetterOut(drf.Serializer[object]):
    to = drf.CharField()
    name = drf.CharField(allow_blank=True)
    subject = drf.CharField()
    body = drf.CharField()


class PaperLettersOut(drf.Serializer[object]):
    number = drf.IntegerField()
    title = drf.CharField()
    verdict = drf.CharField(allow_blank=True)
    authors_hidden = drf.BooleanField()
    unreachable = drf.ListField(child=drf.CharField())
    letters = LetterOut(many=True)


class InTheWayOut(drf.Serializer[object]):
    number = drf.IntegerField()
    title = drf.CharField()
    why = drf.CharField()


class ReleaseFilters(drf.Serializer[object]):
    track = drf.CharField(required=False, default="", help_text="slug; without it every track")
    page = drf.IntegerField(min_value=1, required=False, default=1, help_text="of the letters")


class ReleaseOut(drf.Serializer[object]):
    total = drf.IntegerField()
    others = drf.IntegerField()
    others_ready = drf.BooleanField()
    ready = drf.BooleanField()
    released_at = drf.DateTimeField(allow_null=True)
    missing = InTheWayOut(many=True)
    late = InTheWayOut(many=True)
    seen = drf.CharField(help_text="to be sent with the release: it is refused if a letter has changed since")
    letters = PaperLettersOut(many=True)
    next = drf.CharField(allow_null=True)


class WaitingLettersOut(drf.Serializer[object]):
    results = PaperLettersOut(many=True)


class ReleaseIn(drf.Serializer[object]):
    seen = drf.CharField()
    track = drf.CharField(required=False, allow_blank=True, default="")


class ReleasedOut(drf.Serializer[object]):
    at = drf.DateTimeField()
    done = drf.BooleanField(help_text="false if it had been released before")


class LateReleaseOut(drf.Serializer[object]):
    seen = drf.CharField()
    letters = PaperLettersOut()


class SeenIn(drf.Serializer[object]):
    seen = drf.CharField()


class DeskRejectIn(drf.Serializer[object]):
    reason = drf.CharField()


class DeskRejectOut(drf.Serializer[object]):
    reason = drf.CharField()
    letters = PaperLettersOut()


class ShepherdChoiceOut(drf.Serializer[object]):
    xid = drf.CharField()
    name = drf.CharField()
    side = drf.CharField(allow_blank=True)


class ShepherdPageOut(drf.Serializer[object]):
    results = ShepherdChoiceOut(many=True)


class ShepherdIn(drf.Serializer[object]):
    person = drf.CharField(help_text="xid of a member without a conflict")


class ConditionsIn(drf.Serializer[object]):
    met = drf.BooleanField()
    note = drf.CharField(required=False, allow_blank=True, default="")


class ConditionsOut(drf.Serializer[object]):
    decision = DecisionOut()
    met = PaperLettersOut()
    failed = PaperLettersOut()
