"""What a paper is to the person who opens it: their own, their task, or somebody else's business."""

from submissions.policies import SUBMISSION
from sysml.conference.domain import WindowKind
from sysml.conference.moment import Moment
from sysml.conference.reading import Business
from sysml.conference.viewer import Tie, Viewer

TASKS = (
    Tie.ASSIGNED,
    Tie.EXTERNAL,
    Tie.EXTERNAL_ASKED,
    Tie.HANDLES,
    Tie.LEADS,
    Tie.SHEPHERDS,
    Tie.EVALUATES,
    Tie.FORMER,
)


def business_of(viewer: Viewer, at: Moment, number: int) -> Business:
    """One query. A paper that the viewer may not see is nobody's task, like one that does not exist."""
    rows = SUBMISSION.rows(viewer, at).filter(number=number)
    found: tuple[int, int] | None = rows.values_list("pk", "track_id").first()
    if found is None:
        return Business.OTHER
    paper, track = found
    if paper in viewer.tied(Tie.AUTHORED):
        return Business.MINE
    if any(paper in viewer.tied(tie) for tie in TASKS) and paper not in viewer.tied(Tie.CONFLICTED):
        return Business.TASK
    bidding = at.clock(track, paper, viewer.person_id).takes(WindowKind.BIDDING)
    return Business.TASK if bidding and viewer.is_member else Business.OTHER
