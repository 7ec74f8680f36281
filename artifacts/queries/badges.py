"""Badges: in public, for authors, and the preview of their release."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from artifacts.domain import SCHEMES, ArtifactState, Scheme, Vote
from artifacts.letters import BADGES
from artifacts.models import Artifact, BadgeDecision, BadgeVote
from artifacts.policies import BADGE, EVALUATION, WORKED_ON, may_arrange
from artifacts.queries.common import get_worked_on, scheme
from submissions.domain import ACCEPTED, Status
from submissions.models import Authorship
from submissions.policies import SUBMISSION
from sysml.conference import letters
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import link
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound, Permit


@dataclass(frozen=True)
class BadgeShown:
    """An awarded badge as everybody may see it, with the version of the scheme that says what it means."""

    key: str
    name: str
    criterion: str
    scheme: str


@dataclass(frozen=True)
class BadgeLine:
    """What was decided of one badge, for those who may know."""

    key: str
    name: str
    scheme: str
    is_awarded: bool
    reason: str


def public_badges(
    viewer: Viewer, at: Moment, paper_ids: Collection[int]
) -> dict[int, tuple[BadgeShown, ...]]:
    """The badges of these papers (by key) as the public sees them, whoever looks; papers without any are absent.

    One query, for any number of papers. A badge that was refused is never here.
    """
    public = Viewer(edition_id=at.edition_id, edition_slug=viewer.edition_slug)
    found: dict[int, list[BadgeShown]] = {}
    for row in BADGE.rows(public, at).filter(submission_id__in=paper_ids, is_awarded=True):
        if shown := _shown(row):
            found.setdefault(row.submission_id, []).append(shown)
    return {paper: tuple(sorted(badges, key=_order)) for paper, badges in found.items()}


def badges_of(viewer: Viewer, at: Moment, artifact: Artifact) -> tuple[BadgeLine, ...]:
    """What was decided of this artifact's badges, as far as the viewer may know."""
    rows = list(BADGE.rows(viewer, at).filter(artifact=artifact))
    lines = [
        BadgeLine(row.badge, _name(row), _scheme_words(row.scheme), row.is_awarded, row.reason)
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: (not line.is_awarded, _rank(line.key), line.key)))


def badge_words(scheme: Scheme, rows: Iterable[BadgeDecision], note: str) -> str:
    """The badges as the letter to the authors says them."""
    lines = []
    for row in sorted(rows, key=lambda row: (not row.is_awarded, _rank(row.badge), row.badge)):
        word = "Awarded" if row.is_awarded else "Not awarded"
        lines.append(f"{word}: {scheme.name_of(row.badge)} ({_scheme_words(row.scheme)})\n  {row.reason}")
    return "\n\n".join([*lines, *([note.strip()] if note.strip() else [])])


@dataclass(frozen=True)
class VoteCount:
    """How evaluators voted on one badge, with what they said."""

    award: int
    refuse: int
    unsure: int
    reasons: tuple[tuple[str, str, str], ...]
    """(evaluator's label, vote, reason)"""


@dataclass(frozen=True)
class BadgeQuestion:
    """One badge to decide on."""

    key: str
    name: str
    criterion: str
    is_asked: bool
    votes: VoteCount
    is_awarded: bool | None
    reason: str


@dataclass(frozen=True)
class DecidePage:
    """What an artifact chair sees before deciding."""

    number: int
    title: str
    state: str
    questions: tuple[BadgeQuestion, ...]
    note: str
    seen: str
    evaluations_in: int
    evaluations_wanted: int
    permit: Permit


