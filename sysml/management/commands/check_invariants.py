"""`manage.py check_invariants`: whether the site is in a legal state."""

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from django.core.management import BaseCommand

from sysml.desk.integrity.sources import MOST, Result, chosen, run


class Command(BaseCommand):
    help = "Look for illegal states: an assignment against a conflict, a release without an act, a missing file …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--files", action="store_true", help="read every stored file and compare its hash"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        parser.add_argument("--only", default="", metavar="NAME", help="one invariant by its name")
        parser.add_argument(
            "--list", action="store_true", help="print names and sentences, and look for nothing"
        )
        parser.add_argument("--times", action="store_true", help="say how long each invariant took")
        parser.add_argument("--most", type=int, default=MOST, help="how many faults of one kind are shown")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [one for one in chosen(files=options["files"]) if options["only"] in ("", one.name)]
        if options["list"]:
            self._print([f"{one.name}: {one.sentence}" for one in wanted])
            return
        began = perf_counter()
        results = list(run(datetime.now(UTC), wanted, options["most"]))
        seconds = perf_counter() - began
        if options["json"]:
            self.stdout.write(json.dumps(_plain(results, seconds), indent=2, ensure_ascii=False))
        else:
            self._print(_words(results, seconds, times=options["times"]))
        if any(result.faults for result in results):
            sys.exit(1)

    def _print(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _words(results: list[Result], seconds: float, *, times: bool) -> list[str]:
    lines = []
    for result in results:
        if times:
            lines.append(f"{result.seconds:7.2f} s  {result.invariant.name}")
        if not result.faults:
            continue
        lines += ["", f"{result.invariant.name}: {result.invariant.sentence}"]
        for fault in result.faults:
            paper = f"paper {fault.number}" if fault.number is not None else "–"
            lines.append(f"  {fault.edition or 'site'}, {paper}: {fault.what}")
        if result.more:
            lines.append("  … and more")
        lines += [f"  To mend: {result.invariant.mend}", ""]
    found = sum(len(result.faults) for result in results)
    said = "nothing illegal" if not found else f"{found} illegal states"
    return [*lines, f"{len(results)} invariants, {said}, {seconds:.1f} s"]


def _plain(results: list[Result], seconds: float) -> dict[str, Any]:
    return {
        "seconds": round(seconds, 3),
        "invariants": len(results),
        "faults": [
            {
                "invariant": result.invariant.name,
                "edition": fault.edition,
                "number": fault.number,
                "what": fault.what,
                "mend": result.invariant.mend,
            }
            for result in results
            for fault in result.faults
        ],
        "more": [result.invariant.name for result in results if result.more],
    }
