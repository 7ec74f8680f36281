"""States of a submission and what leads from one to another, as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Where a submission stands by its authors' acts. Decisions are not a status: see Outcome.

    There is no "ready" tick that could be forgotten: a draft is registered as soon as title, abstract, topics and
    authors are there, and complete as soon as it also has a file that no blocking finding holds back.
    """

    DRAFT = "draft"
    REGISTERED = "registered"
    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What was *released* to the authors; only the release and desk-reject commands write it."""

    NONE = ""
    ACCEPTED = "accepted"
    CONDITIONAL = "conditional"
    REJECTED = "rejected"
    DESK_REJECTED = "desk-rejected"


ACCEPTED = (Outcome.ACCEPTED, Outcome.CONDITIONAL)
ACTIVE = (Status.COMPLETE,)


class Action(StrEnum):
    """Acts that move a submission from one status to another."""

    SETTLE_DRAFT = "settle as draft"
    SETTLE_REGISTERED = "settle as registered"
    SETTLE_COMPLETE = "settle as complete"
    WITHDRAW = "withdraw"
    REVIVE = "revive"
    CLOSE = "close"


_LIVING = (Status.DRAFT, Status.REGISTERED, Status.COMPLETE)
TRANSITIONS: dict[tuple[Status, Action], Status] = {
    **{(status, Action.SETTLE_DRAFT): Status.DRAFT for status in _LIVING},
    **{(status, Action.SETTLE_REGISTERED): Status.REGISTERED for status in _LIVING},
    **{(status, Action.SETTLE_COMPLETE): Status.COMPLETE for status in _LIVING},
    **{(status, Action.WITHDRAW): Status.WITHDRAWN for status in _LIVING},
    (Status.WITHDRAWN, Action.REVIVE): Status.DRAFT,
    (Status.DRAFT, Action.CLOSE): Status.CLOSED,
    (Status.REGISTERED, Action.CLOSE): Status.CLOSED,
    (Status.CLOSED, Action.REVIVE): Status.DRAFT,
}
"""Every pair that is not listed is refused. Reviving is followed by settling, in the same command."""


def next_status(status: Status, action: Action) -> Status | None:
    """The status to which the action leads, or None where it does not lead anywhere."""
    return TRANSITIONS.get((status, action))


class DocumentKind(StrEnum):
    """What a file of a submission is for."""

    PAPER = "paper"
    SUPPLEMENT = "supplement"
    CAMERA_READY = "camera-ready"
    RIGHTS = "rights"


class CheckState(StrEnum):
    """What came out of checking a PDF."""

    WAITING = "waiting"
    PASS = "pass"  # noqa: S105  (no password)
    WARNINGS = "warnings"
    ERRORS = "errors"
    UNREADABLE = "unreadable"
    COULD_NOT_CHECK = "could-not-check"


LIVING = _LIVING
"""Statuses of a submission that is neither withdrawn nor closed."""

TITLE_LENGTH = 300
ABSTRACT_WORDS = 500
KEYWORDS_LENGTH = 300
MOST_AUTHORS = 100
SLOWEST_UPLOAD = timedelta(minutes=60)
ABANDONED_UPLOAD = timedelta(days=1)
"""After so long without a piece an unfinished upload is forgotten."""
"""How long an upload may take that was opened in time, where the grace is shorter."""
REVEAL_LASTS = timedelta(hours=8)
REMINDERS: tuple[timedelta, ...] = (timedelta(hours=48), timedelta(hours=6))
"""How long before the shown deadline the authors of an incomplete submission are warned, once each."""


@dataclass(frozen=True)
class Question:
    """A further question of a track's submission form: a choice of options, or free text without any."""

    key: str
    label: str
    options: tuple[str, ...] = ()
    required: bool = False

    @classmethod
    def parse(cls, raw: Mapping[str, Any] | Sequence[Any]) -> "Question":
        """From what a track stores: a mapping, or key, label and options in order."""
        if isinstance(raw, Mapping):
            options = raw.get("options") or raw.get("choices") or ()
            return cls(
                str(raw["key"]), str(raw.get("label", raw["key"])), tuple(options), bool(raw.get("required"))
            )
        key, label, *rest = raw
        return cls(str(key), str(label), tuple(rest[0]) if rest else ())


@dataclass(frozen=True)
class Tick:
    """A statement that authors tick; a submission is complete only with every required one."""

    key: str
    text: str
    required: bool = True

    @classmethod
    def parse(cls, raw: Mapping[str, Any] | Sequence[Any]) -> "Tick":
        """From what a track stores: a mapping, or key and text in order."""
        if isinstance(raw, Mapping):
            text = str(raw.get("words") or raw["key"])
            return cls(str(raw["key"]), text, bool(raw.get("required", True)))
        return cls(str(raw[0]), str(raw[1]))


@dataclass(frozen=True)
class AuthorEntry:
    """An author as the form names them; `xid` is empty for one who is new."""

    name: str
    email: str
    affiliation: str = ""
    country: str = ""
    is_corresponding: bool = False
    xid: str = ""


@dataclass(frozen=True)
class Details:
    """What authors say of a paper. `authors` None leaves them as they are."""

    title: str
    abstract: str = ""
    keywords: str = ""
    topics: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    checklist: tuple[str, ...] = ()
    authors: tuple[AuthorEntry, ...] | None = None


class FileState(StrEnum):
    """Where the current paper file stands for the question whether the submission is complete."""

    MISSING = "missing"
    COUNTS = "counts"
    UNREADABLE = "unreadable"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Standing:
    """What a submission has, as far as its status depends on it."""

    has_title: bool
    has_abstract: bool
    has_topic: bool
    has_author: bool
    file: FileState
    ticks_missing: int = 0

    def lacks_for_registration(self) -> list[str]:
        """What is missing before the submission counts as registered, in the words of the page."""
        needs = [
            (self.has_title, "a title"),
            (self.has_abstract, "an abstract"),
            (self.has_topic, "a topic"),
            (self.has_author, "an author with name and e-mail address"),
        ]
        return [words for there, words in needs if not there]

    def lacks_for_completion(self) -> list[str]:
        """What is missing before it counts as complete."""
        of_file = {
            FileState.MISSING: "the paper as a PDF",
            FileState.UNREADABLE: "a PDF that can be read",
            FileState.BLOCKED: "a PDF without the findings that must be mended",
            FileState.COUNTS: "",
        }[self.file]
        ticks = "the ticks of the checklist" if self.ticks_missing else ""
        return [*self.lacks_for_registration(), *filter(None, (of_file, ticks))]

    def action(self) -> Action:
        """The act by which the status follows from this."""
        if self.lacks_for_registration():
            return Action.SETTLE_DRAFT
        return Action.SETTLE_REGISTERED if self.lacks_for_completion() else Action.SETTLE_COMPLETE


def listed(words: Sequence[str]) -> str:
    """“a, b and c”."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
