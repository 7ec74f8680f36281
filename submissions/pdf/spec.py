"""The format a paper must have, as plain data that a chair edits per track and stage."""

from dataclasses import dataclass, field, replace
from typing import Any

from submissions.pdf.findings import Severity
from submissions.pdf.plain import from_plain, to_plain

PAPER_SIZES: dict[str, tuple[float, float]] = {"letter": (612.0, 792.0), "a4": (595.276, 841.89)}
APPENDIX_POLICIES = ("counted", "after_refs_free", "forbidden")
SECTION_KINDS = (
    "references",
    "acknowledgements",
    "appendix",
    "impact",
    "ethics",
    "reproducibility",
    "limitations",
    "availability",
    "checklist",
)
OFF = "off"
LEVELS = (*(severity.value for severity in Severity), OFF)


@dataclass(frozen=True)
class PageRule:
    """Limits on pages of counted text; `total` limits the whole file. None means no limit."""

    max: int | None = None
    min: int = 1
    grace_lines: int = 0
    total: int | None = None


@dataclass(frozen=True)
class BoxRule:
    """The text block in inches from the page's top left corner."""

    left: float
    top: float
    width: float
    height: float

    def points(self) -> tuple[float, float, float, float]:
        """Return (left, top, right, bottom) in points."""
        left, top = self.left * 72, self.top * 72
        return (left, top, left + self.width * 72, top + self.height * 72)


@dataclass(frozen=True)
class BoxTolerance:
    """How far outside the box counts, in points."""

    warn: float = 3.0
    error: float = 9.0


@dataclass(frozen=True)
class SizeRule:
    """A least size in points. The grace covers TeX's points: "10 pt" is 9.963."""

    min: float
    tol_pct: float = 1.5

    @property
    def floor(self) -> float:
        """The smallest value that is still accepted."""
        return self.min * (1 - self.tol_pct / 100)


@dataclass(frozen=True)
class FontRule:
    """Levels for Type 3 and unembedded fonts; `family` is what the style uses, for information."""

    family: tuple[str, ...] = ()
    type3: str = "warning"
    embed: str = "warning"


@dataclass(frozen=True)
class FurnitureRule:
    """Levels for what stands outside the box by intention; "off" allows it."""

    line_numbers: str = OFF
    page_numbers: str = OFF
    running_head: str = OFF


@dataclass(frozen=True)
class FormatSpec:
    """A conference's format for one track and stage. None switches a measure off."""

    name: str
    title: str = ""
    paper: tuple[str, ...] = ("letter",)
    size_tol_pt: float = 3.0
    pages: PageRule = field(default_factory=PageRule)
    uncounted: tuple[str, ...] = ("references",)
    appendix: str = "counted"
    columns: int | None = None
    box_in: BoxRule | None = None
    box_tol_pt: BoxTolerance = field(default_factory=BoxTolerance)
    body_pt: SizeRule | None = None
    leading_pt: SizeRule | None = None
    fonts: FontRule = field(default_factory=FontRule)
    furniture: FurnitureRule = field(default_factory=FurnitureRule)
    anonymous: bool = True
    links: str = OFF
    acknowledgements: str = "warning"
    max_mb: float = 50.0
    require_sections: tuple[str, ...] = ()
    ignore_pages: dict[str, tuple[int, ...]] = field(default_factory=dict)
    severity: dict[str, str] = field(default_factory=dict)
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse values that no rule understands, naming the key."""
        _require("paper", self.paper, tuple(PAPER_SIZES))
        _require("uncounted", self.uncounted, SECTION_KINDS)
        _require("require_sections", self.require_sections, SECTION_KINDS)
        _require("appendix", (self.appendix,), APPENDIX_POLICIES)
        levels = (
            *self.severity.values(),
            *(self.fonts.type3, self.fonts.embed, self.links, self.acknowledgements),
            *(self.furniture.line_numbers, self.furniture.page_numbers, self.furniture.running_head),
        )
        _require("severity", levels, LEVELS)

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> "FormatSpec":
        """Build a specification; raise ValueError naming what is wrong."""
        spec = from_plain(cls, value)
        for stage in spec.stages:
            spec.for_stage(stage)
        return spec

    def to_dict(self) -> dict[str, Any]:
        """Return the specification as plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    def for_stage(self, stage: str | None) -> "FormatSpec":
        """Return the specification with the overrides of `stage`, which may be unknown or None."""
        overrides = self.stages.get(stage or "")
        if not overrides:
            return self
        base = replace(self, stages={}).to_dict()
        return from_plain(FormatSpec, _merge(base, overrides), f"stages.{stage}")


