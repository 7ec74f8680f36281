"""Asking slow work to stop."""

from datetime import datetime

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
    if not may_chair(by.fresh()):
        rows = rows.filter(requested_by_id=by.person_id) if by.person_id else rows.none()
    job = rows.first()
    if job is None or by.read_only:
        raise NotFound
    jobs.ask_to_cancel(job)
    record(by, "job.cancelled", now=now, subject=f"job:{job.xid}", summary=job.kind)
