"""Forms, reviews, threads and decisions, as plain values."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class QuestionKind(StrEnum):
    """How a question of a review form is answered."""

    SCORE = "score"
    CHOICE = "choice"
    TEXT = "text"


class Audience(StrEnum):
    """Who may read the answers to a question."""

    AUTHORS = "authors"
    COMMITTEE = "committee"
    CHAIRS = "chairs"


AUDIENCE_WORDS: dict[Audience, str] = {
    Audience.AUTHORS: "The authors, the reviewers of this paper, its discussion lead and the chairs who handle it.",
    Audience.COMMITTEE: "The reviewers of this paper, its discussion lead and the chairs who handle it. "
    "Not the authors.",
    Audience.CHAIRS: "The chairs who handle this paper and its discussion lead. Nobody else.",
}


def readers(audience: Audience, *, members_read: bool) -> str:
    """Who reads the answer to a question, in words; on some tracks the whole committee does."""
    words = AUDIENCE_WORDS[audience]
    if members_read and audience is not Audience.CHAIRS:
        return words + " On this track also the rest of the committee, from the discussion on."
    return words


class ReviewState(StrEnum):
    """A review is seen by others only from its first submission on."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"


class ReviewKind(StrEnum):
    """By whose call a review is written."""

    COMMITTEE = "committee"
    EXTERNAL = "external"


class RequestState(StrEnum):
    """Where the request to an external reviewer stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ThreadAudience(StrEnum):
    """Who reads a thread. It never changes after the thread is opened."""

    REVIEWERS = "reviewers"
    CHAIRS = "chairs"
    AUTHORS_CHAIRS = "authors-chairs"
    REVIEWER_CHAIRS = "reviewer-chairs"
    SHEPHERD = "shepherd"


THREAD_WORDS: dict[ThreadAudience, str] = {
    ThreadAudience.REVIEWERS: "You, the reviewers of this paper, its discussion lead and the chairs who handle it will "
    "read this. Not the authors, not the rest of the committee.",
    ThreadAudience.CHAIRS: "Only the chairs who handle this paper will read this.",
    ThreadAudience.AUTHORS_CHAIRS: "The authors of this paper, the chairs who handle it and its discussion lead will "
    "read this. Not the reviewers.",
    ThreadAudience.REVIEWER_CHAIRS: "Only you and the chairs who handle this paper will read this.",
    ThreadAudience.SHEPHERD: "The authors, the shepherd, the chairs who handle this paper and its discussion lead will "
    "read this.",
}

AUTHORS_READ_THREAD = frozenset({ThreadAudience.AUTHORS_CHAIRS, ThreadAudience.SHEPHERD})
QUESTIONS_TO_CHAIRS = frozenset({ThreadAudience.AUTHORS_CHAIRS, ThreadAudience.REVIEWER_CHAIRS})
"""Threads that are open until the chairs have answered."""


class Signature:
    """What stands under a post for readers who may not know the person. Authors are never named to others."""

    AUTHORS = "The authors"
    CHAIRS = "The chairs"
    LEAD = "The discussion lead"
    SHEPHERD = "The shepherd"
    REVIEWER = "A reviewer"

    @staticmethod
    def reviewer(letter: str) -> str:
        return f"Reviewer {letter}"


class Verdict(StrEnum):
    """What was decided of a paper; seen by nobody else before the release."""

    ACCEPT = "accept"
    CONDITIONAL = "conditional"
    REJECT = "reject"


class ConditionState(StrEnum):
    """How a conditional accept stands."""

    OPEN = "open"
    MET = "met"
    FAILED = "failed"


REVIEW_TRANSITIONS: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.DRAFT: frozenset({ReviewState.SUBMITTED, ReviewState.DISCARDED}),
    ReviewState.SUBMITTED: frozenset({ReviewState.SUBMITTED, ReviewState.DISCARDED}),
    ReviewState.DISCARDED: frozenset(),
}
"""A submitted review stays submitted: editing makes a new version, and every version is kept."""


class Duty(StrEnum):
    """What of a person's papers can be given to others in one act."""

    HANDLING = "handling"
    LEADING = "leading"


