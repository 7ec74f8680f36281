"""`manage.py backup FILE`: the whole site in one file."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from sysml.backup import backup


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Write every row and every stored file of this site to FILE (.tar.gz). The site may be running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = backup(file, now=datetime.now(UTC))
        except FileExistsError:
            raise CommandError(f"{file} exists already") from None
        rows = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(f"{file}: {rows} rows and {manifest.files} files.")
        self.stdout.write(
            "It holds everything that is confidential here; the site's secret key is not in it."
        )
        if manifest.missing:
            raise CommandError(
                f"{len(manifest.missing)} files are missing from this site: {manifest.missing}"
            )
