"""Who sees what of artifacts, and who may do what. Single-blind for ever: authors never learn an evaluator's name.

The artifact committee never sees paper reviews or scores, and nothing of an artifact reaches the programme
committee before badges are released.
"""

from django.db.models import Q

from artifacts.domain import ArtifactAudience, ArtifactState, EvaluatorState
from artifacts.models import (
    Artifact,
    ArtifactConflict,
    ArtifactPost,
    ArtifactVersion,
    BadgeDecision,
    Evaluation,
)
from submissions.domain import ACCEPTED, Outcome, Status
from submissions.models import Submission
from sysml.conference.domain import ActKind, Clock, WindowKind
from sysml.conference.policies import blocked, may_chair_artifacts
from sysml.conference.rules import Rule, Table, Who, begun, done
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import ALLOWED, Denied, Permit

_PUBLIC = done(ActKind.BADGES_RELEASED) & done(ActKind.LIST_PUBLIC)
_OF_PUBLISHED = Q(submission__status=Status.COMPLETE, submission__outcome=Outcome.ACCEPTED)
_DECIDED = Q(artifact__state=ArtifactState.DECIDED)
_IN_EVALUATION = ~Q(artifact__state=ArtifactState.WITHDRAWN)

ARTIFACT = Table(
    "artifact",
    Artifact,
    (
        Rule(Who.AUTHOR),
        Rule(Who.EVALUATOR),
        Rule(
            Who.ANY_EVALUATOR,
            begun(WindowKind.KICK_THE_TIRES) & done(ActKind.LIST_PUBLIC),
            ~Q(state=ArtifactState.WITHDRAWN) & _OF_PUBLISHED,
        ),
        Rule(Who.ARTIFACT_CHAIR),
    ),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)
"""Which papers were invited is confidential until the list is public, among evaluators too; so they see nothing of
a conditional accept, which is not on that list."""

WORKED_ON = Table(
    "artifact, as those see it who work on it",
    Artifact,
    (Rule(Who.AUTHOR), Rule(Who.EVALUATOR), Rule(Who.ARTIFACT_CHAIR)),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)
"""Commands and forms start here: other evaluators read what an artifact is and do nothing with it."""

DECISION_NOTE = Table(
    "note with the badges",
    Artifact,
    (Rule(Who.AUTHOR, done(ActKind.BADGES_RELEASED)), Rule(Who.EVALUATOR), Rule(Who.ARTIFACT_CHAIR)),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)

STAMPED = Table(
    "paper with its badges on it",
    Artifact,
    (
        Rule(Who.AUTHOR, done(ActKind.BADGES_RELEASED)),
        Rule(Who.ARTIFACT_CHAIR, done(ActKind.BADGES_RELEASED)),
        Rule(Who.PUBLICATION, done(ActKind.BADGES_RELEASED)),
        Rule(Who.ANYONE, _PUBLIC & done(ActKind.PROCEEDINGS_PUBLIC), _OF_PUBLISHED),
    ),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)

ARTIFACT_VERSION = Table(
    "artifact files and links",
    ArtifactVersion,
    (Rule(Who.AUTHOR), Rule(Who.EVALUATOR, rows=_IN_EVALUATION), Rule(Who.ARTIFACT_CHAIR)),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)

EVALUATION = Table(
    "evaluation",
    Evaluation,
    (
        Rule(Who.AUTHOR, done(ActKind.BADGES_RELEASED), Q(submitted_at__isnull=False, is_active=True)),
        Rule(Who.EVALUATOR, rows=Q(is_active=True)),
        Rule(Who.ARTIFACT_CHAIR),
    ),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)

KICK_THE_TIRES = Table(
    "kick-the-tires findings",
    Evaluation,
    (
        Rule(Who.AUTHOR, rows=Q(kick_at__isnull=False)),
        Rule(Who.EVALUATOR, rows=Q(is_active=True)),
        Rule(Who.ARTIFACT_CHAIR),
    ),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)

REMARKS = Table(
    "remarks to evaluators and artifact chairs",
    Evaluation,
    (Rule(Who.EVALUATOR, rows=Q(is_active=True)), Rule(Who.ARTIFACT_CHAIR)),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)

EVALUATOR_NAME = Table(
    "who evaluates",
    Evaluation,
    (Rule(Who.EVALUATOR, rows=Q(is_active=True)), Rule(Who.ARTIFACT_CHAIR)),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
    instead="the letter of the evaluation, “Evaluator A”",
    within=EVALUATION,
)

