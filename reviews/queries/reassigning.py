"""Giving all papers that one person handles or leads to others: what it would do, before it is done."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from committee.domain import AssignmentState, MemberState
from committee.models import Assignment, Member
from committee.queries.reassigning import (
    CONFLICT_WORDS,
    Move,
    Person,
    handlers,
    handling_moves,
    share_out,
)
from committee.queries.walls import walls
from reviews.domain import Duty
from reviews.models import Lead
from reviews.policies import LEAD, may_appoint_lead
from reviews.queries.common import clock_of
from submissions.models import Submission
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.models import User

NOT_MEMBER_WORDS = "is not a member of the committee"


@dataclass(frozen=True)
class Reassignment:
    """What would be done: papers that go to somebody, and papers that stay with the reason."""

    moving: tuple[Move, ...]
    staying: tuple[Move, ...]


def people(viewer: Viewer, at: Moment, edition: Edition, duty: Duty) -> list[Person]:
    """Who has this duty or could take it."""
    if duty is Duty.HANDLING:
        return handlers(viewer, at, edition)
    counted = LEAD.rows(viewer, at).order_by().values_list("person_id").annotate(n=Count("pk"))
    held = dict(counted.values_list("person_id", "n"))
    members = Member.objects.filter(edition=edition, state=MemberState.ACCEPTED).values_list(
        "person_id", flat=True
    )
    found = User.objects.filter(pk__in={*held, *members})
    rows = (Person(p.xid, p.name or p.email, held.get(p.pk, 0)) for p in found)
    return sorted(rows, key=lambda p: (p.name, p.xid))


def reassignment(
    viewer: Viewer, at: Moment, edition: Edition, duty: Duty, *, source: User, target: User | None
) -> Reassignment:
    """The papers of `source` that this chair may give away, and to whom; without a target they are spread."""
    plan = handling_moves if duty is Duty.HANDLING else lead_moves
    moves = plan(viewer, at, edition, source=source, target=target)
    return Reassignment(
        tuple(move for move in moves if move.person is not None),
        tuple(move for move in moves if move.person is None),
    )


def lead_moves(
    viewer: Viewer, at: Moment, edition: Edition, *, source: User, target: User | None
) -> list[Move]:
    """A named target leads whatever they have no conflict with; spread, each paper goes to one of its reviewers."""
    rows = LEAD.rows(viewer, at).filter(person=source).select_related("submission__track")
    papers = [
        row.submission
        for row in rows.order_by("submission__number")
        if may_appoint_lead(viewer, row.submission, clock_of(viewer, at, row.submission))
    ]
    members = _members(edition) - {source.pk}
    barred = walls([paper.pk for paper in papers], members)
    reviewing = _reviewing(papers)

    def fit(paper: Submission) -> set[int]:
        able = members if target is not None else members & reviewing.get(paper.pk, set())
        return {person for person in able if (paper.pk, person) not in barred}

    def refusal(paper: Submission) -> str:
        return CONFLICT_WORDS if target is not None and target.pk in members else NOT_MEMBER_WORDS

    names = {user.pk: user.name or user.email for user in User.objects.filter(pk__in=members)}
    return share_out(papers, fit, _burden(edition), names, target=target, refusal=refusal)


def _members(edition: Edition) -> set[int]:
    rows = Member.objects.filter(edition=edition, state=MemberState.ACCEPTED, person__isnull=False)
    return set(rows.values_list("person_id", flat=True))


def _reviewing(papers: Collection[Submission]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = Assignment.objects.filter(
        submission__in=[paper.pk for paper in papers], state=AssignmentState.ACTIVE
    )
    for paper, person in rows.values_list("submission_id", "member__person_id"):
        if person is not None:
            found.setdefault(paper, set()).add(person)
    return found


def _burden(edition: Edition) -> dict[int, int]:
    rows = Lead.objects.filter(submission__edition=edition).order_by().values_list("person_id")
    return dict(rows.annotate(n=Count("pk")).values_list("person_id", "n"))
