from django.db import models

from sysml.kernel.ids import Addressed
from sysml.kernel.models.people import User


class ApiToken(Addressed):
    """A personal token for REST clients. Only its SHA-256 is kept; scopes, edition and expiry bound it."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, help_text="shown, so that a person can tell tokens apart")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    edition_slug = models.CharField(max_length=60, blank=True, help_text="empty: every edition")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class IdempotentReply(models.Model):
    """The answer that was given to a creating request with an Idempotency-Key, kept for a day."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    request_digest = models.CharField(max_length=64, help_text="of method, path and body")
    status = models.PositiveSmallIntegerField(default=0, help_text="0 while the first request still runs")
    body = models.JSONField(default=dict)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="one_reply_per_idempotency_key")
        ]

    def __str__(self) -> str:
        return self.key
