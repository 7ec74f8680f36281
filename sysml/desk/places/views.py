"""The page of what waits for a person."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sysml.conference.pages import SiteRequest, render
from sysml.desk.places import queries


@require_safe
def places(request: SiteRequest) -> HttpResponse:
    """What waits for me; where allauth leads after an address was proven."""
    return render(request, "people/places.html", {"places": queries.places(request.user)})
