"""The page of one artifact, and the files of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, TextField

from artifacts.domain import (
    ARTIFACT_AUDIENCE_WORDS,
    CHECKLIST,
    KICK_ANSWERS,
    KICK_THE_TIRES,
    VOTE_WORDS,
    Access,
    ArtifactAudience,
    ArtifactState,
    Scheme,
    Vote,
)
from artifacts.models import Artifact, ArtifactPost, ArtifactVersion, BadgeVote, Evaluation
from artifacts.policies import (
    ARTIFACT,
    ARTIFACT_POST,
    ARTIFACT_VERSION,
    DECISION_NOTE,
    EVALUATION,
    EVALUATOR_NAME,
    REMARKS,
    STAMPED,
    may_arrange,
    may_change,
    may_evaluate,
    may_post,
    may_register,
)
from artifacts.policies import (
    KICK_THE_TIRES as KICKS,
)
from artifacts.queries.badges import BadgeLine, badges_of
from artifacts.queries.common import (
    STATE_CHIPS,
    get_paper,
    get_worked_on,
    is_author,
    scheme,
    stamp,
)
from submissions.domain import DocumentKind
from submissions.models import Submission
from submissions.policies import AUTHORSHIP, DOCUMENT
from sysml.conference.domain import Clock, WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound, Permit
from sysml.kernel.markdown import to_html

_ANSWERS = dict(KICK_ANSWERS)


@dataclass(frozen=True)
class VersionLine:
    """One version of an artifact: an archive, or a link with the checksum that its authors state."""

    xid: str
    number: int
    access: str
    name: str
    url: str
    sha256: str
    size: int | None
    note: str
    when: str
    iso: str
    is_current: bool


@dataclass(frozen=True)
class KickLine:
    """A first look at an artifact, under its evaluator's label; `person` is absent for authors."""

    xid: str
    label: str
    person: str
    answers: tuple[tuple[str, str], ...]
    text: str
    html: str
    of_version: int | None
    when: str
    iso: str


@dataclass(frozen=True)
class VoteLine:
    """An evaluator's vote on one badge."""

    badge: str
    name: str
    vote: str
    words: str
    reason: str


@dataclass(frozen=True)
class EvaluationLine:
    """An evaluation under its evaluator's label; person, remarks and hours are absent for authors."""

    xid: str
    label: str
    person: str
    is_mine: bool
    is_active: bool
    kicked: bool
    submitted: bool
    environment: str
    text: str
    html: str
    environment_html: str
    remarks_html: str
    hours: float | None
    votes: tuple[VoteLine, ...]
    of_version: int | None
    when: str
    iso: str


@dataclass(frozen=True)
class PostLine:
    """One post; authors read the label it was signed with and nothing else of who wrote it."""

    xid: str
    author: str
    text: str
    html: str
    when: str
    iso: str


@dataclass(frozen=True)
class ThreadShown:
    """The posts of one audience, and who reads them."""

    audience: str
    title: str
    words: str
    authors_read: bool
    posts: tuple[PostLine, ...]
    may_post: Permit


@dataclass(frozen=True)
class ArtifactPage:
    """Everything that this viewer may see of one artifact, and what they may do with it."""

    number: int
    title: str
    authors: tuple[str, ...]
    paper_files: tuple[tuple[str, str], ...]
    """(kind, xid) of the files of the paper that the viewer may open."""
    state: str
    chip: tuple[str, str]
    abstract: str
    abstract_html: str
    claims: str
    claims_html: str
    requirements: str
    requirements_html: str
    checklist: tuple[tuple[str, str, str], ...]
    badges_asked: tuple[tuple[str, str], ...]
    licence: str
    doi: str
    revision: int
    is_author: bool
    is_evaluator: bool
    is_chair: bool
    versions: tuple[VersionLine, ...]
    kicks: tuple[KickLine, ...]
    evaluations: tuple[EvaluationLine, ...]
    threads: tuple[ThreadShown, ...]
    badges: tuple[BadgeLine, ...]
    note_html: str
    has_stamped: bool
    change: Permit
    register: Permit
    kick: Permit
    evaluate: Permit
    arrange: Permit
    closes: datetime | None


