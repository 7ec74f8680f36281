"""What the settings promise, asked of a process that has nothing but a few variables."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-that-is-long-enough-to-be-taken-for-one"
PUBLIC = {
    "SYSML_DEPLOYED": "1",
    "SYSML_SECRET_KEY": SECRET,
    "SYSML_HOSTS": "conference.example.org",
    "SYSML_BASE_URL": "https://conference.example.org",
    "REDIS_URL": "redis://redis/0",
    "DATABASE_URL": "postgres://sysml@postgres/sysml",
}


def ask(names: list[str], data: Path, **variables: str) -> dict[str, object]:
    """The values that these settings have in a new process."""
    program = (
        "import json, sys; from sysml import settings;"
        "print(json.dumps({n: getattr(settings, n) for n in sys.argv[1:]}, default=str))"
    )
    done = run([sys.executable, "-c", program, *names], data, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def run(command: list[str], data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SYSML_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "sysml.settings",
        **variables,
    }
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_debug_off_without_a_secret_refuses_to_start(tmp_path):
    done = run([sys.executable, "manage.py", "check"], tmp_path, SYSML_DEBUG="0")
    assert done.returncode != 0
    assert done.stderr.rstrip().splitlines()[-1].startswith("sysml.env.EnvError: SYSML_SECRET_KEY: ")


def test_sqlite_is_durable_and_takes_its_lock_early(tmp_path):
    database = ask(["DATABASES"], tmp_path)["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "sysml.sqlite3")
    assert database["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }


def test_a_deployed_site_is_strict_with_browsers_and_uses_its_services(tmp_path):
    names = (
        "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS CELERY_BROKER_URL"
    )
    assert ask(names.split(), tmp_path, **PUBLIC) == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "CELERY_BROKER_URL": "redis://redis/0",
    }


def test_nothing_inline_and_nothing_foreign_may_run_in_a_browser():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["script-src"] == policy["style-src"] == policy["worker-src"] == ["'self'"]
    assert policy["object-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["img-src"] == ["'self'", "data:"]


def test_a_form_may_lead_to_a_configured_sign_in_and_nowhere_else(tmp_path):
    policy = ask(
        ["CONTENT_SECURITY_POLICY"],
        tmp_path,
        SYSML_ORCID_CLIENT_ID="a",
        SYSML_ORCID_SECRET="b",
        SYSML_OIDC_CLIENT_ID="c",
        SYSML_OIDC_SECRET="d",
        SYSML_OIDC_URL="https://login.example.org/realm",
    )["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert policy["form-action"] == ["'self'", "https://orcid.org", "https://login.example.org"]


def test_there_is_no_admin_site_and_no_transaction_around_requests():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db
def test_foreign_keys_are_enforced_in_the_tests_too():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.features.supports_foreign_keys
