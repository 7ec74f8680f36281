"""What this floor offers to the page of one paper: plain values and the templates that show them."""

from dataclasses import dataclass

from submissions import policies
from submissions.domain import ACCEPTED, DocumentKind, Outcome, Status
from submissions.models import Submission
from submissions.queries import files, papers
from submissions.queries.files import CheckReport, FileLine
from submissions.queries.papers import AuthorLine, PaperHead
from sysml.conference.clockwork import zone
from sysml.conference.domain import Blindness, Clock
from sysml.conference.moment import Moment
from sysml.conference.pages import Act, Panel, act, link
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import Permit


@dataclass(frozen=True)
class HeadPanel:
    """The paper's title, where it stands, and what may be done with it."""

    head: PaperHead
    back_url: str
    acts: tuple[Act, ...]
    denied: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AuthorsPanel:
    """The authors, or why there are none to be seen."""

    authors: tuple[AuthorLine, ...]
    hidden_words: str
    reveal: Act | None
    show_confirmed: bool
    unconfirmed: int


@dataclass(frozen=True)
class FileShown:
    """A file with its address and small print."""

    line: FileLine
    url: str
    note: str
    drop_url: str


@dataclass(frozen=True)
class FindingLinks:
    """Where a finding can be looked at, or disputed."""

    label: str
    url: str


@dataclass(frozen=True)
class FindingShown:
    """A finding with its links."""

    kind: str
    label: str
    title: str
    text: str
    code: str
    links: tuple[FindingLinks, ...]
    alarm: str


@dataclass(frozen=True)
class CheckPanel:
    """The result of the check of one file, or that it is under way."""

    number: int
    is_waiting: bool
    state: str
    summary: str
    seconds: str
    findings: tuple[FindingShown, ...]
    poll_url: str
    for_chairs: bool
    pages_url: str


@dataclass(frozen=True)
class FilesPanel:
    """The files of a paper."""

    current: tuple[FileShown, ...]
    earlier: tuple[FileShown, ...]
    check: CheckPanel | None
    upload: Act | None


@dataclass(frozen=True)
class ReceiptPanel:
    """Proof of what was received, for its authors."""

    lines: tuple[tuple[str, str, str], ...]


def panels(viewer: Viewer, at: Moment, paper: Submission) -> list[Panel]:
    """Every panel of this floor that the viewer has something to see in."""
    head = papers.head_of(viewer, at, paper)
    slug = paper.edition.slug
    listed = files.files_of(viewer, at, paper)
    report = files.report_of(viewer, at, paper)
    made = [
        Panel("submissions/panels/head.html", _head(viewer, at, paper, head), "head", 0),
        Panel("submissions/panels/authors.html", _authors(viewer, at, paper, head), "side", 10),
    ]
    if head.abstract_html is not None:
        made.append(Panel("submissions/panels/abstract.html", head, "main", 10))
    check = check_panel(slug, paper.number, report) if report else None
    clock = papers.clock_of(viewer, at, paper)
    upload = _upload(viewer, paper, clock, listed) if head.is_author else None
    if listed or upload:
        made.append(
            Panel(
                "submissions/panels/files.html", _files(slug, paper, listed, check, head, upload), "main", 20
            )
        )
    if head.is_author and listed:
        made.append(Panel("submissions/panels/receipt.html", _receipt(viewer, listed), "side", 40))
    return made


def _upload(viewer: Viewer, paper: Submission, clock: Clock, listed: list[FileLine]) -> Act | None:
    kind = DocumentKind.CAMERA_READY if Outcome(paper.outcome) in ACCEPTED else DocumentKind.PAPER
    permit = policies.may_upload(viewer, paper, clock, kind)
    url = link(paper.edition.slug, "submission-upload", number=paper.number, kind=kind.value)
    if any(line.kind == kind and line.is_current for line in listed):
        made = act("Replace the file", url, permit)
    else:
        words = "camera-ready version" if kind is DocumentKind.CAMERA_READY else "paper"
        made = act(f"Upload the {words}", url, permit, style="primary")
    return made if permit else None


def _head(viewer: Viewer, at: Moment, paper: Submission, head: PaperHead) -> HeadPanel:
    every = _acts(viewer, at, paper) if head.is_author or head.is_chair else []
    reasons: dict[str, list[str]] = {}
    for one in every:
        if not one.allowed and one.label in {"Edit", "Withdraw"}:
            reasons.setdefault(one.reason, []).append(one.label)
    name = "submission-list" if head.is_author else "submission-all"
    return HeadPanel(
        head=head,
        back_url=link(paper.edition.slug, name),
        acts=tuple(one for one in every if one.allowed),
        denied=tuple((" and ".join(labels), reason) for reason, labels in reasons.items()),
    )


_UPLOADS = (
    ("Upload the file", DocumentKind.PAPER),
    ("Add a supplement", DocumentKind.SUPPLEMENT),
    ("Upload the camera-ready file", DocumentKind.CAMERA_READY),
)


