"""Lists of artifacts: an author's, an evaluator's, the artifact chairs'."""

from collections.abc import Iterable
from dataclasses import dataclass

from artifacts.domain import ArtifactState, Scheme
from artifacts.models import Artifact, ArtifactVersion, BadgeDecision, Evaluation
from artifacts.policies import (
    ARTIFACT_VERSION,
    BADGE,
    EVALUATION,
    EVALUATOR_NAME,
    WORKED_ON,
    may_register,
    may_run,
)
from artifacts.queries.common import STATE_CHIPS, scheme
from submissions.domain import ACCEPTED, Status
from submissions.models import Submission
from submissions.policies import SUBMISSION
from sysml.conference.domain import ActKind, RoleKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound

FILTERS: dict[str, str] = {
    "": "All",
    "unassigned": "Without evaluators",
    "waiting": "Evaluations missing",
    "undecided": "To decide",
    "decided": "Decided",
}


@dataclass(frozen=True)
class AuthorRow:
    """One accepted paper of the viewer, with its artifact if there is one."""

    number: int
    title: str
    state: str
    chip: tuple[str, str]
    has_artifact: bool
    may_register: bool


@dataclass(frozen=True)
class EvaluatorRow:
    """One artifact that the viewer evaluates."""

    number: int
    title: str
    label: str
    version: int | None
    kicked: bool
    submitted: bool
    state: str
    chip: tuple[str, str]


@dataclass(frozen=True)
class ChairRow:
    """One artifact as artifact chairs see it in their table."""

    number: int
    title: str
    state: str
    chip: tuple[str, str]
    badges_asked: tuple[str, ...]
    version: int | None
    evaluators: tuple[str, ...]
    kicks: int
    evaluations: int
    wanted: int
    decided: bool
    awarded: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """How far the evaluation of artifacts has come, of what the viewer may see."""

    invited: int
    registered: int
    handed_in: int
    decided: int
    released: bool


@dataclass(frozen=True)
class ArtifactLists:
    """Everything on the page of artifacts; a list that is not this viewer's is absent."""

    mine: tuple[AuthorRow, ...]
    to_evaluate: tuple[EvaluatorRow, ...] | None
    chaired: tuple[ChairRow, ...] | None
    progress: Progress | None
    may_run: bool


def lists(viewer: Viewer, at: Moment, edition: Edition, show: str = "") -> ArtifactLists:
    """The lists of this viewer; NotFound for whoever has none."""
    rules = scheme(edition)
    chairs = viewer.is_system or viewer.holds(RoleKind.ARTIFACT_CHAIR)
    mine = author_rows(viewer, at, edition)
    if not (chairs or viewer.is_evaluator or viewer.tied(Tie.EVALUATES) or mine):
        raise NotFound
    every = chair_rows(viewer, at, edition, rules) if chairs else None
    return ArtifactLists(
        mine=mine,
        to_evaluate=evaluator_rows(viewer, at) if viewer.is_evaluator else None,
        chaired=tuple(row for row in every if _matches(row, show)) if every is not None else None,
        progress=_progress(viewer, at, edition, every) if every is not None else None,
        may_run=bool(may_run(viewer)),
    )


def author_rows(viewer: Viewer, at: Moment, edition: Edition) -> tuple[AuthorRow, ...]:
    """Accepted papers of the viewer, from the release on."""
    if not viewer.tied(Tie.AUTHORED):
        return ()
    papers = list(
        SUBMISSION.rows(viewer, at)
        .filter(
            pk__in=viewer.tied(Tie.AUTHORED), edition=edition, outcome__in=ACCEPTED, status=Status.COMPLETE
        )
        .order_by("number", "xid")
    )
    papers = [p for p in papers if at.clock(p.track_id, p.pk, viewer.person_id).done(ActKind.RELEASED)]
    found = {row.submission_id: row for row in WORKED_ON.rows(viewer, at).filter(submission__in=papers)}
    return tuple(_author_row(viewer, at, paper, found.get(paper.pk)) for paper in papers)


def _author_row(viewer: Viewer, at: Moment, paper: Submission, artifact: Artifact | None) -> AuthorRow:
    permit = may_register(viewer, paper, at.clock(paper.track_id, paper.pk, viewer.person_id))
    living = artifact is not None and artifact.state != ArtifactState.WITHDRAWN
    return AuthorRow(
        number=paper.number,
        title=paper.title,
        state=artifact.state if artifact else "",
        chip=STATE_CHIPS[artifact.state] if artifact else ("", "Not registered"),
        has_artifact=artifact is not None,
        may_register=bool(permit) and not living,
    )


