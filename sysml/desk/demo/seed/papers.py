"""Submissions with their authors, files and checks, as far as the calendar of their edition has come."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from submissions import letters as kinds
from submissions.checking import format_of, weigh
from submissions.domain import CheckState, DocumentKind, Status
from submissions.filenames import public_name
from submissions.models import Authorship, Document, DocumentCheck, FalseAlarm, Submission
from submissions.pdf.authors import Author
from submissions.pdf.facts import Facts
from submissions.pdf.findings import Report
from submissions.pdf.plain import to_plain
from submissions.pdf.rules import judge
from sysml.desk.demo.facts import PDFS, facts_of
from sysml.desk.demo.make_pdfs import SPECIMENS
from sysml.desk.demo.papers import Paper, papers
from sysml.desk.demo.seed.stage import Placed, Stage, store
from sysml.kernel import blobs, ids
from sysml.kernel.models import Blob, Letter, User

_ANONYMOUS = tuple(s.name for s in SPECIMENS if not s.named and not s.leaked_author)
_PLAIN = tuple(
    s.name for s in SPECIMENS if s.name in _ANONYMOUS and s.paragraphs == 80 and s.paper_size == "letter"
)
_PERSONA_PAPERS: dict[int, dict[str, str]] = {
    1: {"Watershed": "author", "Loss Functions as Interfaces": "author"},
    2: {"Loom": "author", "Elastic Indexes": "chair-author"},
    3: {},
}
"""Beginnings of the titles of papers to which a persona is the first author (in 2026 it is an accepted one)."""
_DRAFT_OF_PERSONA = "Loss Functions as Interfaces"


@dataclass(frozen=True)
class Fate:
    """How far a paper gets by its authors' acts."""

    status: Status
    registered: float
    completed: float = 0
    withdrawn: float = 0


def place_papers(stage: Stage, persona_paper: str = "") -> None:
    """Register all papers of the edition; `persona_paper` names one more that the author persona has written."""
    personas = _PERSONA_PAPERS[stage.number] | ({persona_paper: "author"} if persona_paper else {})
    content = papers(stage.number)
    fates = _fates(stage, content)
    taken: set[int] = set()
    for paper in content:
        number = ids.new_number("submission", f"{stage.edition.slug} {paper.key}", taken)
        taken.add(number)
        persona = next((key for start, key in personas.items() if paper.title.startswith(start)), "")
        stage.papers.append(_placed(stage, paper, fates[paper.key], number, persona))
    _settle_blocked(stage)
    store([paper.row for paper in stage.papers])
    _store_topics(stage)
    _store_authors(stage)
    _store_files(stage)
    _trace(stage)


def _fates(stage: Stage, content: Iterable[Paper]) -> dict[str, Fate]:
    """Before the deadline many papers are not ready; after it those that never were have been closed."""
    rng = stage.draw("fates")
    order = [paper for paper in content if not _own_file(paper)]
    rng.shuffle(order)
    open_now = stage.today < 42
    states = (
        [Status.DRAFT] * 8 + [Status.REGISTERED] * 16 + [Status.WITHDRAWN] * 2
        if open_now
        else [Status.WITHDRAWN] * 3 + [Status.CLOSED] * 2
    )
    fates = dict(zip((paper.key for paper in order), states, strict=False))
    last = min(stage.today - 1, 34)
    found = {}
    for paper in content:
        status = fates.get(paper.key, Status.COMPLETE)
        if paper.title.startswith(_DRAFT_OF_PERSONA) and open_now:
            status = Status.DRAFT
        registered = rng.uniform(1, last - 3)
        completed = rng.uniform(registered + 0.5, min(41.5, stage.today - 0.5))
        withdrawn = rng.uniform(completed, min(stage.today - 0.5, 60)) if status is Status.WITHDRAWN else 0
        found[paper.key] = Fate(status, registered, completed, withdrawn)
    return found


