"""What the publication chair, the public and the printer read of the proceedings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from artifacts.policies import STAMPED
from reviews.commands.proceedings import PRINT, PRINTS
from reviews.models import ProceedingsEntry, ProgrammeSession
from reviews.policies import PROCEEDINGS_ENTRY, PRODUCED, may_arrange_proceedings
from submissions.domain import CheckState, DocumentKind, Outcome
from submissions.models import Document, Submission
from submissions.policies import AUTHORSHIP, CHECK, DOCUMENT, OUTCOME
from sysml.conference.domain import ActKind, WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import link
from sysml.conference.viewer import Viewer
from sysml.desk.proceedings.bibtex import Entry, bibtex, keyed
from sysml.desk.public.queries import meeting_days, nobody
from sysml.kernel.errors import NotFound
from sysml.kernel.models import Job

STATE_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("Missing", "bad"),
    CheckState.WAITING: ("Being checked", ""),
    CheckState.PASS: ("In", "ok"),
    CheckState.WARNINGS: ("In, with remarks", "warn"),
    CheckState.ERRORS: ("In, to be mended", "bad"),
    CheckState.UNREADABLE: ("Cannot be read", "bad"),
    CheckState.COULD_NOT_CHECK: ("In, not checked", "warn"),
}


@dataclass(frozen=True)
class ProductionRow:
    """One accepted paper on its way into the proceedings; authors are empty where they are hidden."""

    number: int
    title: str
    accepted_title: str
    authors: tuple[str, ...]
    state: str
    words: str
    tone: str
    document: str
    rights: bool
    session: str
    position: int
    first_page: int | None
    last_page: int | None

    @property
    def title_changed(self) -> bool:
        return bool(self.accepted_title) and self.accepted_title != self.title


@dataclass(frozen=True)
class SessionRow:
    """A session of the programme."""

    name: str
    day: str
    begins: str
    ends: str
    room: str
    chair: str

    @property
    def line(self) -> str:
        """As it stands in the box in which sessions are edited."""
        hours = f"{self.begins}-{self.ends}" if self.begins and self.ends else self.begins
        return " | ".join(
            [" ".join(filter(None, (self.day, hours))), self.name, self.room, self.chair]
        ).rstrip(" |")


@dataclass(frozen=True)
class PrintJob:
    """A print under way or done; fits the component `progress_job`."""

    xid: str
    title: str
    percent: int
    words: str
    state: str
    poll_url: str
    result_url: str
    result_label: str
    why: str
    what: str
    missing: str
    cancel_url: str = ""
    retry_url: str = ""


@dataclass(frozen=True)
class ProductionDesk:
    """The publication chair's page."""

    rows: tuple[ProductionRow, ...]
    sessions: tuple[SessionRow, ...]
    missing: int
    takes: bool
    public: bool
    authors_hidden: bool
    prints: tuple[PrintJob, ...]


def production(viewer: Viewer, at: Moment, edition: Edition) -> ProductionDesk:
    """Accepted papers with the state of their final versions; NotFound for who does not prepare proceedings."""
    if not may_arrange_proceedings(viewer, at.edition):
        raise NotFound
    rows = production_rows(viewer, at)
    return ProductionDesk(
        rows=rows,
        sessions=session_rows(edition),
        missing=sum(row.state == "missing" for row in rows),
        takes=at.edition.shown_open(WindowKind.CAMERA_READY),
        public=at.edition.done(ActKind.PROCEEDINGS_PUBLIC),
        authors_hidden=any(not row.authors for row in rows),
        prints=print_jobs(viewer, edition),
    )


def production_rows(viewer: Viewer, at: Moment) -> tuple[ProductionRow, ...]:
    """The accepted papers in the order of the proceedings; five queries for any number."""
    papers = list(PRODUCED.rows(viewer, at))
    entries = _entries(viewer, at)
    authors = _authors(viewer, at, papers)
    documents: dict[tuple[int, str], Document] = {
        (row.submission_id, row.kind): row
        for row in DOCUMENT.rows(viewer, at).filter(
            submission__in=papers, is_current=True, kind__in=[DocumentKind.CAMERA_READY, DocumentKind.RIGHTS]
        )
    }
    states = dict(
        CHECK.rows(viewer, at)
        .filter(document__in=[d for (_, kind), d in documents.items() if kind == DocumentKind.CAMERA_READY])
        .values_list("document_id", "state")
    )
    return tuple(
        _production_row(paper, entries.get(paper.pk), authors.get(paper.pk, ()), documents, states)
        for paper in in_order(papers, entries)
    )


