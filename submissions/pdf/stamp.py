"""Badges drawn on page one of a published PDF, where the page is free. Bytes in, bytes out."""

import functools
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from PIL import ImageOps

_DATA = Path(__file__).parent / "data"
_INK = (0.12, 0.16, 0.27)
_FILL = (0.93, 0.95, 0.98)
_EDGE = 16.0
_CLEARANCE = 3.0
_REACH = 130.0
_SCALES = (1.0, 0.85, 0.7)
_BLANK = 250
_CURVE = 0.5523


@dataclass(frozen=True)
class Stamp:
    """What the stamp says: badge names, the artifact's version and where it is; a link may follow."""

    labels: tuple[str, ...]
    version: str = ""
    link_text: str = ""
    link: str = ""

    @property
    def footnote(self) -> str:
        """The small line under the badges."""
        return " · ".join(part for part in (self.version, self.link_text) if part)


@dataclass(frozen=True)
class _Drawing:
    width: float
    height: float
    content: bytes


def stamp(data: bytes, wish: Stamp) -> bytes:
    """Return the PDF with the badges on page one; everything else is untouched.

    The stamp goes into the top margin, else the bottom margin, where nothing is printed, smaller if
    it must. A page without room gets a strip at its top, so that no text is ever covered.
    """
    if not wish.labels:
        raise ValueError("a stamp needs at least one label")
    page_ink = _Ink(data)
    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
        page = pdf.pages[0]
        scale, drawing, place = _choose(wish, page_ink)
        if place is None:
            strip = drawing.height * scale + 2 * _CLEARANCE + 4
            page_ink = page_ink.with_strip(strip)
            _grow(page, strip)
            place = ((page_ink.width - drawing.width * scale) / 2, page_ink.height - strip + _CLEARANCE + 2)
        _draw(pdf, page, drawing, (*place, scale))
        if wish.link.startswith(("https://", "http://")):
            _link(pdf, page, wish.link, _shown_box(drawing, (*place, scale)))
        out = io.BytesIO()
        pdf.save(out, encryption=False, deterministic_id=True)
        return out.getvalue()


class _Ink:
    """Where page one is printed on, at one pixel a point."""

    def __init__(self, data: bytes) -> None:
        document = pdfium.PdfDocument(data)
        try:
            page = document[0]
            self.width, self.height = page.get_size()
            self._picture = page.render(scale=1, may_draw_forms=False).to_pil().convert("L")
            printed = ImageOps.invert(self._picture).getbbox()
            # The right edge of the text, to which the badges align; a page almost empty has none.
            edge = float(printed[2]) if printed else 0.0
            self.right = edge if 0.7 < edge / self.width < 0.95 else self.width - 54
        finally:
            document.close()

    def free(self, x: float, y: float, width: float, height: float) -> bool:
        """Say whether the box (origin bottom left) lies on the page and nothing is printed in it."""
        if x < _EDGE or y < _EDGE or x + width > self.width - _EDGE or y + height > self.height - _EDGE:
            return False
        top = self.height - y - height
        box = (x - _CLEARANCE, top - _CLEARANCE, x + width + _CLEARANCE, top + height + _CLEARANCE)
        darkest = self._picture.crop(tuple(round(value) for value in box)).getextrema()[0]
        return bool(darkest >= _BLANK)

    def with_strip(self, height: float) -> "_Ink":
        """The same page, taller."""
        self.height += height
        return self


def _choose(wish: Stamp, ink: _Ink) -> tuple[float, _Drawing, tuple[float, float] | None]:
    row, stack = _drawing(wish, in_a_row=True), _drawing(wish, in_a_row=False)
    for scale in _SCALES:
        for drawing in (row, stack):
            width, height = drawing.width * scale, drawing.height * scale
            for x, y in _places(ink, width, height):
                if ink.free(x, y, width, height):
                    return scale, drawing, (x, y)
    scale = min(1.0, (ink.width - 2 * _EDGE) / row.width)
    return scale, row, None


