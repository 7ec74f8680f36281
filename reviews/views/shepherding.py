"""Shepherds, and the end of conditions."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from reviews.commands import shepherding as commands
from reviews.forms.decisions import ConditionsForm, ShepherdForm
from reviews.queries.decisions import decidable
from reviews.queries.shepherding import conditions_page, shepherd_choices
from reviews.views.common import to_paper
from sysml.conference.pages import SiteRequest, attempt, link, render


@require_POST
def shepherd(request: SiteRequest, number: int) -> HttpResponse:
    """Appoint the shepherd of a conditional accept."""
    people = shepherd_choices(request.viewer, request.at, number)
    form = ShepherdForm([(p.xid, p.name) for p in people], request.POST)
    if form.is_valid():
        attempt(
            request,
            None,
            lambda: commands.appoint_shepherd(
                by=request.viewer,
                edition=request.edition,
                number=number,
                person_xid=form.cleaned_data["person"],
                now=request.now,
            ),
            done="The shepherd is appointed.",
        )
    else:
        messages.error(request, "Choose a member of the committee who has no conflict with this paper.")
    return HttpResponseRedirect(link(request.edition, "decide-one", number=number))


@require_POST
def shepherd_dismiss(request: SiteRequest, number: int) -> HttpResponse:
    """The paper has no shepherd any more."""
    decidable(request.viewer, request.at, number)
    attempt(
        request,
        None,
        lambda: commands.dismiss_shepherd(
            by=request.viewer, edition=request.edition, number=number, now=request.now
        ),
        done="The paper has no shepherd.",
    )
    return HttpResponseRedirect(link(request.edition, "decide-one", number=number))


@require_http_methods(["GET", "POST"])
def conditions(request: SiteRequest, number: int) -> HttpResponse:
    """The shepherd or a chair looks at the letters with a note of theirs, then says whether conditions are met."""
    form = ConditionsForm(request.POST or None)
    note = form.cleaned_data["note"] if request.method == "POST" and form.is_valid() else ""
    page = conditions_page(request.viewer, request.at, request.edition, number, note)
    answer = request.POST.get("answer")
    if answer in {"met", "failed"} and attempt(
        request,
        form,
        lambda: _judge(request, number, answer == "met", note),
        done="Noted; the authors are told.",
    ):
        return to_paper(request, number)
    return render(request, "reviews/decide_conditions.html", {"page": page, "form": form, "note": note})


def _judge(request: SiteRequest, number: int, met: bool, note: str) -> None:
    commands.judge_conditions(
        by=request.viewer, edition=request.edition, number=number, met=met, note=note, now=request.now
    )
