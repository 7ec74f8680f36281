"""All tests, in legs: on SQLite, on PostgreSQL with Redis, and in Chromium. What `make test` runs.

Each leg ends with a line of its counts, and the run with a summary. A leg that ran no test has failed.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tools import services, system

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
PARALLEL = ["-n", "2"]
NOT_HERE = "not browser and not proof"


@dataclass(frozen=True)
class Outcome:
    """What became of one leg; `note` says in one line why it was skipped or failed as a whole."""

    leg: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    note: str = ""
    ok: bool = True

    def __str__(self) -> str:
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return f"{self.leg}: {counts}"


def sqlite(extra: list[str]) -> Outcome:
    return _pytest("sqlite", ["-m", f"{NOT_HERE} and not redis and not postgres", *PARALLEL, *extra], {})


def postgresql(extra: list[str]) -> Outcome:
    with _real_services("postgresql") as environment:
        return _pytest("postgresql", ["-m", f"{NOT_HERE} and not embedded", *PARALLEL, *extra], environment)


def browser(extra: list[str]) -> Outcome:
    return _in_chromium("browser", "browser", extra, {})


def browser_on_postgresql(extra: list[str]) -> Outcome:
    with _real_services("browser-postgresql") as environment:
        # What pages look like does not hang on the database: the other leg has looked at them.
        return _in_chromium(
            "browser-postgresql", "browser and story_pg", extra, {**environment, "SYSML_TEST_LOOK": "0"}
        )


def proof(extra: list[str]) -> Outcome:
    return _pytest("proof", ["-m", "proof", "-n", "2", *extra], {"SYSML_TEST_PROOF": "1"})


LEGS: dict[str, Callable[[list[str]], Outcome]] = {
    "sqlite": sqlite,
    "postgresql": postgresql,
    "browser": browser,
    "browser-postgresql": browser_on_postgresql,
    "proof": proof,
}
USUAL = ("sqlite", "postgresql", "browser", "browser-postgresql")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "legs", nargs="*", metavar="WHAT", help=f"legs ({', '.join(LEGS)}) and files of tests"
    )
    options, extra = parser.parse_known_args(arguments)
    legs = [word for word in options.legs if word in LEGS]
    paths = [word for word in options.legs if Path(word.split("::")[0]).exists()]
    if unknown := set(options.legs) - {*legs, *paths}:
        parser.error(f"neither a leg nor a file: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, _leave)
    try:
        system.pango()
    except system.Missing as missing:
        print(missing)
        return 1
    outcomes = []
    for leg in legs or USUAL:
        print(f"\n=== {leg} ===", flush=True)
        outcomes.append(_run(leg, [*extra, *paths]))
    return _summary(outcomes)


def _run(leg: str, extra: list[str]) -> Outcome:
    try:
        return LEGS[leg](extra)
    except services.CannotStart as problem:
        return Outcome(leg, failed=1, ok=False, note=str(problem))


def _summary(outcomes: list[Outcome]) -> int:
    print("\n=== summary ===")
    for outcome in outcomes:
        verdict = "ok    " if outcome.ok else "FAILED"
        note = f" ({outcome.note})" if outcome.note else ""
        print(f"{verdict} {outcome} in {outcome.seconds:.0f} s{note}")
    total = Outcome(
        "total",
        passed=sum(outcome.passed for outcome in outcomes),
        failed=sum(outcome.failed for outcome in outcomes),
        skipped=sum(outcome.skipped for outcome in outcomes),
    )
    print(total, flush=True)
    return 0 if total.passed and all(outcome.ok for outcome in outcomes) else 1


def _in_chromium(leg: str, marks: str, extra: list[str], environment: dict[str, str]) -> Outcome:
    try:
        program = system.chromium()
    except system.Missing as missing:
        print(f"The browser tests are skipped: {missing}", flush=True)
        return Outcome(leg, failed=int(IN_CI), ok=not IN_CI, note=str(missing))
    return _pytest(leg, ["-m", marks, *extra], {**environment, "CHROMIUM": str(program)})


@contextlib.contextmanager
def _real_services(leg: str) -> Iterator[dict[str, str]]:
    with services.postgres() as (database, database_origin), services.redis() as (queue, queue_origin):
        print(f"{leg}: PostgreSQL {database_origin}, Redis {queue_origin}", flush=True)
        yield {"DATABASE_URL": database, "REDIS_URL": queue}


def _pytest(leg: str, arguments: list[str], environment: dict[str, str]) -> Outcome:
    inherited = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sysml-report-") as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-rs",
            "--tb=short",
            f"--junitxml={report}",
            *(() if leg == "proof" else ("-p", "no:schemathesis")),
            *arguments,
        ]
        code = subprocess.run(command, env={**inherited, **environment}, check=False).returncode
        passed, failed, skipped = _counts(report)
    note = {0: "", 1: "", 2: "interrupted", 5: "no test ran"}.get(code, f"pytest ended with {code}")
    if code == 0 and not passed:
        note = "no test passed"
    outcome = Outcome(
        leg, passed, failed, skipped, time.monotonic() - started, note, ok=code == 0 and passed > 0
    )
    print(outcome, flush=True)
    return outcome


def _counts(report: Path) -> tuple[int, int, int]:
    """Tests passed, failed and skipped, as pytest wrote them down."""
    if not report.exists():
        return 0, 0, 0
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    tests = failed = skipped = 0
    for suite in suites:
        tests += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return max(tests - failed - skipped, 0), failed, skipped


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)  # contexts are left, so that services stop


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
