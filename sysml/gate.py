"""The door as requests pass it: limits, the second factor of offices, proof before weighty acts.

What is asked where stands in `sysml.security`; how it is asked in `sysml.kernel.door`.
"""

import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.api import problem_answer
from sysml.kernel.door import limits, proof, second_factor
from sysml.kernel.door.clients import address_of, network_of
from sysml.security import LIMITS, NEEDS_PROOF

_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
DEAD_TOKENS_A_MINUTE = 30
PROOF_WORDS = (
    "This needs a sign-in, or proof that it is still you, within the last minutes. Use a token instead."
)
FACTOR_WORDS = "This edition asks a second step of signing in of those who hold an office. Set it up first."


def stop(site: Any) -> HttpResponse | None:
    """The answer to a request that does not get through, or nothing."""
    route = _CONVERTER.sub(r"<\1>", site.resolver_match.route)
    if route in LIMITS and (answer := _too_often(site, route)):
        return answer
    if site.edition is not None and site.edition.second_factor and (answer := _sleeping(site, route)):
        return answer
    if site.method in NEEDS_PROOF.get(route, ()):
        return _unproven(site)
    return None


def is_elsewhere(site: Any) -> bool:
    """On the host of files there is nothing but files: no page of ours, and no cookie."""
    if not settings.FILES_HOST or site.get_host() != settings.FILES_HOST:
        return False
    return not site.path.startswith("/files/")


def awake(site: Any, viewer: Viewer) -> Viewer:
    """The viewer with their offices, if the edition asks nothing more of them or they have it."""
    if site.edition is None or not site.edition.second_factor or not _holds_an_office(viewer):
        return viewer
    if second_factor.has_one(site.user):
        return viewer
    site.needs_second_factor = True
    return viewer.without_offices()


def _holds_an_office(viewer: Viewer) -> bool:
    return bool(viewer.roles or viewer.tied(Tie.HANDLES))


def too_many_dead_tokens(site: Any) -> HttpResponse | None:
    """Whoever tries tokens is slowed down; what they tried makes no difference."""
    who = network_of(address_of(site))
    left, rest = limits.spend("dead-token", who, most=DEAD_TOKENS_A_MINUTE, seconds=60, now=site.now)
    return _problem(429, "throttled", "Too many tokens that do not exist.", rest) if left < 0 else None


def say_what_is_missing(site: Any, response: HttpResponse) -> HttpResponse:
    """An endpoint that is not there because an office sleeps: the same words whatever is behind it."""
    if site.needs_second_factor and response.status_code in {403, 404}:
        return _problem(403, "second-factor-needed", FACTOR_WORDS)
    return response


def _too_often(site: Any, route: str) -> HttpResponse | None:
    who = f"p{site.user.pk}" if site.user.is_authenticated else network_of(address_of(site))
    most, seconds = LIMITS[route]
    left, rest = limits.spend(route, who, most=most, seconds=seconds, now=site.now)
    if left >= 0:
        return None
    if route.startswith("api/"):
        return _problem(429, "throttled", f"Too many requests; try again in {rest} seconds.", rest)
    words = f"That was very often. Please wait {rest} seconds, then try again."
    page = render(site, "errors/refused.html", {"message": words}, status=429)
    page["Retry-After"] = str(rest)
    return page


def _sleeping(site: Any, route: str) -> HttpResponse | None:
    """A page of the chairs leads its holder to the second step; for everybody else it answers as ever."""
    if not route.startswith("<edition>/chair/") or not site.user.is_authenticated:
        return None
    if not site.viewer.asleep:
        return None
    return HttpResponseRedirect(f"{reverse('second-step')}?{urlencode({'next': site.get_full_path()})}")


def _unproven(site: Any) -> HttpResponse | None:
    if site.api_token is not None or not site.user.is_authenticated:
        return None
    if proof.is_fresh(site):
        proof.drop(site)
        return None
    if site.path.startswith("/api/"):
        return _problem(403, "proof-needed", PROOF_WORDS)
    proof.keep(site)
    return proof.way(site)


def _problem(status: int, kind: str, title: str, retry_after: int = 0) -> HttpResponse:
    answer = problem_answer(status, kind, title)
    if retry_after:
        answer["Retry-After"] = str(retry_after)
    return answer
