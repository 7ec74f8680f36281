"""Giving one paper a window of its own."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sysml.conference.commands.calendar import move_window, remove_window
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
                scope=queries.scope(paper),
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
        "windows": [
            (row, link(request.edition, "submission-time-remove", number=number, xid=row.xid))
            for row in queries.windows(request.edition, paper)
        ],
        "zone": request.edition.zone,
        "back": link(request.edition, "submission-detail", number=number),
    }
    return render(request, "desk/paper_time.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_time_remove(request: SiteRequest, number: int, xid: str) -> HttpResponse:
    """Ask, then end an exception; the track's own dates hold again."""
    paper = queries.paper(request.viewer, request.at, number)
    row = queries.window(request.edition, paper, xid)
    back = link(request.edition, "submission-time", number=number)
    if request.method == "POST":
        attempt(
            request,
            None,
            lambda: remove_window(
                by=request.viewer,
                edition=request.edition,
                kind=row.kind,
                scope=queries.scope(paper),
                now=request.now,
            ),
            done="Removed; the dates of its track hold again.",
        )
        return redirect(back)
    context = {"number": number, "words": row.words, "until": row.until, "back": back}
    return render(request, "desk/paper_time_remove.html", context)
