"""The demonstration site, made once for this folder: legal in every row, and rich enough to be broken anywhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from sysml.conference.models import Conference
from sysml.desk.demo.seed import remove_all, seed
from sysml.kernel.models import Blob, User


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    files = tmp_path_factory.mktemp("invariants") / "files"
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files), transaction.atomic():
        seed(timezone.now())
    yield files
    with django_db_blocker.unblock(), transaction.atomic():
        remove_all()
        User.objects.all().delete()
        Blob.objects.all().delete()
        Conference.objects.all().delete()


@pytest.fixture
def site(seeded: Path, db: None, settings: Any) -> Path:
    """The site whose rows a test may break; its changes are rolled back."""
    settings.DEMO = True
    settings.MEDIA_ROOT = seeded
    return seeded
