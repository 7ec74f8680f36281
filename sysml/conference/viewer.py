"""Who is looking: a person (or the system), in an edition, with all relations to papers, loaded once.

The type knows no domain. Each app's `ties.py` contributes querysets of (tie, id); they are read in one UNION ALL.
Commands load the actor anew inside their lock (`fresh`), because ties may have changed since the page was drawn.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from sysml.conference.domain import RoleKind, Side
from sysml.conference.models import Edition, Role
from sysml.kernel.models import User


class Tie(StrEnum):
    """A relation of a person to a submission (or, for SIDE_* and MEMBER, to a committee membership)."""

    AUTHORED = "authored"
    ASSIGNED = "assigned"
    REVIEWED = "reviewed"
    EXTERNAL_ASKED = "external-asked"
    EXTERNAL = "external"
    HANDLES = "handles"
    LEADS = "leads"
    SHEPHERDS = "shepherds"
    EVALUATES = "evaluates"
    FORMER = "former"
    CONFLICTED = "conflicted"
    ARTIFACT_CONFLICTED = "artifact-conflicted"
    REVEALED = "revealed"
    MEMBER = "member"
    EVALUATOR = "evaluator"


Contributor = Callable[[int, int], list[QuerySet[Any]]]
"""(person id, edition id) -> querysets of the two columns that `tie_rows` makes; always the same ones."""

_contributors: list[Contributor] = []


def contributes(function: Contributor) -> Contributor:
    """Register an app's ties; applied in `ties.py`, which is imported when apps are ready."""
    if function not in _contributors:
        _contributors.append(function)
    return function


def tie_rows(rows: QuerySet[Any], tie: Tie | str, target: str) -> QuerySet[Any]:
    """Turn a queryset into rows (tie, id), as contributors must give; `target` names the column of the id."""
    named: QuerySet[Any] = rows.order_by().annotate(
        tie_name=Value(str(tie), output_field=CharField()), tie_target=F(target)
    )
    return named.values_list("tie_name", "tie_target")


@dataclass(frozen=True)
class Viewer:
    """Everything that rules may ask about the one who looks."""

    person_id: int | None = None
    edition_id: int | None = None
    edition_slug: str = ""
    roles: frozenset[tuple[RoleKind, int | None]] = frozenset()
    side: Side | None = None
    ties: Mapping[str, frozenset[int]] = field(default_factory=dict)
    scopes: frozenset[str] | None = None
    token: str = ""
    is_system: bool = False
    through: "Viewer | None" = None
    asleep: bool = False
    """Offices are left out: the edition asks their holder for a second factor that is not there."""
    zone: str = "UTC"
    """The person's own time zone, for pages; no rule asks it."""

    def tied(self, tie: Tie) -> frozenset[int]:
        """Ids of the submissions (or rows) to which the viewer has this relation."""
        return self.ties.get(tie, frozenset())

    @property
    def is_member(self) -> bool:
        """Of the programme committee, having accepted the invitation."""
        return bool(self.tied(Tie.MEMBER))

    @property
    def is_evaluator(self) -> bool:
        """Of the artifact evaluation committee."""
        return bool(self.tied(Tie.EVALUATOR))

    def holds(self, kind: RoleKind) -> bool:
        """Holds this role for the edition or any of its tracks."""
        return any(role is kind for role, _ in self.roles)

    def tracks_as(self, kind: RoleKind) -> frozenset[int] | None:
        """The tracks for which the role is held: None means all, an empty set means not at all."""
        tracks = {track for role, track in self.roles if role is kind}
        return None if None in tracks else frozenset(t for t in tracks if t is not None)

    @property
    def is_chair(self) -> bool:
        return self.holds(RoleKind.CHAIR)

    @property
    def read_only(self) -> bool:
        """Looking as somebody else: nothing may be changed."""
        return self.through is not None

    def may(self, scope: str) -> bool:
        """Whether the token in use (if any) carries this scope."""
        return self.scopes is None or scope in self.scopes

    def as_seen_by(self, other: "Viewer") -> "Viewer":
        """`other`, seen by self: what both may see (rules are combined by AND), and read-only."""
        return replace(other, through=self, scopes=self.scopes, token=self.token)

    def without_offices(self) -> "Viewer":
        """The same person without what their offices open; what they are beside them stays."""
        ties = {name: ids for name, ids in self.ties.items() if name != Tie.HANDLES}
        return replace(self, roles=frozenset(), ties=ties, asleep=True)

    def fresh(self) -> "Viewer":
        """The same actor with roles and ties as the database has them now."""
        if self.is_system or self.person_id is None:
            return self
        again = load(self.person_id, self.edition_id, self.edition_slug)
        again = again.without_offices() if self.asleep else again
        return replace(again, scopes=self.scopes, token=self.token, through=self.through, zone=self.zone)


