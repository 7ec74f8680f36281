"""Badge schemes, states and votes of artifact evaluation, as plain values.

Badges are data, with the scheme's version stored beside every award: ACM swapped the meanings of "reproduced" and
"replicated" between versions 1.0 and 1.1 of its policy (24 August 2020), so a bare word means nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


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
        return f"{lacking.name} needs {lacking.requires} as well." if lacking else ""


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
