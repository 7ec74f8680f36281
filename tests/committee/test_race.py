"""Declaring a conflict races being assigned, in two processes: whoever is first, the conflict holds."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from committee.domain import AssignmentState
from committee.models import Assignment, Conflict
from tests.factories.world import world

PAPERS = 20
ROOT = Path(__file__).parents[2]


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="the race needs PostgreSQL: set DATABASE_URL (SQLite has one writer)",
)
@pytest.mark.django_db(transaction=True)
def test_a_conflict_declared_while_a_chair_assigns_always_wins() -> None:
    made = world("reviewing")
    made.chair()
    member = made.member("Ada")
    numbers = [str(made.paper(f"P {number}").number) for number in range(PAPERS)]
    start = str(time.time() + 8)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "RACE_DATABASE": connection.settings_dict["NAME"],
    }
    racers = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.committee.racer",
                what,
                start,
                made.edition.slug,
                member.xid,
                *order,
            ],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        # From both ends, so that some papers are declared first and some assigned first.
        for what, order in (("declare", numbers), ("assign", numbers[::-1]))
    ]
    declared, assigned = (racer.communicate(timeout=60)[0].strip().splitlines()[-1] for racer in racers)
    assert [racer.returncode for racer in racers] == [0, 0]
    assert declared == "y" * PAPERS
    assert len(assigned) == PAPERS
    assert Conflict.objects.count() == PAPERS
    assert Assignment.objects.count() == assigned.count("y")
    assert not Assignment.objects.filter(state=AssignmentState.ACTIVE).exists()
