"""Who holds an office, and whether they have a second step of signing in."""

from dataclasses import dataclass

from sysml.conference.domain import OFFICE_WORDS, RoleKind
from sysml.conference.models import Edition, Role
from sysml.kernel.door import second_factor
from sysml.kernel.models import User


@dataclass(frozen=True)
class Holder:
    """A person with an office; `ready` says that they have a second step."""

    name: str
    email: str
    offices: str
    ready: bool


def holders(edition: Edition) -> list[Holder]:
    """Everybody with an office, by name; two queries."""
    roles = (
        Role.objects.filter(edition=edition)
        .select_related("person")
        .order_by("person__name", "person_id", "pk")
    )
    offices: dict[User, list[str]] = {}
    for role in roles:
        words = offices.setdefault(role.person, [])
        if (office := OFFICE_WORDS[RoleKind(role.kind)]) not in words:
            words.append(office)
    ready = second_factor.who_have_one(person.pk for person in offices)
    return [
        Holder(person.name, person.email, ", ".join(words), person.pk in ready)
        for person, words in offices.items()
    ]


def asks_it_of(person: User, edition_slug: str) -> bool:
    """Whether an edition that this token would open asks the person for a second step that they have not."""
    held = Role.objects.filter(person=person, edition__second_factor=True)
    if edition_slug:
        held = held.filter(edition__slug=edition_slug)
    return held.exists() and not second_factor.has_one(person)
