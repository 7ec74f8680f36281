"""What the API takes and gives of artifacts; validation only, commands do the rest."""

from typing import Any

from rest_framework import serializers as s

from artifacts.domain import KICK_ANSWERS, LARGEST_LOAD, LONGEST_TEXT, ArtifactAudience, Vote
from sysml.kernel.serializers import LARGEST

Serializer = s.Serializer[Any]
AUDIENCES = [audience.value for audience in ArtifactAudience]
_VOTES = [vote.value for vote in Vote]


def _text(**more: Any) -> s.CharField:
    return s.CharField(max_length=LONGEST_TEXT, **{"allow_blank": True, "default": "", **more})


class ArtifactPermitOut(Serializer):
    """Whether something may be done now, and if not, why."""

    allowed = s.SerializerMethodField()
    reason = s.CharField()

    def get_allowed(self, permit: object) -> bool:
        return bool(permit)


class ArtifactVersionOut(Serializer):
    """One version of an artifact."""

    xid = s.CharField()
    number = s.IntegerField()
    access = s.CharField(help_text="archive or link")
    name = s.CharField()
    url = s.CharField(help_text="of a link")
    sha256 = s.CharField()
    size = s.IntegerField(allow_null=True)
    note = s.CharField()
    at = s.CharField(source="iso")
    is_current = s.BooleanField()


class KickOut(Serializer):
    """A first look. `person` is empty for authors."""

    xid = s.CharField()
    label = s.CharField()  # type: ignore[assignment]
    person = s.CharField()
    answers = s.SerializerMethodField()
    text = s.CharField()
    of_version = s.IntegerField(allow_null=True)
    at = s.CharField(source="iso", help_text="for authors the day alone")

    def get_answers(self, kick: Any) -> dict[str, str]:
        return dict(kick.answers)


class ArtifactVoteOut(Serializer):
    """An evaluator's vote on one badge."""

    badge = s.CharField()
    vote = s.CharField()
    reason = s.CharField()


class ArtifactEvaluationOut(Serializer):
    """An evaluation. `person` is empty, `hours` null and `remarks_html` empty for authors."""

    xid = s.CharField()
    label = s.CharField()  # type: ignore[assignment]
    person = s.CharField()
    is_mine = s.BooleanField()
    is_active = s.BooleanField()
    submitted = s.BooleanField()
    environment = s.CharField()
    text = s.CharField()
    remarks_html = s.CharField()
    hours = s.FloatField(allow_null=True)
    votes = ArtifactVoteOut(many=True)
    of_version = s.IntegerField(allow_null=True)
    at = s.CharField(source="iso", help_text="for authors the day alone")


class ArtifactPostOut(Serializer):
    """One message about an artifact."""

    xid = s.CharField()
    author = s.CharField()
    text = s.CharField()
    at = s.CharField(source="iso", help_text="for authors the day alone")


class ArtifactThreadOut(Serializer):
    """The messages of one audience."""

    audience = s.ChoiceField(AUDIENCES)
    words = s.CharField(help_text="who reads it")
    posts = ArtifactPostOut(many=True)
    may_post = ArtifactPermitOut()


class BadgeOut(Serializer):
    """What was decided of a badge."""

    key = s.CharField()
    name = s.CharField()
    scheme = s.CharField()
    is_awarded = s.BooleanField()
    reason = s.CharField()


class ArtifactOut(Serializer):
    """An artifact with all that this person may see of it."""

    number = s.IntegerField()
    title = s.CharField()
    state = s.CharField()
    authors = s.ListField(child=s.CharField())
    abstract = s.CharField()
    claims = s.CharField()
    requirements = s.CharField()
    checklist = s.SerializerMethodField()
    badges_asked = s.SerializerMethodField()
    licence = s.CharField()
    doi = s.CharField()
    revision = s.IntegerField(min_value=0, max_value=LARGEST)
    versions = ArtifactVersionOut(many=True)
    first_looks = KickOut(many=True, source="kicks")
    evaluations = ArtifactEvaluationOut(many=True)
    threads = ArtifactThreadOut(many=True)
    badges = BadgeOut(many=True)
    change = ArtifactPermitOut()
    first_look = ArtifactPermitOut(source="kick")
    evaluate = ArtifactPermitOut()
    arrange = ArtifactPermitOut()

    def get_checklist(self, page: Any) -> dict[str, str]:
        return {key: value for key, _, value in page.checklist}

    def get_badges_asked(self, page: Any) -> list[str]:
        return [key for key, _ in page.badges_asked]


