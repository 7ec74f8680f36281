"""What artifact evaluation offers to the page of one paper. Nobody else's page shows that there is anything."""

from dataclasses import dataclass
from datetime import datetime

from artifacts.models import Artifact
from artifacts.policies import ARTIFACT_VERSION, STAMPED, WORKED_ON, may_register
from artifacts.queries.badges import BadgeShown, public_badges
from artifacts.queries.common import STATE_CHIPS, has_artifacts, is_author
from submissions.domain import ACCEPTED, Status
from submissions.models import Submission
from sysml.conference.clockwork import Shown, shown
from sysml.conference.domain import ActKind, Clock, WindowKind
from sysml.conference.moment import Moment
from sysml.conference.pages import Panel, link
from sysml.conference.viewer import Tie, Viewer


@dataclass(frozen=True)
class ArtifactPanel:
    """Where the artifact of this paper stands, for those who work on it; or that it can be registered."""

    url: str
    register_url: str
    chip: tuple[str, str]
    words: str
    until: Shown | None


@dataclass(frozen=True)
class BadgesPanel:
    """The badges of a paper, as everybody sees them."""

    badges: tuple[BadgeShown, ...]
    pdf_url: str


def panels(viewer: Viewer, at: Moment, paper: Submission) -> list[Panel]:
    """The artifact for authors, its evaluators and the artifact chairs; public badges for whoever sees the paper."""
    if not has_artifacts(paper.edition):
        return []
    made = []
    own = _own(viewer, at, paper)
    if own is not None:
        made.append(Panel("artifacts/panels/artifact.html", own, "side", 20))
    badges = _badges(viewer, at, paper)
    if badges is not None:
        made.append(Panel("artifacts/panels/badges.html", badges, "side", 15))
    return made


def _own(viewer: Viewer, at: Moment, paper: Submission) -> ArtifactPanel | None:
    clock = at.clock(paper.track_id, paper.pk, viewer.person_id)
    artifact = WORKED_ON.rows(viewer, at).filter(submission=paper).first()
    if artifact is not None:
        return _of_artifact(viewer, at, paper, artifact, clock)
    accepted = paper.outcome in ACCEPTED and paper.status == Status.COMPLETE
    if not accepted or not is_author(viewer, paper.pk) or not clock.done(ActKind.RELEASED):
        return None
    if not clock.takes(WindowKind.ARTIFACT_REGISTRATION) or clock.done(ActKind.BADGES_RELEASED):
        return None
    register = link(paper.edition, "artifact-register", number=paper.number)
    words = "Hand in what stands behind the paper. Evaluators try it out, and the paper can earn badges."
    may = bool(may_register(viewer, paper, clock))
    return ArtifactPanel("", register if may else "", ("", "Not registered"), words, _until(at, paper, clock))


def _of_artifact(
    viewer: Viewer, at: Moment, paper: Submission, artifact: Artifact, clock: Clock
) -> ArtifactPanel:
    version = ARTIFACT_VERSION.rows(viewer, at).filter(artifact=artifact).order_by("-number").first()
    words = f"Version {version.number} counts." if version else "Nothing has been handed in yet."
    if paper.pk in viewer.tied(Tie.EVALUATES):
        words = f"You evaluate it. {words}"
    return ArtifactPanel(
        link(paper.edition, "artifact-detail", number=paper.number),
        "",
        STATE_CHIPS[artifact.state],
        words,
        None,
    )


def _until(at: Moment, paper: Submission, clock: Clock) -> Shown | None:
    span = clock.spans.get(WindowKind.ARTIFACT_REGISTRATION)
    closes: datetime | None = span.closes if span else None
    zone = paper.edition.zone
    return shown(closes, now=at.now, own_zone=zone, edition_zone=zone) if closes else None


def _badges(viewer: Viewer, at: Moment, paper: Submission) -> BadgesPanel | None:
    found = public_badges(viewer, at, [paper.pk]).get(paper.pk)
    if not found:
        return None
    stamped = STAMPED.rows(viewer, at).filter(submission=paper, stamped_blob__isnull=False).exists()
    url = link(paper.edition, "artifact-paper", number=paper.number) if stamped else ""
    return BadgesPanel(found, url)
