"""The flow network over a set of candidate pairs, its solution, and the potentials that prove it.

    source → reviewer → (paper, side) → sink

A bridge member reaches both sides of a paper through one node of capacity one, and so fills one place of it.
An arc from the source straight to each place stands for leaving it empty: a solution always exists, and what
is missing is read off as a number.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from committee.matching.model import Model
from committee.matching.problem import Bools, Ints

SOURCE, SINK, FIRST = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Potentials:
    """Node potentials of an optimal flow: no residual arc has a negative reduced cost under them."""

    source: int
    sink: int
    reviewer: Ints
    place: Ints


@dataclass(frozen=True, eq=False)
class Flow:
    """The optimal assignment among the candidates: (paper, reviewer, side), and the potentials."""

    pairs: Ints
    potentials: Potentials
    cost: int


class Network:
    """Built once for each set of candidates. `rng` orders the nodes, and so decides between equal optima."""

    def __init__(self, model: Model, candidates: Ints, rng: np.random.Generator) -> None:
        self.model = model
        problem = model.problem
        self._reviewer = FIRST + rng.permutation(problem.reviewers)
        places = rng.permutation(model.places.size).reshape(model.places.shape)
        self._place = FIRST + problem.reviewers + places
        self._nodes = FIRST + problem.reviewers + model.places.size
        self._tails: list[Ints] = []
        self._heads: list[Ints] = []
        self._capacities: list[Ints] = []
        self._costs: list[Ints] = []
        # For each arc, the paper, reviewer and side that a flow on it assigns, or -1.
        self._served: list[Ints] = []
        papers, reviewers = np.divmod(candidates, problem.reviewers)
        self._add_loads()
        self._add_pairs(papers, reviewers)
        self._add_places()
        self.tail = np.concatenate(self._tails)
        self.head = np.concatenate(self._heads)
        self.capacity = np.concatenate(self._capacities)
        self.cost = np.concatenate(self._costs)
        self.served = np.concatenate(self._served)

    def _add(
        self, tail: Ints, head: Ints, capacity: Ints | int, cost: Ints | int, served: Ints | None = None
    ) -> None:
        count = len(tail)
        self._tails.append(tail)
        self._heads.append(head)
        self._capacities.append(np.broadcast_to(np.asarray(capacity, np.int64), count))
        self._costs.append(np.broadcast_to(np.asarray(cost, np.int64), count))
        self._served.append(np.full((count, 3), -1, np.int64) if served is None else served)

    def _add_loads(self) -> None:
        for capacity, cost in (
            (self.model.owed, -self.model.prices.minimum),
            (self.model.room - self.model.owed, 0),
        ):
            some = np.flatnonzero(capacity)
            self._add(np.full(len(some), SOURCE), self._reviewer[some], capacity[some], cost)

    def _add_pairs(self, papers: Ints, reviewers: Ints) -> None:
        problem = self.model.problem
        costs = self.model.costs_of(papers, reviewers)
        bridge = problem.is_bridge()[reviewers]
        plain = np.flatnonzero(~bridge)
        side = problem.serves()[reviewers[plain]].argmax(axis=1)
        wanted = self.model.places[papers[plain], side] > 0
        plain, side = plain[wanted], side[wanted]
        served = np.column_stack([papers[plain], reviewers[plain], side])
        self._add(self._reviewer[served[:, 1]], self._place[served[:, 0], side], 1, costs[plain], served)

        both = np.flatnonzero(bridge)
        nodes = self._new_nodes(len(both))
        self._add(self._reviewer[reviewers[both]], nodes, 1, costs[both])
        self._add_either_side(nodes, papers[both], reviewers[both])

        self._floating = self._new_nodes(len(self.model.floating))
        self._add_either_side(self._floating, *self.model.floating.T)

    def _new_nodes(self, count: int) -> Ints:
        nodes = np.arange(self._nodes, self._nodes + count)
        self._nodes += count
        return nodes

    def _add_either_side(self, nodes: Ints, papers: Ints, reviewers: Ints) -> None:
        for side in range(self.model.problem.sides):
            wanted = np.flatnonzero(self.model.places[papers, side] > 0)
            served = np.column_stack([papers[wanted], reviewers[wanted], np.full(len(wanted), side)])
            self._add(nodes[wanted], self._place[papers[wanted], side], 1, 0, served)

    def _add_places(self) -> None:
        places, prices = self.model.places, self.model.prices
        for missing in range(int(places.max(initial=0))):
            deep = self._place[places > missing]
            self._add(np.full(len(deep), SOURCE), deep, 1, prices.shortage + missing * prices.unevenness)
        some = places > 0
        self._add(self._place[some], np.full(int(some.sum()), SINK), places[some], 0)

    def solve(self, start: Potentials | None = None) -> Flow:
        """An optimal flow. Potentials are looked for from `start`, those of fewer candidates, if given."""
        wanted = int(self.model.places.sum())
        supplies = np.zeros(self._nodes, np.int64)
        supplies[SOURCE] = wanted - len(self._floating)
        supplies[SINK] = -wanted
        supplies[self._floating] = 1
        solver = min_cost_flow.SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(
            self.tail.astype(np.int32), self.head.astype(np.int32), self.capacity, self.cost
        )
        solver.set_nodes_supplies(np.arange(self._nodes, dtype=np.int32), supplies)
        status = solver.solve()
        if status != solver.OPTIMAL:
            # The empty-place arcs make every problem feasible: only numbers out of range can end here.
            raise ArithmeticError(f"the flow solver ended with {status.name}: numbers out of range?")
        flow: Ints = np.asarray(solver.flows(arcs), np.int64)
        used = (flow > 0) & (self.served[:, 0] >= 0)
        potentials = self._potentials(flow, start)
        return Flow(self.served[used], potentials, int(flow @ self.cost))

    def _potentials(self, flow: Ints, start: Potentials | None) -> Potentials:
        """Shortest distances in the residual graph, by Bellman and Ford, all arcs at once in each sweep."""
        forward, back = flow < self.capacity, flow > 0
        tail = np.concatenate([self.tail[forward], self.head[back]])
        head = np.concatenate([self.head[forward], self.tail[back]])
        cost = np.concatenate([self.cost[forward], -self.cost[back]])
        distance = settle(tail, head, cost, self._first_distances(start))
        return Potentials(
            int(distance[SOURCE]), int(distance[SINK]), distance[self._reviewer], distance[self._place]
        )

    def _first_distances(self, start: Potentials | None) -> Ints:
        if start is None:
            return np.zeros(self._nodes, np.int64)
        greatest = max(start.source, start.sink, int(start.reviewer.max()), int(start.place.max()))
        distance = np.full(self._nodes, greatest, np.int64)
        distance[SOURCE], distance[SINK] = start.source, start.sink
        distance[self._reviewer] = start.reviewer
        distance[self._place] = start.place
        return distance


def settle(tail: Ints, head: Ints, cost: Ints, distance: Ints) -> Ints:
    """Lower `distance` until no arc can lower it further.

    The graph must have no negative cycle (a residual graph of an optimal flow has none); more sweeps than
    nodes would mean that it has one.
    """
    order = np.argsort(head, kind="stable")
    tail, head, cost = tail[order], head[order], cost[order]
    starts = np.flatnonzero(np.diff(head, prepend=-1))
    targets = head[starts]
    for _ in range(len(distance) + 1):
        if not len(tail):
            return distance
        reached = np.minimum.reduceat(distance[tail] + cost, starts)
        lower: Bools = reached < distance[targets]
        if not lower.any():
            return distance
        distance[targets[lower]] = reached[lower]
    raise ArithmeticError("the flow solver returned a flow that is not optimal")
