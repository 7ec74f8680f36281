from django.db import models

from sysml.kernel.ids import Addressed
from sysml.kernel.models.people import User


class Letter(Addressed):
    """A letter to one person. Rendered when written; leaves once; `key` names it for ever (and its Message-ID)."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        HELD = "held", "held until its rule is switched on"
        QUEUED = "queued", "waiting"
        SENDING = "sending", "leaving"
        SENT = "sent", "sent"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(
        max_length=40, db_index=True, help_text="the letter's rule, e.g. receipt, review-reminder"
    )
    scope = models.CharField(max_length=60, blank=True, help_text="edition slug")
    about = models.TextField(blank=True, help_text="xids of the submissions that it names, by blanks")
    batch = models.CharField(max_length=40, blank=True, help_text="the mailing it belongs to")
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="letters")
    to = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "xid"]
        indexes = [
            models.Index(fields=["status", "next_attempt_at"]),
            models.Index(fields=["scope", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    def id_key(self) -> object:
        return self.key
