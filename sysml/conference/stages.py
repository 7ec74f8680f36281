"""Where an edition stands in its calendar, in words that anybody may read.

Only what is public goes in: windows and acts whose existence tells nothing hidden.
"""

from dataclasses import dataclass
from datetime import datetime

from sysml.conference.domain import WINDOW_WORDS, ActKind, Clock, Where, WindowKind


@dataclass(frozen=True)
class Stage:
    """The present stage: a word, a sentence, and the deadline that people wait for."""

    key: str
    label: str
    words: str
    window: WindowKind | None = None
    deadline: datetime | None = None


PUBLIC_WINDOWS = (
    WindowKind.REGISTRATION,
    WindowKind.SUBMISSION,
    WindowKind.RESPONSE,
    WindowKind.CAMERA_READY,
    WindowKind.ARTIFACT_REGISTRATION,
    WindowKind.ARTIFACT_EVALUATION,
)
"""The windows that stand on the page of important dates."""

_RUNNING = (
    (WindowKind.SUBMISSION, "submission", "Open for submissions", "Papers are taken."),
    (WindowKind.RESPONSE, "response", "Author response", "Authors answer their reviews."),
    (WindowKind.REVIEWING, "review", "In review", "The committee reads every paper, both sides together."),
    (WindowKind.DISCUSSION, "discussion", "In discussion", "Reviewers of both sides discuss."),
    (WindowKind.MEETING, "meeting", "Committee meeting", "The committee meets."),
    (WindowKind.BIDDING, "review", "In review", "The committee says which papers it would like to read."),
)


def stage(clock: Clock) -> Stage:
    """The stage of an edition (or of one track) at the clock's present."""
    if clock.done(ActKind.CLOSED):
        return Stage("closed", "Closed", "This edition is over.")
    if clock.done(ActKind.BADGES_RELEASED) and clock.done(ActKind.LIST_PUBLIC):
        return Stage("finished", "Finished", "Proceedings and artifact badges are public.")
    if clock.done(ActKind.LIST_PUBLIC) or clock.done(ActKind.RELEASED):
        return _after_release(clock)
    for kind, key, label, words in _RUNNING:
        if clock.shown_open(kind):
            return Stage(key, label, words, kind, clock.spans[kind].closes)
    return _between(clock)


def _after_release(clock: Clock) -> Stage:
    for kind in (WindowKind.CAMERA_READY, WindowKind.ARTIFACT_REGISTRATION, WindowKind.ARTIFACT_EVALUATION):
        if clock.shown_open(kind):
            words = f"{WINDOW_WORDS[kind]} until the date below."
            return Stage("decided", "Decided", words, kind, clock.spans[kind].closes)
    return Stage("decided", "Decided", "Decisions are out.")


def _between(clock: Clock) -> Stage:
    ahead = sorted(
        (span.opens, kind)
        for kind, span in clock.spans.items()
        if span.opens is not None and span.where(clock.now) is Where.AHEAD
    )
    if ahead and ahead[0][1] in {WindowKind.REGISTRATION, WindowKind.SUBMISSION}:
        return Stage(
            "before", "Not open yet", "Submission opens on the date below.", ahead[0][1], ahead[0][0]
        )
    return (
        Stage("review", "In review", "The committee is at work.")
        if clock.spans
        else Stage("new", "Being set up", "")
    )
