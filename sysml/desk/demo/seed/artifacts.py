"""Artifacts of the finished edition: registered, looked at, evaluated; badges decided and released."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from artifacts import letters as kinds
from artifacts.commands.badges import STAMP_JOB
from artifacts.domain import (
    CHECKLIST,
    KICK_THE_TIRES,
    Access,
    ArtifactAudience,
    ArtifactState,
    EvaluatorState,
    Vote,
)
from artifacts.models import (
    Artifact,
    ArtifactConflict,
    ArtifactPost,
    ArtifactVersion,
    BadgeDecision,
    BadgeVote,
    Evaluation,
    Evaluator,
)
from committee.domain import institution
from submissions.domain import ACCEPTED
from sysml.desk.demo import reviews as content
from sysml.desk.demo.people import PEOPLE
from sysml.desk.demo.seed.papers import archive
from sysml.desk.demo.seed.stage import Placed, Stage, store, token_for
from sysml.kernel.invitations import digest
from sysml.kernel.models import Job, User

_EVALUATORS = 10
_LOAD = 3
_WORDS = {
    "program": "One Python package and two scripts; included.",
    "model": "Two checkpoints of 1.2 GB; public.",
    "data": "Public data sets, fetched by a script.",
    "environment": "Linux, Python 3.11, no root.",
    "hardware": "One GPU with 24 GB; a reduced run needs none.",
    "disk": "20 GB.",
    "time-prepare": "Half an hour.",
    "time-complete": "A day; the reduced run takes twenty minutes.",
    "licences": "Code under Apache-2.0, data under CC BY 4.0.",
}
_BADGES = {"available": "available", "functional": "functional", "reproduced": "reproduced"}


def evaluate_artifacts(stage: Stage, persona_paper: str) -> None:
    """Two thirds of the accepted papers have an artifact; two people outside its circle looked at each."""
    evaluators = _invite(stage)
    accepted = stage.where(lambda row: row.outcome in ACCEPTED)
    chosen = [
        p
        for p in accepted
        if p.content.title == persona_paper or stage.draw("artifact", p.key).random() < 0.6
    ]
    artifacts = [(paper, *_register(stage, paper)) for paper in chosen]
    _note_conflicts(stage, chosen, evaluators)
    work = _assign(stage, artifacts, evaluators)
    for paper, artifact, version in artifacts:
        mine = [row for row in work if row.artifact_id == artifact.pk]
        _evaluate(stage, paper, artifact, version, mine)


def _artifact_chair(stage: Stage) -> User:
    return stage.cast["artifact-chair"]


def _invite(stage: Stage) -> list[Evaluator]:
    """People who did not review, students among them, and the persona."""
    busy = {member.person_id for member in stage.members} | {chair.pk for chair in stage.chairs}
    ready = [
        stage.cast[person.key]
        for person in PEOPLE
        if person.seniority in {"student", "postdoc", "engineer"} and stage.cast[person.key].pk not in busy
    ]
    people = [stage.cast["artifact-evaluator"], *stage.draw("evaluators").sample(ready, _EVALUATORS)]
    rows = []
    for position, user in enumerate(people):
        has_declined = position == len(people) - 1
        rows.append(
            Evaluator(
                edition=stage.edition,
                person=None if has_declined else user,
                email=user.email,
                name=user.name,
                affiliation=user.affiliation,
                resources="A workstation with one GPU, Linux.",
                load_max=_LOAD,
                token_digest=digest(token_for(stage.edition.slug, "artifacts", user.email)),
                state=EvaluatorState.DECLINED if has_declined else EvaluatorState.ACCEPTED,
                invited_at=stage.at(113.2),
                answered_at=stage.between(114, 118, "evaluator", user.email),
            )
        )
    for row in store(rows):
        stage.log.add(
            "artifact-committee.invited", row.invited_at or stage.now, _artifact_chair(stage),
            subject=f"evaluator:{row.xid}", summary=f"Letter to {row.name}",
        )  # fmt: skip
        stage.letters.add(
            kinds.INVITATION, row.xid, row.invited_at or stage.now, row.person, "artifact-invitation", name=row.name,
            email=row.email, context={"load": str(_LOAD)},
            token=token_for(stage.edition.slug, "artifacts", row.email),
        )  # fmt: skip
        stage.log.add(
            f"evaluator.{row.state}", row.answered_at or stage.now, row.person, subject=f"evaluator:{row.xid}",
            summary=f"{row.name} has {row.state}",
        )  # fmt: skip
    return [row for row in rows if row.state == EvaluatorState.ACCEPTED]


def _register(stage: Stage, paper: Placed) -> tuple[Artifact, ArtifactVersion]:
    author, row = paper.authors[0], paper.row
    at = stage.between(116, 125, "artifact", paper.key)
    name = paper.content.short_title
    artifact = Artifact.objects.create(
        submission=row,
        state=ArtifactState.DECIDED,
        abstract=f"The code, configurations and raw measurements behind “{name}”, with a script for each figure.",
        claims="C1: the main result of Section 5 (experiment E1).\nC2: the ablation of Figure 4 (experiment E2).",
        requirements="Linux, 64 GB of memory; one GPU for the full run. The small run needs a laptop.",
        checklist={key: _WORDS[key] for key, _ in CHECKLIST},
        badges_asked=["available", "functional", "reproduced"],
        licence="Apache-2.0",
        doi=f"10.5555/demo.{row.number}",
        registered_by=author,
        registered_at=at,
        submitted_at=at,
        decided_at=stage.at(165.6),
        decision_note="Thank you for the care that you took with the documentation.",
        revision=3,
    )
    stage.log.add("artifact.registered", at, author, paper=row, subject=f"artifact:{artifact.xid}")
    return artifact, _hand_in(stage, paper, artifact)


def _hand_in(stage: Stage, paper: Placed, artifact: Artifact) -> ArtifactVersion:
    """Half of them as an archive, half as a link with its checksum."""
    author, at = paper.authors[0], artifact.registered_at
    version = ArtifactVersion(
        artifact=artifact,
        submission=paper.row,
        number=1,
        access=Access.LINK,
        uploaded_by=author,
        uploaded_at=at,
    )
    if paper.row.number % 2:
        stored = archive("README.md", f"# {paper.content.title}\n\nRun `make small` first.\n", stage.now)
        version.access, version.blob_id, version.sha256 = Access.ARCHIVE, stored.sha256, stored.sha256
        version.filename = "artifact.zip"
    else:
        version.url = f"https://archive.example.org/artifacts/{stage.edition.slug}/{paper.row.number}"
        version.sha256 = hashlib.sha256(version.url.encode()).hexdigest()
    version.save()
    stage.log.add(
        "artifact.handed-in", at, author, paper=paper.row, subject=f"artifact-version:{version.xid}",
        summary=f"version 1, SHA-256 {version.sha256}",
    )  # fmt: skip
    return version


def _obstacles(stage: Stage, paper: Placed) -> Iterator[tuple[User, str]]:
    """Who may not evaluate this artifact: its authors, and their institutions."""
    homes = {institution(author.email) for author in paper.authors}
    for user in stage.cast.values():
        if user in paper.authors:
            yield user, "is an author"
        elif institution(user.email) in homes:
            yield user, "same institution as an author"


def _note_conflicts(stage: Stage, chosen: list[Placed], evaluators: list[Evaluator]) -> None:
    persons = {row.person_id for row in evaluators}
    rows = [
        ArtifactConflict(submission=paper.row, person=user, reason=reason, at=stage.at(126.5))
        for paper in chosen
        for user, reason in _obstacles(stage, paper)
        if user.pk in persons
    ]
    for row in store(rows):
        stage.log.add(
            "artifact-conflict.added", row.at, None, paper=row.submission, subject=f"artifact-conflict:{row.xid}",
            summary=f"{row.person}: {row.reason}",
        )  # fmt: skip


def _assign(
    stage: Stage, artifacts: list[tuple[Placed, Artifact, ArtifactVersion]], evaluators: list[Evaluator]
) -> list[Evaluation]:
    load: Counter[int] = Counter()
    rows: list[Evaluation] = []
    for paper, artifact, _ in artifacts:
        barred = {user.pk for user, _ in _obstacles(stage, paper)}
        free = [e for e in evaluators if e.person_id not in barred and load[e.pk] < e.load_max]
        chosen = sorted(free, key=lambda e: (load[e.pk], e.pk))[:2]
        letters = stage.draw("evaluator-labels", paper.key).sample(("A", "B"), 2)
        for evaluator, label in zip(chosen, letters, strict=False):
            load[evaluator.pk] += 1
            rows.append(
                Evaluation(
                    artifact=artifact, submission=paper.row, evaluator=evaluator, label=label,
                    assigned_at=stage.at(126.8), assigned_by=_artifact_chair(stage),
                )
            )  # fmt: skip
    for row in store(rows):
        stage.log.add(
            "evaluation.assigned", row.assigned_at, row.assigned_by, paper=row.submission,
            subject=f"evaluation:{row.xid}", summary=f"{row.evaluator.name}: paper {row.submission.number}",
        )  # fmt: skip
        stage.letters.add(
            kinds.ASSIGNED,
            row.xid,
            row.assigned_at,
            row.evaluator.person,
            "artifact-detail",
            paper=row.submission,
        )
    return rows


def _evaluate(
    stage: Stage, paper: Placed, artifact: Artifact, version: ArtifactVersion, mine: list[Evaluation]
) -> None:
    reached: list[frozenset[str]] = []
    for seed, row in enumerate(mine):
        kick, full = content.artifact_reviews(paper.content, seed=0 if seed == 0 else 10)
        row.kick_answers = {key: "yes" if n != 2 else "partly" for n, (key, _) in enumerate(KICK_THE_TIRES)}
        row.kick_text, row.kick_at = kick.text, stage.between(128, 136, "kick", paper.key, row.label)
        row.of_version = version
        row.environment = "Linux 6, Python 3.11, one GPU with 24 GB."
        row.text, row.hours = full.text, 3.5 + seed * 2
        row.submitted_at = stage.between(150, 160, "evaluation", paper.key, row.label)
        row.revision = 3
        row.save()
        _trace_evaluation(stage, row, paper)
        reached.append(frozenset(full.badges))
        store([_vote(row, badge, badge in full.badges) for badge in artifact.badges_asked])
    _converse(stage, paper, artifact, mine)
    awarded = frozenset.intersection(*reached) if reached else frozenset()
    _decide(stage, paper, artifact, awarded)


def _vote(row: Evaluation, badge: str, is_reached: bool) -> BadgeVote:
    reason = "All that the criterion asks is there." if is_reached else "Not within the time that I had."
    return BadgeVote(
        evaluation=row, badge=badge, vote=Vote.AWARD if is_reached else Vote.UNSURE, reason=reason
    )


def _trace_evaluation(stage: Stage, row: Evaluation, paper: Placed) -> None:
    person, subject = row.evaluator.person, f"evaluation:{row.xid}"
    stage.log.add("artifact.kicked", row.kick_at or stage.now, person, paper=paper.row, subject=subject)
    stage.log.add(
        "artifact.evaluated", row.submitted_at or stage.now, person, paper=paper.row, subject=subject
    )
    stage.letters.add(
        kinds.KICKED,
        f"{row.xid}:2",
        row.kick_at or stage.now,
        paper.authors[0],
        "artifact-detail",
        paper=paper.row,
    )


def _converse(stage: Stage, paper: Placed, artifact: Artifact, mine: list[Evaluation]) -> None:
    """A question and its answer, under the evaluator's letter."""
    if not mine or mine[0].evaluator.person is None:
        return
    said = (
        (mine[0].evaluator.person, f"Evaluator {mine[0].label}", "The second script stops without the file `cache.db`.",
         stage.at(138.4)),
        (paper.authors[0], "Authors", "Thank you: `make data` makes it; the README now says so.",
         stage.at(139.2)),
    )  # fmt: skip
    rows = [
        ArtifactPost(
            artifact=artifact, submission=paper.row, audience=ArtifactAudience.AUTHORS, person=person, signed_as=signed,
            text=text, at=at,
        )
        for person, signed, text, at in said
    ]  # fmt: skip
    for row in store(rows):
        subject = f"artifact-post:{row.xid}"
        stage.log.add("artifact.posted", row.at, row.person, paper=paper.row, subject=subject)


