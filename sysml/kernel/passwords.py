"""Passwords that are known from breaches are refused, without asking anybody outside.

`data/breached.bloom` is a Bloom filter: it knows every password of its source, and takes about one other password in
three hundred for one of them, which costs that person a second try. `data/README.md` names source and licence;
`tools/breached_passwords.py` makes the file.
"""

import hashlib
import mmap
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables

FILTER = Path(__file__).parent / "data" / "breached.bloom"
HASHES = 8


def places(password: bytes, bits: int) -> Iterator[int]:
    """The bits that stand for a password in a filter of so many bits."""
    first, second = struct.unpack_from("<QQ", hashlib.sha256(password).digest())
    for step in range(HASHES):
        yield (first + step * (second | 1)) % bits


@cache
def _known() -> mmap.mmap:
    with FILTER.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@sensitive_variables()
def is_breached(password: str) -> bool:
    """Whether the password, or the same in small letters, is known from breaches."""
    known = _known()
    return any(
        all(known[place >> 3] & (1 << (place & 7)) for place in places(spelling.encode(), len(known) * 8))
        for spelling in {password, password.lower()}
    )


class BreachedPasswordValidator:
    """For AUTH_PASSWORD_VALIDATORS."""

    @sensitive_variables()
    def validate(self, password: str, user: object = None) -> None:
        if is_breached(password):
            raise ValidationError(
                "This password is on lists of passwords that were stolen elsewhere; "
                "whoever tries to get in tries those first. Choose another.",
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return "It must not be known from a breach elsewhere."
