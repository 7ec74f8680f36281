"""Proof that it is still the same person who sits there: asked before something leaves the site or opens it.

A sign-in is proof, and so is a password, a code or a key given again; each holds for fifteen minutes. Where more is
needed, the request is kept in the session, the person gives proof, and goes on where they were with all that they had
typed.
"""

import time
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

KEPT = "kept_request"
LARGEST = 200_000
"""Characters of a form that is kept; a longer one must be sent again."""


@dataclass(frozen=True)
class Kept:
    """A request that waits for proof."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...]
    back: str


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session has given proof within the last minutes."""
    records = get_authentication_records(request, cast(Any, request.user))
    last = max((float(record["at"]) for record in records), default=0.0)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def note(request: HttpRequest, method: str) -> None:
    """Write down that the person has just given proof."""
    record_authentication(request, cast(Any, request.user), method=method, reauthenticated=True)


def way(request: HttpRequest) -> HttpResponseRedirect:
    """To the first thing by which this person can give proof; from there they come back to what waits."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': reverse('proof-continue')})}")


def keep(request: HttpRequest) -> None:
    """Put the request aside, with what was typed."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        fields = []
    request.session[KEPT] = {
        "method": request.method,
        "path": request.get_full_path(),
        "fields": fields,
        "back": _own_page(request),
    }


def kept(request: HttpRequest) -> Kept | None:
    """The request that waits, if there is one."""
    found = request.session.get(KEPT)
    if not found:
        return None
    fields = tuple((name, value) for name, value in found["fields"])
    return Kept(found["method"], found["path"], fields, found["back"])


def drop(request: HttpRequest) -> None:
    """What waited is done, or given up."""
    if KEPT in request.session:
        del request.session[KEPT]


def _own_page(request: HttpRequest) -> str:
    """The page from which the request came, if it was one of ours."""
    prefix = f"{request.scheme}://{request.get_host()}"
    referrer = request.headers.get("Referer", "")
    rest = referrer.removeprefix(prefix)
    return rest if referrer.startswith(prefix) and rest.startswith("/") and rest[1:2] not in "/\\" else "/"
