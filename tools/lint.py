"""Every check that needs no test: style, types, imports, templates, migrations, deployment, API schema."""

import difflib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SCHEMA = ROOT / "docs" / "openapi.yaml"
KEY = "a-key-for-checking-alone-which-guards-nothing-at-all"
# As on a real site, so that the deployment check sees what a real site would have.
DEPLOYED = {
    "SYSML_DEPLOYED": "1",
    "SYSML_DEBUG": "0",
    "SYSML_SECRET_KEY": KEY,
    "SYSML_HOSTS": "conference.example.org",
    "SYSML_BASE_URL": "https://conference.example.org",
}
EMBEDDED = {"SYSML_DEBUG": "0", "SYSML_SECRET_KEY": KEY}


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory(prefix="sysml-lint-") as data:
        for name, command, environment in _checks():
            started = time.monotonic()
            environment = {**_clean_environment(), "SYSML_DATA": data, **environment}
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            _report(name, done.returncode == 0, started)
            if done.returncode:
                failed.append(name)
                print((done.stdout + done.stderr).rstrip(), flush=True)
        started = time.monotonic()
        problem = _schema_drift({**_clean_environment(), "SYSML_DATA": data, **EMBEDDED})
        _report("API schema", not problem, started)
        if problem:
            failed.append("API schema")
            print(problem, flush=True)
    print(f"lint: {', '.join(failed)} failed" if failed else "lint: all checks passed", flush=True)
    return 1 if failed else 0


def _checks() -> list[tuple[str, list[str], dict[str, str]]]:
    django = [sys.executable, "manage.py"]
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    return [
        ("ruff", [str(BIN / "ruff"), "check", "--quiet", "."], {}),
        ("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}),
        ("templates", [str(BIN / "djangofmt"), "--check", *templates], {}),
        ("imports", [str(BIN / "lint-imports"), "--no-logo"], {}),
        ("types", [str(BIN / "mypy")], EMBEDDED),
        ("migrations", [*django, "makemigrations", "--check", "--dry-run"], EMBEDDED),
        ("deployment", [*django, "check", "--deploy", "--fail-level", "WARNING"], DEPLOYED),
    ]


def _schema_drift(environment: dict[str, str]) -> str:
    """What differs between the committed description of the API and the one that the code gives."""
    command = [sys.executable, "manage.py", "spectacular", "--validate", "--fail-on-warn"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr.rstrip()
    committed = SCHEMA.read_text(encoding="utf-8") if SCHEMA.exists() else ""
    difference = difflib.unified_diff(
        committed.splitlines(), done.stdout.splitlines(), "docs/openapi.yaml", "generated", lineterm="", n=1
    )
    lines = list(difference)
    return "\n".join([*lines[:40], "Write it anew with: make schema"]) if lines else ""


def _clean_environment() -> dict[str, str]:
    ours = ("SYSML_", "DATABASE_URL", "REDIS_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _report(name: str, ok: bool, started: float) -> None:
    print(f"{'ok    ' if ok else 'FAILED'} {name} ({time.monotonic() - started:.1f} s)", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
