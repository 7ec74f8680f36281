"""The same problem solved by trying everything: slow, plain, and written without a look at the solver."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from committee.matching import ANY_SIDE, Problem

CENTS = 100
"""Tests use similarities in whole hundredths, so that sums compare exactly."""

Objective = tuple[int, int, int, int]
"""Places missing, how unevenly, reviews below minimum loads, and minus the hundredths won."""

AWAY = -1


def best_objective(problem: Problem) -> Objective:
    locked_load = np.bincount(problem.locked[:, 1], minlength=problem.reviewers)
    room = np.maximum(problem.load_max - locked_load, 0).tolist()
    states: dict[tuple[int, ...], tuple[int, int, int]] = {(0,) * problem.reviewers: (0, 0, 0)}
    for paper in range(problem.papers):
        following: dict[tuple[int, ...], tuple[int, int, int]] = {}
        options = list(_options(problem, paper))
        for loads, value in states.items():
            for taken, worth in options:
                after = tuple(a + b for a, b in zip(loads, taken, strict=True))
                if all(load <= most for load, most in zip(after, room, strict=True)):
                    reached = (value[0] + worth[0], value[1] + worth[1], value[2] + worth[2])
                    following[after] = min(following.get(after, reached), reached)
        states = following
    return min(
        (missing, uneven, _below(problem, np.array(loads) + locked_load), cost)
        for loads, (missing, uneven, cost) in states.items()
    )


def objective_of(problem: Problem, pairs: np.ndarray) -> Objective:
    """The value of an assignment, counted from its pairs alone."""
    filled = np.zeros_like(problem.demand)
    loads = np.zeros(problem.reviewers, int)
    won = 0
    existing = {(p, r) for p, r, _ in problem.existing.tolist()}
    for paper, reviewer, side in pairs.tolist():
        filled[paper, side] += 1
        loads[reviewer] += 1
        won += _cents(problem, paper, reviewer, existing)
    short = np.maximum(problem.demand - filled, 0)
    return int(short.sum()), int((short * (short - 1) // 2).sum()), _below(problem, loads), -won


def _options(problem: Problem, paper: int) -> Iterator[tuple[tuple[int, ...], tuple[int, int, int]]]:
    """All ways to staff one paper: which unlocked reviewers it takes, and what that is worth."""
    existing = {(p, r) for p, r, _ in problem.existing.tolist()}
    locked = {r: s for p, r, s in problem.locked.tolist() if p == paper}
    forbidden = {r for p, r, _ in problem.forbidden.tolist() if p == paper}
    serves = problem.serves()
    choices = []
    for reviewer in range(problem.reviewers):
        sides = [side for side in range(problem.sides) if serves[reviewer, side]]
        if reviewer in locked:
            choices.append(sides if locked[reviewer] == ANY_SIDE else [locked[reviewer]])
        elif problem.conflict[paper, reviewer] or reviewer in forbidden:
            choices.append([AWAY])
        else:
            choices.append([AWAY, *sides])
    found = []
    for choice in product(*choices):
        surplus, valid = _surplus(problem, paper, choice, locked)
        if valid:
            taken = tuple(int(s != AWAY and r not in locked) for r, s in enumerate(choice))
            short = [max(0, int(problem.demand[paper, s]) - choice.count(s)) for s in range(problem.sides)]
            won = sum(_cents(problem, paper, r, existing) for r, s in enumerate(choice) if s != AWAY)
            found.append((surplus, taken, (sum(short), sum(n * (n - 1) // 2 for n in short), -won)))
    least = min(surplus for surplus, _, _ in found)
    yield from ((taken, worth) for surplus, taken, worth in found if surplus == least)


def _surplus(
    problem: Problem, paper: int, choice: tuple[int, ...], locked: dict[int, int]
) -> tuple[int, bool]:
    """How many locks are more than the paper wants; only locks may be."""
    total, valid = 0, True
    for side in range(problem.sides):
        on_side = [reviewer for reviewer, served in enumerate(choice) if served == side]
        more = max(0, len(on_side) - int(problem.demand[paper, side]))
        total += more
        valid &= not more or all(reviewer in locked for reviewer in on_side)
    return total, valid


def _cents(problem: Problem, paper: int, reviewer: int, existing: set[tuple[int, int]]) -> int:
    bonus = problem.stickiness if (paper, reviewer) in existing else 0.0
    return round(float(problem.similarity[paper, reviewer]) * CENTS) + round(bonus * CENTS)


def _below(problem: Problem, loads: np.ndarray) -> int:
    # A minimum beyond what a reviewer can take cannot be owed.
    return int(np.maximum(problem.load_min - loads, 0).sum())
