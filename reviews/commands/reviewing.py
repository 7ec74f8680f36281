"""Writing reviews: drafts, submissions, versions; by the reviewer, or by a chair on behalf."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reviews.commands.steps import (
    begin_review,
    check_revision,
    clean_answers,
    clean_text,
    review_of,
    tell,
    tell_on_behalf,
    viewer_of,
    words_in,
)
from reviews.domain import REVIEW_TRANSITIONS, ReviewState
from reviews.letters import EXTERNAL_IN
from reviews.models import Answer, Question, Review, ReviewVersion
from reviews.policies import may_act_for, may_review
from reviews.queries.forms import Value, questions_of
from submissions.locking import Locked, lock_paper
from sysml.conference.acting import command, record
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import IllegalTransition, NotAllowed, NotFound
from sysml.kernel.models import User


@dataclass(frozen=True)
class Saved:
    """What a save answers: the revision that the next save must carry."""

    revision: int
    saved_at: datetime
    label: str
    version: int


@command
def save_draft(
    *, by: Viewer, edition: Edition, number: int, answers: Mapping[str, object], revision: int, now: datetime
) -> Saved:
    """Keep what the reviewer has typed so far; nobody else is shown it (the requester of an external review is).

    `revision` is that of the loaded form, 0 when there was no draft yet.
    """
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_review(locked.by, locked.paper, locked.clock).require()
    review = _own(locked, revision, now)
    cleaned = clean_answers(questions_of(locked.paper.track), answers, complete=False)
    review.draft, review.draft_words, review.draft_saved_at = cleaned, words_in(cleaned), now
    review.revision += 1
    began = review.pk is None
    review.save()
    if began:
        _record(locked, "review.begun", review, now)
    return Saved(review.revision, now, review.label, review.version)


@command
def submit_review(
    *, by: Viewer, edition: Edition, number: int, answers: Mapping[str, object], revision: int, now: datetime
) -> Saved:
    """Hand the review in, or a new version of it; every version is kept."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_review(locked.by, locked.paper, locked.clock).require()
    review = _own(locked, revision, now)
    first = review.version == 0
    _submit(locked, review, answers, now)
    _record(locked, "review.submitted" if first else "review.changed", review, now)
    if first and review.requested_by_id is not None:
        requester = User.objects.get(pk=review.requested_by_id)
        tell(
            EXTERNAL_IN,
            locked,
            requester,
            edition,
            f"{review.xid}",
            now,
            "submission-detail",
            person=str(review.reviewer),
        )
    return Saved(review.revision, now, review.label, review.version)


@command
def submit_review_on_behalf(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    person: str,
    answers: Mapping[str, object],
    reason: str,
    now: datetime,
) -> Saved:
    """A chair enters a review for one of the paper's reviewers (an xid), who is told and sees it as their own."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_act_for(locked.by, locked.paper, locked.clock).require()
    why = clean_text(reason, "reason")
    user = User.objects.filter(xid=person).first()
    if user is None:
        raise NotFound
    if locked.by.person_id == user.pk:
        raise NotAllowed("This is you: write your own review on its page.")
    if locked.paper.pk in viewer_of(user, edition).tied(Tie.CONFLICTED):
        raise NotAllowed("This person has a conflict with the paper.")
    review = review_of(locked.paper, user.pk) or begin_review(locked.paper, user.pk, now)
    _submit(locked, review, answers, now, entered_by_id=locked.by.person_id)
    _record(locked, "review.entered", review, now, reason=why, on_behalf_of_id=user.pk)
    tell_on_behalf(locked, user, edition, "review", why, now)
    return Saved(review.revision, now, review.label, review.version)


@command
def discard_review(
    *, by: Viewer, edition: Edition, number: int, label: str, reason: str, now: datetime
) -> None:
    """A chair takes a review out of the paper; its text is kept, its writer alone still sees it."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_act_for(locked.by, locked.paper, locked.clock).require()
    why = clean_text(reason, "reason")
    review = Review.objects.filter(submission=locked.paper, label=label).first()
    if review is None:
        raise NotFound
    _require(review, ReviewState.DISCARDED)
    review.state = ReviewState.DISCARDED
    review.revision += 1
    review.save(update_fields=["state", "revision"])
    _record(locked, "review.discarded", review, now, reason=why)


