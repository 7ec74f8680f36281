"""The demonstration site, made once for this folder: legal in every row, and rich enough to be broken anywhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.factories.demonstration import seeded_for_a_module


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("invariants") / "files"
    with seeded_for_a_module(django_db_blocker, folder, timezone.now()) as files:
        yield files


@pytest.fixture
def site(seeded: Path, db: None, settings: Any) -> Path:
    """The site whose rows a test may break; its changes are rolled back."""
    settings.DEMO = True
    settings.MEDIA_ROOT = seeded
    return seeded
