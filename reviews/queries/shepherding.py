"""Who may shepherd a paper, and the page on which its conditions are judged."""

from dataclasses import dataclass

from committee.domain import MemberState
from committee.models import Member
from committee.queries.walls import walls
from reviews.models import Decision
from reviews.policies import DECISION, may_judge_conditions
from reviews.queries.common import clock_of, find_paper
from reviews.queries.decisions import DecisionShown, decidable, decision_of
from reviews.queries.release import PaperLetters, conditions_draft, preview
from submissions.models import Authorship, Submission
from submissions.policies import AUTHORSHIP
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound, Permit


@dataclass(frozen=True)
class ShepherdChoice:
    """A member without a conflict who could see a paper through."""

    xid: str
    name: str
    side: str


def shepherd_choices(viewer: Viewer, at: Moment, number: int) -> tuple[ShepherdChoice, ...]:
    """Members who could shepherd this paper, by name; raises NotFound for who does not decide it."""
    paper = decidable(viewer, at, number)
    return tuple(ShepherdChoice(m.person.xid, m.name, m.side) for m in unconflicted(paper) if m.person)


def unconflicted(paper: Submission) -> list[Member]:
    """The members of the committee without a conflict with this paper."""
    members = list(
        Member.objects.filter(edition_id=paper.edition_id, state=MemberState.ACCEPTED)
        .select_related("person")
        .order_by("name", "pk")
    )
    parted = {person for _, person in walls([paper.pk], [m.person_id for m in members if m.person_id])}
    return [member for member in members if member.person_id not in parted]


@dataclass(frozen=True)
class ConditionsPage:
    """The conditions of one accept, and the letters that either answer would send."""

    decision: DecisionShown
    met: PaperLetters
    failed: PaperLetters
    permit: Permit


def conditions_page(
    viewer: Viewer, at: Moment, edition: Edition, number: int, note: str = ""
) -> ConditionsPage:
    """The page for the shepherd and the chairs; raises NotFound for everybody else, and without conditions."""
    paper = find_paper(viewer, at, number)
    permit = may_judge_conditions(viewer, paper, clock_of(viewer, at, paper))
    row: Decision | None = DECISION.rows(viewer, at).filter(submission=paper).first()
    shown = decision_of(viewer, at, paper)
    if not permit or row is None or shown is None:
        raise NotFound
    found: list[Authorship] = list(
        AUTHORSHIP.rows(viewer, at).filter(submission=paper).select_related("person").order_by("position")
    )
    authors = found or None
    return ConditionsPage(
        decision=shown,
        met=preview(edition, conditions_draft(edition, paper, True, note), authors),
        failed=preview(edition, conditions_draft(edition, paper, False, note), authors),
        permit=permit,
    )
