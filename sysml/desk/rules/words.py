"""Conditions on rows in plain words, read from the conditions themselves.

A condition that no word is known for raises `KeyError`; a test reads every rule of every table, so that a new one
cannot come without words.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from django.db.models import Q

from sysml.conference.rules import ALL, Rule
from sysml.conference.viewer import Tie, Viewer

_ME = -1
"""Whoever looks, in a viewer that stands for all of their kind; their ties are numbered below."""

_TIE_NUMBERS: Mapping[Tie, int] = {tie: -100 - at for at, tie in enumerate(Tie)}
_TIES: Mapping[int, Tie] = {number: tie for tie, number in _TIE_NUMBERS.items()}

PROBE = Viewer(person_id=_ME, ties={str(tie): frozenset({number}) for tie, number in _TIE_NUMBERS.items()})

_TIE_WORDS: Mapping[Tie, str] = {
    Tie.AUTHORED: "of their own papers",
    Tie.ASSIGNED: "of papers that they review",
    Tie.REVIEWED: "of papers for which their review is in",
    Tie.HANDLES: "of papers that they handle",
    Tie.REVEALED: "of papers whose authors they have revealed",
    Tie.MEMBER: "their own",
    Tie.ARTIFACT_CONFLICTED: "of artifacts that they have a conflict with",
}

_PREFIXES = ("document__submission__", "version__review__", "version__", "submission__", "document__",
             "artifact__", "thread__", "question__")  # fmt: skip


_VALUES: Mapping[str, str] = {
    "authors-chairs": "authors and chairs",
    "reviewer-chairs": "one reviewer and chairs",
    "shepherd": "authors and shepherd",
    "desk-rejected": "desk-rejected",
    "camera-ready": "camera-ready",
}


def _listed(words: Iterable[str], last: str = "or") -> str:
    found = [word for word in words if word]
    return f"{', '.join(found[:-1])} {last} {found[-1]}" if len(found) > 1 else "".join(found)


def _spelled(values: Any) -> str:
    several = values if isinstance(values, list | tuple | set | frozenset) else [values]
    words = (str(getattr(value, "value", value)) for value in several)
    return _listed(_VALUES.get(word, word.replace("-", " ")) for word in words)


def _status(value: Any, yes: bool) -> str:
    return f"{'' if yes else 'not '}of {_spelled(value)} papers"


def _outcome(value: Any, yes: bool) -> str:
    if value == "":
        return "undecided" if yes else "of papers whose decision is released"
    return f"of {_spelled(value)} papers" if yes else f"not of {_spelled(value)} papers"


def _one_of(noun: str) -> Callable[[Any, bool], str]:
    return lambda value, yes: f"{'' if yes else 'not '}{noun.format(_spelled(value))}"


def _flag(on: str, off: str) -> Callable[[Any, bool], str]:
    return lambda value, yes: on if bool(value) is yes else off


def _tied(values: Any, yes: bool) -> str:
    numbers = list(values)
    if not numbers:
        return "none" if yes else ""
    words = _listed(_TIE_WORDS[_TIES[number]] for number in numbers)
    return words if yes else f"not {words}"


_WORDS: Mapping[str, Callable[[Any, bool], str]] = {
    "status": _status,
    "status__in": _status,
    "outcome": _outcome,
    "outcome__in": _outcome,
    "state": _one_of("{}"),
    "state__in": _one_of("{}"),
    "kind": _one_of("{} files"),
    "kind__in": _one_of("{} files"),
    "audience": _one_of("between {}"),
    "audience__in": _one_of("between {}"),
    "question__audience": _one_of("answers for {}"),
    "signed_as": _one_of("signed “{}”"),
    "source": _one_of("named by: {}"),
    "is_current": _flag("the current version", "earlier versions"),
    "is_active": _flag("active", "ended"),
    "is_submitted": _flag("handed in", "not handed in"),
    "is_awarded": _flag("awarded", "refused"),
    "submitted_at__isnull": _flag("not handed in", "handed in"),
    "kick_at__isnull": _flag("not handed in", "handed in"),
    "released_at__isnull": _flag("not released", "released"),
    "pk__in": _tied,
    "submission__in": _tied,
    "submission_id__in": _tied,
    "member_id__in": lambda value, yes: "their own" if yes else "of others",
    "person_id": lambda value, yes: "their own" if yes else "of others",
    "reviewer_id": lambda value, yes: "their own" if yes else "of others",
    "requested_by_id": lambda value, yes: "asked for by them" if yes else "not asked for by them",
    "opened_by_id": lambda value, yes: "that they opened" if yes else "that others opened",
}


def of_rule(rule: Rule) -> str:
    """Which rows the rule shows; nothing where it shows all."""
    rows = rule.rows(PROBE) if callable(rule.rows) else rule.rows
    return "" if rows == ALL else _of(rows)


def _of(condition: Q, yes: bool = True) -> str:
    positive = yes is not condition.negated
    parts = [
        _of(child, positive) if isinstance(child, Q) else _of_lookup(*cast(tuple[str, Any], child), positive)
        for child in condition.children
    ]
    parts = list(dict.fromkeys(part for part in parts if part))
    both = (condition.connector == Q.AND) is positive  # of a negation, "and" reads "or"
    return ", ".join(parts) if both else _listed(parts)


def _of_lookup(name: str, value: Any, yes: bool) -> str:
    bare = name
    while bare not in _WORDS and (prefix := next((p for p in _PREFIXES if bare.startswith(p)), "")):
        bare = bare.removeprefix(prefix)
    return _WORDS[bare](value, yes)
