"""Mutants of the rule tables: one for every cell of every table, in which shown and absent are flipped.

A cell is a table, a relation of the viewer (`Who`) and a phase. "absent" takes away what the relation shows there;
"shown" lets it show every row of the thing. Besides, each of several rules that a relation has is dropped
alone. A mutant lives in its phase only; nothing is written to a file, the compiled table is another one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sysml.conference.rules import ALL, ALWAYS, Condition, Rule, Table, Who, relation
from sysml.conference.viewer import Viewer
from tests.architecture.cast import SUBJECTS, Cast, Key
from tests.architecture.test_visibility import NEVER_BY_A_RELATION, Cells, expected, tied_to_all

NEVER = Condition("never", lambda clock: False)


@dataclass(frozen=True)
class Mutant:
    """A table with one cell that is wrong. Equal mutants are one, whichever track they were made on."""

    thing: str
    who: Who
    phase: str
    kind: str
    table: Table[Any] = field(compare=False)

    def __str__(self) -> str:
        return f"{self.thing}: {self.kind} for “{self.who}” in the phase “{self.phase}”"


def mutants(thing: str, table: Table[Any], cast: Cast, phase: str) -> Iterator[Mutant]:
    """All mutants of this table for the phase in which the cast stands, and the calendar and track that it has."""
    clock = cast.moment.clock(cast.made.track.pk)
    for who in sorted(filled(cast)):
        rules = [number for number, rule in enumerate(table.rules) if rule.who is who]
        here = [number for number in rules if table.rules[number].when.holds(clock)]
        if here:
            yield Mutant(thing, who, phase, "absent", _without(table, here))
        if not _shows_all(table, who, here, cast):
            yield Mutant(thing, who, phase, "shown", replace(table, rules=(*table.rules, Rule(who, ALWAYS))))
        if len(rules) > 1:
            for number in here:
                yield Mutant(thing, who, phase, f"rule {number} dropped", _without(table, [number]))


def filled(cast: Cast) -> set[Who]:
    """The relations in which somebody stands; a cell of another one shows nothing to anybody, whatever it says."""
    viewers = [cast.viewer(subject) for subject in SUBJECTS]
    return {who for who in Who if any(relation(who, viewer) for viewer in viewers)}


def _shows_all(table: Table[Any], who: Who, here: list[int], cast: Cast) -> bool:
    """Whether the rules of this relation name every row that there could be: all audiences one by one, say."""
    rules = [table.rules[number].rows for number in here]
    if any(rows is ALL for rows in rules):
        return True
    if not rules or who is not Who.CHAIR:  # others' rows hang on their ties, which do not span all papers
        return False
    viewer = cast.viewer("C")
    seen: set[Any] = set()
    for rows in rules:
        seen |= cast.rows(table, rows(viewer) if callable(rows) else rows)
    return seen == cast.rows(table, ALL)


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
        self.things = tuple(cells)
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
        seen = _seen(mutant, cast, viewer)
        if seen is None or seen != spec.keys(mutant.thing, subject, mutant.phase):
            return True
    return _outlives_its_cause(mutant, cast)


def _outlives_its_cause(mutant: Mutant, cast: Cast) -> bool:
    """The further test, of relations to papers in which nobody can stand any more."""
    for subjects, papers in NEVER_BY_A_RELATION.get(mutant.thing, ()):
        for subject in subjects.split():
            viewer = tied_to_all(cast, subject)
            if not relation(mutant.who, viewer):
                continue
            seen = _seen(mutant, cast, viewer)
            if seen is None or {state for _, state in seen} & set(papers.split()):
                return True
    return False


def _seen(mutant: Mutant, cast: Cast, viewer: Viewer) -> set[Key] | None:
    """The kinds of rows that are seen; None where only some rows of a kind are, which no matrix knows."""
    rows = cast.rows(mutant.table, mutant.table.where(viewer, cast.moment))
    try:
        return cast.keys_of(mutant.table, rows)
    except AssertionError:
        return None
