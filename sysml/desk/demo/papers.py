"""The invented papers of the demonstration conference, some sixty an edition.

The texts stand in `abstracts/<edition>.md`, one paper a heading; its second line holds topic codes, attributes,
keywords and, for the industrial track, an `I`. Who wrote what is drawn from a fixed seed.
"""

# ruff: noqa: S311
# The draws decide who wrote an invented paper.

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from sysml.desk.demo.people import PEOPLE, Person
from sysml.desk.demo.topics import TOPICS

Level = Literal["high-level", "low-level"]
Kind = Literal["theoretical", "empirical", "applications-driven"]
TrackName = Literal["research", "industrial"]

EDITIONS: tuple[int, ...] = (1, 2, 3)  # open for submissions, in review, finished

_LEVELS: dict[str, Level] = {"H": "high-level", "L": "low-level"}
_KINDS: dict[str, Kind] = {"T": "theoretical", "E": "empirical", "A": "applications-driven"}
_AUTHOR_COUNTS = (1, 2, 3, 4, 5, 6, 7)
_AUTHOR_COUNT_WEIGHTS = (5, 14, 24, 24, 17, 10, 6)
_ABSTRACTS = Path(__file__).parent / "abstracts"


@dataclass(frozen=True, slots=True)
class Paper:
    """One invented paper. `authors` are in the order of the title page; the first is the corresponding one."""

    key: str  # "<edition>-<position>", stable
    edition: int
    title: str
    abstract: str  # Markdown with inline maths between dollar signs
    topics: tuple[str, ...]  # codes of `topics.TOPICS`, main topic first
    level: Level
    kind: Kind
    keywords: tuple[str, ...]
    track: TrackName
    authors: tuple[Person, ...]

    @property
    def short_title(self) -> str:
        """The name of the system where the title has one, else the title."""
        head, colon, _ = self.title.partition(":")
        return head if colon and len(head) <= 28 else self.title


def papers(edition: int) -> tuple[Paper, ...]:
    """The papers of one edition, in the order of the file."""
    return tuple(p for p in all_papers() if p.edition == edition)


@cache
def all_papers() -> tuple[Paper, ...]:
    """Every paper of the three editions."""
    found: list[Paper] = []
    for edition in EDITIONS:
        text = (_ABSTRACTS / f"{edition}.md").read_text(encoding="utf-8")
        for position, block in enumerate(text.split("## ")[1:], start=1):
            found.append(_parse(edition, position, block))
    return tuple(found)


def _parse(edition: int, position: int, block: str) -> Paper:
    title, data, *body = block.strip().splitlines()
    topics, attributes, keywords, *track = (part.strip() for part in data.split("|"))
    codes = tuple(topics.split(","))
    unknown = set(codes) - TOPICS.keys()
    if unknown:
        raise ValueError(f"{title}: unknown topics {sorted(unknown)}")
    key = f"{edition}-{position:02d}"
    return Paper(
        key=key,
        edition=edition,
        title=title.strip(),
        abstract="\n".join(body).strip(),
        topics=codes,
        level=_LEVELS[attributes[0]],
        kind=_KINDS[attributes[1]],
        keywords=tuple(k.strip() for k in keywords.split(";")),
        track="industrial" if track else "research",
        authors=_authors(key, codes, industrial=bool(track)),
    )


def _authors(key: str, topics: tuple[str, ...], *, industrial: bool) -> tuple[Person, ...]:
    """Draw the authors: somebody who knows the topic first, then colleagues and a few from elsewhere."""
    rng = random.Random(f"authors {key}")
    count = rng.choices(_AUTHOR_COUNTS, _AUTHOR_COUNT_WEIGHTS)[0]
    experts = [p for p in PEOPLE if topics[0] in p.expertise]
    if industrial:
        experts = [p for p in PEOPLE if p.affiliation.is_company]
    first = rng.choice([p for p in experts if p.seniority in ("student", "postdoc", "junior")] or experts)
    chosen = [first]
    while len(chosen) < count:
        chosen.append(rng.choices(PEOPLE, [_closeness(first, p, topics, p in chosen) for p in PEOPLE])[0])
    return (first, *sorted(chosen[1:], key=lambda p: p.seniority in ("senior", "principal")))


def _closeness(first: Person, other: Person, topics: tuple[str, ...], taken: bool) -> float:
    if taken:
        return 0.0
    weight = 1.0
    if other.affiliation is first.affiliation:
        weight += 14.0
    if other.country == first.country:
        weight += 3.0
    if set(topics) & set(other.expertise):
        weight += 2.0
    return weight
