"""What every command has in common: one durable transaction, the actor's ties loaded anew, a trace in the log."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from sysml.conference import moment
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel import audit

P = ParamSpec("P")
R = TypeVar("R")


COMMANDS: list[Callable[..., Any]] = []
"""Every command as it was written, in the order of import; a test holds them against the log."""


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as a command: it runs in one durable transaction, so commands do not nest.

    Commands take keyword arguments only, `by: Viewer` first and `now: datetime`, and no request. They lock the
    submission row first, take `by.fresh()`, ask a policy, write, record, and leave effects to the commit.
    """
    COMMANDS.append(function)
    return transaction.atomic(durable=True)(function)


def at_now(edition: Edition, now: datetime) -> Moment:
    """The edition's calendar as the database has it inside the command."""
    return moment.load(edition, now)


def record(
    by: Viewer,
    action: str,
    *,
    now: datetime,
    about: str = "",
    subject: str = "",
    summary: str = "",
    reason: str = "",
    on_behalf_of_id: int | None = None,
    named_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write the command's entry into the log.

    `named_id` is the person whom summary or reason speak of: their key seals the words (see `kernel.audit`).
    """
    audit.record(
        actor_id=by.person_id,
        action=action,
        now=now,
        scope=by.edition_slug,
        about=about,
        subject=subject,
        summary=summary,
        reason=reason,
        on_behalf_of_id=on_behalf_of_id,
        named_id=named_id,
        token=by.token,
        data=data,
    )
