"""A reviewer's own papers and reviews."""

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reviews.archive import stream
from reviews.commands import reviewing
from reviews.forms.reviews import ReviewForm
from reviews.queries.archive import papers_to_review
from reviews.queries.requests import external_drafts
from reviews.queries.reviews import ReviewForm as ReviewPage
from reviews.queries.reviews import history, missing_reviews, my_reviewing, review_form
from reviews.views.common import autosaved, clock, deadline, to_paper
from sysml.conference.pages import SiteRequest, attempt, link, page_of, render
from sysml.kernel.errors import NotFound


@require_GET
def review_list(request: SiteRequest) -> HttpResponse:
    """My papers to review."""
    if not request.viewer.is_member and not request.viewer.ties.get("external"):
        raise NotFound
    rows = my_reviewing(request.viewer, request.at)
    page = page_of(request, rows, 50)
    shown = [(row, deadline(request, row.due), clock(request, row.saved_at)) for row in page.object_list]
    return render(request, "reviews/list.html", {"rows": shown, "count": len(rows), "page": page})


@require_GET
def papers_zip(request: SiteRequest) -> StreamingHttpResponse:
    """Every paper that the viewer reviews, as one zip, sent while it is made."""
    files = papers_to_review(request.viewer, request.at)
    if not files:
        raise NotFound
    response = StreamingHttpResponse(stream(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{request.edition.slug}-papers.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def review_edit(request: SiteRequest, number: int) -> HttpResponse:
    """Write, save, hand in and mend one's review."""
    page = review_form(request.viewer, request.at, number)
    form = _form(request, page)
    if request.method == "POST" and _take(request, number, page, form):
        if "save" in request.POST:
            return HttpResponseRedirect(link(request.edition, "review-edit", number=number))
        return to_paper(request, number, "#reviews")
    return render(
        request,
        "reviews/edit.html",
        {
            "page": page,
            "form": form,
            "parts": list(form.parts()),
            "due": deadline(request, page.closes),
            "saved": clock(request, page.saved_at),
            "drafts": external_drafts(request.viewer, request.at, number),
        },
    )


def _form(request: SiteRequest, page: ReviewPage) -> ReviewForm:
    initial = ReviewForm.initial_of(page.values, page.revision)
    return ReviewForm(page.questions, request.POST if request.method == "POST" else None, initial=initial)


def _take(request: SiteRequest, number: int, page: ReviewPage, form: ReviewForm) -> bool:
    form.full_clean()
    command = reviewing.save_draft if "save" in request.POST else reviewing.submit_review
    done = (
        "Saved. Nobody else reads it before you submit."
        if "save" in request.POST
        else "Your review is in. Thank you."
    )
    return attempt(
        request,
        form,
        lambda: command(
            by=request.viewer,
            edition=request.edition,
            number=number,
            answers=form.answers(),
            revision=form.revision(),
            now=request.now,
        ),
        done=done,
    )


@require_POST
def review_draft(request: SiteRequest, number: int) -> HttpResponse:
    """Where the review form saves itself."""
    page = review_form(request.viewer, request.at, number)
    form = ReviewForm(page.questions, request.POST)
    return autosaved(
        lambda: reviewing.save_draft(
            by=request.viewer,
            edition=request.edition,
            number=number,
            answers=form.answers(),
            revision=form.revision(),
            now=request.now,
        )
    )


@require_GET
def review_history(request: SiteRequest, number: int, label: str = "") -> HttpResponse:
    """Every submitted version of a review, for its writer and the chairs."""
    page = history(request.viewer, request.at, number, label)
    versions = [(version, clock(request, version.at)) for version in page.versions]
    return render(request, "reviews/history.html", {"page": page, "versions": versions})


@require_GET
def late_reviews(request: SiteRequest) -> HttpResponse:
    """Whose reviews are missing, for the chairs."""
    if not request.viewer.is_chair:
        raise NotFound
    late_only = request.GET.get("show") != "all"
    rows = missing_reviews(request.viewer, request.at, late_only=late_only)
    page = page_of(request, rows, 100)
    shown = [(row, deadline(request, row.due)) for row in page.object_list]
    return render(
        request,
        "reviews/late.html",
        {"rows": shown, "count": len(rows), "late_only": late_only, "page": page},
    )
