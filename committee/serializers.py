"""What the API takes and gives. Serializers parse input; output is plain data described by them."""

from rest_framework import serializers

from committee.domain import REASON_WORDS, Bid, ConflictState, MemberState
from sysml.conference.domain import Side
from sysml.kernel.serializers import LARGEST

REASONS = [reason.value for reason in REASON_WORDS]
SIDES = [side.value for side in Side]
SERVED_SIDES = [Side.ML.value, Side.SYSTEMS.value]


class PageSerializer(serializers.Serializer[object]):
    """Parameters of a list."""

    page = serializers.IntegerField(min_value=1, max_value=LARGEST, default=1)
    q = serializers.CharField(required=False, default="", allow_blank=True)
    side = serializers.ChoiceField(choices=SIDES, required=False, default="", allow_blank=True)


class MemberFilter(PageSerializer):
    state = serializers.ChoiceField(
        choices=[state.value for state in MemberState], required=False, default="", allow_blank=True
    )
    load = serializers.ChoiceField(
        choices=["none", "room", "full"], required=False, default="", allow_blank=True
    )


class ConflictFilter(PageSerializer):
    state = serializers.ChoiceField(
        choices=[state.value for state in ConflictState], required=False, default="", allow_blank=True
    )


class BidFilter(PageSerializer):
    only = serializers.ChoiceField(
        choices=["unbid", *(str(int(bid)) for bid in Bid)], required=False, default="", allow_blank=True
    )


class MemberOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField(help_text="empty for whoever is not a chair")
    affiliation = serializers.CharField()
    side = serializers.CharField()
    state = serializers.CharField()
    load = serializers.IntegerField()
    load_max = serializers.IntegerField()
    load_wished = serializers.IntegerField(allow_null=True)
    assigned = serializers.IntegerField(help_text="of the papers that you may see")
    profile_done = serializers.BooleanField()


class MembersPage(serializers.Serializer[object]):
    results = MemberOut(many=True)
    next = serializers.CharField(allow_null=True)


class ImportIn(serializers.Serializer[object]):
    text = serializers.CharField(help_text="name, e-mail, affiliation, side: one person a line")
    load = serializers.IntegerField(min_value=1, max_value=100, default=6)
    invite = serializers.BooleanField(default=True)
    dry_run = serializers.BooleanField(default=False, help_text="say what would happen, and do nothing")


class EntryOut(serializers.Serializer[object]):
    line = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    side = serializers.CharField(allow_null=True)
    errors = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]
    note = serializers.CharField()


class ImportOut(serializers.Serializer[object]):
    added = serializers.IntegerField()
    entries = EntryOut(many=True)


class MemberIn(serializers.Serializer[object]):
    side = serializers.ChoiceField(choices=SIDES)
    load_max = serializers.IntegerField(min_value=1, max_value=100)


class ReasonIn(serializers.Serializer[object]):
    reason = serializers.CharField()


class AnswerIn(serializers.Serializer[object]):
    accept = serializers.BooleanField()
    load_wished = serializers.IntegerField(
        min_value=0, max_value=100, required=False, allow_null=True, default=None
    )
    note = serializers.CharField(required=False, allow_blank=True, default="")


class InvitationOut(serializers.Serializer[object]):
    name = serializers.CharField()
    email = serializers.CharField()
    side = serializers.CharField()
    state = serializers.CharField()
    load_max = serializers.IntegerField()
    load_wished = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()


class BalanceOut(serializers.Serializer[object]):
    ml = serializers.IntegerField()
    systems = serializers.IntegerField()
    bridge = serializers.IntegerField()
    invited = serializers.IntegerField()
    declined = serializers.IntegerField()
    capacity_ml = serializers.IntegerField()
    capacity_systems = serializers.IntegerField()
    capacity_bridge = serializers.IntegerField()
    papers = serializers.IntegerField(help_text="complete papers that you may see")
    demand_ml = serializers.IntegerField()
    demand_systems = serializers.IntegerField()
    missing = serializers.IntegerField()
    words = serializers.CharField()


class LevelOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    name = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)


class ProfileOut(serializers.Serializer[object]):
    side = serializers.CharField()
    load_max = serializers.IntegerField()
    load_wished = serializers.IntegerField(allow_null=True)
    done = serializers.BooleanField()
    topics = LevelOut(many=True)


class ProfileIn(serializers.Serializer[object]):
    side = serializers.ChoiceField(choices=SIDES)
    load_wished = serializers.IntegerField(
        min_value=0, max_value=100, required=False, allow_null=True, default=None
    )
    expertise = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=3), default=dict)


class PersonOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    name = serializers.CharField()
    affiliation = serializers.CharField()


class PeoplePage(serializers.Serializer[object]):
    results = PersonOut(many=True)
    next = serializers.CharField(allow_null=True)


class ConflictOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    person = serializers.CharField()
    number = serializers.IntegerField()
    reason = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField()
    state = serializers.CharField()
    decided_by = serializers.CharField()
    decided_reason = serializers.CharField()


class ConflictsPage(serializers.Serializer[object]):
    results = ConflictOut(many=True)
    next = serializers.CharField(allow_null=True)


class DeclaredOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    person = serializers.CharField()
    affiliation = serializers.CharField()
    reason = serializers.CharField()
    note = serializers.CharField()


class DeclareIn(serializers.Serializer[object]):
    person = serializers.CharField(help_text="xid of a person of the committee")
    reason = serializers.ChoiceField(choices=REASONS)
    note = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class OwnConflictIn(serializers.Serializer[object]):
    reason = serializers.ChoiceField(choices=REASONS)
    note = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class CreatedOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    ended = serializers.BooleanField(
        help_text="an assignment ended with it (chairs and the person alone learn this)"
    )


