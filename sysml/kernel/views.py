"""A person's own pages: profile, joining two accounts."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sysml.kernel import queries
from sysml.kernel.commands import merging
from sysml.kernel.commands.profile import change_profile
from sysml.kernel.errors import NotFound
from sysml.kernel.forms import MergeForm, ProfileForm, spells_form, zone_names
from sysml.kernel.models import User
from sysml.kernel.pages import PersonRequest, attempt, render

_EDITING = ("GET", "HEAD", "POST")


@require_http_methods(_EDITING)
def profile(request: PersonRequest) -> HttpResponse:
    """Who I am, where I work and worked, which letters I want."""
    person = queries.profile_of(request.user)
    data = request.POST if request.method == "POST" else None
    form, history = ProfileForm.showing(person, data), spells_form(person, data)
    if data is not None and form.is_valid() & history.is_valid():
        changed = attempt(
            request,
            form,
            lambda: change_profile(
                person=request.user,
                changes=form.cleaned_data,
                affiliations=history.spells(),
                now=request.now,
            ),
            done="Your profile is saved.",
        )
        if changed:
            return redirect("profile")
    context = {
        "form": form,
        "history": history,
        "zones": zone_names(),
        "addresses": queries.addresses_of(request.user),
    }
    return render(request, "people/profile.html", context)


@require_http_methods(_EDITING)
def merge_ask(request: PersonRequest) -> HttpResponse:
    """Name the address of one's other account."""
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = attempt(
            request,
            form,
            lambda: merging.ask_to_merge(
                person=request.user, email=form.cleaned_data["email"], now=request.now
            ),
            done="If there is an account with this address, a letter with a link is on its way to it. "
            "Open the link in this browser within an hour.",
        )
        if asked:
            return redirect("merge")
    return render(request, "people/merge.html", {"form": form})


@require_http_methods(_EDITING)
def merge_confirm(request: PersonRequest, token: str) -> HttpResponse:
    """What would be joined; one press joins it."""
    try:
        offer = merging.offer(person=request.user, token=token)
    except NotFound as error:
        raise Http404 from error
    if request.method == "POST":
        return _merge(request, token)
    return render(request, "people/merge_confirm.html", {"offer": offer})


def _merge(request: PersonRequest, token: str) -> HttpResponseRedirect:
    person: User = request.user
    done = attempt(
        request,
        None,
        lambda: merging.merge(person=person, token=token, now=request.now),
        done="The two accounts are one now. Sign in with either address.",
    )
    return redirect("profile" if done else "merge")
