"""Deciding badges, releasing them as one act, and stamping papers with them.

Nothing that authors or the public read changes with a decision: neither the artifact's state nor its revision.
"""

from datetime import datetime

from django.db.models import Q

from artifacts import letters as kinds
from artifacts.commands.steps import living, locked_artifact, person_of, scheme_of, write_to_authors
from artifacts.domain import LONGEST_TEXT, ArtifactState, Ruling, Scheme
from artifacts.models import Artifact, BadgeDecision
from artifacts.policies import may_arrange, may_release, may_run
from artifacts.queries.badges import badge_words, decided_mark, in_evaluation, release_preview
from committee.commands.steps import lock_papers
from submissions.domain import DocumentKind
from submissions.locking import lock_paper
from submissions.models import Document
from sysml.conference.acting import at_now, command, record
from sysml.conference.domain import ActKind
from sysml.conference.models import Act, Edition
from sysml.conference.viewer import Viewer
from sysml.kernel import jobs
from sysml.kernel.errors import IllegalTransition, Invalid, StaleWrite
from sysml.kernel.models import Letter

STAMP_JOB = "artifacts.stamp"


@command
def decide_badges(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    rulings: tuple[Ruling, ...],
    note: str,
    seen: str,
    now: datetime,
) -> list[BadgeDecision]:
    """Decide every badge that was asked for (and further ones, if the evaluation supports them), with reasons.

    Deciding again replaces it, until badges are released. `seen` is the `decided` of the page, against lost updates.
    """
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_arrange(locked.by, locked.paper, locked.clock).require()
    artifact = living(locked_artifact(locked))
    if artifact.state == ArtifactState.REGISTERED:
        raise IllegalTransition("The authors have not handed anything in yet.")
    if seen != decided_mark(BadgeDecision.objects.filter(artifact=artifact)):
        raise StaleWrite
    scheme = scheme_of(edition)
    _check(scheme, artifact, rulings, note)
    BadgeDecision.objects.filter(artifact=artifact).delete()
    rows = [
        BadgeDecision.objects.create(
            artifact=artifact,
            submission=locked.paper,
            badge=ruling.badge,
            scheme=scheme.key,
            is_awarded=ruling.is_awarded,
            reason=ruling.reason.strip(),
            by_id=person_of(locked.by),
            at=now,
        )
        for ruling in rulings
    ]
    artifact.decision_note = note.strip()
    artifact.save(update_fields=["decision_note"])
    record(
        locked.by,
        "badges.decided",
        now=now,
        about=locked.paper.xid,
        subject=f"artifact:{artifact.xid}",
        summary=f"{sum(row.is_awarded for row in rows)} of {len(rows)} badges awarded",
    )
    return rows


@command
def release_badges(*, by: Viewer, edition: Edition, seen: str, now: datetime) -> int:
    """Release all badges as one act: letters to the authors, badges in public, papers to be stamped.

    Every artifact that was handed in must be decided. `seen` is what the preview gave: the release is refused if
    anything in the letters has changed since. Returns how many letters were written.
    """
    scheme = scheme_of(edition)
    Edition.objects.select_for_update().get(pk=edition.pk)
    lock_papers(Artifact.objects.filter(submission__edition=edition).values_list("submission_id", flat=True))
    actor, at = by.fresh(), at_now(edition, now)
    may_release(actor, at.edition).require()
    preview = release_preview(actor, at, edition)
    if preview.problem:
        raise Invalid({"": preview.problem})
    if seen != preview.seen:
        raise StaleWrite("Something in the letters has changed since you looked at them. Look at them again.")
    rows = list(
        Artifact.objects.filter(in_evaluation(edition))
        .select_related("submission")
        .prefetch_related("badge_decisions")
        .order_by("submission__number")
    )
    if not rows:
        raise Invalid({"": "No artifact has been handed in."})
    Act.objects.create(edition=edition, kind=ActKind.BADGES_RELEASED, by_id=actor.person_id, at=now)
    before = Letter.objects.filter(scope=edition.slug, kind=kinds.BADGES.key).count()
    for artifact in rows:
        _release_one(actor, edition, scheme, artifact, now)
    sent = Letter.objects.filter(scope=edition.slug, kind=kinds.BADGES.key).count() - before
    record(
        actor,
        "badges.released",
        now=now,
        subject=f"edition:{edition.xid}",
        summary=f"Badges of {len(rows)} artifacts, {sent} letters",
    )
    return sent