_THREADS = {
    ArtifactAudience.AUTHORS: "With the authors",
    ArtifactAudience.EVALUATORS: "Among evaluators",
    ArtifactAudience.CHAIRS: "Artifact chairs only",
}
_AUTHORS_WORDS = (
    "The evaluators of your artifact and the artifact chairs will read this. They know who you are."
)


def artifact_page(viewer: Viewer, at: Moment, edition: Edition, number: int) -> ArtifactPage:
    """One artifact; NotFound for whoever may not know that it exists. A constant number of queries."""
    rules = scheme(edition)
    paper = get_paper(viewer, at, edition, number)
    artifact = ARTIFACT.rows(viewer, at).filter(submission=paper).first()
    if artifact is None:
        raise NotFound
    mine = is_author(viewer, paper.pk)
    clock = at.clock(paper.track_id, paper.pk, viewer.person_id)
    arrange = may_arrange(viewer, paper, clock)
    evaluates = paper.pk in viewer.tied(Tie.EVALUATES) - viewer.tied(Tie.ARTIFACT_CONFLICTED)
    names = _names(viewer, at, artifact)
    return ArtifactPage(
        number=paper.number,
        title=paper.title,
        authors=_authors(viewer, at, paper),
        paper_files=_paper_files(viewer, at, paper),
        state=artifact.state,
        chip=STATE_CHIPS[artifact.state],
        abstract=artifact.abstract,
        abstract_html=to_html(artifact.abstract),
        claims=artifact.claims,
        claims_html=to_html(artifact.claims),
        requirements=artifact.requirements,
        requirements_html=to_html(artifact.requirements),
        checklist=tuple(
            (key, words, artifact.checklist[key]) for key, words in CHECKLIST if artifact.checklist.get(key)
        ),
        badges_asked=tuple(
            (badge.key, badge.name) for badge in rules.badges if badge.key in artifact.badges_asked
        ),
        licence=artifact.licence,
        doi=artifact.doi,
        revision=artifact.revision,
        is_author=mine,
        is_evaluator=evaluates,
        is_chair=bool(arrange) or (not arrange and arrange.closed),
        versions=_versions(viewer, at, edition, artifact, day_only=False),
        kicks=_kicks(viewer, at, edition, artifact, names, mine),
        evaluations=_evaluations(viewer, at, edition, artifact, names, rules, mine),
        threads=_threads(viewer, at, edition, paper, artifact, clock, mine),
        badges=badges_of(viewer, at, artifact),
        note_html=_note(viewer, at, artifact),
        has_stamped=STAMPED.rows(viewer, at).filter(pk=artifact.pk, stamped_blob__isnull=False).exists(),
        change=may_change(viewer, paper, clock),
        register=may_register(viewer, paper, clock),
        kick=may_evaluate(viewer, paper, clock, WindowKind.KICK_THE_TIRES),
        evaluate=may_evaluate(viewer, paper, clock, WindowKind.ARTIFACT_EVALUATION),
        arrange=arrange,
        closes=_closes(clock),
    )


def _closes(clock: Clock) -> datetime | None:
    span = clock.spans.get(WindowKind.ARTIFACT_EVALUATION)
    return span.closes if span else None


def _authors(viewer: Viewer, at: Moment, paper: Submission) -> tuple[str, ...]:
    rows = AUTHORSHIP.rows(viewer, at).filter(submission=paper).order_by("position", "xid")
    return tuple(row.name for row in rows)


def _paper_files(viewer: Viewer, at: Moment, paper: Submission) -> tuple[tuple[str, str], ...]:
    kinds = [DocumentKind.CAMERA_READY, DocumentKind.PAPER]
    rows = DOCUMENT.rows(viewer, at).filter(submission=paper, is_current=True, kind__in=kinds)
    found = {row.kind: row.xid for row in rows}
    return tuple((kind.value, found[kind]) for kind in kinds if kind in found)[:1]


