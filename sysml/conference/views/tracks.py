"""Tracks and topics."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sysml.conference import queries
from sysml.conference.commands import tracks as commands
from sysml.conference.forms import NewTrackForm, TopicsForm, TrackForm
from sysml.conference.pages import SiteRequest, attempt, link
from sysml.conference.views.frame import EDITING, only_chairs, settings_page


@require_http_methods(EDITING)
def track_list(request: SiteRequest) -> HttpResponse:
    """Every track, and a form for a further one."""
    only_chairs(request)
    form = NewTrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = attempt(
            request,
            form,
            lambda: commands.add_track(
                by=request.viewer, edition=request.edition, now=request.now, **form.cleaned_data
            ),
            done="The track is added.",
        )
        if added:
            return redirect(link(request.edition, "settings-track", slug=form.cleaned_data["slug"]))
    context = {"tracks": queries.tracks(request.edition), "form": form}
    return settings_page(request, "conference/tracks.html", context, tab="settings-tracks")


@require_http_methods(EDITING)
def track(request: SiteRequest, slug: str) -> HttpResponse:
    """Everything that one track owns."""
    only_chairs(request)
    data = request.POST if request.method == "POST" else None
    shown = queries.track(request.edition, slug)
    form = TrackForm.showing(shown, data)
    if data is not None and form.is_valid():
        saved = attempt(
            request,
            form,
            lambda: commands.change_track(
                by=request.viewer,
                edition=request.edition,
                slug=slug,
                version=form.cleaned_data["version"],
                changes=form.changes(),
                now=request.now,
            ),
            done="Saved.",
        )
        if saved:
            return redirect(link(request.edition, "settings-track", slug=slug))
    context = {"form": form, "track": shown}
    return settings_page(request, "conference/track.html", context, tab="settings-tracks")


@require_http_methods(EDITING)
def track_remove(request: SiteRequest, slug: str) -> HttpResponse:
    """Ask, then take out a track without papers."""
    only_chairs(request)
    shown = queries.track(request.edition, slug)
    if request.method == "POST":
        attempt(
            request,
            None,
            lambda: commands.remove_track(
                by=request.viewer, edition=request.edition, slug=slug, now=request.now
            ),
            done=f"“{shown.name}” is removed.",
        )
        return redirect(link(request.edition, "settings-tracks"))
    context = {
        "title": f"Remove the track “{shown.name}”?",
        "text": "Its settings and its own dates are gone then. A track that has papers stays.",
        "label": "Remove",
        "kind": "danger",
        "reason": "",
        "action": request.path,
        "cancel_url": link(request.edition, "settings-track", slug=slug),
    }
    return settings_page(request, "conference/confirm.html", context, tab="settings-tracks")


@require_http_methods(EDITING)
def topics(request: SiteRequest) -> HttpResponse:
    """All topics at once."""
    only_chairs(request)
    data = request.POST if request.method == "POST" else None
    shown = queries.topics(request.edition)
    form = TopicsForm.showing(shown, data)
    if data is not None and form.is_valid():
        saved = attempt(
            request,
            form,
            lambda: commands.set_topics(
                by=request.viewer,
                edition=request.edition,
                topics=form.cleaned_data["topics"],
                now=request.now,
            ),
            done="The topics are saved.",
        )
        if saved:
            return redirect(link(request.edition, "settings-topics"))
    context = {"form": form, "count": len(shown)}
    return settings_page(request, "conference/topics.html", context, tab="settings-topics")
