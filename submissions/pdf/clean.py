"""The reviewers' copy: the same pages without metadata that may name people. Bytes in, bytes out."""

import io

import pikepdf

_TRACES = ("/Metadata", "/PieceInfo", "/LastModified")
_NOT_COMMENTS = ("/Link", "/Widget", "/Popup")


def clean(data: bytes) -> bytes:
    """Return the PDF without document properties, XMP, figure metadata and names of commenters.

    The pages look the same. Earlier revisions kept inside the file go too, for it is written anew.
    Text on the pages and the pixels and EXIF data of pictures are left alone.
    """
    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
        for obj in pdf.objects:
            if isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream)):
                _strip(obj)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        out = io.BytesIO()
        pdf.save(out, encryption=False, deterministic_id=True)
        return out.getvalue()


def _strip(obj: pikepdf.Object) -> None:
    names = [key for key in obj.keys() if key.startswith("/PTEX.")]  # noqa: SIM118 - not a mapping
    if obj.get("/Type") == "/Filespec":
        names = [key for key in names if key != "/F"]
    for key in (*names, *_TRACES):
        if key in obj:
            del obj[key]
    _strip_comments(obj)
    resources = obj.get("/Resources")
    if isinstance(resources, pikepdf.Dictionary) and not resources.is_indirect:
        _strip(resources)


def _strip_comments(obj: pikepdf.Object) -> None:
    """Take the author's name off comments, whether an object of their own or held by a page."""
    held = obj.get("/Annots")
    annotations = list(held) if isinstance(held, pikepdf.Array) else []
    for annotation in (obj, *annotations):
        if not isinstance(annotation, pikepdf.Dictionary) or "/Rect" not in annotation:
            continue
        if str(annotation.get("/Subtype", "")) not in _NOT_COMMENTS and "/T" in annotation:
            del annotation["/T"]