def _own_file(paper: Paper) -> str:
    return next((s.name for s in SPECIMENS if paper.title.startswith(s.title_start) and not s.named), "")


def _placed(stage: Stage, paper: Paper, fate: Fate, number: int, persona: str) -> Placed:
    keys = [*([persona] if persona else []), *(person.key for person in paper.authors)]
    authors = [stage.cast[key] for key in keys]
    has_file = fate.status in {Status.COMPLETE, Status.WITHDRAWN}
    is_draft = fate.status is Status.DRAFT
    row = Submission(
        edition=stage.edition,
        track=stage.tracks[paper.track],
        number=number,
        title=paper.title,
        title_key=paper.title.casefold(),
        abstract="" if is_draft else paper.abstract,
        keywords=", ".join(paper.keywords),
        attributes=_attributes(stage, paper),
        checklist={tick["key"]: True for tick in stage.tracks[paper.track].checklist} if has_file else {},
        status=fate.status,
        registered_by=authors[0],
        registered_at=stage.at(fate.registered),
        completed_at=stage.at(fate.completed) if has_file else None,
        withdrawn_at=stage.at(fate.withdrawn) if fate.withdrawn else None,
        withdrawn_reason="We found a mistake in our evaluation and want to repeat it."
        if fate.withdrawn
        else "",
        changed_at=stage.at(max(fate.registered, fate.completed if has_file else 0, fate.withdrawn)),
        version=3 if has_file else 1,
    )
    return Placed(paper, row, authors, _file_for(stage, paper) if has_file else "")


def _attributes(stage: Stage, paper: Paper) -> dict[str, str]:
    questions = stage.tracks[paper.track].attributes
    said = {"level": paper.level, "kind": paper.kind}
    return {
        question["key"]: next(
            option for option in question["options"] if option.startswith(said[question["key"]])
        )
        for question in questions
    }


def _file_for(stage: Stage, paper: Paper) -> str:
    """The paper's own file where there is one, else one that names nobody; every eighth has something to find."""
    if own := _own_file(paper):
        return own
    rng = stage.draw("file", paper.key)
    return rng.choice(_ANONYMOUS if rng.random() < 0.4 else _PLAIN)


def _settle_blocked(stage: Stage) -> None:
    """A paper with a finding that must be mended is registered, not complete."""
    for paper in stage.papers:
        if paper.row.status != Status.COMPLETE or not paper.file:
            continue
        report = report_on(stage, paper, paper.file, DocumentKind.PAPER)
        if any(weigh(paper.row.track, finding).blocks for finding in report.findings):
            paper.row.status, paper.row.completed_at = Status.REGISTERED, None


def report_on(stage: Stage, paper: Placed, file: str, kind: DocumentKind) -> Report:
    """What the check says of a file as this paper's, under the format of its track."""
    known = paper.reports.get((file, kind))
    if known is None:
        authors = tuple(Author(user.name, user.email) for user in paper.authors)
        known = paper.reports[file, kind] = judge(_facts(file), format_of(paper.row.track, kind), authors)
    return known


@cache
def _facts(file: str) -> Facts:
    return facts_of(PDFS / f"{file}.pdf")


def pages_of(file: str) -> int:
    """How many pages a file has."""
    return _facts(file).page_count


def _store_topics(stage: Stage) -> None:
    through = Submission.topics.through
    through.objects.bulk_create(
        [
            through(submission_id=paper.row.pk, topic_id=stage.topics[code].pk)
            for paper in stage.papers
            if paper.row.status != Status.DRAFT
            for code in dict.fromkeys(paper.content.topics)
        ],
        batch_size=400,
    )


