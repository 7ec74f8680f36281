"""Geometry of the plots: plain numbers in, plain numbers out; the templates only draw them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

SIZE = 400
LEFT, RIGHT, TOP, BOTTOM = 40.0, 378.0, 26.0, 364.0


@dataclass(frozen=True, slots=True)
class PaperMeans:
    """The mean score of one paper on each side, each with the number of reviews behind it."""

    title: str
    url: str
    ml: float
    ml_n: int
    sys: float
    sys_n: int


@dataclass(frozen=True, slots=True)
class Tick:
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Area:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Point:
    """One bubble: all papers with the same two means. `css` is the side that is higher, if they differ."""

    x: float
    y: float
    r: float
    css: str
    count: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    url: str
    ml: str
    ml_n: int
    sys: str
    sys_n: int
    gap: str


@dataclass(frozen=True, slots=True)
class AgreementPlot:
    """What components/agreement_plot.html draws."""

    ticks: tuple[Tick, ...]
    points: tuple[Point, ...]
    rows: tuple[Row, ...]
    area: Area | None
    summary: str
    note: str
    ml_label: str = "ML"
    sys_label: str = "Systems"
    size: int = SIZE
    left: float = LEFT
    right: float = RIGHT
    top: float = TOP
    bottom: float = BOTTOM
    below: float = BOTTOM + 18
    beside: float = LEFT - 10


def agreement_plot(
    papers: Sequence[PaperMeans],
    *,
    low: int,
    high: int,
    gap: float,
    list_url: str = "",
    room_from: float | None = None,
    note: str = "",
    labels: tuple[str, str] = ("ML", "Systems"),
) -> AgreementPlot:
    """Place papers by the means of both sides on a scale from `low` to `high`.

    Papers with the same means share a bubble. A bubble of one opens its paper; one of several opens `list_url`, in
    which `{ml}` and `{sys}` are replaced by the means. `gap` is what the chair calls differing; `room_from` shades
    the corner in which both means reach it.
    """
    if high <= low:
        raise ValueError("a scale needs two ends")

    def across(score: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (score - low) / (high - low), 1)

    def up(score: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (score - low) / (high - low), 1)

    together: dict[tuple[float, float], list[PaperMeans]] = defaultdict(list)
    for paper in papers:
        together[round(paper.ml, 2), round(paper.sys, 2)].append(paper)
    points = tuple(
        Point(
            x=across(ml),
            y=up(sys),
            r=radius(len(group)),
            css=higher_side(ml, sys, gap),
            count=len(group),
            text=describe(group, ml, sys, labels),
            url=destination(group, ml, sys, list_url),
        )
        for (ml, sys), group in sorted(together.items(), key=lambda item: -len(item[1]))
    )
    area = None
    if room_from is not None:
        corner = across(room_from), up(room_from)
        area = Area(x=corner[0], y=TOP, width=round(RIGHT - corner[0], 1), height=round(corner[1] - TOP, 1))
    count = len(papers)
    return AgreementPlot(
        ticks=tuple(Tick(str(score), across(score), up(score)) for score in range(low, high + 1)),
        points=points,
        rows=tuple(row(paper) for paper in papers),
        area=area,
        summary=(
            f"Agreement plot: {count} paper{'' if count == 1 else 's'}, "
            f"mean score of the {labels[0]} side across, of the {labels[1]} side up"
        ),
        note=note,
        ml_label=labels[0],
        sys_label=labels[1],
    )


def radius(count: int) -> float:
    """Of a bubble: its area grows with the count, up to a size that does not hide its neighbours."""
    return round(min(22.0, 4.5 + 3.4 * sqrt(count - 1)), 1)


def higher_side(ml: float, sys: float, gap: float) -> str:
    """The side whose mean is higher by the gap or more, as a CSS class; nothing when they agree."""
    if abs(ml - sys) < gap:
        return ""
    return "ml" if ml > sys else "sys"


def destination(group: Sequence[PaperMeans], ml: float, sys: float, list_url: str) -> str:
    """Where a bubble leads: to its one paper, or to the list of those with its means."""
    if len(group) == 1:
        return group[0].url
    return list_url.replace("{ml}", f"{ml:g}").replace("{sys}", f"{sys:g}")


def describe(group: Sequence[PaperMeans], ml: float, sys: float, labels: tuple[str, str]) -> str:
    what = group[0].title if len(group) == 1 else f"{len(group)} papers"
    return f"{what}: {labels[0]} {ml:.1f}, {labels[1]} {sys:.1f}"


def row(paper: PaperMeans) -> Row:
    return Row(
        title=paper.title,
        url=paper.url,
        ml=f"{paper.ml:.1f}",
        ml_n=paper.ml_n,
        sys=f"{paper.sys:.1f}",
        sys_n=paper.sys_n,
        gap=f"{abs(paper.ml - paper.sys):.1f}",
    )


@dataclass(frozen=True, slots=True)
class Bars:
    """A histogram as two SVG paths, one unit wide for each score and one high for each review, upwards from y = 0."""

    width: int
    filled: str
    empty: str


@lru_cache(maxsize=512)
def bars(counts: tuple[int, ...]) -> Bars:
    """What `components/score_bars.html` draws; a score that nobody gave is a thin line. A long list of papers has
    few different histograms, so they are kept.
    """
    filled = (f"M{x}.1 0v-{n}h.8v{n}z" for x, n in enumerate(counts) if n)
    empty = (f"M{x}.1 0v-.18h.8v.18z" for x, n in enumerate(counts) if not n)
    return Bars(len(counts), "".join(filled), "".join(empty))
