"""How often each (secret, kind of observer, route) has been compared; kept in a file, so that a stop loses little."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from tests.noninterference.people import OBSERVERS
from tests.noninterference.secrets import SECRETS
from tests.noninterference.surface import routes

NAMES = [secret.name for secret in SECRETS]
KINDS = sorted({*OBSERVERS.values(), "handler"})
ROUTES = sorted(routes())
_NAME = {name: at for at, name in enumerate(NAMES)}
_KIND = {kind: at for at, kind in enumerate(KINDS)}
_ROUTE = {route: at for at, route in enumerate(ROUTES)}
ENOUGH = 20


class Ledger:
    """Counts of comparisons. `others` are the files of processes that work on the same beside this one."""

    def __init__(self, path: Path | None = None, others: Sequence[Path] = ()) -> None:
        self.path, self.others = path, others
        self.counts = np.zeros((len(NAMES), len(KINDS), len(ROUTES)), np.uint16)
        self.beside = np.zeros_like(self.counts)
        self.traces = self.comparisons = 0
        self.seconds = 0.0
        if path is not None and path.exists():
            self._load(path)
        self.look_beside()

    def note(self, names: Iterable[str], kind: str, route: str) -> None:
        """These secrets were compared for this kind of observer on this route."""
        self.comparisons += 1
        for name in names:
            self.counts[_NAME[name], _KIND[kind], _ROUTE[route]] += 1

    @property
    def total(self) -> Any:
        return self.counts + self.beside

    def lacking(self, name: str, kind: str) -> int:
        """How many comparisons this secret still needs with this kind of observer."""
        row = self.counts[_NAME[name], _KIND[kind]].astype(int) + self.beside[_NAME[name], _KIND[kind]]
        return int(np.maximum(0, ENOUGH - row).sum())

    def emptiest_routes(self, names: Sequence[str], kind: str, count: int, random: Random) -> list[str]:
        """The routes on which these secrets were compared least, by lot among equals."""
        at, of = [_NAME[name] for name in names], _KIND[kind]
        least = (self.counts[at, of].astype(int) + self.beside[at, of]).min(axis=0)
        lots = sorted(range(len(ROUTES)), key=lambda route: (least[route], random.random()))
        return [ROUTES[route] for route in lots[:count]]

    def cells(self, lawful: Iterable[tuple[str, str]]) -> Any:
        """The counts of every route for these (secret, kind), one row each."""
        total = self.total
        return np.array([total[_NAME[name], _KIND[kind]] for name, kind in lawful])

    # The file

    def save(self) -> None:
        """Write everything down at once."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".new.npz")
        np.savez_compressed(
            unfinished,
            counts=self.counts,
            names=NAMES,
            kinds=KINDS,
            routes=ROUTES,
            figures=[self.traces, self.comparisons, self.seconds],
        )
        unfinished.replace(self.path)

    def _load(self, path: Path) -> None:
        with np.load(path) as kept:
            self.counts = _arranged(kept)
            traces, comparisons, self.seconds = kept["figures"].tolist()
        self.traces, self.comparisons = int(traces), int(comparisons)

    def look_beside(self) -> None:
        """Read what the other processes have noted so far."""
        self.beside[:] = 0
        for path in self.others:
            if path.exists():
                with np.load(path) as kept:
                    self.beside += _arranged(kept)


def _arranged(kept: Any) -> Any:
    """Counts by today's names: what is gone is left out, what is new begins at nought."""
    counts = np.zeros((len(NAMES), len(KINDS), len(ROUTES)), np.uint16)
    old = [[known.get(str(name)) for name in kept[part]] for part, known in
           (("names", _NAME), ("kinds", _KIND), ("routes", _ROUTE))]  # fmt: skip
    keep = [[at for at, new in enumerate(axis) if new is not None] for axis in old]
    to = [[new for new in axis if new is not None] for axis in old]
    counts[np.ix_(*to)] = kept["counts"][np.ix_(*keep)]
    return counts
