"""For whom a chair may enter something."""

from dataclasses import dataclass

from committee.policies import ASSIGNMENT
from reviews.domain import RequestState
from reviews.policies import REQUEST, may_act_for
from reviews.queries.common import Head, clock_of, find_paper, head_of
from reviews.queries.forms import Asked, questions_of
from sysml.conference.domain import WindowKind
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound


@dataclass(frozen=True)
class BehalfPage:
    """A paper's reviewers (xid and name of the person) and the questions of its form."""

    head: Head
    reviewers: tuple[tuple[str, str], ...]
    questions: tuple[Asked, ...]
    response_words: int
    has_response: bool


def behalf_page(viewer: Viewer, at: Moment, number: int) -> BehalfPage:
    """What a chair needs to act for somebody on this paper; raises NotFound for who may not."""
    paper = find_paper(viewer, at, number)
    clock = clock_of(viewer, at, paper)
    if not may_act_for(viewer, paper, clock):
        raise NotFound
    members = ASSIGNMENT.rows(viewer, at).filter(submission=paper, state="active")
    externals = REQUEST.rows(viewer, at).filter(submission=paper, state=RequestState.ACCEPTED)
    people = [
        *members.values_list("member__person__xid", "member__name"),
        *externals.values_list("person__xid", "name"),
    ]
    return BehalfPage(
        head=head_of(viewer, at, paper),
        reviewers=tuple(sorted((row for row in people if row[0]), key=lambda row: row[1].casefold())),
        questions=questions_of(paper.track),
        response_words=paper.track.response_words,
        has_response=clock.has(WindowKind.RESPONSE),
    )
