"""The authors' response."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from reviews.commands import responses as commands
from reviews.forms.talk import ResponseForm
from reviews.panels.cards import cards
from reviews.queries.responses import response_form
from reviews.views.common import autosaved, clock, deadline, number_in
from sysml.conference.pages import SiteRequest, attempt, link, render


@require_http_methods(["GET", "POST"])
def response(request: SiteRequest, number: int) -> HttpResponse:
    """The reviews as the authors see them, and their response."""
    page = response_form(request.viewer, request.at, number)
    form = ResponseForm(request.POST or None, initial={"text": page.text, "version": page.revision})
    if request.method == "POST" and _take(request, number, form):
        return HttpResponseRedirect(link(request.edition, "response", number=number))
    return render(
        request,
        "reviews/response.html",
        {
            "page": page,
            "form": form,
            "cards": cards(page.reviews, request.viewer.zone),
            "due": deadline(request, page.closes),
            "saved": clock(request, page.saved_at),
            "submitted": clock(request, page.submitted_at),
        },
    )


def _take(request: SiteRequest, number: int, form: ResponseForm) -> bool:
    form.full_clean()
    save = "save" in request.POST
    command = commands.save_response_draft if save else commands.submit_response
    return attempt(
        request,
        form,
        lambda: command(
            by=request.viewer,
            edition=request.edition,
            number=number,
            text=request.POST.get("text", ""),
            revision=number_in(request.POST.get("version")),
            now=request.now,
        ),
        done="Saved; not submitted yet."
        if save
        else "Your response is in. You can replace it until the window ends.",
    )


@require_POST
def response_draft(request: SiteRequest, number: int) -> HttpResponse:
    """Where the response saves itself."""
    return autosaved(
        lambda: commands.save_response_draft(
            by=request.viewer,
            edition=request.edition,
            number=number,
            text=request.POST.get("text", ""),
            revision=number_in(request.POST.get("version")),
            now=request.now,
        )
    )
