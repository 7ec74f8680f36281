"""Who sees what of the committee's work, and who may do what."""

from django.db.models import Q

from committee.domain import AssignmentState, ConflictSource, MemberState
from committee.models import Assignment, Conflict, Handling, Member, PaperBid, PlanPair
from submissions.domain import ACTIVE, Status
from submissions.models import Submission
from sysml.conference.domain import Clock, RoleKind, WindowKind
from sysml.conference.policies import blocked, may_chair
from sysml.conference.rules import Rule, Table, Who, begun, choice
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import ALLOWED, Denied, Permit


def _own_person(viewer: Viewer) -> Q:
    return Q(person_id=viewer.person_id)


def _own_seat(viewer: Viewer) -> Q:
    return Q(member_id__in=sorted(viewer.tied(Tie.MEMBER)))


_KNOWN_TO_CHAIRS = ~Q(submission__status=Status.DRAFT)
"""Of a draft nobody but its authors knows more than that it exists."""

_KNOWN_TO_LEADS = Q(submission__status__in=[Status.REGISTERED, Status.COMPLETE])
_COMPLETE = Q(submission__status=Status.COMPLETE)

CONFLICT = Table(
    "conflicts and their reasons",
    Conflict,
    (
        Rule(Who.AUTHOR, rows=Q(source=ConflictSource.AUTHOR)),
        Rule(Who.LEAD, rows=_KNOWN_TO_LEADS),
        Rule(Who.CHAIR, rows=_KNOWN_TO_CHAIRS),
    ),
    path="submission",
)
"""Authors see what they declared; handling chairs and leads see names (queries leave the reason out for them)."""

MY_CONFLICT = Table(
    "own conflict, without who named it or why",
    Conflict,
    (Rule(Who.SIGNED_IN, rows=lambda viewer: _own_person(viewer) & _KNOWN_TO_CHAIRS),),
    path="submission",
)

BID = Table(
    "bids",
    PaperBid,
    (
        Rule(Who.MEMBER, rows=lambda viewer: _own_seat(viewer) & _KNOWN_TO_CHAIRS),
        Rule(Who.CHAIR, rows=_KNOWN_TO_CHAIRS),
    ),
    path="submission",
)

_ACTIVE = Q(state=AssignmentState.ACTIVE)

ASSIGNMENT = Table(
    "who is assigned",
    Assignment,
    (
        Rule(Who.MEMBER, rows=_own_seat),
        Rule(
            Who.REVIEWER_IN,
            begun(WindowKind.DISCUSSION) & choice("reviewers_know_each_other"),
            _ACTIVE & _COMPLETE,
        ),
        Rule(Who.LEAD, rows=_COMPLETE),
        Rule(Who.CHAIR),
    ),
    path="submission",
)

PLAN_PAIR = Table(
    "proposed assignment", PlanPair, (Rule(Who.CHAIR, rows=_KNOWN_TO_CHAIRS),), path="submission"
)

HANDLING = Table(
    "handling chair",
    Handling,
    (
        Rule(Who.LEAD, rows=_KNOWN_TO_LEADS | Q(submission__status=Status.WITHDRAWN)),
        Rule(Who.CHAIR, rows=_KNOWN_TO_CHAIRS),
    ),
    path="submission",
)


_REGISTERED = ~Q(status=Status.DRAFT)

ARRANGED = Table(
    "papers whose reviewers, conflicts and bids one arranges",
    Submission,
    (Rule(Who.LEAD, rows=_REGISTERED & ~Q(status=Status.CLOSED)), Rule(Who.CHAIR, rows=_REGISTERED)),
)
"""Unlike SUBMISSION it has no row of a paper with which the viewer has a conflict, not even its title."""

BIDDABLE = Table(
    "papers to bid on",
    Submission,
    (
        Rule(
            Who.MEMBER,
            begun(WindowKind.BIDDING) & choice("members_see_papers"),
            Q(status__in=[Status.REGISTERED, Status.COMPLETE], outcome=""),
        ),
    ),
)
"""A member's list; papers with which the member has a conflict are walled off."""


def members_seen(viewer: Viewer) -> Q:
    """The places on the committee that the viewer may list: chairs all; members and authors those who accepted."""
    if viewer.is_system or viewer.is_chair:
        return Q(edition_id=viewer.edition_id)
    accepted = Q(edition_id=viewer.edition_id, state=MemberState.ACCEPTED)
    if viewer.is_member or viewer.tied(Tie.AUTHORED) or viewer.tied(Tie.HANDLES):
        return accepted
    return Q(edition_id=viewer.edition_id, person_id=viewer.person_id) if viewer.person_id else Q(pk__in=[])


def may_run_committee(viewer: Viewer, track_id: int | None = None) -> Permit:
    """Inviting, removing, planning: chairs of the edition, or of the track that is concerned."""
    return may_chair(viewer, track_id)


def may_bid(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Members without a conflict, while bidding takes bids."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
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


def may_assign(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """An unconflicted chair of the track, or the chair who handles the paper, at any time."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.status not in ACTIVE:
        return Denied("Only a complete paper gets reviewers.")
    return may_arrange(viewer, paper)


def may_arrange(viewer: Viewer, paper: Submission) -> Permit:
    """Whether the viewer decides about the reviewers and conflicts of this paper."""
    if paper.pk in viewer.tied(Tie.HANDLES) - viewer.tied(Tie.CONFLICTED) and not viewer.read_only:
        return ALLOWED
    return may_chair(viewer, paper.track_id, paper.pk)


def may_appoint(viewer: Viewer, paper: Submission) -> Permit:
    """Who handles a paper is decided by an unconflicted chair of its track."""
    return may_chair(viewer, paper.track_id, paper.pk)


def may_declare_as_author(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Authors name conflicts until reviewing begins; afterwards they ask the chairs, who then know why."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return Denied("Only the authors declare conflicts here.")
    if paper.status in {Status.WITHDRAWN, Status.CLOSED}:
        return Denied("This submission is not active.")
    if clock.begun(WindowKind.REVIEWING):
        return Denied("Reviewing has begun; write to the chairs about further conflicts.", closed=True)
    return ALLOWED


def may_declare_own(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Members and chairs say at any time that they have a conflict with a paper."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    inside = viewer.is_member or viewer.is_chair or viewer.holds(RoleKind.HANDLING)
    if not inside and paper.pk not in viewer.tied(Tie.ASSIGNED):
        return Denied("Only members of the committee declare conflicts here.")
    return ALLOWED


def may_decide_conflict(viewer: Viewer, conflict: Conflict) -> Permit:
    """An unconflicted chair; nobody decides about a conflict of their own."""
    if conflict.person_id == viewer.person_id:
        return Denied("Another chair decides about your own conflicts.")
    return may_arrange(viewer, conflict.submission)


def may_give_up(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """A reviewer hands a paper back."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.pk not in viewer.tied(Tie.ASSIGNED):
        return Denied("You do not review this paper.")
    return ALLOWED


def may_keep_profile(viewer: Viewer, clock: Clock) -> Permit:
    """Members keep their own side, expertise and load."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    return ALLOWED if viewer.is_member else Denied("Only members of the committee have a profile on it.")
