"""Desk rejects: prepared with a reason, looked at with their letters, then released by an act of their own."""

from datetime import datetime

from reviews.commands.decisions import person_of
from reviews.commands.steps import clean_text
from reviews.commands.steps_release import send, set_outcome
from reviews.models import Decision, DeskReject, Shepherding
from reviews.policies import DECIDABLE, may_decide
from reviews.queries.release import desk_reject_draft
from submissions.domain import Outcome
from submissions.locking import Locked, lock_paper
from sysml.conference.acting import command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import IllegalTransition, Invalid, StaleWrite


@command
def prepare_desk_reject(*, by: Viewer, edition: Edition, number: int, reason: str, now: datetime) -> None:
    """Prepare a desk reject, or change its reason. Its authors learn nothing before it is released."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=DECIDABLE)
    may_decide(locked.by, locked.paper, locked.clock).require()
    if not reason.strip():
        raise Invalid({"reason": "Say why; it stands in the letter to the authors."})
    row, _ = DeskReject.objects.update_or_create(
        submission=locked.paper,
        defaults={"reason": clean_text(reason, "reason"), "by_id": person_of(locked.by), "at": now},
    )
    _record(locked, "desk-reject.prepared", row, now, reason=row.reason)


@command
def drop_desk_reject(*, by: Viewer, edition: Edition, number: int, now: datetime) -> None:
    """Take a prepared desk reject back."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=DECIDABLE)
    may_decide(locked.by, locked.paper, locked.clock).require()
    row = DeskReject.objects.filter(submission=locked.paper, released_at=None).first()
    if row is None:
        return
    _record(locked, "desk-reject.dropped", row, now)
    row.delete()


@command
def release_desk_reject(*, by: Viewer, edition: Edition, number: int, reason: str, now: datetime) -> None:
    """Tell the authors. `reason` is the one that stood in the preview; another one is refused as stale."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=DECIDABLE)
    may_decide(locked.by, locked.paper, locked.clock).require()
    row = DeskReject.objects.filter(submission=locked.paper).first()
    if row is None:
        raise IllegalTransition("Prepare the desk reject first.")
    if row.reason != clean_text(reason, "reason", required=False):
        raise StaleWrite("The reason has changed since you looked at the letter. Look at it again.")
    Decision.objects.filter(submission=locked.paper).delete()
    Shepherding.objects.filter(submission=locked.paper).delete()
    row.released_at = now
    row.save(update_fields=["released_at"])
    set_outcome([locked.paper], Outcome.DESK_REJECTED, now)
    send(edition, [desk_reject_draft(edition, locked.paper, row)], now=now, batch=f"desk-reject:{row.xid}")
    _record(locked, "desk-reject.released", row, now, reason=row.reason)


def _record(locked: Locked, action: str, row: DeskReject, now: datetime, *, reason: str = "") -> None:
    record(
        locked.by,
        action,
        now=now,
        about=locked.paper.xid,
        subject=f"desk-reject:{row.xid}",
        summary=f"Paper {locked.paper.number}",
        reason=reason,
    )
