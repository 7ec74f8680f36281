"""Whether a person has a second step of signing in."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator

from sysml.kernel.models import User

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes alone are none: they only stand in for one that was lost."""


def has_one(person: User) -> bool:
    """One query."""
    return bool(Authenticator.objects.filter(user=person, type__in=KINDS).exists())


def who_have_one(person_ids: Iterable[int]) -> frozenset[int]:
    """Of these persons, those who have a second step; one query."""
    found = Authenticator.objects.filter(user__in=list(person_ids), type__in=KINDS)
    return frozenset(found.values_list("user_id", flat=True))
