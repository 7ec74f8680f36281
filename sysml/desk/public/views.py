"""The pages of an edition that need no sign-in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sysml.conference import queries as conference
from sysml.conference.domain import ActKind
from sysml.conference.pages import SiteRequest, link, render
from sysml.desk.public import queries
from sysml.desk.public.icalendar import Event, calendar


@dataclass(frozen=True)
class Tabs:
    """Which public pages there are."""

    committee: bool
    list: bool
    badges: bool


def _page(request: SiteRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    clock, edition = request.at.edition, request.edition
    is_listed = clock.done(ActKind.LIST_PUBLIC)
    tabs = Tabs(edition.committee_public, is_listed, is_listed and clock.done(ActKind.BADGES_RELEASED))
    return render(request, template, {**context, "tabs": tabs, "slug": edition.slug})


def _own_zone(request: SiteRequest) -> str:
    """The clock of the person who looks; a visitor's is unknown, so UTC stands beside the conference's."""
    return str(getattr(request.user, "timezone", "UTC"))


@login_not_required
@require_safe
def home(request: SiteRequest) -> HttpResponse:
    """What this edition is, its dates, and what to do now."""
    front = queries.front(request.viewer, request.at, request.edition, own_zone=_own_zone(request))
    return _page(request, "public/home.html", {"front": front})


@login_not_required
@require_safe
def call(request: SiteRequest) -> HttpResponse:
    """The call for papers."""
    edition, html = queries.call(request.viewer, request.at, request.edition)
    context = {
        "edition": edition,
        "html": html,
        "topics": conference.topics(request.edition),
    }
    return _page(request, "public/call.html", context)


@login_not_required
@require_safe
def dates(request: SiteRequest) -> HttpResponse:
    """Important dates in calendar order."""
    rows = queries.dates(request.viewer, request.at, request.edition, own_zone=_own_zone(request))
    context = {
        "dates": rows,
        "own_zone": _own_zone(request),
        "zone": request.edition.zone,
        "feed": settings.BASE_URL + link(request.edition, "edition-feed"),
    }
    return _page(request, "public/dates.html", context)


@login_not_required
@require_safe
def committees(request: SiteRequest) -> HttpResponse:
    """Who runs the edition, and who reviews."""
    found = queries.committees(request.viewer, request.at, request.edition)
    return _page(request, "public/committees.html", {"committees": found})


@login_not_required
@require_safe
def accepted(request: SiteRequest) -> HttpResponse:
    """Accepted papers."""
    papers = queries.accepted(request.viewer, request.at, request.edition)
    context = {
        "papers": papers,
        "several_tracks": len({paper.track for paper in papers}) > 1,
    }
    return _page(request, "public/accepted.html", context)


@login_not_required
@require_safe
def badges(request: SiteRequest) -> HttpResponse:
    """Papers with a badge, and what each badge means."""
    papers = queries.badges(request.viewer, request.at, request.edition)
    meanings = {badge.key: badge for paper in papers for badge in paper.badges}
    context = {"papers": papers, "meanings": list(meanings.values())}
    return _page(request, "public/badges.html", context)


@login_not_required
@require_safe
def feed(request: SiteRequest) -> HttpResponse:
    """The dates as a calendar to subscribe to; stamps say the day of a change and no more."""
    edition = conference.visit(request.viewer, request.at, request.edition)
    rows = queries.dates(request.viewer, request.at, request.edition, own_zone="UTC")
    url = settings.BASE_URL + link(request.edition, "edition-dates")
    events = [
        Event(
            uid=f"{row.xid}@{settings.MAIL_DOMAIN}",
            summary=f"{edition.name}: {row.words}{f' ({row.track})' if row.track else ''} ends",
            begins=row.closes_at,
            stamp=row.changed_on,
            description=f"Deadline: {row.full}",
            url=url,
        )
        for row in rows
    ]
    if edition.begins_on:
        events.append(
            Event(
                uid=f"{request.edition.xid}@{settings.MAIL_DOMAIN}",
                summary=edition.full_name or edition.name,
                begins=edition.begins_on,
                ends=edition.ends_on,
                stamp=request.edition.created_at.date(),
                place=edition.place,
                url=url,
            )
        )
    response = HttpResponse(calendar(edition.name, events), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{edition.slug}.ics"'
    return response
