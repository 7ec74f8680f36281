"""Files: taking them, in one piece or in several, and never losing one."""

from dataclasses import dataclass, replace
from datetime import datetime

from submissions import letters, policies
from submissions.checking import format_of
from submissions.commands import steps
from submissions.domain import ABANDONED_UPLOAD, SLOWEST_UPLOAD, DocumentKind
from submissions.events import FileTaken
from submissions.filenames import public_name
from submissions.locking import Locked, lock_paper
from submissions.models import Document, DocumentCheck, Submission, Upload
from submissions.standing import load_standing, sentence
from sysml.conference.acting import command
from sysml.conference.clockwork import zone
from sysml.conference.domain import Clock, WindowKind
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel import events, jobs
from sysml.kernel.blobs import Stored
from sysml.kernel.errors import Closed, Invalid, NotFound, StaleWrite
from sysml.kernel.models import User

CHECK_JOB = "submissions.check_pdf"
CLEAR_JOB = "submissions.clear_uploads"
CHECKED = (DocumentKind.PAPER, DocumentKind.CAMERA_READY)
WINDOW_OF = {
    DocumentKind.PAPER: WindowKind.SUBMISSION,
    DocumentKind.SUPPLEMENT: WindowKind.SUBMISSION,
    DocumentKind.CAMERA_READY: WindowKind.CAMERA_READY,
    DocumentKind.RIGHTS: WindowKind.CAMERA_READY,
}


@dataclass(frozen=True)
class NewFile:
    """A file whose bytes are on durable storage already (`submissions.intake`)."""

    kind: DocumentKind
    stored: Stored
    filename: str
    media_type: str = "application/pdf"


@command
def add_file(
    *, by: Viewer, edition: Edition, number: int, file: NewFile, now: datetime, reason: str = ""
) -> Document:
    """Take a file as the newest version of its kind; the same bytes again give the version that is there."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    policies.may_upload(locked.by, locked.paper, locked.clock, file.kind).require()
    return _take(locked, edition, file, now, reason)


@command
def drop_supplement(
    *, by: Viewer, edition: Edition, number: int, xid: str, now: datetime, reason: str = ""
) -> None:
    """Take a supplement out of what reviewers get; the file itself is kept among the versions."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    policies.may_upload(locked.by, locked.paper, locked.clock, DocumentKind.SUPPLEMENT).require()
    document = Document.objects.filter(
        submission=locked.paper, kind=DocumentKind.SUPPLEMENT, is_current=True, xid=xid
    ).first()
    if document is None:
        raise NotFound
    document.is_current = False
    document.save(update_fields=["is_current"])
    steps.touch(locked.paper, now)
    steps.note(
        locked,
        edition,
        "document.dropped",
        now=now,
        what=f"supplement v{document.version} taken out",
        reason=reason,
        subject=f"document:{document.xid}",
    )


@command
def open_upload(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    kind: DocumentKind,
    filename: str,
    size: int,
    sha256: str,
    now: datetime,
) -> Upload:
    """Begin an upload in pieces. This instant is what counts against the deadline."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    policies.may_upload(locked.by, locked.paper, locked.clock, kind).require()
    limit = format_of(locked.paper.track, kind).max_mb
    if not 0 < size <= limit * 1_000_000:
        raise Invalid({"size": f"A file has between 1 byte and {limit:g} MB."})
    if len(sha256) != 64 or not set(sha256.lower()) <= set("0123456789abcdef"):
        raise Invalid({"sha256": "Give the SHA-256 of the whole file, in hexadecimal."})
    plan_clearing(now)
    return Upload.objects.create(
        submission=locked.paper,
        kind=kind,
        filename=filename[:255] or "paper.pdf",
        size=size,
        sha256=sha256.lower(),
        by_id=steps.person_of(locked.by),
        opened_at=now,
    )


def plan_clearing(now: datetime) -> None:
    """Have abandoned uploads looked for in a day; one job a day, however many uploads are opened."""
    due = now + ABANDONED_UPLOAD
    jobs.enqueue(CLEAR_JOB, now=now, key=due.date().isoformat(), due_at=due)


@command
def drop_upload(*, xid: str, now: datetime) -> bool:
    """Forget an upload that was opened a day ago or earlier and never finished; says whether it is gone.

    The caller deletes its pieces. Whoever sends another one is told that there is no such upload, and begins anew.
    """
    rows = Upload.objects.filter(xid=xid, finished_at=None, opened_at__lte=now - ABANDONED_UPLOAD)
    found = rows.values_list("submission_id", flat=True).first()
    if found is not None:
        Submission.objects.select_for_update().get(pk=found)
        rows.delete()
    return not Upload.objects.filter(xid=xid, finished_at=None).exists()


@command
def note_piece(
    *, by: Viewer, edition: Edition, number: int, xid: str, offset: int, length: int, now: datetime
) -> Upload:
    """Note that a piece lies on the disk (the caller has written it); pieces come in order."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    upload = _own_upload(locked, xid)
    if offset != upload.received:
        raise StaleWrite(f"The next piece begins at byte {upload.received}.")
    if offset + length > upload.size:
        raise Invalid({"": f"The file was announced with {upload.size} bytes; this is more."})
    upload.received = offset + length
    upload.save(update_fields=["received"])
    return upload


