"""The files of a paper, what checking them found, and the copy that this viewer gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from submissions import policies
from submissions.checking import Weighed, format_of, weighed
from submissions.domain import CheckState, DocumentKind
from submissions.filenames import public_name
from submissions.models import Document, DocumentCheck, FalseAlarm, Submission, Upload
from submissions.pdf.facts import Box
from submissions.queries.papers import clock_of, get_paper, is_author, is_chair_of
from sysml.conference.domain import CheckWeight
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound, Permit

KIND_WORDS = {
    DocumentKind.PAPER: "Paper",
    DocumentKind.SUPPLEMENT: "Supplement",
    DocumentKind.CAMERA_READY: "Camera-ready version",
    DocumentKind.RIGHTS: "Rights form",
}


@dataclass(frozen=True)
class FileLine:
    """One version of one file. Hash, size, time and the author's own name for it are absent for reviewers."""

    xid: str
    kind: str
    kind_words: str
    version: int
    name: str
    is_current: bool
    is_pdf: bool
    sha256: str
    size: int | None
    uploaded_at: datetime | None
    own_name: str


@dataclass(frozen=True)
class FindingLine:
    """One finding with what it does on this track."""

    code: str
    weight: str
    chip: tuple[str, str]
    title: str
    text: str
    consequence: str
    page: int | None
    box: Box | None
    alarm: str


@dataclass(frozen=True)
class CheckReport:
    """What checking one file found, as this viewer may read it."""

    document: str
    state: str
    is_waiting: bool
    summary: str
    seconds: float
    findings: tuple[FindingLine, ...]
    pages: int
    is_chair_copy: bool
    may_dispute: Permit


@dataclass(frozen=True)
class Served:
    """A file to be sent: its blob, its name outside, and whether it must be cleaned of metadata first."""

    sha256: str
    name: str
    is_pdf: bool
    scrub: bool
    show_hash: bool


def sees_authors(viewer: Viewer, at: Moment, paper: Submission) -> bool:
    """Whoever may see the authors gets files as they were uploaded; everybody else a copy that names nobody."""
    return policies.AUTHORSHIP.rows(viewer, at).filter(submission=paper).exists()


def files_of(viewer: Viewer, at: Moment, paper: Submission) -> list[FileLine]:
    """The files that the viewer may open, newest first of each kind."""
    rows = policies.DOCUMENT.rows(viewer, at).filter(submission=paper).select_related("blob")
    open_handed = is_author(viewer, paper) or (is_chair_of(viewer, paper) and sees_authors(viewer, at, paper))
    versions = is_author(viewer, paper) or is_chair_of(viewer, paper)
    order = {kind: place for place, kind in enumerate(DocumentKind)}
    return [
        FileLine(
            xid=row.xid,
            kind=row.kind,
            kind_words=KIND_WORDS[DocumentKind(row.kind)],
            version=row.version,
            name=public_name(paper.edition.slug, paper.number, row),
            is_current=row.is_current,
            is_pdf=row.media_type == "application/pdf",
            sha256=row.blob_id if open_handed else "",
            size=row.blob.size if open_handed else None,
            uploaded_at=row.uploaded_at if versions else None,
            own_name=row.filename if open_handed else "",
        )
        for row in sorted(
            rows, key=lambda row: (order[DocumentKind(row.kind)], not row.is_current, -row.version)
        )
    ]


def _document(viewer: Viewer, at: Moment, number: int, xid: str) -> tuple[Submission, Document]:
    paper = get_paper(viewer, at, number)
    document = policies.DOCUMENT.rows(viewer, at).filter(submission=paper, xid=xid).first()
    if document is None:
        raise NotFound
    return paper, document


def served(viewer: Viewer, at: Moment, number: int, xid: str) -> Served:
    """The file at this address as this viewer gets it; NotFound unless they may open it."""
    paper, document = _document(viewer, at, number, xid)
    named = sees_authors(viewer, at, paper)
    is_pdf = document.media_type == "application/pdf"
    return Served(
        sha256=document.blob_id,
        name=public_name(paper.edition.slug, paper.number, document),
        is_pdf=is_pdf,
        scrub=is_pdf and not named,
        show_hash=is_author(viewer, paper),
    )


