"""Files: what is taken and when, versions, receipts, checks and what follows from them."""

import hashlib
import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from submissions import commands, intake
from submissions.domain import CheckState, DocumentKind, Outcome, Status
from submissions.models import Document, DocumentCheck, FalseAlarm, Submission, Upload
from submissions.pdf.facts import Facts, Page
from submissions.pdf.findings import Finding, Report, Severity, State
from submissions.queries import files
from sysml.conference.domain import Span, WindowKind
from sysml.conference.models import Track
from sysml.kernel import blobs, jobs
from sysml.kernel.errors import Closed, Invalid, NotAllowed, NotFound, StaleWrite
from sysml.kernel.models import AuditEntry, Blob, Job, Letter
from tests.factories.submissions import deadline, finding, give_file, pdf, ready, tiny_pdf
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    made = world("submission")
    deadline(made, minutes=60 * 24)
    return made


@pytest.fixture
def paper(w: World) -> Submission:
    return ready(w, w.paper("A paper", authors=("Ada",), status=Status.REGISTERED))


def new_file(
    w: World, data: bytes = b"", kind: DocumentKind = DocumentKind.PAPER, max_mb: float = 50
) -> commands.NewFile:
    data = data or tiny_pdf()
    return intake.store(
        io.BytesIO(data), size=len(data), kind=kind, filename="jane-doe.pdf", max_mb=max_mb, now=w.now
    )


def add(w: World, paper: Submission, who: str = "Ada", data: bytes = b"", **more: Any) -> Document:
    kind = more.pop("kind", DocumentKind.PAPER)
    return commands.add_file(
        by=w.viewer(who),
        edition=w.edition,
        number=paper.number,
        file=new_file(w, data, kind),
        now=w.now,
        **more,
    )


