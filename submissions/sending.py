"""Sending a file or a picture as this person gets it; pages and API share this."""

from typing import IO, Any

from django.http import HttpResponseBase

from submissions import derived, downloads
from submissions.foreign import send_foreign
from submissions.queries.files import PageView, Served
from sysml.kernel import blobs
from sysml.kernel.errors import NotAllowed, NotFound

UNCLEANABLE = (
    "A copy of this file without its metadata could not be made, so it cannot be shown to people who may not know "
    "the authors. Those who may can open it."
)


def send_file(request: Any, file: Served) -> HttpResponseBase:
    """The file as it was uploaded, or cleaned of what could name its authors."""
    etag = file.sha256 if file.show_hash else ""
    if not file.is_pdf:
        return send_foreign(request, file.sha256, name=file.name, etag=etag)
    return downloads.send(
        request, _opened(file), name=file.name, media_type="application/pdf", inline=True, etag=etag
    )


def _opened(file: Served) -> IO[bytes]:
    if not file.scrub:
        return blobs.open_blob(file.sha256)
    copy = derived.anonymous_copy(file.sha256)
    if copy is None:
        raise NotAllowed(UNCLEANABLE)
    return copy.open("rb")


def send_picture(request: Any, view: PageView, number: int) -> HttpResponseBase:
    """The picture of one page; what was found on it is drawn by whoever shows it."""
    picture = derived.page_picture(view.sha256, view.number)
    if picture is None:
        raise NotFound
    name = f"{request.edition.slug}-{number}-page-{view.number}.png"
    return downloads.send(request, picture.open("rb"), name=name, media_type="image/png", inline=True)
