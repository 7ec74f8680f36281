"""What chairs do with the reviews of one paper: enter on behalf, discard, open a draft after its deadline."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from reviews.commands import responses, reviewing
from reviews.forms.reviews import BehalfReviewForm, ReasonForm
from reviews.forms.talk import BehalfResponseForm
from reviews.queries.behalf import behalf_page
from reviews.views.common import to_paper
from sysml.conference.pages import SiteRequest, attempt, render


@require_http_methods(["GET", "POST"])
def behalf_review(request: SiteRequest, number: int) -> HttpResponse:
    """Enter a review for one of the paper's reviewers."""
    page = behalf_page(request.viewer, request.at, number)
    form = BehalfReviewForm(list(page.reviewers), page.questions, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: reviewing.submit_review_on_behalf(
                by=request.viewer,
                edition=request.edition,
                number=number,
                person=form.cleaned_data["person"],
                answers=form.answers(),
                reason=form.cleaned_data["reason"],
                now=request.now,
            ),
            done="The review is in, and its writer is told.",
        )
    ):
        return to_paper(request, number, "#reviews")
    return render(
        request, "reviews/behalf_review.html", {"page": page, "form": form, "parts": list(form.parts())}
    )


@require_http_methods(["GET", "POST"])
def behalf_response(request: SiteRequest, number: int) -> HttpResponse:
    """Enter the response for the authors."""
    page = behalf_page(request.viewer, request.at, number)
    form = BehalfResponseForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: responses.submit_response_on_behalf(
                by=request.viewer,
                edition=request.edition,
                number=number,
                text=form.cleaned_data["text"],
                reason=form.cleaned_data["reason"],
                now=request.now,
            ),
            done="The response is in, and the authors are told.",
        )
    ):
        return to_paper(request, number, "#response")
    return render(request, "reviews/behalf_response.html", {"page": page, "form": form})


@require_http_methods(["GET", "POST"])
def discard(request: SiteRequest, number: int, label: str) -> HttpResponse:
    """Take a review out of the paper, with a reason."""
    page = behalf_page(request.viewer, request.at, number)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: reviewing.discard_review(
                by=request.viewer,
                edition=request.edition,
                number=number,
                label=label,
                reason=form.cleaned_data["reason"],
                now=request.now,
            ),
            done="The review is taken out. Its writer keeps the text.",
        )
    ):
        return to_paper(request, number, "#reviews")
    return render(request, "reviews/discard.html", {"page": page, "label": label, "form": form})


@require_http_methods(["GET", "POST"])
def open_draft(request: SiteRequest, number: int, label: str) -> HttpResponse:
    """Read a review that was never handed in, by an act that is logged."""
    page = behalf_page(request.viewer, request.at, number)
    form = ReasonForm(request.POST or None)
    answers: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        attempt(
            request,
            form,
            lambda: answers.extend(
                reviewing.read_draft(
                    by=request.viewer,
                    edition=request.edition,
                    number=number,
                    label=label,
                    reason=form.cleaned_data["reason"],
                    now=request.now,
                )
            ),
        )
    return render(
        request, "reviews/draft.html", {"page": page, "label": label, "form": form, "answers": answers}
    )
