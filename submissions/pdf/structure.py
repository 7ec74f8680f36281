"""The structure of a PDF, read with pikepdf: what acts, what is locked, what its metadata says.

Runs in the child process only. It goes first, so that files built to exhaust a reader are
recognised before PDFium unpacks anything.
"""

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

from submissions.pdf import failures, sniff
from submissions.pdf.facts import Action, MetadataEntry
from submissions.pdf.failures import Refusal

MAX_PAGES = 1000
MAX_OBJECTS = 200_000
MAX_STREAM = 64 * 2**20
MAX_INFLATED = 300 * 2**20
MAX_MEGAPIXELS = 120
MAX_FORM_DEPTH = 16
MAX_FORMS_DRAWN = 50_000
MAX_SIDE_PT = 200 * 72
MAX_ENTRIES = 200
_CHUNK = 1 << 16

_ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/SubmitForm": "submit-form",
    "/ImportData": "import-data",
    "/Rendition": "rich-media",
    "/RichMediaExecute": "rich-media",
}
_RICH_ANNOTATIONS = {"/RichMedia": "rich-media", "/Movie": "rich-media", "/Screen": "rich-media"}
_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")


@dataclass
class Structure:
    """What pikepdf saw."""

    bytes: int
    sha256: str
    pdf_version: str = ""
    page_count: int = 0
    encrypted: bool = False
    metadata: list[MetadataEntry] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    type3: set[str] = field(default_factory=set)
    type3_pages: list[int] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)


