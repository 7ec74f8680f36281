"""Relations of a person to submissions through artifact evaluation."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from artifacts.domain import EvaluatorState
from artifacts.models import ArtifactConflict, Evaluation, Evaluator
from submissions.models import Authorship
from sysml.conference.viewer import Tie, contributes, tie_rows


@contributes
def ties(person_id: int, edition_id: int) -> list[QuerySet[Any]]:
    """Evaluators, what they evaluate, and their own conflicts (authorship among them)."""
    seats = Evaluator.objects.filter(
        person_id=person_id, edition_id=edition_id, state=EvaluatorState.ACCEPTED
    )
    work = Evaluation.objects.filter(
        evaluator__person_id=person_id,
        evaluator__state=EvaluatorState.ACCEPTED,
        submission__edition_id=edition_id,
        is_active=True,
    )
    conflicts = ArtifactConflict.objects.filter(person_id=person_id, submission__edition_id=edition_id)
    addresses = EmailAddress.objects.filter(user_id=person_id, verified=True).values("email")
    named = Authorship.objects.filter(
        Q(person_id=person_id) | Q(email__in=addresses), submission__edition_id=edition_id
    )
    return [
        tie_rows(seats, Tie.EVALUATOR, "pk"),
        tie_rows(work, Tie.EVALUATES, "submission_id"),
        tie_rows(conflicts, Tie.ARTIFACT_CONFLICTED, "submission_id"),
        tie_rows(named, Tie.ARTIFACT_CONFLICTED, "submission_id"),
    ]