def _names(viewer: Viewer, at: Moment, artifact: Artifact) -> dict[int, str]:
    rows = EVALUATOR_NAME.rows(viewer, at).filter(artifact=artifact).select_related("evaluator")
    return {row.pk: row.evaluator.name for row in rows}


def _versions(
    viewer: Viewer, at: Moment, edition: Edition, artifact: Artifact, *, day_only: bool
) -> tuple[VersionLine, ...]:
    rows = list(
        ARTIFACT_VERSION.rows(viewer, at)
        .filter(artifact=artifact)
        .select_related("blob")
        .order_by("-number", "xid")
    )
    newest = rows[0].number if rows else 0
    return tuple(_version(row, edition, artifact, newest, day_only) for row in rows)


def _version(
    row: ArtifactVersion, edition: Edition, artifact: Artifact, newest: int, day_only: bool
) -> VersionLine:
    when, iso = stamp(row.uploaded_at, edition, day_only=day_only)
    return VersionLine(
        xid=row.xid,
        number=row.number,
        access=row.access,
        name=row.filename or row.url,
        url=row.url,
        sha256=row.sha256,
        size=row.blob.size if row.blob else None,
        note=row.note,
        when=when,
        iso=iso,
        is_current=row.number == newest,
    )


def _kicks(
    viewer: Viewer, at: Moment, edition: Edition, artifact: Artifact, names: dict[int, str], mine: bool
) -> tuple[KickLine, ...]:
    rows = (
        KICKS.rows(viewer, at)
        .filter(artifact=artifact, kick_at__isnull=False)
        .select_related("of_version")
        .order_by("label", "xid")
    )
    lines = []
    for row in rows:
        when, iso = stamp(row.kick_at, edition, day_only=mine) if row.kick_at else ("", "")
        lines.append(
            KickLine(
                xid=row.xid,
                label=f"Evaluator {row.label}",
                person=names.get(row.pk, ""),
                answers=tuple(
                    (question, _ANSWERS.get(row.kick_answers.get(key, ""), "–"))
                    for key, question in KICK_THE_TIRES
                ),
                text=row.kick_text,
                html=to_html(row.kick_text),
                of_version=row.of_version.number if row.of_version else None,
                when=when,
                iso=iso,
            )
        )
    return tuple(lines)


def _evaluations(
    viewer: Viewer,
    at: Moment,
    edition: Edition,
    artifact: Artifact,
    names: dict[int, str],
    rules: Scheme,
    mine: bool,
) -> tuple[EvaluationLine, ...]:
    rows = list(
        EVALUATION.rows(viewer, at)
        .filter(artifact=artifact)
        .annotate(shown_remarks=REMARKS.shown(viewer, at, F("remarks"), TextField(), hidden=""))
        .select_related("of_version", "evaluator")
        .order_by("label", "xid")
    )
    votes: dict[int, list[BadgeVote]] = {}
    for vote in BadgeVote.objects.filter(evaluation__in=rows).order_by("badge"):
        votes.setdefault(vote.evaluation_id, []).append(vote)
    return tuple(_evaluation(row, viewer, edition, names, votes.get(row.pk, []), rules, mine) for row in rows)


def _evaluation(
    row: Evaluation,
    viewer: Viewer,
    edition: Edition,
    names: dict[int, str],
    votes: Iterable[BadgeVote],
    rules: Scheme,
    mine: bool,
) -> EvaluationLine:
    when, iso = stamp(row.submitted_at, edition, day_only=mine) if row.submitted_at else ("", "")
    order = [badge.key for badge in rules.badges]
    remarks: str = getattr(row, "shown_remarks", "")
    return EvaluationLine(
        xid=row.xid,
        label=f"Evaluator {row.label}",
        person="" if mine else names.get(row.pk, ""),
        is_mine=viewer.person_id is not None and row.evaluator.person_id == viewer.person_id,
        is_active=row.is_active,
        kicked=row.kick_at is not None,
        submitted=row.submitted_at is not None,
        environment=row.environment,
        text=row.text,
        html=to_html(row.text),
        environment_html=to_html(row.environment),
        remarks_html=to_html(remarks) if remarks else "",
        hours=None if mine else row.hours,
        votes=tuple(
            VoteLine(
                vote.badge, rules.name_of(vote.badge), vote.vote, VOTE_WORDS[Vote(vote.vote)], vote.reason
            )
            for vote in sorted(votes, key=lambda vote: order.index(vote.badge) if vote.badge in order else 99)
        ),
        of_version=row.of_version.number if row.of_version else None,
        when=when,
        iso=iso,
    )


