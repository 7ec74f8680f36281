"""A chair's deliberate look at the authors of blind papers."""

from datetime import datetime

from submissions import policies
from submissions.commands import steps
from submissions.domain import LIVING, REVEAL_LASTS
from submissions.locking import lock_paper
from submissions.models import AuthorReveal, Submission
from submissions.policies import SUBMISSION
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition, Track
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import Invalid, NotFound


@command
def reveal_authors(*, by: Viewer, edition: Edition, number: int, reason: str, now: datetime) -> AuthorReveal:
    """Show the actor the authors of one paper for eight hours; the log says who looked and why."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    policies.may_reveal(locked.by, locked.paper, locked.clock).require()
    _require_reason(reason)
    return _reveal(locked.by, locked.paper, reason, now)


@command
def reveal_for_task(*, by: Viewer, edition: Edition, track: str, task: str, now: datetime) -> int:
    """The same for all papers of a track with which the actor has no conflict, for a stated task."""
    chosen = Track.objects.select_for_update().filter(edition=edition, slug=track).first()
    if chosen is None:
        raise NotFound
    _require_reason(task)
    actor, at = by.fresh(), at_now(edition, now)
    papers = (
        SUBMISSION.rows(actor, at)
        .filter(track=chosen, status__in=LIVING)
        .select_related("track")
        .order_by("pk")
    )
    shown = 0
    for paper in papers.select_for_update(of=("self",)):
        clock = at.clock(paper.track_id, paper.pk, actor.person_id)
        if policies.may_reveal(actor, paper, clock):
            _reveal(actor, paper, task, now)
            shown += 1
    if not shown:
        raise Invalid({"": "There is no paper of this track whose authors you could be shown."})
    return shown


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": "Say what you need the names for; it stands in the log."})


def _reveal(actor: Viewer, paper: Submission, reason: str, now: datetime) -> AuthorReveal:
    record(
        actor,
        "authors.revealed",
        now=now,
        about=paper.xid,
        subject=f"submission:{paper.xid}",
        summary="looked at the authors",
        reason=reason.strip(),
    )
    return AuthorReveal.objects.create(
        submission=paper,
        person_id=steps.person_of(actor),
        reason=reason.strip()[:300],
        at=now,
        until=now + REVEAL_LASTS,
    )
