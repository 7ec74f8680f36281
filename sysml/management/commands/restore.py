"""`manage.py restore FILE`: make this site the one in a backup."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from sysml.backup import CannotRestore, restore
from sysml.supervisor import AlreadyRunning, Supervisor


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Replace this site, which must not be running, by the one in FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--force", action="store_true", help="delete what this site holds")

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        site = Supervisor(
            data=settings.DATA, host=settings.ENV.host, port=settings.ENV.port, say=self.stdout.write
        )
        try:
            with site.only_one():
                call_command("migrate", interactive=False, verbosity=0)
                manifest = restore(file, now=datetime.now(UTC), force=force)
        except AlreadyRunning as running:
            raise CommandError(f"stop the site first ({running})") from None
        except CannotRestore as problem:
            raise CommandError(f"{file}: {problem}") from None
        rows = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(f"Restored {rows} rows and {manifest.files} files of {manifest.made_at}.")
        if manifest.missing:
            self.stdout.write(
                f"{len(manifest.missing)} files were missing from the site that it was made of."
            )
