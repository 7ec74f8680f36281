"""Threads about one paper: the reviewers' discussion, and questions to the chairs."""

from collections.abc import Iterable
from datetime import datetime

from committee.domain import AssignmentState
from committee.models import Assignment, Handling
from reviews.commands.steps import clean_text, tell, viewer_of
from reviews.domain import QUESTIONS_TO_CHAIRS, RequestState, ReviewState, Signature, ThreadAudience
from reviews.letters import ANSWER, DISCUSSION, QUESTION
from reviews.models import Lead, Post, Review, ReviewRequest, Shepherding, Thread
from reviews.policies import THREAD, may_answer_questions, may_ask_chairs, may_post, question_audience
from submissions.locking import Locked, lock_paper
from submissions.models import Authorship
from sysml.conference.acting import command, record
from sysml.conference.domain import RoleKind
from sysml.conference.models import Edition, Role
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotAllowed, NotFound
from sysml.kernel.models import User

_OPENED_BY_POSTING = frozenset({ThreadAudience.REVIEWERS, ThreadAudience.CHAIRS, ThreadAudience.SHEPHERD})
"""Of these a paper has one thread each, which begins with its first post."""


@command
def post_in_thread(
    *, by: Viewer, edition: Edition, number: int, thread: str, text: str, now: datetime
) -> Post:
    """Write in a thread that the actor reads. A chair's post answers a question, anybody else's opens it again."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    row = THREAD.rows(locked.by, locked.at).filter(submission=locked.paper, xid=thread).first()
    if row is None:
        raise NotFound
    return _post(locked, edition, row, text, now)


@command
def post_to(
    *, by: Viewer, edition: Edition, number: int, audience: ThreadAudience, text: str, now: datetime
) -> Post:
    """Write to these readers; the paper's one thread for them begins with its first post."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    if audience not in _OPENED_BY_POSTING:
        raise NotAllowed("A question to the chairs has a subject; ask it on its own page.")
    may_post(locked.by, locked.paper, locked.clock, audience).require()
    row = Thread.objects.filter(submission=locked.paper, audience=audience).first()
    if row is None:
        row = _open(locked, audience, "", now)
    return _post(locked, edition, row, text, now)


@command
def ask_chairs(
    *, by: Viewer, edition: Edition, number: int, subject: str, text: str, now: datetime
) -> Thread:
    """An author or reviewer asks the chairs about one paper; the other side of the review never sees it."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_ask_chairs(locked.by, locked.paper, locked.clock).require()
    audience = question_audience(locked.by, locked.paper)
    if audience is None:
        raise NotFound
    row = _open(locked, audience, clean_text(subject, "subject")[:200], now)
    _post(locked, edition, row, text, now)
    return row


@command
def set_answered(
    *, by: Viewer, edition: Edition, number: int, thread: str, answered: bool, now: datetime
) -> None:
    """A chair says that a question is answered (by a post, or otherwise), or open again."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    row = THREAD.rows(locked.by, locked.at).filter(submission=locked.paper, xid=thread).first()
    if row is None:
        raise NotFound
    may_answer_questions(locked.by, locked.paper, locked.clock).require()
    if row.audience not in QUESTIONS_TO_CHAIRS:
        raise NotAllowed("Only questions to the chairs are open or answered.")
    row.is_answered = answered
    row.save(update_fields=["is_answered"])
    _record(locked, "question.answered" if answered else "question.opened", row, now)


def _open(locked: Locked, audience: ThreadAudience, subject: str, now: datetime) -> Thread:
    if locked.by.person_id is None:
        raise NotFound
    row = Thread.objects.create(
        submission=locked.paper,
        audience=audience,
        subject=subject,
        opened_by_id=locked.by.person_id,
        opened_at=now,
    )
    _record(locked, "thread.opened", row, now)
    return row


def _post(locked: Locked, edition: Edition, thread: Thread, text: str, now: datetime) -> Post:
    audience = ThreadAudience(thread.audience)
    may_post(locked.by, locked.paper, locked.clock, audience).require()
    words = clean_text(text, "text")
    if locked.by.person_id is None:
        raise NotFound
    signature = _signature(locked, audience)
    post = Post.objects.create(
        thread=thread,
        submission=locked.paper,
        person_id=locked.by.person_id,
        signed_as=signature,
        text=words,
        at=now,
    )
    if audience in QUESTIONS_TO_CHAIRS:
        thread.is_answered = signature == Signature.CHAIRS
        thread.save(update_fields=["is_answered"])
    _record(locked, "post.written", thread, now)
    _tell_readers(locked, edition, thread, post, now)
    return post


