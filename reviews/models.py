"""Forms, reviews, discussion, responses, meta-reviews and decisions."""

from django.db import models

from reviews.domain import (
    Audience,
    ConditionState,
    QuestionKind,
    RequestState,
    ReviewKind,
    ReviewState,
    RollbackState,
    ThreadAudience,
    Verdict,
)
from submissions.models import Submission
from sysml.conference.domain import Side
from sysml.conference.models import Edition, Track
from sysml.kernel.choices import choices_of
from sysml.kernel.ids import Addressed
from sysml.kernel.models import User


class Question(Addressed):
    """One typed question of a track's review form, with the audience of its answers."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40, help_text="name in the API and in exports")
    label = models.CharField(max_length=200)
    help = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=choices_of(QuestionKind))
    options = models.JSONField(default=list, help_text="score and choice: [value, words] in order")
    audience = models.CharField(max_length=12, choices=choices_of(Audience), default=Audience.AUTHORS)
    required = models.BooleanField(default=True)
    is_overall = models.BooleanField(default=False, help_text="the score that tables and plots use")
    is_confidence = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["track", "key"], name="question_key_once")]

    def __str__(self) -> str:
        return self.label

    def id_key(self) -> object:
        return (self.track_id, self.key)


class Review(Addressed):
    """One person's review of one paper. `label` is the reviewer's stable name within the paper."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews")
    requested_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=choices_of(ReviewKind), default=ReviewKind.COMMITTEE)
    side = models.CharField(max_length=10, blank=True, choices=choices_of(Side))
    label = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=choices_of(ReviewState), default=ReviewState.DRAFT)
    draft = models.JSONField(
        default=dict, help_text="question key: answer, as last saved and not yet submitted"
    )
    draft_saved_at = models.DateTimeField(null=True)
    draft_words = models.PositiveIntegerField(default=0)
    first_submitted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True, help_text="of the current version")
    version = models.PositiveIntegerField(default=0, help_text="number of submitted versions")
    revision = models.PositiveIntegerField(
        default=1, help_text="counts saves; forms carry it against lost updates"
    )

    class Meta:
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer"], name="one_review_per_reviewer_and_paper"
            ),
            models.UniqueConstraint(fields=["submission", "label"], name="review_label_once"),
            models.CheckConstraint(
                condition=~models.Q(state="submitted") | models.Q(first_submitted_at__isnull=False),
                name="submitted_review_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.label} of {self.submission_id}"

    def id_key(self) -> object:
        return (self.submission_id, self.reviewer_id)


class ReviewVersion(Addressed):
    """A review as it was submitted at one time; every version is kept."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    entered_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="a chair who entered it on behalf",
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="review_version_once"),
            models.UniqueConstraint(
                fields=["review"], condition=models.Q(is_current=True), name="one_current_review_version"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    def id_key(self) -> object:
        return (self.review_id, self.number)


class Answer(models.Model):
    """One answer of one version of a review. The question's audience decides who may read it."""

    version = models.ForeignKey(ReviewVersion, on_delete=models.CASCADE, related_name="answers")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    score = models.SmallIntegerField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "question"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.score if self.score is not None else self.text[:40]}"


