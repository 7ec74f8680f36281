"""Withdrawing, closing and reviving."""

from collections.abc import Sequence
from datetime import datetime

from submissions import events as happened
from submissions import letters, policies
from submissions.commands import steps
from submissions.domain import Action, Status, next_status
from submissions.locking import Locked, lock_paper
from submissions.models import Submission
from submissions.policies import DRAFT, SUBMISSION
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel import events
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.models import User


@command
def withdraw(*, by: Viewer, edition: Edition, number: int, reason: str, now: datetime) -> Submission:
    """End a submission; nothing is deleted, and it can be revived."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    policies.may_withdraw(locked.by, locked.paper, locked.clock).require()
    paper = locked.paper
    steps.move(paper, next_status(Status(paper.status), Action.WITHDRAW), now)
    paper.withdrawn_at, paper.withdrawn_reason = now, reason.strip()
    steps.touch(paper, now)
    steps.note(locked, edition, "submission.withdrawn", now=now, what="withdrawn", reason=reason.strip())
    events.publish(happened.SubmissionWithdrawn(paper.pk, now))
    by_whom = (
        User.objects.get(pk=steps.person_of(locked.by)).name if steps.is_author(locked) else "the chairs"
    )
    letters.to_authors(
        letters.WITHDRAWN,
        paper,
        edition=edition,
        key=f"withdrawn:{paper.version}",
        now=now,
        context={"by": by_whom},
    )
    return paper


@command
def revive(*, by: Viewer, edition: Edition, number: int, now: datetime, reason: str = "") -> Submission:
    """Make a withdrawn or closed submission active again, in the state that it has earned."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    policies.may_revive(locked.by, locked.paper, locked.clock).require()
    _revive(locked, edition, now, reason)
    return locked.paper


def _revive(locked: Locked, edition: Edition, now: datetime, reason: str) -> None:
    paper = locked.paper
    steps.move(paper, next_status(Status(paper.status), Action.REVIVE), now)
    paper.withdrawn_at, paper.withdrawn_reason = None, ""
    steps.settle(paper, now)
    steps.touch(paper, now)
    steps.note(locked, edition, "submission.revived", now=now, what="made active again", reason=reason)
    events.publish(happened.SubmissionRevived(paper.pk, now))
    letters.to_authors(letters.REVIVED, paper, edition=edition, key=f"revived:{paper.version}", now=now)


@command
def close_unfinished(*, by: Viewer, edition: Edition, numbers: Sequence[int], now: datetime) -> int:
    """Close submissions that were never completed, all or none; returns how many.

    The chair has seen the list: numbers that are no longer on it are an error, not a surprise.
    """
    locked = _lock_many(by, edition, numbers, now)
    for one in locked:
        policies.may_close(one.by, one.paper, one.clock).require()
        steps.move(one.paper, next_status(Status(one.paper.status), Action.CLOSE), now)
        steps.touch(one.paper, now)
        record(
            one.by, "submission.closed", now=now, about=one.paper.xid, subject=f"submission:{one.paper.xid}"
        )
        letters.to_authors(
            letters.CLOSED, one.paper, edition=edition, key=f"closed:{one.paper.version}", now=now
        )
    return len(locked)


@command
def reopen_closed(*, by: Viewer, edition: Edition, numbers: Sequence[int], reason: str, now: datetime) -> int:
    """Undo closing, for several submissions in one act."""
    locked = _lock_many(by, edition, numbers, now)
    for one in locked:
        if one.paper.status != Status.CLOSED:
            raise Invalid({"numbers": f"Paper {one.paper.number} is not closed."})
        policies.may_revive(one.by, one.paper, one.clock).require()
        _revive(one, edition, now, reason)
    return len(locked)


def _lock_many(by: Viewer, edition: Edition, numbers: Sequence[int], now: datetime) -> list[Locked]:
    """Lock the papers in the order of their keys, as every act on several does; hidden ones are missing."""
    wanted = sorted(set(numbers))
    if not wanted:
        raise Invalid({"numbers": "Choose at least one submission."})
    papers = list(
        Submission.objects.select_for_update(of=("self",))
        .select_related("track")
        .filter(edition=edition, number__in=wanted)
        .order_by("pk")
    )
    actor, at = by.fresh(), at_now(edition, now)
    visible = set(
        Submission.objects.filter(
            SUBMISSION.where(actor, at) | DRAFT.where(actor, at), pk__in=[p.pk for p in papers]
        )
        .order_by()
        .values_list("pk", flat=True)
    )
    if len(papers) != len(wanted) or visible != {paper.pk for paper in papers}:
        raise NotFound
    return [Locked(actor, at, paper, at.clock(paper.track_id, paper.pk, actor.person_id)) for paper in papers]
