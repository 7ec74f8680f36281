"""What each app offers to the pages that span them: to-do lines and panels of the paper page, in this order."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from submissions.models import Submission
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Panel, Todo
from sysml.conference.viewer import Viewer

APPS = ("submissions", "committee", "reviews", "artifacts")


def _offered(module: str, name: str) -> list[Callable[..., Any]]:
    found = []
    for app in APPS:
        if find_spec(f"{app}.{module}") is not None and hasattr(import_module(f"{app}.{module}"), name):
            found.append(getattr(import_module(f"{app}.{module}"), name))
    return found


TODOS: list[Callable[[Viewer, Moment, Edition], list[Todo]]] = _offered("todo", "todos")
PANELS: list[Callable[[Viewer, Moment, Submission], list[Panel]]] = _offered("panels", "panels")
