"""What authors do: register an artifact, describe it, hand in versions, withdraw it."""

from datetime import datetime

from artifacts.commands.conflicts import find_conflicts
from artifacts.commands.steps import check_revision, living, locked_artifact, person_of, scheme_of
from artifacts.domain import CHECKLIST, LONGEST_TEXT, Access, ArtifactState, Description, is_doi, normal_doi
from artifacts.models import Artifact, ArtifactVersion, BadgeDecision
from artifacts.policies import may_change, may_register
from submissions.locking import lock_paper
from sysml.conference.acting import command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel.blobs import Stored
from sysml.kernel.errors import Invalid


@command
def register(
    *, by: Viewer, edition: Edition, number: int, description: Description, now: datetime
) -> Artifact:
    """Register the artifact of an accepted paper. Registering twice returns the first."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_register(locked.by, locked.paper, locked.clock).require()
    _check(edition, description)
    existing = Artifact.objects.filter(submission=locked.paper).first()
    if existing is not None and existing.state != ArtifactState.WITHDRAWN:
        return existing
    artifact = existing or Artifact(
        submission=locked.paper, registered_by_id=person_of(locked.by), registered_at=now
    )
    BadgeDecision.objects.filter(artifact__submission=locked.paper).delete()
    handed_in = existing is not None and existing.versions.exists()
    artifact.state = ArtifactState.SUBMITTED if handed_in else ArtifactState.REGISTERED
    _apply(artifact, description)
    artifact.revision += 1 if existing else 0
    artifact.save()
    find_conflicts(edition, papers=[locked.paper.pk], now=now)
    record(
        locked.by, "artifact.registered", now=now, about=locked.paper.xid, subject=f"artifact:{artifact.xid}"
    )
    return artifact


@command
def describe(
    *, by: Viewer, edition: Edition, number: int, revision: int, description: Description, now: datetime
) -> Artifact:
    """Change what is said of the artifact, until its evaluation ends."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_change(locked.by, locked.paper, locked.clock).require()
    artifact = living(locked_artifact(locked))
    check_revision(artifact.revision, revision)
    _check(edition, description)
    _apply(artifact, description)
    artifact.revision += 1
    artifact.save()
    record(
        locked.by, "artifact.described", now=now, about=locked.paper.xid, subject=f"artifact:{artifact.xid}"
    )
    return artifact


@command
def hand_in_archive(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    stored: Stored,
    filename: str,
    stated_sha256: str,
    note: str,
    now: datetime,
) -> ArtifactVersion:
    """Hand in an archive that is already on durable storage. A stated checksum must be the archive's own."""
    if stated_sha256 and stated_sha256.strip().lower() != stored.sha256:
        raise Invalid(
            {
                "sha256": f"The archive that arrived has the SHA-256 {stored.sha256}; you stated another. "
                "Upload it again."
            }
        )
    return _hand_in(
        by, edition, number, now, access=Access.ARCHIVE, blob_id=stored.sha256, filename=filename[:255],
        sha256=stored.sha256, note=note,
    )  # fmt: skip


@command
def hand_in_link(
    *, by: Viewer, edition: Edition, number: int, url: str, sha256: str, note: str, now: datetime
) -> ArtifactVersion:
    """Hand in a link to an archive elsewhere, with the checksum that evaluators compare."""
    cleaned = sha256.strip().lower()
    if not url.startswith(("https://", "http://")) or len(url) > 500:
        raise Invalid({"url": "Give the full address of the archive; it begins with https://."})
    if len(cleaned) != 64 or not set(cleaned) <= set("0123456789abcdef"):
        raise Invalid({"sha256": "State the SHA-256 of what the link leads to: 64 hexadecimal digits."})
    return _hand_in(by, edition, number, now, access=Access.LINK, url=url, sha256=cleaned, note=note)


@command
def withdraw(*, by: Viewer, edition: Edition, number: int, now: datetime) -> None:
    """Withdraw the artifact from evaluation; it can be registered again while artifacts are taken."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_change(locked.by, locked.paper, locked.clock).require()
    artifact = living(locked_artifact(locked))
    artifact.state = ArtifactState.WITHDRAWN
    artifact.save(update_fields=["state"])
    record(
        locked.by, "artifact.withdrawn", now=now, about=locked.paper.xid, subject=f"artifact:{artifact.xid}"
    )


def _hand_in(by: Viewer, edition: Edition, number: int, now: datetime, **fields: str) -> ArtifactVersion:
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_change(locked.by, locked.paper, locked.clock).require()
    artifact = living(locked_artifact(locked))
    latest = ArtifactVersion.objects.filter(artifact=artifact).order_by("-number").first()
    version = ArtifactVersion.objects.create(
        artifact=artifact,
        submission=locked.paper,
        number=(latest.number if latest else 0) + 1,
        uploaded_by_id=person_of(locked.by),
        uploaded_at=now,
        **fields,
    )
    if artifact.state == ArtifactState.REGISTERED:
        artifact.state, artifact.submitted_at = ArtifactState.SUBMITTED, now
        artifact.save(update_fields=["state", "submitted_at"])
    record(
        locked.by,
        "artifact.handed-in",
        now=now,
        about=locked.paper.xid,
        subject=f"artifact-version:{version.xid}",
        summary=f"version {version.number}, SHA-256 {version.sha256}",
    )
    return version


def _check(edition: Edition, description: Description) -> None:
    scheme = scheme_of(edition)
    problems: dict[str, str] = {}
    if not description.badges_asked:
        problems["badges_asked"] = "Ask for at least one badge."
    elif any(scheme.badge(key) is None for key in description.badges_asked):
        problems["badges_asked"] = "This scheme does not have all of these badges."
    if description.doi.strip() and not is_doi(normal_doi(description.doi)):
        problems["doi"] = "A DOI looks like 10.5281/zenodo.6344960."
    if not description.abstract.strip():
        problems["abstract"] = "Say in a few sentences what the artifact is."
    texts = {
        "abstract": description.abstract,
        "claims": description.claims,
        "requirements": description.requirements,
        **{f"check_{key}": value for key, value in description.checklist.items()},
    }
    problems |= {
        name: "This is too long; put it into the artifact."
        for name, text in texts.items()
        if len(text) > LONGEST_TEXT
    }
    if problems:
        raise Invalid(problems)


def _apply(artifact: Artifact, description: Description) -> None:
    known = {key for key, _ in CHECKLIST}
    artifact.abstract = description.abstract
    artifact.claims = description.claims
    artifact.requirements = description.requirements
    artifact.licence = description.licence[:80]
    artifact.doi = normal_doi(description.doi)
    artifact.badges_asked = list(description.badges_asked)
    artifact.checklist = {key: value for key, value in description.checklist.items() if key in known}
