"""`manage.py demo`: make the demonstration conference."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from sysml.conference.models import Edition
from sysml.desk.demo.seed import is_there, remove_all, seed


class Command(BaseCommand):
    """Makes the three editions of the demonstration conference where they are missing."""

    help = "Make the demonstration conference: three editions with invented people, papers and reviews."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fresh", action="store_true", help="take the three editions away and make them anew"
        )

    def handle(self, *args: Any, fresh: bool = False, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration switch is off (SYSML_DEMO).")
        if Edition.objects.filter(is_demo=False).exists():
            raise CommandError("A demonstration and a real conference never share a site.")
        if is_there() and not fresh:
            return
        began = time.perf_counter()
        with transaction.atomic():
            if fresh:
                remove_all()
            editions = seed(timezone.now())
        for made in editions:
            self.stdout.write(
                f"{made.slug}: {made.papers} papers, {made.members} members, {made.entries} log entries, "
                f"{made.letters} letters"
            )
        self.stdout.write(f"Done in {time.perf_counter() - began:.1f} s.")
