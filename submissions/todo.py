"""What this floor puts on a person's home."""

from submissions import policies
from submissions.domain import ACCEPTED, DocumentKind, Outcome, Status
from submissions.models import Submission
from submissions.queries.lists import my_papers
from submissions.queries.papers import claims_of
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Todo, link
from sysml.conference.viewer import Tie, Viewer


def todos(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """Places to confirm, submissions to complete, camera-ready versions to upload."""
    return [*_claims(viewer, edition), *_incomplete(viewer, at, edition), *_camera_ready(viewer, at, edition)]


def _claims(viewer: Viewer, edition: Edition) -> list[Todo]:
    return [
        Todo(
            kind="Author",
            title=f"{claim.by} has named you as an author",
            url=link(edition, "author-claim", xid=claim.xid),
            button="Confirm",
            due=None,
        )
        for claim in claims_of(viewer)
    ]


def _incomplete(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    if not viewer.tied(Tie.AUTHORED):
        return []
    return [
        Todo(
            kind="Submission",
            title=paper.title or f"Paper {paper.number}, without a title",
            url=link(edition, "submission-detail", number=paper.number),
            button="Complete",
            due=paper.closes,
            note=paper.sentence,
            urgent=True,
        )
        for paper in my_papers(viewer, at, edition)
        if paper.is_living and not paper.is_complete and paper.closes is not None and at.now < paper.closes
    ]


def _camera_ready(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    if not viewer.tied(Tie.AUTHORED):
        return []
    waiting: list[Submission] = list(
        policies.SUBMISSION.rows(viewer, at)
        .filter(pk__in=viewer.tied(Tie.AUTHORED), outcome__in=ACCEPTED, status=Status.COMPLETE)
        .exclude(documents__kind=DocumentKind.CAMERA_READY)
        .order_by("number", "xid")
    )
    found = []
    for paper in waiting:
        clock = at.clock(paper.track_id, paper.pk, viewer.person_id)
        if clock.shown_open(WindowKind.CAMERA_READY):
            word = "on conditions" if Outcome(paper.outcome) is Outcome.CONDITIONAL else ""
            found.append(
                Todo(
                    kind="Camera-ready",
                    title=paper.title,
                    url=link(edition, "submission-upload", number=paper.number, kind="camera-ready"),
                    button="Upload",
                    due=clock.spans[WindowKind.CAMERA_READY].closes,
                    note=f"Accepted {word}".strip(),
                )
            )
    return found
