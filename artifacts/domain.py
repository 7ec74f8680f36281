"""Badge schemes, states and votes of artifact evaluation, as plain values.

Badges are data, with the scheme's version stored beside every award: ACM swapped the meanings of "reproduced" and
"replicated" between versions 1.0 and 1.1 of its policy (24 August 2020), so a bare word means nothing.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote


class ArtifactState(StrEnum):
    """Where an artifact stands."""

    REGISTERED = "registered"
    SUBMITTED = "submitted"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class EvaluatorState(StrEnum):
    """Where an evaluator's invitation stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REMOVED = "removed"


class Access(StrEnum):
    """How an artifact version is handed in."""

    ARCHIVE = "archive"
    LINK = "link"


class Vote(StrEnum):
    """An evaluator's opinion on one badge."""

    AWARD = "award"
    REFUSE = "refuse"
    UNSURE = "unsure"


class ArtifactAudience(StrEnum):
    """Who reads a thread about an artifact."""

    AUTHORS = "authors"
    EVALUATORS = "evaluators"
    CHAIRS = "chairs"


ARTIFACT_AUDIENCE_WORDS: Mapping[ArtifactAudience, str] = {
    ArtifactAudience.AUTHORS: "The authors, the evaluators of this artifact and the artifact chairs "
    "will read this. The authors see you as “Evaluator A”, never your name.",
    ArtifactAudience.EVALUATORS: "The evaluators of this artifact and the artifact chairs will read this. "
    "Not the authors.",
    ArtifactAudience.CHAIRS: "Only the artifact chairs will read this.",
}


@dataclass(frozen=True)
class Badge:
    """One badge. Of an exclusive `family` at most one is awarded."""

    key: str
    name: str
    family: str
    criterion: str
    requires: str = ""


@dataclass(frozen=True)
class Scheme:
    """A set of badges in a named version."""

    key: str
    name: str
    version: str
    badges: tuple[Badge, ...]

    def badge(self, key: str) -> Badge | None:
        return next((badge for badge in self.badges if badge.key == key), None)

    def problem(self, awarded: Collection[str]) -> str:
        """Why these badges cannot be awarded together, or "" if they can."""
        chosen = [badge for badge in self.badges if badge.key in awarded]
        if len(chosen) != len(set(awarded)):
            return "This scheme does not have all of these badges."
        families = [badge.family for badge in chosen]
        if len(families) != len(set(families)):
            return "At most one badge of a family is awarded; the higher one includes the lower."
        lacking = next((badge for badge in chosen if badge.requires and badge.requires not in awarded), None)
        return f"{lacking.name} needs {self.name_of(lacking.requires)} as well." if lacking else ""

    def name_of(self, key: str) -> str:
        """What a badge is called; one that the scheme no longer has keeps its key."""
        badge = self.badge(key)
        return badge.name if badge else key


_AVAILABLE = Badge(
    "available",
    "Artifacts Available",
    "available",
    "Placed in a public archive with a declared plan of permanence, with a DOI or another unique identifier.",
)
_FUNCTIONAL = Badge(
    "functional",
    "Artifacts Evaluated – Functional",
    "evaluated",
    "Documented, consistent with the paper, complete as far as possible, and exercisable.",
)
_REUSABLE = Badge(
    "reusable",
    "Artifacts Evaluated – Reusable",
    "evaluated",
    "Functional, and documented and structured so well that others can reuse and repurpose it.",
)
_REPRODUCED = Badge(
    "reproduced",
    "Results Reproduced",
    "validated",
    "The main results were obtained by others, using in part the authors' artifacts.",
)

SCHEMES: Mapping[str, Scheme] = {
    scheme.key: scheme
    for scheme in (
        Scheme(
            "acm-1.1",
            "ACM Artifact Review and Badging",
            "1.1",
            (_AVAILABLE, _FUNCTIONAL, _REUSABLE, _REPRODUCED),
        ),
        Scheme("sysml-2019", "SysML 2019", "2019", (_AVAILABLE, _FUNCTIONAL)),
    )
}

