"""Making an edition, cloning it, describing it, opening and closing it."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from sysml.conference import queries
from sysml.conference.commands import editions as commands
from sysml.conference.domain import ActKind
from sysml.conference.forms import CloneForm, DescriptionForm, EditionForm, ReasonForm
from sysml.conference.models import Edition
from sysml.conference.pages import SiteRequest, attempt, link, render
from sysml.conference.policies import may_chair
from sysml.conference.views.frame import EDITING, only_chairs, settings_page
from sysml.kernel.errors import NotFound
from sysml.kernel.forms import zone_names


@require_http_methods(EDITING)
def edition_new(request: SiteRequest) -> HttpResponse:
    """A new edition on one page; whoever makes it is its first chair."""
    initial = {"opens_on": queries.default_opening("AoE", request.now), "contact": request.user.email}
    form = EditionForm(request.POST or None, initial=initial)
    made: list[Edition] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: made.append(
                commands.make_edition(by=request.viewer, now=request.now, is_demo=settings.DEMO, **data)
            ),
            done="The edition is made. Look it over, then open it.",
        ):
            return redirect(link(made[0], "settings"))
    return render(request, "conference/new.html", {"form": form, "zones": zone_names()})


@require_GET
def overview(request: SiteRequest) -> HttpResponse:
    """Where the edition stands, and what can be done to it as a whole."""
    only_chairs(request)
    context = {
        "acts": queries.acts(request.edition),
        "tracks": queries.tracks(request.edition),
        "windows": queries.windows(request.edition, now=request.now, own_zone=request.user.timezone),
        "edition": queries.visit(request.viewer, request.at, request.edition),
        "may_act": bool(may_chair(request.viewer)),
    }
    return settings_page(request, "conference/overview.html", context, tab="settings")


def _act(kind: str) -> ActKind:
    """An act of this page; release and badges are done elsewhere."""
    if kind not in queries.ACT_WORDS:
        raise NotFound
    return ActKind(kind)


@require_http_methods(EDITING)
def act(request: SiteRequest, kind: str) -> HttpResponse:
    """Ask, then do an act of the edition."""
    only_chairs(request)
    wanted = _act(kind)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(
            request,
            None,
            lambda: commands.do_act(
                by=request.viewer,
                edition=request.edition,
                kind=wanted,
                now=request.now,
                reason=form.cleaned_data["reason"],
            ),
            done="Done.",
        )
        return redirect(link(request.edition, "settings"))
    words, explains, _ = queries.ACT_WORDS[wanted]
    reason = "Why? The other chairs read it." if wanted is ActKind.FROZEN else ""
    context = {"title": f"{words}?", "text": explains, "label": words, "kind": "primary", "reason": reason}
    return _confirm(request, context)


@require_http_methods(EDITING)
def undo_act(request: SiteRequest, kind: str) -> HttpResponse:
    """Ask for the reason, then take an act back."""
    only_chairs(request)
    wanted = _act(kind)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(
            request,
            None,
            lambda: commands.undo_act(
                by=request.viewer,
                edition=request.edition,
                kind=wanted,
                now=request.now,
                reason=form.cleaned_data["reason"],
            ),
            done="Taken back.",
        )
        return redirect(link(request.edition, "settings"))
    words = queries.ACT_WORDS[wanted][0]
    context = {
        "title": f"Take back: {words.lower()}?",
        "text": "What was public until now may have been seen and kept by anybody.",
        "label": "Take it back",
        "kind": "danger",
        "reason": "Why? The log keeps it.",
    }
    return _confirm(request, context)


def _confirm(request: SiteRequest, context: dict[str, str]) -> HttpResponse:
    full = {**context, "action": request.path, "cancel_url": link(request.edition, "settings")}
    return settings_page(request, "conference/confirm.html", full, tab="settings")


@require_http_methods(EDITING)
def description(request: SiteRequest) -> HttpResponse:
    """What the public pages say."""
    only_chairs(request)
    data = request.POST if request.method == "POST" else None
    form = DescriptionForm.showing(queries.visit(request.viewer, request.at, request.edition), data)
    if data is not None and form.is_valid():
        saved = attempt(
            request,
            form,
            lambda: commands.describe_edition(
                by=request.viewer,
                edition=request.edition,
                version=form.cleaned_data["version"],
                changes=form.changes(),
                now=request.now,
            ),
            done="Saved.",
        )
        if saved:
            return redirect(link(request.edition, "settings-description"))
    context = {"form": form, "zones": zone_names()}
    return settings_page(request, "conference/description.html", context, tab="settings-description")


@require_http_methods(EDITING)
def clone(request: SiteRequest) -> HttpResponse:
    """A new year with this year's settings."""
    only_chairs(request)
    form = CloneForm(
        request.POST or None, initial={"opens_on": queries.default_opening(request.edition.zone, request.now)}
    )
    made: list[Edition] = []

    def make() -> None:
        data = form.cleaned_data
        made.append(
            commands.clone_edition(by=request.viewer, source=request.edition, now=request.now, **data)
        )

    done = "The new edition is made. You are its chair."
    if request.method == "POST" and form.is_valid() and attempt(request, form, make, done=done):
        return redirect(link(made[0], "settings"))
    return settings_page(request, "conference/clone.html", {"form": form}, tab="settings")
