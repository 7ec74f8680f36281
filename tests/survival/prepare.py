"""Lays a conference into an empty data folder, before its site is started: `python -m tests.survival.prepare`.

Prints as JSON what a caller of its API has to know.
"""

import json
import os
from datetime import timedelta
from pathlib import Path

from sysml.__main__ import make_secret

PAPERS, MEMBERS_OF_A_SIDE, LETTERS = 60, 15, 40


def main() -> None:
    import django

    make_secret(Path(os.environ["SYSML_DATA"]))
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from sysml.kernel import outbox
    from tests.factories.committee import staffed
    from tests.factories.world import world

    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        made = world("submission")
        papers = staffed(
            made, papers=PAPERS, ml=MEMBERS_OF_A_SIDE, systems=MEMBERS_OF_A_SIDE, load=PAPERS // 5
        )
        for number in range(LETTERS):
            outbox.write(
                key=f"survival:{number}",
                kind="mailing",
                to=f"person.{number}@example.org",
                subject=f"Letter {number}",
                body=f"This is letter {number}.",
                now=made.now,
            )
        authors = {paper.number: _token(made, paper.registered_by, "submissions") for paper in papers}
        facts = {
            "edition": made.edition.slug,
            "authors": authors,
            "chair": _token(made, made.chair(), "chair"),
        }
    print(json.dumps(facts))


def _token(world, person, area: str) -> str:  # type: ignore[no-untyped-def]
    from sysml.kernel import tokens

    return tokens.create(
        person=person,
        name="survival",
        scopes=[f"{area}:read", f"{area}:write"],
        edition_slug=world.edition.slug,
        expires_at=world.now + timedelta(days=1),
        now=world.now,
    )[1]


if __name__ == "__main__":
    main()
