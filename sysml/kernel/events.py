"""How a lower floor lets a higher one act: frozen dataclasses, handlers listed in one file.

`sysml/subscriptions.py` holds the list; handlers run inside the publishing command's transaction, in that order.
"""

from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
Handler = Callable[[Any], None]
_handlers: dict[type, list[Handler]] = {}


def subscribe(event: type[E], handler: Callable[[E], None]) -> None:
    """Add a handler; called only by sysml/subscriptions.py, once per process."""
    handlers = _handlers.setdefault(event, [])
    if handler not in handlers:
        handlers.append(handler)


def publish(event: object) -> None:
    """Run the handlers of this event now, inside the caller's transaction."""
    for handler in _handlers.get(type(event), []):
        handler(event)


def listing() -> list[tuple[str, list[str]]]:
    """Event and handler names in the order in which they run (printed by a test)."""
    return [
        (event.__name__, [f"{h.__module__}.{h.__qualname__}" for h in handlers])
        for event, handlers in sorted(_handlers.items(), key=lambda item: item[0].__name__)
    ]
