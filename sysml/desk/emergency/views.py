"""The page for an emergency: the switch, and the way to everything that helps."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sysml.conference.domain import ActKind
from sysml.conference.pages import SiteRequest, link, render
from sysml.conference.policies import may_chair, may_look_at_settings
from sysml.desk.emergency.queries import frozen
from sysml.kernel.errors import NotFound


@require_safe
def emergency(request: SiteRequest) -> HttpResponse:
    """Freeze or unfreeze, see who looked, go back to a snapshot, give papers to others."""
    if not may_look_at_settings(request.viewer):
        raise NotFound
    state = frozen(request.edition, request.now)
    switch = "settings-act-undo" if state else "settings-act"
    values = {
        "frozen": state,
        "may_switch": bool(may_chair(request.viewer)),
        "switch_url": link(request.edition, switch, kind=ActKind.FROZEN.value),
    }
    return render(request, "desk/emergency.html", values)
