"""Submissions, their authors and their files."""

from django.db import models

from submissions.domain import CheckState, DocumentKind, Outcome, Status
from sysml.conference.models import Edition, Topic, Track
from sysml.kernel.choices import choices_of
from sysml.kernel.ids import Addressed
from sysml.kernel.models import Blob, User


class Submission(Addressed):
    """A paper on its way. `number` is random, given at registration, and what people use to name it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="submissions")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    title_key = models.CharField(
        max_length=300, editable=False, help_text="title in folded case, for sorting"
    )
    abstract = models.TextField(blank=True, help_text="Markdown with $TeX$")
    keywords = models.CharField(max_length=300, blank=True)
    attributes = models.JSONField(
        default=dict, blank=True, help_text="answers to the track's further questions"
    )
    checklist = models.JSONField(default=dict, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="submissions")
    status = models.CharField(max_length=20, choices=choices_of(Status), default=Status.DRAFT)
    outcome = models.CharField(max_length=20, choices=choices_of(Outcome), default=Outcome.NONE, blank=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    once = models.CharField(
        max_length=40, blank=True, help_text="of the form, so that pressing twice makes one paper"
    )
    registered_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    outcome_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(
        default=1, help_text="counts changes; forms carry it against lost updates"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="submission_number_unique_in_edition"),
            models.UniqueConstraint(
                fields=["registered_by", "once"], condition=~models.Q(once=""), name="form_registers_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="complete") | models.Q(completed_at__isnull=False),
                name="complete_submission_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="") | models.Q(outcome_at__isnull=False), name="outcome_has_a_time"
            ),
        ]
        indexes = [models.Index(fields=["edition", "status"]), models.Index(fields=["edition", "title_key"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def id_key(self) -> object:
        return (self.edition_id, self.number)


class Authorship(Addressed):
    """One author of one submission, in order. `person` is set once the place is claimed by proving the address."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="authorships")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, help_text="may be missing in a draft")
    affiliation = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    orcid = models.CharField(max_length=19, blank=True)
    is_corresponding = models.BooleanField(default=False)
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="authorships"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "email"], condition=~models.Q(email=""), name="author_named_once"
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True, claimed_at__isnull=True)
                | models.Q(person__isnull=False, claimed_at__isnull=False),
                name="claimed_place_has_person_and_time",
            ),
        ]
        indexes = [models.Index(fields=["email"])]

    def __str__(self) -> str:
        return self.name

    def id_key(self) -> object:
        return (self.submission_id, self.email)


class Document(Addressed):
    """One version of one file. Never changed or deleted; the newest of its kind counts."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=choices_of(DocumentKind), default=DocumentKind.PAPER)
    version = models.PositiveIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255, help_text="as the person who uploaded it named it")
    media_type = models.CharField(max_length=100, default="application/pdf")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "kind", "version"], name="document_version_once"),
            models.UniqueConstraint(
                fields=["submission", "kind"],
                condition=models.Q(is_current=True) & ~models.Q(kind="supplement"),
                name="one_current_document_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"

    def id_key(self) -> object:
        return (self.submission_id, self.kind, self.version)


class DocumentCheck(Addressed):
    """What checking a PDF found. `facts` are measured once; `findings` are the rules of the day applied to them."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="check_result")
    state = models.CharField(max_length=20, choices=choices_of(CheckState), default=CheckState.WAITING)
    summary = models.CharField(max_length=400, blank=True)
    facts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    seconds = models.FloatField(default=0)
    checked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.state

    def id_key(self) -> object:
        return self.document_id


class FalseAlarm(Addressed):
    """An author says that a finding is wrong; the chairs see it beside the finding."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="false_alarms")
    code = models.CharField(max_length=60)
    comment = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "code"], name="one_false_alarm_per_finding")
        ]

    def __str__(self) -> str:
        return self.code


class Upload(Addressed):
    """An upload under way. Its opening time is what counts against the deadline."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=20, choices=choices_of(DocumentKind))
    filename = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    received = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.filename


class AuthorReveal(Addressed):
    """A chair's deliberate, logged act of looking at the authors of a blind paper."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="reveals")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    until = models.DateTimeField(help_text="eight hours after the act, or sign-out")

    class Meta:
        indexes = [models.Index(fields=["person", "until"])]

    def __str__(self) -> str:
        return self.reason
