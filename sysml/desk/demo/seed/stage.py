"""What every part of the seed works on: one edition, its people, and the traces that its past has left."""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Model
from django.utils.crypto import salted_hmac

from committee.models import Assignment, Member
from submissions.models import Document, Submission
from submissions.pdf.findings import Report
from sysml.conference.models import Edition, Topic, Track
from sysml.conference.presets import opening
from sysml.desk.demo.papers import Paper
from sysml.desk.demo.seed.letters import Letters
from sysml.desk.demo.seed.log import Log
from sysml.kernel import ids
from sysml.kernel.models import User

M = TypeVar("M", bound=Model)
_BATCH = 400


def keyed_ids(scope: str) -> ids.Source:
    """Ids that are the same in every seeding: made from a text key, or from the row's place among its kind."""
    seen: Counter[str] = Counter()

    def source(kind: str, key: object) -> str:
        if not isinstance(key, str):
            seen[kind] += 1
            key = f"#{seen[kind]}"
        digest = hashlib.sha256(f"{scope} {kind} {key}".encode()).digest()
        return "".join(ids.ALPHABET[byte % 32] for byte in digest[: ids.LENGTH])

    return source


def token_for(*what: str) -> str:
    """The secret of an invitation's link: the same in every seeding of this site, and not to be guessed."""
    return salted_hmac("demonstration invitation", " ".join(what), algorithm="sha256").hexdigest()[:43]


def store(rows: Sequence[M]) -> list[M]:
    """Write rows of one model at once, in their order."""
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=_BATCH) if rows else []


@dataclass
class Placed:
    """One paper of an edition: its content, its row, and who wrote it."""

    content: Paper
    row: Submission
    authors: list[User]
    file: str = ""
    document: Document | None = None
    reports: dict[tuple[str, str], Report] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.content.key


@dataclass
class Stage:
    """One edition while it is being filled. `day` counts from the opening of papers, as the presets do."""

    edition: Edition
    number: int
    first_day: date
    today: int
    now: datetime
    cast: dict[str, User]
    tracks: dict[str, Track] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    papers: list[Placed] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    chairs: list[User] = field(default_factory=list)
    handlers: dict[int, User] = field(default_factory=dict)
    walls: set[tuple[int, int]] = field(default_factory=set)
    log: Log = field(init=False)
    letters: Letters = field(init=False)

    def __post_init__(self) -> None:
        self.log = Log(self.edition.slug)
        self.letters = Letters(self.edition)

    def draw(self, *key: object) -> random.Random:
        """Chance that depends on these words alone."""
        return random.Random(" ".join(map(str, (self.edition.slug, *key))))  # noqa: S311  (invented content)

    def at(self, day: float) -> datetime:
        """An instant of the edition's calendar, never one that is still to come."""
        then = opening(self.first_day, self.edition.zone) + timedelta(days=day)
        return min(then.replace(microsecond=0), self.now - timedelta(minutes=3))

    def between(self, first: float, last: float, *key: object) -> datetime:
        """A drawn instant between two days of the calendar."""
        return self.at(self.draw("time", *key).uniform(first, min(last, max(first, self.today - 0.1))))

    def where(self, test: Callable[[Submission], bool]) -> list[Placed]:
        """The papers whose row passes the test."""
        return [paper for paper in self.papers if test(paper.row)]

    def written_by(self, persona: str) -> list[Placed]:
        """The papers of one persona."""
        return [paper for paper in self.papers if self.cast[persona] in paper.authors]

    @property
    def chair(self) -> User:
        """The programme chair who does what is not said to be done by another."""
        return self.chairs[0]
