"""What stands around every page: the edition, the tabs of this person's roles, the person's menu."""

from dataclasses import dataclass, field
from typing import Any, cast

from django.http import HttpRequest


@dataclass(frozen=True)
class Link:
    """A named address."""

    name: str
    url: str
    label: str = ""


@dataclass(frozen=True)
class Shell:
    """The frame's one context variable (see docs/components.md)."""

    edition_name: str = ""
    edition_url: str = "/"
    editions: tuple[Link, ...] = ()
    search_url: str = ""
    todo_count: int = 0
    todo_url: str = ""
    person_name: str = ""
    chips: tuple[tuple[str, str], ...] = ()
    tabs: tuple[Any, ...] = ()
    menu: tuple[Any, ...] = ()
    notice: str = ""
    demo: bool = False
    view_as: Any = field(default=None)


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`."""
    site = cast(Any, request)
    edition = getattr(site, "edition", None)
    name = (
        site.user.name or site.user.email
        if getattr(site, "user", None) and site.user.is_authenticated
        else ""
    )
    return {"shell": Shell(edition_name=edition.name if edition else "", person_name=name)}