ARTIFACT_POST = Table(
    "posts about an artifact",
    ArtifactPost,
    (
        Rule(Who.AUTHOR, rows=Q(audience=ArtifactAudience.AUTHORS)),
        Rule(Who.EVALUATOR, rows=Q(audience__in=[ArtifactAudience.AUTHORS, ArtifactAudience.EVALUATORS])),
        Rule(Who.ARTIFACT_CHAIR),
    ),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)

BADGE = Table(
    "badges",
    BadgeDecision,
    (
        Rule(Who.AUTHOR, done(ActKind.BADGES_RELEASED), _DECIDED),
        Rule(Who.EVALUATOR),
        Rule(Who.ARTIFACT_CHAIR),
        Rule(Who.ANYONE, _PUBLIC, Q(is_awarded=True) & _OF_PUBLISHED & _DECIDED),
    ),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)

CONFLICT = Table(
    "conflicts of evaluators",
    ArtifactConflict,
    (Rule(Who.ARTIFACT_CHAIR),),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)


def _stopped(viewer: Viewer, clock: Clock) -> Denied | None:
    """What stops everybody; the release of badges ends the work on every artifact."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if clock.done(ActKind.BADGES_RELEASED):
        return Denied("The badges have been released; this evaluation is over.", closed=True)
    return None


def may_register(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Authors of an accepted paper, from its release, while artifacts are taken."""
    if (stop := _stopped(viewer, clock)) is not None:
        return stop
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return Denied("Only the authors register an artifact.")
    if not clock.done(ActKind.RELEASED) or paper.outcome not in ACCEPTED or paper.status != Status.COMPLETE:
        return Denied("Only accepted papers have artifacts.")
    if not clock.takes(WindowKind.ARTIFACT_REGISTRATION):
        return Denied("Artifacts are not taken now.", closed=True)
    return ALLOWED


def may_change(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """New versions are taken from registration until the evaluation ends, so that authors can mend."""
    if (stop := _stopped(viewer, clock)) is not None:
        return stop
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return Denied("Only the authors change an artifact.")
    windows = (WindowKind.ARTIFACT_REGISTRATION, WindowKind.KICK_THE_TIRES, WindowKind.ARTIFACT_EVALUATION)
    if any(clock.takes(kind) for kind in windows):
        return ALLOWED
    return Denied("Artifacts are not taken now.", closed=True)


def may_evaluate(viewer: Viewer, paper: Submission, clock: Clock, window: WindowKind) -> Permit:
    """Evaluators of this artifact; kick-the-tires reports are also taken while the evaluation runs."""
    if (stop := _stopped(viewer, clock)) is not None:
        return stop
    if paper.pk not in viewer.tied(Tie.EVALUATES) or paper.pk in viewer.tied(Tie.ARTIFACT_CONFLICTED):
        return Denied("You do not evaluate this artifact.")
    if clock.takes(window) or clock.takes(WindowKind.ARTIFACT_EVALUATION):
        return ALLOWED
    return Denied("Evaluations are not taken now.", closed=True)


def may_post(viewer: Viewer, paper: Submission, clock: Clock, audience: ArtifactAudience) -> Permit:
    """Whoever reads posts of this audience may write them."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if may_chair_artifacts(viewer, paper.track_id, paper.pk):
        return ALLOWED
    if audience is ArtifactAudience.AUTHORS and paper.pk in viewer.tied(Tie.AUTHORED):
        return ALLOWED
    evaluates = viewer.tied(Tie.EVALUATES) - viewer.tied(Tie.ARTIFACT_CONFLICTED)
    if audience is not ArtifactAudience.CHAIRS and paper.pk in evaluates:
        return ALLOWED
    return Denied("You do not take part in this conversation.")


def may_run(viewer: Viewer) -> Permit:
    """Artifact chairs of the whole edition invite evaluators, and release badges."""
    return may_chair_artifacts(viewer)


def may_arrange(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Artifact chairs without a conflict give an artifact its evaluators and decide its badges."""
    permit = may_chair_artifacts(viewer, paper.track_id, paper.pk)
    stop = _stopped(viewer, clock)
    return stop if permit and stop is not None else permit


def may_answer(state: str) -> Permit:
    """An invitation can be answered, and the answer changed, until the chairs take the place back."""
    if state == EvaluatorState.REMOVED:
        return Denied("This invitation was withdrawn.")
    return ALLOWED


def may_release(viewer: Viewer, clock: Clock) -> Permit:
    """Badges are released once, for all artifacts, after the decisions on papers."""
    permit = may_run(viewer)
    if not permit:
        return permit
    if clock.done(ActKind.BADGES_RELEASED):
        return Denied("The badges have been released.")
    if not clock.done(ActKind.RELEASED):
        return Denied("The decisions on papers have not been released yet.")
    return ALLOWED
