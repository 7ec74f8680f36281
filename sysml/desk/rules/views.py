"""The rules of visibility of an edition, for its chairs: read-only."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import SiteRequest
from sysml.conference.views.frame import only_chairs, settings_page
from sysml.desk.rules import phases, planned, queries
from sysml.desk.rules.forms import ChangeForm, RulesForm


@require_safe
def rules(request: SiteRequest) -> HttpResponse:
    """Who sees what of a track in a phase; below it, what a planned change would make of that."""
    only_chairs(request)
    tracks = queries.tracks_of(request.edition)
    known = phases.phases(request.at.edition)
    form = RulesForm(
        _given(request, {"track": tracks[0][0] if tracks else "", "phase": "now"}),
        tracks=tracks,
        phases=known,
    )
    change = ChangeForm(request.GET or None, zone_name=request.edition.zone)
    valid = form.is_valid()
    chosen = form.cleaned_data if valid else {"track": tracks[0][0] if tracks else "", "phase": "now"}
    context = {
        "form": form,
        "change_form": change,
        "subjects": queries.SUBJECTS,
        "states": [(state, queries.MARKS[state], words) for state, words in queries.STATE_WORDS.items()],
        "page": queries.rules_page(request.at, request.edition, **chosen) if tracks else None,
        "planned": _planned(change, request.at, request.edition, chosen["track"]),
    }
    return settings_page(request, "conference/rules.html", context, tab="rules")


def _given(request: HttpRequest, otherwise: dict[str, str]) -> dict[str, str]:
    return {name: request.GET.get(name) or value for name, value in otherwise.items()}


def _planned(
    form: ChangeForm, at: Moment, edition: Edition, track: str
) -> tuple[planned.Difference, ...] | None:
    """The differences, or None where no change was asked about."""
    change = form.change() if form.is_bound and form.is_valid() else None
    return None if change is None else planned.differences_on(at, edition, track, change)
