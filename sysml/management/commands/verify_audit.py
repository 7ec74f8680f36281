"""`manage.py verify_audit`: walks the chain over the log and says where it breaks."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management import BaseCommand, CommandError

from sysml.kernel import audit_chain


class Command(BaseCommand):
    help = (
        "Check that nothing in the log of acts and reads was changed, taken out, put in or reordered. "
        "Note the printed head somewhere outside this site and give it next time: then a cut end is found too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", help="a head that an earlier run has printed")

    def handle(self, *args: Any, head: str, **options: Any) -> None:
        verdict = audit_chain.verify(datetime.now(UTC), noted_head=head.strip())
        for one in verdict.breaks:
            self.stdout.write(f"{one.kind}: {one.words}")
        self.stdout.write(f"{verdict.links} rows in the chain, {verdict.waiting} waiting for their link.")
        self.stdout.write(f"Head: {verdict.head}")
        if verdict.breaks:
            raise CommandError(f"The chain breaks in {len(verdict.breaks)} places.")
        self.stdout.write("The chain holds.")
