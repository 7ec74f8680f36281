"""Giving one paper a window of its own."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sysml.conference.commands.calendar import Scope, move_window
from sysml.conference.domain import WINDOW_WORDS, WindowKind
from sysml.conference.forms import WindowForm
from sysml.conference.pages import SiteRequest, attempt, link, render
from sysml.desk.extensions import queries


class PaperWindowForm(WindowForm):
    """A window of one paper: which, until when, why."""

    field_order = ["kind"]
    kind = forms.ChoiceField(
        label="Window",
        choices=[(kind.value, words) for kind, words in WINDOW_WORDS.items()],
        initial="submission",
    )

    def __init__(self, *args: Any, zone: str) -> None:
        super().__init__(*args, zone=zone, tracks=())
        del self.fields["track"], self.fields["person"]


@require_http_methods(["GET", "HEAD", "POST"])
def paper_time(request: SiteRequest, number: int) -> HttpResponse:
    """The paper's own windows, and a form to set one."""
    paper = queries.paper(request.viewer, request.at, number)
    form = PaperWindowForm(request.POST or None, zone=request.edition.zone)
    if request.method == "POST" and form.is_valid():
        moved = attempt(
            request,
            form,
            lambda: move_window(
                by=request.viewer,
                edition=request.edition,
                kind=WindowKind(form.cleaned_data["kind"]),
                opens_at=form.opens_at(),
                closes_at=form.closes_at(),
                grace=form.grace(),
                reason=form.cleaned_data["reason"],
                scope=Scope(paper_id=paper.pk),
                now=request.now,
            ),
            done="The paper has its own date.",
        )
        if moved:
            return redirect(link(request.edition, "submission-time", number=number))
    context = {
        "form": form,
        "number": paper.number,
        "title": paper.title,
        "windows": queries.windows(request.edition, paper),
        "zone": request.edition.zone,
        "back": link(request.edition, "submission-detail", number=number),
    }
    return render(request, "desk/paper_time.html", context)