ANONYMOUS = Viewer()


def system(edition: Edition | None = None) -> Viewer:
    """The system itself (jobs, the command line): sees everything of its edition."""
    return Viewer(
        is_system=True,
        edition_id=edition.pk if edition else None,
        edition_slug=edition.slug if edition else "",
    )


def for_person(person: User, edition: Edition | None) -> Viewer:
    """The viewer that this person is in this edition."""
    found = load(person.pk, edition.pk if edition else None, edition.slug if edition else "")
    return replace(found, zone=person.timezone or "UTC")


def load(person_id: int, edition_id: int | None, edition_slug: str) -> Viewer:
    """One query: roles and the ties of every app in one UNION ALL."""
    if edition_id is None:
        return Viewer(person_id=person_id)
    found: dict[str, set[int]] = {}
    for name, target in _tie_query(connection.vendor, tuple(_contributors)).rows(person_id, edition_id):
        found.setdefault(name, set()).add(target)
    roles = frozenset(
        (RoleKind(name.removeprefix("role:")), track or None)
        for name, targets in found.items()
        if name.startswith("role:")
        for track in targets
    )
    side = next((Side(name.removeprefix("side:")) for name in found if name.startswith("side:")), None)
    ties = {n: frozenset(t) for n, t in found.items() if not n.startswith(("role:", "side:"))}
    return Viewer(person_id, edition_id, edition_slug, roles, side, ties)


_PERSON, _EDITION = -(2**61) + 1, -(2**61) + 2
"""Stand for the person and the edition in a query that is made once and asked of many."""


@dataclass(frozen=True)
class _TieQuery:
    sql: str
    parameters: tuple[Any, ...]

    def rows(self, person_id: int, edition_id: int) -> list[tuple[str, int]]:
        given = {_PERSON: person_id, _EDITION: edition_id}
        parameters = [given.get(p, p) if type(p) is int else p for p in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            return [(name, target) for name, target in cursor.fetchall()]


@lru_cache
def _tie_query(vendor: str, contributors: tuple[Contributor, ...]) -> _TieQuery:
    """The UNION ALL of every app's ties, compiled once a process: making it anew takes longer than asking it.

    So a contributor must give the same query whenever it is called; one that does not (by reading the clock, say)
    is found by calling it twice.
    """
    first, second = _compile_ties(contributors), _compile_ties(contributors)
    if first != second:
        raise TypeError("a contributor of ties gives another query each time")
    return first


def _compile_ties(contributors: tuple[Contributor, ...]) -> _TieQuery:
    parts = [_role_rows(_PERSON, _EDITION)]
    for contributor in contributors:
        parts.extend(contributor(_PERSON, _EDITION))
    sql, parameters = parts[0].union(*parts[1:], all=True).query.sql_with_params()
    return _TieQuery(sql, tuple(parameters))


def _role_rows(person_id: int, edition_id: int) -> QuerySet[Any]:
    return (
        Role.objects.filter(person_id=person_id, edition_id=edition_id)
        .order_by()
        .annotate(
            tie_name=Cast(Concat(Value("role:"), F("kind")), CharField()),
            tie_target=Coalesce(F("track_id"), Value(0)),
        )
        .values_list("tie_name", "tie_target")
    )
