"""A counterexample as a story: who is in the edition, what happened, and what differs for whom."""

import difflib
import json
from dataclasses import dataclass

from tests.noninterference.people import OBSERVERS, RELATIONS
from tests.noninterference.plans import Plan, Step, described, relations, steps
from tests.noninterference.surface import Answer, Asking

MOST_LINES = 24


@dataclass(frozen=True)
class Difference:
    """One request that two worlds answer differently."""

    plan: Plan
    secrets: tuple[str, ...]
    asking: Asking
    one: Answer
    other: Answer

    @property
    def place(self) -> tuple[str, str, str]:
        """Secret, kind of observer, route: what two counterexamples of one leak have in common."""
        return (self.secrets[0], OBSERVERS[self.asking.observer], self.asking.route)


class Leak(AssertionError):
    """Somebody can tell two worlds apart who may not."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(story(difference))
        self.difference = difference


def story(found: Difference) -> str:
    """Everything that a person must know to see why this is a leak."""
    observer = found.asking.observer
    mine = ", ".join(RELATIONS.get(r, r) for r in sorted(relations(found.plan, observer)))
    secrets = " and ".join(found.secrets)
    lines = [
        f"{observer} ({mine}) can tell {secrets}.",
        "",
        *described(found.plan),
        "",
        *_steps(found.plan, found.secrets),
        "",
        f"Then {observer} asks for {found.asking.url} ({found.asking.manner}):",
        *differing(found.one, found.other),
    ]
    return "\n".join(lines)


def _steps(plan: Plan, secrets: tuple[str, ...]) -> list[str]:
    one, other = steps(plan.turning()), steps(plan.turning(*secrets))
    slots = {step.slot: step for step in other}
    known = {step.slot for step in one}
    lines = []
    for step in one:
        there = slots.get(step.slot)
        if there == step:
            lines.append(_line(" ", step))
        else:
            lines.append(_line("A", step))
            lines += [_line("B", there)] if there else []
    lines += [_line("B", step) for step in other if step.slot not in known]
    return [*lines, "(A: in one world, B: in the other; all else happens in both)"]


def _line(world: str, step: Step) -> str:
    return f"{world} day {step.day:7.2f}: {step.story()}"


def differing(one: Answer, other: Answer) -> list[str]:
    """What is not the same, line by line."""
    lines = []
    if one.status != other.status:
        lines.append(f"  status: {one.status} in A, {other.status} in B")
    if one.queries != other.queries:
        lines.append(f"  queries: {one.queries} in A, {other.queries} in B")
    lines += [f"  A {name}: {value}" for name, value in one.headers if (name, value) not in other.headers]
    lines += [f"  B {name}: {value}" for name, value in other.headers if (name, value) not in one.headers]
    if one.body != other.body:
        changed = difflib.unified_diff(_lines(one), _lines(other), "A", "B", n=1, lineterm="")
        told = [f"  {line[:300]}" for line in changed]
        lines += told[:MOST_LINES] or [f"  bytes: {len(one.body)} in A, {len(other.body)} in B"]
    return lines


def _lines(answer: Answer) -> list[str]:
    text = answer.body.decode("utf-8", "backslashreplace")
    try:
        return json.dumps(json.loads(text), indent=1, ensure_ascii=False).splitlines()
    except ValueError:
        return [line.strip() for line in text.splitlines() if line.strip()]
