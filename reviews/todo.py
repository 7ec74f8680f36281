"""What reviewing asks of a person now. No line exists before the thing that causes it."""

from collections.abc import Callable

from reviews.domain import ReviewState
from reviews.models import Post
from reviews.policies import POST
from reviews.queries.meta import waiting_meta_reviews
from reviews.queries.requests import to_answer
from reviews.queries.responses import awaiting_response
from reviews.queries.reviews import ReviewingRow, my_reviewing
from reviews.queries.snapshots import open_rollbacks
from reviews.queries.threads import questions_to_chairs
from reviews.todo_decisions import decision_todos
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Todo, link
from sysml.conference.viewer import Tie, Viewer


def todos(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """Reviews to write, discussions to join, responses, questions to answer, meta-reviews."""
    if viewer.person_id is None:
        return []
    return [line for source in SOURCES for line in source(viewer, at, edition)]


def _reviews(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    if not (viewer.tied(Tie.ASSIGNED) or viewer.tied(Tie.EXTERNAL)):
        return []
    rows = my_reviewing(viewer, at)
    return [*_to_write(rows, edition, at), *_to_discuss(rows, viewer, at, edition)]


def _to_write(rows: list[ReviewingRow], edition: Edition, at: Moment) -> list[Todo]:
    return [
        Todo(
            kind="Review",
            title=row.title,
            url=link(edition, "submission-detail", number=row.number),
            button="Continue"
            if row.state == ReviewState.DRAFT
            else "Write"
            if row.state == "none"
            else "Submit again",
            due=row.due,
            note=_note(row),
            split=None
            if row.ml_have is None
            else (row.ml_have, row.ml_want, row.sys_have or 0, row.sys_want),
            urgent=row.due is not None and row.due <= at.now,
        )
        for row in rows
        if row.may_write and (row.state != ReviewState.SUBMITTED or row.unsent)
    ]


def _note(row: ReviewingRow) -> str:
    if row.state == ReviewState.DRAFT:
        return f"{row.words} words so far"
    if row.state == ReviewState.SUBMITTED:
        return "Your changes are saved but not submitted"
    return f"Not begun; you review for {row.side_label}" if row.side_label else "Not begun"


def _to_discuss(rows: list[ReviewingRow], viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """Papers in discussion in which somebody has written and the viewer has not answered since."""
    talking = [row for row in rows if row.discussing]
    if not talking:
        return []
    last: dict[int, Post] = {}
    posts = POST.rows(viewer, at).filter(
        thread__audience="reviewers", submission__number__in=[row.number for row in talking]
    )
    for post in posts.select_related("submission").order_by("at", "pk"):
        last[post.submission.number] = post
    found = []
    for row in talking:
        newest = last.get(row.number)
        if newest is not None and newest.person_id != viewer.person_id:
            span = at.edition.spans.get(WindowKind.DISCUSSION)
            found.append(
                Todo(
                    kind="Discussion",
                    title=row.title,
                    url=link(edition, "submission-detail", number=row.number) + "#discussion",
                    button="Read and answer",
                    due=span.closes if span else None,
                    note="Somebody has written since your last post",
                )
            )
    return found


def _requests(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    return [
        Todo(
            kind="Request",
            title=title,
            url=link(edition, "request-answer", xid=xid),
            button="Answer",
            due=due,
            note="Answer a request for a review",
        )
        for xid, title, due in to_answer(viewer, at)
    ]


def _responses(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    return [
        Todo(
            kind="Response",
            title=paper.title,
            url=link(edition, "response", number=paper.number),
            button="Respond",
            due=closes,
            note="The reviews are there to read",
        )
        for paper, closes, sent in awaiting_response(viewer, at)
        if not sent
    ]


def _questions(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    if not (viewer.is_chair or viewer.tied(Tie.HANDLES)):
        return []
    return [
        Todo(
            kind="Question",
            title=row.subject or row.title,
            url=link(edition, "review-thread", number=row.number, xid=row.xid),
            button="Answer",
            due=None,
            note=f"{row.asked_by}, paper {row.number}",
        )
        for row in questions_to_chairs(viewer, at)
    ]


def _meta_reviews(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    return [
        Todo(
            kind="Meta-review",
            title=title,
            url=link(edition, "meta-review", number=number),
            button="Continue" if begun else "Write",
            due=due,
            note="You lead this discussion",
        )
        for number, title, due, begun in waiting_meta_reviews(viewer, at)
    ]


def _rollbacks(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """Proposals of other chairs to go back to a snapshot."""
    if not viewer.is_chair:
        return []
    return [
        Todo(
            kind="Roll-back",
            title=f"{row.by} proposes to set reviews back to {row.at:%Y-%m-%d %H:%M} UTC",
            url=link(edition, "rollback", xid=row.xid),
            button="Look",
            due=None,
            note=f"Paper {row.number}: {row.reason}" if row.number else f"All papers: {row.reason}",
        )
        for row in open_rollbacks(viewer, at, edition)
        if not row.mine
    ]


SOURCES: tuple[Callable[[Viewer, Moment, Edition], list[Todo]], ...] = (
    _reviews,
    _requests,
    _responses,
    _questions,
    _meta_reviews,
    _rollbacks,
    decision_todos,
)
"""One per noun; further ones are added to this list."""
