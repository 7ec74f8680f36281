"""Declaring, finding and deciding conflicts of interest. All of it under the paper's lock."""

from dataclasses import dataclass
from datetime import datetime

from committee.commands.steps import actor_of, add_conflict, enforce_conflict, suggest_conflicts
from committee.domain import CONFLICT_TRANSITIONS, ConflictAct, ConflictReason, ConflictSource, ConflictState
from committee.models import Conflict
from committee.policies import (
    ARRANGED,
    may_arrange,
    may_decide_conflict,
    may_declare_as_author,
    may_declare_own,
    may_run_committee,
)
from committee.queries.facts import people_of
from submissions.locking import lock_paper
from sysml.conference.acting import command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import IllegalTransition, Invalid, NotFound
from sysml.kernel.models import User


@dataclass(frozen=True)
class Declared:
    """A conflict that now holds; `ended` says that an assignment ended with it (told to chairs only)."""

    xid: str
    ended: bool


def _reason(word: str) -> ConflictReason:
    if word not in set(ConflictReason):
        raise Invalid({"reason": "Choose one of the reasons."})
    return ConflictReason(word)


def _person(edition: Edition, xid: str) -> User:
    person = User.objects.filter(xid=xid, pk__in=people_of(edition)).first()
    if person is None:
        raise Invalid({"person": "Choose somebody from the committee."})
    return person


@command
def declare_by_author(
    *, by: Viewer, edition: Edition, number: int, person: str, reason: str, now: datetime, note: str = ""
) -> Declared:
    """An author names a member (by the person's xid). The member never learns who named them or why."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_declare_as_author(locked.by, locked.paper, locked.clock).require()
    conflict, _ = add_conflict(
        locked.paper,
        _person(edition, person),
        reason=_reason(reason),
        source=ConflictSource.AUTHOR,
        note=note.strip(),
        by=locked.by,
        now=now,
    )
    return Declared(conflict.xid, False)  # whether somebody was assigned is not for authors to learn


@command
def take_back_declaration(*, by: Viewer, edition: Edition, number: int, xid: str, now: datetime) -> None:
    """An author takes back what the authors declared, while they may still declare."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_declare_as_author(locked.by, locked.paper, locked.clock).require()
    rows = Conflict.objects.filter(
        submission=locked.paper, xid=xid, source=ConflictSource.AUTHOR, state=ConflictState.CONFIRMED
    )
    conflict = rows.first()
    if conflict is None:
        raise NotFound
    _dismiss(conflict, locked.by, "taken back by the authors", now)


@command
def declare_own(
    *, by: Viewer, edition: Edition, number: int, reason: str, now: datetime, note: str = ""
) -> Declared:
    """A member or chair says that they have a conflict with a paper; what they held on it ends."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_declare_own(locked.by, locked.paper, locked.clock).require()
    conflict, ended = add_conflict(
        locked.paper,
        actor_of(locked.by),
        reason=_reason(reason),
        source=ConflictSource.MEMBER,
        note=note.strip(),
        by=locked.by,
        now=now,
    )
    return Declared(conflict.xid, ended is not None)


@command
def add_by_chair(
    *, by: Viewer, edition: Edition, number: int, person: str, reason: str, now: datetime, note: str = ""
) -> Declared:
    """An unconflicted chair (or the chair who handles the paper) enters a conflict by hand."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=ARRANGED)
    may_arrange(locked.by, locked.paper).require()
    conflict, ended = add_conflict(
        locked.paper,
        _person(edition, person),
        reason=_reason(reason),
        source=ConflictSource.CHAIR,
        note=note.strip(),
        by=locked.by,
        now=now,
    )
    return Declared(conflict.xid, ended is not None)


@command
def decide_conflict(
    *, by: Viewer, edition: Edition, xid: str, act: ConflictAct, now: datetime, reason: str = ""
) -> None:
    """Confirm or dismiss a conflict. Dismissing needs a reason, and a chair other than the one concerned."""
    number = (
        Conflict.objects.filter(submission__edition=edition, xid=xid)
        .values_list("submission__number", flat=True)
        .first()
    )
    if number is None:
        raise NotFound
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=ARRANGED)
    conflict = Conflict.objects.select_related("submission", "person").get(xid=xid)
    may_decide_conflict(locked.by, conflict).require()
    state = CONFLICT_TRANSITIONS.get((ConflictState(conflict.state), act))
    if state is None:
        raise IllegalTransition("This conflict was decided already.")
    if state is ConflictState.DISMISSED:
        if not reason.strip():
            raise Invalid({"reason": "Say why there is no conflict; the log keeps it."})
        _dismiss(conflict, locked.by, reason.strip(), now)
        return
    _decide(conflict, state, locked.by, reason.strip(), now)
    record(
        locked.by, "conflict.confirmed", now=now, about=locked.paper.xid, subject=f"conflict:{conflict.xid}"
    )
    enforce_conflict(locked.paper, conflict.person, by=locked.by, now=now)


def _dismiss(conflict: Conflict, by: Viewer, reason: str, now: datetime) -> None:
    _decide(conflict, ConflictState.DISMISSED, by, reason, now)
    record(
        by,
        "conflict.dismissed",
        now=now,
        about=conflict.submission.xid,
        subject=f"conflict:{conflict.xid}",
        reason=reason,
    )


def _decide(conflict: Conflict, state: ConflictState, by: Viewer, reason: str, now: datetime) -> None:
    conflict.state, conflict.decided_by_id, conflict.decided_at = state, by.person_id, now
    conflict.decided_reason = reason[:300]
    conflict.save(update_fields=["state", "decided_by", "decided_at", "decided_reason"])


@command
def find_conflicts(*, by: Viewer, edition: Edition, now: datetime) -> int:
    """Search all papers and people for conflicts; returns how many suggestions are new.

    The number counts papers that the actor may not see, so it is for the log and for jobs, never for a page.
    """
    actor = by.fresh()
    if not actor.is_system:
        may_run_committee(actor).require()
    count = suggest_conflicts(edition, by=actor, now=now)
    record(actor, "conflict.searched", now=now, subject=f"edition:{edition.xid}")
    return count
