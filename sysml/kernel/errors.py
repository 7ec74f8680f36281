"""What a command may refuse, in one family.

One mapper turns these into form errors and pages (sysml/middleware.py), another into RFC 9457 problems
(sysml/api/problems.py). Messages are written for the person who reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NoReturn


class Refused(Exception):
    """Base of everything that a command may refuse."""

    status = 400
    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(Refused):
    """The thing does not exist, or the actor may not know that it does: both look the same."""

    status = 404
    code = "not-found"

    def __init__(self, message: str = "There is nothing here, or nothing that you may see.") -> None:
        super().__init__(message)


class NotAllowed(Refused):
    """The actor may see the thing but not do this with it now."""

    status = 403
    code = "not-allowed"


class Closed(NotAllowed):
    """The window for this act is not open."""

    code = "closed"


class Invalid(Refused):
    """Input that cannot be taken; `fields` says where (key "" for the whole form)."""

    status = 422
    code = "invalid"

    def __init__(self, fields: Mapping[str, str | list[str]], message: str = "") -> None:
        self.fields = {name: [m] if isinstance(m, str) else list(m) for name, m in fields.items()}
        first = next(iter(self.fields.values()), ["This cannot be taken as it is."])[0]
        super().__init__(message or first)


class StaleWrite(Refused):
    """Somebody changed the thing since the actor loaded it."""

    status = 409
    code = "stale"

    def __init__(
        self, message: str = "This was changed meanwhile; your text is kept, look at the newer state first."
    ) -> None:
        super().__init__(message)


class IllegalTransition(Refused):
    """The thing is in a state from which this act does not lead anywhere."""

    status = 409
    code = "illegal-transition"


@dataclass(frozen=True)
class Allowed:
    """The answer yes of a `may_*` rule."""

    reason: str = ""

    def __bool__(self) -> Literal[True]:
        return True

    def require(self) -> None:
        """Do nothing: the act is allowed."""


@dataclass(frozen=True)
class Denied:
    """The answer no of a `may_*` rule, with the reason that the person is shown."""

    reason: str
    closed: bool = False

    def __bool__(self) -> Literal[False]:
        return False

    def require(self) -> NoReturn:
        """Raise the refusal inside a command."""
        raise (Closed if self.closed else NotAllowed)(self.reason)


Permit = Allowed | Denied
ALLOWED = Allowed()
