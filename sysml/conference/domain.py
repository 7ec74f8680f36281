"""Calendar, sides, roles and policy choices of an edition, as plain values.

Nothing here knows Django. A `Clock` answers every question about time for one track, one paper or one person;
nothing flips by a timer, all of it is derived from spans and from the acts that people have done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

AOE = timezone(timedelta(hours=-12), "AoE")
"""Anywhere on Earth: the last place where a day ends. 23:59 AoE closes at 12:00 UTC on the next day."""


class Side(StrEnum):
    """A half of the committee. BRIDGE members count for either side, but fill one place at a time."""

    ML = "ml"
    SYSTEMS = "systems"
    BRIDGE = "bridge"


class RoleKind(StrEnum):
    """What a person holds in an edition or one of its tracks. Relations to one paper are never roles."""

    CHAIR = "chair"
    HANDLING = "handling"
    PUBLICATION = "publication"
    ARTIFACT_CHAIR = "artifact-chair"


OFFICE_WORDS: Mapping[RoleKind, str] = {
    RoleKind.CHAIR: "chair",
    RoleKind.HANDLING: "handling chair",
    RoleKind.PUBLICATION: "publication chair",
    RoleKind.ARTIFACT_CHAIR: "artifact chair",
}


class WindowKind(StrEnum):
    """The windows of a calendar, in their usual order."""

    REGISTRATION = "registration"
    SUBMISSION = "submission"
    BIDDING = "bidding"
    REVIEWING = "reviewing"
    RESPONSE = "response"
    DISCUSSION = "discussion"
    MEETING = "meeting"
    CAMERA_READY = "camera-ready"
    ARTIFACT_REGISTRATION = "artifact-registration"
    KICK_THE_TIRES = "kick-the-tires"
    ARTIFACT_EVALUATION = "artifact-evaluation"


WINDOW_WORDS: Mapping[WindowKind, str] = {
    WindowKind.REGISTRATION: "Abstract registration",
    WindowKind.SUBMISSION: "Paper submission",
    WindowKind.BIDDING: "Bidding",
    WindowKind.REVIEWING: "Reviewing",
    WindowKind.RESPONSE: "Author response",
    WindowKind.DISCUSSION: "Discussion",
    WindowKind.MEETING: "Committee meeting",
    WindowKind.CAMERA_READY: "Camera-ready papers",
    WindowKind.ARTIFACT_REGISTRATION: "Artifact registration",
    WindowKind.KICK_THE_TIRES: "Kick-the-tires",
    WindowKind.ARTIFACT_EVALUATION: "Artifact evaluation",
}


class ActKind(StrEnum):
    """What a person decides rather than the calendar; stored with a name and a time."""

    OPENED = "opened"
    ASSIGNMENT_PUBLISHED = "assignment-published"
    RELEASED = "released"
    LIST_PUBLIC = "list-public"
    PROCEEDINGS_PUBLIC = "proceedings-public"
    BADGES_RELEASED = "badges-released"
    FROZEN = "frozen"
    CLOSED = "closed"
    ERASED = "erased"


class Blindness(StrEnum):
    """Who knows the authors while a paper is under review."""

    DOUBLE = "double"
    SINGLE = "single"
    UNTIL_REVIEW = "until-review"


class CheckWeight(StrEnum):
    """What a finding of a PDF check does on a track."""

    ADVICE = "advice"
    CHAIRS = "chairs"
    BLOCKING = "blocking"


@dataclass(frozen=True)
class Choices:
    """The † of the visibility matrix: what a track may widen or narrow. Defaults are the matrix's own."""

    members_see_papers: bool = True
    members_see_files: bool = False
    members_see_reviews: bool = False
    reviewers_know_each_other: bool = True
    members_know_reviews_exist: bool = False
    externals_discuss: bool = False
    externals_see_reviews: bool = True
    authors_see_side_of_review: bool = False
    authors_revealed_to_chairs: bool = True
    rejected_file_days: int = 14

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> "Choices":
        """From a stored mapping; unknown names are ignored, missing ones take the default."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in raw.items() if name in known})


@dataclass(frozen=True)
class TopicLine:
    """One topic as a chair writes it."""

    group: str
    name: str
    leans: str = "both"


class Where(StrEnum):
    """Where a window stands at a moment."""

    ABSENT = "absent"
    AHEAD = "ahead"
    OPEN = "open"
    GRACE = "grace"
    OVER = "over"


@dataclass(frozen=True)
class Span:
    """A half-open interval of UTC instants, [opens, closes), with a hidden grace after the shown deadline."""

    opens: datetime | None
    closes: datetime
    grace: timedelta = timedelta(0)

    def where(self, now: datetime) -> Where:
        if self.opens is not None and now < self.opens:
            return Where.AHEAD
        if now < self.closes:
            return Where.OPEN
        return Where.GRACE if now < self.closes + self.grace else Where.OVER


@dataclass(frozen=True)
class Clock:
    """Time as it is for one track, one paper or one person at the instant `now`."""

    now: datetime
    spans: Mapping[WindowKind, Span] = field(default_factory=dict)
    acts: Mapping[ActKind, datetime] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)
    blindness: Blindness = Blindness.DOUBLE
    two_sided: bool = True

    def where(self, kind: WindowKind) -> Where:
        span = self.spans.get(kind)
        return span.where(self.now) if span else Where.ABSENT

    def begun(self, kind: WindowKind) -> bool:
        """The window has opened at some time, whether or not it is over by now."""
        return self.where(kind) in {Where.OPEN, Where.GRACE, Where.OVER}

    def shown_open(self, kind: WindowKind) -> bool:
        """Open by the deadline that people are shown."""
        return self.where(kind) is Where.OPEN

    def takes(self, kind: WindowKind) -> bool:
        """Open or in its hidden grace: what is handed in now is still taken."""
        return self.where(kind) in {Where.OPEN, Where.GRACE}

    def over(self, kind: WindowKind) -> bool:
        """Past its grace."""
        return self.where(kind) is Where.OVER

    def has(self, kind: WindowKind) -> bool:
        """The window is part of this calendar; a part that is off shows nowhere."""
        return kind in self.spans

    def done(self, act: ActKind) -> bool:
        """The act has been done by now."""
        at = self.acts.get(act)
        return at is not None and at <= self.now


FROZEN_WORDS = "The chairs have frozen this edition for the moment; nothing can be changed."

RESERVED_SLUGS: frozenset[str] = frozenset(
    {
        "accounts", "api", "about", "admin", "healthz", "readyz", "help", "me", "new", "search", "setup", "site",
        "static", "files", "media", "demo", "invitations", "_components", "robots.txt", "favicon.ico",
    }
)  # fmt: skip
"""First path segments that an edition may not take; a test holds them against the URL configuration."""
