"""`manage.py check_pdf FILE…`: the PDF checks at the command line, without a database."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from submissions.pdf.authors import Author
from submissions.pdf.findings import Report, State
from submissions.pdf.run import check
from submissions.pdf.spec import PRESETS, FormatSpec, preset


class Command(BaseCommand):
    """Checks files as the upload page would; the exit code is 1 if any has errors or is unreadable."""

    help = "Check PDF files against a conference's format."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--format",
            default="sysml2019",
            help=f"one of {', '.join(sorted(PRESETS))}, or a JSON file with a specification",
        )
        parser.add_argument("--stage", help="a stage of the format, such as camera_ready")
        parser.add_argument(
            "--authors", type=Path, help="the paper's authors, one a line: name[, e-mail[, alias …]]"
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object a line, one line a file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check each file and print what was found."""
        spec = _specification(options["format"]).for_stage(options["stage"])
        authors = tuple(_authors(options["authors"])) if options["authors"] else ()
        bad = False
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"{path}: no such file")
            report = check(path, spec=spec, authors=authors)
            bad = bad or report.state in (State.ERRORS, State.UNREADABLE)
            if options["json"]:
                self.stdout.write(json.dumps({"file": str(path), **report.to_dict()}, ensure_ascii=False))
            else:
                self._print(path, report)
        if bad:
            raise SystemExit(1)

    def _print(self, path: Path, report: Report) -> None:
        self.stdout.write(f"{path}: {report.state} ({report.seconds:.1f} s)")
        self.stdout.write(f"  {report.summary}")
        for finding in report.findings:
            self.stdout.write(f"  {finding.severity:<8} {finding.message} [{finding.code}]")
            if finding.required:
                self.stdout.write(f"           measured {finding.measured}; required {finding.required}")
            if finding.fix:
                self.stdout.write(f"           {finding.fix}")


def _specification(name: str) -> FormatSpec:
    try:
        if name.endswith(".json"):
            return FormatSpec.from_dict(json.loads(Path(name).read_text(encoding="utf-8")))
        return preset(name)
    except (OSError, ValueError) as error:
        raise CommandError(str(error)) from None


def _authors(path: Path) -> Iterator[Author]:
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines(), skipinitialspace=True))
    except OSError as error:
        raise CommandError(str(error)) from None
    for row in rows:
        if row and row[0].strip():
            email = row[1].strip() if len(row) > 1 else ""
            yield Author(row[0].strip(), email, tuple(alias.strip() for alias in row[2:] if alias.strip()))
