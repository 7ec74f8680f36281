"""The phases of a calendar: every instant at which a rule may begin or cease to hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sysml.conference.domain import WINDOW_WORDS, ActKind, Clock, Span, WindowKind

ACT_PHASES: Mapping[ActKind, str] = {
    ActKind.OPENED: "The edition is open",
    ActKind.ASSIGNMENT_PUBLISHED: "Assignment published",
    ActKind.RELEASED: "Decisions released",
    ActKind.LIST_PUBLIC: "Accepted papers public",
    ActKind.BADGES_RELEASED: "Badges released",
    ActKind.PROCEEDINGS_PUBLIC: "Proceedings public",
    ActKind.CLOSED: "The edition is closed",
}
"""Freezing is left out: it stops changes and hides nothing by these rules."""

_FOLLOWS: Mapping[ActKind, tuple[WindowKind, ...]] = {
    ActKind.ASSIGNMENT_PUBLISHED: (WindowKind.BIDDING, WindowKind.SUBMISSION),
    ActKind.RELEASED: (WindowKind.MEETING, WindowKind.DISCUSSION, WindowKind.REVIEWING),
    ActKind.LIST_PUBLIC: (WindowKind.MEETING, WindowKind.DISCUSSION, WindowKind.REVIEWING),
    ActKind.PROCEEDINGS_PUBLIC: (WindowKind.CAMERA_READY,),
    ActKind.BADGES_RELEASED: (WindowKind.ARTIFACT_EVALUATION,),
}
"""An act that has not been done is assumed right after the first of these windows that the calendar has."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Phase:
    """From this instant on; `assumed` says that it begins with an act that nobody has done yet."""

    key: str
    words: str
    begins: datetime
    assumed: bool = False


def planned_acts(clock: Clock) -> dict[ActKind, datetime]:
    """The acts of the clock, and those to come as the calendar lets one expect them."""
    acts = dict(clock.acts)
    for at, (kind, windows) in enumerate(_FOLLOWS.items()):
        span = next((clock.spans[window] for window in windows if window in clock.spans), None)
        if kind not in acts and span is not None:
            acts[kind] = max(span.closes + span.grace, clock.now) + (at + 1) * _MINUTE
    return acts


def phases(clock: Clock) -> tuple[Phase, ...]:
    """Now, and every phase of this calendar in order."""
    found = [Phase("now", "Now", clock.now)]
    for kind, span in clock.spans.items():
        found += _of_window(kind, span)
    for act, instant in planned_acts(clock).items():
        if act in ACT_PHASES:
            found.append(Phase(str(act), ACT_PHASES[act], instant, act not in clock.acts))
    return tuple(sorted(found, key=lambda phase: (phase.begins, phase.key)))


def _of_window(kind: WindowKind, span: Span) -> Iterable[Phase]:
    words = WINDOW_WORDS[kind]
    if span.opens is not None:
        yield Phase(f"{kind}-opens", f"{words} opens", span.opens)
    yield Phase(f"{kind}-over", f"{words} is over", span.closes + span.grace)


def clock_in(clock: Clock, phase: Phase) -> Clock:
    """The clock as it will stand, or stood, when this phase begins."""
    acts = dict(clock.acts) if phase.key == "now" else planned_acts(clock)
    return replace(clock, now=phase.begins, acts=acts)
