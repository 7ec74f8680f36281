"""Shepherds of conditional accepts, and the end of their conditions."""

from datetime import datetime

from reviews.commands.steps import clean_text
from reviews.commands.steps_release import send, set_outcome
from reviews.domain import ConditionState, Verdict
from reviews.letters_decisions import SHEPHERD
from reviews.models import Decision, ProceedingsEntry, Shepherding
from reviews.policies import DECIDABLE, may_appoint_shepherd, may_judge_conditions
from reviews.queries.release import conditions_draft, paper_context
from reviews.queries.shepherding import unconflicted
from submissions.domain import Outcome
from submissions.locking import Locked, lock_paper
from sysml.conference import letters
from sysml.conference.acting import command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import IllegalTransition, Invalid


@command
def appoint_shepherd(*, by: Viewer, edition: Edition, number: int, person_xid: str, now: datetime) -> None:
    """Make a member without a conflict the shepherd of a conditional accept.

    Before the release the member learns nothing; at the release, or now after it, a letter says so.
    """
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=DECIDABLE)
    may_appoint_shepherd(locked.by, locked.paper, locked.clock).require()
    decision = Decision.objects.filter(submission=locked.paper, verdict=Verdict.CONDITIONAL).first()
    if decision is None:
        raise IllegalTransition("Only a conditional accept has a shepherd.")
    member = next((m for m in unconflicted(locked.paper) if m.person and m.person.xid == person_xid), None)
    if member is None or member.person is None:
        raise Invalid({"person": "Choose a member of the committee who has no conflict with this paper."})
    Shepherding.objects.filter(submission=locked.paper).delete()
    row = Shepherding.objects.create(
        submission=locked.paper, person=member.person, by_id=locked.by.person_id, at=now
    )
    if locked.paper.outcome == Outcome.CONDITIONAL:
        conditions = f"Conditions\n\n{decision.conditions}\n\n"
        letters.write(
            SHEPHERD,
            edition=edition,
            key=f"{locked.paper.xid}:{row.xid}",
            now=now,
            context={**paper_context(edition, locked.paper), "conditions": conditions},
            person=member.person,
            about=locked.paper.xid,
        )
    _record(locked, "shepherd.appointed", row.xid, f"{member.name} shepherds paper {number}", now)


@command
def dismiss_shepherd(*, by: Viewer, edition: Edition, number: int, now: datetime) -> None:
    """The paper has no shepherd any more; whoever was it sees the paper no longer."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=DECIDABLE)
    may_appoint_shepherd(locked.by, locked.paper, locked.clock).require()
    row = Shepherding.objects.filter(submission=locked.paper).first()
    if row is None:
        return
    row.delete()
    _record(locked, "shepherd.dismissed", row.xid, f"Paper {number} has no shepherd", now)


@command
def judge_conditions(
    *, by: Viewer, edition: Edition, number: int, met: bool, note: str, now: datetime
) -> None:
    """Say that the conditions are met (the paper is accepted) or are not (it is rejected), and tell the authors.

    `note` stands in their letter and must say why where the conditions are not met.
    """
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_judge_conditions(locked.by, locked.paper, locked.clock).require()
    if not met and not note.strip():
        raise Invalid({"note": "Say why; it stands in the letter to the authors."})
    note = clean_text(note, "note", required=False)
    state = ConditionState.MET if met else ConditionState.FAILED
    Decision.objects.filter(submission=locked.paper).update(condition_state=state)
    set_outcome([locked.paper], Outcome.ACCEPTED if met else Outcome.REJECTED, now)
    if not met:
        ProceedingsEntry.objects.filter(submission=locked.paper).delete()
    draft = conditions_draft(edition, locked.paper, met, note)
    send(edition, [draft], now=now, batch=f"conditions:{locked.paper.xid}")
    words = "are met" if met else "are not met"
    _record(
        locked,
        f"conditions.{state}",
        locked.paper.xid,
        f"The conditions of paper {number} {words}",
        now,
        note,
    )


def _record(locked: Locked, action: str, subject: str, summary: str, now: datetime, reason: str = "") -> None:
    record(
        locked.by,
        action,
        now=now,
        about=locked.paper.xid,
        subject=f"shepherding:{subject}",
        summary=summary,
        reason=reason.strip(),
    )
