"""Being one of the invented people, with one click; only on a demonstration site."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from sysml.conference.models import Edition
from sysml.conference.pages import link, render
from sysml.desk.demo.personas import PERSONAS, Persona, persona
from sysml.kernel.door import proof
from sysml.kernel.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Card:
    """A persona as the page offers it."""

    key: str
    label: str
    words: str
    name: str
    affiliation: str
    edition: str


def _only_in_a_demonstration() -> None:
    if not settings.DEMO:
        raise Http404


def _there(persons: dict[str, User], editions: dict[str, str], one: Persona) -> Card | None:
    person = persons.get(one.email)
    if person is None or one.edition_slug not in editions:
        return None
    return Card(one.key, one.label, one.words, person.name, person.affiliation, editions[one.edition_slug])


@login_not_required
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """The personas that the seeder has made."""
    _only_in_a_demonstration()
    persons = {user.email: user for user in User.objects.filter(email__in=[one.email for one in PERSONAS])}
    editions = dict(Edition.objects.filter(is_demo=True).values_list("slug", "name"))
    cards = [card for one in PERSONAS if (card := _there(persons, editions, one)) is not None]
    return render(request, "demo/sign_in.html", {"personas": cards})


@login_not_required
@require_POST
def become(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as a persona and go to their edition."""
    _only_in_a_demonstration()
    one = persona(key)
    person = User.objects.filter(email=one.email, is_active=True).first() if one else None
    if one is None or person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    proof.note(request, "demonstration")
    if Edition.objects.filter(slug=one.edition_slug, is_demo=True).exists():
        return redirect(link(one.edition_slug, "home"))
    return redirect("front")
