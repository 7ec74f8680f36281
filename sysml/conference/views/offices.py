"""Who holds which office."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sysml.conference import queries
from sysml.conference.commands.offices import give_office, take_office
from sysml.conference.forms import OfficeForm
from sysml.conference.pages import SiteRequest, attempt, link
from sysml.conference.views.frame import EDITING, only_chairs, settings_page
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.queries import person_by_address


@require_http_methods(EDITING)
def offices(request: SiteRequest) -> HttpResponse:
    """Everybody with an office, and a form to give one."""
    only_chairs(request)
    form = OfficeForm(request.POST or None, tracks=queries.tracks(request.edition))
    done = "The office is given."
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(request, form, lambda: _give(request, form), done=done)
    ):
        return redirect(link(request.edition, "settings-offices"))
    context = {"offices": queries.offices(request.edition), "form": form}
    return settings_page(request, "conference/offices.html", context, tab="settings-offices")


def _give(request: SiteRequest, form: OfficeForm) -> None:
    person = person_by_address(form.cleaned_data["email"])
    if person is None:
        raise Invalid({"email": "No account has this address. Ask the person to sign up with it first."})
    give_office(
        by=request.viewer,
        edition=request.edition,
        person=person,
        kind=form.role(),
        title=form.cleaned_data["title"],
        track=queries.track_row(request.edition, form.cleaned_data["track"]),
        now=request.now,
    )


@require_http_methods(EDITING)
def office_take(request: SiteRequest, xid: str) -> HttpResponse:
    """Ask, then take an office away."""
    only_chairs(request)
    office = next((row for row in queries.offices(request.edition) if row.xid == xid), None)
    if office is None:
        raise NotFound
    if request.method == "POST":
        attempt(
            request,
            None,
            lambda: take_office(by=request.viewer, edition=request.edition, xid=xid, now=request.now),
            done=f"{office.name} is no longer {office.words}.",
        )
        return redirect(link(request.edition, "settings-offices"))
    context = {
        "title": f"Take the office of {office.words} from {office.name}?",
        "text": "Papers that only this person handles get another handling chair.",
        "label": "Take it away",
        "kind": "danger",
        "reason": "",
        "action": request.path,
        "cancel_url": link(request.edition, "settings-offices"),
    }
    return settings_page(request, "conference/confirm.html", context, tab="settings-offices")