def _store_authors(stage: Stage) -> None:
    """Places in order; now and then a co-author has not claimed theirs yet."""
    rows = []
    for paper in stage.papers:
        rng = stage.draw("claims", paper.key)
        for position, user in enumerate(paper.authors):
            claimed = position == 0 or user.email.endswith("@demo.example.org") or rng.random() < 0.9
            invited = paper.row.registered_at
            rows.append(
                Authorship(
                    submission=paper.row,
                    position=position,
                    name=user.name,
                    email=user.email,
                    affiliation=user.affiliation,
                    country=user.country,
                    is_corresponding=position == 0,
                    person=user if claimed else None,
                    claimed_at=stage.at(_day(stage, invited) + position * 0.4) if claimed else None,
                    invited_at=invited if position else None,
                )
            )
    store(rows)
    for row in rows:
        if row.position == 0:
            continue
        context = {"by": row.submission.registered_by.name}
        stage.letters.add(
            kinds.AUTHOR_INVITATION, row.xid, row.invited_at or stage.now, None, "author-claim", name=row.name,
            email=row.email, context=context, xid=row.xid,
        )  # fmt: skip
        if row.claimed_at is not None:
            subject = f"authorship:{row.xid}"
            stage.log.add(
                "authorship.claimed", row.claimed_at, row.person, paper=row.submission, subject=subject
            )


def _day(stage: Stage, instant: datetime) -> float:
    return (instant - stage.at(0)).total_seconds() / 86400


@cache
def blob_of(file: str, now: datetime) -> Blob:
    """Store one of the PDF files."""
    with (PDFS / f"{file}.pdf").open("rb") as content:
        return Blob.objects.get(pk=blobs.put(content, now=now).sha256)


