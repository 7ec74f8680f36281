"""Resolve the dependencies anew and write both lock files: for Python 3.11 to 3.13, every file hashed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = [
    "--universal", "--python-version", "3.11", "--fork-strategy", "fewest", "--generate-hashes",
    "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--quiet",
]  # fmt: skip


def main(arguments: list[str]) -> None:
    """`arguments` go to the resolver: `--upgrade`, or `--upgrade-package NAME`."""
    compile_lock = [
        str(Path(sys.executable).with_name("uv")),
        "pip",
        "compile",
        *OPTIONS,
        *arguments,
        "pyproject.toml",
    ]
    subprocess.run([*compile_lock, "-o", "requirements.lock"], cwd=ROOT, check=True)
    everything = ["--group", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"]
    subprocess.run([*compile_lock, *everything], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
