"""What evaluators do: the first look, the evaluation with a vote per badge, and posts."""

from collections.abc import Mapping
from datetime import datetime

from artifacts import letters
from artifacts.commands.steps import (
    check_revision,
    living,
    locked_artifact,
    person_of,
    scheme_of,
    write_to_authors,
    write_to_evaluators,
)
from artifacts.domain import (
    KICK_ANSWERS,
    KICK_THE_TIRES,
    LONGEST_TEXT,
    ArtifactAudience,
    ArtifactState,
    Ballot,
)
from artifacts.models import Artifact, ArtifactPost, ArtifactVersion, BadgeVote, Evaluation
from artifacts.policies import may_evaluate, may_post
from submissions.locking import Locked, lock_paper
from sysml.conference.acting import command, record
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import Invalid, NotFound


@command
def kick_the_tires(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    answers: Mapping[str, str],
    text: str,
    revision: int,
    now: datetime,
) -> Evaluation:
    """Report the first look; it goes to the authors at once, under the evaluator's label."""
    locked, artifact, mine = _mine(by, edition, number, now, WindowKind.KICK_THE_TIRES)
    check_revision(mine.revision, revision)
    allowed = {value for value, _ in KICK_ANSWERS}
    missing = [key for key, _ in KICK_THE_TIRES if answers.get(key) not in allowed]
    if missing:
        raise Invalid(dict.fromkeys(missing, "Choose one of the answers."))
    if not text.strip():
        raise Invalid({"text": "Say to the authors what you found and what they should mend."})
    mine.kick_answers = {key: answers[key] for key, _ in KICK_THE_TIRES}
    mine.kick_text, mine.kick_at = text, now
    mine.of_version = ArtifactVersion.objects.filter(artifact=artifact).order_by("-number").first()
    mine.revision += 1
    mine.save()
    write_to_authors(
        letters.KICKED, edition=edition, paper=locked.paper, key=f"{mine.xid}:{mine.revision}", now=now
    )
    record(locked.by, "artifact.kicked", now=now, about=locked.paper.xid, subject=f"evaluation:{mine.xid}")
    return mine


@command
def evaluate(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    environment: str,
    text: str,
    remarks: str,
    hours: float | None,
    ballots: tuple[Ballot, ...],
    revision: int,
    now: datetime,
) -> Evaluation:
    """Hand in the evaluation: text for the authors (shown when badges are released) and a vote per badge asked."""
    locked, artifact, mine = _mine(by, edition, number, now, WindowKind.ARTIFACT_EVALUATION)
    check_revision(mine.revision, revision)
    scheme = scheme_of(edition)
    voted = {ballot.badge for ballot in ballots if scheme.badge(ballot.badge)}
    lacking = [key for key in artifact.badges_asked if key not in voted]
    problems = {f"vote_{key}": "Vote on this badge; the authors ask for it." for key in lacking}
    if not text.strip():
        problems["text"] = "Say to the authors what you did and found."
    if hours is not None and not 0 <= hours <= 1000:
        problems["hours"] = "Say how many hours it took, or leave it out."
    if problems:
        raise Invalid(problems)
    mine.environment, mine.text, mine.remarks, mine.hours = environment, text, remarks, hours
    mine.of_version = ArtifactVersion.objects.filter(artifact=artifact).order_by("-number").first()
    mine.submitted_at = now
    mine.revision += 1
    mine.save()
    BadgeVote.objects.filter(evaluation=mine).delete()
    for ballot in ballots:
        if scheme.badge(ballot.badge):
            BadgeVote.objects.create(
                evaluation=mine, badge=ballot.badge, vote=ballot.vote, reason=ballot.reason
            )
    record(locked.by, "artifact.evaluated", now=now, about=locked.paper.xid, subject=f"evaluation:{mine.xid}")
    return mine


@command
def post(
    *, by: Viewer, edition: Edition, number: int, audience: ArtifactAudience, text: str, now: datetime
) -> ArtifactPost:
    """Write to the authors, the evaluators or the artifact chairs; who reads it is fixed by the audience."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    artifact = locked_artifact(locked)
    may_post(locked.by, locked.paper, locked.clock, audience).require()
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise Invalid(
            {"text": "This is too long for a message." if text.strip() else "Write something first."}
        )
    made = ArtifactPost.objects.create(
        artifact=artifact,
        submission=locked.paper,
        audience=audience,
        person_id=person_of(locked.by),
        signed_as=_signature(locked, artifact),
        text=text,
        at=now,
    )
    if audience is ArtifactAudience.AUTHORS and not _is_author(locked):
        write_to_authors(letters.POSTED, edition=edition, paper=locked.paper, key=made.xid, now=now)
    if audience is not ArtifactAudience.CHAIRS:
        write_to_evaluators(
            letters.POSTED, edition=edition, artifact=artifact, key=made.xid, now=now, but=locked.by.person_id
        )
    record(locked.by, "artifact.posted", now=now, about=locked.paper.xid, subject=f"artifact-post:{made.xid}")
    return made


def _mine(
    by: Viewer, edition: Edition, number: int, now: datetime, window: WindowKind
) -> tuple[Locked, Artifact, Evaluation]:
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    artifact = living(locked_artifact(locked))
    may_evaluate(locked.by, locked.paper, locked.clock, window).require()
    if artifact.state == ArtifactState.REGISTERED:
        raise Invalid({"": "The authors have not handed anything in yet."})
    mine = Evaluation.objects.filter(
        artifact=artifact, evaluator__person_id=locked.by.person_id, is_active=True
    ).first()
    if mine is None:
        raise NotFound
    return locked, artifact, mine


def _is_author(locked: Locked) -> bool:
    return locked.paper.pk in locked.by.tied(Tie.AUTHORED)


def _signature(locked: Locked, artifact: Artifact) -> str:
    if _is_author(locked):
        return "Authors"
    mine = Evaluation.objects.filter(artifact=artifact, evaluator__person_id=locked.by.person_id).first()
    return f"Evaluator {mine.label}" if mine is not None else "Artifact chair"
