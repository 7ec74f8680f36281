"""The ground floor's tables: people, files, jobs, letters, tokens and the log. They know no domain."""

from sysml.kernel.models.audit import AuditEntry, AuditLink, Read
from sysml.kernel.models.blobs import Blob
from sysml.kernel.models.jobs import Job
from sysml.kernel.models.outbox import Letter
from sysml.kernel.models.people import AffiliationSpell, User
from sysml.kernel.models.tokens import ApiToken, IdempotentReply

__all__ = [
    "AffiliationSpell",
    "ApiToken",
    "AuditEntry",
    "AuditLink",
    "Blob",
    "IdempotentReply",
    "Job",
    "Letter",
    "Read",
    "User",
]
