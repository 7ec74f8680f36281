"""What the nightly check found."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sysml.conference.pages import SiteRequest, render
from sysml.conference.policies import may_chair
from sysml.desk.integrity import queries


@require_GET
def integrity(request: SiteRequest) -> HttpResponse:
    """Whether everything is in order, for the chairs of the edition."""
    may_chair(request.viewer).require()
    values = {"standing": queries.standing(request.viewer, request.edition)}
    return render(request, "desk/integrity.html", values)
