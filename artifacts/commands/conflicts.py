"""Conflicts of evaluators: found afresh for artifacts, and added by artifact chairs.

Steps; none is a command. Whoever calls them holds the locks of the papers concerned, or is about to write rows that
only bar somebody from what nobody has been given yet.
"""

from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress

from artifacts.domain import EvaluatorState
from artifacts.models import ArtifactConflict, Evaluation, Evaluator
from committee.domain import institution
from submissions.models import Authorship
from sysml.conference import viewer
from sysml.conference.models import Edition
from sysml.conference.viewer import Tie
from sysml.kernel.models import AffiliationSpell, User

AUTHOR = "is named as an author"
INSTITUTION = "same institution as an author"
COMMITTEE = "conflict of interest"
"""The same words for a conflict of the programme committee and for having reviewed the paper: artifact chairs do not
learn who reviewed it."""

_COMMITTEE_TIES = (
    Tie.CONFLICTED,
    Tie.ASSIGNED,
    Tie.REVIEWED,
    Tie.EXTERNAL_ASKED,
    Tie.EXTERNAL,
    Tie.FORMER,
    Tie.HANDLES,
    Tie.LEADS,
    Tie.SHEPHERDS,
)


def find_conflicts(
    edition: Edition, *, papers: Collection[int], now: datetime, persons: Collection[int] | None = None
) -> int:
    """Write afresh what bars evaluators who have accepted from these papers; returns how many rows stand.

    Rows that were found before and no longer hold go; those that a chair added stay.
    """
    people = _people(edition, persons)
    if not people or not papers:
        return 0
    found = _found(edition, people, papers)
    old = ArtifactConflict.objects.filter(submission_id__in=papers, person_id__in=people.keys())
    by_hand = set(old.filter(by__isnull=False).values_list("submission_id", "person_id"))
    old.filter(by__isnull=True).delete()
    rows = [
        ArtifactConflict(submission_id=paper, person_id=person, reason=reason, at=now)
        for (paper, person), reason in sorted(found.items())
        if (paper, person) not in by_hand
    ]
    for row in rows:
        row.save()
    return len(rows) + len(by_hand)


def _people(edition: Edition, persons: Collection[int] | None) -> dict[int, User]:
    seats = Evaluator.objects.filter(
        edition=edition, state=EvaluatorState.ACCEPTED, person__isnull=False
    ).select_related("person")
    found = {seat.person_id: seat.person for seat in seats}
    return {
        key: person
        for key, person in found.items()
        if key is not None and person is not None and (persons is None or key in persons)
    }


def _found(edition: Edition, people: dict[int, User], papers: Collection[int]) -> dict[tuple[int, int], str]:
    wanted = set(papers)
    found: dict[tuple[int, int], str] = {}
    for person in people.values():
        ties = viewer.for_person(person, edition)
        barred = frozenset().union(*(ties.tied(tie) for tie in _COMMITTEE_TIES))
        found |= {(paper, person.pk): COMMITTEE for paper in barred & wanted}
    places = _institutions(people.keys())
    for evaluator in Evaluator.objects.filter(edition=edition, person_id__in=people.keys()):
        if evaluator.person_id is not None:
            places[evaluator.person_id].add(institution(evaluator.email))
    authors = list(Authorship.objects.filter(submission_id__in=wanted))
    theirs = _institutions({row.person_id for row in authors if row.person_id is not None})
    for row in authors:
        houses = {institution(row.email)} | theirs.get(row.person_id or 0, set())
        for person_id, own in places.items():
            if (houses & own) - {""}:
                found[(row.submission_id, person_id)] = INSTITUTION
    addresses = _addresses(people.keys())
    for row in authors:
        for author in {row.person_id, addresses.get(row.email.lower())}:
            if author is not None and author in people:
                found[(row.submission_id, author)] = AUTHOR
    return found


def _institutions(persons: Collection[int]) -> dict[int, set[str]]:
    places: dict[int, set[str]] = {person: set() for person in persons}
    for email, person in _address_rows(persons):
        places[person].add(institution(email))
    spells = AffiliationSpell.objects.filter(person_id__in=persons).exclude(domain="")
    for person, domain in spells.values_list("person_id", "domain"):
        places[person].add(institution(f"@{domain}"))
    return places


def _addresses(persons: Collection[int]) -> dict[str, int]:
    return {email.lower(): person for email, person in _address_rows(persons)}


def _address_rows(persons: Collection[int]) -> list[tuple[str, int]]:
    proven = EmailAddress.objects.filter(user_id__in=persons, verified=True).values_list("email", "user_id")
    return [*proven, *User.objects.filter(pk__in=persons).values_list("email", "pk")]


def end_evaluations(paper_id: int, person_id: int) -> int:
    """Take the artifact back from an evaluator who now has a conflict; returns how many evaluations ended."""
    return Evaluation.objects.filter(
        submission_id=paper_id, evaluator__person_id=person_id, is_active=True
    ).update(is_active=False)
