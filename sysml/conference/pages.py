"""The plain values that pages are made of, and the helpers that views share.

A page gets frozen dataclasses in which hidden things are already absent. Views fetch, call and render.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.urls import reverse

from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import Invalid, Permit, Refused
from sysml.kernel.models import User


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


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page from plain values; a model or a queryset in the context is an error of the programmer."""
    values = dict(context or {})
    for name, value in values.items():
        if isinstance(value, Model | QuerySet):
            raise TypeError(f"{template}: {name} is a {type(value).__name__}; pages take read-models")
    return django_render(request, template, values, status=status)


def attempt(
    request: HttpRequest, form: BaseForm | None, call: Callable[[], object], *, done: str = ""
) -> bool:
    """Run a command for a page: refusals become errors of the form (or a notice), nothing typed is lost."""
    try:
        call()
    except Invalid as refusal:
        if form is None:
            messages.error(request, refusal.message)
        else:
            for name, texts in refusal.fields.items():
                for text in texts:
                    form.add_error(name if name in form.fields else None, text)
        return False
    except Refused as refusal:
        if form is None:
            messages.error(request, refusal.message)
        else:
            form.add_error(None, refusal.message)
        return False
    if done:
        messages.success(request, done)
    return True


def page_of(request: HttpRequest, rows: "QuerySet[Any] | Sequence[Any]", size: int = 30) -> Page[Any]:
    """The page of a list that the address asks for (`?page=`); a wrong number gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
