"""From pieces of text on a page to lines, columns, furniture and headings. Pure; knows no PDF library."""

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from submissions.pdf.facts import Box, Heading

MARGIN_SHARE = 0.12
"""Running heads and page numbers are looked for in this share of the page, at the top and bottom."""


@dataclass(slots=True)
class Span:
    """A piece of text set at once, in points from the top left corner of the page."""

    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    text: str
    font: str = ""
    upright: bool = True
    stretch: float = 1.0
    estimated: bool = False

    @property
    def bold(self) -> bool:
        """Guess from the font's name, as TeX and Word name their fonts."""
        return (
            re.search(r"bold|medi|black|heavy|cmbx|sfbx|bx\d|-b\b|demi", self.font, re.IGNORECASE) is not None
        )


@dataclass(slots=True)
class Line:
    """A line of text within one column."""

    spans: list[Span]
    column: int = 0
    full_width: bool = False
    furniture: str = ""
    text: str = field(init=False)
    box: Box = field(init=False)
    size: float = field(init=False)
    baseline: float = field(init=False)

    def __post_init__(self) -> None:
        """Join the pieces, with spaces where there is a gap."""
        self.spans.sort(key=lambda span: span.x0)
        parts: list[str] = []
        last: Span | None = None
        for span in self.spans:
            if last is not None and span.x0 - last.x1 > 0.12 * max(span.size, 1.0):
                parts.append(" ")
            parts.append(span.text.strip() if span.upright else span.text)
            last = span
        self.text = re.sub(r"\s+", " ", "".join(parts)).strip()
        self.box = (
            min(span.x0 for span in self.spans),
            min(span.top for span in self.spans),
            max(span.x1 for span in self.spans),
            max(span.bottom for span in self.spans),
        )
        main = max(self.spans, key=lambda span: len(span.text))
        self.size, self.baseline = main.size, main.baseline

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def letters(self) -> int:
        return sum(len(span.text.replace(" ", "")) for span in self.spans)

    @property
    def bold(self) -> bool:
        """Whether the line starts in bold."""
        return self.spans[0].bold


def without_line_numbers(spans: Sequence[Span]) -> tuple[list[Span], bool]:
    """Take out the numbers that review styles print beside the text, and say whether there were any."""
    numbers = [span for span in spans if span.upright and re.fullmatch(r"\d{1,4}", span.text.strip())]
    words = [span for span in spans if re.search(r"[^\W\d_]{2}", span.text) and span.upright]
    if len(numbers) < 8 or not words:
        return list(spans), False
    left, right = _extent(words)
    beside = [span for span in numbers if span.x1 <= left + 2 or span.x0 >= right - 2]
    by_edge: dict[int, list[Span]] = defaultdict(list)
    for span in beside:
        by_edge[round(span.x1 / 4)].append(span)
    drop: set[int] = set()
    for group in _joined(by_edge):
        if _counts_up(group):
            drop.update(id(span) for span in group)
    return [span for span in spans if id(span) not in drop], bool(drop)


def _joined(groups: dict[int, list[Span]]) -> list[list[Span]]:
    """Merge neighbouring buckets, so that 9 and 10 on an edge of a bucket stay together."""
    merged: list[list[Span]] = []
    previous = None
    for key in sorted(groups):
        if previous is not None and key - previous <= 2:
            merged[-1] += groups[key]
        else:
            merged.append(list(groups[key]))
        previous = key
    return merged


def _counts_up(group: list[Span]) -> bool:
    values = [int(span.text) for span in sorted(group, key=lambda span: span.baseline)]
    steps = Counter(b - a for a, b in pairwise(values))
    if len(values) < 8 or not steps:
        return False
    step, times = steps.most_common(1)[0]
    return step in (1, 2, 5, 10) and times >= 0.8 * (len(values) - 1)


def _extent(spans: Iterable[Span]) -> tuple[float, float]:
    """Left and right edge of the bulk of the text, weighted by length."""
    lefts: Counter[int] = Counter()
    rights: list[tuple[float, int]] = []
    for span in spans:
        lefts[round(span.x0)] += len(span.text)
        rights.append((span.x1, len(span.text)))
    total = sum(lefts.values())
    return (
        _weighted(sorted(lefts.items()), 0.02 * total),
        _weighted(sorted(rights), 0.98 * total),
    )


def _weighted(pairs: Sequence[tuple[float, int]], target: float) -> float:
    seen = 0
    for value, weight in pairs:
        seen += weight
        if seen >= target:
            return value
    return pairs[-1][0] if pairs else 0.0


