"""A child of the supervisor: `python -m sysml.child web|worker`.

Standard input is the supervisor's pipe. When it closes, the child finishes what it is at, and a few seconds
later its whole process group ends, whatever it was doing.
"""

import fcntl
import os
import signal
import sys
import threading
import time
import warnings
from pathlib import Path

from gunicorn.app.wsgiapp import WSGIApplication

from sysml.celery import app
from sysml.env import Env

GRACE_SECONDS = 6.0
WEB_THREADS = "8"
WORKER_THREADS = "2"


def main(name: str, descriptors: list[str]) -> None:
    hold_children_lock(Env.read().data)
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    if name == "web":
        web(descriptors[0])
    else:
        worker()


def web(descriptor: str) -> None:
    """Serve HTTP on the inherited socket: one process of threads, since SQLite takes one writer anyway."""
    sys.argv = [
        "gunicorn",
        "sysml.wsgi:application",
        *("--bind", f"fd://{descriptor}"),
        *("--worker-class", "gthread"),
        *("--workers", "1"),
        *("--threads", WEB_THREADS),
        *("--timeout", "120"),
        *("--graceful-timeout", "4"),
        *("--log-level", "warning"),
    ]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


def worker() -> None:
    """Work off jobs in threads: no process of its own to outlive this one."""
    # Somebody who tries the site as root in a container has been told often enough.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser")
    app.worker_main(
        [
            "--quiet",
            "worker",
            *("--pool", "threads"),
            *("--concurrency", WORKER_THREADS),
            *("--loglevel", "WARNING"),
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )


def hold_children_lock(data: Path) -> None:
    """Keep a shared lock for as long as this process, or one that it forked, lives."""
    descriptor = os.open(data / "children.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)


def _end_with_supervisor() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
