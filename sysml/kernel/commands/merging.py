"""Two accounts of one person become one.

The person, signed in as the account that stays, names an address of the other; a link sent there proves that it
is theirs. Merging moves every row that points to the other account, whatever floor it belongs to: foreign keys
are found through Django's model registry, so a new table needs no line here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Field, ForeignKey, Model, ProtectedError, TextField
from django.urls import reverse

from sysml.kernel import audit, events, ids, outbox
from sysml.kernel.errors import Invalid, NotAllowed, NotFound
from sysml.kernel.events import AccountsMerging
from sysml.kernel.models import ApiToken, AuditEntry, IdempotentReply, Read, User
from sysml.kernel.models.people import normalise_email
from sysml.kernel.plain import one_line
from sysml.kernel.queries import person_by_address

LASTS = timedelta(hours=1)
_SALT = "sysml.merge-accounts"
_STAYS: frozenset[type[Model]] = frozenset({AuditEntry, Read})
"""The log says who did or read what as which account; it is never rewritten."""
_ENDS: tuple[type[Model], ...] = (IdempotentReply, Authenticator, UserSession)
"""What belongs to signing in with the other account ends with it."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing that moves, and how many there are."""

    words: str
    count: int


@dataclass(frozen=True)
class Offer:
    """What a person is shown before two accounts are merged."""

    keep_email: str
    other_email: str
    other_name: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Merged:
    """What merging did: rows moved, and rows dropped because the account that stays has the same."""

    moved: tuple[Kind, ...]
    dropped: tuple[Kind, ...]


@transaction.atomic(durable=True)
def ask_to_merge(*, person: User, email: str, now: datetime) -> None:
    """Send a link to the other account's address. The answer is the same whether or not there is such an account."""
    email = normalise_email(email)
    if not email or "@" not in email:
        raise Invalid({"email": "Give the address of your other account."})
    other = person_by_address(email)
    if other is not None and other.pk == person.pk:
        raise Invalid({"email": "This address belongs to the account in which you are signed in."})
    audit.record(actor_id=person.pk, action="account.merge-asked", now=now, subject=f"person:{person.xid}")
    if other is None:
        return
    token = signing.dumps({"keep": person.xid, "other": other.xid, "email": email}, salt=_SALT)
    link = settings.BASE_URL + reverse("merge-confirm", args=[token])
    outbox.write(
        key=f"account:merge:{ids.new('merge', (person.xid, other.xid))}",
        kind="account",
        to=email,
        subject="Join two accounts into one?",
        body=(
            f"Somebody who is signed in as {one_line(person.name or person.email)} <{person.email}> says that this "
            "address belongs to them too, and asks to join the two accounts.\n\n"
            f"If that is you, open this link in the browser where you are signed in, within an hour:\n\n  {link}\n\n"
            "If it is not you, do nothing; nothing will change.\n"
        ),
        now=now,
        person_id=other.pk,
        reply_to=settings.MAIL_REPLY_TO,
    )


def offer(*, person: User, token: str) -> Offer:
    """What the link would merge. Raises NotFound for a link that is not this person's, or is over an hour old."""
    other, _ = _read(person, token)
    found = [_counted(field, rows_of) for field, rows_of in _rows(other)]
    return Offer(person.email, other.email, other.name, tuple(kind for kind in found if kind.count))


@transaction.atomic(durable=True)
def merge(*, person: User, token: str, now: datetime) -> Merged:
    """Move everything of the other account to `person`, and end the other account.

    Raises NotAllowed, and changes nothing, where both accounts hold the same place with something of weight in it
    (two reviews of one paper, say), or where a higher floor refuses.
    """
    other, proven = _read(person, token)
    list(User.objects.select_for_update().filter(pk__in=[person.pk, other.pk]).order_by("pk"))
    events.publish(AccountsMerging(person.pk, other.pk, now))
    ApiToken.objects.filter(person=other, revoked_at=None).update(revoked_at=now)
    for model in _ENDS:
        model._default_manager.filter(**{_person_field(model): other}).delete()
    _free_addresses(person, other)
    moved, dropped = _move_rows(person, other)
    address = other.email
    _end(other, person)
    _keep_address(person, proven)
    audit.record(
        actor_id=person.pk,
        action="account.merged",
        now=now,
        subject=f"person:{other.xid}",
        summary=f"{address} into {person.email}"[:300],
        data={"moved": {k.words: k.count for k in moved}, "dropped": {k.words: k.count for k in dropped}},
    )
    return Merged(moved, dropped)