def lines_of(spans: Sequence[Span]) -> list[Line]:
    """Group spans into lines: same baseline, no wide gap, and raised or lowered bits joined on."""
    upright = sorted((s for s in spans if s.upright and s.text.strip()), key=lambda s: (s.baseline, s.x0))
    rows: list[list[Span]] = []
    for span in upright:
        if rows and abs(rows[-1][-1].baseline - span.baseline) <= max(0.25 * span.size, 0.8):
            rows[-1].append(span)
        else:
            rows.append([span])
    groups = [group for row in rows for group in _split_at_gaps(row)]
    return [Line(group) for group in _with_scripts(groups)]


def _split_at_gaps(row: list[Span]) -> list[list[Span]]:
    row = sorted(row, key=lambda span: span.x0)
    groups = [[row[0]]]
    edge = row[0].x1
    for span in row[1:]:
        if span.x0 - edge > 1.15 * max(span.size, groups[-1][-1].size):
            groups.append([span])
        else:
            groups[-1].append(span)
        edge = max(edge, span.x1) if len(groups[-1]) > 1 else span.x1
    return groups


def _with_scripts(groups: list[list[Span]]) -> list[list[Span]]:
    """Join superscripts and subscripts to the line that they stand in."""
    groups.sort(key=lambda group: min(span.top for span in group))
    boxes = [_box(group) for group in groups]
    for index, group in enumerate(groups):
        box = boxes[index]
        letters = sum(len(span.text) for span in group)
        if letters > 6:
            continue
        for other in _near(index, len(groups)):
            host = boxes[other]
            if not groups[other] or sum(len(span.text) for span in groups[other]) <= letters:
                continue
            overlap = min(box[3], host[3]) - max(box[1], host[1])
            if overlap > 0.3 * (box[3] - box[1]) and box[0] < host[2] + 4 and box[2] > host[0] - 4:
                groups[other] += group
                groups[index] = []
                break
    return [group for group in groups if group]


def _near(index: int, count: int) -> list[int]:
    order = [index + sign * step for step in range(1, 7) for sign in (-1, 1)]
    return [other for other in order if 0 <= other < count]


def _box(spans: Sequence[Span]) -> Box:
    return (
        min(s.x0 for s in spans),
        min(s.top for s in spans),
        max(s.x1 for s in spans),
        max(s.bottom for s in spans),
    )


def mark_furniture(pages: Sequence[list[Line]], heights: Sequence[float]) -> None:
    """Mark page numbers and running heads in place; left and right heads may alternate."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    candidates: list[tuple[int, Line, tuple[str, int]]] = []
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        for line in lines:
            if MARGIN_SHARE * height < (line.box[1] + line.box[3]) / 2 < (1 - MARGIN_SHARE) * height:
                continue
            if re.fullmatch(r"(page )?[-–—]? ?\d{1,4} ?[-–—]?( ?(of|/) ?\d{1,4})?", line.text, re.IGNORECASE):
                if _is_outermost(line, lines):
                    line.furniture = "page_number"
                continue
            key = (re.sub(r"\d+", "#", line.text.lower())[:60], round(line.baseline / 6))
            seen[key].add(number)
            candidates.append((number, line, key))
    if pages:
        _mark_notice(pages[0], heights[0])
    least = max(2, math.ceil(0.3 * len(pages)))
    for number, line, key in candidates:
        around = seen[key] | seen[(key[0], key[1] - 1)] | seen[(key[0], key[1] + 1)]
        if len(around) >= least and _stands_off(line, pages[number]):
            line.furniture = "running_head"


_NOTICE = re.compile(
    r"conference|workshop|symposium|proceedings|preprint|under review|submitted to|submission #|copyright|©"
    r"|do not distribute|permission to make",
    re.IGNORECASE,
)


def _mark_notice(lines: Sequence[Line], height: float) -> None:
    """Mark the style's notice at the foot of page one ("39th Conference on …")."""
    foot = sorted(
        (line for line in lines if line.box[1] > (1 - MARGIN_SHARE) * height), key=lambda x: -x.baseline
    )
    for place, line in enumerate(foot[:3]):
        if line.furniture:
            continue
        if _NOTICE.search(line.text):
            for below in foot[: place + 1]:
                below.furniture = below.furniture or "notice"
            return


def _is_outermost(line: Line, lines: Sequence[Line]) -> bool:
    """Whether the line is about as far up or down as anything on its page."""
    top = line.box[1] < min((other.box[1] for other in lines), default=0) + 40
    bottom = line.box[3] > max((other.box[3] for other in lines), default=0) - 40
    return top or bottom


