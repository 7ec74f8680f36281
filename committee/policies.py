"""Who sees what of the committee's work, and who may do what."""

from django.db.models import Q

from committee.domain import AssignmentState, ConflictSource
from committee.models import Assignment, Conflict, Handling, Member, PaperBid, PlanPair
from submissions.models import Submission
from submissions.policies import may_chair
from sysml.conference.domain import FROZEN_WORDS, ActKind, Clock, WindowKind
from sysml.conference.rules import Rule, Table, Who, begun, choice
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import ALLOWED, Denied, Permit

__all__ = ["ASSIGNMENT", "BID", "CONFLICT", "HANDLING", "MY_CONFLICT", "PLAN_PAIR", "may_bid", "may_chair"]


def _own_person(viewer: Viewer) -> Q:
    return Q(person_id=viewer.person_id)


def _own_seat(viewer: Viewer) -> Q:
    return Q(member_id__in=sorted(viewer.tied(Tie.MEMBER)))


CONFLICT = Table(
    "conflicts and their reasons",
    Conflict,
    (
        Rule(Who.AUTHOR, rows=Q(source=ConflictSource.AUTHOR)),
        Rule(Who.LEAD),
        Rule(Who.CHAIR),
    ),
    path="submission",
)
"""Authors see what they declared; handling chairs and leads see names (queries leave the reason out for them)."""

MY_CONFLICT = Table(
    "own conflict, without who named it or why",
    Conflict,
    (Rule(Who.SIGNED_IN, rows=_own_person),),
    path="submission",
)

BID = Table(
    "bids",
    PaperBid,
    (Rule(Who.MEMBER, rows=_own_seat), Rule(Who.CHAIR)),
    path="submission",
)

_ACTIVE = Q(state=AssignmentState.ACTIVE)

ASSIGNMENT = Table(
    "who is assigned",
    Assignment,
    (
        Rule(Who.MEMBER, rows=_own_seat),
        Rule(Who.REVIEWER_IN, begun(WindowKind.DISCUSSION) & choice("reviewers_know_each_other"), _ACTIVE),
        Rule(Who.LEAD),
        Rule(Who.CHAIR),
    ),
    path="submission",
)

PLAN_PAIR = Table("proposed assignment", PlanPair, (Rule(Who.CHAIR),), path="submission")

HANDLING = Table("handling chair", Handling, (Rule(Who.LEAD), Rule(Who.CHAIR)), path="submission")


def may_bid(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Members without a conflict, while bidding takes bids."""
    if viewer.read_only:
        return Denied("You are looking as somebody else; nothing can be changed.")
    if clock.done(ActKind.FROZEN):
        return Denied(FROZEN_WORDS, closed=True)
    if not viewer.is_member:
        return Denied("Only members of the programme committee bid.")
    if paper.pk in viewer.tied(Tie.CONFLICTED):
        return Denied("You have a conflict with this paper.")
    if not clock.takes(WindowKind.BIDDING):
        return Denied("Bidding is not open now.", closed=True)
    return ALLOWED


def may_answer_invitation(member: Member) -> Permit:
    """An invitation can be answered, and the answer changed, until the chairs remove the place."""
    return Denied("This invitation was withdrawn.") if member.state == "removed" else ALLOWED
