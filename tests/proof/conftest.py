"""What the long tests share: the demonstration site, and who looks at it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from sysml.desk.demo.personas import PERSONAS
from sysml.desk.demo.seed import seed
from sysml.kernel.models import User
from tests.factories.world import sign_in_freshly

SEED = int(os.environ.get("SYSML_TEST_SEED", "20270401"))
"""The same number gives the same requests; SYSML_TEST_SEED chooses another one."""

EXAMPLES = int(os.environ.get("SYSML_TEST_EXAMPLES", "6"))
"""Generated requests for each operation, lawful and unlawful; each is sent as everybody."""


def pytest_report_header(config: pytest.Config) -> str:
    return f"proof: SYSML_TEST_SEED={SEED} SYSML_TEST_EXAMPLES={EXAMPLES}"


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """The three editions of the demonstration, gone after the last test of the module; where their files lie."""
    files = tmp_path_factory.mktemp("demo") / "files"
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files, DEMO=True), transaction.atomic():
        seed(timezone.now())
        yield files
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(demonstration: Path) -> dict[str, dict[str, str]]:
    """For every persona and for a visitor the cookies that their browser sends; the visitor's are none."""
    known: dict[str, dict[str, str]] = {"visitor": {}}
    for one in PERSONAS:
        client, person = Client(), User.objects.get(email=one.email)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        sign_in_freshly(client, person)
        known[one.key] = {name: morsel.value for name, morsel in client.cookies.items()}
    return known
