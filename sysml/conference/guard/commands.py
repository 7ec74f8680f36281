"""Asking office holders for a second step of signing in."""

from datetime import datetime

from sysml.conference.acting import command, record
from sysml.conference.models import Edition
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel.door import second_factor
from sysml.kernel.errors import Invalid
from sysml.kernel.models import User


@command
def ask_second_factor(*, by: Viewer, edition: Edition, on: bool, reason: str, now: datetime) -> None:
    """Ask everybody who holds an office for a second step of signing in, or ask no more.

    Whoever switches it on must have one, so that they see what they ask. Raises Invalid without a reason.
    """
    may_chair(by.fresh()).require()
    if not reason.strip():
        raise Invalid({"reason": "Say why; the log keeps it."})
    asker = User.objects.filter(pk=by.person_id).first() if by.person_id is not None else None
    if on and (asker is None or not second_factor.has_one(asker)):
        raise Invalid({"": "Set up a second step for your own account first; then ask it of others."})
    row = Edition.objects.select_for_update().get(pk=edition.pk)
    if row.second_factor == on:
        return
    row.second_factor = on
    row.save(update_fields=["second_factor"])
    action = "edition.second-factor-asked" if on else "edition.second-factor-dropped"
    record(by, action, now=now, subject=f"edition:{row.xid}", reason=reason)