def inspect(path: Path, max_mb: float) -> Structure:
    """Measure the structure of the file; raise Refusal where that is impossible or unsafe."""
    data = path.read_bytes()
    reason = sniff.refusal(data[: sniff.HEAD_BYTES], b"%%EOF", len(data), max_mb)
    if reason:
        raise Refusal(failures.not_a_pdf(reason))
    found = Structure(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    with _open(path) as pdf:
        _measure(pdf, found)
    found.damage = [
        warning.replace(f"{path}: ", "").replace(str(path), "the file") for warning in found.damage
    ]
    return found


def _open(path: Path) -> pikepdf.Pdf:
    try:
        return pikepdf.open(path, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Refusal(failures.password()) from None
    except pikepdf.PdfError:
        complete = b"%%EOF" in path.read_bytes()[-sniff.TAIL_BYTES :]
        raise Refusal(failures.damaged() if complete else failures.truncated()) from None


def _measure(pdf: pikepdf.Pdf, found: Structure) -> None:
    found.pdf_version = pdf.pdf_version
    found.encrypted = pdf.is_encrypted
    if len(pdf.objects) > MAX_OBJECTS:
        raise Refusal(failures.too_complex(f"it has more than {MAX_OBJECTS:,} objects"))
    try:
        found.page_count = len(pdf.pages)
    except Exception:
        raise Refusal(failures.damaged("its list of pages is broken")) from None
    if found.page_count == 0:
        raise Refusal(failures.no_pages())
    if found.page_count > MAX_PAGES:
        raise Refusal(failures.too_complex(f"it has more than {MAX_PAGES:,} pages"))
    _survey(pdf, found)
    _form_floods(pdf)
    _catalogue(pdf, found)
    _pages(pdf, found)
    found.damage = [str(warning)[:300] for warning in pdf.get_warnings()[:20]]


def _survey(pdf: pikepdf.Pdf, found: Structure) -> None:
    """Look at every object once: sizes when unpacked, actions, traces of embedded figures."""
    total = 0
    for obj in pdf.objects:
        if not isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        if isinstance(obj, pikepdf.Stream):
            if _is_image(obj):
                _check_pixels(obj)
            else:
                total += inflated_size(obj)
                if total > MAX_INFLATED:
                    raise Refusal(failures.too_complex("it unpacks to more than 300 MB"))
        _note_action(obj, found)
        _note_figure_metadata(obj, found)


def _is_image(stream: pikepdf.Stream) -> bool:
    return bool(stream.get("/Subtype") == "/Image")


def _check_pixels(stream: pikepdf.Stream) -> None:
    try:
        pixels = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
    except (TypeError, ValueError):
        return
    if pixels > MAX_MEGAPIXELS * 1_000_000:
        raise Refusal(failures.too_complex(f"a picture has more than {MAX_MEGAPIXELS} megapixels"))


def inflated_size(stream: pikepdf.Stream) -> int:
    """Return how large the stream is when unpacked, without ever holding it.

    Chained Flate filters are unwound together, a chunk at a time: a bomb inside a bomb shows its
    size before its bytes exist. Other filters end the count; they pack far less.
    """
    filters: Any = stream.get("/Filter", [])
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    depth = 0
    while depth < len(names) and names[depth] in ("/FlateDecode", "/Fl"):
        depth += 1
    try:
        raw = stream.read_raw_bytes()
    except pikepdf.PdfError:
        return 0
    if not depth:
        return len(raw)
    size = 0
    for chunk in _unwind(_chunks(raw), depth):
        size += len(chunk)
        if size > MAX_STREAM:
            raise Refusal(failures.too_complex("a part of it unpacks to more than 64 MB"))
    return size


def _chunks(raw: bytes) -> Iterator[bytes]:
    for start in range(0, len(raw), _CHUNK):
        yield raw[start : start + _CHUNK]


def _unwind(source: Iterator[bytes], depth: int) -> Iterator[bytes]:
    for _ in range(depth):
        source = _inflate(source)
    return source


def _inflate(source: Iterator[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj()
    try:
        for chunk in source:
            pending = chunk
            while pending:
                out = inflater.decompress(pending, _CHUNK * 4)
                pending = inflater.unconsumed_tail
                if out:
                    yield out
    except zlib.error:
        return


def _form_floods(pdf: pikepdf.Pdf) -> None:
    """Count how often forms would be drawn, forms within forms included, before anything draws."""
    memo: dict[tuple[int, int], int] = {}
    total = 0
    for page in pdf.pages:
        total += _forms_drawn(page.obj, memo, ())
        if total > MAX_FORMS_DRAWN:
            raise Refusal(failures.too_complex("its figures are nested too many times"))


def _forms_drawn(holder: Any, memo: dict[tuple[int, int], int], above: tuple[tuple[int, int], ...]) -> int:
    if len(above) > MAX_FORM_DEPTH:
        raise Refusal(failures.too_complex("its figures are nested too deeply"))
    forms = _forms_of(holder)
    if not forms:
        return 0
    total = 0
    for name, times in Counter(_DRAWN.findall(_content_of(holder))).items():
        form = forms.get("/" + name.decode("latin-1"))
        if form is None or form.objgen in above:
            continue
        key = form.objgen
        if key not in memo:
            memo[key] = 1 + _forms_drawn(form, memo, (*above, key))
        total += times * memo[key]
        if total > MAX_FORMS_DRAWN:
            raise Refusal(failures.too_complex("its figures are nested too many times"))
    return total


def _forms_of(holder: Any) -> dict[str, Any]:
    resources = holder.get("/Resources")
    objects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(objects, pikepdf.Dictionary):
        return {}
    return {
        name: obj
        for name, obj in objects.items()
        if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Form"
    }


def _content_of(holder: Any) -> bytes:
    parts = [holder] if isinstance(holder, pikepdf.Stream) else holder.get("/Contents", [])
    streams = parts if isinstance(parts, (list, pikepdf.Array)) else [parts]
    pieces = []
    for stream in streams:
        try:
            pieces.append(stream.read_bytes())
        except (pikepdf.PdfError, AttributeError):
            continue
    return b"\n".join(pieces)


def _note_action(obj: Any, found: Structure) -> None:
    rich = _RICH_ANNOTATIONS.get(str(obj.get("/Subtype", ""))) if "/Rect" in obj else None
    embedded = "embedded-file" if "/EF" in obj and "/F" in obj else None
    for name in (_action_kind(obj), *map(_action_kind, _direct_actions(obj)), rich, embedded):
        if name and len(found.actions) < MAX_ENTRIES:
            found.actions.append(Action(name))


def _action_kind(obj: Any) -> str | None:
    kind = _ACTIONS.get(str(obj.get("/S", "")))
    # A structure element may carry /S /JavaScript as its own type: only a script makes it one.
    return None if kind == "javascript" and "/JS" not in obj else kind


def _direct_actions(obj: Any) -> list[Any]:
    """The actions written inside `obj`; those that are objects of their own are met as such."""
    held = [obj.get("/A"), obj.get("/OpenAction")]
    additional = obj.get("/AA")
    if isinstance(additional, pikepdf.Dictionary):
        held += [value for _, value in additional.items()]
    return [item for item in held if isinstance(item, pikepdf.Dictionary) and not item.is_indirect]


def _note_figure_metadata(obj: Any, found: Structure) -> None:
    """pdfTeX copies the file name and the Info of every included figure into the paper."""
    if "/PTEX.FileName" in obj:
        _add_metadata(found, "figure", "PTEX.FileName", obj["/PTEX.FileName"])
    info = obj.get("/PTEX.InfoDict")
    if isinstance(info, pikepdf.Dictionary):
        for key, value in info.items():
            _add_metadata(found, "figure", key.lstrip("/"), value)


def _add_metadata(found: Structure, place: str, key: str, value: Any) -> None:
    text = str(value).strip()
    entry = MetadataEntry(place, key, text[:500])
    if text and len(found.metadata) < MAX_ENTRIES and entry not in found.metadata:
        found.metadata.append(entry)


def _catalogue(pdf: pikepdf.Pdf, found: Structure) -> None:
    root = pdf.Root
    acro = root.get("/AcroForm")
    if isinstance(acro, pikepdf.Dictionary) and "/XFA" in acro:
        found.actions.append(Action("xfa"))
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") == "/URI":
        found.actions.append(Action("open-uri"))
    if len(pdf.attachments) and not any(action.kind == "embedded-file" for action in found.actions):
        found.actions.append(Action("embedded-file"))
    info = pdf.trailer.get("/Info")
    if isinstance(info, pikepdf.Dictionary):
        for key, value in info.items():
            _add_metadata(found, "info", key.lstrip("/"), value)
    _xmp(root.get("/Metadata"), found)


def _xmp(stream: Any, found: Structure) -> None:
    """Keep creator-like values apart; the text is only searched, so no XML is parsed."""
    if not isinstance(stream, pikepdf.Stream):
        return
    try:
        text = stream.read_bytes()[:200_000].decode("utf-8", "replace")
    except pikepdf.PdfError:
        return
    for key, value in re.findall(r"<([\w-]+:[\w-]+)\b[^>]*>(.*?)</\1>", text, re.DOTALL):
        plain = " ".join(re.sub(r"<[^>]+>", " ", value).split())
        _add_metadata(found, "xmp", key, plain)
    for key, value in re.findall(r"\b(dc:creator|pdf:Author|xmp:\w*[Aa]uthor\w*)=\"([^\"]+)\"", text):
        _add_metadata(found, "xmp", key, value)


def _pages(pdf: pikepdf.Pdf, found: Structure) -> None:
    memo: dict[tuple[int, int], set[str] | None] = {}
    for number, page in enumerate(pdf.pages, 1):
        _check_side(page)
        fonts = _type3_fonts(page.obj, memo, 0)
        if fonts:
            found.type3 |= fonts
            found.type3_pages.append(number)
        for annotation in _annotations(page):
            action = annotation.get("/A")
            uri = action.get("/URI") if isinstance(action, pikepdf.Dictionary) else None
            if uri is not None and len(found.links) < MAX_ENTRIES:
                link = str(uri)[:300]
                if link not in found.links:
                    found.links.append(link)
            if str(annotation.get("/Subtype", "")) not in ("/Link", "/Widget", "/Popup"):
                _add_metadata(found, "annotation", "T", annotation.get("/T", ""))


def _annotations(page: pikepdf.Page) -> list[Any]:
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return []
    return [item for item in list(annotations)[:5000] if isinstance(item, pikepdf.Dictionary)]


def _check_side(page: pikepdf.Page) -> None:
    try:
        box = [float(value) for value in page.mediabox]
    except (TypeError, ValueError, AttributeError):
        return
    if len(box) == 4 and max(abs(box[2] - box[0]), abs(box[3] - box[1])) > MAX_SIDE_PT:
        raise Refusal(failures.too_complex("a page is larger than 200 inches"))


def _type3_fonts(holder: Any, memo: dict[tuple[int, int], set[str] | None], depth: int) -> set[str]:
    resources = holder.get("/Resources")
    if not isinstance(resources, pikepdf.Dictionary) or depth > MAX_FORM_DEPTH:
        return set()
    found: set[str] = set()
    fonts = resources.get("/Font")
    if isinstance(fonts, pikepdf.Dictionary):
        for name, font in fonts.items():
            if isinstance(font, pikepdf.Dictionary) and font.get("/Subtype") == "/Type3":
                found.add(str(font.get("/Name", name)).lstrip("/"))
    for form in _forms_of(holder).values():
        key = form.objgen
        if key not in memo:
            memo[key] = None  # a form within itself adds nothing
            memo[key] = _type3_fonts(form, memo, depth + 1)
        found |= memo[key] or set()
    return found