def test_a_pdf_makes_the_submission_complete_at_once_with_a_receipt_for_every_author(
    w: World, paper: Submission
) -> None:
    document = add(w, paper)
    paper.refresh_from_db()
    assert (paper.status, document.version, document.is_current) == (Status.COMPLETE, 1, True)
    letter = Letter.objects.get(kind="receipt")
    assert document.blob_id in letter.body
    assert f"sysml-2027-{paper.number}-v1.pdf" in letter.body
    assert AuditEntry.objects.filter(action="document.added", about=paper.xid).count() == 1
    assert Job.objects.get(kind="submissions.check_pdf").args == {"document": document.xid}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 not a paper at all", "ZIP archive"),
        (b"", "empty"),
        (b"%PDF-1.5\n" + b"x" * 500, "too early"),
    ],
)
def test_what_is_not_a_pdf_is_refused_with_the_reason_and_nothing_stored(
    w: World, data: bytes, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        intake.store(
            io.BytesIO(data), size=len(data), kind=DocumentKind.PAPER, filename="p.pdf", max_mb=50, now=w.now
        )
    assert words in refused.value.message
    assert not Blob.objects.exists()
    assert not list(Path(blobs.folder()).rglob("*")) or not any(
        p.is_file() for p in blobs.folder().rglob("*")
    )


def test_a_file_above_the_size_limit_is_refused(w: World) -> None:
    with pytest.raises(Invalid) as refused:
        new_file(w, tiny_pdf() + b" " * 2000, max_mb=0.001)
    assert "at most" in refused.value.message


def test_every_version_is_kept_and_the_newest_counts(w: World, paper: Submission) -> None:
    first, second = add(w, paper, data=tiny_pdf("one")), add(w, paper, data=tiny_pdf("two"))
    first.refresh_from_db()
    assert (first.is_current, second.is_current, second.version) == (False, True, 2)
    assert blobs.read(first.blob_id) == tiny_pdf("one")


def test_the_same_bytes_pressed_twice_are_one_version(w: World, paper: Submission) -> None:
    assert add(w, paper).pk == add(w, paper).pk
    assert Letter.objects.filter(kind="receipt").count() == 1


def test_nobody_else_uploads(w: World, paper: Submission) -> None:
    w.person("Stranger")
    w.member("Member")
    for who in ("Stranger", "Member"):
        with pytest.raises((NotFound, NotAllowed)):
            add(w, paper, who=who)
    assert not Document.objects.exists()


def test_after_the_deadline_and_its_grace_only_a_chair_uploads_on_behalf(w: World, paper: Submission) -> None:
    w.chair()
    deadline(w, minutes=-1, grace=5)
    add(w, paper, data=tiny_pdf("in grace"))
    deadline(w, minutes=-1)
    with pytest.raises(Closed):
        add(w, paper, data=tiny_pdf("late"))
    with pytest.raises(Invalid):
        add(w, paper, who="Chair", data=tiny_pdf("for them"))
    add(w, paper, who="Chair", data=tiny_pdf("for them"), reason="Their network broke")
    assert AuditEntry.objects.get(on_behalf_of=w.people["Ada"]).reason == "Their network broke"


def test_supplements_stand_beside_one_another_and_can_be_taken_out(w: World, paper: Submission) -> None:
    one = add(w, paper, data=b"any bytes", kind=DocumentKind.SUPPLEMENT)
    two = add(w, paper, data=b"other bytes", kind=DocumentKind.SUPPLEMENT)
    assert Document.objects.filter(is_current=True).count() == 2
    commands.drop_supplement(
        by=w.viewer("Ada"), edition=w.edition, number=paper.number, xid=one.xid, now=w.now
    )
    assert list(Document.objects.filter(is_current=True)) == [two]
    Track.objects.filter(pk=w.track.pk).update(supplements=False)
    with pytest.raises(NotAllowed):
        add(w, paper, data=b"third", kind=DocumentKind.SUPPLEMENT)


def test_camera_ready_files_are_taken_for_accepted_papers_in_their_window(w: World) -> None:
    accepted = w.paper("Accepted", authors=("Ada",), outcome=Outcome.ACCEPTED)
    rejected = w.paper("Rejected", authors=("Ada",), outcome=Outcome.REJECTED)
    with pytest.raises(Closed):
        add(w, accepted, kind=DocumentKind.CAMERA_READY)
    w.window(WindowKind.CAMERA_READY, Span(w.now - timedelta(days=1), w.now + timedelta(days=1)))
    assert add(w, accepted, kind=DocumentKind.CAMERA_READY).version == 1
    with pytest.raises(NotAllowed):
        add(w, rejected, kind=DocumentKind.CAMERA_READY)


def test_a_required_tick_is_needed_to_be_complete(w: World, paper: Submission) -> None:
    Track.objects.filter(pk=w.track.pk).update(checklist=[{"key": "own", "words": "It is our own work."}])
    add(w, paper)
    paper.refresh_from_db()
    assert paper.status == Status.REGISTERED


# Uploads in pieces


def open_upload(w: World, paper: Submission, data: bytes, when: Any = None) -> Upload:
    return commands.open_upload(
        by=w.viewer("Ada"),
        edition=w.edition,
        number=paper.number,
        kind=DocumentKind.PAPER,
        filename="paper.pdf",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        now=when or w.now,
    )


def send(w: World, paper: Submission, upload: Upload, data: bytes, offset: int = 0) -> None:
    intake.write_piece(upload.xid, offset, data)
    commands.note_piece(
        by=w.viewer("Ada"),
        edition=w.edition,
        number=paper.number,
        xid=upload.xid,
        offset=offset,
        length=len(data),
        now=w.now,
    )


def finish(w: World, paper: Submission, upload: Upload, when: Any = None) -> Document:
    with intake.pieces(upload.xid, upload.sha256) as source:
        file = intake.store(
            source, size=upload.size, kind=DocumentKind.PAPER, filename="p.pdf", max_mb=50, now=when or w.now
        )
    return commands.finish_upload(
        by=w.viewer("Ada"),
        edition=w.edition,
        number=paper.number,
        xid=upload.xid,
        file=file,
        now=when or w.now,
    )


def test_an_upload_in_pieces_counts_from_its_opening(w: World, paper: Submission) -> None:
    data = tiny_pdf("in pieces")
    upload = open_upload(w, paper, data)
    send(w, paper, upload, data[:10])
    send(w, paper, upload, data[10:], 10)
    deadline(w, minutes=1)
    document = finish(w, paper, upload, when=w.now + timedelta(minutes=59))
    assert (document.uploaded_at, document.blob_id) == (upload.opened_at, hashlib.sha256(data).hexdigest())
    paper.refresh_from_db()
    assert (paper.status, paper.completed_at) == (Status.COMPLETE, upload.opened_at)


def test_an_upload_that_takes_more_than_an_hour_past_the_deadline_is_late(
    w: World, paper: Submission
) -> None:
    data = tiny_pdf("slow")
    upload = open_upload(w, paper, data)
    send(w, paper, upload, data)
    deadline(w, minutes=1)
    with pytest.raises(Closed):
        finish(w, paper, upload, when=w.now + timedelta(minutes=61))
    deadline(w, minutes=1, grace=120)
    assert finish(w, paper, upload, when=w.now + timedelta(minutes=61)).is_current


def test_an_upload_to_which_nothing_was_added_for_a_day_is_forgotten_with_its_pieces(
    w: World, paper: Submission
) -> None:
    data = tiny_pdf("slow")
    left, alive, empty = (open_upload(w, paper, data) for _ in range(3))
    for upload in (left, alive):
        send(w, paper, upload, data[:10])
    folder = blobs.folder() / "uploads"
    (folder / "orphan").write_bytes(b"half")
    tomorrow = w.now + timedelta(days=1, minutes=1)
    for name, when in (
        (left.xid, w.now),
        ("orphan", w.now),
        (alive.xid, tomorrow - timedelta(hours=1)),
    ):
        os.utime(folder / name, (when.timestamp(), when.timestamp()))
    job = Job.objects.get(kind="submissions.clear_uploads")
    assert jobs.run(job.pk, now=w.now, heartbeat=False) is False
    assert jobs.run(job.pk, now=tomorrow, heartbeat=False)
    job.refresh_from_db()
    assert job.result == {"cleared": 2}
    assert [path.name for path in folder.iterdir()] == [alive.xid]
    assert set(Upload.objects.values_list("xid", flat=True)) == {alive.xid}
    assert empty.xid != alive.xid
    again = Job.objects.get(kind="submissions.clear_uploads", status="queued")
    assert again.due_at == tomorrow + timedelta(days=1)
    with pytest.raises(NotFound):
        send(w, paper, left, data)


def test_pieces_come_in_order_and_never_more_than_was_announced(w: World, paper: Submission) -> None:
    data = tiny_pdf()
    upload = open_upload(w, paper, data)
    with pytest.raises(StaleWrite):
        send(w, paper, upload, data, offset=5)
    send(w, paper, upload, data[:5])
    with pytest.raises(StaleWrite):
        send(w, paper, upload, data[:5])
    with pytest.raises(Invalid):
        send(w, paper, upload, data, offset=5)


def test_other_bytes_than_announced_are_refused_and_leave_no_document(w: World, paper: Submission) -> None:
    data = tiny_pdf()
    upload = open_upload(w, paper, data)
    send(w, paper, upload, b"x" * len(data))
    with pytest.raises(Invalid) as refused:
        finish(w, paper, upload)
    assert "sha256" in refused.value.fields
    assert not Document.objects.exists()


def test_an_upload_belongs_to_the_person_who_opened_it(w: World, paper: Submission) -> None:
    upload = open_upload(w, paper, tiny_pdf())
    w.chair()
    with pytest.raises(NotFound):
        commands.note_piece(
            by=w.viewer("Chair"),
            edition=w.edition,
            number=paper.number,
            xid=upload.xid,
            offset=0,
            length=1,
            now=w.now,
        )


# Checks


def report(*found: tuple[str, Severity], state: State = State.ERRORS) -> Report:
    facts = Facts(page_count=1, pages=(Page(1, 612, 792),))
    return Report(
        state, "One page.", tuple(Finding(code, level, f"About {code}.") for code, level in found), facts, 0.1
    )


def weigh(w: World, **weights: str) -> None:
    Track.objects.filter(pk=w.track.pk).update(
        check_weights={k.replace("_", "-"): v for k, v in weights.items()}
    )


def test_advice_leaves_the_submission_complete(w: World, paper: Submission) -> None:
    document = add(w, paper)
    commands.note_check(document_xid=document.xid, report=report(("page-limit", Severity.ERROR)), now=w.now)
    paper.refresh_from_db()
    assert paper.status == Status.COMPLETE


def test_a_blocking_finding_holds_it_back_tells_the_authors_and_is_mended_by_a_new_file(
    w: World, paper: Submission
) -> None:
    weigh(w, page_limit="blocking")
    document = add(w, paper)
    commands.note_check(document_xid=document.xid, report=report(("page-limit", Severity.ERROR)), now=w.now)
    paper.refresh_from_db()
    assert paper.status == Status.REGISTERED
    assert "About page-limit." in Letter.objects.get(kind="finding-to-mend").body
    mended = add(w, paper, data=tiny_pdf("mended"))
    commands.note_check(document_xid=mended.xid, report=report(state=State.PASS), now=w.now)
    paper.refresh_from_db()
    assert paper.status == Status.COMPLETE


def test_a_file_that_cannot_be_read_holds_it_back_but_one_that_could_not_be_checked_does_not(
    w: World, paper: Submission
) -> None:
    document = add(w, paper)
    commands.note_check(document_xid=document.xid, report=report(state=State.COULD_NOT_CHECK), now=w.now)
    paper.refresh_from_db()
    assert paper.status == Status.COMPLETE
    commands.note_check(document_xid=document.xid, report=report(state=State.UNREADABLE), now=w.now)
    paper.refresh_from_db()
    assert paper.status == Status.REGISTERED


def test_a_late_check_of_a_replaced_file_changes_nothing(w: World, paper: Submission) -> None:
    weigh(w, page_limit="blocking")
    old = add(w, paper)
    add(w, paper, data=tiny_pdf("new"))
    commands.note_check(document_xid=old.xid, report=report(("page-limit", Severity.ERROR)), now=w.now)
    paper.refresh_from_db()
    assert paper.status == Status.COMPLETE


def test_findings_for_chairs_are_absent_for_authors(w: World, paper: Submission) -> None:
    w.chair()
    give_file(w, paper, findings=[finding("hidden-text", "chair"), finding("page-limit")])
    mine = files.report_of(w.viewer("Ada"), w.at, paper)
    theirs = files.report_of(w.viewer("Chair"), w.at, paper)
    assert mine is not None
    assert theirs is not None
    assert [one.code for one in mine.findings] == ["page-limit"]
    assert {one.code for one in theirs.findings} == {"page-limit", "hidden-text"}
    as_author = w.viewer("Chair").as_seen_by(w.viewer("Ada"))
    preview = files.report_of(as_author, w.at, paper)
    assert preview is None or [one.code for one in preview.findings] == ["page-limit"]


@pytest.mark.parametrize(
    ("weight", "words"),
    [("advice", "nothing follows"), ("chairs", "chairs see this"), ("blocking", "must be mended")],
)
def test_the_page_says_in_one_sentence_what_follows(
    w: World, paper: Submission, weight: str, words: str
) -> None:
    weigh(w, page_limit=weight)
    give_file(w, paper, findings=[finding("page-limit")])
    paper.track.refresh_from_db()
    shown = files.report_of(w.viewer("Ada"), w.at, paper)
    assert shown is not None
    assert words in shown.findings[0].consequence


def test_an_author_calls_a_finding_a_false_alarm_but_not_one_that_they_cannot_see(
    w: World, paper: Submission
) -> None:
    document = give_file(w, paper, findings=[finding("hidden-text", "chair"), finding("page-limit")])
    args = {
        "by": w.viewer("Ada"),
        "edition": w.edition,
        "number": paper.number,
        "xid": document.xid,
        "now": w.now,
    }
    with pytest.raises(NotFound):
        commands.say_false_alarm(code="hidden-text", comment="No", **args)
    with pytest.raises(Invalid):
        commands.say_false_alarm(code="page-limit", comment=" ", **args)
    commands.say_false_alarm(code="page-limit", comment="The table is a figure.", **args)
    assert FalseAlarm.objects.get().comment == "The table is a figure."
    w.chair()
    with pytest.raises(NotAllowed):
        commands.say_false_alarm(code="page-limit", comment="Mine", **(args | {"by": w.viewer("Chair")}))


def test_judging_again_applies_the_rules_of_today_to_what_was_measured(w: World, paper: Submission) -> None:
    w.chair()
    document = add(w, paper)
    long = Report(
        State.PASS,
        "",
        (),
        Facts(page_count=30, pages=tuple(Page(n, 612, 792, chars=3000, lines=50) for n in range(1, 31))),
    )
    commands.note_check(document_xid=document.xid, report=long, now=w.now)
    weigh(w, page_limit="blocking")
    with pytest.raises(NotAllowed):
        commands.ask_to_rejudge(by=w.viewer("Ada"), edition=w.edition, track="research", now=w.now)
    job = commands.ask_to_rejudge(by=w.viewer("Chair"), edition=w.edition, track="research", now=w.now)
    jobs.run(job.pk, now=w.now, heartbeat=False)
    job.refresh_from_db()
    assert (job.status, job.result) == ("done", {"papers": 1})
    codes = [one["code"] for one in DocumentCheck.objects.get().findings]
    assert "page-limit" in codes
    paper.refresh_from_db()
    assert paper.status == Status.REGISTERED


def test_a_real_pdf_is_checked_by_the_job(w: World, paper: Submission) -> None:
    document = add(w, paper, data=pdf())
    jobs.run(Job.objects.get(kind="submissions.check_pdf").pk, now=w.now, heartbeat=False)
    check = DocumentCheck.objects.get(document=document)
    assert check.state in {CheckState.PASS, CheckState.WARNINGS, CheckState.ERRORS}
    assert check.facts["page_count"] > 1
