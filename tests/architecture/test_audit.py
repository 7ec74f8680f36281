"""Every command leaves a trace: from its body a call of `record` is reached within its own module or a shared step."""

import ast
import inspect
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import sysml.urls  # noqa: F401  (every command is used by some page, endpoint or job, and so imported)
from sysml.conference.acting import COMMANDS

UNRECORDED: dict[str, str] = {
    "artifacts.commands.badges.note_stamp": "a worker keeps a copy; the badges' release is what is recorded",
    "reviews.commands.responses.save_response_draft": "an author's draft, as it is typed; submitting is recorded",
    "submissions.commands.files.drop_upload": "as open_upload: nothing of the paper changes",
    "submissions.commands.files.note_piece": "a piece of an upload; the file is recorded when it is whole",
    "submissions.commands.files.open_upload": "as note_piece: nothing of the paper has changed yet",
}
"""Commands without an entry in the log, and why."""


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


@cache
def functions(module: str) -> dict[str, ast.AST]:
    """The functions of a module by name."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@cache
def records(module: str, name: str, depth: int = 4) -> bool:
    """Whether the function calls `record`, itself or through functions that it calls, a few steps down."""
    node = functions(module).get(name)
    if node is None or depth == 0:
        return False
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        called = ast.unparse(call.func)
        if called in {"record", "audit.record"}:
            return True
        target = resolve(module, called)
        if target is not None and records(target.__module__, target.__name__, depth - 1):
            return True
    return False


def resolve(module: str, called: str) -> Callable[..., Any] | None:
    """The project's function that stands behind a name in this module."""
    found: Any = sys.modules[module]
    for part in called.split("."):
        found = getattr(found, part, None)
    found = inspect.unwrap(found) if callable(found) else None
    return found if inspect.isfunction(found) and found.__module__ in sys.modules else None


def test_every_command_writes_into_the_log_or_says_why_not():
    assert len(COMMANDS) > 100
    silent = {name_of(one) for one in COMMANDS if not records(one.__module__, one.__name__)}
    assert sorted(silent) == sorted(UNRECORDED)


def test_this_test_finds_a_silent_command():
    assert not records(__name__, "name_of")
    assert records("sysml.conference.commands.calendar", "move_window")