def _places(ink: _Ink, width: float, height: float) -> Iterator[tuple[float, float]]:
    """Right, centre, left in the top margin, from the outside in; then the same at the bottom."""
    columns = (ink.right - width, (ink.width - width) / 2, 54.0)
    steps = [_EDGE + 2 + 4 * step for step in range(int(_REACH / 4))]
    for from_edge in steps:
        for x in columns:
            yield x, ink.height - from_edge - height
    for from_edge in steps:
        for x in columns:
            yield x, from_edge


# Drawing, in a box whose origin is its bottom left corner


@functools.cache
def _metrics() -> dict[str, Any]:
    metrics: dict[str, Any] = json.loads((_DATA / "inter-semibold-latin1.json").read_text())
    return metrics


def _encoded(text: str) -> bytes:
    return text.encode("cp1252", "replace")


def _width_of(text: str, size: float) -> float:
    widths = _metrics()["widths"]
    return float(sum(widths[code - 32] for code in _encoded(text) if code >= 32)) * size / 1000


_LABEL_SIZE, _NOTE_SIZE = 7.0, 5.5
_PILL_HEIGHT, _GAP, _MARK, _PAD = 13.0, 5.0, 8.0, 5.0


def _drawing(wish: Stamp, *, in_a_row: bool) -> _Drawing:
    widths = [2 * _PAD + _MARK + 2 + _width_of(label, _LABEL_SIZE) for label in wish.labels]
    note_height = _NOTE_SIZE + 3 if wish.footnote else 0.0
    note_width = _width_of(wish.footnote, _NOTE_SIZE)
    if in_a_row:
        width, height = sum(widths) + _GAP * (len(widths) - 1), _PILL_HEIGHT + note_height
    else:
        width = max(widths)
        height = len(widths) * _PILL_HEIGHT + (len(widths) - 1) * 3 + note_height
    width = max(width, note_width)
    parts = []
    x, y = 0.0, height - _PILL_HEIGHT
    for label, pill_width in zip(wish.labels, widths, strict=True):
        parts.append(_pill(x, y, pill_width, label))
        if in_a_row:
            x += pill_width + _GAP
        else:
            y -= _PILL_HEIGHT + 3
    if wish.footnote:
        parts.append(_text(0, 1.5, _NOTE_SIZE, wish.footnote))
    return _Drawing(width, height, "\n".join(parts).encode("latin-1"))


def _pill(x: float, y: float, width: float, label: str) -> str:
    baseline = y + (_PILL_HEIGHT - _LABEL_SIZE * _metrics()["cap_height"] / 1000) / 2
    mark_x, mark_y = x + _PAD, y + _PILL_HEIGHT / 2
    return "\n".join(
        (
            f"{_colour(_FILL)} rg {_colour(_INK)} RG 0.6 w",
            _rounded(x + 0.3, y + 0.3, width - 0.6, _PILL_HEIGHT - 0.6) + " B",
            "1.1 w 1 J 1 j",
            f"{mark_x:.2f} {mark_y:.2f} m {mark_x + 2.2:.2f} {mark_y - 2.4:.2f} l "
            f"{mark_x + 6.4:.2f} {mark_y + 2.6:.2f} l S",
            _text(x + _PAD + _MARK + 1, baseline, _LABEL_SIZE, label),
        )
    )


def _rounded(x: float, y: float, width: float, height: float) -> str:
    """A box whose short sides are half circles."""
    r = height / 2
    k = r * _CURVE
    right, top = x + width, y + height
    return (
        f"{x + r:.2f} {y:.2f} m {right - r:.2f} {y:.2f} l "
        f"{right - r + k:.2f} {y:.2f} {right:.2f} {y + r - k:.2f} {right:.2f} {y + r:.2f} c "
        f"{right:.2f} {y + r + k:.2f} {right - r + k:.2f} {top:.2f} {right - r:.2f} {top:.2f} c "
        f"{x + r:.2f} {top:.2f} l "
        f"{x + r - k:.2f} {top:.2f} {x:.2f} {y + r + k:.2f} {x:.2f} {y + r:.2f} c "
        f"{x:.2f} {y + r - k:.2f} {x + r - k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c h"
    )


