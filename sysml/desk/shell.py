"""What stands around every page: the edition, the tabs of this person's roles, the person's menu."""

import re
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from sysml.conference.domain import RoleKind, Side
from sysml.conference.models import Edition
from sysml.conference.pages import link
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.models import User

ASLEEP = (
    "Your office here sleeps until you have a second step of signing in: set it up under “Second step and passkeys” "
    "of your account."
)
FROZEN = (
    "This edition is frozen: nobody but the chairs sees anything of it, and its letters wait in the outbox."
)
_PAPER = re.compile(r"^/[^/]+/submissions/\d+/")


@dataclass(frozen=True)
class Tab:
    """One tab below the top bar."""

    label: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Item:
    """One line of the person's menu."""

    label: str
    url: str
    icon: str = ""
    post: bool = False


@dataclass(frozen=True)
class SeenAs:
    """Whose pages a chair looks at, and how to stop."""

    name: str
    stop_url: str


@dataclass(frozen=True)
class Shell:
    """The frame's one context variable (see docs/components.md)."""

    slug: str = ""
    edition_name: str = ""
    edition_url: str = "/"
    editions: tuple[Any, ...] = ()
    search_url: str = ""
    todo_count: int = 0
    todo_url: str = ""
    person_name: str = ""
    chips: tuple[tuple[str, str], ...] = ()
    tabs: tuple[Tab, ...] = ()
    menu: tuple[Item, ...] = ()
    notice: str = ""
    demo: bool = False
    view_as: SeenAs | None = None


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`. Costs one query beyond what the page itself loads: the viewer's ties."""
    site = cast(Any, request)
    user: User | None = site.user if getattr(site, "user", None) and site.user.is_authenticated else None
    edition: Edition | None = getattr(site, "edition", None)
    return {
        "shell": Shell(
            slug=edition.slug if edition else "",
            edition_name=edition.name if edition else "",
            edition_url=link(edition, "edition-home") if edition else "/",
            search_url=link(edition, "search") if edition and user else "",
            person_name=(user.name or user.email) if user else "",
            chips=_chips(site.viewer, edition) if user and edition else (),
            tabs=_tabs(site.viewer, edition, request.path) if edition else (),
            menu=_menu(site.viewer, edition) if user else (),
            notice=_notice(site, edition) if user and edition else "",
            demo=settings.DEMO,
            view_as=_seen_as(site, edition),
        )
    }


def _notice(site: Any, edition: Edition) -> str:
    """Only chairs get as far as a page of a frozen edition."""
    if getattr(edition, "frozen_at", None) is not None:
        return FROZEN
    return ASLEEP if site.viewer.asleep else ""


def _chips(viewer: Viewer, edition: Edition) -> tuple[tuple[str, str], ...]:
    chips = []
    if viewer.side in {Side.ML, Side.BRIDGE}:
        chips.append(("ml", "ML"))
    if viewer.side in {Side.SYSTEMS, Side.BRIDGE}:
        chips.append(("sys", "Systems"))
    if viewer.is_chair:
        chips.append(("", "Chair"))
    return tuple(chips)


def _tabs(viewer: Viewer, edition: Edition, path: str) -> tuple[Tab, ...]:
    wanted: list[tuple[str, str]] = []
    if viewer.person_id is None:
        wanted += [
            ("Conference", "edition-home"),
            ("Call for papers", "edition-call"),
            ("Dates", "edition-dates"),
        ]
    else:
        wanted += [("To do", "home"), ("My submissions", "submission-list")]
    if viewer.tied(Tie.ASSIGNED) or viewer.tied(Tie.EXTERNAL) or viewer.is_member:
        wanted.append(("Reviewing", "review-list"))
    if viewer.is_member:
        wanted.append(("Bids", "bids"))
    if viewer.is_chair:
        wanted += [
            ("Desk", "chair-desk"),
            ("Papers", "submission-all"),
            ("Committee", "committee-roster"),
            ("Assign", "plans"),
            ("Decide", "decide"),
            ("Mail", "mail"),
            ("Settings", "settings"),
        ]
    if viewer.holds(RoleKind.PUBLICATION) and not viewer.is_chair:
        wanted.append(("Proceedings", "proceedings-desk"))
    if viewer.is_evaluator or viewer.holds(RoleKind.ARTIFACT_CHAIR):
        wanted.append(("Artifacts", "artifact-list"))
    addresses = [(label, link(edition, name)) for label, name in wanted]
    path = path.replace("/chair/rules/", "/chair/settings/")  # they are read beside the settings
    here = max((url for _, url in addresses if path.startswith(url)), key=len, default="")
    if _PAPER.search(path):
        here = ""  # a paper's page belongs to nobody's tab: one comes there as author, reviewer or chair
    return tuple(Tab(label, url, url == here) for label, url in addresses)


def _menu(viewer: Viewer, edition: Edition | None) -> tuple[Item, ...]:
    items = [Item("Profile", reverse("profile"), "user"), Item("API tokens", reverse("tokens"), "key")]
    if edition is not None:
        items.append(Item("The conference", link(edition, "edition-home"), "book-open"))
    items.append(Item("All conferences", reverse("front"), "list"))
    if settings.DEMO:
        items.append(Item("Be somebody else", "/demo/", "users"))
    return tuple(items)


def _seen_as(site: Any, edition: Edition | None) -> SeenAs | None:
    if edition is None or site.viewer.through is None:
        return None
    person = User.objects.get(pk=site.viewer.person_id)
    return SeenAs(person.name or person.email, link(edition, "view-as-stop"))
