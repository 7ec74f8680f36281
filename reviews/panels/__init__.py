"""What this app gives to the page of a paper; one module per noun, composed here."""

from reviews.panels.decisions import decision_panels
from reviews.panels.reviewing import reviewing_panels
from submissions.models import Submission
from sysml.conference.moment import Moment
from sysml.conference.pages import Panel
from sysml.conference.viewer import Viewer

SOURCES = (decision_panels, reviewing_panels)


def panels(viewer: Viewer, at: Moment, paper: Submission) -> list[Panel]:
    """Every part of the paper's page that this viewer may see."""
    return [panel for source in SOURCES for panel in source(viewer, at, paper)]