DUTY_WORDS: dict[Duty, str] = {Duty.HANDLING: "handles", Duty.LEADING: "leads the discussion of"}


class RollbackState(StrEnum):
    """Going back to a snapshot takes two chairs."""

    PROPOSED = "proposed"
    DONE = "done"
    DROPPED = "dropped"


ROLLBACK_TRANSITIONS: dict[RollbackState, frozenset[RollbackState]] = {
    RollbackState.PROPOSED: frozenset({RollbackState.DONE, RollbackState.DROPPED}),
    RollbackState.DONE: frozenset(),
    RollbackState.DROPPED: frozenset(),
}


def label(position: int) -> str:
    """The stable name of a reviewer within one paper: 0 → "A", 25 → "Z", 26 → "AA"."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class LeadRule(StrEnum):
    """Whom a bulk appointment makes the lead of each paper, among reviewers whose review is in."""

    CONFIDENT = "confident"
    POSITIVE = "positive"
    FEWEST = "fewest"


LEAD_RULE_WORDS: dict[LeadRule, str] = {
    LeadRule.CONFIDENT: "the reviewer with the highest confidence",
    LeadRule.POSITIVE: "the reviewer with the highest overall score",
    LeadRule.FEWEST: "the reviewer who leads the fewest papers so far",
}


@dataclass(frozen=True)
class QuestionPlan:
    """One question of a review form before it is stored."""

    key: str
    label: str
    kind: QuestionKind
    audience: Audience = Audience.AUTHORS
    options: tuple[tuple[int | str, str], ...] = ()
    help: str = ""
    required: bool = True
    is_overall: bool = False
    is_confidence: bool = False


_FIVE = ((1, "poor"), (2, "below average"), (3, "average"), (4, "good"), (5, "excellent"))
DEFAULT_FORM: tuple[QuestionPlan, ...] = (
    QuestionPlan(
        "overall",
        "Overall merit",
        QuestionKind.SCORE,
        options=((1, "reject"), (2, "weak reject"), (3, "borderline"), (4, "weak accept"), (5, "accept")),
        is_overall=True,
    ),
    QuestionPlan("novelty", "Novelty", QuestionKind.SCORE, options=_FIVE),
    QuestionPlan(
        "evidence", "Evidence", QuestionKind.SCORE, options=_FIVE, help="Proofs, measurements, baselines."
    ),
    QuestionPlan(
        "scope",
        "In scope",
        QuestionKind.CHOICE,
        options=(("too-ml", "Too ML"), ("intersection", "Intersection"), ("too-systems", "Too Systems")),
    ),
    QuestionPlan(
        "confidence",
        "Confidence",
        QuestionKind.SCORE,
        options=((1, "outsider"), (2, "some familiarity"), (3, "knowledgeable"), (4, "expert")),
        audience=Audience.AUTHORS,
        is_confidence=True,
    ),
    QuestionPlan("summary", "Summary", QuestionKind.TEXT, help="What the paper does, in your own words."),
    QuestionPlan("strengths", "Strengths", QuestionKind.TEXT),
    QuestionPlan("weaknesses", "Weaknesses", QuestionKind.TEXT),
    QuestionPlan("questions", "Questions for the authors", QuestionKind.TEXT, required=False),
    QuestionPlan(
        "remarks", "Remarks to the committee", QuestionKind.TEXT, audience=Audience.COMMITTEE, required=False
    ),
    QuestionPlan(
        "chairs",
        "Remarks to the chairs",
        QuestionKind.TEXT,
        audience=Audience.CHAIRS,
        required=False,
        help="Suspected misconduct, conflicts, doubts about another review.",
    ),
)
"""The review form of a new track."""

LONGEST_TEXT = 50_000
"""Characters that one answer, post or response may have."""


def label_among(taken: Collection[str], expected: int, draw: int) -> str:
    """A free label among the first `expected` letters, chosen by `draw`; the next letter when all are taken.

    Labels are drawn, not counted up, so that they do not tell who was first to write.
    """
    free = [letter for letter in map(label, range(max(expected, 1))) if letter not in taken]
    if free:
        return free[draw % len(free)]
    position = expected
    while label(position) in taken:
        position += 1
    return label(position)