@command
def stamp_again(*, by: Viewer, edition: Edition, now: datetime) -> int:
    """Put badges on camera-ready papers that were changed since; returns how many will be stamped."""
    actor, at = by.fresh(), at_now(edition, now)
    if not at.edition.done(ActKind.BADGES_RELEASED):
        raise IllegalTransition("Badges have not been released yet.")
    may_run(actor).require()
    stale = stale_stamps(edition)
    for artifact in stale:
        _enqueue(edition, artifact, actor, now)
    record(
        actor, "badges.stamping", now=now, subject=f"edition:{edition.xid}", summary=f"{len(stale)} papers"
    )
    return len(stale)


def stamp_replaced(*, paper_id: int, document_id: int, now: datetime) -> None:
    """Have the badges put on a new camera-ready file, once they are released; in the caller's transaction.

    The key names the file, because a job for the one before may be at work.
    """
    artifact = (
        Artifact.objects.filter(_stamped(), submission=paper_id)
        .select_related("submission__edition")
        .distinct()
        .first()
    )
    if artifact is not None:
        key = f"{artifact.xid}:{document_id}"
        _enqueue(artifact.submission.edition, artifact, None, now, key=key)


def _stamped() -> Q:
    """Artifacts whose paper carries badges: decided, released, and at least one awarded."""
    return Q(state=ArtifactState.DECIDED, badge_decisions__is_awarded=True)


@command
def note_stamp(*, artifact_xid: str, stamped: str, source: str, now: datetime) -> bool:
    """Keep the stamped copy (blobs by SHA-256), unless a newer camera-ready has come meanwhile. Done by a worker."""
    artifact = Artifact.objects.select_for_update().get(xid=artifact_xid)
    current = camera_ready(artifact.submission_id)
    if current is None or current.blob_id != source:
        return False
    artifact.stamped_blob_id, artifact.stamped_from_id = stamped, source
    artifact.save(update_fields=["stamped_blob", "stamped_from"])
    return True


def camera_ready(paper_id: int) -> Document | None:
    """The newest camera-ready file of a paper."""
    return Document.objects.filter(
        submission_id=paper_id, kind=DocumentKind.CAMERA_READY, is_current=True
    ).first()


def stale_stamps(edition: Edition) -> list[Artifact]:
    """Artifacts with a badge whose camera-ready paper has not been stamped as it is now."""
    rows = (
        Artifact.objects.filter(_stamped(), submission__edition=edition)
        .distinct()
        .select_related("submission")
        .order_by("pk")
    )
    current = dict(
        Document.objects.filter(
            submission__edition=edition, kind=DocumentKind.CAMERA_READY, is_current=True
        ).values_list("submission_id", "blob_id")
    )
    return [row for row in rows if current.get(row.submission_id) not in {None, row.stamped_from_id}]


def _check(scheme: Scheme, artifact: Artifact, rulings: tuple[Ruling, ...], note: str) -> None:
    problems: dict[str, str] = {}
    ruled = [ruling.badge for ruling in rulings]
    for key in artifact.badges_asked:
        if key not in ruled:
            problems[f"award_{key}"] = "Decide on this badge; the authors ask for it."
    for ruling in rulings:
        if scheme.badge(ruling.badge) is None or ruled.count(ruling.badge) > 1:
            raise Invalid({"": "This scheme does not have all of these badges."})
        if not ruling.reason.strip():
            problems[f"reason_{ruling.badge}"] = "Give the reason; the authors read it."
        elif len(ruling.reason) > LONGEST_TEXT:
            problems[f"reason_{ruling.badge}"] = "Say it shorter."
    if len(note) > LONGEST_TEXT:
        problems["note"] = "Say it shorter."
    if problems:
        raise Invalid(problems)
    if words := scheme.problem({ruling.badge for ruling in rulings if ruling.is_awarded}):
        raise Invalid({"": words})


def _release_one(by: Viewer, edition: Edition, scheme: Scheme, artifact: Artifact, now: datetime) -> None:
    artifact.state, artifact.decided_at = ArtifactState.DECIDED, now
    artifact.save(update_fields=["state", "decided_at"])
    decisions = list(artifact.badge_decisions.all())
    write_to_authors(
        kinds.BADGES,
        edition=edition,
        paper=artifact.submission,
        key=artifact.xid,
        now=now,
        extra={"badges": badge_words(scheme, decisions, artifact.decision_note)},
        status=Letter.Status.QUEUED,
    )
    if any(row.is_awarded for row in decisions):
        _enqueue(edition, artifact, by, now)


def _enqueue(
    edition: Edition, artifact: Artifact, by: Viewer | None, now: datetime, *, key: str = ""
) -> None:
    jobs.enqueue(
        STAMP_JOB,
        now=now,
        args={"artifact": artifact.xid},
        key=key or artifact.xid,
        scope=edition.slug,
        about=artifact.submission.xid,
        requested_by_id=by.person_id if by else None,
    )
