"""A frozen edition answers nobody but its chairs: the one place at which every request of an edition is held.

Pages, endpoints, feeds and downloads alike pass here before any view is called.
"""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sysml.kernel.api import problem_answer

WORDS = "The chairs have frozen this conference for the moment. Nothing is lost; please come back later."
RETRY_AFTER = 600


def stop(site: Any) -> HttpResponse | None:
    """The notice, if the edition is frozen and it is not a chair who asks; the same bytes for every address.

    An edition that has never been opened is not there at all for others, frozen or not.
    """
    edition = site.edition
    if edition is None or edition.frozen_at is None or _is_chair(site):
        return None
    if not edition.is_open:
        raise Http404
    if site.path.startswith("/api/"):
        answer = problem_answer(503, "frozen", WORDS)
    else:
        values = {"name": edition.name, "contact": edition.contact, "words": WORDS}
        answer = render(site, "errors/frozen.html", values, status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _is_chair(site: Any) -> bool:
    """Of the edition or one of its tracks; who looks as somebody else is still who they are."""
    viewer = site.viewer
    return bool((viewer.through or viewer).is_chair)
