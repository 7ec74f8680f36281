"""The lock that every command on one paper takes first.

Whoever adds or lifts a conflict, an assignment, a review request or an evaluation takes it too; that closes the
race between, say, declaring a conflict and being assigned.
"""

from dataclasses import dataclass
from datetime import datetime

from submissions.models import Submission
from submissions.policies import SUBMISSION
from sysml.conference import moment
from sysml.conference.domain import Clock
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.rules import Table
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound


@dataclass(frozen=True)
class Locked:
    """A paper under lock, with the actor's ties and the calendar as they are now."""

    by: Viewer
    at: Moment
    paper: Submission
    clock: Clock


def lock_paper(
    *, by: Viewer, edition: Edition, number: int, now: datetime, table: Table[Submission] = SUBMISSION
) -> Locked:
    """Lock the paper's row, then load the actor's ties again and see whether the actor may see it.

    Raises NotFound, the same for a hidden paper as for a missing one. Call it first inside a command.
    """
    paper = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("track")
        .filter(edition=edition, number=number)
        .first()
    )
    if paper is None:
        raise NotFound
    actor = by.fresh()
    at = moment.load(edition, now)
    if not table.rows(actor, at).filter(pk=paper.pk).exists():
        raise NotFound
    return Locked(actor, at, paper, at.clock(paper.track_id, paper.pk, actor.person_id))