def report_of(viewer: Viewer, at: Moment, paper: Submission, document_xid: str = "") -> CheckReport | None:
    """What checking the given file (or the newest checked one) found, or None where nothing may be shown."""
    checks = policies.CHECK.rows(viewer, at).filter(document__submission=paper).select_related("document")
    if document_xid:
        check = checks.filter(document__xid=document_xid).first()
    else:
        check = (
            checks.filter(document__is_current=True)
            .order_by("-document__uploaded_at", "-document__pk")
            .first()
        )
    if check is None:
        return None
    mine = is_author(viewer, paper)
    alarms = dict(FalseAlarm.objects.filter(document=check.document).values_list("code", "comment"))
    found = weighed(paper.track, check, for_authors=mine)
    return CheckReport(
        document=check.document.xid,
        state=check.state,
        is_waiting=check.state == CheckState.WAITING,
        summary=check.summary,
        seconds=check.seconds,
        findings=tuple(_line(one, alarms) for one in found),
        pages=int(check.facts.get("page_count", 0)) if check.facts else 0,
        is_chair_copy=not mine,
        may_dispute=policies.may_comment_findings(viewer, paper, clock_of(viewer, at, paper)),
    )


def _line(one: Weighed, alarms: Mapping[str, str]) -> FindingLine:
    finding = one.finding
    return FindingLine(
        code=finding.code,
        weight=one.weight.value,
        chip=_chip(one),
        title=finding.message,
        text=finding.fix,
        consequence=one.consequence,
        page=finding.page,
        box=finding.box,
        alarm=alarms.get(finding.code, ""),
    )


def _chip(one: Weighed) -> tuple[str, str]:
    if one.blocks:
        return ("bad", "To mend")
    if one.finding.severity == "chair":
        return ("warn", "Chairs only")
    if one.finding.severity == "note":
        return ("", "Note")
    return ("warn", "For chairs") if one.weight is CheckWeight.CHAIRS else ("", "Advice")


@dataclass(frozen=True)
class PageView:
    """One page of a PDF with what was found on it, in points from the upper left corner."""

    sha256: str
    number: int
    pages: int
    width: float
    height: float
    allowed: tuple[float, float, float, float] | None
    findings: tuple[FindingLine, ...]


def page_view(viewer: Viewer, at: Moment, number: int, xid: str, page: int) -> PageView:
    """A page with its findings, for whoever may read findings; NotFound otherwise, or without such a page."""
    paper, document = _document(viewer, at, number, xid)
    report = report_of(viewer, at, paper, xid)
    check = DocumentCheck.objects.filter(document=document).first()
    pages: Sequence[Mapping[str, float]] = check.facts.get("pages", []) if check and check.facts else []
    if report is None or not 1 <= page <= len(pages):
        raise NotFound
    box = format_of(paper.track, document.kind).box_in
    size = pages[page - 1]
    return PageView(
        sha256=document.blob_id,
        number=page,
        pages=len(pages),
        width=size["width"],
        height=size["height"],
        allowed=box.points() if box else None,
        findings=tuple(finding for finding in report.findings if finding.page == page),
    )


@dataclass(frozen=True)
class UploadTarget:
    """What a form needs to know before it takes a file."""

    number: int
    title: str
    kind: DocumentKind
    kind_words: str
    max_mb: float
    permit: Permit
    on_behalf: bool


def upload_target(viewer: Viewer, at: Moment, number: int, kind: DocumentKind) -> UploadTarget:
    """For authors and chairs of the paper; NotFound for others."""
    paper = get_paper(viewer, at, number)
    mine = is_author(viewer, paper)
    if not mine and not is_chair_of(viewer, paper):
        raise NotFound
    return UploadTarget(
        number=paper.number,
        title=paper.title,
        kind=kind,
        kind_words=KIND_WORDS[kind],
        max_mb=format_of(paper.track, kind).max_mb,
        permit=policies.may_upload(viewer, paper, clock_of(viewer, at, paper), kind),
        on_behalf=not mine,
    )


@dataclass(frozen=True)
class UploadState:
    """How far an upload in pieces has come."""

    xid: str
    kind: DocumentKind
    filename: str
    size: int
    sha256: str
    received: int
    max_mb: float


def upload_state(viewer: Viewer, at: Moment, number: int, xid: str) -> UploadState:
    """An unfinished upload of this viewer."""
    paper = get_paper(viewer, at, number)
    upload = Upload.objects.filter(
        submission=paper, by_id=viewer.person_id, xid=xid, finished_at=None
    ).first()
    if upload is None:
        raise NotFound
    kind = DocumentKind(upload.kind)
    return UploadState(
        xid=upload.xid,
        kind=kind,
        filename=upload.filename,
        size=upload.size,
        sha256=upload.sha256,
        received=upload.received,
        max_mb=format_of(paper.track, kind).max_mb,
    )


def unfinished_uploads(opened_before: datetime) -> list[str]:
    """Uploads that were never finished, for the job that clears them."""
    rows = Upload.objects.filter(finished_at=None, opened_at__lte=opened_before).order_by("pk")
    return list(rows.values_list("xid", flat=True))


def has_unfinished_uploads() -> bool:
    """Whether there will be something to look at again."""
    return Upload.objects.filter(finished_at=None).exists()
