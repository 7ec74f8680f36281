"""What the views of this app share."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse

from sysml.conference import clockwork
from sysml.conference.clockwork import Shown
from sysml.conference.pages import SiteRequest, link
from sysml.kernel.errors import NotFound, Refused, StaleWrite
from sysml.kernel.plain import whole


class SavedDraft(Protocol):
    """What commands answer that save a draft."""

    @property
    def revision(self) -> int: ...

    @property
    def saved_at(self) -> datetime: ...


def zone_of(request: SiteRequest) -> str:
    """The reader's own time zone; the edition's for who is not signed in."""
    zone: str = getattr(request.user, "timezone", request.edition.zone)
    return zone


def deadline(request: SiteRequest, instant: datetime | None) -> Shown | None:
    """A deadline on the reader's own clock, the edition's beside it."""
    if instant is None:
        return None
    return clockwork.shown(
        instant, now=request.now, own_zone=zone_of(request), edition_zone=request.edition.zone
    )


def clock(request: SiteRequest, instant: datetime | None) -> str:
    """When a draft was saved, on the reader's clock: "12:03", with the day unless it is today."""
    if instant is None:
        return ""
    zone = clockwork.zone(zone_of(request))
    local, today = instant.astimezone(zone), request.now.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local.day} {local:%b %H:%M}"


def autosaved(save: Callable[[], SavedDraft]) -> HttpResponse:
    """The answer to a form that saves itself: the revision for its next save, or why it was not kept."""
    try:
        saved = save()
    except NotFound:
        raise
    except StaleWrite as refusal:
        return JsonResponse({"detail": refusal.message}, status=409)
    except Refused as refusal:
        return JsonResponse({"detail": refusal.message}, status=422)
    return JsonResponse({"version": saved.revision, "saved_at": saved.saved_at.isoformat()})


def to_paper(request: SiteRequest, number: int, anchor: str = "") -> HttpResponse:
    """Back to the paper's page."""
    return HttpResponseRedirect(link(request.edition, "submission-detail", number=number) + anchor)


def number_in(raw: object) -> int:
    """A revision as a form sends it; anything else counts as none."""
    return whole(raw) or 0
