"""The demonstration conference for a whole module of tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings

from sysml.desk.demo.seed import seed


@contextmanager
def seeded_for_a_module(blocker: Any, files: Path, now: datetime) -> Iterator[Path]:
    """Seed the three editions within a transaction that is rolled back at the end; tests nest in it.

    Deleting the rows instead takes minutes on a PostgreSQL that has planned its checks for empty tables.
    """
    with blocker.unblock():
        frame = transaction.atomic()
        frame.__enter__()
        with override_settings(MEDIA_ROOT=files):
            seed(now)
    try:
        yield files
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            frame.__exit__(None, None, None)
