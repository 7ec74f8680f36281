"""Jobs of an edition in words."""

from dataclasses import dataclass

from django.db.models import QuerySet

from sysml.conference.abouts import shown_to
from sysml.conference.models import Edition
from sysml.conference.pages import link
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound
from sysml.kernel.models import Job

TITLES = {
    "outbox.drain": "Sending letters",
    "submissions.check_pdf": "Checking a PDF",
    "committee.solve": "Planning the assignment",
}


@dataclass(frozen=True)
class JobLine:
    """A job as the component `progress_job` takes it."""

    xid: str
    title: str
    percent: int
    words: str
    state: str
    why: str
    poll_url: str
    cancel_url: str
    url: str
    retry_url: str = ""
    result_url: str = ""
    result_label: str = ""


def job_rows(viewer: Viewer, edition: Edition) -> QuerySet[Job]:
    """Jobs of the edition, newest first, without those about papers that the viewer has a conflict with."""
    return Job.objects.filter(shown_to(viewer), scope=edition.slug).order_by("-created_at", "xid")


def job(viewer: Viewer, edition: Edition, xid: str) -> Job:
    """A job that the viewer asked for, or any of the edition for a chair; raises NotFound."""
    rows = job_rows(viewer, edition) if may_chair(viewer) else _asked_for(viewer, edition)
    found = rows.filter(xid=xid).first()
    if found is None:
        raise NotFound
    return found


def _asked_for(viewer: Viewer, edition: Edition) -> QuerySet[Job]:
    return Job.objects.filter(scope=edition.slug, requested_by_id=viewer.person_id or 0)


def job_line(found: Job, edition: Edition) -> JobLine:
    """One job in words."""
    address = link(edition, "job", xid=found.xid)
    return JobLine(
        xid=found.xid,
        title=TITLES.get(found.kind, found.kind.replace(".", ": ").replace("_", " ")),
        percent=found.percent,
        words=found.progress or Job.Status(found.status).label,
        state=found.status,
        why=found.error if found.status == Job.Status.FAILED else "",
        poll_url="" if found.is_finished else address,
        cancel_url="" if found.is_finished else link(edition, "job-cancel", xid=found.xid),
        url=address,
    )
