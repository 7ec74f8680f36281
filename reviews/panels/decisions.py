"""The decision on a paper's page: what was decided, the conditions, the shepherd, the viewer's own letter."""

from dataclasses import dataclass

from reviews.policies import DECIDABLE, may_judge_conditions
from reviews.queries.common import clock_of
from reviews.queries.decisions import DecisionShown, decision_of
from reviews.queries.release import own_letter
from submissions.models import Submission
from sysml.conference.moment import Moment
from sysml.conference.pages import Panel, link
from sysml.conference.viewer import Viewer


@dataclass(frozen=True)
class DecisionPanel:
    """What a viewer may know of the decision, and where they go on from here."""

    decision: DecisionShown | None
    letter: str
    decide_url: str
    conditions_url: str


def decision_panels(viewer: Viewer, at: Moment, paper: Submission) -> list[Panel]:
    """The decision, if this viewer may know of one or make it; otherwise nothing at all."""
    shown = decision_of(viewer, at, paper)
    on_desk = DECIDABLE.rows(viewer, at).filter(pk=paper.pk).exists()
    if shown is None and not on_desk:
        return []
    slug = viewer.edition_slug
    judges = shown is not None and may_judge_conditions(viewer, paper, clock_of(viewer, at, paper))
    panel = DecisionPanel(
        decision=shown,
        letter=own_letter(viewer, paper) if shown and shown.released else "",
        decide_url=link(slug, "decide-one", number=paper.number) if on_desk else "",
        conditions_url=link(slug, "conditions", number=paper.number) if judges else "",
    )
    return [Panel("reviews/panels/decision.html", panel, place="main" if shown else "side", order=15)]
