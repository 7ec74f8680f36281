"""How a lower floor lets a higher one act: frozen dataclasses, handlers listed in one file.

`sysml/subscriptions.py` holds the list; handlers run inside the publishing command's transaction, in that order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

E = TypeVar("E")
Handler = Callable[[Any], None]
_handlers: dict[type, list[Handler]] = {}


@dataclass(frozen=True)
class AddressProven:
    """A person has shown that an e-mail address is theirs; what waits for that address may be offered."""

    person_id: int
    email: str
    now: datetime


@dataclass(frozen=True)
class AccountsMerging:
    """Two accounts of one person are about to become one; a handler refuses by raising.

    `keep_id` stays, `other_id` ends. Rows are still where they were.
    """

    keep_id: int
    other_id: int
    now: datetime


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
