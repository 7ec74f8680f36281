"""Looking as somebody else: an act of a chair, read-only, in the log."""

from datetime import datetime

from sysml.conference.acting import command, record
from sysml.conference.models import Edition, UnusualReading
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import Invalid, NotFound
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


@command
def report_reading(*, by: Viewer, edition: Edition, limit: int, now: datetime) -> None:
    """Note that a person was slowed because they read unusually much; the chairs are asked to look, once."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    if (
        by.person_id is None
        or UnusualReading.objects.filter(edition=edition, person_id=by.person_id, seen_at=None).exists()
    ):
        return
    report = UnusualReading.objects.create(edition=edition, person_id=by.person_id, began_at=now, limit=limit)
    record(
        by,
        "reading.slowed",
        now=now,
        subject=f"reading:{report.xid}",
        summary=f"more than {limit} papers within an hour outside of their own tasks",
    )


@command
def settle_reading(*, by: Viewer, edition: Edition, xid: str, note: str, now: datetime) -> None:
    """A chair has looked into unusual reading; never the one who read. Raises Invalid without words."""
    may_chair(by.fresh()).require()
    if not note.strip():
        raise Invalid({"note": "Say what you have found; the log keeps it."})
    report = UnusualReading.objects.select_for_update().filter(edition=edition, xid=xid, seen_at=None).first()
    if report is None or report.person_id == by.person_id:
        raise NotFound
    report.seen_by_id, report.seen_at = by.person_id, now
    report.save(update_fields=["seen_by", "seen_at"])
    record(
        by,
        "reading.settled",
        now=now,
        subject=f"reading:{report.xid}",
        reason=note.strip(),
        named_id=report.person_id,
    )
