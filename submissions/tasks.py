"""Slow work of this app, done by workers."""

from typing import Any

from django.utils import timezone

from submissions import commands, intake
from submissions.checking import format_of, named_authors
from submissions.commands.checks import REJUDGE_JOB
from submissions.commands.files import CHECK_JOB, CLEAR_JOB
from submissions.commands.reminding import KIND as REMIND_JOB
from submissions.models import Document
from submissions.pdf import run
from submissions.queries.files import has_unfinished_uploads
from sysml.conference.models import Edition
from sysml.kernel import blobs, jobs


def _unchecked(handle: jobs.Handle) -> None:
    commands.note_unchecked(document_xid=handle.args["document"], now=timezone.now())


@jobs.handler(CHECK_JOB, on_failed=_unchecked)
def check_pdf(handle: jobs.Handle) -> dict[str, Any]:
    """Check one PDF in a child process and keep what was found."""
    document = (
        Document.objects.select_related("submission__track")
        .prefetch_related("submission__authorships")
        .get(xid=handle.args["document"])
    )
    paper = document.submission
    with blobs.local_copy(document.blob_id, ".pdf") as path:
        report = run.check(
            path,
            spec=format_of(paper.track, document.kind),
            authors=named_authors(paper.authorships.all()),
        )
    commands.note_check(document_xid=document.xid, report=report, now=timezone.now())
    return {"state": str(report.state)}


@jobs.handler(REJUDGE_JOB)
def rejudge(handle: jobs.Handle) -> dict[str, Any]:
    """Judge every paper of a track again from its stored facts."""
    waiting = commands.documents_to_rejudge(handle.args["track"])
    for done, xid in enumerate(waiting):
        handle.progress(100 * done // len(waiting), f"{done} of {len(waiting)} papers")
        commands.rejudge(document_xid=xid, now=timezone.now())
    return {"papers": len(waiting)}


@jobs.handler(REMIND_JOB)
def remind(handle: jobs.Handle) -> dict[str, Any]:
    """Warn the authors of what is not complete."""
    edition = Edition.objects.get(slug=handle.args["edition"])
    return {"reminded": commands.remind_drafts(edition=edition, now=handle.now)}


@jobs.handler(CLEAR_JOB)
def clear_uploads(handle: jobs.Handle) -> dict[str, Any]:
    """Clear what abandoned uploads have left, and look again in a day while some are under way."""
    gone = intake.clear_abandoned(handle.now)
    if has_unfinished_uploads():
        commands.plan_clearing(handle.now)
    return {"cleared": gone}
