"""Letters that a chair writes: drafted to everybody concerned, looked at one by one, then let go as one act."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from sysml.conference import groups
from sysml.conference.abouts import shown_to
from sysml.conference.acting import at_now, command, record
from sysml.conference.groups import Recipient
from sysml.conference.letters import fill
from sysml.conference.models import Edition
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel import ids, outbox
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.models import Letter

MAILING = "mailing"


@dataclass(frozen=True)
class Drafted:
    """A mailing, and how many letters it has."""

    batch: str
    letters: int


@command
def draft_mailing(
    *, by: Viewer, edition: Edition, group: str, subject: str, body: str, now: datetime
) -> Drafted:
    """Draft a letter to everybody in the group, as the acting chair sees it now (sysml.conference.groups).

    Nothing leaves before `send_mailing`.
    """
    actor = by.fresh()
    may_chair(actor).require()
    if not subject.strip():
        raise Invalid({"subject": "Give the letter a subject."})
    if not body.strip():
        raise Invalid({"body": "Write the letter."})
    recipients = _people_of(group, actor, edition, now)
    batch = ids.new("mailing", (edition.slug, now))
    for recipient in recipients:
        _draft(edition, by, batch, subject, body, recipient, now)
    record(
        by,
        "mailing.drafted",
        now=now,
        subject=f"mailing:{batch}",
        summary=subject.strip()[:200],
        data={"letters": len(recipients)},
    )
    return Drafted(batch, len(recipients))


def _people_of(key: str, actor: Viewer, edition: Edition, now: datetime) -> list[Recipient]:
    chosen = groups.group(key)
    if chosen is None:
        known = ", ".join(one.key for one in groups.groups())
        raise Invalid({"group": f"Choose one of: {known}."})
    recipients = chosen.source(actor, at_now(edition, now), edition)
    if not recipients:
        raise Invalid({"group": "Nobody is in this group now."})
    return recipients


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
    """Let the drafted letters of a mailing go; returns how many leave. A second press sends nothing.

    Those about a paper that the sender has a conflict with stay, as in all commands here.
    """
    actor = by.fresh()
    may_chair(actor).require()
    count = outbox.let_go(Q(shown_to(actor), scope=edition.slug, kind=MAILING, batch=batch), now=now)
    if count:
        record(by, "mailing.sent", now=now, subject=f"mailing:{batch}", data={"letters": count})
    return count


@command
def drop_mailing(*, by: Viewer, edition: Edition, batch: str, now: datetime) -> int:
    """Discard the letters of a mailing that have not left."""
    actor = by.fresh()
    may_chair(actor).require()
    count = Letter.objects.filter(
        shown_to(actor), scope=edition.slug, kind=MAILING, batch=batch, status=Letter.Status.DRAFT
    ).update(status=Letter.Status.CANCELLED)
    record(by, "mailing.dropped", now=now, subject=f"mailing:{batch}", data={"letters": count})
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
    actor = by.fresh()
    may_chair(actor).require()
    count = outbox.let_go(
        Q(shown_to(actor), scope=edition.slug, kind=kind, status=Letter.Status.HELD), now=now
    )
    record(by, "letters.released", now=now, summary=kind, data={"letters": count})
    return count


@command
def retry_letter(*, by: Viewer, edition: Edition, xid: str, now: datetime) -> None:
    """Try a failed letter again."""
    actor = by.fresh()
    may_chair(actor).require()
    changed = Letter.objects.filter(
        shown_to(actor), scope=edition.slug, xid=xid, status=Letter.Status.FAILED
    ).update(status=Letter.Status.QUEUED, attempts=0, next_attempt_at=now, error="")
    if not changed:
        raise NotFound
    outbox.wake(now)
    record(by, "letter.retried", now=now, subject=f"letter:{xid}")
