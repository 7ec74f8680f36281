"""Build the virtual environment from the lock file when it is missing or old, then run a command in it.

    python tools/bootstrap.py runtime manage.py serve
    python tools/bootstrap.py dev tools/run_tests.py

`runtime` installs what the site needs, `dev` what the tests and linters need as well. Needs nothing but
Python's own library, because it runs before anything is installed.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import interpreters, services  # noqa: E402

LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
# The services that the tests bring along as wheels exist for these versions at most.
NEWEST_WITH_SERVICES = (3, 12)


class CannotBuild(Exception):
    """The environment cannot be had; the message is one line that says what is missing."""


def main(arguments: list[str]) -> int:
    level, *command = arguments
    try:
        folder = ensure(level)
    except (CannotBuild, subprocess.CalledProcessError) as problem:
        say(str(problem))
        return 1
    python = folder / "bin" / "python"
    if not command:
        print(python)
        return 0
    os.environ["PATH"] = f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    os.environ["PYTHONPATH"] = str(ROOT)
    # A start would compile hundreds of files each time, and a run of the tests thousands.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.chdir(ROOT)
    os.execv(python, [str(python), *command])


def ensure(level: str) -> Path:
    """Return a virtual environment in which everything of `level` is installed as locked."""
    with LOCKS["runtime"].open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started at once build it once
        folder, python = _choose(level)
        wanted = {name: _digest(LOCKS[name]) for name in LOCKS}
        have = _stamp(folder)
        if have.get(level) == wanted[level] and (folder / "bin" / "python").exists():
            return folder
        # What is there may be built upon only when it is wholly of this lock.
        keep = level == "dev" and have.get("runtime") == wanted["runtime"]
        _build(folder, python, LOCKS[level], keep=keep)
        installed = wanted if level == "dev" else {"runtime": wanted["runtime"]}
        (folder / "installed.json").write_text(json.dumps(installed), encoding="utf-8")
        return folder


def _choose(level: str) -> tuple[Path, Path]:
    """The folder to use and, should it have to be built, the interpreter to build it with."""
    folder = ROOT / ".venv"
    present = interpreters.version_of(folder / "bin" / "python")
    needs_older = level == "dev" and bool(services.missing_programs())
    newest = NEWEST_WITH_SERVICES if needs_older else interpreters.NEWEST
    if present and present <= newest:
        return folder, folder / "bin" / "python"
    python = interpreters.find(newest=newest)
    if python is None and needs_older and interpreters.find():
        raise CannotBuild(
            f"missing for the tests: {' and '.join(services.missing_programs())}"
            " (install them, set DATABASE_URL and REDIS_URL, or install Python 3.12)"
        )
    if python is None:
        raise CannotBuild("missing: Python 3.11, 3.12 or 3.13 with its venv module (on Debian: python3-venv)")
    return (ROOT / ".venv-test" if present else folder), python


def _build(folder: Path, python: Path, lock: Path, *, keep: bool) -> None:
    if not keep:
        say(f"Building {folder.name} from {lock.name}; this takes a minute the first time.")
        # An environment cannot be cleared by its own interpreter.
        real = Path(os.path.realpath(python))
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([real, "-m", "venv", folder], check=True)
    else:
        say(f"Adding what the tests and linters need to {folder.name}.")
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise CannotBuild(f"pip could not install {lock.name}:\n{done.stderr.strip()}")


def _stamp(folder: Path) -> dict[str, str]:
    try:
        stamp = json.loads((folder / "installed.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
