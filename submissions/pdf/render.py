"""Pictures of pages, with the allowed box and the offences drawn on. Runs in the child process."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from submissions.pdf.measure import open_document

MAX_SIDE_PX = 3000
_BLUE, _RED = (37, 83, 214, 255), (205, 28, 28, 255)
_RED_WASH = (205, 28, 28, 56)
_DASH, _PAUSE = 9, 6

_Box = Sequence[float]


def picture(
    path: Path, page: int, allowed: _Box | None = None, offences: Sequence[_Box] = (), dpi: int = 110
) -> bytes:
    """Return a PNG of page `page` (from 1). Boxes are in points from the page's top left corner."""
    document = open_document(path)
    try:
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = min(dpi / 72, MAX_SIDE_PX / max(width, height, 1))
        base = sheet.render(scale=scale).to_pil().convert("RGBA")
    finally:
        document.close()
    layer = Image.new("RGBA", base.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    if allowed is not None:
        _dashed(pen, _scaled(allowed, scale))
    for offence in offences:
        left, top, right, bottom = _scaled(offence, scale)
        frame = (max(left - 4, 0), max(top - 4, 0), right + 4, bottom + 4)
        frame = (frame[0], frame[1], min(frame[2], base.width - 1), min(frame[3], base.height - 1))
        pen.rectangle(frame, fill=_RED_WASH, outline=_RED, width=2)
    return _png(Image.alpha_composite(base, layer).convert("RGB"))


def thumbnails(path: Path, width: int = 200, max_pages: int = 40) -> Iterator[tuple[int, bytes]]:
    """Yield (page number, PNG) for the first pages."""
    document = open_document(path)
    try:
        for index in range(min(len(document), max_pages)):
            sheet = document[index]
            page_width, page_height = sheet.get_size()
            scale = min(width / max(page_width, 1), MAX_SIDE_PX / max(page_height, 1))
            yield index + 1, _png(sheet.render(scale=scale).to_pil().convert("RGB"))
    finally:
        document.close()


def _scaled(box: _Box, scale: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = (value * scale for value in box)
    return left, top, right, bottom


def _dashed(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = box
    for start, end in _dashes(left, right):
        pen.line((start, top, end, top), fill=_BLUE, width=2)
        pen.line((start, bottom, end, bottom), fill=_BLUE, width=2)
    for start, end in _dashes(top, bottom):
        pen.line((left, start, left, end), fill=_BLUE, width=2)
        pen.line((right, start, right, end), fill=_BLUE, width=2)


def _dashes(start: float, end: float) -> Iterator[tuple[float, float]]:
    while start < end:
        yield start, min(start + _DASH, end)
        start += _DASH + _PAUSE


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()
