"""What several queries of this app share."""

from datetime import datetime

from artifacts.domain import SCHEMES, ArtifactState, Scheme
from artifacts.models import Artifact
from artifacts.policies import WORKED_ON
from submissions.models import Submission
from submissions.policies import SUBMISSION
from sysml.conference.clockwork import zone
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound

STATE_CHIPS: dict[str, tuple[str, str]] = {
    ArtifactState.REGISTERED: ("warn", "Nothing handed in yet"),
    ArtifactState.SUBMITTED: ("ok", "Handed in"),
    ArtifactState.DECIDED: ("ok", "Evaluated"),
    ArtifactState.WITHDRAWN: ("", "Withdrawn"),
}


def scheme(edition: Edition) -> Scheme:
    """The edition's badge scheme; an edition without one has no artifacts, and none of their pages."""
    found = SCHEMES.get(edition.badge_scheme)
    if found is None:
        raise NotFound
    return found


def has_artifacts(edition: Edition) -> bool:
    """Whether this edition evaluates artifacts at all; a part that is off shows nowhere."""
    return edition.badge_scheme in SCHEMES


def get_paper(viewer: Viewer, at: Moment, edition: Edition, number: int) -> Submission:
    """The paper, if the viewer may know of it; NotFound otherwise, whatever the reason."""
    scheme(edition)
    rows = SUBMISSION.rows(viewer, at).select_related("track", "edition")
    paper = rows.filter(edition=edition, number=number).first()
    if paper is None:
        raise NotFound
    return paper


def get_worked_on(viewer: Viewer, at: Moment, edition: Edition, number: int) -> Artifact:
    """The artifact, for its authors, its evaluators and the artifact chairs; NotFound for everybody else."""
    paper = get_paper(viewer, at, edition, number)
    artifact = WORKED_ON.rows(viewer, at).filter(submission=paper).first()
    if artifact is None:
        raise NotFound
    artifact.submission = paper
    return artifact


def is_author(viewer: Viewer, paper_id: int) -> bool:
    """The viewer is an author of the paper; when looking as somebody, that person or the real one."""
    own = paper_id in viewer.tied(Tie.AUTHORED)
    return own or (viewer.through is not None and is_author(viewer.through, paper_id))


def stamp(instant: datetime, edition: Edition, *, day_only: bool) -> tuple[str, str]:
    """A time in words and for machines, on the conference's clock; to the day where it could tell who acted."""
    local = instant.astimezone(zone(edition.zone))
    if day_only:
        return f"{local:%Y-%m-%d}", f"{local:%Y-%m-%d}"
    return f"{local:%Y-%m-%d %H:%M}", instant.isoformat()
