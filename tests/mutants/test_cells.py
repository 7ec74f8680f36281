"""Every cell of every rule table, flipped, is noticed by the matrix (`make mutants`).

A mutant that the defaults do not notice, because another rule shows the same there, is tried on the tracks that
narrow and widen the matrix and with the calendars that lack something. It is killed if one of them notices.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from sysml.conference.domain import Blindness
from sysml.conference.rules import Who
from tests.architecture.cast import PHASES, Cast
from tests.architecture.test_visibility import CALENDARS, DAGGERS, MATRIX, OWN_TABLES, TRACKS
from tests.mutants.cells import Mutant, Spec, filled, is_killed, mutants

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

SPECS = {
    "defaults": Spec(MATRIX),
    **{name: Spec(cells) for name, cells in DAGGERS.items()},
    **{name: Spec(cells) for name, (_, cells) in CALENDARS.items()},
}


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast()
        transaction.set_rollback(True)


@contextmanager
def setting(cast: Cast, name: str) -> Iterator[None]:
    """The cast on a track with these daggers, or in an edition with this calendar."""
    usual: dict[str, Any] = {"choices": {}, "blindness": Blindness.DOUBLE}
    cast.without = (CALENDARS[name][0],) if name in CALENDARS else ()
    _set(cast.made.track, {**usual, **TRACKS.get(name, {})})
    try:
        yield
    finally:
        cast.without = ()
        _set(cast.made.track, usual)


def _set(track: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(track, name, value)
    track.save()


@pytest.mark.parametrize("phase", PHASES)
def test_every_flipped_cell_is_noticed(cast: Cast, phase: str) -> None:
    killed: dict[Mutant, bool] = {}
    for name, spec in SPECS.items():
        with setting(cast, name):
            cast.move_to(phase)
            for thing in spec.things:
                for mutant in mutants(thing, OWN_TABLES[thing], cast, phase):
                    killed[mutant] = killed.get(mutant, False) or is_killed(mutant, cast, spec)
    survivors = [str(mutant) for mutant, dead in killed.items() if not dead]
    _report(phase, len(killed), survivors)
    assert len(killed) > len(MATRIX) * len(filled(cast))
    assert not survivors, "\n" + "\n".join(survivors)


def test_the_cast_fills_every_relation_that_there_is(cast: Cast) -> None:
    """A shepherd is one from the release on; every other relation has mutants in every phase."""
    for phase in PHASES:
        cast.move_to(phase)
        before = PHASES.index(phase) < PHASES.index("told")
        assert set(Who) - filled(cast) == ({Who.SHEPHERD} if before else set())


def _report(phase: str, planted: int, survivors: list[str]) -> None:
    """A line for `tools/mutants.py`, which adds them up."""
    folder = os.environ.get("SYSML_TEST_MUTANTS")
    if folder:
        line = {"phase": phase, "planted": planted, "survivors": survivors}
        Path(folder, f"{phase}.json").write_text(json.dumps(line), encoding="utf-8")
