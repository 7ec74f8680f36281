# ruff: noqa: PLC0415 - limits come first, then the libraries are loaded
"""The process that opens an untrusted file: `python -m submissions.pdf.child PATH`.

It limits itself before it loads any PDF library and writes one JSON line per stage, flushed, so
that a crash still says how far it came. Only `submissions.pdf.run` starts it.
"""

import argparse
import ctypes
import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

CPU_SECONDS = 20
FILE_BYTES = 50 * 2**20
OPEN_FILES = 64
_PR_SET_PDEATHSIG = 1


def limit(memory_mb: int) -> None:
    """Cap this process: memory, CPU, file size, open files, no core dump; die with the parent."""
    for kind, value in (
        (resource.RLIMIT_AS, memory_mb * 2**20),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES + 2**20),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        top = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (top, top))
        except (ValueError, OSError):
            if sys.platform == "linux":  # elsewhere some limits do not exist, and the wall clock remains
                raise
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def say(stage: str, **values: Any) -> None:
    """Write one stage's line."""
    sys.stdout.write(json.dumps({"stage": stage, **values}, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def main(argv: list[str] | None = None) -> int:
    """Do one job and say how it went; the exit code is 0 whenever a verdict was reached."""
    args = _parser().parse_args(argv)
    limit(args.memory_mb)
    say("start")
    from submissions.pdf.failures import Refusal, too_complex

    try:
        if args.job != "check":
            _admit(args)
        _JOBS[args.job](args)
    except Refusal as refusal:
        from submissions.pdf.plain import to_plain

        say("failed", failure=to_plain(refusal.failure))
    except (MemoryError, RecursionError):
        from submissions.pdf.plain import to_plain

        say("failed", failure=to_plain(too_complex("it needs too much memory")))
        return 3
    say("end")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="submissions.pdf.child", description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("out", type=Path, nargs="?", help="where --clean, --stamp and pictures go")
    parser.add_argument("--memory-mb", type=int, default=512)
    parser.add_argument("--max-mb", type=float, default=50.0)
    parser.add_argument("--options", default="{}", help="JSON for the job")
    jobs = parser.add_mutually_exclusive_group()
    for job in ("check", "clean", "stamp", "picture", "thumbnails"):
        jobs.add_argument(f"--{job}", dest="job", action="store_const", const=job)
    parser.set_defaults(job="check")
    return parser


def _check(args: argparse.Namespace) -> None:
    from submissions.pdf.structure import inspect

    structure = inspect(args.path, args.max_mb)
    from submissions.pdf.measure import base_facts, measure

    say("structure", facts=base_facts(structure).to_dict())
    say("layout", facts=measure(args.path, structure).to_dict())


def _admit(args: argparse.Namespace) -> None:
    """Refuse what is built to exhaust a reader, before it is drawn or rewritten."""
    from submissions.pdf.structure import inspect

    inspect(args.path, args.max_mb)


def _clean(args: argparse.Namespace) -> None:
    from submissions.pdf.clean import clean

    args.out.write_bytes(clean(args.path.read_bytes()))


def _stamp(args: argparse.Namespace) -> None:
    from submissions.pdf.plain import from_plain
    from submissions.pdf.stamp import Stamp, stamp

    wish = from_plain(Stamp, json.loads(args.options))
    args.out.write_bytes(stamp(args.path.read_bytes(), wish))


def _picture(args: argparse.Namespace) -> None:
    from submissions.pdf.render import picture

    args.out.write_bytes(picture(args.path, **json.loads(args.options)))


def _thumbnails(args: argparse.Namespace) -> None:
    from submissions.pdf.render import thumbnails

    for number, png in thumbnails(args.path, **json.loads(args.options)):
        (args.out / f"{number}.png").write_bytes(png)


_JOBS = {
    "check": _check,
    "clean": _clean,
    "stamp": _stamp,
    "picture": _picture,
    "thumbnails": _thumbnails,
}

if __name__ == "__main__":
    sys.exit(main())