def evaluator_rows(viewer: Viewer, at: Moment) -> tuple[EvaluatorRow, ...]:
    """What the viewer evaluates, by number."""
    rows = list(
        EVALUATION.rows(viewer, at)
        .filter(evaluator__person_id=viewer.person_id, is_active=True)
        .select_related("artifact", "submission")
        .order_by("submission__number", "xid")
    )
    newest = _newest(ARTIFACT_VERSION.rows(viewer, at).filter(artifact__in=[row.artifact_id for row in rows]))
    return tuple(
        EvaluatorRow(
            number=row.submission.number,
            title=row.submission.title,
            label=f"Evaluator {row.label}",
            version=newest.get(row.artifact_id),
            kicked=row.kick_at is not None,
            submitted=row.submitted_at is not None,
            state=row.artifact.state,
            chip=STATE_CHIPS[row.artifact.state],
        )
        for row in rows
    )


def chair_rows(viewer: Viewer, at: Moment, edition: Edition, rules: Scheme) -> tuple[ChairRow, ...]:
    """Every artifact that the artifact chair may see, by number. Five queries, however many there are."""
    artifacts = list(
        WORKED_ON.rows(viewer, at)
        .filter(submission__edition=edition)
        .exclude(submission_id__in=viewer.tied(Tie.AUTHORED))
        .select_related("submission")
        .order_by("submission__number", "xid")
    )
    evaluations: dict[int, list[Evaluation]] = {}
    rows = EVALUATOR_NAME.rows(viewer, at).filter(artifact__in=artifacts, is_active=True)
    for row in rows.select_related("evaluator").order_by("label", "xid"):
        evaluations.setdefault(row.artifact_id, []).append(row)
    decided: dict[int, list[BadgeDecision]] = {}
    for decision in BADGE.rows(viewer, at).filter(artifact__in=artifacts):
        decided.setdefault(decision.artifact_id, []).append(decision)
    newest = _newest(ARTIFACT_VERSION.rows(viewer, at).filter(artifact__in=artifacts))
    return tuple(
        _chair_row(
            artifact,
            rules,
            evaluations.get(artifact.pk, []),
            decided.get(artifact.pk, []),
            newest.get(artifact.pk),
        )
        for artifact in artifacts
    )


def _chair_row(
    artifact: Artifact,
    rules: Scheme,
    evaluations: list[Evaluation],
    decided: list[BadgeDecision],
    version: int | None,
) -> ChairRow:
    awarded = {row.badge for row in decided if row.is_awarded}
    return ChairRow(
        number=artifact.submission.number,
        title=artifact.submission.title,
        state=artifact.state,
        chip=STATE_CHIPS[artifact.state],
        badges_asked=tuple(badge.key for badge in rules.badges if badge.key in artifact.badges_asked),
        version=version,
        evaluators=tuple(row.evaluator.name for row in evaluations),
        kicks=sum(row.kick_at is not None for row in evaluations),
        evaluations=sum(row.submitted_at is not None for row in evaluations),
        wanted=len(evaluations),
        decided=bool(decided),
        awarded=tuple(badge.key for badge in rules.badges if badge.key in awarded),
    )


def _newest(rows: Iterable[ArtifactVersion]) -> dict[int, int]:
    newest: dict[int, int] = {}
    for row in rows:
        newest[row.artifact_id] = max(row.number, newest.get(row.artifact_id, 0))
    return newest


def _matches(row: ChairRow, show: str) -> bool:
    handed_in = row.state == ArtifactState.SUBMITTED
    tests = {
        "unassigned": handed_in and row.wanted == 0,
        "waiting": handed_in and row.evaluations < row.wanted,
        "undecided": handed_in and not row.decided,
        "decided": row.decided,
    }
    return tests.get(show, True)


def _progress(viewer: Viewer, at: Moment, edition: Edition, rows: tuple[ChairRow, ...]) -> Progress:
    invited = (
        SUBMISSION.rows(viewer, at)
        .filter(edition=edition, outcome__in=ACCEPTED, status=Status.COMPLETE)
        .exclude(pk__in=viewer.tied(Tie.ARTIFACT_CONFLICTED))
        .count()
    )
    living = [row for row in rows if row.state != ArtifactState.WITHDRAWN]
    return Progress(
        invited=invited,
        registered=len(living),
        handed_in=sum(row.state != ArtifactState.REGISTERED for row in living),
        decided=sum(row.decided for row in living),
        released=at.edition.done(ActKind.BADGES_RELEASED),
    )