def decide_page(viewer: Viewer, at: Moment, edition: Edition, number: int) -> DecidePage:
    """For artifact chairs without a conflict; NotFound for everybody else."""
    rules = scheme(edition)
    artifact = get_worked_on(viewer, at, edition, number)
    paper = artifact.submission
    clock = at.clock(paper.track_id, paper.pk, viewer.person_id)
    permit = may_arrange(viewer, paper, clock)
    if not permit and not permit.closed:
        raise NotFound
    decided = {row.badge: row for row in BADGE.rows(viewer, at).filter(artifact=artifact)}
    evaluations = list(EVALUATION.rows(viewer, at).filter(artifact=artifact, is_active=True))
    submitted = {row.pk: row.label for row in evaluations if row.submitted_at}
    votes: dict[str, list[tuple[str, str, str]]] = {}
    for vote in BadgeVote.objects.filter(evaluation_id__in=submitted):
        votes.setdefault(vote.badge, []).append((submitted[vote.evaluation_id], vote.vote, vote.reason))
    questions = tuple(
        BadgeQuestion(
            key=badge.key,
            name=badge.name,
            criterion=badge.criterion,
            is_asked=badge.key in artifact.badges_asked,
            votes=_count(votes.get(badge.key, [])),
            is_awarded=decided[badge.key].is_awarded if badge.key in decided else None,
            reason=decided[badge.key].reason if badge.key in decided else "",
        )
        for badge in rules.badges
    )
    return DecidePage(
        number=paper.number,
        title=paper.title,
        state=artifact.state,
        questions=questions,
        note=artifact.decision_note,
        seen=decided_mark(decided.values()),
        evaluations_in=len(submitted),
        evaluations_wanted=len(evaluations),
        permit=permit,
    )


def decided_mark(rows: Iterable[BadgeDecision]) -> str:
    """Changes with every decision; a form carries it against lost updates."""
    return max((row.at.isoformat() for row in rows), default="")


@dataclass(frozen=True)
class LetterShown:
    """A letter as it will leave."""

    to: str
    name: str
    subject: str
    body: str


@dataclass(frozen=True)
class ArtifactToRelease:
    """One artifact with what its authors will be told."""

    number: int
    title: str
    url: str
    is_decided: bool
    badges: tuple[BadgeLine, ...]
    letters: tuple[LetterShown, ...]


@dataclass(frozen=True)
class ReleasePreview:
    """What releasing does: of the artifacts that the viewer may see, whom it reaches and with which words."""

    artifacts: tuple[ArtifactToRelease, ...]
    letters: int
    undecided: tuple[int, ...]
    problem: str
    has_unseen: bool
    seen: str
    """Changes with every word of every letter; the release is refused if it has changed since."""


def release_preview(viewer: Viewer, at: Moment, edition: Edition) -> ReleasePreview:
    """Every letter that the release would write, of papers with which the viewer has no conflict."""
    rules = scheme(edition)
    rows = list(
        WORKED_ON.rows(viewer, at)
        .filter(in_evaluation(edition))
        .exclude(submission_id__in=viewer.tied(Tie.AUTHORED))
        .select_related("submission")
        .order_by("submission__number", "xid")
    )
    decided: dict[int, list[BadgeDecision]] = {}
    for row in BADGE.rows(viewer, at).filter(artifact__in=rows):
        decided.setdefault(row.artifact_id, []).append(row)
    authors = Authorship.objects.filter(
        submission__in=[artifact.submission_id for artifact in rows], person__isnull=False
    )
    people: dict[int, list[Authorship]] = {}
    for author in authors.select_related("person").order_by("submission_id", "position"):
        people.setdefault(author.submission_id, []).append(author)
    subject, body = letters.words_of(edition, BADGES)
    artifacts = tuple(
        _to_release(edition, rules, artifact, decided.get(artifact.pk, []), people, (subject, body))
        for artifact in rows
    )
    undecided = tuple(one.number for one in artifacts if not one.is_decided)
    return ReleasePreview(
        artifacts=artifacts,
        letters=sum(len(one.letters) for one in artifacts),
        undecided=undecided,
        problem=_problem(edition, rows, undecided),
        has_unseen=bool(viewer.tied(Tie.ARTIFACT_CONFLICTED)),
        seen=hashlib.sha256(repr(artifacts).encode()).hexdigest()[:32],
    )


def in_evaluation(edition: Edition) -> Q:
    """Artifacts that were handed in and whose papers stand."""
    return Q(
        submission__edition=edition,
        submission__status=Status.COMPLETE,
        submission__outcome__in=ACCEPTED,
        state=ArtifactState.SUBMITTED,
    )


