"""Slow work of this app, done by workers."""

import io
from typing import Any

from django.utils import timezone

from artifacts.commands.badges import STAMP_JOB, camera_ready, note_stamp
from artifacts.domain import SCHEMES
from artifacts.models import Artifact
from submissions.pdf import run
from submissions.pdf.stamp import Stamp
from sysml.kernel import blobs, jobs


@jobs.handler(STAMP_JOB)
def stamp_paper(handle: jobs.Handle) -> dict[str, Any]:
    """Put the awarded badges on page one of a copy of the camera-ready paper; the original stays as it is."""
    artifact = (
        Artifact.objects.select_related("submission__edition")
        .prefetch_related("badge_decisions", "versions")
        .get(xid=handle.args["artifact"])
    )
    document = camera_ready(artifact.submission_id)
    wish = stamp_of(artifact)
    if document is None or wish is None:
        return {"stamped": False}
    with blobs.local_copy(document.blob_id, ".pdf") as path:
        data = run.stamped_copy(path, wish)
    if data is None:
        raise RuntimeError("This PDF cannot be stamped; its page one could not be read or rewritten.")
    stored = blobs.put(io.BytesIO(data), now=timezone.now())
    kept = note_stamp(
        artifact_xid=artifact.xid, stamped=stored.sha256, source=document.blob_id, now=timezone.now()
    )
    return {"stamped": kept, "sha256": stored.sha256}


def stamp_of(artifact: Artifact) -> Stamp | None:
    """What the stamp says: the badges with the scheme's version, the artifact's version and where it is."""
    awarded = {row.badge: row for row in artifact.badge_decisions.all() if row.is_awarded}
    rules = SCHEMES.get(next((row.scheme for row in awarded.values()), ""))
    if rules is None:
        return None
    labels = tuple(badge.name for badge in rules.badges if badge.key in awarded)
    newest = max((version.number for version in artifact.versions.all()), default=0)
    return Stamp(
        labels=labels,
        version=f"{rules.name} {rules.version}, artifact v{newest}",
        link_text=f"doi.org/{artifact.doi}" if artifact.doi else "",
        link=f"https://doi.org/{artifact.doi}" if artifact.doi else "",
    )