def _decide(stage: Stage, paper: Placed, artifact: Artifact, awarded: frozenset[str]) -> None:
    chair, at = _artifact_chair(stage), stage.at(163.4)
    rows = [
        BadgeDecision(
            artifact=artifact, submission=paper.row, badge=badge, scheme=stage.edition.badge_scheme,
            is_awarded=badge in awarded, reason="Both evaluators agree." if badge in awarded else "One had doubts.",
            by=chair, at=at,
        )
        for badge in artifact.badges_asked
    ]  # fmt: skip
    store(rows)
    stage.log.add(
        "badges.decided",
        at,
        chair,
        paper=paper.row,
        subject=f"artifact:{artifact.xid}",
        summary=f"{len(awarded)} of {len(rows)} badges awarded",
    )
    if awarded:
        _queue_stamp(stage, artifact)
    author = paper.authors[0]
    words = "\n".join(f"- {row.badge}: {'awarded' if row.is_awarded else 'not awarded'}" for row in rows)
    stage.letters.add(
        kinds.BADGES, f"{artifact.xid}:{author.xid}", stage.at(165.6), author, "artifact-detail", paper=paper.row,
        context={"badges": words},
    )  # fmt: skip


def _queue_stamp(stage: Stage, artifact: Artifact) -> None:
    """Leave the stamping to the worker, which finds the row when it starts; nobody is nudged while there is none."""
    Job.objects.create(
        kind=STAMP_JOB, key=artifact.xid, args={"artifact": artifact.xid}, scope=stage.edition.slug,
        requested_by=_artifact_chair(stage), due_at=stage.now, created_at=stage.now,
    )  # fmt: skip
