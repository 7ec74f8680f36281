"""Asking slow work to stop."""

from datetime import datetime

from django.db.models import Q

from sysml.conference.abouts import shown_to
from sysml.conference.acting import command, record
from sysml.conference.models import Edition
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel import jobs
from sysml.kernel.errors import NotFound
from sysml.kernel.models import Job


@command
def cancel_job(*, by: Viewer, edition: Edition, xid: str, now: datetime) -> None:
    """Ask a job of the edition to stop: chairs any, everybody else those they asked for themselves."""
    rows = Job.objects.select_for_update().filter(scope=edition.slug, xid=xid)
    actor = by.fresh()
    rows = rows.filter(shown_to(actor) if may_chair(actor) else Q(requested_by_id=by.person_id or 0))
    job = rows.first()
    if job is None or by.read_only:
        raise NotFound
    jobs.ask_to_cancel(job, now=now)
    record(by, "job.cancelled", now=now, subject=f"job:{job.xid}", summary=job.kind)
