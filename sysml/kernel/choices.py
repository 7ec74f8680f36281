"""Enums of the rules, which know no Django, as choices of a model's field."""

from enum import StrEnum


def choices_of(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """Each value with its words: itself where it is a phrase, else without its hyphens; the empty one is "none"."""
    return [(member.value, _words(member.value)) for member in enum]


def _words(value: str) -> str:
    return value if " " in value else value.replace("-", " ") or "none"
