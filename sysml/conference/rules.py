"""Visibility as data: one table per row of the matrix, compiled to a condition on rows.

A `Table` says who (a relation of the viewer to the paper) sees the thing when (a condition on the paper's clock)
and on which rows (a condition in the database). `where` compiles it for one viewer and one moment into a single
`Q`; fetching through it is the access check, so there is no second predicate to forget.

Relations of a person unite; then a conflict removes all but authorship and what is public. `Viewer.through`
(looking as somebody else) adds the real viewer's own condition by AND.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.db.models import Case, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields import Field

from sysml.conference.domain import ActKind, Blindness, Clock, RoleKind, WindowKind
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer

M = TypeVar("M", bound=Model)
Scope = tuple[int, frozenset[int], int | None, Clock]
"""As `Moment.scopes` gives them: track, papers excepted, single paper or None, clock."""

NOTHING = Q(pk__in=[])
ALL = ~Q(pk__in=[])
"""Every row. Not an empty Q: Django drops those from an OR, which would turn "all" into "none of this"."""


class Who(StrEnum):
    """The subjects of the matrix; the letter is the one that design documents use."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    AUTHOR = "A author"
    MEMBER = "N member"
    REVIEWER_PENDING = "R− reviewer whose review is not in"
    REVIEWER_IN = "R+ reviewer whose review is in"
    EXTERNAL_ASKED = "E external reviewer, asked"
    EXTERNAL = "E external reviewer, accepted"
    LEAD = "L handling chair or lead"
    SHEPHERD = "S shepherd"
    PUBLICATION = "P publication chair"
    CONFLICTED = "X conflicted member or chair"
    CHAIR = "C chair"
    FORMER = "former reviewer"
    EVALUATOR = "AE evaluator of this artifact"
    ANY_EVALUATOR = "AE member of the artifact committee"
    ARTIFACT_CHAIR = "AC artifact chair"


UNWALLED = frozenset({Who.ANYONE, Who.SIGNED_IN, Who.AUTHOR, Who.CONFLICTED})
"""Relations that a conflict does not remove."""


@dataclass(frozen=True)
class Condition:
    """A question about a clock, with the words that the rendered table shows."""

    words: str
    holds: Callable[[Clock], bool] = field(compare=False)

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(
            f"{self.words} and {other.words}", lambda clock: self.holds(clock) and other.holds(clock)
        )

    def __or__(self, other: "Condition") -> "Condition":
        return Condition(
            f"{self.words} or {other.words}", lambda clock: self.holds(clock) or other.holds(clock)
        )

    def __invert__(self) -> "Condition":
        return Condition(f"not {self.words}", lambda clock: not self.holds(clock))


ALWAYS = Condition("always", lambda clock: True)


def begun(kind: WindowKind) -> Condition:
    """From the opening of this window on."""
    return Condition(f"from {kind.replace('-', ' ')}", lambda clock: clock.begun(kind))


def over(kind: WindowKind) -> Condition:
    """After this window and its grace."""
    return Condition(f"after {kind.replace('-', ' ')}", lambda clock: clock.over(kind))


def taking(kind: WindowKind) -> Condition:
    """While this window is open or in its grace."""
    return Condition(f"during {kind.replace('-', ' ')}", lambda clock: clock.takes(kind))


def done(act: ActKind) -> Condition:
    """Once this act has been done."""
    return Condition(f"once {act.replace('-', ' ')}", lambda clock: clock.done(act))


def choice(name: str) -> Condition:
    """Where the track's † says so."""
    return Condition(f"† {name.replace('_', ' ')}", lambda clock: bool(getattr(clock.choices, name)))


def blind(*kinds: Blindness) -> Condition:
    """On tracks of one of these kinds of blindness."""
    words = " or ".join(kinds)
    return Condition(f"{words}-blind track", lambda clock: clock.blindness in kinds)


Rows = Q | Callable[[Viewer], Q]


@dataclass(frozen=True)
class Rule:
    """`who` sees the thing `when`; `rows` narrows it to some rows (lookups from the table's own model)."""

    who: Who
    when: Condition = ALWAYS
    rows: Rows = ALL