class ReviewRequest(Addressed):
    """A member asks somebody outside the committee for a review.

    The requester must not learn from the answer whether the person is an author or already a reviewer, so a request
    with a possible conflict is taken like any other and its letter held until a chair has looked.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="review_requests")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    affiliation = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="review_requests"
    )
    side = models.CharField(max_length=10, blank=True, choices=choices_of(Side))
    state = models.CharField(max_length=10, choices=choices_of(RequestState), default=RequestState.ASKED)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    note = models.TextField(blank=True)
    held_reason = models.CharField(
        max_length=200, blank=True, help_text="why the letter waits; for chairs alone"
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "xid"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "email", "requested_by"], name="external_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    def id_key(self) -> object:
        return (self.submission_id, self.email, self.requested_by_id)


class Thread(Addressed):
    """A conversation about one paper, with readers that never change. Questions to chairs are open or answered."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="threads")
    audience = models.CharField(max_length=20, choices=choices_of(ThreadAudience))
    subject = models.CharField(max_length=200, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    is_answered = models.BooleanField(default=False, help_text="for questions to the chairs")

    class Meta:
        ordering = ["opened_at", "pk"]

    def __str__(self) -> str:
        return self.subject or self.audience

    def id_key(self) -> object:
        return (self.submission_id, self.audience, self.opened_by_id, self.opened_at)


class Post(Addressed):
    """One post in a thread. `signed_as` is what readers see who may not know the person ("Reviewer B")."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=40)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.signed_as}: {self.text[:40]}"

    def id_key(self) -> object:
        return (self.thread_id, self.person_id, self.at)


class Response(Addressed):
    """The authors' response to the reviews: drafted, then submitted; reviewers read the submitted text."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="response")
    draft = models.TextField(blank=True)
    draft_saved_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"response to {self.submission_id}"

    def id_key(self) -> object:
        return self.submission_id


class Lead(Addressed):
    """The member who leads the discussion of one paper and writes its meta-review."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="lead")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} leads {self.submission_id}"

    def id_key(self) -> object:
        return self.submission_id


class MetaReview(Addressed):
    """The lead's summary and recommendation; `summary` goes to the authors at release, `remarks` never."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="meta_review")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    summary = models.TextField(blank=True)
    remarks = models.TextField(blank=True)
    recommendation = models.CharField(max_length=12, choices=choices_of(Verdict), blank=True)
    is_submitted = models.BooleanField(default=False)
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"meta-review of {self.submission_id}"

    def id_key(self) -> object:
        return self.submission_id


class Decision(Addressed):
    """What was decided: the one secret home of decisions until their release."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="decision")
    verdict = models.CharField(max_length=12, choices=choices_of(Verdict))
    note = models.TextField(blank=True, help_text="for the authors, part of the letter")
    conditions = models.TextField(blank=True, help_text="of a conditional accept")
    condition_state = models.CharField(max_length=8, choices=choices_of(ConditionState), blank=True)
    one_sided_reason = models.CharField(
        max_length=300, blank=True, help_text="why one side's review was waived"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(verdict="conditional") & ~models.Q(condition_state=""))
                | (~models.Q(verdict="conditional") & models.Q(condition_state="")),
                name="only_conditional_accepts_have_conditions",
            )
        ]

    def __str__(self) -> str:
        return self.verdict

    def id_key(self) -> object:
        return self.submission_id


class DeskReject(Addressed):
    """A desk reject, prepared with its letter and released by an act of its own."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="desk_reject")
    reason = models.TextField(help_text="for the authors")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"desk reject of {self.submission_id}"

    def id_key(self) -> object:
        return self.submission_id


class Shepherding(Addressed):
    """The member who sees a conditional accept through."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="shepherding")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} shepherds {self.submission_id}"

    def id_key(self) -> object:
        return self.submission_id


class ProgrammeSession(Addressed):
    """A session of the meeting: a part of the programme, and a chapter of the proceedings where papers are in it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sessions")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    day = models.DateField(null=True, blank=True)
    begins = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    room = models.CharField(max_length=80, blank=True)
    chair = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="session_name_unique_in_edition"),
        ]

    def __str__(self) -> str:
        return self.name

    def id_key(self) -> object:
        return (self.edition_id, self.name)


class ProceedingsEntry(Addressed):
    """The place of an accepted paper in the proceedings; made when its acceptance is released."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="proceedings_entry")
    accepted_title = models.CharField(max_length=300, help_text="as it was when the paper was accepted")
    session = models.ForeignKey(
        ProgrammeSession, null=True, blank=True, on_delete=models.SET_NULL, related_name="entries"
    )
    position = models.PositiveSmallIntegerField(default=0)
    first_page = models.PositiveIntegerField(null=True, blank=True)
    last_page = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_page__isnull=True, last_page__isnull=True)
                | models.Q(first_page__gte=1, last_page__gte=models.F("first_page")),
                name="proceedings_pages_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.accepted_title

    def id_key(self) -> object:
        return self.submission_id


class Snapshot(Addressed):
    """All reviews as they stood at one instant: the end of a window, or when a chair asked for it.

    A snapshot copies nothing: versions of reviews are kept for ever, so its lines only name them.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="snapshots")
    track = models.ForeignKey(
        Track,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="whose window ended; or all tracks",
    )
    window = models.CharField(max_length=30, blank=True, help_text="which window ended; empty: taken by hand")
    at = models.DateTimeField(help_text="the instant that it shows")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "xid"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "window", "at"],
                condition=models.Q(track__isnull=True),
                name="one_snapshot_of_edition_and_end",
            ),
            models.UniqueConstraint(
                fields=["track", "window", "at"],
                condition=models.Q(track__isnull=False),
                name="one_snapshot_of_track_and_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.window or 'by hand'} {self.at:%Y-%m-%d %H:%M}"

    def id_key(self) -> object:
        return (self.edition_id, self.track_id, self.window, self.at)


class SnapshotLine(models.Model):
    """Which version of a review a snapshot shows."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="lines")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(ReviewVersion, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "review"], name="review_once_in_a_snapshot")
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.version_id}"


class Rollback(Addressed):
    """A chair's proposal to go back to a snapshot, for one paper or all; another chair carries it out."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="rollbacks")
    submission = models.ForeignKey(
        Submission,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="empty: the whole edition",
    )
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=choices_of(RollbackState), default=RollbackState.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed_at", "xid"]

    def __str__(self) -> str:
        return f"{self.state} {self.proposed_at:%Y-%m-%d %H:%M}"

    def id_key(self) -> object:
        return (self.snapshot_id, self.submission_id, self.proposed_at)
