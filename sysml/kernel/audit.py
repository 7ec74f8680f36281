"""The log of who did or read what. Append-only: nothing here changes or deletes an entry, and the database refuses it.

Words that may name somebody (summary, reason, network address) are sealed under a person's key; `forget` destroys it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sysml.kernel.models import AuditEntry, Read, User
from sysml.kernel.sealing import seal

LONGEST_SUMMARY = 300


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
    named_id: int | None = None,
    token: str = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry in the caller's transaction, so that a change and its trace stand or fall together.

    `action` is noun.verb ("submission.withdrawn"); `scope` an edition's slug; `about` a submission's xid;
    `subject` kind:xid of the row. `data` must not hold text that only some readers of the log may see, nor words that
    name a person. Summary and reason are sealed under the key of whom they name (`named_id`, else whoever it is done
    for), or else of the actor.
    """
    words = {"summary": summary[:LONGEST_SUMMARY], "reason": reason}
    owner_id = named_id or on_behalf_of_id or actor_id
    return AuditEntry.objects.create(
        actor_id=actor_id,
        action=action,
        at=now,
        scope=scope,
        about=about,
        subject=subject,
        on_behalf_of_id=on_behalf_of_id,
        owner_id=owner_id,
        sealed=seal(words, _key_of(owner_id) if any(words.values()) else None),
        token=token,
        data=dict(data or {}),
    )


def _key_of(person_id: int | None) -> str | None:
    if person_id is None:
        return None
    return User.objects.filter(pk=person_id).values_list("audit_key", flat=True).first()


def read(
    *,
    person: User,
    kind: str,
    now: datetime,
    scope: str = "",
    number: int | None = None,
    thing: str = "",
    address: str = "",
    token: str = "",
    seen_as_id: int | None = None,
) -> Read:
    """Note that a person is about to be shown something confidential: one insert, outside any transaction.

    Call it before the answer leaves; when it fails, so must the answer.
    """
    return Read.objects.create(
        person=person,
        kind=kind,
        at=now,
        scope=scope,
        number=number,
        thing=thing[:120],
        token=token,
        seen_as_id=seen_as_id,
        owner=person,
        sealed=seal({"address": address}, person.audit_key),
    )


def forget(person_id: int, *, now: datetime) -> int:
    """Destroy the key of a person, and of accounts that were merged into theirs: what the log says of them in words
    can be read by nobody any more. Entries stay, and so does their chain. Returns how many keys are gone."""
    accounts, found = [person_id], {person_id}
    while accounts:
        merged = User.objects.filter(merged_into_id__in=accounts).exclude(pk__in=found)
        accounts = list(merged.values_list("pk", flat=True))
        found.update(accounts)
    gone = User.objects.filter(pk__in=found).exclude(audit_key="").update(audit_key="")
    if gone:
        subject = User.objects.values_list("xid", flat=True).get(pk=person_id)
        record(actor_id=None, action="log.words-erased", now=now, subject=f"person:{subject}")
    return gone
