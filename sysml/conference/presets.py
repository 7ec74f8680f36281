"""What a new edition begins with: tracks, topics and a calendar in days from the day on which papers open.

The taxonomy and the promises are those of the SysML white paper (2019); the lengths follow its first editions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sysml.conference.domain import AOE, Blindness, Span, WindowKind
from sysml.kernel.errors import Invalid


@dataclass(frozen=True)
class TrackPreset:
    """One track of a preset."""

    slug: str
    name: str
    sides: tuple[str, str] = ("ML", "Systems")
    wanted: tuple[int, int] = (2, 2)
    blindness: Blindness = Blindness.DOUBLE
    paper_format: str = "sysml2019"
    checklist: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Preset:
    """A kind of edition. `windows` gives first and last day of each window, counted from the opening day."""

    key: str
    name: str
    words: str
    tracks: tuple[TrackPreset, ...]
    windows: Mapping[WindowKind, tuple[int, int]]
    badge_scheme: str = ""
    topics: tuple[tuple[str, str, str], ...] = field(default=())


TOPICS: tuple[tuple[str, str, str], ...] = (
    ("Software systems for the ML lifecycle", "Programming interfaces and abstractions", "both"),
    (
        "Software systems for the ML lifecycle",
        "Definition and measurement of models, architectures and systems",
        "both",
    ),
    ("Software systems for the ML lifecycle", "Data preprocessing, feature and label management", "systems"),
    (
        "Software systems for the ML lifecycle",
        "Monitoring, debugging and maintenance of production ML",
        "both",
    ),
    ("Hardware and low-level systems for ML", "Specialised and heterogeneous hardware", "systems"),
    ("Hardware and low-level systems for ML", "Precision, stability and fidelity trade-offs", "both"),
    ("Hardware and low-level systems for ML", "Distributed and parallel training and serving", "systems"),
    ("Hardware and low-level systems for ML", "Compilers and run-times for ML", "systems"),
    ("Metrics beyond predictive accuracy", "Power, latency and memory limits; devices and the edge", "both"),
    (
        "Metrics beyond predictive accuracy",
        "Cost of training, prediction, annotation and engineering",
        "both",
    ),
    (
        "Metrics beyond predictive accuracy",
        "Privacy and security across the stack; federated learning",
        "both",
    ),
    ("Metrics beyond predictive accuracy", "Robustness, fairness, bias, interpretability, causality", "ml"),
    (
        "Metrics beyond predictive accuracy",
        "Accessibility and automation for users who are not experts",
        "ml",
    ),
    ("Optimisation and theory", "Learning methods and theory for practical workflows; optimisation", "ml"),
    ("ML for systems", "Learned data structures, heuristics and parameters inside systems", "both"),
    ("Larger questions", "Ecosystems of models, long-term goals, markets and society", "both"),
)
"""Group, topic, and the side whose expertise it leans on (mission facts of the white paper)."""

_ATTRIBUTES = (
    (
        "level",
        "The work is rather",
        ("high-level: interfaces and workflows", "low-level: hardware and run-time"),
    ),
    ("kind", "The work is mostly", ("theoretical", "empirical", "applications-driven")),
)
_CHECKLIST = (
    ("anonymous", "The file names no author, neither in its text nor in its metadata."),
    ("single", "This work is not under review anywhere else."),
)

CONFERENCE = Preset(
    "conference",
    "Conference with two communities",
    "Two tracks, a committee of two sides who review every paper together, response, discussion, artifacts.",
    (
        TrackPreset("research", "Research", checklist=_CHECKLIST, attributes=_ATTRIBUTES),
        TrackPreset("industry", "Industry", checklist=_CHECKLIST[1:], attributes=_ATTRIBUTES),
    ),
    {
        WindowKind.REGISTRATION: (0, 35),
        WindowKind.SUBMISSION: (0, 42),
        WindowKind.BIDDING: (44, 51),
        WindowKind.REVIEWING: (54, 84),
        WindowKind.RESPONSE: (86, 93),
        WindowKind.DISCUSSION: (86, 103),
        WindowKind.MEETING: (105, 106),
        WindowKind.CAMERA_READY: (112, 147),
        WindowKind.ARTIFACT_REGISTRATION: (112, 126),
        WindowKind.KICK_THE_TIRES: (127, 137),
        WindowKind.ARTIFACT_EVALUATION: (127, 161),
    },
    badge_scheme="acm-1.1",
    topics=TOPICS,
)

WORKSHOP = Preset(
    "workshop",
    "Workshop",
    "One track, no sides, three reviews a paper, no response, no artifacts.",
    (TrackPreset("papers", "Papers", sides=("", ""), wanted=(3, 0), paper_format="workshop"),),
    {
        WindowKind.SUBMISSION: (0, 28),
        WindowKind.BIDDING: (29, 33),
        WindowKind.REVIEWING: (34, 55),
        WindowKind.DISCUSSION: (56, 62),
        WindowKind.CAMERA_READY: (66, 80),
    },
    topics=TOPICS,
)

PRESETS: Mapping[str, Preset] = {preset.key: preset for preset in (CONFERENCE, WORKSHOP)}
DEADLINE = time(23, 59)
GRACE = {
    WindowKind.REGISTRATION: 30,
    WindowKind.SUBMISSION: 30,
    WindowKind.RESPONSE: 30,
    WindowKind.CAMERA_READY: 60,
}
"""Minutes for which a late file is still taken, and which are shown nowhere."""


def zone_of(name: str) -> tzinfo:
    """The edition's time zone: AoE or an IANA name. Raises Invalid for anything else."""
    if name == "AoE":
        return AOE
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid({"zone": f"“{name}” is not a known time zone."}) from error


