"""What stands around every page of an edition's settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from sysml.conference.pages import SiteRequest, link, render
from sysml.conference.policies import may_look_at_settings
from sysml.kernel.errors import NotFound

EDITING = ("GET", "HEAD", "POST")

_TABS = (
    ("Overview", "settings"),
    ("Description", "settings-description"),
    ("Tracks", "settings-tracks"),
    ("Calendar", "settings-calendar"),
    ("Topics", "settings-topics"),
    ("Offices", "settings-offices"),
    ("Letters", "settings-letters"),
    ("Security", "settings-security"),
    ("Who sees what", "rules"),
)


@dataclass(frozen=True)
class Tab:
    """One tab of the settings."""

    label: str
    url: str
    current: bool


def settings_page(
    request: SiteRequest, template: str, context: Mapping[str, Any], *, tab: str, status: int = 200
) -> HttpResponse:
    """Render a page of the settings with its tabs."""
    tabs = [Tab(label, link(request.edition, name), name == tab) for label, name in _TABS]
    full = {"subtabs": tabs, "edition_slug": request.edition.slug, "zone": request.edition.zone, **context}
    return render(request, template, full, status=status)


def only_chairs(request: SiteRequest) -> None:
    """Settings do not exist for anybody else."""
    if not may_look_at_settings(request.viewer):
        raise NotFound
