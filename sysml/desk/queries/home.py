"""A person's home: what needs them, in the order of deadlines."""

from dataclasses import dataclass

from sysml.conference import clockwork
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Todo
from sysml.conference.viewer import Viewer
from sysml.desk.sources import TODOS

NUMBERS = ("Nothing", "One thing", "Two things", "Three things", "Four things", "Five things", "Six things")


@dataclass(frozen=True)
class Meter:
    """What the split meter of a line shows."""

    ml_have: int
    ml_want: int
    sys_have: int
    sys_want: int
    ml_label: str = "ML"
    sys_label: str = "Systems"


@dataclass(frozen=True)
class Line:
    """One line of the list, as the component `todo_item` takes it."""

    kind: str
    title: str
    url: str
    note: str
    action_label: str
    action_url: str
    primary: bool
    own: str
    aoe: str
    left: str
    iso: str
    late: bool
    meter: Meter | None


def todos(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """Everything that needs this person in this edition, by deadline; what has none comes last."""
    found = [todo for source in TODOS for todo in source(viewer, at, edition)]
    found.sort(
        key=lambda todo: (todo.due is None, todo.due.timestamp() if todo.due else 0.0, todo.kind, todo.title)
    )
    return found


def lines(viewer: Viewer, at: Moment, edition: Edition, zone: str) -> list[Line]:
    """Everything that needs this person in this edition; what has no deadline comes last."""
    found = [todo for source in TODOS for todo in source(viewer, at, edition)]
    found.sort(
        key=lambda todo: (todo.due is None, todo.due.timestamp() if todo.due else 0.0, todo.kind, todo.title)
    )
    return [_line(todo, at, edition, zone, index == 0) for index, todo in enumerate(found)]


def headline(count: int, name: str) -> str:
    """“Five things need you, Wen”."""
    first = name.split()[0] if name.strip() else ""
    address = f", {first}" if first else ""
    if count == 0:
        return f"Nothing needs you now{address}"
    words = NUMBERS[count] if count < len(NUMBERS) else f"{count} things"
    return f"{words} {'needs' if count == 1 else 'need'} you{address}"


def _line(todo: Todo, at: Moment, edition: Edition, zone: str, first: bool) -> Line:
    due = (
        clockwork.shown(todo.due, now=at.now, own_zone=zone, edition_zone=edition.zone) if todo.due else None
    )
    return Line(
        kind=todo.kind,
        title=todo.title,
        url=todo.url,
        note=todo.note,
        action_label=todo.button,
        action_url=todo.url,
        primary=first or todo.urgent,
        own=due.own if due else "",
        aoe=due.aoe if due else "",
        left=due.left if due else "",
        iso=due.iso if due else "",
        late=due.late if due else False,
        meter=Meter(*todo.split) if todo.split else None,
    )
