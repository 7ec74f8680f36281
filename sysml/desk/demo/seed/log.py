"""The log of an edition's invented past: one entry for everything that commands would have recorded."""

from datetime import datetime

from submissions.models import Submission
from sysml.kernel.models import AuditEntry, User
from sysml.kernel.sealing import seal


class Log:
    """Collects entries, and writes them in the order of their times."""

    def __init__(self, scope: str) -> None:
        self._scope = scope
        self._entries: list[AuditEntry] = []

    def add(
        self,
        action: str,
        at: datetime,
        actor: User | None,
        *,
        paper: Submission | None = None,
        subject: str = "",
        summary: str = "",
        reason: str = "",
    ) -> None:
        """One act; without a subject it is about the paper itself."""
        about = paper.xid if paper is not None else ""
        self._entries.append(
            AuditEntry(
                at=at,
                actor=actor,
                action=action,
                scope=self._scope,
                about=about,
                subject=subject or (f"submission:{about}" if about else ""),
                owner=actor,
                sealed=seal({"summary": summary[:300], "reason": reason}, actor.audit_key if actor else None),
            )
        )

    def write(self) -> int:
        """Store everything collected so far."""
        self._entries.sort(key=lambda entry: entry.at)
        AuditEntry.objects.bulk_create(self._entries, batch_size=400)
        count = len(self._entries)
        self._entries.clear()
        return count
