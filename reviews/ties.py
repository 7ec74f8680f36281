"""Relations of a person to submissions through reviewing and deciding."""

from typing import Any

from django.db.models import QuerySet

from reviews.domain import RequestState, ReviewState
from reviews.models import Lead, Review, ReviewRequest, Shepherding
from submissions.domain import ACCEPTED
from sysml.conference.viewer import Tie, contributes, tie_rows


@contributes
def ties(person_id: int, edition_id: int) -> list[QuerySet[Any]]:
    """Reviews that are in, external requests, leads; a shepherd is one only from the conditional release on."""
    here = {"person_id": person_id, "submission__edition_id": edition_id}
    reviews = Review.objects.filter(
        reviewer_id=person_id, submission__edition_id=edition_id, state=ReviewState.SUBMITTED
    )
    requests = ReviewRequest.objects.filter(**here)
    shepherded = Shepherding.objects.filter(**here, submission__outcome__in=ACCEPTED)
    return [
        tie_rows(reviews, Tie.REVIEWED, "submission_id"),
        tie_rows(requests.filter(state=RequestState.ASKED), Tie.EXTERNAL_ASKED, "submission_id"),
        tie_rows(requests.filter(state=RequestState.ACCEPTED), Tie.EXTERNAL, "submission_id"),
        tie_rows(Lead.objects.filter(**here), Tie.LEADS, "submission_id"),
        tie_rows(shepherded, Tie.SHEPHERDS, "submission_id"),
    ]
