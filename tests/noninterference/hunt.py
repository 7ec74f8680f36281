"""Looking for a difference: plans drawn by Hypothesis, secrets and routes where least has been compared.

Several secrets are varied at once where an observer may know none of them: if nothing differs, none of them shows. If
something does, each is tried alone. Every fourth trace varies one secret only, lest one hide another.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from unittest import mock

from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, seed, settings

from sysml.conference.domain import Blindness
from tests.noninterference.acts import Scene
from tests.noninterference.ledger import Ledger
from tests.noninterference.people import OBSERVERS
from tests.noninterference.plans import PHASES, VERDICTS, Plan, plans
from tests.noninterference.report import Difference, Leak
from tests.noninterference.secrets import BY_NAME, Secret, kind_of, observers, varying
from tests.noninterference.surface import Answer, Asking, Values, ask, askings
from tests.noninterference.worlds import HarnessError, Stage

MASKING = frozenset({"the decision", "the released outcome", "that an artifact exists"})
"""Varied with others, these would take away what the others are about."""

Setting = tuple[str, str, Blindness]


@lru_cache(maxsize=1)
def lawful() -> dict[tuple[str, str], list[Setting]]:
    """(secret, kind of observer) → the settings in which such an observer is there and may not know it."""
    found: dict[tuple[str, str], list[Setting]] = {}
    for phase in PHASES:
        for verdict in VERDICTS:
            for blindness in Blindness:
                plan = Plan(phase, blindness, verdict=verdict)
                for secret in varying(plan):
                    for name in observers(plan, [secret]):
                        cell = (secret.name, kind_of(plan, name))
                        found.setdefault(cell, []).append((phase, verdict, blindness))
    return found


@dataclass
class Hunt:
    """What is known so far, and how to look for more."""

    stage: Stage
    ledger: Ledger
    random: Random
    pairs: int = 400
    """Pairs of requests in a trace, spread over its observers."""
    known: set[tuple[str, str, str]] = field(default_factory=set)
    """Places of leaks that were told already."""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    statuses: Counter[int] = field(default_factory=Counter)
    pinned: Difference | None = None

    def batch(self, number: int, traces: int) -> None:
        """So many traces, aimed at what has been compared least; raises Leak with the smallest counterexample."""
        self.pinned = None
        aim = self._emptiest()

        @seed(number)
        @settings(
            max_examples=traces,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
        )
        @given(plan=plans(lawful()[aim]))
        def trace(plan: Plan) -> None:
            if self.pinned is not None:
                self._again(plan, self.pinned)
            else:
                self.trace(plan, aim)

        trace()

    def trace(self, plan: Plan, aim: tuple[str, str]) -> None:
        """Play one plan, ask everybody who may know nothing of what is varied, and note what was compared."""
        group = self._group(plan, aim)
        if not group:
            return
        self.ledger.traces += 1
        for found in self.differences(plan, group):
            alone = self._alone(found, group)
            if alone.place not in self.known:
                self.pinned = alone
                raise Leak(alone)

    def differences(self, plan: Plan, group: Sequence[Secret]) -> list[Difference]:
        """Every request of this trace that the two worlds answer differently."""
        asked: list[Asking] = []

        def look(scene: Scene) -> list[Answer]:
            if not asked:
                asked.extend(self._askings(plan, group, Values(scene)))
            return [ask(self.stage, self.client, asking) for asking in asked]

        names = tuple(secret.name for secret in group)
        one, other = self.look(plan, names, look)
        self._note(plan, group, asked, one)
        return [
            Difference(plan, names, asking, a, b)
            for asking, a, b in zip(asked, one, other, strict=True)
            if a != b
        ]

    def look(self, plan: Plan, names: Sequence[str], look):
        """What is seen in the two worlds of this plan."""
        schema = mock.patch.object(SchemaGenerator, "get_schema", _schema)
        with schema:
            return self.stage.worlds(plan.turning(), plan.turning(*names), look=look)

    def pair(self, plan: Plan, names: Sequence[str], asking: Asking) -> tuple[Answer, Answer]:
        """One request in both worlds."""
        one, other = self.look(plan, names, lambda _scene: ask(self.stage, self.client, asking))
        return one, other

    def _askings(self, plan: Plan, group: Sequence[Secret], values: Values) -> list[Asking]:
        looking = observers(plan, list(group))
        each = max(12, self.pairs // max(1, len(looking)))
        papers = sorted({paper for secret in group for paper in secret.about})
        found: list[Asking] = []
        for name in looking:
            chosen = self.ledger.emptiest_routes(
                [s.name for s in group], kind_of(plan, name), each, self.random
            )
            found += askings(self.stage, values, name, chosen, papers, self.random)
        return found

    def _note(
        self, plan: Plan, group: Sequence[Secret], asked: Sequence[Asking], answers: Sequence[Answer]
    ) -> None:
        for asking, answer in zip(asked, answers, strict=True):
            self.statuses[answer.status] += 1
            meant = [
                secret.name
                for secret in group
                if "<number>" not in asking.route or not secret.about or asking.paper in secret.about
            ]
            self.ledger.note(meant, kind_of(plan, asking.observer), asking.route)

    def _emptiest(self) -> tuple[str, str]:
        """The (secret, kind of observer) of which most is still to be compared; one of the worst, by lot."""
        lacking = sorted(lawful(), key=lambda cell: -self.ledger.lacking(*cell))
        return self.random.choice(lacking[:25])

    def _group(self, plan: Plan, aim: tuple[str, str]) -> list[Secret]:
        there = varying(plan)
        looking = [name for name in OBSERVERS if kind_of(plan, name) == aim[1]]
        hidden = [s for s in there if any(s.hidden_from(plan, name) for name in looking)]
        first = [s for s in hidden if s.name == aim[0]] or hidden[:1]
        if not first or first[0].name in MASKING or self.random.random() < 0.25:
            return first
        rest = [s for s in hidden if s not in first and s.name not in MASKING]
        return first + [s for s in rest if self.random.random() < 0.8]

    def _alone(self, found: Difference, group: Sequence[Secret]) -> Difference:
        """The same difference with the one secret that makes it, if one does."""
        again = self.pair(found.plan, (), found.asking)
        if again[0] != again[1]:
            raise HarnessError(f"The same world answers differently twice: {found.asking}, {again}")
        for secret in group:
            one, other = self.pair(found.plan, (secret.name,), found.asking)
            if one != other:
                return Difference(found.plan, (secret.name,), found.asking, one, other)
        return found

    def _again(self, plan: Plan, found: Difference) -> None:
        """Whether the leak that was found shows in this (smaller) plan too."""
        group = [BY_NAME[name] for name in found.secrets]
        observer = found.asking.observer
        if not all(s.varies(plan) and s.hidden_from(plan, observer) for s in group):
            return
        one, other = self.pair(plan, found.secrets, found.asking)
        if one != other:
            raise Leak(Difference(plan, found.secrets, found.asking, one, other))


_get_schema = SchemaGenerator.get_schema


def _schema(self, request=None, public=False):
    """The description of the API hangs on the code alone; to make it takes longer than a hundred pages."""
    if "schema" not in _made:
        _made["schema"] = _get_schema(self, request, public)
    return _made["schema"]


_made: dict[str, object] = {}