def _signature(locked: Locked, audience: ThreadAudience) -> str:
    """How a post is signed for readers who may not know the person."""
    paper, by = locked.paper.pk, locked.by
    if paper in by.tied(Tie.AUTHORED):
        return Signature.AUTHORS
    if paper in by.tied(Tie.ASSIGNED) | by.tied(Tie.EXTERNAL):
        label = (
            Review.objects.filter(submission=paper, reviewer_id=by.person_id)
            .exclude(state=ReviewState.DISCARDED)
            .values_list("label", flat=True)
            .first()
        )
        if audience in {ThreadAudience.REVIEWERS, ThreadAudience.REVIEWER_CHAIRS}:
            return Signature.reviewer(label) if label else Signature.REVIEWER
    if audience is ThreadAudience.SHEPHERD and paper in by.tied(Tie.SHEPHERDS):
        return Signature.SHEPHERD
    if by.is_chair or paper in by.tied(Tie.HANDLES):
        return Signature.CHAIRS
    return Signature.LEAD


def _record(locked: Locked, action: str, thread: Thread, now: datetime) -> None:
    record(
        locked.by,
        action,
        now=now,
        about=locked.paper.xid,
        subject=f"thread:{thread.xid}",
        summary=f"{ThreadAudience(thread.audience).value} of paper {locked.paper.number}",
    )


def _tell_readers(locked: Locked, edition: Edition, thread: Thread, post: Post, now: datetime) -> None:
    """One letter per person, thread and hour, to those who could open the thread now, and not to the writer."""
    audience = ThreadAudience(thread.audience)
    for person in _candidates(locked, edition, audience, thread):
        if person.pk == post.person_id:
            continue
        reader = viewer_of(person, edition)
        if not THREAD.rows(reader, locked.at).filter(pk=thread.pk).exists():
            continue
        key = f"{thread.xid}:{person.xid}:{now:%Y%m%dT%H}"
        asked_by = post.signed_as if post.signed_as != Signature.REVIEWER else "A reviewer"
        if audience not in QUESTIONS_TO_CHAIRS:
            tell(DISCUSSION, locked, person, edition, key, now, "submission-detail")
        elif reader.is_chair or locked.paper.pk in reader.tied(Tie.HANDLES):
            if post.signed_as != Signature.CHAIRS:
                tell(QUESTION, locked, person, edition, key, now, "submission-detail", asked_by=asked_by)
        elif post.signed_as == Signature.CHAIRS:
            tell(ANSWER, locked, person, edition, key, now, "review-questions")


def _candidates(locked: Locked, edition: Edition, audience: ThreadAudience, thread: Thread) -> Iterable[User]:
    """Who might be told; what each may really read is asked of the rules."""
    paper = locked.paper
    found: set[int | None] = set()
    if audience is ThreadAudience.REVIEWERS:
        found |= set(
            Assignment.objects.filter(submission=paper, state=AssignmentState.ACTIVE).values_list(
                "member__person_id", flat=True
            )
        )
        found |= set(
            ReviewRequest.objects.filter(submission=paper, state=RequestState.ACCEPTED).values_list(
                "person_id", flat=True
            )
        )
        found |= set(Lead.objects.filter(submission=paper).values_list("person_id", flat=True))
    if audience in {ThreadAudience.AUTHORS_CHAIRS, ThreadAudience.SHEPHERD}:
        found |= set(Authorship.objects.filter(submission=paper).values_list("person_id", flat=True))
    if audience is ThreadAudience.REVIEWER_CHAIRS:
        found.add(thread.opened_by_id)
    if audience is ThreadAudience.SHEPHERD:
        found |= set(Shepherding.objects.filter(submission=paper).values_list("person_id", flat=True))
    found |= _handlers(locked, edition)
    return User.objects.filter(pk__in=[pk for pk in found if pk is not None], is_active=True).order_by("pk")


def _handlers(locked: Locked, edition: Edition) -> set[int | None]:
    """The paper's handling chair; all chairs where nobody handles it yet."""
    handling: set[int | None] = set(
        Handling.objects.filter(submission=locked.paper).values_list("person_id", flat=True)
    )
    if handling:
        return handling
    return set(Role.objects.filter(edition=edition, kind=RoleKind.CHAIR).values_list("person_id", flat=True))
