"""What views of every floor share: rendering plain values, running a command for a page, paging a list."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render

from sysml.kernel.errors import Invalid, Refused
from sysml.kernel.models import User


class PersonRequest(HttpRequest):
    """A request of a signed-in person, with the time at which it came."""

    user: User
    now: datetime


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
