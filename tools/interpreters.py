"""Find a Python on this machine that can run the project."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

Version = tuple[int, int]

NEWEST: Version = (3, 13)
OLDEST: Version = (3, 11)
PROBE = "import ensurepip, sys, venv; print(*sys.version_info[:2])"


def version_of(python: str | Path) -> Version | None:
    """The version of an interpreter that starts and can make virtual environments, else None."""
    try:
        answer = subprocess.run(
            [str(python), "-c", PROBE], capture_output=True, text=True, timeout=20, check=True
        )
        major, minor = answer.stdout.split()
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return int(major), int(minor)


def find(*, newest: Version = NEWEST) -> Path | None:
    """The newest usable interpreter not newer than `newest`."""
    for minor in range(newest[1], OLDEST[1] - 1, -1):
        for candidate in _candidates(f"3.{minor}"):
            if version_of(candidate) == (3, minor):
                return candidate
    return None


def _candidates(version: str) -> Iterator[Path]:
    for name in (f"python{version}", "python3"):
        if found := shutil.which(name):
            yield Path(found)
    homes = [os.environ.get("PYENV_ROOT", ""), "~/.pyenv"]
    for home in dict.fromkeys(Path(home).expanduser() for home in homes if home):
        yield from sorted(home.glob(f"versions/{version}.*/bin/python{version}"), reverse=True)
    uv = Path("~/.local/share/uv/python").expanduser()
    yield from sorted(uv.glob(f"cpython-{version}.*/bin/python{version}"), reverse=True)
    for folder in ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"):
        if (path := Path(folder, f"python{version}")).exists():
            yield path
