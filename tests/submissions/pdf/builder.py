"""Small PDFs made on the spot, each with one thing wrong."""

import functools
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

DATA = Path(__file__).parents[2] / "data" / "pdfs"
LETTER = (612.0, 792.0)
WORDS = "the quick committee reads every paper of both sides and writes down what it thinks of them today "


@dataclass(frozen=True)
class Text:
    """One line of text: left edge and baseline in points from the top left corner."""

    x: float
    y: float
    text: str
    size: float = 10.0
    bold: bool = False
    mode: int = 0


def column(x: float, top: float, lines: int, *, size: float = 10.0, leading: float = 12.0) -> list[Text]:
    """A column of running text, 3.25 inches wide at 10 points."""
    length = int(234 / (size * 0.43))
    return [Text(x, top + leading * line, (WORDS * 2)[line % 7 :][:length], size) for line in range(lines)]


def body(lines: int = 50, **options: float) -> list[Text]:
    """A full page in two columns within the SysML box."""
    return [*column(54, 84, lines, **options), *column(306, 84, lines, **options)]


def references(x: float = 54, top: float = 84, count: int = 12) -> list[Text]:
    """A bibliography with its heading."""
    entries = [
        Text(x, top + 20 + 14 * n, f"Someone, A. A title of a work. Proc. of Things, pp. {n}, 20{10 + n}.", 9)
        for n in range(count)
    ]
    return [Text(x, top, "References", 12, bold=True), *entries]


def make_pdf(
    pages: Sequence[Sequence[Text]],
    *,
    size: tuple[float, float] = LETTER,
    info: dict[str, str] | None = None,
    open_action: dict[str, object] | None = None,
) -> bytes:
    """Return a PDF with these pages, set in the standard Times fonts (not embedded)."""
    pdf = pikepdf.new()
    fonts = pikepdf.Dictionary(F=_font(pdf, "Times-Roman"), B=_font(pdf, "Times-Bold"))
    for texts in pages:
        content = "\n".join(_show(text, size[1]) for text in texts)
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, *size],
            Resources=pikepdf.Dictionary(Font=fonts),
            Contents=pdf.make_stream(content.encode("cp1252")),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    for key, value in (info or {}).items():
        pdf.docinfo[f"/{key}"] = value
    if open_action:
        pdf.Root.OpenAction = pikepdf.Dictionary(open_action)
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """The bytes of `pdf`."""
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def _font(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name("/" + name),
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )


def _show(text: Text, height: float) -> str:
    escaped = text.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    font = "B" if text.bold else "F"
    place = f"{text.x:.2f} {height - text.y:.2f} Td"
    return f"BT {text.mode} Tr /{font} {text.size} Tf {place} ({escaped}) Tj ET"


@functools.cache
def flate_bomb(layers: int, megabytes: int) -> bytes:
    """A page whose content unpacks to `megabytes`, packed `layers` times."""
    data = zlib.compress(b" " * (megabytes * 2**20), 9)
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=LETTER)
    filters = pikepdf.Array([pikepdf.Name.FlateDecode] * layers)
    page.obj.Contents = pikepdf.Stream(pdf, data, Filter=filters)
    return saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def nested_forms(depth: int, times: int) -> bytes:
    """A form that draws a form `times` over, `depth` deep: times ** depth drawings from a few bytes."""
    pdf = pikepdf.new()
    inner = pdf.make_stream(b"0 0 1 1 re f")
    inner.Type, inner.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    inner.BBox = pikepdf.Array([0, 0, 10, 10])
    for _ in range(depth):
        outer = pdf.make_stream(b"/X Do " * times)
        outer.Type, outer.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        outer.BBox = pikepdf.Array([0, 0, 10, 10])
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = outer
    page = pdf.add_blank_page(page_size=LETTER)
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
    page.obj.Contents = pdf.make_stream(b"/X Do")
    return saved(pdf)


def nested_arrays(depth: int) -> bytes:
    """A file whose catalogue holds an array `depth` deep, written by hand."""
    nest = b"[" * depth + b"]" * depth
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Odd " + nest + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, obj in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, obj)
    start = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