class ArtifactAuthorRowOut(Serializer):
    """An accepted paper of mine."""

    number = s.IntegerField()
    title = s.CharField()
    state = s.CharField(help_text="empty: not registered")
    may_register = s.BooleanField()


class EvaluatorRowOut(Serializer):
    """An artifact that I evaluate."""

    number = s.IntegerField()
    title = s.CharField()
    label = s.CharField()  # type: ignore[assignment]
    version = s.IntegerField(allow_null=True)
    first_look_done = s.BooleanField(source="kicked")
    submitted = s.BooleanField()
    state = s.CharField()


class ArtifactRowOut(Serializer):
    """An artifact in the artifact chairs' table."""

    number = s.IntegerField()
    title = s.CharField()
    state = s.CharField()
    badges_asked = s.ListField(child=s.CharField())
    version = s.IntegerField(allow_null=True)
    evaluators = s.ListField(child=s.CharField())
    first_looks = s.IntegerField(source="kicks")
    evaluations = s.IntegerField()
    decided = s.BooleanField()
    awarded = s.ListField(child=s.CharField())


class ArtifactListsOut(Serializer):
    """My lists; null where I have none of the kind."""

    mine = ArtifactAuthorRowOut(many=True)
    to_evaluate = EvaluatorRowOut(many=True, allow_null=True)
    results = ArtifactRowOut(many=True, allow_null=True, help_text="for artifact chairs")
    next = s.CharField(allow_null=True)


class DescriptionIn(Serializer):
    """What authors say of an artifact."""

    abstract = _text(allow_blank=False, required=True, default=s.empty)
    claims = _text()
    requirements = _text()
    licence = s.CharField(max_length=80, allow_blank=True, default="")
    doi = s.CharField(max_length=160, allow_blank=True, default="")
    badges_asked = s.ListField(child=s.CharField(), min_length=1)
    checklist = s.DictField(child=s.CharField(allow_blank=True, max_length=2000), default=dict)


class DescriptionChangeIn(DescriptionIn):
    """The same, for an artifact as it was when it was loaded."""

    revision = s.IntegerField(min_value=0, max_value=LARGEST)


class ArtifactArchiveIn(Serializer):
    """An archive as multipart/form-data."""

    file = s.FileField()
    sha256 = s.CharField(max_length=80, allow_blank=True, default="")
    note = _text()


class ArtifactLinkIn(Serializer):
    """A link with the checksum of what it leads to."""

    url = s.URLField(max_length=500)
    sha256 = s.CharField(max_length=80)
    note = _text()


class HandedInOut(Serializer):
    """The version that was made: the receipt."""

    xid = s.CharField()
    number = s.IntegerField()
    sha256 = s.CharField()


class KickIn(Serializer):
    """A first look: every question answered, and what the authors should know."""

    answers = s.DictField(child=s.ChoiceField([key for key, _ in KICK_ANSWERS]))
    text = _text(allow_blank=False, required=True, default=s.empty)
    revision = s.IntegerField(min_value=0, max_value=LARGEST)


class ArtifactBallotIn(Serializer):
    """A vote on one badge."""

    badge = s.CharField(max_length=40)
    vote = s.ChoiceField(_VOTES)
    reason = _text()


class ArtifactEvaluationIn(Serializer):
    """An evaluation with a vote on every badge that was asked for."""

    environment = _text()
    text = _text(allow_blank=False, required=True, default=s.empty)
    remarks = _text()
    hours = s.FloatField(allow_null=True, default=None, min_value=0, max_value=1000)
    votes = ArtifactBallotIn(many=True)
    revision = s.IntegerField(min_value=0, max_value=LARGEST)


