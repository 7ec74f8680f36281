"""Mutants of the rule tables: one for every cell of every table, in which shown and absent are flipped.

A cell is a table, a relation of the viewer (`Who`) and a phase. "absent" takes away what the relation shows there;
"shown" lets it show every row of the thing. Besides, each rule that shares its cell with another one is dropped
alone. A mutant lives in its phase only; nothing is written to a file, the compiled table is another one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sysml.conference.rules import ALL, ALWAYS, Condition, Rule, Table, Who, relation
from tests.architecture.cast import SUBJECTS, Cast, Key
from tests.architecture.test_visibility import Cells, expected

NEVER = Condition("never", lambda clock: False)


@dataclass(frozen=True)
class Mutant:
    """A table with one cell that is wrong."""

    thing: str
    who: Who
    phase: str
    kind: str
    table: Table[Any]

    def __str__(self) -> str:
        return f"{self.thing}: {self.kind} for {self.who} in {self.phase}"


def mutants(thing: str, table: Table[Any], cast: Cast, phase: str) -> Iterator[Mutant]:
    """All mutants of this table for the phase in which the cast stands."""
    clock = cast.moment.clock(cast.made.track.pk)
    for who in sorted(set(Who) - unfilled(cast)):
        here = [
            number for number, rule in enumerate(table.rules) if rule.who is who and rule.when.holds(clock)
        ]
        if here:
            yield Mutant(thing, who, phase, "absent", _without(table, here))
        if not any(table.rules[number].rows is ALL for number in here):
            yield Mutant(thing, who, phase, "shown", replace(table, rules=(*table.rules, Rule(who, ALWAYS))))
        if len(here) > 1:
            for number in here:
                yield Mutant(thing, who, phase, f"rule {number} dropped", _without(table, [number]))


def unfilled(cast: Cast) -> set[Who]:
    """The relations in which nobody can stand yet: a cell of theirs shows nothing to anybody, whatever it says."""
    viewers = [cast.viewer(subject) for subject in SUBJECTS]
    return {who for who in Who if not any(relation(who, viewer) for viewer in viewers)}


def _without(table: Table[Any], numbers: list[int]) -> Table[Any]:
    return replace(
        table,
        rules=tuple(
            replace(rule, when=NEVER) if number in numbers else rule
            for number, rule in enumerate(table.rules)
        ),
    )


class Spec:
    """The literal matrix, ready to be asked for one subject and phase."""

    def __init__(self, cells: dict[str, Cells]) -> None:
        self._keys: dict[tuple[str, str, str], set[Key]] = {}
        for thing, lines in cells.items():
            for key, subjects in expected(lines).items():
                for subject, phases in subjects.items():
                    for phase in phases:
                        self._keys.setdefault((thing, subject, phase), set()).add(key)

    def keys(self, thing: str, subject: str, phase: str) -> set[Key]:
        """The rows that this subject sees of the thing, as the matrix says."""
        return self._keys.get((thing, subject, phase), set())


def is_killed(mutant: Mutant, cast: Cast, spec: Spec) -> bool:
    """Whether the matrix notices the mutant, asked of those subjects alone who stand in the mutated relation."""
    for subject in SUBJECTS:
        viewer = cast.viewer(subject)
        if not relation(mutant.who, viewer):
            continue
        rows = cast.rows(mutant.table, mutant.table.where(viewer, cast.moment))
        try:
            seen = cast.keys_of(mutant.table, rows)
        except AssertionError:  # only some rows of a kind are seen, which the matrix knows nothing of
            return True
        if seen != spec.keys(mutant.thing, subject, mutant.phase):
            return True
    return False
