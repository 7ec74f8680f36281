"""Who sees what at a moment: read-only, for chairs."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sysml.conference.clockwork import zone
from sysml.conference.pages import SiteRequest
from sysml.conference.views.frame import only_chairs, settings_page
from sysml.desk.preview import queries


class MomentForm(forms.Form):
    """Day, time and subject."""

    day = forms.DateField(
        label="On", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )
    time = forms.TimeField(
        label="at", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), required=False
    )
    who = forms.ChoiceField(label="What sees", choices=list(queries.GROUPS.items()), required=False)


@require_safe
def preview(request: SiteRequest) -> HttpResponse:
    """The rule tables at the moment that the address names, in the edition's zone; now, if it names none."""
    only_chairs(request)
    local = request.now.astimezone(zone(request.edition.zone))
    initial: dict[str, Any] = {
        "day": local.date(),
        "time": local.time().replace(second=0, microsecond=0),
        "who": "author",
    }
    form = MomentForm(request.GET or None, initial=initial)
    chosen = initial | ({k: v for k, v in form.cleaned_data.items() if v} if form.is_valid() else {})
    instant = datetime.combine(chosen["day"], chosen["time"], zone(request.edition.zone)).astimezone(UTC)
    if not request.GET:
        instant = request.now
    context = {
        "form": form if form.is_bound and not form.is_valid() else MomentForm(initial=chosen),
        "who": queries.GROUPS[chosen["who"]],
        "tracks": queries.preview(request.edition, group=chosen["who"], instant=instant),
    }
    return settings_page(request, "conference/preview.html", context, tab="settings-preview")