def _problem(edition: Edition, seen: list[Artifact], undecided: tuple[int, ...]) -> str:
    if undecided:
        names = ", ".join(str(number) for number in undecided)
        return f"Not decided yet: {names}. All artifacts are released together."
    others = Artifact.objects.filter(in_evaluation(edition), badge_decisions=None)
    if others.exclude(pk__in=[artifact.pk for artifact in seen]).exists():
        return "Another artifact chair has something to decide first."
    if not seen and not Artifact.objects.filter(in_evaluation(edition)).exists():
        return "No artifact has been handed in."
    return ""


def _to_release(
    edition: Edition,
    rules: Scheme,
    artifact: Artifact,
    decided: list[BadgeDecision],
    people: Mapping[int, list[Authorship]],
    words: tuple[str, str],
) -> ArtifactToRelease:
    paper = artifact.submission
    url = link(edition, "artifact-detail", number=paper.number)
    context = {
        "edition": edition.name,
        "contact": edition.contact,
        "number": str(paper.number),
        "title": paper.title,
        "badges": badge_words(rules, decided, artifact.decision_note),
        "link": settings.BASE_URL + url,
    }
    shown = []
    for author in people.get(paper.pk, []) if decided else []:
        if author.person is None:
            continue
        full = context | {"name": author.person.name or "colleague"}
        subject = f"[{edition.name}] {letters.fill(words[0], full)}"
        shown.append(LetterShown(author.person.email, full["name"], subject, letters.fill(words[1], full)))
    lines = [
        BadgeLine(row.badge, _name(row), _scheme_words(row.scheme), row.is_awarded, row.reason)
        for row in sorted(decided, key=lambda row: (not row.is_awarded, _rank(row.badge)))
    ]
    return ArtifactToRelease(paper.number, paper.title, url, bool(decided), tuple(lines), tuple(shown))


def _count(votes: list[tuple[str, str, str]]) -> VoteCount:
    def of(vote: Vote) -> int:
        return sum(one[1] == vote for one in votes)

    return VoteCount(of(Vote.AWARD), of(Vote.REFUSE), of(Vote.UNSURE), tuple(sorted(votes)))


def _shown(row: BadgeDecision) -> BadgeShown | None:
    rules = SCHEMES.get(row.scheme)
    badge = rules.badge(row.badge) if rules else None
    if badge is None:
        return None
    return BadgeShown(badge.key, badge.name, badge.criterion, _scheme_words(row.scheme))


def _name(row: BadgeDecision) -> str:
    rules = SCHEMES.get(row.scheme)
    return rules.name_of(row.badge) if rules else row.badge


def _scheme_words(key: str) -> str:
    rules = SCHEMES.get(key)
    return (
        f"{rules.name} {rules.version}"
        if rules and rules.version not in rules.name
        else rules.name
        if rules
        else key
    )


def _rank(key: str) -> int:
    order = ("available", "functional", "reusable", "reproduced")
    return order.index(key) if key in order else len(order)


def _order(badge: BadgeShown) -> tuple[int, str]:
    return _rank(badge.key), badge.key


@dataclass(frozen=True)
class PublicRow:
    """A paper with its public badges."""

    number: int
    title: str
    badges: tuple[BadgeShown, ...]


def public_rows(viewer: Viewer, at: Moment, edition: Edition) -> list[PublicRow]:
    """Every paper of the edition that has a public badge, by number; empty before badges and list are public."""
    scheme(edition)
    public = Viewer(edition_id=edition.pk, edition_slug=edition.slug)
    rows = BADGE.rows(public, at).values_list("submission_id", flat=True)
    papers = SUBMISSION.rows(public, at).filter(edition=edition, pk__in=rows).order_by("number", "xid")
    named = {paper.pk: paper for paper in papers}
    badges = public_badges(viewer, at, list(named))
    return [
        PublicRow(paper.number, paper.title, badges[key]) for key, paper in named.items() if key in badges
    ]