KICK_THE_TIRES: tuple[tuple[str, str], ...] = (
    ("claims", "Are the paper's central claims clear, and what the artifact shows of each?"),
    ("readme", "Does the documentation say how to begin, and does it fit what you found?"),
    ("hardware", "Is the hardware that it needs within your reach?"),
    ("installs", "Does it install as described?"),
    ("tiny-run", "Does the smallest run come to its end?"),
    ("numbers", "Are the expected numbers of that run said, and did you see them?"),
)
KICK_ANSWERS: tuple[tuple[str, str], ...] = (
    ("yes", "yes"),
    ("partly", "partly"),
    ("no", "no"),
    ("not-tried", "not tried"),
)

CHECKLIST: tuple[tuple[str, str], ...] = (
    ("program", "Programs and benchmarks; are they included or public?"),
    ("model", "Models; included? size?"),
    ("data", "Data sets; included? size?"),
    ("environment", "Run-time environment (operating system, dependencies, root?)"),
    ("hardware", "Hardware (GPUs, memory, special devices)"),
    ("disk", "Disk space needed"),
    ("time-prepare", "Time to prepare"),
    ("time-complete", "Time to complete the experiments"),
    ("licences", "Licences of code and data"),
)
"""After the cTuning artifact checklist, shortened to what evaluators ask first."""


LARGEST_LOAD = 20
LONGEST_TEXT = 50_000

EVALUATOR_TRANSITIONS: frozenset[tuple[EvaluatorState, EvaluatorState]] = frozenset(
    {
        (EvaluatorState.INVITED, EvaluatorState.ACCEPTED),
        (EvaluatorState.INVITED, EvaluatorState.DECLINED),
        (EvaluatorState.ACCEPTED, EvaluatorState.ACCEPTED),
        (EvaluatorState.ACCEPTED, EvaluatorState.DECLINED),
        (EvaluatorState.DECLINED, EvaluatorState.ACCEPTED),
        (EvaluatorState.DECLINED, EvaluatorState.DECLINED),
        (EvaluatorState.INVITED, EvaluatorState.REMOVED),
        (EvaluatorState.ACCEPTED, EvaluatorState.REMOVED),
        (EvaluatorState.DECLINED, EvaluatorState.REMOVED),
    }
)
"""An answer can be changed, until the chairs take the place back. Every pair that is not listed is refused."""

VOTE_WORDS: Mapping[Vote, str] = {Vote.AWARD: "award", Vote.REFUSE: "do not award", Vote.UNSURE: "not sure"}


def labels() -> Iterator[str]:
    """A, B, … Z, AA, AB, …: what evaluators of one artifact are called."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    yield from alphabet
    for first in alphabet:
        yield from (first + second for second in alphabet)


def next_label(taken: Collection[str]) -> str:
    """The first label that nobody had in this artifact, not even somebody who left it."""
    return next(label for label in labels() if label not in taken)


_DOI = re.compile(r"10\.\d{4,9}(\.\d+)*/[^\s\x00-\x1f]+")
_DOI_PREFIX = re.compile(r"^(doi:\s*|https?://(dx\.)?doi\.org/)", re.IGNORECASE)


def normal_doi(text: str) -> str:
    """A DOI as it is kept: without `doi:` or the address of the resolver."""
    trimmed = text.strip()
    bare = _DOI_PREFIX.sub("", trimmed)
    return unquote(bare) if bare != trimmed and "://" in trimmed else bare


def is_doi(text: str) -> bool:
    """Whether this has the form of a DOI; says nothing about whether it leads anywhere."""
    return len(text) <= 120 and _DOI.fullmatch(text) is not None


@dataclass(frozen=True)
class Description:
    """What authors say of an artifact."""

    abstract: str
    claims: str
    requirements: str
    licence: str
    doi: str
    badges_asked: tuple[str, ...]
    checklist: Mapping[str, str]


@dataclass(frozen=True)
class Ballot:
    """A vote on one badge, with its reason."""

    badge: str
    vote: Vote
    reason: str = ""


@dataclass(frozen=True)
class Ruling:
    """What was decided of one badge."""

    badge: str
    is_awarded: bool
    reason: str = ""