def _read(person: User, token: str) -> tuple[User, str]:
    """The other account, and the address to which the link was sent."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise NotFound from error
    other = User.objects.filter(xid=said["other"], is_active=True).first()
    if said["keep"] != person.xid or other is None:
        raise NotFound
    return other, str(said["email"])


def _rows(other: User) -> Iterator[tuple["ForeignKey[User, User]", list[Model]]]:
    """Every foreign key of every model that leads to a person, with the other account's rows."""
    for model in apps.get_models(include_auto_created=True):
        if model in _STAYS or model in _ENDS or model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is User:
                yield field, list(model._base_manager.filter(**{field.attname: other.pk}).order_by("pk"))


def _counted(field: Field, rows: list[Model]) -> Kind:  # type: ignore[type-arg]
    return Kind(str(field.model._meta.verbose_name_plural), len(rows))


def _move_rows(person: User, other: User) -> tuple[tuple[Kind, ...], tuple[Kind, ...]]:
    moved: dict[str, int] = {}
    dropped: dict[str, int] = {}
    for field, rows in _rows(other):
        words = str(field.model._meta.verbose_name_plural)
        for row in rows:
            tally = moved if _moves(field, row, person) else dropped
            tally[words] = tally.get(words, 0) + 1
    return _kinds(moved), _kinds(dropped)


def _kinds(tally: dict[str, int]) -> tuple[Kind, ...]:
    return tuple(Kind(words, count) for words, count in sorted(tally.items()))


def _moves(field: Field, row: Model, person: User) -> bool:  # type: ignore[type-arg]
    """Move one row; False where the account that stays has the same row and this one was dropped."""
    rows = field.model._base_manager.filter(pk=row.pk)
    setattr(row, field.attname, person.pk)
    try:
        row.validate_constraints()  # SQLite keeps no constraint in which empty values count as equal
        with transaction.atomic():
            rows.update(**{field.attname: person.pk})
    except (IntegrityError, ValidationError):
        _drop(row)
        return False
    return True


def _drop(row: Model) -> None:
    """Drop a row that the account that stays has as well; refuse where words or other rows would be lost."""
    words = f"Both accounts have their own “{row._meta.verbose_name}” in the same place ({row})."
    refusal = NotAllowed(f"{words} Nothing was merged; ask the chairs which of the two counts.")
    written = any(
        isinstance(field, TextField) and getattr(row, field.attname) for field in row._meta.concrete_fields
    )
    drafted = getattr(row, "draft", None)
    if written or drafted or _has_dependents(row):
        raise refusal
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise refusal from error


def _has_dependents(row: Model) -> bool:
    for relation in row._meta.related_objects:
        if relation.related_model._base_manager.filter(**{relation.field.attname: row.pk}).exists():
            return True
    return False


def _person_field(model: type[Model]) -> str:
    return next(
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is User
    )


def _free_addresses(person: User, other: User) -> None:
    """The other account's addresses move with what was proven of them; an unproven claim to one gives way."""
    theirs = EmailAddress.objects.filter(user=other)
    theirs.update(primary=False)
    EmailAddress.objects.filter(user=person, email__in=theirs.values("email"), verified=False).delete()


def _end(other: User, person: User) -> None:
    """The other account can no longer be signed in to, and its name is free."""
    other.email = f"{other.xid}@merged.invalid"
    other.is_active = False
    other.merged_into = person
    other.set_unusable_password()
    other.save()


def _keep_address(person: User, proven: str) -> None:
    """Opening the link has proven the address to which it was sent."""
    EmailAddress.objects.update_or_create(user=person, email=proven, defaults={"verified": True})
