"""PDFs of the proceedings as they leave, by page or endpoint."""

from typing import cast

from django.http import FileResponse
from django.http.response import HttpResponseBase

from sysml.conference.pages import SiteRequest
from sysml.desk.proceedings import queries
from sysml.kernel import blobs
from sysml.kernel.errors import NotFound


def print_pdf(request: SiteRequest, xid: str) -> HttpResponseBase:
    """A finished print; raises NotFound until it is done."""
    job, shown = queries.print_job(request.viewer, request.edition, xid)
    if not shown.result_url:
        raise NotFound
    return _pdf(job.result["sha256"], f"{request.edition.slug}-{shown.what}.pdf")


def public_pdf(request: SiteRequest, number: int) -> HttpResponseBase:
    """A paper of the public proceedings."""
    found = queries.public_file(request.at, request.edition, number)
    return _pdf(found.sha256, found.name)


def _pdf(sha256: str, name: str) -> HttpResponseBase:
    response = FileResponse(blobs.open_blob(sha256), content_type="application/pdf", filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponseBase, response)
