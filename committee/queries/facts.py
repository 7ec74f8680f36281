"""What the search for conflicts knows: authors by paper, addresses and institutions by person."""

from collections import defaultdict
from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db.models import Q

from committee.detection import PaperFacts, PersonFacts
from committee.domain import MemberState, institution
from committee.models import Member
from submissions.domain import Status
from submissions.models import Authorship
from sysml.conference.domain import RoleKind
from sysml.conference.models import Edition, Role
from sysml.kernel.models import AffiliationSpell, User

_LIVING = (Status.REGISTERED, Status.COMPLETE, Status.WITHDRAWN)


def people_of(edition: Edition) -> set[int]:
    """Persons who may be given papers: members who accepted, chairs and handling chairs."""
    members = Member.objects.filter(edition=edition, state=MemberState.ACCEPTED).values_list(
        "person", flat=True
    )
    offices = Role.objects.filter(edition=edition, kind__in=[RoleKind.CHAIR, RoleKind.HANDLING])
    return set(members) | set(offices.values_list("person", flat=True))


def person_facts(edition: Edition, persons: Collection[int]) -> list[PersonFacts]:
    """Names, addresses and institutions of these persons."""
    known = _addresses(persons)
    for member_email, person in Member.objects.filter(edition=edition, person_id__in=persons).values_list(
        "email", "person_id"
    ):
        known[person].add(member_email.lower())
    domains = _domains(persons)
    return [
        PersonFacts(user.pk, frozenset(known[user.pk]), user.name, frozenset(domains[user.pk]))
        for user in User.objects.filter(pk__in=persons)
    ]


def paper_facts(edition: Edition) -> list[PaperFacts]:
    """Every registered paper with its authors' addresses (all of those who claimed their place) and names."""
    rows = list(
        Authorship.objects.filter(submission__edition=edition, submission__status__in=_LIVING).values_list(
            "submission_id", "email", "name", "person_id"
        )
    )
    claimed = {person for *_, person in rows if person}
    known, domains = _addresses(claimed), _domains(claimed)
    addresses: defaultdict[int, set[str]] = defaultdict(set)
    names: defaultdict[int, set[str]] = defaultdict(set)
    places: defaultdict[int, set[str]] = defaultdict(set)
    for paper, email, name, person in rows:
        addresses[paper] |= {email.lower()} if email else set()
        names[paper].add(name)
        if person:
            addresses[paper] |= known[person]
            places[paper] |= domains[person]
    return [
        PaperFacts(paper, frozenset(addresses[paper]), frozenset(names[paper]), frozenset(places[paper]))
        for paper in sorted(addresses)
    ]


def _addresses(persons: Collection[int]) -> defaultdict[int, set[str]]:
    known: defaultdict[int, set[str]] = defaultdict(set)
    for person, email in User.objects.filter(pk__in=persons).values_list("pk", "email"):
        known[person].add(email.lower())
    for person, email in EmailAddress.objects.filter(Q(verified=True), user_id__in=persons).values_list(
        "user_id", "email"
    ):
        known[person].add(email.lower())
    return known


def _domains(persons: Collection[int]) -> defaultdict[int, set[str]]:
    known: defaultdict[int, set[str]] = defaultdict(set)
    for person, domain in AffiliationSpell.objects.filter(person_id__in=persons).values_list(
        "person_id", "domain"
    ):
        if domain:
            known[person].add(institution(f"x@{domain}"))
    return known
