"""Words that somebody has typed, made fit to stand in a letter to somebody else.

A name or a title is one line, hides nothing (no control characters, no marks that turn the order of letters round), and
is no link: otherwise whoever names themselves cleverly writes our letters.
"""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LINK = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]{1,15})(?=://)|\bwww(?=\.)|\b(?:javascript|data|mailto)(?=:)")


def visible(text: str) -> str:
    """The text without characters that do not show."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """A name or title: one line without links, as it may stand in a letter's subject or greeting."""
    return _LINK.sub(lambda found: f"{found[0]} ", visible(" ".join(text.split())))


def whole(text: object) -> int | None:
    """The whole number that somebody typed, or None for anything else.

    `isdigit` and `int` disagree about "²", and a number of thousands of digits fits no column; so a number has at most
    thirteen plain digits here.
    """
    typed = str(text)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 13 else None
