"""Which persons stand in conflict with which papers: the bulk form of what a Viewer's ties say of one person.

Used where people are put together with papers: plans, candidates, handling chairs. What a viewer sees of it is
decided by the caller.
"""

from collections.abc import Collection

from allauth.account.models import EmailAddress

from committee.domain import ConflictState
from committee.models import Conflict
from submissions.models import Authorship

Pairs = set[tuple[int, int]]


def walls(papers: Collection[int], persons: Collection[int]) -> Pairs:
    """Pairs (paper, person) that a conflict parts: declared or found, authors, and unclaimed places by address."""
    conflicts = (
        Conflict.objects.filter(submission_id__in=papers, person_id__in=persons)
        .exclude(state=ConflictState.DISMISSED)
        .values_list("submission_id", "person_id")
    )
    pairs: Pairs = set(conflicts)
    owner = addresses(persons)
    for paper, person, email in Authorship.objects.filter(submission_id__in=papers).values_list(
        "submission_id", "person_id", "email"
    ):
        pairs.update((paper, who) for who in (person, owner.get(email.lower())) if who is not None)
    wanted = set(persons)
    return {pair for pair in pairs if pair[1] in wanted}


def addresses(persons: Collection[int]) -> dict[str, int]:
    """The proven addresses of these persons."""
    rows = EmailAddress.objects.filter(user_id__in=persons, verified=True).values_list("email", "user_id")
    return {email.lower(): person for email, person in rows}
