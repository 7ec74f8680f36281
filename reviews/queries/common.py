"""What every query of this app begins with."""

from dataclasses import dataclass

from reviews.models import Review
from reviews.policies import OWN_REVIEW
from submissions.models import Submission
from submissions.policies import ABSTRACT, SUBMISSION
from sysml.conference.domain import Clock, Side
from sysml.conference.models import Track
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import markdown
from sysml.kernel.errors import NotFound


@dataclass(frozen=True)
class Sides:
    """The names of a track's two halves; empty on a track without sides."""

    ml: str
    systems: str

    @property
    def two(self) -> bool:
        return bool(self.ml)

    def label(self, side: str) -> str:
        """The word for a side."""
        words = {Side.ML.value: self.ml, Side.SYSTEMS.value: self.systems, Side.BRIDGE.value: "Bridge"}
        return words.get(side, "") if self.two else ""


@dataclass(frozen=True)
class Head:
    """A paper as the heading of a page about its reviews."""

    number: int
    title: str
    track: str
    withdrawn: bool
    abstract_html: str
    keywords: str
    sides: Sides


def sides_of(track: Track) -> Sides:
    """The track's sides as words."""
    return Sides(track.side_a, track.side_b)


def find_paper(viewer: Viewer, at: Moment, number: int) -> Submission:
    """The paper of this number; raises NotFound for a hidden paper as for a missing one."""
    paper = SUBMISSION.rows(viewer, at).select_related("track").filter(number=number).first()
    if paper is None:
        raise NotFound
    return paper


def clock_of(viewer: Viewer, at: Moment, paper: Submission) -> Clock:
    """The time as it is for this paper and this person."""
    return at.clock(paper.track_id, paper.pk, viewer.person_id)


def head_of(viewer: Viewer, at: Moment, paper: Submission) -> Head:
    """Number, title, and the abstract if this viewer may read it (a conflicted member may not)."""
    abstract = ABSTRACT.rows(viewer, at).filter(pk=paper.pk).values_list("abstract", "keywords").first() or (
        "",
        "",
    )
    return Head(
        number=paper.number,
        title=paper.title,
        track=paper.track.name,
        withdrawn=paper.status == "withdrawn",
        abstract_html=markdown.to_html(abstract[0]),
        keywords=abstract[1],
        sides=sides_of(paper.track),
    )


def looks_as_author(viewer: Viewer, paper: Submission) -> bool:
    """The viewer sees reviews of this paper as its author, and in no other relation."""
    return paper.pk in viewer.tied(Tie.AUTHORED) and not viewer.is_system


def own_review(viewer: Viewer, at: Moment, paper: Submission) -> Review | None:
    """The viewer's own review of the paper, draft or not."""
    if viewer.person_id is None:
        return None
    return OWN_REVIEW.rows(viewer, at).filter(submission=paper, reviewer_id=viewer.person_id).first()
