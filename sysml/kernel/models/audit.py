from django.db import models

from sysml.kernel.ids import Addressed
from sysml.kernel.models.people import User


class AuditEntry(Addressed):
    """Who did or read what, and when. Written by `kernel.audit.record` only; never changed.

    `scope` is an edition's slug and `about` a submission's xid where there are such; the kernel does not know
    what they mean, it only lets a reader narrow the log by them.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=12, blank=True, help_text="prefix of the API token, if one was used")
    action = models.CharField(max_length=60, db_index=True)
    scope = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=12, blank=True, db_index=True)
    subject = models.CharField(max_length=100, blank=True, help_text="kind:xid of the row that was touched")
    summary = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["scope", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
