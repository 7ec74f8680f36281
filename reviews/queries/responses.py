"""The authors' response, as its readers may see it."""

from dataclasses import dataclass
from datetime import datetime

from reviews.models import Response
from reviews.policies import RESPONSE, REVIEW_EXISTS, may_act_for, may_respond
from reviews.queries.common import Head, clock_of, find_paper, head_of, looks_as_author
from reviews.queries.reviews import PaperReviews, paper_reviews
from submissions.models import Submission
from sysml.conference.domain import WindowKind
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import markdown
from sysml.kernel.errors import NotFound, Permit


@dataclass(frozen=True)
class ResponseShown:
    """A response: its text once it is submitted, before that to others only that a draft exists."""

    html: str
    text: str
    words: int
    limit: int
    day: str
    at: datetime | None
    """When it was submitted, for its authors; to others they may be anonymous."""
    submitted: bool
    draft_exists: bool
    on_behalf: bool


@dataclass(frozen=True)
class ResponseForm:
    """The page on which authors respond, beside the reviews as they see them."""

    head: Head
    reviews: PaperReviews
    text: str
    limit: int
    revision: int
    saved_at: datetime | None
    submitted_at: datetime | None
    unsent: bool
    closes: datetime | None
    permit: Permit


def response_of(viewer: Viewer, at: Moment, paper: Submission) -> ResponseShown | None:
    """The response to a paper's reviews as this viewer may see it."""
    row = RESPONSE.rows(viewer, at).filter(submission=paper).first()
    if row is None or (row.submitted_at is None and not row.draft):
        return None
    submitted = row.submitted_at is not None
    return ResponseShown(
        html=markdown.to_html(row.text) if submitted else "",
        text=row.text if submitted else "",
        words=markdown.words(row.text) if submitted else 0,
        limit=paper.track.response_words,
        day=f"{row.submitted_at:%Y-%m-%d}" if row.submitted_at else "",
        at=row.submitted_at if paper.pk in viewer.tied(Tie.AUTHORED) and not viewer.read_only else None,
        submitted=submitted,
        draft_exists=bool(row.draft),
        on_behalf=_on_behalf(row, paper),
    )


def _on_behalf(row: Response, paper: Submission) -> bool:
    """Entered by somebody who is no author of the paper."""
    return (
        row.submitted_by_id is not None and not paper.authorships.filter(person=row.submitted_by_id).exists()
    )


def response_form(viewer: Viewer, at: Moment, number: int) -> ResponseForm:
    """The authors' page; before their response window opens it does not exist."""
    paper = find_paper(viewer, at, number)
    clock = clock_of(viewer, at, paper)
    if not looks_as_author(viewer, paper) or not clock.begun(WindowKind.RESPONSE):
        raise NotFound
    row = RESPONSE.rows(viewer, at).filter(submission=paper).first()
    span = clock.spans.get(WindowKind.RESPONSE)
    return ResponseForm(
        head=head_of(viewer, at, paper),
        reviews=paper_reviews(viewer, at, paper),
        text=(row.draft or row.text) if row else "",
        limit=paper.track.response_words,
        revision=row.revision if row else 0,
        saved_at=row.draft_saved_at if row else None,
        submitted_at=row.submitted_at if row else None,
        unsent=bool(row and row.draft and row.draft != row.text),
        closes=span.closes if span else None,
        permit=may_respond(viewer, paper, clock),
    )


@dataclass(frozen=True)
class BehalfChoices:
    """For whom a chair may enter a review of one paper, and whether a response."""

    head: Head
    reviewers: tuple[tuple[str, str], ...]
    permit: Permit


def awaiting_response(viewer: Viewer, at: Moment) -> list[tuple[Submission, datetime, bool]]:
    """The viewer's own papers whose response window takes responses and which have reviews: for the to-do list."""
    authored = sorted(viewer.tied(Tie.AUTHORED))
    if not authored:
        return []
    papers = Submission.objects.filter(pk__in=authored, status="complete", outcome="").select_related("track")
    reviewed = set(
        REVIEW_EXISTS.rows(viewer, at)
        .filter(submission_id__in=authored)
        .values_list("submission_id", flat=True)
    )
    sent = dict(
        RESPONSE.rows(viewer, at)
        .filter(submission_id__in=authored)
        .values_list("submission_id", "submitted_at")
    )
    found = []
    for paper in papers:
        clock = clock_of(viewer, at, paper)
        span = clock.spans.get(WindowKind.RESPONSE)
        if span is not None and paper.pk in reviewed and clock.takes(WindowKind.RESPONSE):
            found.append((paper, span.closes, sent.get(paper.pk) is not None))
    return found


def may_enter_response(viewer: Viewer, at: Moment, paper: Submission) -> Permit:
    """Whether a chair may enter a response for the authors."""
    return may_act_for(viewer, paper, clock_of(viewer, at, paper))
