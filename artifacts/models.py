"""Artifacts of accepted papers, their evaluation and their badges."""

from django.db import models

from artifacts.domain import Access, ArtifactAudience, ArtifactState, EvaluatorState, Vote
from submissions.models import Submission
from sysml.conference.models import Edition
from sysml.kernel.choices import choices_of
from sysml.kernel.ids import Addressed
from sysml.kernel.models import Blob, User


class Evaluator(Addressed):
    """A place on the artifact evaluation committee."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="evaluators")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="evaluator_places"
    )
    email = models.EmailField()
    name = models.CharField(max_length=200)
    affiliation = models.CharField(max_length=200, blank=True)
    resources = models.TextField(blank=True, help_text="hardware and systems within reach")
    load_max = models.PositiveSmallIntegerField(default=2)
    state = models.CharField(
        max_length=10, choices=choices_of(EvaluatorState), default=EvaluatorState.INVITED
    )
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    invited_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "email"], name="evaluator_invited_once"),
            models.UniqueConstraint(fields=["edition", "person"], name="evaluator_person_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def id_key(self) -> object:
        return (self.edition_id, self.email)


class Artifact(Addressed):
    """The artifact of one accepted paper, as its authors registered it."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="artifact")
    state = models.CharField(
        max_length=12, choices=choices_of(ArtifactState), default=ArtifactState.REGISTERED
    )
    abstract = models.TextField(blank=True)
    claims = models.TextField(blank=True, help_text="the paper's claims and which experiment shows each")
    requirements = models.TextField(blank=True, help_text="hardware, software, data that evaluators need")
    checklist = models.JSONField(default=dict)
    badges_asked = models.JSONField(default=list)
    licence = models.CharField(max_length=80, blank=True)
    doi = models.CharField(max_length=120, blank=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True, help_text="to the authors, with the badges")
    stamped_blob = models.ForeignKey(
        Blob,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the camera-ready paper with its badges on page one",
    )
    stamped_from = models.ForeignKey(
        Blob,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the camera-ready paper that was stamped",
    )
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"artifact of {self.submission_id}"

    def id_key(self) -> object:
        return self.submission_id


class ArtifactVersion(Addressed):
    """One version of an artifact: an archive with its hash, or a link with the hash the authors state."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="versions")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    access = models.CharField(max_length=10, choices=choices_of(Access))
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    url = models.URLField(blank=True, max_length=500)
    sha256 = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True, help_text="what changed")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["artifact", "number"], name="artifact_version_once"),
            models.CheckConstraint(
                condition=(models.Q(access="archive") & models.Q(blob__isnull=False))
                | (models.Q(access="link") & ~models.Q(url="")),
                name="artifact_version_has_its_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    def id_key(self) -> object:
        return (self.artifact_id, self.number)


class Evaluation(Addressed):
    """One evaluator's work on one artifact: kick-the-tires first, then the evaluation with a vote per badge."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="evaluations")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    evaluator = models.ForeignKey(Evaluator, on_delete=models.PROTECT, related_name="evaluations")
    label = models.CharField(max_length=3, help_text="Evaluator A: stable within the artifact")
    is_active = models.BooleanField(default=True)
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    kick_answers = models.JSONField(default=dict)
    kick_text = models.TextField(blank=True, help_text="goes to the authors at once")
    kick_at = models.DateTimeField(null=True)
    of_version = models.ForeignKey(ArtifactVersion, null=True, on_delete=models.PROTECT, related_name="+")
    environment = models.TextField(blank=True)
    text = models.TextField(blank=True, help_text="for the authors, at the decision")
    remarks = models.TextField(blank=True, help_text="for evaluators and artifact chairs")
    hours = models.FloatField(null=True)
    submitted_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(fields=["artifact", "evaluator"], name="evaluated_once"),
            models.UniqueConstraint(fields=["artifact", "label"], name="evaluator_label_once"),
        ]

    def __str__(self) -> str:
        return f"evaluation {self.label} of {self.artifact_id}"

    def id_key(self) -> object:
        return (self.artifact_id, self.evaluator_id)


class BadgeVote(models.Model):
    """An evaluator's vote on one badge, with the reason."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="votes")
    badge = models.CharField(max_length=40)
    vote = models.CharField(max_length=8, choices=choices_of(Vote))
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "badge"], name="badge_voted_once")]

    def __str__(self) -> str:
        return f"{self.badge}: {self.vote}"


class ArtifactPost(Addressed):
    """One post about an artifact; authors see evaluators under their label, never their name."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="posts")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=12, choices=choices_of(ArtifactAudience))
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=40)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.signed_as}: {self.text[:40]}"

    def id_key(self) -> object:
        return (self.artifact_id, self.person_id, self.at)


class BadgeDecision(Addressed):
    """Whether a badge is awarded. A refused one is never public."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="badge_decisions")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    badge = models.CharField(max_length=40)
    scheme = models.CharField(max_length=40)
    is_awarded = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["artifact", "badge"], name="badge_decided_once")]

    def __str__(self) -> str:
        return f"{self.badge}: {'awarded' if self.is_awarded else 'refused'}"

    def id_key(self) -> object:
        return (self.artifact_id, self.badge)


class ArtifactConflict(Addressed):
    """An evaluator may not evaluate this artifact; computed afresh, apart from the paper's conflicts."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="artifact_conflicts")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "person"], name="artifact_conflict_once")
        ]

    def __str__(self) -> str:
        return self.reason

    def id_key(self) -> object:
        return (self.submission_id, self.person_id)
