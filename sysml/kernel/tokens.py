"""Personal API tokens: 256 random bits, kept as a digest, bounded by scopes, edition and expiry."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from sysml.kernel import audit
from sysml.kernel.errors import Invalid
from sysml.kernel.models import ApiToken, User

SCOPES: dict[str, str] = {
    "submissions:read": "read submissions that I may see, and their files",
    "submissions:write": "register, change, withdraw my submissions",
    "reviews:read": "read reviews and discussions that I may see",
    "reviews:write": "write my reviews, posts and responses",
    "committee:read": "read committee, bids, conflicts and assignments that I may see",
    "committee:write": "declare conflicts, bid, answer invitations; assign, where I am chair",
    "artifacts:read": "read artifacts that I may see",
    "artifacts:write": "register and evaluate artifacts",
    "chair:read": "read what I see as a chair: settings, log, outbox, exports",
    "chair:write": "act as a chair: settings, decisions, release, mail",
    "profile:read": "read my profile",
    "profile:write": "change my profile",
    "tokens:write": "make and revoke tokens, none wider than this one",
}
LONGEST = timedelta(days=366)
PREFIX = "sysml_"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create(
    *,
    person: User,
    name: str,
    scopes: Iterable[str],
    edition_slug: str,
    expires_at: datetime,
    now: datetime,
    under: ApiToken | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown once and kept nowhere.

    `under` is the token by which this one is asked for, if any: the new one is in nothing wider.
    """
    chosen = sorted(set(scopes))
    if not name.strip():
        raise Invalid({"name": "Give the token a name, so that you can tell it from others."})
    if not chosen or not set(chosen) <= SCOPES.keys():
        raise Invalid({"scopes": "Choose at least one of the listed scopes."})
    if not now < expires_at <= now + LONGEST:
        raise Invalid({"expires_at": "Choose a day within the next year."})
    if under is not None and (wider := _wider(under, chosen, edition_slug, expires_at)):
        raise Invalid(wider)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person,
        name=name.strip(),
        prefix=secret[:12],
        digest=_digest(secret),
        scopes=chosen,
        edition_slug=edition_slug,
        created_at=now,
        expires_at=expires_at,
    )
    audit.record(
        actor_id=person.pk,
        action="token.created",
        now=now,
        scope=edition_slug,
        subject=f"token:{token.xid}",
        summary=name,
    )
    return token, secret


def _wider(under: ApiToken, scopes: list[str], edition_slug: str, expires_at: datetime) -> dict[str, str]:
    """What the new token would have more than the one that asks for it."""
    problems = {}
    if more := sorted(set(scopes) - set(under.scopes)):
        problems["scopes"] = f"The token that you use does not have {', '.join(more)}."
    if under.edition_slug not in {"", edition_slug}:
        problems["edition"] = f"The token that you use is good for {under.edition_slug} only."
    if expires_at > under.expires_at:
        problems["expires_at"] = "The token that you use ends before that."
    return problems


def find(secret: str, *, now: datetime) -> ApiToken | None:
    """The living token with this secret, if there is one; notes its use at most once a minute."""
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=_digest(secret), revoked_at=None, expires_at__gt=now, person__is_active=True)
        .first()
    )
    if token and (token.last_used_at is None or now - token.last_used_at > timedelta(minutes=1)):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


@transaction.atomic
def revoke(*, token: ApiToken, now: datetime) -> None:
    """End a token at once."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    audit.record(
        actor_id=token.person_id,
        action="token.revoked",
        now=now,
        subject=f"token:{token.xid}",
        summary=token.name,
    )
