"""Changing one's profile."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction

from sysml.kernel import audit, orcid
from sysml.kernel.countries import COUNTRIES
from sysml.kernel.errors import Invalid
from sysml.kernel.models import AffiliationSpell, User
from sysml.kernel.queries import NOTIFICATIONS, Spell

FIELDS = (
    "name", "affiliation", "country", "orcid", "homepage", "dblp", "scholar", "timezone", "notifications",
)  # fmt: skip


@transaction.atomic(durable=True)
def change_profile(
    *, person: User, changes: Mapping[str, Any], now: datetime, affiliations: Sequence[Spell] | None = None
) -> User:
    """Change one's own profile. `changes` may name the fields of FIELDS; `affiliations` replaces the history.

    Raises Invalid for a mistyped ORCID iD, an unknown country or time zone, a nameless person.
    """
    row = User.objects.select_for_update().get(pk=person.pk)
    named = {field: changes[field] for field in FIELDS if field in changes}
    for field, value in _checked(named).items():
        setattr(row, field, value)
    try:
        row.clean_fields(exclude=["password", "email", "notifications", "xid"])
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
    row.save()
    if affiliations is not None:
        _replace_history(row, affiliations)
    audit.record(
        actor_id=row.pk,
        action="profile.changed",
        now=now,
        subject=f"person:{row.xid}",
        summary=", ".join([*sorted(named), *(["history"] if affiliations is not None else [])]),
    )
    return row


def _checked(changes: dict[str, Any]) -> dict[str, Any]:
    problems: dict[str, str] = {}
    if "name" in changes and not changes["name"].strip():
        problems["name"] = "Others must be able to call you by name."
    if changes.get("country") and changes["country"] not in COUNTRIES:
        problems["country"] = "Choose a country of the list."
    if "timezone" in changes and changes["timezone"] not in available_timezones():
        problems["timezone"] = "Choose a time zone of the list, such as Europe/Zurich."
    if "orcid" in changes:
        try:
            changes["orcid"] = orcid.normalise(changes["orcid"])
        except ValueError as error:
            problems["orcid"] = str(error)
    if "notifications" in changes:
        chosen = changes["notifications"]
        if not isinstance(chosen, Mapping) or not set(chosen) <= NOTIFICATIONS.keys():
            problems["notifications"] = f"Known choices are {', '.join(NOTIFICATIONS)}."
        else:
            changes["notifications"] = {key: bool(value) for key, value in chosen.items()}
    if problems:
        raise Invalid(problems)
    return changes


def _replace_history(person: User, spells: Sequence[Spell]) -> None:
    for spell in spells:
        if spell.until is not None and spell.until < spell.since:
            raise Invalid({"affiliations": f"{spell.name}: the last year is before the first."})
    AffiliationSpell.objects.filter(person=person).delete()
    for spell in spells:
        AffiliationSpell.objects.create(
            person=person,
            name=spell.name,
            domain=spell.domain.lower().lstrip("@"),
            since=spell.since,
            until=spell.until,
        )
