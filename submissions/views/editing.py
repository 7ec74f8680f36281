"""Registering a paper and changing what is said of it; the form saves itself."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.views.decorators.http import require_GET, require_http_methods

from submissions import commands
from submissions.domain import AuthorEntry, Details
from submissions.forms import (
    PREFIX,
    AuthorFormSet,
    AuthorLines,
    AuthorsForm,
    PaperForm,
    TitleForm,
    author_rows,
    initial_of,
    new_once,
    rearranged,
)
from submissions.models import Submission
from submissions.queries.papers import Editable, TrackForm, editable, registered_with, tracks_open_to
from submissions.views.common import acting
from sysml.conference.pages import SiteRequest, attempt, link, render
from sysml.kernel.errors import Invalid, Refused


@require_GET
def new(request: SiteRequest) -> HttpResponse:
    """Choose a track; with only one, its form at once."""
    tracks = tracks_open_to(request.viewer, request.at, request.edition)
    if len(tracks) == 1:
        return HttpResponseRedirect(link(request.edition, "submission-new-track", track=tracks[0].slug))
    return render(
        request, "submissions/choose_track.html", {"tracks": tracks, "edition": request.edition.slug}
    )


@require_http_methods(["GET", "POST"])
def new_in_track(request: SiteRequest, track: str) -> HttpResponse:
    """The form of a new paper. Pressing it twice makes one paper and leads to it both times."""
    form_of = _track(request, track)
    data = _data(request)
    form = PaperForm(form_of, data, initial={"once": new_once(), "version": 0})
    authors = AuthorFormSet(data, prefix=PREFIX, initial=author_rows((_me(request),)))
    if request.method == "POST" and not _is_rearranged(request):
        number = _register(request, track, form, authors)
        if number is not None:
            return HttpResponseRedirect(link(request.edition, "submission-detail", number=number))
    values = {
        "form": form,
        "authors": authors,
        "track": form_of,
        "autosave_url": link(request.edition, "submission-new-autosave", track=track),
        "back_url": link(request.edition, "submission-list"),
    }
    return render(
        request, "submissions/new.html", values, status=422 if form.errors or not _valid(authors) else 200
    )


def _register(request: SiteRequest, track: str, form: PaperForm, authors: AuthorLines) -> int | None:
    """The number of the paper, or None where the form must be shown again."""
    made = registered_with(request.viewer, request.edition, form.data.get("once", ""))
    if made is not None and form.data.get("version") in {"", "0"}:
        return made[0]
    if not (form.is_valid() and _valid(authors)):
        return None
    result: list[Submission] = []
    details = form.details(authors.entries())
    if made is not None:
        done = attempt(
            request, form, lambda: result.append(_change(request, made[0], form, details, invite=True))
        )
    else:
        done = attempt(request, form, lambda: result.append(_new(request, track, form, details, invite=True)))
    if not done:
        return None
    messages.success(request, f"Saved as paper {result[0].number}. {_next_words(result[0])}")
    return result[0].number


def _next_words(paper: Submission) -> str:
    return "Next: upload the paper as a PDF." if paper.status == "registered" else ""


def _new(request: SiteRequest, track: str, form: PaperForm, details: Details, *, invite: bool) -> Submission:
    once = form.cleaned_data["once"]
    return commands.register(
        by=request.viewer,
        edition=request.edition,
        track=track,
        details=details,
        once=once,
        invite=invite,
        now=request.now,
    )


def _change(
    request: SiteRequest, number: int, form: PaperForm, details: Details, *, invite: bool
) -> Submission:
    return commands.change(
        by=request.viewer,
        edition=request.edition,
        number=number,
        details=details,
        version=form.cleaned_data["version"],
        reason=form.cleaned_data.get("reason", ""),
        invite=invite,
        now=request.now,
    )


@require_http_methods(["POST", "PUT"])
def autosave_new(request: SiteRequest, track: str) -> HttpResponse:
    """Keep what is typed of a new paper: the first time this registers a draft."""
    form_of = _track(request, track)
    data = _sent(request)
    form, authors = PaperForm(form_of, data), AuthorFormSet(data, prefix=PREFIX)
    if not data.get("once"):
        return _unsaved("This form has no token; open it again.")
    made = registered_with(request.viewer, request.edition, str(data["once"]))
    if not (form.is_valid() and _valid(authors)):
        return _unsaved(_first_error(form))
    details = form.details(authors.entries())
    if made is None:
        return _saved(request, lambda: _new(request, track, form, details, invite=False))
    return _saved(request, lambda: _change(request, made[0], form, details, invite=False))


@require_http_methods(["GET", "POST"])
def edit(request: SiteRequest, number: int) -> HttpResponse:
    """Change a paper: its authors, or a chair for them."""
    paper = editable(request.viewer, request.at, number)
    data = _data(request)
    form = _paper_form(paper, data)
    authors = AuthorFormSet(data, prefix=PREFIX, initial=author_rows(paper.details.authors))
    names = paper.details.authors is not None
    if (
        request.method == "POST"
        and not _is_rearranged(request)
        and form.is_valid()
        and (not names or _valid(authors))
    ):
        details = form.details(authors.entries() if names else None)
        if attempt(
            request, form, lambda: _change(request, number, form, details, invite=True), done="Saved."
        ):
            return HttpResponseRedirect(link(request.edition, "submission-detail", number=number))
    values = {
        "form": form,
        "authors": authors if names else None,
        "paper": paper,
        "track": paper.track,
        "autosave_url": ""
        if paper.on_behalf
        else link(request.edition, "submission-autosave", number=number),
        "back_url": link(request.edition, "submission-detail", number=number),
    }
    return render(request, "submissions/edit.html", values, status=422 if form.errors else 200)


@require_http_methods(["POST", "PUT"])
def autosave(request: SiteRequest, number: int) -> HttpResponse:
    """Keep what is typed of a paper; 409 if it was changed elsewhere, 422 with the reason if it cannot be kept."""
    paper = editable(request.viewer, request.at, number)
    data = _sent(request)
    form, authors = _paper_form(paper, data), AuthorFormSet(data, prefix=PREFIX)
    if not (form.is_valid() and _valid(authors)):
        return _unsaved(_first_error(form))
    details = form.details(authors.entries())
    return _saved(request, lambda: _change(request, number, form, details, invite=False))


@require_http_methods(["GET", "POST"])
def change_title(request: SiteRequest, number: int) -> HttpResponse:
    """Change the title alone, where the track still allows it."""
    paper = editable(request.viewer, request.at, number)
    form = TitleForm(request.POST or None, initial={"title": paper.title, "version": paper.version})
    back = link(request.edition, "submission-detail", number=number)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        common = acting(request, number)
        if attempt(
            request, form, lambda: commands.change_title(**said, **common), done="The title is changed."
        ):
            return HttpResponseRedirect(back)
    values = {"form": form, "paper": paper, "back_url": back, "permit": paper.may_change_title}
    return render(request, "submissions/title.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_authors(request: SiteRequest, number: int) -> HttpResponse:
    """Change the authors alone, where the track still allows it."""
    paper = editable(request.viewer, request.at, number)
    data = _data(request)
    form = AuthorsForm(data, initial={"version": paper.version})
    authors = AuthorFormSet(data, prefix=PREFIX, initial=author_rows(paper.details.authors))
    back = link(request.edition, "submission-detail", number=number)
    if request.method == "POST" and not _is_rearranged(request) and form.is_valid() and _valid(authors):
        said: dict[str, Any] = form.cleaned_data | {"authors": authors.entries()}
        common = acting(request, number)
        if attempt(
            request, form, lambda: commands.change_authors(**said, **common), done="The authors are changed."
        ):
            return HttpResponseRedirect(back)
    values = {
        "form": form,
        "authors": authors if paper.details.authors is not None else None,
        "paper": paper,
        "back_url": back,
        "permit": paper.may_change_authors,
    }
    return render(request, "submissions/authors.html", values, status=422 if form.errors else 200)


def _track(request: SiteRequest, slug: str) -> TrackForm:
    for track in tracks_open_to(request.viewer, request.at, request.edition):
        if track.slug == slug:
            return track
    raise Http404


def _me(request: SiteRequest) -> AuthorEntry:
    me = request.user
    return AuthorEntry(me.name, me.email, me.affiliation, me.country, True)


def _data(request: SiteRequest) -> QueryDict | None:
    """The posted form, with its lines of authors rearranged if such a button was pressed; None for a fresh page."""
    if request.method != "POST":
        return None
    return rearranged(request.POST) or request.POST


def _is_rearranged(request: SiteRequest) -> bool:
    return any(name in request.POST for name in ("add", "remove", "up", "down"))


def _sent(request: SiteRequest) -> QueryDict:
    return request.POST if request.method == "POST" else QueryDict(request.body)


def _paper_form(paper: Editable, data: QueryDict | None) -> PaperForm:
    return PaperForm(
        paper.track, data, on_behalf=paper.on_behalf, initial=initial_of(paper.details, paper.version)
    )


def _valid(authors: AuthorLines) -> bool:
    """The lines of authors are fine, or nobody has filled them in yet."""
    return not authors.is_bound or authors.is_valid()


def _first_error(form: PaperForm) -> str:
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        return f"Not saved yet. {label}: {errors[0]}" if label else f"Not saved yet. {errors[0]}"
    return "Not saved yet: please look at the authors."


def _unsaved(words: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"detail": words}, status=status)


def _saved(request: SiteRequest, call: Callable[[], Submission]) -> JsonResponse:
    try:
        paper = call()
    except Invalid as refusal:
        return _unsaved(f"Not saved yet. {refusal.message}")
    except Refused as refusal:
        return _unsaved(refusal.message, 409 if refusal.status in {403, 409} else refusal.status)
    return JsonResponse({"saved_at": request.now.isoformat(), "version": paper.version})
