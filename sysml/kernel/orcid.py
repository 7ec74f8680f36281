"""ORCID identifiers: four groups of four, the last character a checksum (ISO 7064, MOD 11-2)."""

import re

_GROUPED = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])")


def checksum(digits: str) -> str:
    """The sixteenth character that belongs to these fifteen digits."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def normalise(text: str) -> str:
    """The identifier as 0000-0002-1825-0097, from any usual spelling; "" for none.

    Raises ValueError where it is not an ORCID iD, or its checksum says that it was mistyped.
    """
    text = text.strip().upper().rstrip("/").rpartition("/")[2]
    if not text:
        return ""
    match = _GROUPED.fullmatch(text)
    if match is None:
        raise ValueError("An ORCID iD has sixteen characters, like 0000-0002-1825-0097.")
    plain = "".join(match.groups())
    if checksum(plain[:15]) != plain[15]:
        raise ValueError(
            "This is not an ORCID iD: its last character does not fit the others. Was it mistyped?"
        )
    return "-".join(match.groups())
