"""Announcing an erasure, taking it back, carrying it out. Two steps, each with a reason; the log keeps both."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import ForeignObjectRel

from reviews.commands.proceedings import PRINT
from submissions import derived
from sysml.conference import letters
from sysml.conference.acting import at_now, command, record
from sysml.conference.domain import ActKind
from sysml.conference.models import Act, Edition
from sysml.conference.pages import link
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.desk.erasure import queries
from sysml.desk.erasure.letters import ERASURE_ANNOUNCED
from sysml.desk.erasure.parts import JOB, PARTS, Part
from sysml.kernel import blobs, jobs
from sysml.kernel.errors import Invalid, NotAllowed
from sysml.kernel.models import Blob, Job, Letter

NOTICE = timedelta(days=30)
"""How long before the day everybody must have been told."""
NEEDS_REASON = "Say why; the log keeps it."


def earliest(now: datetime) -> date:
    """The first day that can be named now."""
    return (now + NOTICE).date()


@command
def announce_erasure(*, by: Viewer, edition: Edition, day: date, reason: str, now: datetime) -> int:
    """Name the day, and tell everybody who took part; gives how many. A later day may be named again.

    Raises Invalid for a day within the notice or without a reason, NotAllowed once the edition is erased.
    """
    row = _locked(by, edition, now)
    if not reason.strip():
        raise Invalid({"reason": NEEDS_REASON})
    if day < earliest(now):
        raise Invalid(
            {"day": f"Everybody is told {NOTICE.days} days ahead: {earliest(now)} is the first day."}
        )
    row.erase_on = day
    row.save(update_fields=["erase_on"])
    people = queries.participants(row)
    home = f"{settings.BASE_URL}{link(row, 'home')}"
    for person in people:
        letters.write(
            ERASURE_ANNOUNCED,
            edition=row,
            key=f"{day}:{person.xid}",
            now=now,
            context={"day": str(day), "link": home},
            person=person,
            status=Letter.Status.QUEUED,
        )
    record(
        by,
        "erasure.announced",
        now=now,
        subject=f"edition:{row.xid}",
        summary=f"on {day}",
        reason=reason,
        data={"told": len(people)},
    )
    return len(people)


@command
def cancel_erasure(*, by: Viewer, edition: Edition, reason: str, now: datetime) -> None:
    """Erase on no day. Whoever was told keeps a letter that is wrong; the chairs may write to them."""
    row = _locked(by, edition, now)
    if not reason.strip():
        raise Invalid({"reason": NEEDS_REASON})
    if row.erase_on is None:
        raise NotAllowed("No day is named.")
    row.erase_on = None
    row.save(update_fields=["erase_on"])
    record(by, "erasure.cancelled", now=now, subject=f"edition:{row.xid}", reason=reason)


@command
def carry_out_erasure(*, by: Viewer, edition: Edition, sure: str, reason: str, now: datetime) -> Job:
    """Have the data erased, on or after the day that everybody was told; a job does it, and it cannot be undone.

    `sure` is the edition's address, typed. Raises NotAllowed before the day, or while the edition is not closed.
    """
    row = _locked(by, edition, now)
    at = at_now(row, now)
    if row.erase_on is None or row.erase_on > now.date():
        raise NotAllowed("The day that everybody was told has not come.")
    if not at.edition.done(ActKind.CLOSED):
        raise NotAllowed("Close the edition first: whoever still works in it would lose what they do.")
    if sure.strip() != row.slug:
        raise Invalid({"sure": f"Type {row.slug} to show that you mean this edition."})
    if not reason.strip():
        raise Invalid({"reason": NEEDS_REASON})
    record(by, "erasure.ordered", now=now, subject=f"edition:{row.xid}", reason=reason)
    return jobs.enqueue(
        JOB,
        now=now,
        args={"edition": row.slug, "by": by.person_id},
        key=row.slug,
        scope=row.slug,
        requested_by_id=by.person_id,
    )


@command
def erase(*, by: Viewer, edition: Edition, by_person: int | None, now: datetime) -> dict[str, int]:
    """Delete and blank what the table says, all or nothing; gives what went, by the words of the table.

    Called by the job. Doing it again changes nothing.
    """
    row = Edition.objects.select_for_update().get(pk=edition.pk)
    _, made = Act.objects.get_or_create(
        edition=row, track=None, kind=ActKind.ERASED, defaults={"by_id": by_person, "at": now}
    )
    if not made:
        return {}
    before = queries.counts(row)
    for part in PARTS:
        _erase(part, row)
    went = {words: goes for words, (goes, _) in before.items() if goes}
    kept = {words: stays for words, (_, stays) in before.items() if stays}
    record(by, "edition.erased", now=now, subject=f"edition:{row.xid}", data={"went": went, "stayed": kept})
    return went


def _erase(part: Part, edition: Edition) -> None:
    if part.goes is not None:
        going = part.model._base_manager.filter(pk__in=part.goes(edition).values("pk"))
        going._raw_delete(going.db)
    if part.clears:
        part.rows(edition).update(**part.clears)


def drop_bytes(now: datetime) -> int:
    """Delete the files to which no row points any more; gives how many. After the commit: bytes do not come back."""
    used = {
        sha256
        for relation in Blob._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
        for sha256 in relation.related_model._base_manager.values_list(relation.field.attname, flat=True)
    }
    used.update(Job.objects.filter(kind=PRINT).values_list("result__sha256", flat=True))
    old = Blob.objects.filter(created_at__lt=now - blobs.LONGEST_UPLOAD).values_list("pk", flat=True)
    gone = sorted(set(old) - used)
    for sha256 in gone:
        Blob.objects.filter(pk=sha256).delete()
        blobs.delete(sha256)
        derived.forget(sha256)
    return len(gone)


def _locked(by: Viewer, edition: Edition, now: datetime) -> Edition:
    may_chair(by.fresh()).require()
    row = Edition.objects.select_for_update().get(pk=edition.pk)
    if Act.objects.filter(edition=row, track=None, kind=ActKind.ERASED).exists():
        raise NotAllowed("The confidential data of this edition is erased already.")
    return row
