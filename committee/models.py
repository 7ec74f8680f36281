"""The committee of two halves: members, conflicts, bids, plans and assignments."""

from django.db import models

from committee.domain import (
    AssignmentState,
    Bid,
    ConflictReason,
    ConflictSource,
    ConflictState,
    MemberState,
    PlanState,
)
from submissions.models import Submission
from sysml.conference.domain import Side
from sysml.conference.models import Edition, Topic, Track
from sysml.kernel.choices import choices_of
from sysml.kernel.ids import Addressed
from sysml.kernel.models import Job, User


class Member(Addressed):
    """A place on the programme committee. `person` is set when the invitation is accepted."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    email = models.EmailField()
    name = models.CharField(max_length=200)
    affiliation = models.CharField(max_length=200, blank=True)
    side = models.CharField(max_length=10, choices=choices_of(Side), default=Side.BRIDGE)
    state = models.CharField(max_length=10, choices=choices_of(MemberState), default=MemberState.INVITED)
    load_max = models.PositiveSmallIntegerField(default=6, help_text="papers that the chairs ask for")
    load_wished = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="a reduced load, if asked for"
    )
    answer_note = models.TextField(blank=True)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    invited_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    profile_done_at = models.DateTimeField(null=True, help_text="when side and expertise were confirmed")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "email"], name="member_invited_once"),
            models.UniqueConstraint(fields=["edition", "person"], name="member_person_once"),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(person__isnull=False),
                name="accepted_member_is_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def id_key(self) -> object:
        return (self.edition_id, self.email)

    @property
    def load(self) -> int:
        """How many papers this member takes at most."""
        return self.load_max if self.load_wished is None else min(self.load_max, self.load_wished)


class Expertise(models.Model):
    """What a member says to know of a topic: 0 none, 1 some, 2 good, 3 expert."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="expertise")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "topic"], name="expertise_once"),
            models.CheckConstraint(condition=models.Q(level__lte=3), name="expertise_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.level}"


class Conflict(Addressed):
    """A person may not see or judge a paper, with the reason kept. It holds unless it is dismissed."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    reason = models.CharField(max_length=20, choices=choices_of(ConflictReason))
    source = models.CharField(max_length=60, choices=choices_of(ConflictSource))
    state = models.CharField(
        max_length=12, choices=choices_of(ConflictState), default=ConflictState.CONFIRMED
    )
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "person", "source"], name="conflict_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} × {self.submission_id}: {self.reason}"

    def id_key(self) -> object:
        return (self.submission_id, self.person_id, self.source)


class PaperBid(Addressed):
    """A member's bid for a paper."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="bids")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="bids")
    value = models.SmallIntegerField(choices=[(int(b), b.name.lower()) for b in Bid])
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "member"], name="bid_once")]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.submission_id}: {self.value}"

    def id_key(self) -> object:
        return (self.submission_id, self.member_id)


class Plan(Addressed):
    """A proposed assignment of a track: what the solver gave, as a chair may edit and publish it."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="plans")
    state = models.CharField(max_length=12, choices=choices_of(PlanState), default=PlanState.SOLVING)
    parameters = models.JSONField(default=dict)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    certificate = models.JSONField(
        default=dict, help_text="total, gap, optimal, seconds; of the solver's own answer"
    )
    shortages = models.JSONField(default=list, help_text="[submission number, side, missing]")
    edited = models.PositiveIntegerField(default=0, help_text="changes by hand since it was solved")

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"plan {self.xid} {self.state}"


class PlanPair(Addressed):
    """One proposed reviewer of one paper."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="pairs")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(
        max_length=10, blank=True, choices=choices_of(Side), help_text="the side that it fills"
    )
    score = models.FloatField(default=0)
    why = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "submission", "member"], name="plan_pair_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.submission_id}"

    def id_key(self) -> object:
        return (self.plan_id, self.submission_id, self.member_id)


class Assignment(Addressed):
    """A member reviews a paper, for a side. Active only while its state and its submission are."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="assignments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="assignments")
    side = models.CharField(
        max_length=10, blank=True, choices=choices_of(Side), help_text="the side that it fills"
    )
    state = models.CharField(
        max_length=10, choices=choices_of(AssignmentState), default=AssignmentState.ACTIVE
    )
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.SET_NULL, related_name="assignments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "member"], name="assigned_once")]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.submission_id} {self.state}"

    def id_key(self) -> object:
        return (self.submission_id, self.member_id)


class Handling(Addressed):
    """The chair who handles one paper; every paper has one, never a conflicted one."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="handling")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handlings")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} handles {self.submission_id}"

    def id_key(self) -> object:
        return self.submission_id