def _stands_off(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a gap separates the line, at the top or bottom, from the text."""
    others = [other for other in lines if not other.furniture and abs(other.baseline - line.baseline) > 2]
    above = [other.baseline for other in others if other.baseline < line.baseline]
    below = [other.baseline for other in others if other.baseline > line.baseline]
    gap = 1.45 * line.size
    if not above:
        return not below or min(below) - line.baseline > gap
    return not below and line.baseline - max(above) > gap


@dataclass(frozen=True)
class Block:
    """The text block of the file: its left and right edge, over all pages."""

    left: float
    right: float

    @property
    def width(self) -> float:
        return max(self.right - self.left, 1.0)


def text_block(pages: Sequence[list[Line]]) -> Block:
    """Find the edges of the text from all lines that are not furniture."""
    lines = [line for page in pages for line in page if not line.furniture and line.letters > 3]
    if not lines:
        return Block(0, 612)
    weights = sorted((line.box[0], line.letters) for line in lines)
    rights = sorted((line.box[2], line.letters) for line in lines)
    total = sum(line.letters for line in lines)
    return Block(_weighted(weights, 0.01 * total), _weighted(rights, 0.98 * total))


def columns_of(lines: Sequence[Line], block: Block, body: float) -> int:
    """Count a page's columns by the width of its full lines of body text; 0 without such lines."""
    widths = sorted(
        line.width
        for line in lines
        if not line.furniture and abs(line.size - body) < 0.6 and line.letters > 15
    )
    if len(widths) < 15:
        return 0
    typical = widths[int(0.7 * len(widths))]
    share = typical / block.width
    return 1 if share > 0.6 else 2 if share > 0.36 else 3


def place_in_columns(lines: Sequence[Line], block: Block, columns: int) -> None:
    """Give each line its column; a line across columns belongs to the first and is `full_width`."""
    if columns < 2:
        return
    step = block.width / columns
    for line in lines:
        middle = (line.box[0] + line.box[2]) / 2
        line.full_width = line.width > 1.15 * step or (
            line.box[0] < block.left + step * 0.8 and line.box[2] > block.left + step * 1.2
        )
        inside = int((middle - block.left) // step)
        line.column = 0 if line.full_width else min(max(inside, 0), columns - 1)


def size_histogram(lines: Iterable[Line]) -> Counter[int]:
    """Characters per font size, in tenths of a point."""
    sizes: Counter[int] = Counter()
    for line in lines:
        for span in line.spans:
            sizes[round(span.size * 10)] += len(span.text.replace(" ", ""))
    return sizes


def before_references(lines: Sequence[Line], number: int, headings: Iterable[Heading]) -> list[Line]:
    """The lines of page `number` that are not part of the bibliography, whose type is often smaller."""
    start = next((heading for heading in headings if heading.kind == "references"), None)
    kept = [line for line in lines if not line.furniture]
    if start is None or number < start.page:
        return kept
    if number > start.page:
        return []
    title = next(
        (line for line in kept if round(line.box[1], 1) == start.top and line.text[:60] == start.text), None
    )
    return [line for line in kept if title is not None and _precedes(line, title)]


def body_size(sizes: Counter[int], spans: Iterable[Span]) -> float:
    """The size most characters are set in, to the hundredth."""
    if not sizes:
        return 0.0
    tenth = sizes.most_common(1)[0][0]
    exact: Counter[float] = Counter()
    for span in spans:
        if round(span.size * 10) == tenth:
            exact[round(span.size, 2)] += len(span.text)
    return exact.most_common(1)[0][0] if exact else tenth / 10


def leading_of(lines: Sequence[Line], body: float) -> float:
    """The usual distance between baselines of body text."""
    by_column: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if not line.furniture and not line.full_width and abs(line.size - body) < 0.3 and line.letters > 15:
            by_column[line.column].append(line)
    steps: list[float] = []
    for column in by_column.values():
        baselines = sorted(line.baseline for line in column)
        steps += [b - a for a, b in pairwise(baselines) if 0.8 * body < b - a < 2 * body]
    return round(statistics.median(steps), 2) if len(steps) >= 5 else 0.0


_KINDS: tuple[tuple[str, str], ...] = (
    ("references", r"references?|bibliography|referencesandnotes|literaturecited|referencescited|workscited"),
    ("acknowledgements", r"acknowledge?ments?(anddisclosureoffunding|andfunding)?|fundingdisclosure"),
    ("appendix", r"appendi(x|ces)|supplementary(material|materials|information)|appendixforpaper"),
    ("impact", r"(broader)?impactstatement|broaderimpacts?|societalimpact"),
    ("ethics", r"(ethics|ethical)(statement|considerations?)"),
    ("reproducibility", r"reproducibilitystatement"),
    ("limitations", r"limitations"),
    ("availability", r"(data|code|artifact|dataandcode)?availability(statement)?"),
    ("checklist", r"(neurips)?(paper)?checklist|neuripspaperchecklist|reproducibilitychecklist"),
)
_MATCHERS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}(?:\.\d+)*|[IVX]{1,5}|[A-Z])[.)]?\s+(?=\S)")
_CITED = re.compile(r"\b(?:19|20)\d\d[a-z]?\b|\[\d{1,3}\]|\bpp\.|\barXiv\b|\bProc\.|\bdoi\b")
_LETTER_HEADING = re.compile(r"^[A-Z]\.?\s+[A-Z]\S*(\s|$)")
_REFERENCE_SCORE = 5


