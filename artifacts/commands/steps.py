"""Steps that several commands share; none is a command."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from artifacts.domain import SCHEMES, ArtifactState, Scheme
from artifacts.models import Artifact, Evaluation
from artifacts.policies import WORKED_ON
from submissions.locking import Locked
from submissions.models import Authorship, Submission
from sysml.conference import letters
from sysml.conference.letters import Kind
from sysml.conference.models import Edition
from sysml.conference.pages import link
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import IllegalTransition, NotAllowed, NotFound, StaleWrite
from sysml.kernel.models import User


def scheme_of(edition: Edition) -> Scheme:
    """The edition's badge scheme; raises NotAllowed where the edition evaluates no artifacts."""
    scheme = SCHEMES.get(edition.badge_scheme)
    if scheme is None:
        raise NotAllowed("This edition evaluates no artifacts.")
    return scheme


def locked_artifact(locked: Locked) -> Artifact:
    """The artifact of a locked paper, if the actor works on it; raises NotFound."""
    artifact = (
        WORKED_ON.rows(locked.by, locked.at)
        .select_for_update(of=("self",))
        .filter(submission=locked.paper)
        .first()
    )
    if artifact is None:
        raise NotFound
    return artifact


def living(artifact: Artifact) -> Artifact:
    """The artifact, unless its authors have withdrawn it."""
    if artifact.state == ArtifactState.WITHDRAWN:
        raise IllegalTransition("The authors have withdrawn this artifact.")
    return artifact


def person_of(by: Viewer) -> int:
    """The key of the person who acts; only persons take part in an evaluation."""
    if by.person_id is None:
        raise NotAllowed("Sign in first.")
    return by.person_id


def check_revision(current: int, seen: int) -> None:
    """Refuse to overwrite what somebody changed meanwhile."""
    if current != seen:
        raise StaleWrite


def page_url(edition: Edition, paper: Submission) -> str:
    """The full address of an artifact's page."""
    return f"{settings.BASE_URL}{link(edition, 'artifact-detail', number=paper.number)}"


def write_to_authors(
    kind: Kind,
    *,
    edition: Edition,
    paper: Submission,
    key: str,
    now: datetime,
    extra: dict[str, str] | None = None,
    status: str = "",
) -> None:
    """A letter to each author of the paper who has claimed the place."""
    people = [
        a.person
        for a in Authorship.objects.filter(submission=paper, person__isnull=False).select_related("person")
    ]
    write_to(
        kind,
        edition=edition,
        paper=paper,
        people=[p for p in people if p],
        key=key,
        now=now,
        extra=extra,
        status=status,
    )


def write_to_evaluators(
    kind: Kind, *, edition: Edition, artifact: Artifact, key: str, now: datetime, but: int | None = None
) -> None:
    """A letter to each active evaluator of the artifact, except the one who caused it."""
    rows = Evaluation.objects.filter(artifact=artifact, is_active=True).select_related("evaluator__person")
    people = [row.evaluator.person for row in rows if row.evaluator.person and row.evaluator.person_id != but]
    write_to(kind, edition=edition, paper=artifact.submission, people=people, key=key, now=now)


def write_to(
    kind: Kind,
    *,
    edition: Edition,
    paper: Submission,
    people: Iterable[User],
    key: str,
    now: datetime,
    extra: dict[str, str] | None = None,
    status: str = "",
) -> None:
    """A letter about the artifact to each of these people."""
    context = {
        "number": str(paper.number),
        "title": paper.title,
        "link": page_url(edition, paper),
        **(extra or {}),
    }
    for person in people:
        letters.write(
            kind,
            edition=edition,
            person=person,
            key=f"{key}:{person.xid}",
            now=now,
            about=paper.xid,
            context=context,
            status=status,
        )
