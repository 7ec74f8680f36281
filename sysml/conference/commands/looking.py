"""Looking as somebody else: an act of a chair, read-only, in the log."""

from datetime import datetime

from sysml.conference.acting import command, record
from sysml.conference.models import Edition
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel.models import User


@command
def look_as(*, by: Viewer, edition: Edition, person: User, now: datetime) -> None:
    """Note that a chair begins to look at pages as this person would see them."""
    may_chair(by.fresh()).require()
    record(
        by,
        "viewed.as",
        now=now,
        subject=f"person:{person.xid}",
        summary=person.name or person.email,
        on_behalf_of_id=person.pk,
    )


@command
def note_export(*, by: Viewer, edition: Edition, what: str, now: datetime) -> None:
    """Note, before the first byte leaves, that a chair takes a list or files out of the site."""
    may_chair(by.fresh()).require()
    record(by, "export.read", now=now, subject=f"edition:{edition.xid}", summary=what)
