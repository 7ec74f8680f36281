"""Who handles which paper."""

from datetime import datetime

from django.db.models import Q

from committee.commands import steps
from committee.policies import ARRANGED, may_appoint, may_run_committee
from committee.queries.walls import walls
from submissions.locking import lock_paper
from submissions.models import Submission
from sysml.conference.acting import command, record
from sysml.conference.domain import RoleKind
from sysml.conference.models import Edition, Role
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import Invalid


@command
def appoint_handler(*, by: Viewer, edition: Edition, number: int, person: str, now: datetime) -> None:
    """An unconflicted chair gives a paper to a chair or handling chair (by the person's xid) without a conflict."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=ARRANGED)
    may_appoint(locked.by, locked.paper).require()
    of_track = Q(track=None) | Q(track_id=locked.paper.track_id)
    offices = Role.objects.filter(edition=edition, kind__in=[RoleKind.CHAIR, RoleKind.HANDLING])
    role = offices.filter(of_track, person__xid=person).first()
    if role is None or walls([locked.paper.pk], [role.person_id]):
        raise Invalid(
            {"person": "Choose a chair or handling chair of this track without a conflict with the paper."}
        )
    steps.appoint(locked.paper, role.person_id, by=locked.by, now=now)


@command
def appoint_handlers(*, by: Viewer, edition: Edition, now: datetime) -> int:
    """See that every paper has an unconflicted handling chair; returns how many were appointed (for the log)."""
    actor = by.fresh()
    if not actor.is_system:
        may_run_committee(actor).require()
    papers = steps.lock_papers(list(Submission.objects.filter(edition=edition).values_list("pk", flat=True)))
    changed = steps.settle_handlers(edition, papers, by=actor, now=now)
    record(actor, "handling.settled", now=now, subject=f"edition:{edition.xid}")
    return changed
