"""Chairs edit the review form of a track."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods

from reviews.commands.forms import save_questions
from reviews.forms.questions import QuestionRow, QuestionRows, initial_of
from reviews.forms.reviews import ReviewForm
from reviews.queries.forms import track_form, track_forms
from sysml.conference.pages import SiteRequest, link, render
from sysml.kernel.errors import Refused
from sysml.kernel.plain import whole


@require_GET
def review_forms(request: SiteRequest) -> HttpResponse:
    """The review form of every track."""
    return render(request, "reviews/forms.html", {"tracks": track_forms(request.viewer, request.edition)})


@require_http_methods(["GET", "POST"])
def review_form_edit(request: SiteRequest, track: str) -> HttpResponse:
    """The questions of one track, and how reviewers will see them."""
    page = track_form(request.viewer, request.edition, track)
    rows = QuestionRows(request.POST or None, initial=initial_of(page.questions), prefix="q")
    problem = ""
    if request.method == "POST" and "add" in request.POST:
        rows = _with_one_more(request)
    elif request.method == "POST" and rows.is_valid():
        problem = _save(request, track, rows)
        if not problem:
            return HttpResponseRedirect(link(request.edition, "review-form", track=track))
    preview = ReviewForm(page.questions)
    return render(
        request,
        "reviews/form_edit.html",
        {"page": page, "rows": rows, "problem": problem, "preview": list(preview.parts())},
    )


def _with_one_more(request: SiteRequest) -> "QuestionRows":  # type: ignore[valid-type]
    data = request.POST.copy()
    data["q-TOTAL_FORMS"] = str(min(40, (whole(data.get("q-TOTAL_FORMS")) or 0) + 1))
    return QuestionRows(data, prefix="q")


def _save(request: SiteRequest, track: str, rows: "QuestionRows") -> str:  # type: ignore[valid-type]
    kept = [
        form
        for form in rows.forms  # type: ignore[attr-defined]
        if isinstance(form, QuestionRow) and form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]
    kept.sort(key=lambda form: form.cleaned_data.get("ORDER") or len(kept) + 1)
    try:
        save_questions(
            by=request.viewer,
            edition=request.edition,
            track=track,
            questions=[form.plan() for form in kept],
            now=request.now,
        )
    except Refused as refusal:
        return refusal.message
    return ""
