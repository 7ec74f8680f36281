"""The page on which an edition asks for a second step of signing in."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sysml.conference.guard import queries
from sysml.conference.guard.commands import ask_second_factor
from sysml.conference.guard.forms import GuardForm
from sysml.conference.pages import SiteRequest, attempt, link
from sysml.conference.policies import may_chair
from sysml.conference.views.frame import EDITING, only_chairs, settings_page


@require_http_methods(EDITING)
def security(request: SiteRequest) -> HttpResponse:
    """Who has a second step, and whether the edition asks for it."""
    only_chairs(request)
    form = GuardForm(request.POST or None, initial={"on": request.edition.second_factor})
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            request,
            form,
            lambda: ask_second_factor(
                by=request.viewer,
                edition=request.edition,
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
                now=request.now,
            ),
            done="Saved.",
        )
        if saved:
            return redirect(link(request.edition, "settings-security"))
    context = {
        "form": form,
        "holders": queries.holders(request.edition),
        "may_act": bool(may_chair(request.viewer)),
        "asked": request.edition.second_factor,
    }
    return settings_page(request, "conference/security.html", context, tab="settings-security")
