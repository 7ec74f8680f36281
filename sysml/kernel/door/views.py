"""Pages of the door: the places where one is signed in, proof of presence, the second step."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sysml.kernel.door import proof, second_factor, sessions
from sysml.kernel.pages import PersonRequest, render


@require_GET
def session_list(request: PersonRequest) -> HttpResponse:
    """Where I am signed in."""
    found = sessions.sessions_of(request.user, request.session.session_key, request.now)
    return render(request, "door/sessions.html", {"sessions": found, "others": len(found) > 1})


@require_POST
def session_end(request: PersonRequest, key: str) -> HttpResponse:
    """Sign out one of my browsers from afar."""
    if not sessions.end(person=request.user, key=key, now=request.now):
        raise Http404
    messages.success(request, "That browser is signed out.")
    return redirect("sessions")


@require_POST
def session_end_others(request: PersonRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    count = sessions.end_others(person=request.user, this=request.session.session_key, now=request.now)
    messages.success(request, f"Signed out in {count} other place{'' if count == 1 else 's'}.")
    return redirect("sessions")


@require_http_methods(("GET", "HEAD", "POST"))
def prove(request: PersonRequest) -> HttpResponse:
    """Is it still you? For those who have no password here: a press in a demonstration, else their other account."""
    if request.method == "POST":
        if not settings.DEMO:
            raise Http404
        proof.note(request, "demonstration")
        return redirect("proof-continue")
    return render(request, "door/proof.html", {"demo": settings.DEMO, "next": reverse("proof-continue")})


@require_GET
def go_on(request: PersonRequest) -> HttpResponse:
    """Back to what waited for proof: one press sends it as it was typed."""
    waiting = proof.kept(request)
    if waiting is None:
        return redirect("front")
    if not proof.is_fresh(request):
        return proof.way(request)
    return render(request, "door/continue.html", {"waiting": waiting})


@require_GET
def second_step(request: PersonRequest) -> HttpResponse:
    """Why an office sleeps until there is a second step of signing in, and how to set one up."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    values = {"has_one": second_factor.has_one(request.user), "back": back}
    return render(request, "door/second_step.html", values)