def _entries(viewer: Viewer, at: Moment) -> dict[int, ProceedingsEntry]:
    rows = PROCEEDINGS_ENTRY.rows(viewer, at).select_related("session")
    return {row.submission_id: row for row in rows}


def _authors(viewer: Viewer, at: Moment, papers: Iterable[Submission]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = AUTHORSHIP.rows(viewer, at).filter(submission__in=[paper.pk for paper in papers])
    for paper_id, name in rows.order_by("submission_id", "position").values_list("submission_id", "name"):
        found[paper_id] = (*found.get(paper_id, ()), name)
    return found


def in_order(papers: Iterable[Submission], entries: Mapping[int, ProceedingsEntry]) -> list[Submission]:
    """By session, then by place, then by title; papers without a session last."""

    def key(paper: Submission) -> tuple[object, ...]:
        entry = entries.get(paper.pk)
        session = entry.session.position if entry and entry.session else 10**6
        return (session, entry.position if entry else 0, paper.title_key, paper.number)

    return sorted(papers, key=key)


def _production_row(
    paper: Submission,
    entry: ProceedingsEntry | None,
    authors: tuple[str, ...],
    documents: Mapping[tuple[int, str], Document],
    states: Mapping[int, str],
) -> ProductionRow:
    final = documents.get((paper.pk, DocumentKind.CAMERA_READY))
    state = states.get(final.pk, CheckState.COULD_NOT_CHECK.value) if final else "missing"
    words, tone = STATE_WORDS[state]
    return ProductionRow(
        number=paper.number,
        title=paper.title,
        accepted_title=entry.accepted_title if entry else "",
        authors=authors,
        state=state,
        words=words,
        tone=tone,
        document=final.xid if final else "",
        rights=(paper.pk, DocumentKind.RIGHTS) in documents,
        session=entry.session.name if entry and entry.session else "",
        position=entry.position if entry else 0,
        first_page=entry.first_page if entry else None,
        last_page=entry.last_page if entry else None,
    )


def session_rows(edition: Edition) -> tuple[SessionRow, ...]:
    """The sessions of the programme, in order."""
    return tuple(
        SessionRow(
            name=row.name,
            day=row.day.isoformat() if row.day else "",
            begins=f"{row.begins:%H:%M}" if row.begins else "",
            ends=f"{row.ends:%H:%M}" if row.ends else "",
            room=row.room,
            chair=row.chair,
        )
        for row in ProgrammeSession.objects.filter(edition=edition)
    )


def print_jobs(viewer: Viewer, edition: Edition) -> tuple[PrintJob, ...]:
    """The viewer's latest print of each kind: a print shows what its orderer may see, so nobody else's."""
    latest: dict[str, Job] = {}
    for job in _print_rows(viewer, edition).order_by("created_at", "pk"):
        latest[str(job.args.get("what", ""))] = job
    return tuple(_print_job(latest[what], edition) for what in PRINTS if what in latest)


def print_job(viewer: Viewer, edition: Edition, xid: str) -> tuple[Job, PrintJob]:
    """One print of the viewer's; raises NotFound for anybody else's."""
    job = _print_rows(viewer, edition).filter(xid=xid).first()
    if job is None:
        raise NotFound
    return job, _print_job(job, edition)


def _print_rows(viewer: Viewer, edition: Edition) -> QuerySet[Job]:
    return Job.objects.filter(kind=PRINT, scope=edition.slug, requested_by_id=viewer.person_id or 0)


_JOB_STATES = {Job.Status.QUEUED.value: "waiting"}


def _print_job(job: Job, edition: Edition) -> PrintJob:
    what = str(job.args.get("what", ""))
    state = _JOB_STATES.get(job.status, job.status)
    ready = job.status == Job.Status.DONE and "sha256" in job.result
    return PrintJob(
        xid=job.xid,
        title=PRINTS.get(what, what),
        percent=job.percent,
        words=job.progress,
        state=state,
        poll_url="" if job.is_finished else link(edition, "proceedings-print-state", xid=job.xid),
        result_url=link(edition, "proceedings-print-file", xid=job.xid) if ready else "",
        result_label="Open the PDF",
        why=job.error or "The print failed.",
        what=what,
        missing=str(job.result.get("missing", "")),
    )


@dataclass(frozen=True)
class PublicEntry:
    """A paper of the public proceedings."""

    number: int
    title: str
    authors: tuple[str, ...]
    session: str
    pages: str
    has_file: bool
    key: str
    bibtex: str


@dataclass(frozen=True)
class PublicSession:
    """A chapter of the public proceedings; the name is empty for papers in no session."""

    name: str
    papers: tuple[PublicEntry, ...]


@dataclass(frozen=True)
class PublicProceedings:
    """The public page."""

    title: str
    when: str
    place: str
    sessions: tuple[PublicSession, ...]
    count: int


def public_proceedings(at: Moment, edition: Edition) -> PublicProceedings:
    """The proceedings as anybody sees them, once they are public; NotFound before. The same for every reader."""
    done = [pk for pk, clock in at.tracks.items() if clock.done(ActKind.PROCEEDINGS_PUBLIC)]
    if not done:
        raise NotFound
    public = nobody(edition)
    papers = list(OUTCOME.rows(public, at).filter(track_id__in=done, outcome=Outcome.ACCEPTED))
    entries = _entries(public, at)
    authors = _authors(public, at, papers)
    files = set(
        DOCUMENT.rows(public, at)
        .filter(submission__in=papers, kind=DocumentKind.CAMERA_READY)
        .values_list("submission_id", flat=True)
    )
    ordered = in_order(papers, entries)
    cited = keyed(
        _entry(paper, entries.get(paper.pk), authors.get(paper.pk, ()), edition) for paper in ordered
    )
    shown = [
        _public_entry(paper, entries.get(paper.pk), citation, paper.pk in files)
        for paper, citation in zip(ordered, cited, strict=True)
    ]
    return PublicProceedings(
        title=f"Proceedings of {edition.full_name or edition.name}",
        when=meeting_days(edition.begins_on, edition.ends_on),
        place=edition.place,
        sessions=_by_session(shown),
        count=len(shown),
    )


def _entry(
    paper: Submission, entry: ProceedingsEntry | None, authors: tuple[str, ...], edition: Edition
) -> Entry:
    pages = (entry.first_page, entry.last_page) if entry and entry.first_page and entry.last_page else None
    address = settings.BASE_URL + link(edition, "proceedings-file", number=paper.number)
    return Entry(
        title=paper.title,
        authors=authors,
        booktitle=f"Proceedings of {edition.full_name or edition.name}",
        year=edition.begins_on.year if edition.begins_on else None,
        pages=pages,
        url=address,
    )


def _public_entry(
    paper: Submission, entry: ProceedingsEntry | None, citation: Entry, has_file: bool
) -> PublicEntry:
    return PublicEntry(
        number=paper.number,
        title=paper.title,
        authors=citation.authors,
        session=entry.session.name if entry and entry.session else "",
        pages="–".join(map(str, citation.pages)) if citation.pages else "",
        has_file=has_file,
        key=citation.key,
        bibtex=bibtex(citation),
    )


def _by_session(entries: Iterable[PublicEntry]) -> tuple[PublicSession, ...]:
    groups: dict[str, list[PublicEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.session, []).append(entry)
    return tuple(PublicSession(name, tuple(papers)) for name, papers in groups.items())


def public_papers(at: Moment, edition: Edition) -> list[PublicEntry]:
    """Every paper of the public proceedings in order; NotFound before they are public."""
    return [paper for session in public_proceedings(at, edition).sessions for paper in session.papers]


def public_paper(at: Moment, edition: Edition, number: int) -> PublicEntry:
    """One paper of the public proceedings; raises NotFound."""
    found = next((paper for paper in public_papers(at, edition) if paper.number == number), None)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class PublicFile:
    """A paper's final PDF, with its badges on it where it has any."""

    sha256: str
    name: str


def public_file(at: Moment, edition: Edition, number: int) -> PublicFile:
    """The PDF of a paper in the public proceedings; raises NotFound before they are public, or without a PDF."""
    public = nobody(edition)
    row = (
        DOCUMENT.rows(public, at)
        .filter(submission__number=number, submission__edition=edition, kind=DocumentKind.CAMERA_READY)
        .first()
    )
    if row is None:
        raise NotFound
    stamped = (
        STAMPED.rows(public, at)
        .filter(submission_id=row.submission_id, stamped_blob__isnull=False, stamped_from_id=row.blob_id)
        .values_list("stamped_blob_id", flat=True)
        .first()
    )
    return PublicFile(stamped or row.blob_id, f"{edition.slug}-{number}.pdf")
