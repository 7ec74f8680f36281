"""Asking the site from within a transaction, so that whatever a request does is taken back."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import got_request_exception
from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is taken back; a command may open its durable transaction there."""
    block = transaction.atomic()
    block._from_testcase = True  # as those of Django's own test cases
    with block:
        yield
        transaction.set_rollback(True)


@contextmanager
def faults() -> Iterator[list[str]]:
    """The exceptions that became a 500 meanwhile, with where they came from."""
    found: list[str] = []

    def note(**signal: Any) -> None:
        found.append(traceback.format_exc(limit=-6))

    got_request_exception.connect(note, weak=False)
    try:
        yield found
    finally:
        got_request_exception.disconnect(note)
