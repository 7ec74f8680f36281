"""Builders for artifact evaluation, on top of a world."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile

from artifacts.domain import (
    KICK_THE_TIRES,
    Access,
    ArtifactAudience,
    ArtifactState,
    EvaluatorState,
    next_label,
)
from artifacts.models import (
    Artifact,
    ArtifactPost,
    ArtifactVersion,
    BadgeDecision,
    BadgeVote,
    Evaluation,
    Evaluator,
)
from submissions.domain import DocumentKind, Outcome
from submissions.models import Document, Submission
from sysml.conference.domain import RoleKind
from sysml.kernel import blobs
from sysml.kernel.models import User
from tests.factories.world import World

_serial = count(1)


def accepted(world: World, title: str = "An accepted paper", **fields: Any) -> Submission:
    """A paper that was accepted, and released as such."""
    return world.paper(title, **{"outcome": Outcome.ACCEPTED, **fields})


def artifact_chair(world: World, name: str = "Artifact Chair") -> User:
    """A person who chairs artifact evaluation and holds no other office."""
    return world.chair(name, RoleKind.ARTIFACT_CHAIR)


def evaluator(world: World, name: str = "Evaluator Eva", *, load: int = 2, **fields: Any) -> Evaluator:
    """A person on the artifact committee who has accepted."""
    user = world.person(name)
    return Evaluator.objects.create(
        edition=world.edition,
        person=user,
        email=user.email,
        name=user.name,
        affiliation=user.affiliation,
        load_max=load,
        **{"state": EvaluatorState.ACCEPTED, "invited_at": world.now, "answered_at": world.now, **fields},
    )


def artifact(
    world: World,
    paper: Submission,
    *,
    state: ArtifactState = ArtifactState.SUBMITTED,
    badges: tuple[str, ...] = ("available", "functional"),
) -> Artifact:
    """The artifact of the paper, with one archive unless it is only registered."""
    author = paper.registered_by
    made = Artifact.objects.create(
        submission=paper,
        state=state,
        abstract="A simulator of *everything*.",
        claims="C1 (Figure 3): it is fast.",
        requirements="One GPU.",
        badges_asked=list(badges),
        registered_by=author,
        registered_at=world.now - timedelta(days=9),
    )
    if state != ArtifactState.REGISTERED:
        version(world, made)
    return made


def version(world: World, made: Artifact, content: bytes = b"PK an archive") -> ArtifactVersion:
    """A further archive of the artifact."""
    stored = blobs.put(ContentFile(content + str(next(_serial)).encode()), now=world.now)
    return ArtifactVersion.objects.create(
        artifact=made,
        submission=made.submission,
        number=made.versions.count() + 1,
        access=Access.ARCHIVE,
        blob_id=stored.sha256,
        filename="our artifact.tar.gz",
        sha256=stored.sha256,
        uploaded_by=made.registered_by,
        uploaded_at=world.now - timedelta(days=8),
    )


def evaluation(
    world: World, made: Artifact, seat: Evaluator, *, kicked: bool = False, submitted: bool = False
) -> Evaluation:
    """The evaluator works on the artifact, as far as said."""
    newest = made.versions.order_by("-number").first()
    row = Evaluation.objects.create(
        artifact=made,
        submission=made.submission,
        evaluator=seat,
        label=next_label(set(made.evaluations.values_list("label", flat=True))),
        assigned_at=world.now - timedelta(days=5),
        kick_answers={key: "yes" for key, _ in KICK_THE_TIRES} if kicked else {},
        kick_text="It installs; one dependency is missing." if kicked else "",
        kick_at=world.now - timedelta(days=3) if kicked else None,
        of_version=newest if kicked or submitted else None,
        text="We ran every experiment." if submitted else "",
        environment="A workstation." if submitted else "",
        remarks="Between ourselves: sloppy code." if submitted else "",
        hours=6.5 if submitted else None,
        submitted_at=world.now - timedelta(days=1) if submitted else None,
    )
    if submitted:
        for badge in made.badges_asked:
            BadgeVote.objects.create(evaluation=row, badge=badge, vote="award", reason="It works.")
    return row


def post(
    world: World, made: Artifact, person: User, audience: ArtifactAudience, text: str, signed: str
) -> ArtifactPost:
    """A message about the artifact."""
    return ArtifactPost.objects.create(
        artifact=made,
        submission=made.submission,
        audience=audience,
        person=person,
        signed_as=signed,
        text=text,
        at=world.now - timedelta(hours=5),
    )


def decide(world: World, made: Artifact, by: User, **badges: bool) -> list[BadgeDecision]:
    """What a chair decided: `decide(..., available=True, functional=False)`."""
    return [
        BadgeDecision.objects.create(
            artifact=made,
            submission=made.submission,
            badge=badge,
            scheme="acm-1.1",
            is_awarded=awarded,
            reason=f"Because of {badge}.",
            by=by,
            at=world.now,
        )
        for badge, awarded in badges.items()
    ]


def camera_ready(world: World, paper: Submission, data: bytes) -> Document:
    """The camera-ready version of the paper."""
    stored = blobs.put(ContentFile(data), now=world.now)
    return Document.objects.create(
        submission=paper,
        kind=DocumentKind.CAMERA_READY,
        version=1,
        blob_id=stored.sha256,
        filename="final.pdf",
        uploaded_by=paper.registered_by,
        uploaded_at=world.now,
    )
