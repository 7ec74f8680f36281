"""What a planned change of a setting or a window would make of the rules: changed cells only, and from when to when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from sysml.conference.domain import Blindness, Choices, Clock, Span, WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.rules import Table
from sysml.desk.rules import phases as calendar
from sysml.desk.rules.phases import Phase
from sysml.desk.rules.queries import SUBJECTS, Cell, Subject, cell, tables


@dataclass(frozen=True)
class Change:
    """A planned change, of one kind: a † of the track, its blindness, or one window."""

    choice: str = ""
    value: bool | int = False
    blindness: Blindness | None = None
    window: WindowKind | None = None
    opens: datetime | None = None
    closes: datetime | None = None

    def applied(self, clock: Clock) -> Clock:
        """The clock as it would be."""
        if self.choice:
            given: Any = {self.choice: self.value}
            changed: Choices = replace(clock.choices, **given)
            return replace(clock, choices=changed)
        if self.blindness is not None:
            return replace(clock, blindness=self.blindness)
        if self.window is None:
            return clock
        spans = {kind: span for kind, span in clock.spans.items() if kind is not self.window}
        if self.closes is not None:
            before = clock.spans.get(self.window)
            grace = {"grace": before.grace} if before is not None else {}
            spans[self.window] = Span(self.opens, self.closes, **grace)
        return replace(clock, spans=spans)


@dataclass(frozen=True)
class Difference:
    """One subject sees one thing otherwise, from the beginning of one phase to that of another ("" for ever)."""

    thing: str
    subject: Subject
    before: Cell
    after: Cell
    begins: str
    ends: str


def differences_on(at: Moment, edition: Edition, slug: str, change: Change) -> tuple[Difference, ...]:
    """What the change would make of the rules on the track with this address part; nothing where there is none."""
    row = next((one for one in edition.tracks.all() if one.slug == slug), None)
    return () if row is None else differences(at.clock(row.pk), change)


def differences(clock: Clock, change: Change) -> tuple[Difference, ...]:
    """Every cell that the change makes another, over the whole calendar, in the order of the tables.

    Acts that are still to come are assumed at the same instants on both sides, so that only the change shows.
    """
    acts = calendar.planned_acts(clock)
    now = replace(clock, acts=acts)
    then = replace(change.applied(clock), acts=acts)
    steps = _steps(now, then)
    before = [replace(now, now=phase.begins) for phase in steps]
    after = [replace(then, now=phase.begins) for phase in steps]
    found: list[Difference] = []
    for table in tables():
        for subject in SUBJECTS:
            found += _of_cell(table, subject, steps, before, after)
    return tuple(found)


def _steps(now: Clock, then: Clock) -> list[Phase]:
    """Every instant at which either calendar changes; the first stands for all time before."""
    by_instant: dict[datetime, Phase] = {}
    for phase in (*calendar.phases(now), *calendar.phases(then)):
        if phase.key != "now":
            by_instant.setdefault(phase.begins, phase)
    ordered = sorted(by_instant.values(), key=lambda phase: phase.begins)
    if not ordered:
        return [Phase("now", "Now", now.now)]
    start = datetime.min.replace(tzinfo=ordered[0].begins.tzinfo)
    return [Phase("start", "the beginning", start), *ordered]


def _of_cell(
    table: Table[Any],
    subject: Subject,
    steps: Sequence[Phase],
    before: Sequence[Clock],
    after: Sequence[Clock],
) -> Iterator[Difference]:
    if all(
        _holding(table, subject, a) == _holding(table, subject, b) for a, b in zip(before, after, strict=True)
    ):
        return
    cells = [
        (_bare(cell(table, a, subject)), _bare(cell(table, b, subject)))
        for a, b in zip(before, after, strict=True)
    ]
    starts = [0, *(at for at, (one, other) in enumerate(pairwise(cells), 1) if one != other), len(cells)]
    for first, last in pairwise(starts):
        old, new = cells[first]
        if old != new:
            ends = steps[last].words if last < len(cells) else ""
            yield Difference(table.thing, subject, old, new, steps[first].words, ends)


def _holding(table: Table[Any], subject: Subject, clock: Clock) -> tuple[bool, ...]:
    """Which rules hold, also of the thing that would carry a substitute; cheap to compare."""
    rules = table.rules if table.within is None else (*table.rules, *table.within.rules)
    return tuple(rule.when.holds(clock) for rule in rules if rule.who in subject.whos)


def _bare(found: Cell) -> Cell:
    """Without its reasons, which may be others while the same is seen."""
    return replace(found, when=())
