"""Reviews, threads and the people who write them, on top of a small world."""

from datetime import datetime, timedelta
from typing import Any

from committee.models import Member
from reviews.commands.forms import default_questions
from reviews.domain import ReviewKind, ReviewState
from reviews.models import (
    Answer,
    Lead,
    Post,
    Question,
    Response,
    Review,
    ReviewRequest,
    ReviewVersion,
    Thread,
)
from submissions.domain import Outcome
from submissions.models import Submission
from sysml.conference.domain import ActKind, Side
from sysml.kernel.models import User
from tests.factories.world import World

ANSWERS: dict[str, Any] = {
    "overall": 4,
    "novelty": 3,
    "evidence": 4,
    "scope": "intersection",
    "confidence": 3,
    "summary": "They measure what happens.",
    "strengths": "Clear.",
    "weaknesses": "Only one trace.",
    "questions": "What of the tail?",
    "remarks": "REMARK-TO-COMMITTEE",
    "chairs": "REMARK-TO-CHAIRS",
}
"""A whole review by the default form; the last two must never reach authors."""


def with_form(made: World) -> World:
    """The world, whose track has the default review form."""
    default_questions(made.track)
    return made


def review(
    made: World,
    paper: Submission,
    who: User,
    label: str,
    *,
    side: Side | str = Side.ML,
    at: datetime | None = None,
    state: ReviewState = ReviewState.SUBMITTED,
    kind: ReviewKind = ReviewKind.COMMITTEE,
    requested_by: User | None = None,
    **answers: Any,
) -> Review:
    """A review as it lies in the database, submitted some days ago unless `at` says otherwise."""
    moment = at or made.now - timedelta(days=8)
    submitted = state == ReviewState.SUBMITTED
    row = Review.objects.create(
        submission=paper,
        reviewer=who,
        requested_by=requested_by,
        kind=kind,
        side=side,
        label=label,
        state=state,
        draft={} if submitted else {**ANSWERS, **answers},
        draft_words=0 if submitted else 12,
        draft_saved_at=moment,
        first_submitted_at=moment if submitted else None,
        submitted_at=moment if submitted else None,
    )
    if submitted:
        version(row, moment, **answers)
    return row


def version(row: Review, at: datetime, **answers: Any) -> ReviewVersion:
    """One version more of a review, the current one from now on."""
    ReviewVersion.objects.filter(review=row).update(is_current=False)
    row.version += 1
    row.submitted_at = at
    row.save()
    made = ReviewVersion.objects.create(review=row, number=row.version, at=at, is_current=True)
    questions = {q.key: q for q in Question.objects.filter(track=row.submission.track)}
    Answer.objects.bulk_create(
        Answer(
            version=made,
            submission=row.submission,
            question=questions[key],
            score=value if isinstance(value, int) else None,
            text="" if isinstance(value, int) else value,
        )
        for key, value in {**ANSWERS, "summary": f"Summary by {row.label}.", **answers}.items()
    )
    return made


def reviewed_paper(
    made: World, title: str = "A reviewed paper", count: int = 4, suffix: str = ""
) -> Submission:
    """A paper with `count` reviewers, ML and Systems in turn, whose reviews are all in: Rita, Rolf, Rosa, Ruth."""
    paper = made.paper(title, authors=(f"Author{suffix}",))
    for position, name in enumerate(("Rita", "Rolf", "Rosa", "Ruth")[:count]):
        side = Side.ML if position % 2 == 0 else Side.SYSTEMS
        seat = seat_of(made, f"{name}{suffix}", side)
        made.assign(paper, seat, side)
        assert seat.person is not None
        review(made, paper, seat.person, "ABCD"[position], side=side, overall=2 + position % 3)
    return paper


def seat_of(made: World, name: str, side: Side = Side.ML) -> Member:
    """The member of this name, made if need be."""
    known = Member.objects.filter(edition=made.edition, name=name).first()
    return known or made.member(name, side)


def external(
    made: World, paper: Submission, requester: User, name: str, *, state: str = "accepted"
) -> ReviewRequest:
    """Somebody whom a reviewer has asked."""
    person = made.person(name)
    return ReviewRequest.objects.create(
        submission=paper,
        requested_by=requester,
        name=name,
        email=person.email,
        person=person if state == "accepted" else None,
        side=Side.ML,
        state=state,
        asked_at=made.now,
    )


def thread(
    made: World, paper: Submission, audience: str, opened_by: User, *texts: str, signed_as: str = ""
) -> Thread:
    """A thread with these posts by its opener."""
    row = Thread.objects.create(
        submission=paper, audience=audience, opened_by=opened_by, opened_at=made.now, subject=audience
    )
    for text in texts:
        Post.objects.create(
            thread=row,
            submission=paper,
            person=opened_by,
            signed_as=signed_as or "Reviewer A",
            text=text,
            at=made.now,
        )
    return row


def lead(made: World, paper: Submission, person: User) -> Lead:
    """The person leads the paper's discussion."""
    return Lead.objects.create(submission=paper, person=person, at=made.now)


def response(made: World, paper: Submission, text: str = "We thank the reviewers.") -> Response:
    """A submitted response."""
    return Response.objects.create(
        submission=paper, text=text, submitted_at=made.now, submitted_by=paper.registered_by, revision=1
    )


def release(made: World, paper: Submission, outcome: Outcome = Outcome.REJECTED) -> None:
    """The decision of this paper is out."""
    made.act(ActKind.RELEASED)
    Submission.objects.filter(pk=paper.pk).update(outcome=outcome, outcome_at=made.now)
    paper.refresh_from_db()
