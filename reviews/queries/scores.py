"""Overall scores of many papers, per side, computed after hiding."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from reviews.models import Question
from reviews.policies import ANSWER
from sysml.conference.domain import Side
from sysml.conference.moment import Moment
from sysml.conference.plots import Bars, bars
from sysml.conference.viewer import Tie, Viewer


@dataclass(frozen=True)
class SideScores:
    """The overall scores of one side: how many reviews gave each value (lowest first), their mean and number."""

    counts: tuple[int, ...]
    mean: float | None
    n: int

    @property
    def bars(self) -> Bars:
        """The counts as a drawing."""
        return bars(self.counts)


@dataclass(frozen=True)
class ScoreRow:
    """One paper's overall scores. `gap` is the mean of ML less that of Systems; None unless both have spoken."""

    number: int
    ml: SideScores
    systems: SideScores
    all: SideScores
    gap: float | None
    text: str


def score_rows(viewer: Viewer, at: Moment) -> dict[int, ScoreRow]:
    """By paper number, every paper with an overall score that this viewer may see; two queries for any number.

    Authors get no tables or means of their own papers, so those are left out.
    """
    scales = {
        track_id: [value for value, _ in options]
        for track_id, options in Question.objects.filter(
            track__edition_id=viewer.edition_id or 0, is_overall=True
        ).values_list("track_id", "options")
    }
    rows = (
        ANSWER.rows(viewer, at)
        .filter(question__is_overall=True, version__is_current=True, version__review__state="submitted")
        .exclude(submission_id__in=sorted(viewer.tied(Tie.AUTHORED)))
        .order_by()
        .values_list("submission__number", "submission__track_id", "version__review__side", "score")
        .annotate(n=Count("pk"))
    )
    found: dict[int, dict[str, dict[int, int]]] = {}
    tracks: dict[int, int] = {}
    for number, track_id, side, score, n in rows:
        if score is not None:
            tracks[number] = track_id
            found.setdefault(number, {}).setdefault(side, {})[score] = n
    return {number: _row(number, scales.get(tracks[number], []), sides) for number, sides in found.items()}


def _row(number: int, scale: list[int], sides: Mapping[str, Mapping[int, int]]) -> ScoreRow:
    total: dict[int, int] = {}
    for counted in sides.values():
        for score, n in counted.items():
            total[score] = total.get(score, 0) + n
    ml, systems = _side(scale, sides.get(Side.ML, {})), _side(scale, sides.get(Side.SYSTEMS, {}))
    gap = ml.mean - systems.mean if ml.mean is not None and systems.mean is not None else None
    return ScoreRow(number, ml, systems, _side(scale, total), gap, _text(sides))


def _side(scale: list[int], counted: Mapping[int, int]) -> SideScores:
    n = sum(counted.values())
    mean = sum(score * k for score, k in counted.items()) / n if n else None
    return SideScores(tuple(counted.get(value, 0) for value in scale), mean, n)


def _text(sides: Mapping[str, Mapping[int, int]]) -> str:
    """ "ML 3, 4; Systems 2, 2": what a histogram says to who does not see it."""
    words = {Side.ML.value: "ML ", Side.SYSTEMS.value: "Systems ", Side.BRIDGE.value: "Bridge ", "": ""}
    parts = []
    for side, word in words.items():
        scores = [score for score, n in sorted(sides.get(side, {}).items()) for _ in range(n)]
        if scores:
            parts.append(word + ", ".join(map(str, scores)))
    return "; ".join(parts)
