"""Attaches who looks, at which edition and when; asks the door; turns refusals into pages.

Bearer tokens are read here, for the API only, so that pages and API share one Viewer.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.views.decorators.debug import sensitive_variables

from submissions.queries.looking import seen_as
from sysml import emergency, gate, reading
from sysml.conference import freeze, moment, viewer
from sysml.conference.models import Edition
from sysml.conference.pages import VIEW_AS_KEY
from sysml.kernel import tokens
from sysml.kernel.api import problem_page
from sysml.kernel.door import sessions
from sysml.kernel.errors import NotFound, Refused
from sysml.kernel.models import User
from sysml.security import PERMISSIONS_POLICY


class SiteMiddleware:
    """Adds `now`, and for addresses under an edition `edition`, `viewer` and `at` (both lazy)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        site = cast(Any, request)
        site.now = timezone.now()
        site.api_token = None
        site.edition = None
        site.viewer = viewer.ANONYMOUS
        site.at = moment.Moment(site.now)
        if gate.is_elsewhere(site):
            return HttpResponseNotFound()
        site.needs_second_factor = False
        is_api = request.path.startswith("/api/v1/")
        response = self._read_token(site) if is_api else None
        response = response or self.get_response(request)
        reading.note(site, response)
        if is_api:
            response = gate.say_what_is_missing(site, response)
        elif request.session.accessed and request.session.get(SESSION_KEY):
            sessions.note_use(request, site.now)
        if is_api and response.status_code >= 400 and "json" not in response.headers.get("Content-Type", ""):
            response = problem_page(response.status_code)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        patch_vary_headers(response, ("Cookie", "Authorization"))
        return response

    @staticmethod
    @sensitive_variables("secret")
    def _read_token(site: Any) -> HttpResponse | None:
        kind, _, secret = site.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        site.api_token = tokens.find(secret.strip(), now=site.now)
        if site.api_token is None:
            return gate.too_many_dead_tokens(site)
        site.user = site.api_token.person
        return None

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info:
            raise BadRequest("No address holds a NUL, which one of the two databases refuses.")
        site = cast(Any, request)
        slug = kwargs.pop("edition", None)
        if slug is not None:
            editions = freeze.with_freeze(Edition.objects.filter(slug=slug), site.now)
            site.edition = editions.select_related("conference").first()
            if site.edition is None:
                raise Http404
            if site.api_token is not None and site.api_token.edition_slug not in {"", slug}:
                raise Http404
        site.viewer = SimpleLazyObject(lambda: _viewer(site))
        site.at = SimpleLazyObject(lambda: moment.load(site.edition, site.now))
        return emergency.stop(site) or gate.stop(site) or reading.stop(site)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/") or not isinstance(exception, Refused):
            return None
        if isinstance(exception, NotFound):
            raise Http404
        return render(request, "errors/refused.html", {"message": exception.message}, status=exception.status)


def _viewer(site: Any) -> viewer.Viewer:
    if not site.user.is_authenticated:
        edition: Edition | None = site.edition
        if edition is None:
            return viewer.ANONYMOUS
        return viewer.Viewer(edition_id=edition.pk, edition_slug=edition.slug)
    real = gate.awake(site, viewer.for_person(site.user, site.edition))
    token = site.api_token
    if token is not None:
        return replace(real, scopes=frozenset(token.scopes), token=token.prefix)
    other = site.session.get(VIEW_AS_KEY) if site.edition is not None and real.is_chair else None
    if other and other["edition"] == site.edition.slug:
        person = User.objects.filter(pk=other["person"]).first()
        if person is not None:
            return seen_as(real, viewer.for_person(person, site.edition), site.at)
    return real
