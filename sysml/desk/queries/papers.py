"""The page of one paper: the panels that each app offers, in their places."""

from dataclasses import dataclass

from submissions.models import Submission
from submissions.policies import SUBMISSION
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Panel
from sysml.conference.viewer import Viewer
from sysml.desk.sources import PANELS
from sysml.kernel.errors import NotFound


@dataclass(frozen=True)
class PaperPage:
    """The panels of one paper's page."""

    number: int
    title: str
    head: tuple[Panel, ...]
    main: tuple[Panel, ...]
    side: tuple[Panel, ...]


def paper(viewer: Viewer, at: Moment, edition: Edition, number: int) -> Submission:
    """The paper, if this viewer may see that it exists; raises NotFound otherwise."""
    found = (
        SUBMISSION.rows(viewer, at)
        .select_related("track", "edition")
        .filter(edition=edition, number=number)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def paper_page(viewer: Viewer, at: Moment, edition: Edition, number: int) -> PaperPage:
    """Everything that this viewer may see of the paper, in one page."""
    found = paper(viewer, at, edition, number)
    panels = sorted(
        (p for source in PANELS for p in source(viewer, at, found)), key=lambda panel: panel.order
    )

    def of(place: str) -> tuple[Panel, ...]:
        return tuple(panel for panel in panels if panel.place == place)

    return PaperPage(found.number, found.title, of("head"), of("main"), of("side"))
