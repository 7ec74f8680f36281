"""External reviewers: asking, answering, overseeing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reviews.commands import requests as commands
from reviews.domain import RequestState
from reviews.forms.reviews import ReasonForm
from reviews.forms.talk import ExternalForm
from reviews.queries.requests import (
    Invitation,
    all_requests,
    external_drafts,
    invitation,
    own_invitation,
    requests_page,
)
from reviews.views.common import clock, deadline
from sysml.conference.pages import SiteRequest, attempt, link, page_of, render


@require_http_methods(["GET", "POST"])
def review_requests(request: SiteRequest, number: int) -> HttpResponse:
    """Whom the viewer has asked to review a paper, and a form to ask somebody."""
    page = requests_page(request.viewer, request.at, number)
    form = ExternalForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: commands.ask_external(
                by=request.viewer,
                edition=request.edition,
                number=number,
                now=request.now,
                **form.cleaned_data,
            ),
            done="The request is on its way. You see the answer here.",
        )
    ):
        return HttpResponseRedirect(link(request.edition, "review-requests", number=number))
    drafts = external_drafts(request.viewer, request.at, number)
    return render(request, "reviews/requests.html", {"page": page, "form": form, "drafts": drafts})


@require_POST
def withdraw_request(request: SiteRequest, number: int, xid: str) -> HttpResponse:
    """Take a request back."""
    attempt(
        request,
        None,
        lambda: commands.withdraw_request(
            by=request.viewer, edition=request.edition, number=number, request=xid, now=request.now
        ),
        done="The request is withdrawn.",
    )
    if request.POST.get("from") == "chair":
        return HttpResponseRedirect(link(request.edition, "request-list"))
    return HttpResponseRedirect(link(request.edition, "review-requests", number=number))


@require_POST
def send_request(request: SiteRequest, number: int, xid: str) -> HttpResponse:
    """A chair lets a held request leave."""
    form = ReasonForm(request.POST)
    attempt(
        request,
        None,
        lambda: commands.send_held_request(
            by=request.viewer,
            edition=request.edition,
            number=number,
            request=xid,
            reason=form.data.get("reason", ""),
            now=request.now,
        ),
        done="The letter is on its way.",
    )
    return HttpResponseRedirect(link(request.edition, "request-list"))


@require_GET
def request_list(request: SiteRequest) -> HttpResponse:
    """Every request, for the chairs."""
    rows = all_requests(request.viewer, request.at)
    page = page_of(request, rows, 50)
    shown = [(row, clock(request, row.asked_at)) for row in page.object_list]
    return render(request, "reviews/request_list.html", {"rows": shown, "count": len(rows), "page": page})


@login_not_required
@require_http_methods(["GET", "POST"])
def external_invitation(request: SiteRequest, token: str) -> HttpResponse:
    """The letter's link: title, abstract, and one press to accept or decline."""
    page = invitation(request.edition, request.at, token)
    if request.method == "POST":
        accept = request.POST.get("answer") == "accept"
        attempt(
            request,
            None,
            lambda: commands.answer_request(
                by=request.viewer, edition=request.edition, token=token, accept=accept, now=request.now
            ),
        )
        return HttpResponseRedirect(link(request.edition, "external-invitation", token=token))
    return _invitation_page(request, page)


@require_http_methods(["GET", "POST"])
def request_answer(request: SiteRequest, xid: str) -> HttpResponse:
    """The same page for a signed-in person, from the to-do list."""
    page = own_invitation(request.viewer, request.edition, request.at, xid)
    if request.method == "POST":
        accept = request.POST.get("answer") == "accept"
        attempt(
            request,
            None,
            lambda: commands.answer_own_request(
                by=request.viewer, edition=request.edition, request=xid, accept=accept, now=request.now
            ),
        )
        return HttpResponseRedirect(link(request.edition, "request-answer", xid=xid))
    return _invitation_page(request, page)


def _invitation_page(request: SiteRequest, page: Invitation) -> HttpResponse:
    answered = RequestState(page.state)
    return render(
        request,
        "reviews/invitation.html",
        {
            "page": page,
            "due": deadline(request, page.due),
            "asked": answered is RequestState.ASKED,
            "accepted": answered is RequestState.ACCEPTED,
            "review_url": link(request.edition, "review-edit", number=page.number),
        },
    )
