"""The log of who did or read what. Append-only: nothing here changes or deletes an entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sysml.kernel.models import AuditEntry


def record(
    *,
    actor_id: int | None,
    action: str,
    now: datetime,
    scope: str = "",
    about: str = "",
    subject: str = "",
    summary: str = "",
    reason: str = "",
    on_behalf_of_id: int | None = None,
    token: str = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry in the caller's transaction, so that a change and its trace stand or fall together.

    `action` is noun.verb ("submission.withdrawn"); `scope` an edition's slug; `about` a submission's xid;
    `subject` kind:xid of the row. `data` must not hold text that only some readers of the log may see.
    """
    return AuditEntry.objects.create(
        actor_id=actor_id,
        action=action,
        at=now,
        scope=scope,
        about=about,
        subject=subject,
        summary=summary[:300],
        reason=reason,
        on_behalf_of_id=on_behalf_of_id,
        token=token,
        data=dict(data or {}),
    )
