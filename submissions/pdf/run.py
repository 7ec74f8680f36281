"""The safe side: every untrusted file is opened in a child process with limits.

All functions here block for at most `wall_seconds` (twice that where a check is retried with more
memory) and never raise for what a file contains.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from submissions.pdf import failures
from submissions.pdf.authors import Author
from submissions.pdf.facts import Facts, Failure
from submissions.pdf.findings import Report
from submissions.pdf.plain import from_plain, to_plain
from submissions.pdf.rules import judge
from submissions.pdf.spec import FormatSpec

MEMORY_MB = (512, 1024)
_ROOT = Path(__file__).resolve().parents[2]
_MAX_OUTPUT = 32 * 2**20


@dataclass(frozen=True)
class Outcome:
    """How a child process ended: the lines it wrote, and why it stopped if it did not finish."""

    lines: tuple[dict[str, Any], ...]
    finished: bool
    timed_out: bool

    @property
    def last_stage(self) -> str:
        """The stage that was reached."""
        return str(self.lines[-1]["stage"]) if self.lines else ""

    @property
    def failure(self) -> Failure | None:
        """What the child itself reported as the reason."""
        for line in self.lines:
            if line["stage"] == "failed":
                return from_plain(Failure, line["failure"])
        return None


def check(
    path: str | Path, *, spec: FormatSpec, authors: Sequence[Author] = (), wall_seconds: float = 30
) -> Report:
    """Measure the file in a child process and judge it by `spec` (narrowed to its stage already)."""
    started = time.monotonic()
    facts = measure(path, max_mb=spec.max_mb, wall_seconds=wall_seconds)
    return replace(judge(facts, spec, authors), seconds=round(time.monotonic() - started, 3))


def measure(path: str | Path, *, max_mb: float = 50, wall_seconds: float = 30) -> Facts:
    """Return the facts of the file; where measuring failed, `facts.failure` says why."""
    outcome = Outcome((), False, False)
    for memory in MEMORY_MB:
        outcome = _run("check", Path(path), memory=memory, wall_seconds=wall_seconds, max_mb=max_mb)
        if outcome.finished or outcome.timed_out:
            break
    return _facts_of(outcome, Path(path))


def _facts_of(outcome: Outcome, path: Path) -> Facts:
    """The facts of the furthest stage, marked with a failure unless the child came to its end."""
    facts = Facts(bytes=path.stat().st_size if path.exists() else 0)
    for line in outcome.lines:
        if "facts" in line:
            facts = Facts.from_dict(line["facts"])
    failure = outcome.failure
    if failure is None and not outcome.finished:
        failure = failures.stopped(_why(outcome))
    return replace(facts, failure=failure)


def _why(outcome: Outcome) -> str:
    if outcome.timed_out:
        return "it takes too long to read"
    step = {"start": "its structure", "structure": "its pages"}.get(outcome.last_stage, "it")
    return f"reading {step} needs more memory or time than a paper may take"


def clean_copy(path: str | Path, *, wall_seconds: float = 30) -> bytes | None:
    """Return the file without metadata that names people, or None where it cannot be made."""
    return _made("clean", Path(path), {}, wall_seconds)


def stamped_copy(path: str | Path, stamp: Any, *, wall_seconds: float = 30) -> bytes | None:
    """Return the file with `stamp` (a `stamp.Stamp`) on page one, or None where it cannot be made."""
    return _made("stamp", Path(path), to_plain(stamp), wall_seconds)


def page_picture(
    path: str | Path,
    page: int,
    *,
    allowed: tuple[float, float, float, float] | None = None,
    offences: Sequence[tuple[float, float, float, float]] = (),
    dpi: int = 110,
    wall_seconds: float = 30,
) -> bytes | None:
    """Return a PNG of the page, the allowed box dashed in blue, offences in red; None if impossible."""
    options = {"page": page, "allowed": allowed, "offences": list(offences), "dpi": dpi}
    return _made("picture", Path(path), options, wall_seconds)


def thumbnails(
    path: str | Path, *, width: int = 200, max_pages: int = 40, wall_seconds: float = 30
) -> dict[int, bytes]:
    """Return PNG thumbnails by page number; fewer, or none, where the file is too heavy."""
    with tempfile.TemporaryDirectory(prefix="pdf-") as folder:
        options = {"width": width, "max_pages": max_pages}
        _run("thumbnails", Path(path), out=Path(folder), options=options, wall_seconds=wall_seconds)
        made = {int(file.stem): file.read_bytes() for file in Path(folder).glob("*.png")}
    return {number: made[number] for number in sorted(made) if made[number].endswith(b"IEND\xaeB`\x82")}


def _made(job: str, path: Path, options: dict[str, Any], wall_seconds: float) -> bytes | None:
    with tempfile.TemporaryDirectory(prefix="pdf-") as folder:
        out = Path(folder) / "out"
        outcome = _run(job, path, out=out, options=options, wall_seconds=wall_seconds, memory=MEMORY_MB[-1])
        complete = outcome.finished and outcome.failure is None and out.exists()
        return out.read_bytes() if complete else None


def _run(
    job: str,
    path: Path,
    *,
    out: Path | None = None,
    options: dict[str, Any] | None = None,
    memory: int = MEMORY_MB[0],
    max_mb: float = 50,
    wall_seconds: float = 30,
) -> Outcome:
    """Run one job in a fresh interpreter and wait; whatever happens, no process is left behind."""
    command = [sys.executable, "-P", "-s", "-m", "submissions.pdf.child", f"--{job}"]
    command += [f"--memory-mb={memory}", f"--max-mb={max_mb}", f"--options={json.dumps(options or {})}"]
    command += [str(path.resolve()), *([str(out)] if out else [])]
    with tempfile.TemporaryDirectory(prefix="pdf-") as scratch, tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            cwd=scratch,
            env=_environment(scratch),
            start_new_session=True,
        )
        timed_out = False
        try:
            child.wait(wall_seconds)
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            _end(child)
        output.seek(0)
        lines = _parse(output.read(_MAX_OUTPUT))
    finished = child.returncode == 0 and bool(lines) and lines[-1]["stage"] == "end"
    return Outcome(lines, finished, timed_out)


def _environment(scratch: str) -> dict[str, str]:
    """Nothing of the server's secrets: only what Python needs to find this package."""
    passed = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV") if key in os.environ}
    return passed | {
        "PYTHONPATH": str(_ROOT),
        "PYTHONUTF8": "1",
        "TMPDIR": scratch,
        "HOME": scratch,
        "LC_ALL": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
    }


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Kill the child's whole session, if any of it is left, and collect it."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _parse(output: bytes) -> tuple[dict[str, Any], ...]:
    """Take the whole lines; a crash may leave half of one."""
    lines: list[dict[str, Any]] = []
    for line in output.split(b"\n"):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict) and "stage" in value:
            lines.append(value)
    return tuple(lines)
