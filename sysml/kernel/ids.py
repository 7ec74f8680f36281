"""Identifiers that leave the process.

Integer keys stay inside. What a person or a client can address has an `xid`: twelve random characters of
Crockford's base 32 (60 bits), which say nothing about the order of arrival. Tests replace the source by one
keyed on natural keys, so that one row more in one world shifts no other id.
"""

import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12

Source = Callable[[str, object], str]


def _random(kind: str, key: object) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


_sources: list[Source] = [_random]


def new(kind: str, key: object = None) -> str:
    """A fresh external id for a thing of this kind; `key` is its natural key (used by test sources only)."""
    return _sources[-1](kind, key)


def new_number(kind: str, key: object, taken: Collection[int]) -> int:
    """A random number of four digits (five when four are two-thirds used) that is not in `taken`."""
    low, high = (1000, 9999) if len(taken) < 6000 else (10000, 99999)
    seed = int("".join(str(ALPHABET.index(c) % 10) for c in new(f"{kind}:number", key)))
    span = high - low + 1
    number = low + seed % span
    while number in taken:
        number = low + (number - low + 1 + seed % 7) % span
    return number


@contextmanager
def source(replacement: Source) -> Iterator[None]:
    """Use another source of ids inside the block (tests only)."""
    _sources.append(replacement)
    try:
        yield
    finally:
        _sources.pop()


class XidField(models.CharField[str, str]):
    """External id, filled in when the row is first saved, from the model's `id_key()`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=LENGTH, unique=True, editable=False)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value: str = getattr(model_instance, self.attname)
        if not value:
            key = model_instance.id_key() if hasattr(model_instance, "id_key") else None
            value = new(model_instance._meta.label_lower, key)
            setattr(model_instance, self.attname, value)
        return value


class Addressed(models.Model):
    """Base of every row that a person can address from outside."""

    xid = XidField()

    class Meta:
        abstract = True

    def id_key(self) -> object:
        """The natural key, by which tests make ids repeatable."""
        return None
