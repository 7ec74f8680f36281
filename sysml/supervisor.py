"""Keeps the embedded site running: a web server and a worker as children, and the timer itself.

Nothing may be left behind, however a process ends. So each child holds one end of a pipe and goes when the
supervisor's end closes (kill -9 included), and holds a shared lock that the next start waits for: only then
is the broker's folder emptied and unfinished work handed out anew.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog

from sysml.env import BASE_DIR
from sysml.kernel import blobs, jobs, outbox

log = structlog.get_logger(__name__)

TICK_SECONDS = 1.0
LOOK_SECONDS = 0.2
STOP_SECONDS = 10.0
# A child that lived this long is taken to have been well.
WELL_SECONDS = 60.0
LONGEST_BACK_OFF = 30.0
# While this many nudges wait unread, the worker is busy and more would not help.
ENOUGH_NUDGES = 20
PORTS_TO_TRY = 20


class AlreadyRunning(Exception):
    """Another supervisor serves this data folder; the message is its address."""


@dataclass
class Child:
    """One process of ours: how it is started, and how it has fared."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    not_before: float = 0.0

    def start(self, environment: dict[str, str], descriptors: tuple[int, ...]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sysml.child", self.name, *(str(number) for number in descriptors)],
            stdin=subprocess.PIPE,
            env=environment,
            cwd=BASE_DIR,
            pass_fds=descriptors,
            # Ctrl-C in a terminal reaches the supervisor alone, which stops its children in order.
            start_new_session=True,
        )
        self.started = time.monotonic()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def note_failure(self) -> float:
        """Count a death and return how many seconds to wait before the next start."""
        self.kill()
        self.failures = 1 if time.monotonic() - self.started > WELL_SECONDS else self.failures + 1
        pause = min(0.5 * 2 ** (self.failures - 1), LONGEST_BACK_OFF)
        self.not_before = time.monotonic() + pause
        self.process = None
        return float(pause)

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def kill(self) -> None:
        """End whatever is left of the child and of the processes it started."""
        if self.process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Supervisor:
    """Serves one data folder. Use `only_one()`, then `run()`, which returns after `stop()`."""

    data: Path
    host: str
    port: int
    say: Callable[[str], object]
    children: tuple[Child, ...] = field(default_factory=lambda: (Child("web"), Child("worker")))
    stopping: bool = False

    @contextlib.contextmanager
    def only_one(self) -> Iterator[None]:
        """Hold the data folder's lock; raises AlreadyRunning if another supervisor has it."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "serve.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(self._address_of_other()) from None
            self._address_file.unlink(missing_ok=True)  # of one that was killed
            try:
                yield
            finally:
                self._address_file.unlink(missing_ok=True)

    def run(self) -> None:
        """Start the children, keep them alive and the clock ticking, until told to stop."""
        with self._no_old_children():
            _empty(self.data / "broker")
            _hand_back_work()
            blobs.clear_incoming(datetime.now(UTC))
        with self._listening_socket() as listener:
            port = listener.getsockname()[1]
            address = f"http://{_in_url(self.host)}:{port}/"
            environment = {
                **os.environ,
                "SYSML_PORT": str(port),
                "SYSML_BASE_URL": os.environ.get("SYSML_BASE_URL") or address,
            }
            try:
                self._loop(listener, environment, address)
            finally:
                self._stop_children()

    def stop(self) -> None:
        """Make `run` return soon; safe to call from a signal handler."""
        self.stopping = True

    def _loop(self, listener: socket.socket, environment: dict[str, str], address: str) -> None:
        announced = False
        next_tick = time.monotonic()
        while not self.stopping:
            for child in self.children:
                self._look_after(child, listener, environment)
            if not announced and _answers(address):
                announced = True
                self._address_file.write_text(json.dumps({"address": address}), encoding="utf-8")
                self.say(f"SysML is running: {address}  (Ctrl-C stops it)")
            if time.monotonic() >= next_tick:
                next_tick = time.monotonic() + TICK_SECONDS
                self._tick()
            time.sleep(LOOK_SECONDS if announced else 0.05)

    def _look_after(self, child: Child, listener: socket.socket, environment: dict[str, str]) -> None:
        if child.has_ended():
            code = child.process.returncode if child.process else None
            pause = child.note_failure()
            log.error("child ended", child=child.name, code=code, restart_in=pause)
            if child.name == "worker":
                with _site_goes_on("handing work back failed"):
                    _hand_back_work()
        if child.process is None and time.monotonic() >= child.not_before:
            child.start(environment, (listener.fileno(),) if child.name == "web" else ())

    def _tick(self) -> None:
        with _site_goes_on("sweep failed"):
            queue = self.data / "broker" / "queue"
            if sum(1 for _ in queue.iterdir()) < ENOUGH_NUDGES:
                jobs.sweep(datetime.now(UTC))

    def _stop_children(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, deadline - time.monotonic()))
            child.kill()

    @contextlib.contextmanager
    def _no_old_children(self) -> Iterator[None]:
        """Wait until the children of a supervisor that was killed are gone as well."""
        with (self.data / "children.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _listening_socket(self) -> socket.socket:
        """Listen on the wished port or the next free one. The web server inherits it, so that while the
        server is restarted callers wait instead of being turned away."""
        for port in range(self.port, min(self.port + PORTS_TO_TRY, 65536)):
            family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
            listener = socket.socket(family, socket.SOCK_STREAM)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((self.host.strip("[]"), port))
            except OSError:
                listener.close()
                continue
            listener.listen(128)
            return listener
        raise OSError(f"no free port from {self.port} on")

    @property
    def _address_file(self) -> Path:
        return self.data / "serve.json"

    def _address_of_other(self) -> str:
        """The address of the one that holds the lock; it may be only just starting."""
        for _ in range(50):
            with contextlib.suppress(OSError, ValueError):
                return str(json.loads(self._address_file.read_text(encoding="utf-8"))["address"])
            time.sleep(0.1)
        return "it is starting and has no address yet"


def _hand_back_work() -> None:
    """What the worker was at when it died waits again, for the next one; only while no worker is alive."""
    now = datetime.now(UTC)
    jobs.release_abandoned(now)
    outbox.release_abandoned(now)


@contextlib.contextmanager
def _site_goes_on(complaint: str) -> Iterator[None]:
    """Whatever is wrong with one round (a full disk, a locked database) must not end the site."""
    try:
        yield
    except Exception:
        log.exception(complaint)


def _empty(broker: Path) -> None:
    """Nudges of an earlier run mean nothing: what is to be done stands in the database."""
    shutil.rmtree(broker, ignore_errors=True)
    for name in ("queue", "control"):
        (broker / name).mkdir(parents=True)


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _answers(address: str) -> bool:
    """Whether the web server has begun to answer; it is on this machine, so a moment's wait is enough."""
    host, _, port = address.removeprefix("http://").rstrip("/").rpartition(":")
    host = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}.get(host, host).strip("[]")  # noqa: S104
    try:
        with socket.create_connection((host, int(port)), timeout=0.3) as caller:
            caller.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            return caller.recv(64).startswith(b"HTTP/1.")
    except OSError:
        return False
