"""Files that others have uploaded and that are no PDF: nothing in them may run where the site's cookies are.

With SYSML_FILES_URL set they are sent from that host, to which no cookie goes: the site checks who asks, then leads
there by a signed address that is good for two minutes. Without it the site sends them itself, always as an attachment
and under a policy that lets nothing run or load.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from submissions import downloads
from sysml.kernel import blobs
from sysml.kernel.errors import NotFound

LASTS_SECONDS = 120
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
_SALT = "foreign-file"


class LeadsToFile(HttpResponseRedirect):
    """A redirect that gives the file away: it counts as a read of it."""


def send_foreign(request: HttpRequest, sha256: str, *, name: str, etag: str = "") -> HttpResponseBase:
    """The file to somebody who may have it; `name` says nothing of who uploaded it."""
    if settings.FILES_URL:
        token = signing.dumps([sha256, name], salt=_SALT)
        return LeadsToFile(f"{settings.FILES_URL}{reverse('foreign-file', args=[token])}")
    return _sent(request, sha256, name, etag)


def send_signed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file that a signed address names, on the host of files alone; whose it is was asked when it was signed."""
    if not settings.FILES_HOST or request.get_host() != settings.FILES_HOST:
        raise NotFound
    try:
        sha256, name = signing.loads(token, salt=_SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        raise NotFound from None
    return _sent(request, sha256, name, "")


def _sent(request: HttpRequest, sha256: str, name: str, etag: str) -> HttpResponseBase:
    response = downloads.send(
        request,
        blobs.open_blob(sha256),
        name=name,
        media_type="application/octet-stream",
        inline=False,
        etag=etag,
    )
    response.headers["Content-Security-Policy"] = POLICY
    return response
