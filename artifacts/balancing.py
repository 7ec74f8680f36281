"""Who could evaluate what: a fair proposal. Plain values in, pairs out; knows neither Django nor the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[int, int]
"""(artifact, evaluator)"""


@dataclass(frozen=True)
class Need:
    """What is to be filled. `given` are pairs that stand already; `barred` may never be made."""

    artifacts: Sequence[int]
    wanted: int
    room: Mapping[int, int]
    """How many artifacts each evaluator takes in all, the given ones among them."""
    given: Collection[Pair] = field(default=())
    barred: Collection[Pair] = field(default=())


def propose(need: Need) -> list[Pair]:
    """As many new pairs as can be, with the largest load as small as it can be.

    Loads are raised one step at a time; at each step an artifact that lacks somebody takes a free evaluator, or one
    whom another artifact can spare for somebody else (an augmenting path). Given pairs are never moved.
    """
    holders: dict[int, set[int]] = {artifact: set() for artifact in need.artifacts}
    fixed: dict[int, set[int]] = {artifact: set() for artifact in need.artifacts}
    load = dict.fromkeys(need.room, 0)
    for artifact, evaluator in need.given:
        if artifact in fixed:
            fixed[artifact].add(evaluator)
        if evaluator in load:
            load[evaluator] += 1
    barred = set(need.barred)
    for most in range(1, max(need.room.values(), default=0) + 1):
        filling = _Filling(
            holders, fixed, load, barred, {e: min(most, room) for e, room in need.room.items()}
        )
        for _ in range(need.wanted):
            for artifact in need.artifacts:
                if len(holders[artifact]) + len(fixed[artifact]) < need.wanted:
                    filling.give(artifact)
    return sorted((artifact, evaluator) for artifact, found in holders.items() for evaluator in found)


@dataclass
class _Filling:
    holders: dict[int, set[int]]
    fixed: dict[int, set[int]]
    load: dict[int, int]
    barred: set[Pair]
    room: Mapping[int, int]

    def give(self, artifact: int) -> bool:
        """Give the artifact one evaluator more, if there is any way."""
        return self._augment(artifact, set())

    def _augment(self, artifact: int, seen: set[int]) -> bool:
        fit = [
            evaluator for evaluator in self.room if self._may(artifact, evaluator) and evaluator not in seen
        ]
        fit.sort(key=lambda evaluator: (self.load[evaluator], evaluator))
        for evaluator in fit:
            if self.load[evaluator] < self.room[evaluator]:
                self._take(artifact, evaluator)
                return True
        for evaluator in fit:
            seen.add(evaluator)
            for other in [a for a, found in self.holders.items() if evaluator in found]:
                if self._augment(other, seen):
                    self.holders[other].discard(evaluator)
                    self.load[evaluator] -= 1
                    self._take(artifact, evaluator)
                    return True
        return False

    def _may(self, artifact: int, evaluator: int) -> bool:
        held = self.holders[artifact] | self.fixed[artifact]
        return evaluator not in held and (artifact, evaluator) not in self.barred

    def _take(self, artifact: int, evaluator: int) -> None:
        self.holders[artifact].add(evaluator)
        self.load[evaluator] += 1