class OwnWorkOut(Serializer):
    """My own evaluation as I left it; `revision` goes back with what I send."""

    number = s.IntegerField()
    label = s.CharField()  # type: ignore[assignment]
    revision = s.IntegerField(min_value=0, max_value=LARGEST)
    version = s.IntegerField(allow_null=True)
    answers = s.SerializerMethodField()
    first_look_text = s.CharField(source="kick_text")
    environment = s.CharField()
    text = s.CharField()
    remarks = s.CharField()
    hours = s.FloatField(allow_null=True)
    submitted = s.BooleanField()
    first_look = ArtifactPermitOut(source="kick")
    evaluate = ArtifactPermitOut()

    def get_answers(self, work: Any) -> dict[str, str]:
        return dict(work.kick_answers)


class ArtifactPostIn(Serializer):
    """A message to one audience."""

    audience = s.ChoiceField(AUDIENCES)
    text = _text(allow_blank=False, required=True, default=s.empty)


class ArtifactXidOut(Serializer):
    """What was made."""

    xid = s.CharField()


class ArtifactReasonIn(Serializer):
    """A reason."""

    reason = s.CharField(max_length=200)


class EvaluatorSeatOut(Serializer):
    """A place on the artifact committee, for artifact chairs."""

    xid = s.CharField()
    name = s.CharField()
    email = s.CharField()
    affiliation = s.CharField()
    state = s.CharField()
    resources = s.CharField()
    load_max = s.IntegerField()
    held = s.IntegerField()
    handed_in = s.IntegerField()
    written_to = s.BooleanField()


class EvaluatorSeatPageOut(Serializer):
    """One page of the roster."""

    results = EvaluatorSeatOut(many=True)
    next = s.CharField(allow_null=True)


class EvaluatorImportIn(Serializer):
    """A list of people, "name, e-mail, affiliation" a line."""

    text = s.CharField(max_length=200_000, trim_whitespace=False)
    load = s.IntegerField(min_value=1, max_value=LARGEST_LOAD, default=2)
    invite = s.BooleanField(default=True)
    preview = s.BooleanField(default=False, help_text="say what would happen, and do nothing")


class ArtifactRosterEntryOut(Serializer):
    """One line as it was understood."""

    line = s.IntegerField()
    name = s.CharField()
    email = s.CharField()
    affiliation = s.CharField()
    errors = s.ListField(child=s.CharField())  # type: ignore[assignment]
    note = s.CharField()


class EvaluatorImportOut(Serializer):
    """What importing did, or would do."""

    added = s.IntegerField()
    entries = ArtifactRosterEntryOut(many=True)


class ArtifactLoadIn(Serializer):
    """How many artifacts somebody takes at most."""

    load = s.IntegerField(min_value=1, max_value=LARGEST_LOAD)


class ArtifactSeatOut(Serializer):
    """My own place, or the invitation to it."""

    name = s.CharField()
    email = s.CharField()
    state = s.CharField()
    resources = s.CharField()
    load_max = s.IntegerField()


class ArtifactSeatIn(Serializer):
    """An answer to the invitation, or a change of mind."""

    accept = s.BooleanField()
    resources = _text()
    load = s.IntegerField(min_value=1, max_value=LARGEST_LOAD, allow_null=True, default=None)


class ArtifactCountOut(Serializer):
    """How many."""

    count = s.IntegerField()


class ArtifactAssignedOut(Serializer):
    """Somebody who evaluates the artifact."""

    xid = s.CharField(help_text="of the evaluation")
    label = s.CharField()  # type: ignore[assignment]
    name = s.CharField()
    is_active = s.BooleanField()
    first_look_done = s.BooleanField(source="kicked")
    submitted = s.BooleanField()


class ArtifactCandidateOut(Serializer):
    """Somebody who could evaluate it; `barred` says why not."""

    xid = s.CharField()
    name = s.CharField()
    affiliation = s.CharField()
    resources = s.CharField()
    held = s.IntegerField()
    load_max = s.IntegerField()
    barred = s.CharField()
    conflict_xid = s.CharField()


