"""Every cell of every rule table, flipped, is noticed by the matrix (`make mutants`)."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from sysml.conference.domain import Blindness
from sysml.conference.rules import Table
from tests.architecture.cast import PHASES, Cast
from tests.architecture.test_visibility import DAGGERS, MATRIX, OWN_TABLES, TRACKS
from tests.mutants.cells import Mutant, Spec, is_killed, mutants

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

SPECS = {"": Spec(MATRIX), **{track: Spec(cells) for track, cells in DAGGERS.items()}}


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast()
        transaction.set_rollback(True)


@pytest.fixture
def track(cast: Cast, request: pytest.FixtureRequest) -> Iterator[str]:
    """The track of the cast with the daggers of this name; "" for the defaults."""
    row = cast.made.track
    changed = {"choices": {}, "blindness": Blindness.DOUBLE, **TRACKS.get(request.param, {})}
    _set(row, changed)
    yield request.param
    _set(row, {"choices": {}, "blindness": Blindness.DOUBLE})


def _set(track: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(track, name, value)
    track.save()


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("track", SPECS, indirect=True, ids=lambda name: name or "defaults")
def test_every_flipped_cell_is_noticed(cast: Cast, track: str, phase: str) -> None:
    tables: dict[str, Table[Any]] = {thing: OWN_TABLES[thing] for thing in (DAGGERS.get(track) or MATRIX)}
    cast.move_to(phase)
    planted, survivors = 0, []
    for thing, table in tables.items():
        for mutant in mutants(thing, table, cast, phase):
            planted += 1
            if not is_killed(mutant, cast, SPECS[track]):
                survivors.append(mutant)
    _report(track, phase, planted, survivors)
    assert planted > len(tables)
    assert not survivors, "\n" + "\n".join(map(str, survivors))


def _report(track: str, phase: str, planted: int, survivors: list[Mutant]) -> None:
    """A line for `tools/mutants.py`, which adds them up."""
    folder = os.environ.get("SYSML_TEST_MUTANTS")
    if folder:
        line = {"track": track, "phase": phase, "planted": planted, "survivors": list(map(str, survivors))}
        Path(folder, f"{track or 'defaults'}-{phase}.json").write_text(json.dumps(line), encoding="utf-8")
