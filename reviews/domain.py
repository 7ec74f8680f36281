"""Forms, reviews, threads and decisions, as plain values."""

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
    Audience.AUTHORS: "The authors, the reviewers of this paper and the chairs who handle it.",
    Audience.COMMITTEE: "The reviewers of this paper and the chairs who handle it. Not the authors.",
    Audience.CHAIRS: "The chairs who handle this paper, nobody else.",
}


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
    ThreadAudience.REVIEWERS: "You, the reviewers of this paper and the chairs who handle it will read this. "
    "Not the authors, not the rest of the committee.",
    ThreadAudience.CHAIRS: "Only the chairs who handle this paper will read this.",
    ThreadAudience.AUTHORS_CHAIRS: "The authors of this paper and the chairs who handle it will read this. "
    "Not the reviewers.",
    ThreadAudience.REVIEWER_CHAIRS: "Only you and the chairs who handle this paper will read this.",
    ThreadAudience.SHEPHERD: "The authors, the shepherd and the chairs who handle this paper will read this.",
}


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


def label(position: int) -> str:
    """The stable name of a reviewer within one paper: 0 → "A", 25 → "Z", 26 → "AA"."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
