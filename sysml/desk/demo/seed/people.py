"""The invented people as accounts: everybody of the content, and the personas of the demonstration sign-in."""

from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from sysml.conference.domain import OFFICE_WORDS, RoleKind
from sysml.conference.letters import OFFICE_GIVEN
from sysml.conference.models import Role
from sysml.desk.demo.people import PEOPLE, Person
from sysml.desk.demo.personas import PERSONAS
from sysml.desk.demo.seed.stage import Stage, store
from sysml.kernel.models import AffiliationSpell, User

_JOINED = datetime(2024, 2, 1, 9, tzinfo=UTC)


def make_people() -> dict[str, User]:
    """Accounts by key; those that are there already stay as they are."""
    wanted = {person.key: _user(person) for person in PEOPLE} | {
        persona.key: User(
            email=persona.email,
            name=persona.name,
            affiliation=persona.affiliation,
            country=persona.country,
            timezone=persona.timezone,
            joined_at=_JOINED,
        )
        for persona in PERSONAS
    }
    known = {
        user.email: user for user in User.objects.filter(email__in=[user.email for user in wanted.values()])
    }
    fresh = [user for user in wanted.values() if user.email not in known]
    for user in fresh:
        user.password = make_password(None)
    known |= {user.email: user for user in store(fresh)}
    store([EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in fresh])
    store(
        [
            spell
            for person in PEOPLE
            if (user := known[person.email]) in fresh
            for spell in _spells(person, user)
        ]
    )
    return {key: known[user.email] for key, user in wanted.items()}


def _user(person: Person) -> User:
    return User(
        email=person.email,
        name=person.name,
        affiliation=person.affiliation.name,
        country=person.country,
        timezone=person.timezone,
        homepage=person.home_page,
        joined_at=_JOINED,
    )


def _spells(person: Person, user: User) -> list[AffiliationSpell]:
    since = 2013 + len(person.key) % 9
    return [
        AffiliationSpell(
            person=user, name=person.affiliation.name, domain=person.affiliation.domain, since=since
        )
    ]


_OFFICES: dict[int, tuple[tuple[str, RoleKind, str], ...]] = {
    1: (
        ("ruoxin.tang-meyer", RoleKind.CHAIR, "Programme co-chair, Systems"),
        ("giancarlo.pietrafesa", RoleKind.CHAIR, "Programme co-chair, ML"),
        ("chair", RoleKind.CHAIR, "General chair"),
        ("aurelia.cavegn", RoleKind.PUBLICATION, "Publication chair"),
        ("saga.hallonqvist", RoleKind.ARTIFACT_CHAIR, "Artifact chair"),
    ),
    2: (
        ("theodoros.kallimanis", RoleKind.CHAIR, "Programme co-chair, Systems"),
        ("nikolaj.brondsted", RoleKind.CHAIR, "Programme co-chair, ML"),
        ("chair", RoleKind.CHAIR, "General chair"),
        ("chair-author", RoleKind.CHAIR, "Programme co-chair, Systems"),
        ("ella.thorgrimsdottir", RoleKind.PUBLICATION, "Publication chair"),
        ("artifact-chair", RoleKind.ARTIFACT_CHAIR, "Artifact chair"),
    ),
    3: (
        ("luca.zumthurm", RoleKind.CHAIR, "Programme co-chair, Systems"),
        ("lakshmi.venkatarangan", RoleKind.CHAIR, "Programme co-chair, ML"),
        ("chair", RoleKind.CHAIR, "General chair"),
        ("lorenz.habersack", RoleKind.PUBLICATION, "Publication chair"),
        ("artifact-chair", RoleKind.ARTIFACT_CHAIR, "Artifact chair"),
    ),
}
"""Who runs which edition (by its content); the first chair is the one who set it up."""


def chairs_of(content: int, cast: dict[str, User]) -> list[User]:
    """The chairs of an edition, in order."""
    return [cast[key] for key, kind, _ in _OFFICES[content] if kind is RoleKind.CHAIR]


def officers_of(content: int, cast: dict[str, User]) -> set[int]:
    """Everybody who holds an office; none of them is asked onto the committee as well."""
    return {cast[key].pk for key, _, _ in _OFFICES[content]}


def give_offices(stage: Stage) -> None:
    """Offices, with their titles as the public pages show them."""
    rows = [
        Role(edition=stage.edition, person=stage.cast[key], kind=kind, title=title, position=position)
        for position, (key, kind, title) in enumerate(_OFFICES[stage.number])
    ]
    store(rows)
    for row in rows[1:]:
        at = stage.at(-14 - row.position / 10)
        stage.log.add(
            "office.given", at, stage.chair, subject=f"role:{row.xid}", summary=f"{row.person}: {row.kind}"
        )
        context = {"office": row.title or OFFICE_WORDS[RoleKind(row.kind)], "by": stage.chair.name}
        stage.letters.add(OFFICE_GIVEN, row.xid, at, row.person, "edition-home", context=context)
