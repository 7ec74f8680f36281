"""The shapes of the rules' endpoint."""

from rest_framework import serializers

from sysml.desk.rules.queries import STATE_WORDS

STATES = list(STATE_WORDS)


class RuleCellOut(serializers.Serializer[object]):
    subject = serializers.CharField(help_text="letter of the subject, as `subjects` names it")
    state = serializers.ChoiceField(choices=STATES)
    words = serializers.CharField(help_text="the cell in plain words")


class RuleLineOut(serializers.Serializer[object]):
    group = serializers.CharField()
    thing = serializers.CharField()
    cells = RuleCellOut(many=True)


class RuleTrackOut(serializers.Serializer[object]):
    track = serializers.CharField()
    lines = RuleLineOut(many=True)


class RulePhaseOut(serializers.Serializer[object]):
    key = serializers.CharField()
    words = serializers.CharField()
    begins = serializers.DateTimeField()
    assumed = serializers.BooleanField(help_text="begins with an act that nobody has done yet")


class RuleDifferenceOut(serializers.Serializer[object]):
    track = serializers.CharField()
    thing = serializers.CharField()
    subject = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    begins = serializers.CharField(help_text="the phase from which it differs")
    ends = serializers.CharField(help_text="the phase with which that ends; empty: never")


class RulesOut(serializers.Serializer[object]):
    phase = serializers.CharField()
    phases = RulePhaseOut(many=True)
    subjects = serializers.DictField(child=serializers.CharField(), help_text="letter: words")
    tracks = RuleTrackOut(many=True)
    differences = RuleDifferenceOut(many=True, help_text="of the planned change; empty without one")
