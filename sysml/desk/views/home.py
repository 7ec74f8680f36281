"""The site's front page, a person's home and the page of one paper."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sysml.conference.pages import SiteRequest, render
from sysml.desk.components_demo import components_context
from sysml.desk.queries import front, home, papers, reference
from sysml.kernel.tokens import SCOPES


@login_not_required
@require_GET
def front_page(request: SiteRequest) -> HttpResponse:
    """Every edition of this site, with where it stands."""
    zone = request.user.timezone if request.viewer.person_id else "UTC"
    cards = front.edition_cards(request.now, zone)
    return render(request, "desk/front.html", {"cards": cards, "demo": settings.DEMO})


@require_GET
def home_page(request: SiteRequest) -> HttpResponse:
    """What needs this person in this edition."""
    lines = home.lines(request.viewer, request.at, request.edition, request.user.timezone)
    values = {"lines": lines, "headline": home.headline(len(lines), request.user.name)}
    return render(request, "desk/home.html", values)


@require_GET
def paper_page(request: SiteRequest, number: int) -> HttpResponse:
    """One paper with all that this person may see of it."""
    page = papers.paper_page(request.viewer, request.at, request.edition, number)
    return render(request, "desk/paper.html", {"page": page})


@login_not_required
@require_GET
def components_page(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "components/index.html", components_context())


@login_not_required
@require_GET
def api_page(request: HttpRequest) -> HttpResponse:
    """The API's reference, to browse."""
    return render(
        request, "desk/api.html", {"sections": reference.sections(), "scopes": sorted(SCOPES.items())}
    )