def archive(name: str, text: str, now: datetime) -> blobs.Stored:
    """Store a small archive with one text in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    made.seek(0)
    return blobs.put(made, now=now)


def add_documents(stage: Stage, documents: list[tuple[Placed, Document, str]]) -> None:
    """Store documents and, for PDF files of papers, what their check said."""
    store([document for _, document, _ in documents])
    checks = []
    for paper, document, file in documents:
        if document.kind in {DocumentKind.PAPER, DocumentKind.CAMERA_READY}:
            report = report_on(stage, paper, file, DocumentKind(document.kind))
            checks.append(_check(document, replace(report, seconds=0.8 + pages_of(file) / 20)))
    store(checks)
    for _, document, _ in documents:
        stage.log.add(
            "document.added",
            document.uploaded_at,
            document.uploaded_by,
            paper=document.submission,
            subject=f"document:{document.xid}",
            summary=f"{document.kind} v{document.version} uploaded",
        )


def _check(document: Document, report: Report) -> DocumentCheck:
    return DocumentCheck(
        document=document,
        state=CheckState(report.state),
        summary=report.summary[:400],
        facts=report.facts.to_dict(),
        findings=to_plain(report.findings),
        seconds=round(report.seconds, 3),
        checked_at=document.uploaded_at,
    )


def _store_files(stage: Stage) -> None:
    """One version of most papers, two of some, and a supplement here and there."""
    notes = archive("README.txt", "Proofs of the lemmas, and further measurements.\n", stage.now)
    made: list[tuple[Placed, Document, str]] = []
    for paper in (paper for paper in stage.papers if paper.file):
        rng = stage.draw("versions", paper.key)
        last = paper.row.completed_at or stage.at(_day(stage, paper.row.registered_at) + 0.5)
        first = paper.row.registered_at + (last - paper.row.registered_at) / 2
        if rng.random() < 0.3:
            other = rng.choice([name for name in _PLAIN if name != paper.file])
            made.append((paper, _document(stage, paper, other, first, version=1, is_current=False), other))
        version = 2 if made and made[-1][0] is paper else 1
        paper.document = _document(stage, paper, paper.file, last, version=version)
        made.append((paper, paper.document, paper.file))
        if rng.random() < 0.15:
            supplement = Document(
                submission=paper.row, kind=DocumentKind.SUPPLEMENT, version=1, blob_id=notes.sha256,
                filename="supplement.zip", media_type="application/zip", uploaded_by=paper.authors[0], uploaded_at=last,
            )  # fmt: skip
            made.append((paper, supplement, ""))
    add_documents(stage, made)
    for paper, document, _ in made:
        _write_receipt(stage, paper, document)
    _dispute(stage)


def _document(
    stage: Stage, paper: Placed, file: str, at: datetime, *, version: int, is_current: bool = True
) -> Document:
    return Document(
        submission=paper.row,
        kind=DocumentKind.PAPER,
        version=version,
        blob=blob_of(file, stage.now),
        filename=f"paper-v{version}.pdf",
        uploaded_by=paper.authors[0],
        uploaded_at=at,
        is_current=is_current,
    )


def _write_receipt(stage: Stage, paper: Placed, document: Document) -> None:
    person = paper.authors[0]
    context = {
        "file": public_name(stage.edition.slug, paper.row.number, document),
        "size": f"{document.blob.size:,} bytes",
        "time": f"{document.uploaded_at:%Y-%m-%d %H:%M:%S} (UTC)",
        "sha": document.blob_id,
        "consequence": "Complete. You can change everything until the deadline.",
    }
    key = f"{paper.row.xid}:{document.xid}:{person.xid}"
    stage.letters.add(
        kinds.RECEIPT,
        key,
        document.uploaded_at,
        person,
        "submission-detail",
        context=context,
        paper=paper.row,
    )


def _dispute(stage: Stage) -> None:
    """In one paper the authors say that a finding is wrong."""
    over = [p for p in stage.papers if p.document is not None and p.file == "watershed-over-length"][-1:]
    alarms = [
        FalseAlarm(
            document=paper.document,
            code="page-limit",
            comment="What is counted as the ninth page is the proof of Lemma 2, which belongs to the appendix.",
            by=paper.authors[0],
            at=stage.now
            if paper.document is None
            else stage.at(_day(stage, paper.document.uploaded_at) + 0.1),
        )
        for paper in over
        if any(
            f.code == "page-limit" for f in report_on(stage, paper, paper.file, DocumentKind.PAPER).findings
        )
    ]
    for alarm in store(alarms):
        subject = f"document:{alarm.document.xid}"
        paper = alarm.document.submission
        stage.log.add(
            "finding.disputed", alarm.at, alarm.by, paper=paper, subject=subject, summary="page-limit"
        )


def _trace(stage: Stage) -> None:
    for paper in stage.papers:
        row, author = paper.row, paper.authors[0]
        stage.log.add("submission.registered", row.registered_at, author, paper=row)
        if row.status != Status.DRAFT:
            _write_registered(stage, row, author)
        if row.withdrawn_at is not None:
            stage.log.add(
                "submission.withdrawn", row.withdrawn_at, author, paper=row, reason=row.withdrawn_reason
            )
            stage.letters.add(
                kinds.WITHDRAWN, f"{row.xid}:{author.xid}", row.withdrawn_at, author, "submission-detail", paper=row,
                context={"by": author.name},
            )  # fmt: skip
        if row.status == Status.CLOSED:
            closed = stage.at(43.5)
            stage.log.add("submission.closed", closed, stage.chair, paper=row)
            stage.letters.add(
                kinds.CLOSED, f"{row.xid}:{author.xid}", closed, author, "submission-detail", paper=row
            )


def _write_registered(stage: Stage, row: Submission, author: User) -> None:
    """The confirmation; one of the current edition came back, and those of its first day were held."""
    early = stage.today < 42 and row.registered_at < stage.at(2.2)
    returned = stage.today < 80 and row.number % 29 == 0
    status = Letter.Status.HELD if early else Letter.Status.FAILED if returned else Letter.Status.SENT
    stage.letters.add(
        kinds.REGISTERED,
        f"{row.xid}:{author.xid}",
        row.registered_at,
        author,
        "submission-detail",
        paper=row,
        context={"consequence": "Please upload the paper as a PDF before the deadline."},
        status=status,
        error="550 5.1.1 The mailbox is full; the letter was refused." if returned and not early else "",
    )
