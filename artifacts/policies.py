"""Who sees what of artifacts, and who may do what. Single-blind for ever: authors never learn an evaluator's name.

The artifact committee never sees paper reviews or scores, and nothing of an artifact reaches the programme
committee before badges are released.
"""

from django.db.models import Q

from artifacts.domain import ArtifactAudience
from artifacts.models import Artifact, ArtifactPost, ArtifactVersion, BadgeDecision, Evaluation
from submissions.domain import ACCEPTED, Status
from submissions.models import Submission
from sysml.conference.domain import ActKind, Clock, WindowKind
from sysml.conference.policies import blocked
from sysml.conference.rules import Rule, Table, Who, begun, done
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import ALLOWED, Denied, Permit

_PUBLIC = done(ActKind.BADGES_RELEASED) & done(ActKind.LIST_PUBLIC)
_HAS_BADGE = Q(badge_decisions__is_awarded=True)

ARTIFACT = Table(
    "artifact",
    Artifact,
    (
        Rule(Who.AUTHOR),
        Rule(Who.EVALUATOR),
        Rule(Who.ANY_EVALUATOR, begun(WindowKind.KICK_THE_TIRES)),
        Rule(Who.ARTIFACT_CHAIR),
    ),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)

ARTIFACT_VERSION = Table(
    "artifact files and links",
    ArtifactVersion,
    (Rule(Who.AUTHOR), Rule(Who.EVALUATOR), Rule(Who.ARTIFACT_CHAIR)),
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
        Rule(Who.AUTHOR, rows=Q(kick_at__isnull=False, is_active=True)),
        Rule(Who.EVALUATOR, rows=Q(is_active=True)),
        Rule(Who.ARTIFACT_CHAIR),
    ),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)

EVALUATOR_NAME = Table(
    "who evaluates",
    Evaluation,
    (Rule(Who.EVALUATOR, rows=Q(is_active=True)), Rule(Who.ARTIFACT_CHAIR)),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
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
        Rule(Who.AUTHOR, done(ActKind.BADGES_RELEASED)),
        Rule(Who.EVALUATOR),
        Rule(Who.ARTIFACT_CHAIR),
        Rule(Who.ANYONE, _PUBLIC, Q(is_awarded=True)),
    ),
    path="submission",
    wall=Tie.ARTIFACT_CONFLICTED,
)


def may_register(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Authors of an accepted paper, from its release, while artifacts are taken."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return Denied("Only the authors register an artifact.")
    if paper.outcome not in ACCEPTED or paper.status != Status.COMPLETE:
        return Denied("Only accepted papers have artifacts.")
    if not clock.takes(WindowKind.ARTIFACT_REGISTRATION):
        return Denied("Artifacts are not taken now.", closed=True)
    return ALLOWED


def may_change(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """New versions are taken from registration until the evaluation ends, so that authors can mend."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return Denied("Only the authors change an artifact.")
    windows = (WindowKind.ARTIFACT_REGISTRATION, WindowKind.KICK_THE_TIRES, WindowKind.ARTIFACT_EVALUATION)
    if any(clock.takes(kind) for kind in windows):
        return ALLOWED
    return Denied("Artifacts are not taken now.", closed=True)


def may_evaluate(viewer: Viewer, paper: Submission, clock: Clock, window: WindowKind) -> Permit:
    """Evaluators of this artifact; kick-the-tires reports are also taken while the evaluation runs."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.pk not in viewer.tied(Tie.EVALUATES) or paper.pk in viewer.tied(Tie.ARTIFACT_CONFLICTED):
        return Denied("You do not evaluate this artifact.")
    if clock.takes(window) or clock.takes(WindowKind.ARTIFACT_EVALUATION):
        return ALLOWED
    return Denied("Evaluations are not taken now.", closed=True)
