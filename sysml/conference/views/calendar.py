"""The calendar: every window, and moving one."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from sysml.conference import queries
from sysml.conference.commands.calendar import Scope, move_window, remove_window
from sysml.conference.domain import WINDOW_WORDS, WindowKind
from sysml.conference.forms import WindowForm
from sysml.conference.pages import SiteRequest, attempt, link
from sysml.conference.queries import WindowRow
from sysml.conference.views.frame import EDITING, only_chairs, settings_page
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.queries import person_by_address


@require_GET
def calendar(request: SiteRequest) -> HttpResponse:
    """Every window with its hidden grace, and the parts that are off."""
    only_chairs(request)
    rows = queries.windows(request.edition, now=request.now, own_zone=request.user.timezone)
    there = {row.kind for row in rows}
    off = [(kind.value, words) for kind, words in WINDOW_WORDS.items() if kind not in there]
    context = {"windows": rows, "off": off}
    return settings_page(request, "conference/calendar.html", context, tab="settings-calendar")


def _kind(kind: str) -> WindowKind:
    if kind not in set(WindowKind):
        raise NotFound
    return WindowKind(kind)


def _row(request: SiteRequest, kind: WindowKind) -> WindowRow | None:
    """The window that the address names, else the edition's own of this kind."""
    rows = queries.windows(request.edition, now=request.now, own_zone=request.user.timezone)
    wanted = request.GET.get("window", "")
    same = [row for row in rows if row.kind is kind]
    if wanted:
        return next((row for row in same if row.xid == wanted), None)
    return next((row for row in same if not row.track_slug and not row.person_email), None)


@require_http_methods(EDITING)
def window(request: SiteRequest, kind: str) -> HttpResponse:
    """Set a window for the edition, a track or a person."""
    only_chairs(request)
    wanted, zone = _kind(kind), request.edition.zone
    form = WindowForm(
        request.POST or None,
        zone=zone,
        tracks=queries.tracks(request.edition),
        initial=WindowForm.initial_of(_row(request, wanted), zone),
    )
    if request.method == "POST" and form.is_valid():
        moved = attempt(request, form, lambda: _move(request, wanted, form), done="The date is set.")
        if moved:
            return redirect(link(request.edition, "settings-calendar"))
    context = {"form": form, "words": WINDOW_WORDS[wanted], "kind": kind}
    return settings_page(request, "conference/window.html", context, tab="settings-calendar")


def _scope(request: SiteRequest, track: str, email: str) -> Scope:
    person = person_by_address(email) if email else None
    if email and person is None:
        raise Invalid({"person": "No account has this address."})
    return Scope(track=queries.track_row(request.edition, track) if not person else None, person=person)


def _move(request: SiteRequest, kind: WindowKind, form: WindowForm) -> None:
    data = form.cleaned_data
    move_window(
        by=request.viewer,
        edition=request.edition,
        kind=kind,
        opens_at=form.opens_at(),
        closes_at=form.closes_at(),
        grace=form.grace(),
        reason=data["reason"],
        scope=_scope(request, data["track"], data["person"]),
        now=request.now,
    )


@require_http_methods(EDITING)
def window_remove(request: SiteRequest, kind: str, xid: str) -> HttpResponse:
    """Ask, then take a window out."""
    only_chairs(request)
    wanted = _kind(kind)
    rows = queries.windows(request.edition, now=request.now, own_zone=request.user.timezone)
    row = next((row for row in rows if row.xid == xid and row.kind is wanted), None)
    if row is None:
        raise NotFound
    if request.method == "POST":
        scope = _scope(request, row.track_slug, row.person_email)
        attempt(
            request,
            None,
            lambda: remove_window(
                by=request.viewer, edition=request.edition, kind=wanted, scope=scope, now=request.now
            ),
            done="Removed.",
        )
        return redirect(link(request.edition, "settings-calendar"))
    whole = not row.track_slug and not row.person_email
    context = {
        "title": f"Remove “{row.words}” for {row.scope.lower() if whole else row.scope}?",
        "text": "This part of the edition is off then and shows nowhere."
        if whole
        else "The edition’s own dates hold again.",
        "label": "Remove",
        "kind": "danger",
        "reason": "",
        "action": request.path,
        "cancel_url": link(request.edition, "settings-calendar"),
    }
    return settings_page(request, "conference/confirm.html", context, tab="settings-calendar")
