"""What a person's own pages show: the profile, addresses, tokens."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q

from sysml.kernel.models import AffiliationSpell, ApiToken, User
from sysml.kernel.models.people import normalise_email

NOTIFICATIONS: dict[str, str] = {
    "reminders": "Reminders before a deadline of mine",
    "discussion": "New posts in discussions that I am part of",
    "calendar": "Deadlines that were moved",
}
"""What a person may switch off. Receipts, decisions, invitations and answers always come."""


@dataclass(frozen=True)
class Spell:
    """Where a person worked, and when."""

    name: str
    domain: str
    since: int
    until: int | None


@dataclass(frozen=True)
class Profile:
    """All that a person's own profile says."""

    xid: str
    email: str
    name: str
    affiliation: str
    country: str
    orcid: str
    homepage: str
    dblp: str
    scholar: str
    timezone: str
    notifications: dict[str, bool]
    affiliations: tuple[Spell, ...]


@dataclass(frozen=True)
class TokenRow:
    """A token as its owner sees it; the secret is kept nowhere."""

    xid: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    edition_slug: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str


def profile_of(person: User) -> Profile:
    """One query, for the affiliations."""
    spells = AffiliationSpell.objects.filter(person=person).order_by("-since", "name", "pk")
    return Profile(
        xid=person.xid,
        email=person.email,
        name=person.name,
        affiliation=person.affiliation,
        country=person.country,
        orcid=person.orcid,
        homepage=person.homepage,
        dblp=person.dblp,
        scholar=person.scholar,
        timezone=person.timezone,
        notifications={key: bool(person.notifications.get(key, True)) for key in NOTIFICATIONS},
        affiliations=tuple(Spell(row.name, row.domain, row.since, row.until) for row in spells),
    )


def wants(person: User, choice: str) -> bool:
    """Whether the person has left this notification on; what is no choice always comes."""
    return bool(person.notifications.get(choice, True)) if choice in NOTIFICATIONS else True


def tokens_of(person: User, *, now: datetime) -> list[TokenRow]:
    """The person's tokens, newest first; one query."""
    return [
        _token_row(row, now) for row in ApiToken.objects.filter(person=person).order_by("-created_at", "xid")
    ]


def token_of(person: User, xid: str) -> ApiToken | None:
    """The person's own token with this id."""
    return ApiToken.objects.filter(person=person, xid=xid).first()


def _token_row(token: ApiToken, now: datetime) -> TokenRow:
    state = "revoked" if token.revoked_at else "expired" if token.expires_at <= now else "active"
    return TokenRow(
        token.xid,
        token.name,
        token.prefix,
        tuple(token.scopes),
        token.edition_slug,
        token.created_at,
        token.expires_at,
        token.last_used_at,
        state,
    )


def person_by_address(email: str) -> User | None:
    """The active person who has proven this address (or whose name it is), if there is one."""
    email = normalise_email(email)
    if not email:
        return None
    proven = EmailAddress.objects.filter(email__iexact=email, verified=True).values("user_id")
    return (
        User.objects.filter(Q(email__iexact=email) | Q(pk__in=proven), is_active=True).order_by("pk").first()
    )


def addresses_of(person: User) -> list[str]:
    """Every address that the person has proven, the main one first."""
    rows = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "email")
    return [row.email for row in rows]