def deadline(day: date, zone: str) -> datetime:
    """The instant at which a day's deadline closes: the end of the minute 23:59 in this zone."""
    return datetime.combine(day, DEADLINE, zone_of(zone)) + timedelta(minutes=1)


def opening(day: date, zone: str) -> datetime:
    """The instant at which a day begins in this zone."""
    return datetime.combine(day, time(0), zone_of(zone))


def calendar(preset: Preset, first_day: date, zone: str) -> dict[WindowKind, Span]:
    """The preset's windows for an edition whose papers open on `first_day`."""
    return {
        kind: Span(
            opening(first_day + timedelta(days=begins), zone),
            deadline(first_day + timedelta(days=ends), zone),
            timedelta(minutes=GRACE.get(kind, 0)),
        )
        for kind, (begins, ends) in preset.windows.items()
    }


PAPER_FORMATS: Mapping[str, str] = {
    "sysml2019": "SysML 2019",
    "mlsys": "MLSys",
    "icml": "ICML",
    "neurips": "NeurIPS",
    "usenix": "USENIX",
    "acm-sigconf": "ACM sigconf",
    "ieee": "IEEE conference",
    "workshop": "Workshop, any style",
}
"""Formats that the PDF checker knows; a test holds them against it."""

CHECKS: Mapping[str, str] = {
    "page-limit": "Pages of the main part",
    "page-limit-total": "Pages in all",
    "page-size": "Page size",
    "columns": "Number of columns",
    "text-outside-box": "Text outside the margins",
    "body-size": "Size of the text",
    "leading": "Distance of lines",
    "squeezed-text": "Squeezed text",
    "type3-font": "Bitmap fonts (Type 3)",
    "font-not-embedded": "Fonts that are not embedded",
    "author-on-first-page": "Author names on page one",
    "surname-on-first-page": "An author’s family name on page one",
    "author-in-metadata": "Author names in the file’s metadata",
    "author-in-figure": "Author names in figures or annotations",
    "metadata-author": "Somebody named in the file’s properties",
    "email-on-first-page": "E-mail address on page one",
    "acknowledgements": "Acknowledgements",
    "repository-link": "Links to repositories",
    "references-not-found": "References not found",
    "missing-section": "A required section",
    "scanned": "A scan without text",
    "no-text": "No text that can be read",
    "embedded-file": "Files inside the PDF",
    "active-content": "Active content",
}
"""Codes of the PDF checker that a track can weigh, in words; a test holds them against it."""

CHOICE_WORDS: Mapping[str, tuple[str, str]] = {
    "members_see_papers": (
        "Members see titles and abstracts",
        "Every member of the committee, from bidding on. A conflicted member sees the title only.",
    ),
    "members_see_files": (
        "Members see files",
        "Every member who has no conflict, from the beginning of reviewing.",
    ),
    "members_see_reviews": (
        "Members read reviews",
        "Every member who has no conflict, from the beginning of the discussion.",
    ),
    "reviewers_know_each_other": (
        "Reviewers of a paper know each other",
        "Once their own review is in, from the beginning of the discussion.",
    ),
    "members_know_reviews_exist": (
        "Reviewers see that other reviews exist before theirs is in",
        "How many per side, not what they say.",
    ),
    "externals_see_reviews": (
        "External reviewers see the other reviews",
        "Once their own is in; names of others never.",
    ),
    "externals_discuss": ("External reviewers take part in the discussion", ""),
    "authors_see_side_of_review": (
        "Authors see the side of each review",
        "The totals, such as “2 ML, 2 Systems”, they see in any case; names never.",
    ),
    "authors_revealed_to_chairs": (
        "Chairs may look at the authors of a blind paper",
        "By a deliberate act with a reason, kept in the log, for eight hours.",
    ),
}
"""The † of the visibility matrix as a chair reads it: the choice, and to whom it shows what when."""
