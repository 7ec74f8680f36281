"""The page that says who looked at what."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from sysml.conference.commands.looking import settle_reading
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render
from sysml.conference.policies import may_look_at_settings
from sysml.desk.lookers import queries
from sysml.desk.lookers.forms import LookForm, NoteForm
from sysml.kernel.errors import NotFound


def only_chairs(request: SiteRequest) -> None:
    """For everybody else there is no such page."""
    if not may_look_at_settings(request.viewer):
        raise NotFound


@require_safe
def who_looked(request: SiteRequest) -> HttpResponse:
    """Reads of confidential things, searchable by person, paper, kind and day."""
    only_chairs(request)
    form = LookForm(request.GET or None)
    rows = queries.look_rows(request.viewer, request.at, request.edition, form.filters())
    page = page_of(request, rows, 50)
    values = {
        "form": form,
        "looks": queries.looks(list(page.object_list), request.edition),
        "reports": queries.reports(request.viewer, request.edition),
        "note_form": NoteForm(),
        "paging": paging(request, page),
    }
    return render(request, "desk/lookers/who_looked.html", values)


@require_POST
def settle(request: SiteRequest, xid: str) -> HttpResponse:
    """A chair has looked into somebody's unusual reading."""
    only_chairs(request)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    attempt(
        request,
        None,
        lambda: settle_reading(
            by=request.viewer, edition=request.edition, xid=xid, note=note, now=request.now
        ),
        done="Noted; it is off the chairs’ lists.",
    )
    return redirect(link(request.edition, "who-looked"))