@command
def read_draft(
    *, by: Viewer, edition: Edition, number: int, label: str, reason: str, now: datetime
) -> tuple[tuple[str, str], ...]:
    """A chair reads a review that was never handed in, after its deadline, by an act that is logged."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_chair(locked.by, locked.paper.track_id, locked.paper.pk).require()
    why = clean_text(reason, "reason")
    review = Review.objects.filter(submission=locked.paper, label=label, state=ReviewState.DRAFT).first()
    if review is None:
        raise NotFound
    span = locked.at.clock(locked.paper.track_id, locked.paper.pk, review.reviewer_id).spans.get(
        WindowKind.REVIEWING
    )
    if span is None or now < span.closes + span.grace:
        raise NotAllowed("The reviewer still has time; drafts are opened after the deadline only.")
    _record(locked, "review.draft-read", review, now, reason=why)
    questions = questions_of(locked.paper.track)
    return tuple(
        (q.label, str(q.words(review.draft[q.key]) or review.draft[q.key]))
        for q in questions
        if review.draft.get(q.key) not in {None, ""}
    )


def _own(locked: Locked, revision: int, now: datetime) -> Review:
    """The actor's review, made if there is none; refuses a form loaded before the last save."""
    person_id = locked.by.person_id
    if person_id is None:
        raise NotFound
    review = review_of(locked.paper, person_id)
    check_revision(revision, review.revision if review else 0)
    if review is not None and review.state == ReviewState.DISCARDED:
        raise IllegalTransition("The chairs have taken this review out of the paper.")
    return review or begin_review(locked.paper, person_id, now)


def _require(review: Review, state: ReviewState) -> None:
    if state not in REVIEW_TRANSITIONS[ReviewState(review.state)]:
        raise IllegalTransition("The chairs have taken this review out of the paper.")


def _submit(
    locked: Locked,
    review: Review,
    answers: Mapping[str, object],
    now: datetime,
    entered_by_id: int | None = None,
) -> None:
    _require(review, ReviewState.SUBMITTED)
    cleaned = clean_answers(questions_of(locked.paper.track), answers, complete=True)
    review.state = ReviewState.SUBMITTED
    review.draft, review.draft_words, review.draft_saved_at = {}, 0, now
    review.first_submitted_at = review.first_submitted_at or now
    review.submitted_at = now
    review.version += 1
    review.revision += 1
    review.save()
    ReviewVersion.objects.filter(review=review, is_current=True).update(is_current=False)
    version = ReviewVersion.objects.create(
        review=review, number=review.version, at=now, is_current=True, entered_by_id=entered_by_id
    )
    _store(locked, version, cleaned)


def _store(locked: Locked, version: ReviewVersion, cleaned: Mapping[str, Value]) -> None:
    questions = {question.key: question for question in Question.objects.filter(track=locked.paper.track)}
    Answer.objects.bulk_create(
        Answer(
            version=version,
            submission=locked.paper,
            question=questions[key],
            score=value if isinstance(value, int) else None,
            text="" if isinstance(value, int) else value,
        )
        for key, value in cleaned.items()
    )


def _record(
    locked: Locked,
    action: str,
    review: Review,
    now: datetime,
    *,
    reason: str = "",
    on_behalf_of_id: int | None = None,
) -> None:
    record(
        locked.by,
        action,
        now=now,
        about=locked.paper.xid,
        subject=f"review:{review.xid}",
        summary=f"Reviewer {review.label} of paper {locked.paper.number}, version {review.version}",
        reason=reason,
        on_behalf_of_id=on_behalf_of_id,
    )