def _threads(
    viewer: Viewer,
    at: Moment,
    edition: Edition,
    paper: Submission,
    artifact: Artifact,
    clock: Clock,
    mine: bool,
) -> tuple[ThreadShown, ...]:
    rows = ARTIFACT_POST.rows(viewer, at).filter(artifact=artifact).order_by("at", "pk")
    posts: dict[str, list[ArtifactPost]] = {}
    for row in rows:
        posts.setdefault(row.audience, []).append(row)
    threads = []
    for audience, title in _THREADS.items():
        permit = may_post(viewer, paper, clock, audience)
        if not permit and audience not in posts:
            continue
        threads.append(
            ThreadShown(
                audience=audience.value,
                title="With the evaluators" if mine else title,
                words=_AUTHORS_WORDS if mine else ARTIFACT_AUDIENCE_WORDS[audience],
                authors_read=audience is ArtifactAudience.AUTHORS and not mine,
                posts=tuple(_post(row, edition, mine) for row in posts.get(audience, [])),
                may_post=permit,
            )
        )
    return tuple(threads)


def _post(row: ArtifactPost, edition: Edition, mine: bool) -> PostLine:
    when, iso = stamp(row.at, edition, day_only=mine and row.signed_as != "Authors")
    return PostLine(row.xid, row.signed_as, row.text, to_html(row.text), when, iso)


def _note(viewer: Viewer, at: Moment, artifact: Artifact) -> str:
    rows = DECISION_NOTE.rows(viewer, at).filter(pk=artifact.pk).exclude(decision_note="")
    note = rows.values_list("decision_note", flat=True).first()
    return to_html(note) if note else ""


@dataclass(frozen=True)
class ServedFile:
    """A file to be sent: its blob and its name outside."""

    sha256: str
    name: str


def version_file(viewer: Viewer, at: Moment, edition: Edition, number: int, xid: str) -> ServedFile:
    """An archive of the artifact; NotFound unless the viewer may have it."""
    paper = get_paper(viewer, at, edition, number)
    row = ARTIFACT_VERSION.rows(viewer, at).filter(submission=paper, xid=xid, access=Access.ARCHIVE).first()
    if row is None or row.blob_id is None:
        raise NotFound
    return ServedFile(row.blob_id, _archive_name(edition, paper.number, row))


def _archive_name(edition: Edition, number: int, row: ArtifactVersion) -> str:
    """`sysml-2027-4821-artifact-v3.tar.gz`: the ending is that of the file as it came."""
    parts = row.filename.lower().split(".")
    known = {"zip", "tar", "gz", "tgz", "bz2", "xz", "zst", "7z"}
    endings: list[str] = []
    while len(parts) > 1 and parts[-1] in known:
        endings.insert(0, parts.pop())
    return f"{edition.slug}-{number}-artifact-v{row.number}" + "".join(f".{end}" for end in endings)


def stamped_file(viewer: Viewer, at: Moment, edition: Edition, number: int) -> ServedFile:
    """The camera-ready paper with its badges; NotFound before it is public (or for those who may, released)."""
    scheme(edition)
    row = (
        STAMPED.rows(viewer, at)
        .filter(submission__edition=edition, submission__number=number, stamped_blob__isnull=False)
        .first()
    )
    if row is None or row.stamped_blob_id is None:
        raise NotFound
    return ServedFile(row.stamped_blob_id, f"{edition.slug}-{number}-badges.pdf")


# What forms begin with


