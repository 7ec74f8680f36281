"""Giving all papers that one person handles or leads to others, in one act with a reason."""

from dataclasses import dataclass
from datetime import datetime

from committee.commands.steps import appoint, lock_papers
from committee.models import Handling
from committee.queries.reassigning import Move, person_of
from reviews.commands.meta import appoint_as_lead
from reviews.commands.steps import clean_text
from reviews.domain import Duty
from reviews.models import Lead
from reviews.queries.reassigning import reassignment
from submissions.locking import Locked
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.policies import blocked
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.models import User


@dataclass(frozen=True)
class Reassigned:
    """What was done, by numbers of papers."""

    moved: tuple[int, ...]
    stayed: tuple[int, ...]


@command
def reassign(
    *, by: Viewer, edition: Edition, duty: Duty, source: str, target: str, reason: str, now: datetime
) -> Reassigned:
    """Give the papers of `source` (a person's xid) to `target`, or spread them where that is empty.

    Only papers for which the actor appoints, never those with which the actor has a conflict; a paper with which the
    new person has one stays where it is. Raises Invalid where nothing can be moved.
    """
    actor, at = by.fresh(), at_now(edition, now)
    if (stop := blocked(actor, at.edition)) is not None:
        stop.require()
    if not actor.is_chair:
        raise NotFound
    why = clean_text(reason, "reason")
    old = person_of(source, "source")
    new = person_of(target, "target") if target else None
    if new is not None and new.pk == old.pk:
        raise Invalid({"target": "Choose somebody else."})
    held = Handling if duty is Duty.HANDLING else Lead
    lock_papers(
        list(
            held.objects.filter(submission__edition=edition, person=old).values_list(
                "submission_id", flat=True
            )
        )
    )
    actor = actor.fresh()
    plan = reassignment(actor, at, edition, duty, source=old, target=new)
    if not plan.moving:
        raise Invalid({"": "None of these papers can be given away like this; nothing has changed."})
    _move(actor, at_now(edition, now), edition, duty, plan.moving, now)
    record(
        actor,
        f"{duty.value}.reassigned",
        now=now,
        subject=f"person:{old.xid}",
        summary=f"from {old.name or old.email} to {(new.name or new.email) if new else 'others'}",
        reason=why,
        named_id=old.pk,
    )
    return Reassigned(tuple(move.number for move in plan.moving), tuple(move.number for move in plan.staying))


def _move(
    actor: Viewer, at: Moment, edition: Edition, duty: Duty, moves: tuple[Move, ...], now: datetime
) -> None:
    people = User.objects.in_bulk({move.person for move in moves if move.person is not None})
    papers = {paper.pk: paper for paper in lock_papers([move.paper for move in moves])}
    for move in moves:
        if move.person is None:
            continue
        paper = papers[move.paper]
        if duty is Duty.HANDLING:
            appoint(paper, move.person, by=actor, now=now)
        else:
            clock = at.clock(paper.track_id, paper.pk, actor.person_id)
            appoint_as_lead(Locked(actor, at, paper, clock), edition, people[move.person], now)
