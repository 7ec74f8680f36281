"""The plain values that pages are made of, and the helpers that views share.

A page gets frozen dataclasses in which hidden things are already absent. Views fetch, call and render.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    "Panel",
    "PanelSource",
    "SiteRequest",
    "Todo",
    "TodoSource",
    "act",
    "attempt",
    "link",
    "page_of",
    "render",
]


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