def _kind_of(text: str) -> str:
    """Name the section that a line opens; small capitals and odd spaces ("R EFERENCES") are no hindrance."""
    for form in (text, _NUMBERING.sub("", text)):
        plain = re.sub(r"[^a-z]", "", form.lower())
        for kind, matcher in _MATCHERS:
            if matcher.fullmatch(plain):
                return kind
    return ""


def reading_order(lines: Iterable[Line]) -> list[Line]:
    """Lines of one page as they are read: columns from the left, each from the top."""
    return sorted(lines, key=lambda line: (line.column, line.box[1]))


def headings_of(pages: Sequence[list[Line]], body: float) -> list[Heading]:
    """Find the headings that end or interrupt the counted text, in reading order.

    Of several "References" (contents, chapters) the first that a bibliography follows is kept.
    """
    ordered = [reading_order(line for line in page if not line.furniture) for page in pages]
    found: list[Heading] = []
    for index, lines in enumerate(ordered):
        for place, line in enumerate(lines):
            kind = _kind_of(line.text) if len(line.text) < 60 else ""
            if kind and _stands_alone(line, body):
                score = len(_CITED.findall(_following(ordered, index, place))) if kind == "references" else 0
                found.append(_heading(kind, line, index, lines, score))
    found = _best_references(found)
    references = next((heading for heading in found if heading.kind == "references"), None)
    if references and not any(heading.kind == "appendix" for heading in found):
        found += _lettered_appendix(ordered, references, body)
    return found


def _stands_alone(line: Line, body: float) -> bool:
    """A heading is bold, large, in capitals, or at least no fragment of running text."""
    letters = re.sub(r"[^A-Za-z]", "", line.text)
    return line.bold or line.size > body + 0.4 or letters.isupper() or letters[:1].isupper()


def _following(ordered: Sequence[Sequence[Line]], index: int, place: int) -> str:
    text = ""
    for line in [*ordered[index][place + 1 :], *(ordered[index + 1] if index + 1 < len(ordered) else ())]:
        text += line.text + "\n"
        if len(text) > 1500:
            break
    return text


def _heading(kind: str, line: Line, index: int, lines: Sequence[Line], score: int) -> Heading:
    before = sum(1 for other in lines if other is not line and _precedes(other, line))
    return Heading(kind, line.text[:60], index + 1, line.column, round(line.box[1], 1), before, score)


def _precedes(other: Line, line: Line) -> bool:
    if other.letters < 2:
        return False
    if other.full_width or line.full_width or other.column == line.column:
        return other.box[1] < line.box[1] - 1
    return other.column < line.column


def _best_references(found: list[Heading]) -> list[Heading]:
    candidates = [heading for heading in found if heading.kind == "references"]
    if len(candidates) > 1:
        good = [heading for heading in candidates if heading.score >= _REFERENCE_SCORE]
        best = good[0] if good else max(candidates, key=lambda heading: (heading.score, heading.page))
        found = [heading for heading in found if heading.kind != "references" or heading is best]
    return found


def _lettered_appendix(ordered: Sequence[Sequence[Line]], after: Heading, body: float) -> list[Heading]:
    """After the references, a large or bold "A Proofs" opens the appendix."""
    for index in range(after.page - 1, len(ordered)):
        for line in ordered[index]:
            past = index >= after.page or (line.column, line.box[1]) > (after.column, after.top + 1)
            prominent = line.size > body + 0.8 or (line.bold and line.size > body - 0.6)
            if past and prominent and len(line.text) < 90 and _LETTER_HEADING.match(line.text):
                return [_heading("appendix", line, index, ordered[index], 0)]
    return []
