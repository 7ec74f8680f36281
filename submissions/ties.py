"""Relations of a person to submissions that this floor knows: authorship, and looking at a blind paper's authors."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.db.models.functions import Now

from submissions.models import AuthorReveal, Authorship
from sysml.conference.viewer import Tie, contributes, tie_rows


@contributes
def ties(person_id: int, edition_id: int) -> list[QuerySet[Any]]:
    """Authors are also conflicted, and so is whoever is named under one of this person's proven addresses."""
    mine = Authorship.objects.filter(submission__edition_id=edition_id)
    claimed = mine.filter(person_id=person_id)
    addresses = EmailAddress.objects.filter(user_id=person_id, verified=True).values("email")
    revealed = AuthorReveal.objects.filter(
        person_id=person_id, submission__edition_id=edition_id, until__gt=Now()
    )
    return [
        tie_rows(claimed, Tie.AUTHORED, "submission_id"),
        tie_rows(claimed, Tie.CONFLICTED, "submission_id"),
        tie_rows(mine.filter(person=None, email__in=addresses), Tie.CONFLICTED, "submission_id"),
        tie_rows(revealed, Tie.REVEALED, "submission_id"),
    ]
