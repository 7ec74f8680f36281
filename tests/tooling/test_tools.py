"""The tools that run the tests: services that do not outlive them, and counts that cannot flatter."""

import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tools import interpreters, run_tests, services, system

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.embedded

HOLD_SERVICES = """
import sys, time
from tools import services
with services.postgres() as (database, _), services.redis() as (queue, _):
    print(database, queue, flush=True)
    time.sleep(60)
"""


def commands_in(folder: str) -> list[str]:
    """The command lines of living processes that name this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if folder in command:
            found.append(command)
    return found


def test_services_end_with_whoever_started_them_even_by_kill_9(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_SERVICES], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    database = holder.stdout.readline().split()[0]
    folder = Path(database.split("@")[1].split("/")[0].replace("%2F", "/"))
    assert folder.is_dir()
    assert commands_in(str(folder)) != []
    holder.kill()
    holder.wait()
    holder.stdout.close()
    deadline = time.monotonic() + 20
    while commands_in(str(folder)) or folder.exists():
        assert time.monotonic() < deadline, "PostgreSQL was left behind"
        time.sleep(0.1)


def test_services_of_the_environment_are_taken_as_they_are(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://given/db")
    monkeypatch.setenv("REDIS_URL", "redis://given/0")
    with services.postgres() as (database, _), services.redis() as (queue, _):
        assert (database, queue) == ("postgres://given/db", "redis://given/0")
    assert services.missing_programs() == []


def test_every_module_of_the_wiring_has_its_floor():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = set(re.findall(r"sysml\.\w+", " ".join(contracts[0]["layers"])))
    there = {f"sysml.{path.stem}" for path in (ROOT / "sysml").glob("*.py") if path.stem != "__init__"}
    assert there - named == set()


def test_this_interpreter_is_found_usable():
    assert interpreters.version_of(sys.executable) == sys.version_info[:2]
    assert interpreters.version_of(ROOT / "no-such-python") is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def test_a(): pass\ndef test_b(): pass", (2, 0, 0, True)),
        ("def test_a(): pass\ndef test_b(): assert False", (1, 1, 0, False)),
        ("import pytest\n@pytest.mark.skip\ndef test_a(): pass", (0, 0, 1, False)),
        ("", (0, 0, 0, False)),
        ("import no_such_module", (0, 1, 0, False)),
    ],
    ids=["passes", "fails", "only skips", "has none", "does not import"],
)
def test_a_leg_is_good_only_if_something_passed_and_nothing_failed(tmp_path, source, expected):
    file = tmp_path / "test_it.py"
    file.write_text(source)
    config = ["-c", "/dev/null", "--rootdir", str(tmp_path), "-p", "no:django", "-p", "no:cacheprovider"]
    outcome = run_tests._pytest("leg", [*config, str(file)], {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
    assert (outcome.passed, outcome.failed, outcome.skipped, outcome.ok) == expected


def test_without_chromium_the_browser_leg_fails_in_ci_and_is_skipped_elsewhere(monkeypatch, capsys):
    def none() -> Path:
        raise system.Missing("missing: Chromium")

    monkeypatch.setattr(system, "chromium", none)
    for in_ci in (True, False):
        monkeypatch.setattr(run_tests, "IN_CI", in_ci)
        outcome = run_tests.browser([])
        assert (outcome.ok, outcome.failed, outcome.note) == (not in_ci, int(in_ci), "missing: Chromium")
    assert "The browser tests are skipped: missing: Chromium" in capsys.readouterr().out


def test_the_chromium_that_is_named_is_the_one_taken(monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert system.chromium() == Path(sys.executable)
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(system.Missing, match="CHROMIUM names /no/such/browser"):
        system.chromium()