class OwnConflictOut(serializers.Serializer[object]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    by_me = serializers.BooleanField()


class DecideIn(serializers.Serializer[object]):
    act = serializers.ChoiceField(choices=["confirm", "dismiss"])
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class BidOut(serializers.Serializer[object]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField())
    value = serializers.IntegerField(allow_null=True)
    fit = serializers.IntegerField()


class BidsPage(serializers.Serializer[object]):
    results = BidOut(many=True)
    next = serializers.CharField(allow_null=True)


class BidIn(serializers.Serializer[object]):
    value = serializers.ChoiceField(choices=[int(bid) for bid in Bid], allow_null=True)
    member = serializers.CharField(
        required=False, default="", help_text="chairs: on behalf of this member (xid)"
    )


class NumberedBidIn(serializers.Serializer[object]):
    number = serializers.IntegerField(min_value=1, max_value=LARGEST)
    value = serializers.ChoiceField(choices=[int(bid) for bid in Bid], allow_null=True)


class BidsIn(serializers.Serializer[object]):
    bids = NumberedBidIn(many=True)


class CountOut(serializers.Serializer[object]):
    count = serializers.IntegerField()


class PaperBidsOut(serializers.Serializer[object]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    ml = serializers.IntegerField()
    systems = serializers.IntegerField()
    bridge = serializers.IntegerField()
    short = serializers.IntegerField()


class BidBalanceOut(serializers.Serializer[object]):
    papers = serializers.IntegerField()
    short = serializers.IntegerField()
    bids = serializers.IntegerField()
    silent = serializers.ListField(child=serializers.CharField())
    rows = PaperBidsOut(many=True)


class ReviewerOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    name = serializers.CharField()
    affiliation = serializers.CharField()
    side = serializers.CharField()
    why = serializers.CharField()


class CandidateOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    name = serializers.CharField()
    affiliation = serializers.CharField()
    side = serializers.CharField()
    load = serializers.IntegerField()
    load_max = serializers.IntegerField()
    bid = serializers.CharField()
    conflict = serializers.BooleanField()
    assigned = serializers.BooleanField()
    fit = serializers.IntegerField()


class ReviewersOut(serializers.Serializer[object]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    handler = serializers.CharField()
    reviewers = ReviewerOut(many=True)


class CandidatesPage(serializers.Serializer[object]):
    results = CandidateOut(many=True)
    next = serializers.CharField(allow_null=True)


class AssignIn(serializers.Serializer[object]):
    member = serializers.CharField(help_text="xid of the member")
    side = serializers.ChoiceField(choices=SERVED_SIDES, required=False, default="", allow_blank=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    instead_of = serializers.CharField(
        required=False, default="", help_text="xid of the member who is replaced"
    )


class AssignmentOut(serializers.Serializer[object]):
    xid = serializers.CharField()


class GiveUpIn(serializers.Serializer[object]):
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    conflict = serializers.ChoiceField(choices=REASONS, required=False, default="", allow_blank=True)


class MyPaperOut(serializers.Serializer[object]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    side = serializers.CharField()


class HandlerIn(serializers.Serializer[object]):
    person = serializers.CharField(help_text="xid of a chair or handling chair")


class HandlerOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    name = serializers.CharField()
    handles = serializers.IntegerField()
    current = serializers.BooleanField()


class PlanIn(serializers.Serializer[object]):
    track = serializers.CharField(
        required=False, default="", allow_blank=True, help_text="slug; the first track if empty"
    )
    wanted_a = serializers.IntegerField(min_value=0, max_value=10)
    wanted_b = serializers.IntegerField(min_value=0, max_value=10, default=0)
    load_cap = serializers.IntegerField(min_value=0, max_value=100, default=0)
    influence = serializers.IntegerField(min_value=0, max_value=100, default=100)
    seed = serializers.IntegerField(min_value=0, max_value=LARGEST, default=1)
    keep = serializers.BooleanField(default=True)


class PlanSummaryOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    state = serializers.CharField()
    track = serializers.CharField()
    made_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)


class PlanRowOut(serializers.Serializer[object]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    missing = serializers.IntegerField()
    weakest = serializers.FloatField()
    reviewers = ReviewerOut(many=True)


class PlanSeenOut(serializers.Serializer[object]):
    xid = serializers.CharField()
    state = serializers.CharField()
    track = serializers.CharField()
    papers = serializers.IntegerField(help_text="papers that you may see")
    pairs = serializers.IntegerField()
    missing = serializers.IntegerField()
    optimal = serializers.BooleanField()
    error = serializers.CharField()
    rows = PlanRowOut(many=True)


class PlanOut(PlanSeenOut):
    progress = serializers.CharField()
    percent = serializers.IntegerField()


class PlanChangeIn(serializers.Serializer[object]):
    number = serializers.IntegerField(min_value=1, max_value=LARGEST)
    add = serializers.CharField(required=False, default="", allow_blank=True)
    remove = serializers.CharField(required=False, default="", allow_blank=True)
    side = serializers.ChoiceField(choices=SERVED_SIDES, required=False, default="", allow_blank=True)


class PublishedOut(serializers.Serializer[object]):
    made = serializers.IntegerField(help_text="of the papers that you may see")
    kept = serializers.IntegerField()
    ended = serializers.IntegerField()
    skipped = serializers.ListField(child=serializers.IntegerField())
