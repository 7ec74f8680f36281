"""The plain values that pages are made of, and the helpers that views share.

A page gets frozen dataclasses in which hidden things are already absent. Views fetch, call and render.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.urls import reverse

from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import Permit
from sysml.kernel.models import User
from sysml.kernel.pages import attempt, page_of, render

__all__ = [
    "Act",
    "PageLink",
    "Paging",
    "Panel",
    "PanelSource",
    "SiteRequest",
    "Todo",
    "TodoSource",
    "act",
    "attempt",
    "link",
    "page_of",
    "paging",
    "render",
]


VIEW_AS_KEY = "view_as"
"""Where a session keeps whose pages a chair looks at."""


class SiteRequest(HttpRequest):
    """A request as views get it: middleware has attached who looks, at what edition, and when."""

    user: User
    viewer: Viewer
    edition: Edition
    at: Moment
    now: datetime


@dataclass(frozen=True)
class Act:
    """Something that the viewer may do here, or may not, and then why."""

    label: str
    url: str
    allowed: bool = True
    reason: str = ""
    style: str = ""
    confirm: str = ""


def act(label: str, url: str, permit: Permit, *, style: str = "", confirm: str = "") -> Act:
    """An act as a page shows it, from the answer of a policy."""
    return Act(label, url, bool(permit), permit.reason, style, confirm)


@dataclass(frozen=True)
class Todo:
    """One line of a person's home: what, until when, and one button."""

    kind: str
    title: str
    url: str
    button: str
    due: datetime | None
    note: str = ""
    split: tuple[int, int, int, int] | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Panel:
    """A part of a page that spans apps: a template and the plain values that it shows."""

    template: str
    data: Any
    place: str = "main"
    order: int = 50


TodoSource = Callable[[Viewer, Moment, Edition], list[Todo]]
PanelSource = Callable[[Viewer, Moment, Any], Panel | None]


def link(edition: Edition | str, name: str, **kwargs: Any) -> str:
    """The address of a page of an edition."""
    slug = edition if isinstance(edition, str) else edition.slug
    return reverse(name, kwargs={"edition": slug, **kwargs})


@dataclass(frozen=True)
class PageLink:
    """One number of a pagination."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Paging:
    """What the component `pagination` takes."""

    text: str
    previous_url: str
    next_url: str
    pages: tuple[PageLink, ...]
    total: int


def paging(request: HttpRequest, page: Page[Any]) -> Paging:
    """Links of a list's pages, with the other parameters of the address kept."""

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    total = page.paginator.count
    text = f"{page.start_index()}–{page.end_index()} of {total}" if total else ""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    links = tuple(
        PageLink(str(n), address(n) if isinstance(n, int) else "", n == page.number) for n in numbers
    )
    return Paging(
        text,
        address(page.previous_page_number()) if page.has_previous() else "",
        address(page.next_page_number()) if page.has_next() else "",
        links if len(links) > 1 else (),
        total,
    )
