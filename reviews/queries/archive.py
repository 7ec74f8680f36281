"""The files of all papers that somebody reviews."""

from dataclasses import dataclass

from submissions.domain import DocumentKind
from submissions.filenames import public_name
from submissions.policies import AUTHORSHIP, DOCUMENT
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer


@dataclass(frozen=True)
class PaperFile:
    """One file of the zip: its blob, its name, and whether it must be cleaned of what names its authors."""

    name: str
    sha256: str
    size: int
    scrub: bool


def papers_to_review(viewer: Viewer, at: Moment) -> list[PaperFile]:
    """The current PDFs of the viewer's own papers, by number; two queries."""
    mine = (viewer.tied(Tie.ASSIGNED) | viewer.tied(Tie.EXTERNAL)) - viewer.tied(Tie.CONFLICTED)
    rows = (
        DOCUMENT.rows(viewer, at)
        .filter(submission_id__in=sorted(mine), kind=DocumentKind.PAPER, is_current=True)
        .select_related("blob", "submission")
        .order_by("submission__number")
    )
    named = set(
        AUTHORSHIP.rows(viewer, at)
        .filter(submission_id__in=sorted(mine))
        .values_list("submission_id", flat=True)
    )
    return [
        PaperFile(
            name=public_name(viewer.edition_slug, row.submission.number, row),
            sha256=row.blob_id,
            size=row.blob.size,
            scrub=row.submission_id not in named,
        )
        for row in rows
    ]
