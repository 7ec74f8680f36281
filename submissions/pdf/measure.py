"""Pages measured with PDFium: text with its place, size and font; pictures; and the facts made of them.

Runs in the child process only: PDFium is not thread-safe and may end the process on a hostile file.
"""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from submissions.pdf import failures, layout, sniff
from submissions.pdf.authors import emails_in
from submissions.pdf.facts import Box, Facts, Font, Heading, Item, Page
from submissions.pdf.failures import Refusal
from submissions.pdf.layout import Line, Span
from submissions.pdf.structure import MAX_FORM_DEPTH, Structure

MAX_ANALYSED = 200
MAX_PAGE_OBJECTS = 60_000
MAX_CHARS = 3_000_000
MAX_PAGE_CHARS = 300_000
EDGE_ITEMS = 6
MIN_BODY_LINES = 15
SCAN_GRID = 24

# Called once a character: plain integers in and out take a third of the time of typed pointers.
_unicode_at = ctypes.CFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(raw.FPDFText_GetUnicode, ctypes.c_void_p).value or 0
)
_object_at = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(raw.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass
class RawPage:
    """What PDFium gave for one page, before lines are made of it."""

    width: float
    height: float
    spans: list[Span] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    text: str = ""
    chars: int = 0
    invisible: int = 0
    off_page: int = 0
    line_numbers: bool = False


@dataclass
class _FontUse:
    name: str
    embedded: bool
    type3: bool
    pages: set[int] = field(default_factory=set)


def base_facts(structure: Structure) -> Facts:
    """The facts known before any page is opened."""
    return Facts(
        bytes=structure.bytes,
        sha256=structure.sha256,
        pdf_version=structure.pdf_version,
        page_count=structure.page_count,
        links=tuple(structure.links),
        metadata=tuple(structure.metadata),
        actions=tuple(structure.actions),
        encrypted=structure.encrypted,
        damage=tuple(structure.damage),
    )


def measure(path: Path, structure: Structure) -> Facts:
    """Measure all pages; raise Refusal where PDFium cannot open the file or a limit is passed."""
    document = open_document(path)
    try:
        fonts: dict[str, _FontUse] = {}
        pages = _raw_pages(document, fonts, structure)
        return _facts(base_facts(structure), pages, fonts, structure)
    finally:
        document.close()


def open_document(path: Path) -> pdfium.PdfDocument:
    """Open the file in PDFium, or say in plain words why not."""
    try:
        document = pdfium.PdfDocument(path)
        if len(document) == 0:
            raise Refusal(failures.no_pages())
        return document
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refusal(failures.password()) from None
        tail = path.read_bytes()[-sniff.TAIL_BYTES :]
        raise Refusal(failures.damaged() if b"%%EOF" in tail else failures.truncated()) from None


def _raw_pages(
    document: pdfium.PdfDocument, fonts: dict[str, _FontUse], structure: Structure
) -> list[RawPage]:
    pages: list[RawPage] = []
    chars = 0
    for index in range(min(len(document), MAX_ANALYSED)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            raise Refusal(failures.damaged(f"page {index + 1} cannot be opened")) from None
        measured = _PageReader(page, index + 1, fonts, structure).read()
        page.close()
        chars += measured.chars
        if chars > MAX_CHARS:
            raise Refusal(failures.too_complex("it has more than three million characters"))
        pages.append(measured)
    return pages


class _PageReader:
    """Reads one page: first every object with its place, then every character with its object."""

    def __init__(
        self, page: pdfium.PdfPage, number: int, fonts: dict[str, _FontUse], structure: Structure
    ) -> None:
        self.page = page
        self.number = number
        self.fonts = fonts
        self.type3_page = number in structure.type3_pages
        self.width, self.height = page.get_size()
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.rotation = page.get_rotation()
        self.objects = 0
        self.texts: dict[int, tuple[Any, Matrix]] = {}
        self.images: list[Box] = []
        self._font_names: dict[int, _FontUse] = {}

    def read(self) -> RawPage:
        result = RawPage(self.width, self.height)
        count = raw.FPDFPage_CountObjects(self.page)
        self._walk((raw.FPDFPage_GetObject(self.page, i) for i in range(count)), _IDENTITY, 0)
        result.images = self.images
        textpage = self.page.get_textpage()
        try:
            self._read_text(textpage, result)
        finally:
            textpage.close()
        result.spans, result.line_numbers = layout.without_line_numbers(result.spans)
        return result

    def _walk(self, objects: Iterator[Any], matrix: Matrix, depth: int) -> None:
        for obj in objects:
            self.objects += 1
            if self.objects > MAX_PAGE_OBJECTS:
                raise Refusal(failures.too_complex(f"page {self.number} has too many objects"))
            kind = raw.FPDFPageObj_GetType(obj)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self.texts[_address(obj)] = (obj, matrix)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self.images.append(self._shown(_bounds(obj), matrix))
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_FORM_DEPTH:
                inner = _times(_matrix_of(obj), matrix)
                count = raw.FPDFFormObj_CountObjects(obj)
                self._walk((raw.FPDFFormObj_GetObject(obj, i) for i in range(count)), inner, depth + 1)

    def _read_text(self, textpage: pdfium.PdfTextPage, result: RawPage) -> None:
        """Walk the characters once. Asking each object for its text would cost objects times characters."""
        count = raw.FPDFText_CountChars(textpage)
        if count > MAX_PAGE_CHARS:
            raise Refusal(failures.too_complex(f"page {self.number} has too many characters"))
        pieces: list[str] = []
        run: list[str] = []
        current, first, last = 0, -1, -1
        handle = _address(textpage.raw)
        for index in range(count):
            char = chr(_unicode_at(handle, index) or 0x20)
            pieces.append(char)
            address = _object_at(handle, index)
            if address not in self.texts:
                if run and char.isspace():
                    run.append(" ")
                continue
            if address != current:
                self._finish(textpage, result, current, run, first, last)
                current, run, first, last = address, [], -1, -1
            run.append(char)
            if not char.isspace():
                first, last = (index if first < 0 else first), index
        self._finish(textpage, result, current, run, first, last)
        result.text = "".join(pieces).replace("\x02", "-")

    def _finish(
        self, textpage: Any, result: RawPage, address: int, run: list[str], first: int, last: int
    ) -> None:
        """Make a span of the characters that one text object gave."""
        if first < 0:
            return
        obj, matrix = self.texts[address]
        text = "".join(run)
        letters = sum(1 for char in run if not char.isspace())
        result.chars += letters
        if raw.FPDFTextObj_GetTextRenderMode(obj) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            result.invisible += letters
            return
        use = self._font(obj)
        use.pages.add(self.number)
        span = self._span(textpage, obj, matrix, text, first, last, use)
        if span.x1 <= 0 or span.x0 >= self.width or span.bottom <= 0 or span.top >= self.height:
            result.off_page += letters
            return
        result.spans.append(span)

    def _span(
        self, textpage: Any, obj: Any, matrix: Matrix, text: str, first: int, last: int, use: _FontUse
    ) -> Span:
        box = self._shown(_bounds(obj), matrix)
        placed = _times(_matrix_of(obj), matrix)
        upright = abs(placed[1]) < 0.02 * (abs(placed[0]) or 1) and placed[0] > 0 and self.rotation == 0
        x0, x1 = box[0], box[2]
        if upright:
            # The object's own bounds include trailing spaces; the characters' do not.
            x0 = min(max(x0, self._char_box(textpage, first)[0]), x1)
            x1 = max(min(x1, self._char_box(textpage, last)[2]), x0)
        value = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(obj, value)
        tall = math.hypot(placed[2], placed[3])
        size = value.value * tall
        if use.type3:
            size = (box[3] - box[1]) / 0.9
        _, baseline = self._point(placed[4], placed[5])
        stretch = math.hypot(placed[0], placed[1]) / tall if tall else 1.0
        return Span(
            x0, box[1], x1, box[3], baseline, size, text, use.name, upright, stretch, estimated=use.type3
        )

    def _char_box(self, textpage: Any, index: int) -> Box:
        edges = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(textpage, index, *edges)
        left, right, bottom, top = (edge.value for edge in edges)
        return self._shown((left, bottom, right, top), _IDENTITY)

    def _font(self, obj: Any) -> _FontUse:
        font = raw.FPDFTextObj_GetFont(obj)
        key = _address(font)
        if key not in self._font_names:
            buffer = ctypes.create_string_buffer(256)
            length = raw.FPDFFont_GetBaseFontName(font, buffer, 256)
            name = buffer.value.decode("utf-8", "replace") if length else ""
            name = name.split("+", 1)[1] if len(name) > 7 and name[6] == "+" else name
            type3 = not name and self.type3_page
            embedded = type3 or raw.FPDFFont_GetIsEmbedded(font) == 1
            name = name or ("Type 3" if type3 else "unnamed")
            self._font_names[key] = self.fonts.setdefault(
                f"{name}|{embedded}|{type3}", _FontUse(name, embedded, type3)
            )
        return self._font_names[key]

    def _shown(self, box: Box, matrix: Matrix) -> Box:
        """From a box in an object's space to the page as it is shown, origin top left."""
        left, bottom, right, top = box
        corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
        points = [self._point(x, y) for x, y in corners]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return (min(xs), min(ys), max(xs), max(ys))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _bounds(obj: Any) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(obj, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    return (left, bottom, right, top)


def _matrix_of(obj: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(obj, matrix)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _facts(base: Facts, raws: list[RawPage], fonts: dict[str, _FontUse], structure: Structure) -> Facts:
    lines = [layout.lines_of(page.spans) for page in raws]
    layout.mark_furniture(lines, [page.height for page in raws])
    block = layout.text_block(lines)
    sizes = layout.size_histogram(line for page in lines for line in page if not line.furniture)
    body = layout.body_size(sizes, (span for page in raws for span in page.spans))
    columns = [layout.columns_of(page, block, body) for page in lines]
    for page, count in zip(lines, columns, strict=True):
        layout.place_in_columns(page, block, count)
    headings = layout.headings_of(lines, body)
    pages = tuple(
        _page(index + 1, page, lines[index], columns[index], headings) for index, page in enumerate(raws)
    )
    used = sorted(fonts.values(), key=lambda use: use.name)
    emails = [
        (number, address)
        for number, page in enumerate(raws, 1)
        if number <= 2
        for address in emails_in(page.text)[:20]
    ]
    return replace(
        base,
        pages=pages,
        headings=_in_order(headings),
        fonts=tuple(Font(use.name, use.embedded, use.type3, tuple(sorted(use.pages))) for use in used),
        first_page_text=raws[0].text[:12_000] if raws else "",
        emails=tuple(emails),
    )


def _in_order(headings: list[Heading]) -> tuple[Heading, ...]:
    return tuple(sorted(headings, key=lambda heading: (heading.page, heading.column, heading.top)))


def _page(number: int, page: RawPage, lines: list[Line], columns: int, headings: list[Heading]) -> Page:
    text_lines = [line for line in lines if not line.furniture]
    main = layout.before_references(lines, number, headings)
    sizes = layout.size_histogram(main)
    size = layout.body_size(sizes, (span for line in main for span in line.spans))
    if len(main) < MIN_BODY_LINES:
        size = 0.0
    upright = sum(len(span.text) for span in page.spans) or 1
    squeezed = sum(len(span.text) for span in page.spans if span.upright and span.stretch < 0.96)
    kinds = {line.furniture for line in lines}
    return Page(
        number=number,
        width=round(page.width, 2),
        height=round(page.height, 2),
        chars=page.chars,
        invisible_chars=page.invisible,
        off_page_chars=page.off_page,
        lines=len(text_lines),
        columns=columns,
        image_cover=_cover(page),
        body_size=size,
        leading=layout.leading_of(lines, size),
        size_estimated=any(span.estimated for span in page.spans if abs(span.size - size) < 0.3),
        squeezed=round(squeezed / upright, 3),
        sizes={str(tenth): count for tenth, count in sizes.most_common(8)},
        line_numbers=page.line_numbers,
        page_number="page_number" in kinds,
        running_head="running_head" in kinds,
        edge=_edge(page, text_lines),
    )


def _cover(page: RawPage) -> float:
    """The share of the page under pictures, all strips of a scan together."""
    if not page.images:
        return 0.0
    covered = 0
    for row in range(SCAN_GRID):
        y = (row + 0.5) * page.height / SCAN_GRID
        for column in range(SCAN_GRID):
            x = (column + 0.5) * page.width / SCAN_GRID
            covered += any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in page.images[:2000])
    return round(covered / SCAN_GRID**2, 3)


def _edge(page: RawPage, lines: list[Line]) -> tuple[Item, ...]:
    """The outermost lines on each side: all that a rule about any text box can ever need."""
    items = [Item("text", _rounded(line.box), line.text[:48]) for line in lines]
    items += [
        Item("text", _rounded((s.x0, s.top, s.x1, s.bottom)), s.text[:48])
        for s in page.spans
        if not s.upright
    ]
    keep: set[int] = set()
    for side, sign in ((0, 1), (1, 1), (2, -1), (3, -1)):
        order = sorted(range(len(items)), key=lambda index: sign * items[index].box[side])
        keep.update(order[:EDGE_ITEMS])
    return tuple(items[index] for index in sorted(keep))


def _rounded(box: Box) -> Box:
    left, top, right, bottom = (round(value, 1) for value in box)
    return (left, top, right, bottom)
