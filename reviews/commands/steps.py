"""Steps that several commands share; each runs inside the caller's transaction, under the paper's lock."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from committee.domain import AssignmentState
from committee.models import Assignment
from reviews.domain import LONGEST_TEXT, QuestionKind, RequestState, ReviewKind, ReviewState, label_among
from reviews.letters import ON_BEHALF
from reviews.models import Review, ReviewRequest
from reviews.queries.forms import Asked, Value
from submissions.locking import Locked
from submissions.models import Submission
from sysml.conference import letters, viewer
from sysml.conference.letters import Kind
from sysml.conference.models import Edition
from sysml.conference.pages import link
from sysml.conference.viewer import Viewer
from sysml.kernel import ids, markdown
from sysml.kernel.errors import Invalid, NotAllowed, StaleWrite
from sysml.kernel.models import User


def clean_text(text: str, field: str, *, required: bool = True) -> str:
    """Text without null characters and blank ends; raises Invalid when empty or too long."""
    cleaned = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if required and not cleaned:
        raise Invalid({field: "Write something first."})
    if len(cleaned) > LONGEST_TEXT:
        raise Invalid({field: f"Please keep this below {LONGEST_TEXT:,} characters."})
    return cleaned


def check_revision(sent: int, stored: int) -> None:
    """Refuse a form that was loaded before the last save by somebody, or in another tab."""
    if sent != stored:
        raise StaleWrite


def clean_answers(
    questions: tuple[Asked, ...], answers: Mapping[str, object], *, complete: bool
) -> dict[str, Value]:
    """Answers by key, as they are stored; raises Invalid naming every question that is wrong, or missing."""
    known = {question.key: question for question in questions}
    problems = {key: "The form has no such question." for key in answers if key not in known}
    cleaned: dict[str, Value] = {}
    for key, question in known.items():
        raw = answers.get(key)
        try:
            value = _one(question, raw)
        except ValueError as problem:
            problems[key] = str(problem)
            continue
        if value is not None:
            cleaned[key] = value
        elif complete and question.required:
            problems[key] = (
                "Please answer this." if question.kind is QuestionKind.TEXT else "Please choose one."
            )
    if problems:
        raise Invalid(problems)
    return cleaned


def _one(question: Asked, raw: object) -> Value | None:
    if raw is None or raw == "":
        return None
    if question.kind is QuestionKind.TEXT:
        text = str(raw).replace("\x00", "").replace("\r\n", "\n").strip()
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"Please keep this below {LONGEST_TEXT:,} characters.")
        return text or None
    chosen = {str(value): value for value, _ in question.options}.get(str(raw))
    if chosen is None:
        raise ValueError("Choose one of the values that the form offers.")
    return chosen


def words_in(answers: Mapping[str, Value]) -> int:
    """How many words a draft has."""
    return sum(markdown.words(value) for value in answers.values() if isinstance(value, str))


def review_of(paper: Submission, person_id: int) -> Review | None:
    """The person's review of this paper."""
    return Review.objects.filter(submission=paper, reviewer_id=person_id).first()


SPARE_LABELS = 8
"""Letters beside those of the wanted reviewers: for external reviewers, and for whoever comes in another's place."""


def begin_review(paper: Submission, person_id: int, now: datetime) -> Review:
    """Make the person's review, for the side on which they were assigned or asked.

    Its label is drawn among as many letters on every paper of a track: it tells the writer neither who began first
    nor how many others review.
    """
    assignment = Assignment.objects.filter(
        submission=paper, member__person_id=person_id, state=AssignmentState.ACTIVE
    ).first()
    request = ReviewRequest.objects.filter(
        submission=paper, person_id=person_id, state=RequestState.ACCEPTED
    ).first()
    if assignment is None and request is None:
        raise NotAllowed("This person is not a reviewer of this paper.")
    taken = set(Review.objects.filter(submission=paper).values_list("label", flat=True))
    expected = paper.track.wanted + SPARE_LABELS
    draw = sum(
        ids.ALPHABET.index(c) * 32**n
        for n, c in enumerate(ids.new("review:label", (paper.pk, person_id))[:6])
    )
    source = assignment or request
    return Review(
        submission=paper,
        reviewer_id=person_id,
        kind=ReviewKind.COMMITTEE if assignment else ReviewKind.EXTERNAL,
        requested_by_id=None if assignment or request is None else request.requested_by_id,
        side=source.side if source and paper.track.two_sided else "",
        label=label_among(taken, expected, draw),
        state=ReviewState.DRAFT,
        draft_saved_at=now,
        revision=0,
    )


def url(edition: Edition, name: str, **kwargs: object) -> str:
    """The full address of a page, for a letter."""
    return settings.BASE_URL + link(edition, name, **kwargs)


def viewer_of(person: User, edition: Edition) -> Viewer:
    """The person as a viewer of this edition, with ties as they are now."""
    return viewer.for_person(person, edition)


def tell(
    kind: Kind,
    locked: Locked,
    reader: User,
    edition: Edition,
    key: str,
    now: datetime,
    page: str,
    /,
    **context: str,
) -> None:
    """A letter about the locked paper to one person, with a link to this page of it."""
    letters.write(
        kind,
        edition=edition,
        key=key,
        now=now,
        person=reader,
        about=locked.paper.xid,
        context={
            "number": str(locked.paper.number),
            "title": locked.paper.title,
            "link": url(edition, page, number=locked.paper.number),
            **context,
        },
    )


def tell_on_behalf(
    locked: Locked, person: User, edition: Edition, what: str, reason: str, now: datetime
) -> None:
    """Show the person what a chair has entered for them."""
    page = "review-edit" if what == "review" else "response"
    tell(
        ON_BEHALF, locked, person, edition, f"{what}:{locked.paper.xid}:{person.xid}:{now.isoformat()}", now, page,
        what=what, reason=reason,
    )  # fmt: skip
