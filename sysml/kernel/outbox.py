"""Letters: written as rows in the transaction that causes them, sent after it, each to one person.

At least once: a kill between the mail server's "accepted" and our own note can send one letter twice, with the
same Message-ID (it is made from the letter's key). `kernel.outbox` is the only module that sends mail.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q

from sysml.kernel import jobs
from sysml.kernel.models import Letter
from sysml.kernel.plain import visible

STALE = timedelta(minutes=2)
MAX_ATTEMPTS = 8
BATCH = 50
log = logging.getLogger(__name__)


def write(
    *,
    key: str,
    kind: str,
    to: str,
    subject: str,
    body: str,
    now: datetime,
    person_id: int | None = None,
    scope: str = "",
    about: str = "",
    batch: str = "",
    reply_to: str = "",
    status: str = Letter.Status.QUEUED,
) -> Letter:
    """Put a letter into the outbox; the same `key` never makes a second one.

    `about` says which submissions it names (see `abouts`): chairs with a conflict with one do not see the letter.
    Subject and body are plain text; line breaks in a subject are taken out (they would be header injection).
    """
    letter, made = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "subject": visible(" ".join(subject.split()))[:250],
            "body": visible(body),
            "created_at": now,
            "next_attempt_at": now,
            "person_id": person_id,
            "scope": scope,
            "about": about,
            "batch": batch,
            "reply_to": reply_to,
            "status": status,
        },
    )
    if made and status == Letter.Status.QUEUED:
        wake(now)
    return letter


def abouts(xids: Iterable[str]) -> str:
    """The value of `Letter.about` for a letter that names these submissions."""
    return " ".join(sorted(set(xids)))


def wake(now: datetime) -> None:
    """Have a worker empty the outbox once the caller's transaction is committed."""
    jobs.enqueue("outbox.drain", now=now, key="drain")


def let_go(letters: Q, *, now: datetime) -> int:
    """Release drafts and held letters that match; returns how many will leave."""
    count = Letter.objects.filter(letters, status__in=[Letter.Status.DRAFT, Letter.Status.HELD]).update(
        status=Letter.Status.QUEUED, next_attempt_at=now
    )
    if count:
        wake(now)
    return count


def message_id(key: str) -> str:
    """The Message-ID of the letter with this key: the same on every attempt."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{settings.MAIL_DOMAIN}>"


def drain(now: datetime, progress: jobs.Handle | None = None) -> dict[str, int]:
    """Send what is due, a batch over one connection; failures wait longer each time and end as failed.

    Where the mail server cannot be reached at all, that is the failure of every letter that is due.
    """
    sent = failed = 0
    while ids := _due(now):
        try:
            connection = get_connection()
            connection.open()
        except Exception as error:
            log.warning("outbox.unreachable", extra={"error": str(error)})
            failed += _put_off(f"The mail server could not be reached: {error}", now)
            break
        with closing(connection):
            for letter_id in ids:
                outcome = _send_one(letter_id, now, connection)
                sent += outcome is True
                failed += outcome is False
        if progress is not None:
            progress.progress(50, f"{sent} sent, {failed} failed")
    return {"sent": sent, "failed": failed}


Holder = Callable[[datetime], Collection[str]]
_holders: list[Holder] = []


def held_by(holder: Holder) -> None:
    """Register who says which scopes' letters stay in the outbox for now; called by sysml/subscriptions.py."""
    if holder not in _holders:
        _holders.append(holder)


def _free(now: datetime) -> Q:
    """Letters that are due, or whose worker died while they were leaving, of scopes that nobody holds."""
    waiting = Q(status=Letter.Status.QUEUED, next_attempt_at__lte=now)
    due = waiting | Q(status=Letter.Status.SENDING, claimed_at__lt=now - STALE)
    held = sorted({scope for holder in _holders for scope in holder(now)})
    return due & ~Q(scope__in=held) if held else due


def _due(now: datetime) -> list[int]:
    rows = Letter.objects.filter(_free(now)).order_by("created_at", "pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _put_off(words: str, now: datetime) -> int:
    """Note a failed attempt for every letter that is due; returns how many there were."""
    count = 0
    for attempts in range(MAX_ATTEMPTS, 0, -1):
        rows = Letter.objects.filter(_free(now), attempts__gte=attempts - 1)
        count += rows.update(attempts=attempts, **_failure(attempts, words, now))
    return count


def _send_one(letter_id: int, now: datetime, connection: BaseEmailBackend) -> bool | None:
    claimed = Letter.objects.filter(_free(now), pk=letter_id).update(
        status=Letter.Status.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    if not claimed:
        return None
    letter = Letter.objects.get(pk=letter_id)
    message = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": message_id(letter.key), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    try:
        message.send()
    except Exception as error:
        log.warning("letter.failed", extra={"letter": letter.xid, "error": str(error)})
        _note_failure(letter, str(error), now)
        return False
    Letter.objects.filter(pk=letter_id).update(status=Letter.Status.SENT, sent_at=now, error="")
    return True


def _note_failure(letter: Letter, words: str, now: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(**_failure(letter.attempts, words, now))


def _failure(attempts: int, words: str, now: datetime) -> dict[str, Any]:
    """What a letter notes after its n-th attempt has failed: why, and when it is tried again."""
    return {
        "status": Letter.Status.FAILED if attempts >= MAX_ATTEMPTS else Letter.Status.QUEUED,
        "next_attempt_at": now + timedelta(minutes=2 ** min(attempts, 8)),
        "error": words[:2000],
    }


def sweep(now: datetime) -> int:
    """Wake a worker when letters are overdue (after a crash, or after a failed attempt's pause)."""
    if not _due(now):
        return 0
    with transaction.atomic():
        wake(now)
    return 1


def release_abandoned(now: datetime) -> int:
    """Where no worker can be alive, put letters that were just leaving back into the queue at once.

    Each may have arrived already; it then arrives again under the same Message-ID.
    """
    return Letter.objects.filter(status=Letter.Status.SENDING).update(
        status=Letter.Status.QUEUED, next_attempt_at=now
    )
