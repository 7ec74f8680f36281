"""`manage.py forget_person EMAIL`: destroys the key to what the log says of a person in words."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management import BaseCommand, CommandError

from sysml.kernel.commands.forgetting import forget_person
from sysml.kernel.queries import person_by_address


class Command(BaseCommand):
    help = "Erase for ever what the log says of a person in words. Its entries and their chain stay whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--yes", action="store_true", help="do it; without this, only say whom it concerns"
        )

    def handle(self, *args: Any, email: str, yes: bool, **options: Any) -> None:
        person = person_by_address(email)
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        if not yes:
            self.stdout.write(f"This would erase the words about {person.name or person.email}; add --yes.")
            return
        gone = forget_person(person_id=person.pk, now=datetime.now(UTC))
        self.stdout.write("Erased." if gone else "There was nothing left to erase.")
