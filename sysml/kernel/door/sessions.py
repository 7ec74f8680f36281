"""The places where a person is signed in, as their owner sees and ends them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session as StoredSession
from django.core.cache import cache
from django.core.signing import Signer
from django.http import HttpRequest

from sysml.kernel import audit
from sysml.kernel.door.clients import address_of, device_words
from sysml.kernel.models import User

NOTED_EVERY = timedelta(minutes=5)
_signer = Signer(salt="session-row")


@dataclass(frozen=True)
class Session:
    """One signed-in browser. `key` names it in forms; it opens nothing."""

    key: str
    device: str
    address: str
    since: datetime
    last_used: datetime
    is_this_one: bool


def note_use(request: HttpRequest, now: datetime) -> None:
    """Write down that the session is in use, at most every five minutes; whatever way it began, it is listed."""
    session_key = request.session.session_key or ""
    if cache.add(f"session-used:{session_key}", 1, int(NOTED_EVERY.total_seconds())):
        known = UserSession.objects.filter(session_key=session_key)
        if not known.update(last_seen_at=now, ip=address_of(request)):
            UserSession.objects.create_from_request(request)


def sessions_of(person: User, this: str | None, now: datetime) -> list[Session]:
    """Every living session of the person, this one first, then the last used; two queries, and one for dead ones."""
    found = [
        Session(
            _name(row),
            device_words(row.user_agent),
            row.ip,
            row.created_at,
            row.last_seen_at,
            row.session_key == this,
        )
        for row in _living(person, now)
    ]
    return sorted(found, key=lambda one: (not one.is_this_one, -one.last_used.timestamp()))


def _living(person: User, now: datetime) -> list[UserSession]:
    """Sessions that still open something: not expired, not ended, and of the password that holds today."""
    rows = list(UserSession.objects.filter(user=person))
    stored = StoredSession.objects.filter(
        session_key__in=[row.session_key for row in rows], expire_date__gt=now
    )
    hashes = {one.session_key: one.get_decoded().get(HASH_SESSION_KEY) for one in stored}
    today = person.get_session_auth_hash()
    living = [row for row in rows if hashes.get(row.session_key) == today]
    if len(living) < len(rows):
        UserSession.objects.filter(pk__in=[row.pk for row in rows if row not in living]).delete()
    return living


def end(*, person: User, key: str, now: datetime) -> bool:
    """End one session of the person at once; says whether there was one."""
    row = next((row for row in UserSession.objects.filter(user=person) if _name(row) == key), None)
    if row is None:
        return False
    _end([row], person, now)
    return True


def end_others(*, person: User, this: str | None, now: datetime) -> int:
    """End every session of the person but this one; says how many."""
    rows = list(UserSession.objects.filter(user=person).exclude(session_key=this or ""))
    if rows:
        _end(rows, person, now)
    return len(rows)


def _end(rows: list[UserSession], person: User, now: datetime) -> None:
    for row in rows:
        row.end()
    audit.record(
        actor_id=person.pk,
        action="session.ended",
        now=now,
        subject=f"person:{person.xid}",
        summary=f"{len(rows)} of one’s own",
    )


def _name(row: UserSession) -> str:
    """A name for the row that says nothing of the session's own key."""
    return _signer.signature(str(row.pk)).replace("-", "").replace("_", "")[:20]