@dataclass(frozen=True)
class Described:
    """What the authors' form shows: what they have said so far, or nothing yet."""

    number: int
    title: str
    exists: bool
    is_withdrawn: bool
    abstract: str
    claims: str
    requirements: str
    licence: str
    doi: str
    badges_asked: tuple[str, ...]
    checklist: tuple[tuple[str, str], ...]
    revision: int
    badges: tuple[tuple[str, str, str], ...]
    """(key, name, criterion) of the scheme."""
    register: Permit
    change: Permit


def described(viewer: Viewer, at: Moment, edition: Edition, number: int) -> Described:
    """For the authors of an accepted paper; NotFound for everybody else, and before the release."""
    rules = scheme(edition)
    paper = get_paper(viewer, at, edition, number)
    clock = at.clock(paper.track_id, paper.pk, viewer.person_id)
    register = may_register(viewer, paper, clock)
    artifact = ARTIFACT.rows(viewer, at).filter(submission=paper).first()
    if not is_author(viewer, paper.pk) or (artifact is None and not register and not register.closed):
        raise NotFound
    return Described(
        number=paper.number,
        title=paper.title,
        exists=artifact is not None,
        is_withdrawn=artifact is not None and artifact.state == ArtifactState.WITHDRAWN,
        abstract=artifact.abstract if artifact else "",
        claims=artifact.claims if artifact else "",
        requirements=artifact.requirements if artifact else "",
        licence=artifact.licence if artifact else "",
        doi=artifact.doi if artifact else "",
        badges_asked=tuple(artifact.badges_asked) if artifact else (),
        checklist=tuple(artifact.checklist.items()) if artifact else (),
        revision=artifact.revision if artifact else 0,
        badges=tuple((badge.key, badge.name, badge.criterion) for badge in rules.badges),
        register=register,
        change=may_change(viewer, paper, clock),
    )


@dataclass(frozen=True)
class OwnWork:
    """What an evaluator's forms begin with."""

    number: int
    title: str
    label: str
    revision: int
    version: int | None
    badges: tuple[tuple[str, str, str, bool], ...]
    """(key, name, criterion, asked for)"""
    kick_answers: tuple[tuple[str, str], ...]
    kick_text: str
    kicked: bool
    environment: str
    text: str
    remarks: str
    hours: float | None
    votes: tuple[tuple[str, str, str], ...]
    submitted: bool
    handed_in: bool
    kick: Permit
    evaluate: Permit


def own_work(viewer: Viewer, at: Moment, edition: Edition, number: int) -> OwnWork:
    """The viewer's own evaluation of this artifact; NotFound for whoever does not evaluate it."""
    rules = scheme(edition)
    artifact = get_worked_on(viewer, at, edition, number)
    paper = artifact.submission
    row = (
        REMARKS.rows(viewer, at)
        .filter(artifact=artifact, evaluator__person_id=viewer.person_id, is_active=True)
        .first()
    )
    if row is None:
        raise NotFound
    clock = at.clock(paper.track_id, paper.pk, viewer.person_id)
    newest = ARTIFACT_VERSION.rows(viewer, at).filter(artifact=artifact).order_by("-number").first()
    return OwnWork(
        number=paper.number,
        title=paper.title,
        label=f"Evaluator {row.label}",
        revision=row.revision,
        version=newest.number if newest else None,
        badges=tuple(
            (badge.key, badge.name, badge.criterion, badge.key in artifact.badges_asked)
            for badge in rules.badges
        ),
        kick_answers=tuple(row.kick_answers.items()),
        kick_text=row.kick_text,
        kicked=row.kick_at is not None,
        environment=row.environment,
        text=row.text,
        remarks=row.remarks,
        hours=row.hours,
        votes=tuple(
            (vote.badge, vote.vote, vote.reason) for vote in BadgeVote.objects.filter(evaluation=row)
        ),
        submitted=row.submitted_at is not None,
        handed_in=artifact.state == ArtifactState.SUBMITTED,
        kick=may_evaluate(viewer, paper, clock, WindowKind.KICK_THE_TIRES),
        evaluate=may_evaluate(viewer, paper, clock, WindowKind.ARTIFACT_EVALUATION),
    )
