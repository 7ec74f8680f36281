"""Letters of an edition: kinds with default words, `{{placeholders}}`, and the rule that a chair switches on.

No letter leaves by itself before a chair has switched its kind on: until then it is written and held, and the
chairs' desk shows the list. Each app registers its kinds in its own `letters.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sysml.conference.models import Edition, LetterTemplate
from sysml.kernel import outbox
from sysml.kernel.models import Letter, User
from sysml.kernel.plain import one_line
from sysml.kernel.queries import wants

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


@dataclass(frozen=True)
class Kind:
    """One kind of letter: when it is written, its default words and what may stand in them."""

    key: str
    when: str
    subject: str
    body: str
    placeholders: tuple[str, ...] = ()
    choice: str = ""
    """A choice of the profile (kernel.queries.NOTIFICATIONS) by which a person can switch this kind off."""


TYPED_BY_PEOPLE = frozenset({"name", "title", "person", "by", "requester", "asked_by", "affiliation"})
"""Placeholders with what somebody calls themselves or their paper."""

COMMON = ("edition", "name", "link", "contact")
_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; called at import of an app's `letters.py`."""
    _kinds[kind.key] = kind
    return kind


def kinds() -> list[Kind]:
    """Every kind of letter, by key."""
    return [_kinds[key] for key in sorted(_kinds)]


def fill(words: str, context: Mapping[str, str]) -> str:
    """The words with their placeholders filled; an unknown one stays as it stands, so that a preview shows it.

    Placeholders are names of a closed list and nothing else: no expression, no attribute, no second round. What people
    call themselves or their papers is made one plain line.
    """

    def filled(match: re.Match[str]) -> str:
        value = context.get(match[1])
        if value is None:
            return match[0]
        return one_line(value) if match[1] in TYPED_BY_PEOPLE else value

    return _PLACEHOLDER.sub(filled, words)


def words_of(edition: Edition, kind: Kind) -> tuple[str, str]:
    """Subject and body of this kind in this edition: the chairs' own words, or the default."""
    own = LetterTemplate.objects.filter(edition=edition, kind=kind.key).first()
    return (own.subject, own.body) if own else (kind.subject, kind.body)


def own_words(edition: Edition) -> dict[str, tuple[str, str]]:
    """By kind, the words that this edition's chairs have written themselves; one query for many letters."""
    rows = LetterTemplate.objects.filter(edition=edition).values_list("kind", "subject", "body")
    return {kind: (subject, body) for kind, subject, body in rows}


def compose(
    edition: Edition,
    kind: Kind,
    context: Mapping[str, str],
    name: str = "",
    own: Mapping[str, tuple[str, str]] | None = None,
) -> tuple[str, str]:
    """Subject and body as `write` makes them; without a name its placeholder stays, as in a preview.

    `own` is what `own_words` gave, for who composes many letters.
    """
    default = (kind.subject, kind.body)
    subject, body = words_of(edition, kind) if own is None else own.get(kind.key, default)
    full = {
        "edition": edition.name,
        "contact": edition.contact,
        **({"name": name} if name else {}),
        **context,
    }
    return f"[{edition.name}] {fill(subject, full)}", fill(body, full)


def is_on(edition: Edition, kind: Kind) -> bool:
    """A chair has switched this kind on."""
    return bool(edition.letter_rules.get(kind.key))


def write(
    kind: Kind,
    *,
    edition: Edition,
    key: str,
    now: datetime,
    context: Mapping[str, str],
    person: User | None = None,
    email: str = "",
    name: str = "",
    about: str = "",
    batch: str = "",
    status: str = "",
) -> Letter:
    """Write a letter to one person; it waits for the rule of its kind unless `status` says otherwise.

    `key` must be unique for ever, e.g. "receipt:<document xid>:<person xid>". `context` holds only what the reader may
    see; every letter has a link to the thing that it is about.
    """
    subject, body = compose(edition, kind, context, name or (person.name if person else "") or "colleague")
    return outbox.write(
        key=f"{edition.slug}:{kind.key}:{key}",
        kind=kind.key,
        to=email or (person.email if person else ""),
        subject=subject,
        body=body,
        now=now,
        person_id=person.pk if person else None,
        scope=edition.slug,
        about=about,
        batch=batch,
        reply_to=edition.contact,
        status=status or _status(edition, kind, person),
    )


def _status(edition: Edition, kind: Kind, person: User | None) -> str:
    if person is not None and not wants(person, kind.choice):
        return str(Letter.Status.CANCELLED)
    return str(Letter.Status.QUEUED if is_on(edition, kind) else Letter.Status.HELD)


OFFICE_GIVEN = register(
    Kind(
        "office-given",
        "To a person who gets an office",
        "You are {{office}}",
        "Dear {{name}},\n\n{{by}} has made you {{office}} of {{edition}}. What you can do there begins here:\n\n"
        "  {{link}}\n\nIf this is a mistake, answer this letter.\n",
        (*COMMON, "office", "by"),
    )
)
EXTENSION_GIVEN = register(
    Kind(
        "extension-given",
        "To a person who gets more (or other) time",
        "{{window}}: your deadline is now {{deadline}}",
        "Dear {{name}},\n\nfor you, “{{window}}” of {{edition}} now ends on {{deadline}}.\n\n  {{reason}}\n\n"
        "{{link}}\n",
        (*COMMON, "window", "deadline", "reason"),
    )
)