def _text(x: float, y: float, size: float, text: str) -> str:
    escaped = "".join(f"{byte:02x}" for byte in _encoded(text))
    return f"BT {_colour(_INK)} rg /F {size} Tf {x:.2f} {y:.2f} Td <{escaped}> Tj ET"


def _colour(rgb: tuple[float, float, float]) -> str:
    return " ".join(f"{part:g}" for part in rgb)


# Into the page


def _draw(pdf: pikepdf.Pdf, page: pikepdf.Page, drawing: _Drawing, place: tuple[float, float, float]) -> None:
    form = pdf.make_stream(drawing.content)
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, round(drawing.width, 2), round(drawing.height, 2)])
    form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=_font(pdf)))
    name = page.add_resource(form, pikepdf.Name.XObject)
    x, y, scale = place
    shown = " ".join(f"{value:g}" for value in _page_matrix(page))
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(
        f"\nQ q {shown} cm {scale:g} 0 0 {scale:g} {x:.2f} {y:.2f} cm {name} Do Q\n".encode("latin-1")
    )


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    metrics = _metrics()
    program = (_DATA / "inter-semibold-latin1.ttf").read_bytes()
    name = pikepdf.Name("/SYSMLB+" + metrics["name"])
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=name,
        Flags=32,
        FontBBox=pikepdf.Array(metrics["bbox"]),
        ItalicAngle=0,
        Ascent=metrics["ascent"],
        Descent=metrics["descent"],
        CapHeight=metrics["cap_height"],
        StemV=110,
        FontFile2=pdf.make_stream(program, Length1=len(program)),
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=name,
            Encoding=pikepdf.Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=255,
            Widths=pikepdf.Array(metrics["widths"]),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )


def _box_of(page: pikepdf.Page) -> tuple[float, float, float, float]:
    left, bottom, right, top = (float(value) for value in page.cropbox)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _rotation(page: pikepdf.Page) -> int:
    """The page's turn in degrees; the page tree may hold it."""
    node: Any = page.obj
    depth = 0
    while "/Rotate" not in node and "/Parent" in node and depth < 64:
        node, depth = node.Parent, depth + 1
    return int(node.get("/Rotate", 0)) % 360


def _page_matrix(page: pikepdf.Page) -> tuple[float, float, float, float, float, float]:
    """From the page as it is shown (origin bottom left) to its own coordinates."""
    left, bottom, right, top = _box_of(page)
    return {
        90: (0.0, 1.0, -1.0, 0.0, right, bottom),
        180: (-1.0, 0.0, 0.0, -1.0, right, top),
        270: (0.0, -1.0, 1.0, 0.0, left, top),
    }.get(_rotation(page), (1.0, 0.0, 0.0, 1.0, left, bottom))


def _grow(page: pikepdf.Page, strip: float) -> None:
    """Add a blank strip above the page as it is shown."""
    left, bottom, right, top = _box_of(page)
    grown = {
        90: (left - strip, bottom, right, top),
        180: (left, bottom - strip, right, top),
        270: (left, bottom, right + strip, top),
    }.get(_rotation(page), (left, bottom, right, top + strip))
    box = pikepdf.Array([round(value, 3) for value in grown])
    page.mediabox, page.cropbox = box, box


def _shown_box(drawing: _Drawing, place: tuple[float, float, float]) -> tuple[float, float, float, float]:
    x, y, scale = place
    return x, y, x + drawing.width * scale, y + drawing.height * scale


def _link(pdf: pikepdf.Pdf, page: pikepdf.Page, link: str, shown: tuple[float, float, float, float]) -> None:
    a, b, c, d, e, f = _page_matrix(page)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x, y in (shown[:2], shown[2:])]
    xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    annotation = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=pikepdf.Array([round(value, 2) for value in (xs[0], ys[0], xs[1], ys[1])]),
        Border=pikepdf.Array([0, 0, 0]),
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(link)),
    )
    if "/Annots" not in page.obj:
        page.obj.Annots = pikepdf.Array([])
    page.obj.Annots.append(pdf.make_indirect(annotation))