@command
def finish_upload(
    *, by: Viewer, edition: Edition, number: int, xid: str, file: NewFile, now: datetime, reason: str = ""
) -> Document:
    """Take the whole file of an upload, as if it had come when the upload was opened.

    It may come until the end of the grace, or an hour after it was opened, whichever is later.
    """
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    upload = _own_upload(locked, xid)
    kind = DocumentKind(upload.kind)
    if (file.stored.sha256, file.stored.size) != (upload.sha256, upload.size):
        raise Invalid(
            {"sha256": "The bytes that arrived are not those that were announced. Send the file again."}
        )
    then = replace(locked.clock, now=upload.opened_at)
    policies.may_upload(locked.by, locked.paper, then, kind).require()
    if steps.is_author(locked) and not _in_time(locked.clock, upload, kind):
        raise Closed("The deadline has passed, and the upload took longer than an hour.")
    upload.finished_at = now
    upload.save(update_fields=["finished_at"])
    return _take(locked, edition, file, now, reason, counted_at=upload.opened_at)


def _own_upload(locked: Locked, xid: str) -> Upload:
    upload = Upload.objects.filter(
        submission=locked.paper, by_id=locked.by.person_id, xid=xid, finished_at=None
    ).first()
    if upload is None or locked.by.read_only:
        raise NotFound
    return upload


def _in_time(clock: Clock, upload: Upload, kind: DocumentKind) -> bool:
    return clock.takes(WINDOW_OF[kind]) or clock.now <= upload.opened_at + SLOWEST_UPLOAD


def _take(
    locked: Locked,
    edition: Edition,
    file: NewFile,
    now: datetime,
    reason: str,
    counted_at: datetime | None = None,
) -> Document:
    paper, kind = locked.paper, file.kind
    current = Document.objects.filter(submission=paper, kind=kind, is_current=True)
    if (same := current.filter(blob_id=file.stored.sha256).first()) is not None:
        return same
    if kind is not DocumentKind.SUPPLEMENT:
        current.update(is_current=False)
    document = Document.objects.create(
        submission=paper,
        kind=kind,
        version=steps.next_version(paper, kind),
        blob_id=file.stored.sha256,
        filename=file.filename[:255],
        media_type=file.media_type,
        uploaded_by_id=steps.person_of(locked.by),
        uploaded_at=counted_at or now,
    )
    if kind in CHECKED:
        DocumentCheck.objects.create(document=document)
        jobs.enqueue(
            CHECK_JOB,
            now=now,
            args={"document": document.xid},
            key=document.xid,
            scope=edition.slug,
            about=paper.xid,
        )
    if not paper.outcome:
        steps.settle(paper, counted_at or now)
    steps.touch(paper, now)
    steps.note(
        locked,
        edition,
        "document.added",
        now=now,
        what=f"{kind} v{document.version} uploaded",
        reason=reason,
        subject=f"document:{document.xid}",
    )
    _write_receipts(locked, edition, document, now)
    events.publish(FileTaken(paper.pk, kind, document.pk, now))
    return document


def _write_receipts(locked: Locked, edition: Edition, document: Document, now: datetime) -> None:
    paper = locked.paper
    person = User.objects.get(pk=paper.registered_by_id)
    received = document.uploaded_at.astimezone(zone(person.timezone))
    letters.to_authors(
        letters.RECEIPT,
        paper,
        edition=edition,
        key=document.xid,
        now=now,
        context={
            "file": public_name(edition.slug, paper.number, document),
            "size": f"{document.blob.size:,} bytes",
            "time": f"{received:%Y-%m-%d %H:%M:%S} ({person.timezone})",
            "sha": document.blob_id,
            "consequence": sentence(
                paper, load_standing(paper), locked.clock, own_zone=person.timezone, edition_zone=edition.zone
            ),
        },
    )
