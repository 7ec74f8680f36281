"""What the committee's pages share."""

from dataclasses import dataclass

from django.http import HttpResponse

from sysml.conference.pages import SiteRequest, render
from sysml.conference.policies import may_chair
from sysml.kernel.errors import NotFound


@dataclass(frozen=True)
class Confirm:
    """A page that asks before a weighty act (see the component `confirm_dialog`)."""

    title: str
    label: str
    action: str
    cancel_url: str
    text: str = ""
    consequences: tuple[str, ...] = ()
    kind: str = "danger"
    reason: str = ""
    sure: str = ""


def ask(request: SiteRequest, confirm: Confirm, *, error: str = "") -> HttpResponse:
    """Show the page that asks."""
    return render(request, "committee/confirm.html", {"confirm": confirm, "error": error})


def chairs_only(request: SiteRequest) -> None:
    """A page of the chairs does not exist for anybody else."""
    if not may_chair(request.viewer) and not (request.viewer.read_only and request.viewer.is_chair):
        raise NotFound


def download(text: str, name: str) -> HttpResponse:
    """A CSV file to keep."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
