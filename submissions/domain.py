"""States of a submission and what leads from one to another, as plain data."""

from enum import StrEnum


class Status(StrEnum):
    """Where a submission stands by its authors' acts. Decisions are not a status: see Outcome.

    There is no "ready" tick that could be forgotten: a draft is registered as soon as title, abstract, topics and
    authors are there, and complete as soon as it also has a file that no blocking finding holds back.
    """

    DRAFT = "draft"
    REGISTERED = "registered"
    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What was *released* to the authors; only the release and desk-reject commands write it."""

    NONE = ""
    ACCEPTED = "accepted"
    CONDITIONAL = "conditional"
    REJECTED = "rejected"
    DESK_REJECTED = "desk-rejected"


ACCEPTED = (Outcome.ACCEPTED, Outcome.CONDITIONAL)
ACTIVE = (Status.COMPLETE,)


class Action(StrEnum):
    """Acts that move a submission from one status to another."""

    SETTLE_DRAFT = "settle as draft"
    SETTLE_REGISTERED = "settle as registered"
    SETTLE_COMPLETE = "settle as complete"
    WITHDRAW = "withdraw"
    REVIVE = "revive"
    CLOSE = "close"


_LIVING = (Status.DRAFT, Status.REGISTERED, Status.COMPLETE)
TRANSITIONS: dict[tuple[Status, Action], Status] = {
    **{(status, Action.SETTLE_DRAFT): Status.DRAFT for status in _LIVING},
    **{(status, Action.SETTLE_REGISTERED): Status.REGISTERED for status in _LIVING},
    **{(status, Action.SETTLE_COMPLETE): Status.COMPLETE for status in _LIVING},
    **{(status, Action.WITHDRAW): Status.WITHDRAWN for status in _LIVING},
    (Status.WITHDRAWN, Action.REVIVE): Status.DRAFT,
    (Status.DRAFT, Action.CLOSE): Status.CLOSED,
    (Status.REGISTERED, Action.CLOSE): Status.CLOSED,
    (Status.CLOSED, Action.REVIVE): Status.DRAFT,
}
"""Every pair that is not listed is refused. Reviving is followed by settling, in the same command."""


def next_status(status: Status, action: Action) -> Status | None:
    """The status to which the action leads, or None where it does not lead anywhere."""
    return TRANSITIONS.get((status, action))


class DocumentKind(StrEnum):
    """What a file of a submission is for."""

    PAPER = "paper"
    SUPPLEMENT = "supplement"
    CAMERA_READY = "camera-ready"
    RIGHTS = "rights"


class CheckState(StrEnum):
    """What came out of checking a PDF."""

    WAITING = "waiting"
    PASS = "pass"
    WARNINGS = "warnings"
    ERRORS = "errors"
    UNREADABLE = "unreadable"
    COULD_NOT_CHECK = "could-not-check"
