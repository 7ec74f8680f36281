"""The embedded site as a newcomer has it: started, started twice, killed in every way, and nothing left."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40

pytestmark = pytest.mark.embedded


class Site:
    """A site in a data folder of its own, and the processes that serve it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        inherited = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        inherited = {k: v for k, v in inherited.items() if not k.startswith(("SYSML_", "DJANGO_"))}
        self.environment = {**inherited, "SYSML_DATA": str(data), "SYSML_PORT": "18400"}
        self.processes: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "sysml"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(process)
        return process

    def address(self) -> str:
        file = self.data / "serve.json"
        wait_until(file.exists)
        return str(json.loads(file.read_text())["address"])

    def ours(self) -> dict[int, str]:
        """Every living process of this site: its command line by process id."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                variables = (folder / "environ").read_bytes().split(b"\0")
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if f"SYSML_DATA={self.data}".encode() in variables and command:
                found[int(folder.name)] = command
        return found

    def child(self, name: str) -> int:
        """The process id of a child; of the web server's processes, the first."""
        return min(pid for pid, command in self.ours().items() if f"sysml.child {name}" in command)

    def answers(self, address: str) -> bool:
        try:
            with urllib.request.urlopen(f"{address}readyz", timeout=2) as response:
                return bool(response.status == 200)
        except OSError:
            return False


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """A site that was never started."""
    site = Site(tmp_path)
    yield site
    for pid in site.ours():
        os.kill(pid, signal.SIGKILL)
    for process in site.processes:
        process.communicate(timeout=PATIENCE)


def lay_tables(data: Path) -> None:
    """Give a data folder the empty tables of the tests' own database: migrating takes seconds."""
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as ours,
        closing(sqlite3.connect(data / "sysml.sqlite3")) as theirs,
    ):
        ours.backup(theirs)


@pytest.fixture
def site(empty_site: Site, django_db_setup: None) -> Site:
    """A site whose database is migrated."""
    lay_tables(empty_site.data)
    return empty_site


def test_the_first_start_makes_everything_that_it_needs(empty_site: Site):
    process = empty_site.start()
    assert empty_site.answers(empty_site.address())
    process.terminate()
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert oct((empty_site.data / "secret_key").stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_answers_then_stops_when_asked_and_leaves_nothing(site: Site, number: signal.Signals):
    process = site.start()
    address = site.address()
    assert site.answers(address)
    assert len(site.ours()) == 4  # supervisor, web server and its process, worker
    process.send_signal(number)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert f"SysML is running: {address}  (Ctrl-C stops it)\n" in said
    assert "Traceback" not in said
    assert site.ours() == {}


def test_a_second_start_names_the_first_and_ends(site: Site):
    site.start()
    address = site.address()
    before = site.ours()
    second = site.start()
    said, _ = second.communicate(timeout=PATIENCE)
    assert (second.returncode, said) == (0, f"SysML is running already: {address}\n")
    assert site.ours() == before


def test_kill_9_of_the_supervisor_takes_its_children_along_and_the_next_start_is_whole(site: Site):
    first = site.start()
    site.address()
    (site.data / "broker" / "queue" / "stale.msg").write_text("{}")
    first.kill()
    first.communicate(timeout=PATIENCE)
    (site.data / "serve.json").unlink()
    second = site.start()  # at once: it waits for the others itself
    address = site.address()
    wait_until(lambda: site.answers(address))
    assert not (site.data / "broker" / "queue" / "stale.msg").exists()
    second.terminate()
    second.communicate(timeout=PATIENCE)
    assert site.ours() == {}


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_child_that_is_killed_is_started_again(site: Site, name: str):
    process = site.start()
    address = site.address()
    first = site.child(name)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: f"sysml.child {name}" in str(site.ours().values()) and site.child(name) != first)
    wait_until(lambda: site.answers(address))
    process.terminate()
    process.communicate(timeout=PATIENCE)
    assert site.ours() == {}


def test_a_taken_port_makes_way_for_the_next(site: Site, tmp_path_factory: pytest.TempPathFactory):
    site.start()
    other = Site(tmp_path_factory.mktemp("other"))
    lay_tables(other.data)
    process = other.start()
    try:
        assert other.address() != site.address()
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
    assert other.ours() == {}


def test_the_secret_of_a_site_stays_the_same(site: Site):
    from sysml.__main__ import make_secret

    make_secret(site.data)
    first = (site.data / "secret_key").read_text()
    make_secret(site.data)
    assert (site.data / "secret_key").read_text() == first
    assert len(first) >= 40
