"""All tests, in legs: on SQLite, on PostgreSQL with Redis, and in Chromium. What `make test` runs.

Each leg ends with a line of its counts, and the run with a summary. A leg that ran no test has failed. A browser
waits more than it works, so without legs named the browser's run beside the others, and speak when they have ended.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Sequence
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
    return _in_chromium("browser", "browser and not story_pg", extra, {})


def browser_on_postgresql(extra: list[str]) -> Outcome:
    with _real_services("browser-postgresql") as environment:
        return _in_chromium("browser-postgresql", "browser and story_pg", extra, environment)


def proof(extra: list[str]) -> Outcome:
    return _pytest("proof", ["-m", "proof", "-n", "2", *extra], {"SYSML_TEST_PROOF": "1"})


LEGS: dict[str, Callable[[list[str]], Outcome]] = {
    "sqlite": sqlite,
    "postgresql": postgresql,
    "browser": browser,
    "browser-postgresql": browser_on_postgresql,
    "proof": proof,
}
USUAL = ("sqlite", "postgresql")
BESIDE = ("browser", "browser-postgresql")
_running: list[subprocess.Popen[str]] = []


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
    try:
        return _summary(_all(legs or USUAL, () if legs else BESIDE, [*extra, *paths]))
    finally:
        for process in _running:
            process.kill()


def _all(legs: Sequence[str], beside: Sequence[str], extra: list[str]) -> list[Outcome]:
    """Run `legs` one after the other, and so `beside` at the same time."""
    others: list[Outcome] = []
    thread = threading.Thread(target=lambda: others.extend(_run(leg, extra) for leg in beside), daemon=True)
    thread.start()
    outcomes = [_run(leg, extra) for leg in legs]
    thread.join()
    return outcomes + others


def _run(leg: str, extra: list[str]) -> Outcome:
    if not _is_beside():
        print(f"\n=== {leg} ===", flush=True)
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
        code = _watched(leg, command, {**inherited, **environment}, Path(folder) / "said")
        passed, failed, skipped = _counts(report)
    note = {0: "", 1: "", 2: "interrupted", 5: "no test ran"}.get(code, f"pytest ended with {code}")
    if code == 0 and not passed:
        note = "no test passed"
    outcome = Outcome(
        leg, passed, failed, skipped, time.monotonic() - started, note, ok=code == 0 and passed > 0
    )
    print(outcome, flush=True)
    return outcome


def _watched(leg: str, command: list[str], environment: dict[str, str], said: Path) -> int:
    """Run it; what it says is shown at once, or at its end if another leg is being shown."""
    with said.open("w+") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            text=True,
            stdout=output if _is_beside() else None,
            stderr=subprocess.STDOUT if _is_beside() else None,
        )
        _running.append(process)
        code = process.wait()
        _running.remove(process)
        if _is_beside():
            output.seek(0)
            print(f"\n=== {leg} ===\n{output.read()}", flush=True)
    return code


def _is_beside() -> bool:
    return threading.current_thread() is not threading.main_thread()


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