ROLE_OF = {
    Who.CHAIR: RoleKind.CHAIR,
    Who.PUBLICATION: RoleKind.PUBLICATION,
    Who.ARTIFACT_CHAIR: RoleKind.ARTIFACT_CHAIR,
}


def _pending(viewer: Viewer) -> frozenset[int]:
    return viewer.tied(Tie.ASSIGNED) - viewer.tied(Tie.REVIEWED)


def _conflicted_insider(viewer: Viewer) -> frozenset[int]:
    inside = viewer.is_member or viewer.is_chair
    return viewer.tied(Tie.CONFLICTED) - viewer.tied(Tie.AUTHORED) if inside else frozenset()


_RELATIONS: dict[Who, Callable[[Viewer], frozenset[int] | bool]] = {
    Who.ANYONE: lambda viewer: True,
    Who.SIGNED_IN: lambda viewer: viewer.person_id is not None,
    Who.AUTHOR: lambda viewer: viewer.tied(Tie.AUTHORED),
    Who.MEMBER: lambda viewer: viewer.is_member,
    Who.REVIEWER_PENDING: _pending,
    Who.REVIEWER_IN: lambda viewer: viewer.tied(Tie.ASSIGNED) & viewer.tied(Tie.REVIEWED),
    Who.EXTERNAL_ASKED: lambda viewer: viewer.tied(Tie.EXTERNAL_ASKED),
    Who.EXTERNAL: lambda viewer: viewer.tied(Tie.EXTERNAL),
    Who.LEAD: lambda viewer: (viewer.tied(Tie.HANDLES) | viewer.tied(Tie.LEADS)) - _pending(viewer),
    Who.SHEPHERD: lambda viewer: viewer.tied(Tie.SHEPHERDS),
    Who.FORMER: lambda viewer: viewer.tied(Tie.FORMER),
    Who.EVALUATOR: lambda viewer: viewer.tied(Tie.EVALUATES),
    Who.ANY_EVALUATOR: lambda viewer: viewer.is_evaluator,
    Who.CONFLICTED: _conflicted_insider,
    Who.CHAIR: lambda viewer: viewer.holds(RoleKind.CHAIR),
    Who.PUBLICATION: lambda viewer: viewer.holds(RoleKind.PUBLICATION),
    Who.ARTIFACT_CHAIR: lambda viewer: viewer.holds(RoleKind.ARTIFACT_CHAIR),
}


def relation(who: Who, viewer: Viewer) -> frozenset[int] | bool:
    """The papers to which the viewer stands in this relation: ids, or True for all, False for none.

    Offices may be bound to tracks; `Table` adds that.
    """
    return _RELATIONS[who](viewer)


