"""The rule tables at a chosen moment: which subject sees which thing, on which track.

The page reads the very tables by which every fetch is checked, so it cannot say anything else than what holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from artifacts import policies as artifacts
from reviews import policies as reviews
from submissions import policies as submissions
from sysml.conference import moment
from sysml.conference.clockwork import deadline_words
from sysml.conference.domain import WINDOW_WORDS, ActKind, Clock, Where
from sysml.conference.models import Edition
from sysml.conference.rules import ALL, Rule, Table, Who

SUBJECTS: Mapping[str, tuple[tuple[str, str, tuple[Who, ...]], ...]] = {
    "author": (("A", "Author", (Who.AUTHOR,)),),
    "member": (
        ("N", "Member without a tie to the paper", (Who.MEMBER,)),
        ("R−", "Reviewer, own review not in", (Who.REVIEWER_PENDING, Who.MEMBER)),
        ("R+", "Reviewer, own review in", (Who.REVIEWER_IN, Who.MEMBER)),
        ("E", "External reviewer", (Who.EXTERNAL,)),
        ("L", "Handling chair or discussion lead", (Who.LEAD,)),
        ("X", "Conflicted", (Who.CONFLICTED,)),
    ),
    "chair": (("C", "Chair", (Who.CHAIR,)), ("P", "Publication chair", (Who.PUBLICATION,))),
    "artifacts": (
        ("AE", "Evaluator of the artifact", (Who.EVALUATOR, Who.ANY_EVALUATOR)),
        ("AC", "Artifact chair", (Who.ARTIFACT_CHAIR,)),
    ),
    "public": (("–", "Anybody", ()),),
}
"""Groups of columns; everybody also has what is open to anybody."""

GROUPS: Mapping[str, str] = {
    "author": "An author",
    "member": "A member",
    "chair": "A chair",
    "artifacts": "The artifact committee",
    "public": "The public",
}


@dataclass(frozen=True)
class Cell:
    """Whether a subject sees a thing: yes, some (of its rows), or no; and by which rule."""

    sees: str
    why: str


@dataclass(frozen=True)
class Line:
    """One thing of the matrix and a cell for each subject."""

    thing: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class WindowState:
    """Where a window stands at the chosen moment."""

    words: str
    state: str
    until: str


@dataclass(frozen=True)
class Preview:
    """What holds on one track at one moment."""

    track: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    windows: tuple[WindowState, ...]
    acts: tuple[str, ...]


_PARTS: tuple[Any, ...] = (submissions, reviews, artifacts)
_STATE_WORDS: Mapping[Where, str] = {
    Where.AHEAD: "not open yet",
    Where.OPEN: "open",
    Where.GRACE: "over; late files still taken",
    Where.OVER: "over",
}


def tables() -> list[Table[Any]]:
    """Every rule table of submissions, reviews and artifacts, in the order of their files."""
    found: list[Table[Any]] = []
    for part in _PARTS:
        found += [value for value in vars(part).values() if isinstance(value, Table) and value not in found]
    return found


def preview(edition: Edition, *, group: str, instant: datetime) -> list[Preview]:
    """The tables as they hold at this moment for one group of subjects, for each track; four queries.

    Acts that have been done count from when they were done, so the past is shown as it was; for the future, no
    further act is assumed.
    """
    at = moment.load(edition, instant)
    subjects = SUBJECTS[group]
    names = {track.pk: track.name for track in edition.tracks.all()}
    return [_of_track(names[pk], clock, subjects, edition.zone) for pk, clock in at.tracks.items()]


def _of_track(
    name: str, clock: Clock, subjects: Sequence[tuple[str, str, tuple[Who, ...]]], zone: str
) -> Preview:
    return Preview(
        name,
        tuple((letter, words) for letter, words, _ in subjects),
        tuple(
            Line(table.thing, tuple(_cell(table, clock, whos) for _, _, whos in subjects))
            for table in tables()
        ),
        tuple(
            WindowState(
                WINDOW_WORDS[kind], _STATE_WORDS[clock.where(kind)], deadline_words(span.closes, zone)
            )
            for kind, span in sorted(clock.spans.items(), key=lambda item: item[1].closes)
        ),
        tuple(kind.replace("-", " ") for kind in ActKind if clock.done(kind)),
    )


def _cell(table: Table[Any], clock: Clock, whos: tuple[Who, ...]) -> Cell:
    everybody = (Who.ANYONE, Who.SIGNED_IN) if whos else (Who.ANYONE,)
    holding = [rule for rule in table.rules if rule.who in (*whos, *everybody) and rule.when.holds(clock)]
    if not holding:
        waiting = [rule.when.words for rule in table.rules if rule.who in whos]
        return Cell("no", "; ".join(dict.fromkeys(waiting)))
    whole = next((rule for rule in holding if _is_whole(rule)), None)
    chosen = whole or holding[0]
    return Cell("yes" if whole else "some", chosen.when.words)


def _is_whole(rule: Rule) -> bool:
    return not callable(rule.rows) and rule.rows == ALL