def _acts(viewer: Viewer, at: Moment, paper: Submission) -> list[Act]:
    """What authors, and chairs for them, do with a paper; each leads to a page with a form."""
    clock = papers.clock_of(viewer, at, paper)
    slug, number = paper.edition.slug, paper.number
    change = policies.may_change(viewer, paper, clock)

    def to(label: str, name: str, permit: Permit, **more: str) -> Act:
        return act(label, link(slug, name, number=number, **more), permit)

    acts = [to("Edit", "submission-edit", change)]
    if not change:
        acts += [
            to("Change the authors", "submission-authors", policies.may_change_authors(viewer, paper, clock)),
            to("Change the title", "submission-title", policies.may_change_title(viewer, paper, clock)),
        ]
    for label, kind in _UPLOADS:
        permit = policies.may_upload(viewer, paper, clock, kind)
        acts.append(to(label, "submission-upload", permit, kind=kind.value))
    if paper.status in {Status.WITHDRAWN, Status.CLOSED}:
        acts.append(to("Make active again", "submission-revive", policies.may_revive(viewer, paper, clock)))
    else:
        acts.append(to("Withdraw", "submission-withdraw", policies.may_withdraw(viewer, paper, clock)))
    return [*acts, to("Give more time", "submission-time", policies.may_act_for_authors(viewer, paper))]


def _authors(viewer: Viewer, at: Moment, paper: Submission, head: PaperHead) -> AuthorsPanel:
    found = papers.authors_of(viewer, at, paper)
    clock = papers.clock_of(viewer, at, paper)
    reveal = None
    if found is None and policies.may_reveal(viewer, paper, clock):
        reveal = Act("Show the authors", link(paper.edition.slug, "submission-reveal", number=paper.number))
    return AuthorsPanel(
        authors=tuple(found or ()),
        hidden_words="" if found is not None else _hidden_words(clock, chair=head.is_chair),
        reveal=reveal,
        show_confirmed=head.is_author,
        unconfirmed=sum(not author.is_confirmed for author in found or ()) if head.is_author else 0,
    )


def _hidden_words(clock: Clock, *, chair: bool) -> str:
    if clock.blindness is Blindness.DOUBLE:
        more = " Looking at them is an act that the log keeps." if chair else ""
        return f"Hidden: the authors and the reviewers of this track do not know one another.{more}"
    return "Hidden for now."


def _files(
    slug: str,
    paper: Submission,
    listed: list[FileLine],
    check: CheckPanel | None,
    head: PaperHead,
    upload: Act | None,
) -> FilesPanel:
    shown = [_file(slug, paper.number, line, head.is_author) for line in listed]
    return FilesPanel(
        current=tuple(one for one in shown if one.line.is_current),
        earlier=tuple(one for one in shown if not one.line.is_current),
        check=check,
        upload=upload,
    )


def _file(slug: str, number: int, line: FileLine, mine: bool) -> FileShown:
    parts = [line.kind_words, f"version {line.version}"]
    if line.size is not None:
        parts.append(
            f"{line.size / 1_000_000:.1f} MB" if line.size >= 100_000 else f"{line.size / 1000:.1f} kB"
        )
    droppable = mine and line.is_current and line.kind == DocumentKind.SUPPLEMENT
    return FileShown(
        line=line,
        url=link(slug, "submission-file", number=number, xid=line.xid),
        note=" · ".join(parts),
        drop_url=link(slug, "submission-supplement-drop", number=number, xid=line.xid) if droppable else "",
    )


def check_panel(slug: str, number: int, report: CheckReport) -> CheckPanel:
    """The check of a file as the page shows it; the area is fetched again while the check is under way."""
    return CheckPanel(
        number=number,
        is_waiting=report.is_waiting,
        state=report.state,
        summary=report.summary,
        seconds=f"{report.seconds:.1f} s" if report.seconds else "",
        findings=tuple(_finding(slug, number, report, one) for one in report.findings),
        poll_url=link(slug, "submission-check", number=number) if report.is_waiting else "",
        for_chairs=report.is_chair_copy,
        pages_url=link(slug, "submission-page", number=number, xid=report.document, page=1)
        if report.pages
        else "",
    )


def _finding(slug: str, number: int, report: CheckReport, one: files.FindingLine) -> FindingShown:
    links = []
    if one.page is not None and one.page <= report.pages:
        url = link(slug, "submission-page", number=number, xid=report.document, page=one.page)
        links.append(FindingLinks("Show on the page", url))
    if report.may_dispute and not one.alarm and one.chip[1] != "Note":
        url = link(slug, "submission-false-alarm", number=number, xid=report.document, code=one.code)
        links.append(FindingLinks("This is a false alarm", url))
    text = " ".join(filter(None, (one.text, one.consequence)))
    return FindingShown(one.chip[0], one.chip[1], one.title, text, one.code, tuple(links), one.alarm)


def _receipt(viewer: Viewer, listed: list[FileLine]) -> ReceiptPanel:
    own = viewer.zone
    return ReceiptPanel(
        tuple(
            (line.name, f"{line.uploaded_at.astimezone(zone(own)):%Y-%m-%d %H:%M:%S} ({own})", line.sha256)
            for line in listed
            if line.is_current and line.uploaded_at is not None
        )
    )
