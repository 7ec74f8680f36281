"""Letters that a chair writes: drafted to everybody concerned, looked at one by one, then let go as one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from sysml.conference.acting import command, record
from sysml.conference.letters import fill
from sysml.conference.models import Edition
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel import ids, outbox
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.models import Letter

MAILING = "mailing"


@dataclass(frozen=True)
class Recipient:
    """One person of a mailing, with what stands for the placeholders in this person's letter."""

    email: str
    name: str
    person_id: int | None = None
    about: str = ""
    context: Mapping[str, str] = field(default_factory=dict)


@command
def draft_mailing(
    *, by: Viewer, edition: Edition, subject: str, body: str, recipients: Sequence[Recipient], now: datetime
) -> str:
    """Draft a letter to each recipient; returns the mailing's key. Nothing leaves before `send_mailing`."""
    may_chair(by.fresh()).require()
    if not subject.strip():
        raise Invalid({"subject": "Give the letter a subject."})
    if not body.strip():
        raise Invalid({"body": "Write the letter."})
    if not recipients:
        raise Invalid({"group": "Nobody is in this group now."})
    batch = ids.new("mailing", (edition.slug, now))
    for recipient in recipients:
        _draft(edition, by, batch, subject, body, recipient, now)
    record(
        by,
        "mailing.drafted",
        now=now,
        subject=f"mailing:{batch}",
        summary=f"{subject.strip()[:200]} ({len(recipients)} letters)",
    )
    return batch


def _draft(
    edition: Edition, by: Viewer, batch: str, subject: str, body: str, recipient: Recipient, now: datetime
) -> None:
    context = {
        "edition": edition.name,
        "name": recipient.name or "colleague",
        "contact": edition.contact,
        **recipient.context,
    }
    outbox.write(
        key=f"{edition.slug}:{MAILING}:{batch}:{recipient.email}:{recipient.about}",
        kind=MAILING,
        to=recipient.email,
        subject=f"[{edition.name}] {fill(subject, context)}",
        body=fill(body, context),
        now=now,
        person_id=recipient.person_id,
        scope=edition.slug,
        about=recipient.about,
        batch=batch,
        reply_to=edition.contact,
        status=Letter.Status.DRAFT,
    )


@command
def send_mailing(*, by: Viewer, edition: Edition, batch: str, now: datetime) -> int:
    """Let the drafted letters of a mailing go; returns how many leave. A second press sends nothing."""
    may_chair(by.fresh()).require()
    count = outbox.let_go(Q(scope=edition.slug, kind=MAILING, batch=batch), now=now)
    if count:
        record(by, "mailing.sent", now=now, subject=f"mailing:{batch}", summary=f"{count} letters")
    return count


@command
def drop_mailing(*, by: Viewer, edition: Edition, batch: str, now: datetime) -> int:
    """Discard the letters of a mailing that have not left."""
    may_chair(by.fresh()).require()
    count = Letter.objects.filter(
        scope=edition.slug, kind=MAILING, batch=batch, status=Letter.Status.DRAFT
    ).update(status=Letter.Status.CANCELLED)
    record(by, "mailing.dropped", now=now, subject=f"mailing:{batch}", summary=f"{count} letters")
    return count


@command
def send_test_letter(
    *, by: Viewer, edition: Edition, to: str, subject: str, body: str, now: datetime
) -> Letter:
    """One letter to the chair who writes, to see how it arrives. Leaves at once."""
    may_chair(by.fresh()).require()
    key = ids.new("test-letter", (edition.slug, to, now))
    letter = outbox.write(
        key=f"{edition.slug}:test:{key}",
        kind="test",
        to=to,
        subject=f"[{edition.name}] {subject.strip() or 'A test letter'}",
        body=body,
        now=now,
        person_id=by.person_id,
        scope=edition.slug,
        reply_to=edition.contact,
    )
    record(by, "letter.tested", now=now, subject=f"letter:{letter.xid}")
    return letter


@command
def release_held(*, by: Viewer, edition: Edition, kind: str, now: datetime) -> int:
    """Let go the letters of one kind that were held, after their list was looked at."""
    may_chair(by.fresh()).require()
    count = outbox.let_go(Q(scope=edition.slug, kind=kind, status=Letter.Status.HELD), now=now)
    record(by, "letters.released", now=now, summary=f"{kind}: {count} letters")
    return count


@command
def retry_letter(*, by: Viewer, edition: Edition, xid: str, now: datetime) -> None:
    """Try a failed letter again."""
    may_chair(by.fresh()).require()
    changed = Letter.objects.filter(scope=edition.slug, xid=xid, status=Letter.Status.FAILED).update(
        status=Letter.Status.QUEUED, attempts=0, next_attempt_at=now, error=""
    )
    if not changed:
        raise NotFound
    outbox.wake(now)
    record(by, "letter.retried", now=now, subject=f"letter:{xid}")
