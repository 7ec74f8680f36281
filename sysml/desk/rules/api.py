"""The rules of visibility as data."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.conference.policies import may_look_at_settings
from sysml.desk.rules import planned, queries
from sysml.desk.rules.forms import ChangeForm
from sysml.desk.rules.serializers import RulesOut
from sysml.kernel.api import ApiView
from sysml.kernel.errors import Invalid, NotFound

_PLAN = (
    ("setting", "planned change: a † of the track, `blindness`, `rejected_file_days` or `window:…`"),
    ("value", "yes, no, or a kind of blindness"),
    ("days", "for `rejected_file_days`"),
    ("opens", "of the window, in the edition's zone: 2027-03-01T12:00"),
    ("closes", "likewise; a window without it is taken out"),
)


class Rules(ApiView):
    """Who sees what, in which phase."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(
        operation_id="rules_read",
        responses=RulesOut,
        parameters=[
            OpenApiParameter("track", OpenApiTypes.STR, description="one track only"),
            OpenApiParameter("phase", OpenApiTypes.STR, description="key of a phase; now if missing"),
            *(OpenApiParameter(name, OpenApiTypes.STR, description=words) for name, words in _PLAN),
        ],
    )
    def get(self, request: Request) -> Response:
        """The rule tables as they stand, and what a planned change would make of them."""
        site = self.site
        if not may_look_at_settings(site.viewer):
            raise NotFound
        query = request.query_params
        page = queries.rules_page(
            site.at, site.edition, phase=query.get("phase", ""), track=query.get("track", "")
        )
        return Response(
            {
                "phase": page.phase.key,
                "phases": [
                    {k: getattr(one, k) for k in ("key", "words", "begins", "assumed")} for one in page.phases
                ],
                "subjects": {subject.letter: subject.words for subject in queries.SUBJECTS},
                "tracks": [{"track": track.slug, "lines": _lines(track)} for track in page.tracks],
                "differences": self._differences(request, page),
            }
        )

    def _differences(self, request: Request, page: queries.RulesPage) -> list[dict[str, str]]:
        form = ChangeForm(request.query_params, zone_name=self.site.edition.zone)
        if not form.is_valid():
            raise Invalid({name: [str(error) for error in errors] for name, errors in form.errors.items()})
        change = form.change()
        if change is None:
            return []
        return [
            _difference(track.slug, one)
            for track in page.tracks
            for one in planned.differences_on(self.site.at, self.site.edition, track.slug, change)
        ]


def _lines(track: queries.TrackRules) -> list[dict[str, Any]]:
    return [
        {
            "group": section.title,
            "thing": line.thing,
            "cells": [
                {"subject": subject.letter, "state": cell.state, "words": cell.sentence}
                for subject, cell in zip(queries.SUBJECTS, line.cells, strict=True)
            ],
        }
        for section in track.sections
        for line in section.lines
    ]


def _difference(track: str, one: planned.Difference) -> dict[str, str]:
    return {
        "track": track,
        "thing": one.thing,
        "subject": one.subject.letter,
        "before": one.before.sentence,
        "after": one.after.sentence,
        "begins": one.begins,
        "ends": one.ends,
    }