@dataclass(frozen=True)
class Table(Generic[M]):
    """The visibility of one thing.

    `path` leads from the thing's model to the submission ("" for the submission itself); `wall` names the tie
    that removes all other relations. `instead` says what queries put in its place for whoever sees the row of the
    table `within` to which it belongs, but not this.
    """

    thing: str
    model: type[M]
    rules: tuple[Rule, ...]
    path: str = ""
    wall: Tie = Tie.CONFLICTED
    instead: str = ""
    within: "Table[Any] | None" = None

    def where(self, viewer: Viewer, at: Moment) -> Q:
        """The rows of this thing that the viewer may see at this moment, as one condition."""
        if viewer.is_system:
            return self._in_edition(viewer)
        condition = _both(self._in_edition(viewer), self._compiled(viewer, at))
        if viewer.through is not None:
            condition = _both(condition, self.where(viewer.through, at))
        return condition

    def rows(self, viewer: Viewer, at: Moment) -> QuerySet[M]:
        """The visible rows; the only way in which queries and commands may start."""
        return self.model._default_manager.filter(self.where(viewer, at))

    def shown(
        self,
        viewer: Viewer,
        at: Moment,
        value: Combinable,
        output_field: "Field[Any, Any]",
        *,
        hidden: Any = None,
    ) -> Case:
        """A column of the thing's own model as this viewer sees it: the value, or `hidden`, decided in SQL."""
        return Case(
            When(self.where(viewer, at), then=value), default=Value(hidden), output_field=output_field
        )

    def _lookup(self, name: str) -> str:
        if name == "pk":
            return f"{self.path}_id" if self.path else "pk"
        return f"{self.path}__{name}" if self.path else name

    def _in_edition(self, viewer: Viewer) -> Q:
        return Q(**{self._lookup("edition_id"): viewer.edition_id}) if viewer.edition_id else ALL

    def _compiled(self, viewer: Viewer, at: Moment) -> Q:
        held = [(rule, ids) for rule in self.rules if (ids := relation(rule.who, viewer))]
        if not held:
            return NOTHING
        patterns: dict[tuple[bool, ...], list[Scope]] = {}
        for scope in at.scopes(viewer.person_id):
            pattern = tuple(rule.when.holds(scope[3]) for rule, _ in held)
            if any(pattern):
                patterns.setdefault(pattern, []).append(scope)
        parts = []
        for pattern, scopes in patterns.items():
            active = [pair for pair, holds in zip(held, pattern, strict=True) if holds]
            parts.append(_both(self._scoped(scopes), self._united(active, viewer)))
        return _either(parts)

    def _scoped(self, scopes: Iterable[Scope]) -> Q:
        """Papers of these scopes; tracks on which the same rules hold become one condition."""
        whole: set[int] = set()
        single: dict[int, set[int]] = {}
        but: frozenset[int] = frozenset()
        for track_id, excepted, paper_id, _ in scopes:
            if paper_id is None:
                whole.add(track_id)
                but = excepted  # the same for every track
            else:
                single.setdefault(track_id, set()).add(paper_id)
        parts = [Q(**{self._lookup("track_id"): track}) & self._papers(ids) for track, ids in single.items()]
        if whole:
            tracks = Q(**{f"{self._lookup('track_id')}__in": sorted(whole)})
            parts.append(tracks & ~self._papers(but) if but else tracks)
        return _either(parts)

    def _united(self, held: Iterable[tuple[Rule, frozenset[int] | bool]], viewer: Viewer) -> Q:
        walled: list[tuple[Q | frozenset[int], Q]] = []
        unwalled: list[tuple[Q | frozenset[int], Q]] = []
        for rule, ids in held:
            rows = rule.rows(viewer) if callable(rule.rows) else rule.rows
            (unwalled if rule.who in UNWALLED else walled).append(
                (self._holding(rule.who, ids, viewer), rows)
            )
        conflicted = viewer.tied(self.wall)
        inside = self._narrowed(walled, conflicted)
        if conflicted:
            inside = _both(inside, ~self._papers(conflicted))
        return _either([inside, self._narrowed(unwalled)])

    def _narrowed(self, held: Iterable[tuple[Q | frozenset[int], Q]], but: frozenset[int] = frozenset()) -> Q:
        """The union of (papers, rows of them); relations by paper that show the same rows become one condition."""
        parts: list[Q] = []
        papers: dict[int, tuple[Q, set[int]]] = {}
        for holding, rows in held:
            if isinstance(holding, Q):
                parts.append(_both(holding, rows))
            else:
                papers.setdefault(id(rows), (rows, set()))[1].update(holding - but)
        parts += [_both(self._papers(ids), rows) for rows, ids in papers.values() if ids]
        return _either(parts)

    def _holding(self, who: Who, ids: frozenset[int] | bool, viewer: Viewer) -> Q | frozenset[int]:
        if who in ROLE_OF:
            tracks = viewer.tracks_as(ROLE_OF[who])
            return ALL if tracks is None else Q(**{f"{self._lookup('track_id')}__in": sorted(tracks)})
        return ids if isinstance(ids, frozenset) else ALL

    def _papers(self, ids: Iterable[int]) -> Q:
        return Q(**{f"{self._lookup('pk')}__in": sorted(ids)})


def _either(conditions: list[Q]) -> Q:
    """The union, without what changes nothing: every condition costs time each time that a query is made of it."""
    found = [condition for condition in conditions if condition is not NOTHING]
    if any(condition is ALL for condition in found):
        return ALL
    return reduce(or_, found) if found else NOTHING


def _both(one: Q, other: Q) -> Q:
    """The intersection, likewise."""
    if one is NOTHING or other is NOTHING:
        return NOTHING
    if one is ALL:
        return other
    return one if other is ALL else one & other