class EvaluatorsOut(Serializer):
    """Who evaluates an artifact, and who else could."""

    number = s.IntegerField()
    assigned = ArtifactAssignedOut(many=True)
    candidates = ArtifactCandidateOut(many=True)


class EvaluatorIn(Serializer):
    """An evaluator, by xid."""

    evaluator = s.CharField(max_length=12)


class BarIn(EvaluatorIn):
    """An evaluator who has a conflict with the artifact."""

    reason = s.CharField(max_length=200)


class ArtifactPairOut(Serializer):
    """One line of a proposal."""

    number = s.IntegerField()
    evaluator = s.CharField(source="evaluator_xid")
    name = s.CharField(source="evaluator")
    load_after = s.IntegerField()


class ArtifactProposalOut(Serializer):
    """A proposal; nothing of it is kept until it is taken."""

    wanted = s.IntegerField()
    pairs = ArtifactPairOut(many=True, source="lines")
    short = s.SerializerMethodField(help_text="numbers of artifacts that would still lack somebody")

    def get_short(self, proposal: Any) -> list[int]:
        return [number for number, *_ in proposal.short]


class ArtifactPairIn(Serializer):
    """An artifact (by its paper's number) and an evaluator."""

    number = s.IntegerField(min_value=0, max_value=LARGEST)
    evaluator = s.CharField(max_length=12)


class ArtifactPairsIn(Serializer):
    """What is taken of a proposal."""

    pairs = ArtifactPairIn(many=True)


class ArtifactVoteCountOut(Serializer):
    """How evaluators voted on a badge."""

    award = s.IntegerField()
    refuse = s.IntegerField()
    unsure = s.IntegerField()


class BadgeQuestionOut(Serializer):
    """One badge to decide on."""

    key = s.CharField()
    name = s.CharField()
    criterion = s.CharField()
    is_asked = s.BooleanField()
    votes = ArtifactVoteCountOut()
    is_awarded = s.BooleanField(allow_null=True)
    reason = s.CharField()


class ArtifactDecideOut(Serializer):
    """What an artifact chair sees before deciding; `seen` goes back with the decision."""

    number = s.IntegerField()
    questions = BadgeQuestionOut(many=True)
    note = s.CharField()
    seen = s.CharField()


class ArtifactRulingIn(Serializer):
    """What is decided of one badge."""

    badge = s.CharField(max_length=40)
    is_awarded = s.BooleanField()
    reason = _text(allow_blank=False, required=True, default=s.empty)


class ArtifactDecideIn(Serializer):
    """The decision on every badge that was asked for."""

    rulings = ArtifactRulingIn(many=True)
    note = _text()
    seen = s.CharField(max_length=60, allow_blank=True)


class ArtifactLetterOut(Serializer):
    """A letter as it will leave."""

    to = s.CharField()
    name = s.CharField()
    subject = s.CharField()
    body = s.CharField()


class ArtifactToReleaseOut(Serializer):
    """One artifact with what its authors will be told."""

    number = s.IntegerField()
    title = s.CharField()
    is_decided = s.BooleanField()
    badges = BadgeOut(many=True)
    letters = ArtifactLetterOut(many=True)


class BadgeReleaseOut(Serializer):
    """What the release does; `seen` goes back with it."""

    artifacts = ArtifactToReleaseOut(many=True)
    letters = s.IntegerField()
    problem = s.CharField()
    seen = s.CharField()


class BadgeReleaseIn(Serializer):
    """The release of all badges, as the preview showed it."""

    seen = s.CharField(max_length=60)


class PublicBadgeOut(Serializer):
    """An awarded badge."""

    key = s.CharField()
    name = s.CharField()
    criterion = s.CharField()
    scheme = s.CharField()


class PublicBadgesOut(Serializer):
    """The public badges of one paper."""

    number = s.IntegerField()
    title = s.CharField()
    badges = PublicBadgeOut(many=True)


class PublicBadgesPageOut(Serializer):
    """Papers with badges."""

    results = PublicBadgesOut(many=True)
    next = s.CharField(allow_null=True)
