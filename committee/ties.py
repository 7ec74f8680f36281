"""Relations of a person to submissions through the committee."""

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from committee.domain import AssignmentState, ConflictState, MemberState
from committee.models import Assignment, Conflict, Handling, Member
from submissions.domain import Status
from sysml.conference.viewer import Tie, contributes, tie_rows


@contributes
def ties(person_id: int, edition_id: int) -> list[QuerySet[Any]]:
    """Membership and side, assignments of active papers, handled papers, and every conflict not dismissed."""
    seats = Member.objects.filter(person_id=person_id, edition_id=edition_id, state=MemberState.ACCEPTED)
    mine = Assignment.objects.filter(member__person_id=person_id, submission__edition_id=edition_id)
    active = mine.filter(
        state=AssignmentState.ACTIVE, submission__status__in=[Status.COMPLETE, Status.WITHDRAWN]
    )
    conflicts = Conflict.objects.filter(person_id=person_id, submission__edition_id=edition_id)
    return [
        tie_rows(seats, Tie.MEMBER, "pk"),
        _side_rows(seats),
        tie_rows(active, Tie.ASSIGNED, "submission_id"),
        tie_rows(mine.exclude(state=AssignmentState.ACTIVE), Tie.FORMER, "submission_id"),
        tie_rows(conflicts.exclude(state=ConflictState.DISMISSED), Tie.CONFLICTED, "submission_id"),
        tie_rows(
            Handling.objects.filter(person_id=person_id, submission__edition_id=edition_id),
            Tie.HANDLES,
            "submission_id",
        ),
    ]


def _side_rows(seats: QuerySet[Member]) -> QuerySet[Any]:
    return (
        seats.order_by()
        .annotate(tie_name=Cast(Concat(Value("side:"), F("side")), CharField()), tie_target=F("pk"))
        .values_list("tie_name", "tie_target")
    )