def _require(key: str, values: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    for value in values:
        if value not in allowed:
            raise ValueError(f"{key}: {value!r} is not one of {', '.join(allowed)}")


def _merge(base: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in overrides.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


_TIMES = ("Times", "Nimbus Roman", "Termes")


def _camera_ready(**extra: Any) -> dict[str, dict[str, Any]]:
    """The usual changes for the published version: names shown, fonts embedded, no line numbers."""
    return {
        "camera_ready": {
            "anonymous": False,
            "acknowledgements": OFF,
            "fonts": {"type3": "error", "embed": "error"},
            "furniture": {"line_numbers": "error"},
            **extra,
        }
    }


_SYSML = FormatSpec(
    name="sysml2019",
    title="SysML 2019",
    pages=PageRule(max=10),
    columns=2,
    # Nominally 9 in from 1 in down; the style's own first lines reach up to 66 pt, so the box begins there.
    box_in=BoxRule(left=0.75, top=0.92, width=6.75, height=9.08),
    body_pt=SizeRule(10),
    leading_pt=SizeRule(11),
    fonts=FontRule(family=_TIMES),
    stages=_camera_ready(pages={"max": 11}, uncounted=["references", "acknowledgements"]),
)

PRESETS: dict[str, FormatSpec] = {
    spec.name: spec
    for spec in (
        _SYSML,
        replace(_SYSML, name="mlsys", title="MLSys"),
        replace(
            _SYSML,
            name="icml",
            title="ICML",
            pages=PageRule(max=8),
            uncounted=("references", "acknowledgements", "impact", "appendix"),
            appendix="after_refs_free",
            stages=_camera_ready(pages={"max": 9}),
        ),
        FormatSpec(
            name="neurips",
            title="NeurIPS",
            pages=PageRule(max=9),
            uncounted=("references", "acknowledgements", "appendix", "checklist"),
            appendix="after_refs_free",
            columns=1,
            box_in=BoxRule(left=1.5, top=1.0, width=5.5, height=9.0),
            body_pt=SizeRule(10),
            leading_pt=SizeRule(11),
            fonts=FontRule(family=_TIMES),
            require_sections=("checklist",),
            stages=_camera_ready(pages={"max": 10}),
        ),
        FormatSpec(
            name="usenix",
            title="USENIX",
            pages=PageRule(max=12),
            columns=2,
            box_in=BoxRule(left=0.75, top=1.0, width=7.0, height=9.0),
            body_pt=SizeRule(10),
            leading_pt=SizeRule(12),
            fonts=FontRule(family=_TIMES),
            stages=_camera_ready(uncounted=["references", "acknowledgements", "availability"]),
        ),
        FormatSpec(
            name="acm-sigconf",
            title="ACM sigconf",
            pages=PageRule(max=12),
            columns=2,
            box_in=BoxRule(left=0.75, top=0.79, width=7.0, height=9.21),
            body_pt=SizeRule(9),
            leading_pt=SizeRule(10),
            fonts=FontRule(family=("Linux Libertine", "Libertinus")),
            stages=_camera_ready(uncounted=["references", "acknowledgements"]),
        ),
        FormatSpec(
            name="ieee",
            title="IEEE conference",
            pages=PageRule(max=10),
            columns=2,
            box_in=BoxRule(left=0.625, top=0.75, width=7.25, height=9.25),
            body_pt=SizeRule(10),
            leading_pt=SizeRule(11),
            fonts=FontRule(family=_TIMES),
            stages=_camera_ready(uncounted=["references", "acknowledgements"]),
        ),
        FormatSpec(
            name="workshop",
            title="Workshop, any style",
            paper=("letter", "a4"),
            pages=PageRule(max=6),
            uncounted=("references", "acknowledgements", "appendix"),
            appendix="after_refs_free",
            stages=_camera_ready(),
        ),
    )
}


def preset(name: str) -> FormatSpec:
    """Return a built-in specification; raise ValueError listing the names there are."""
    try:
        return PRESETS[name]
    except KeyError:
        raise ValueError(f"no format {name!r}; there are {', '.join(sorted(PRESETS))}") from None
