"""The quick look at an upload, before anything opens the file."""

HEAD_BYTES = 2048
TAIL_BYTES = 65_536
"""Some scanners write kilobytes of junk after the end of the PDF, which readers ignore."""

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"%!PS", "a PostScript file"),
    (b"\\documentclass", "LaTeX source"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
)


def refusal(head: bytes, tail: bytes, size: int, max_mb: float) -> str | None:
    """Return why an upload cannot be taken as a PDF, in one or two plain sentences, or None.

    `head` and `tail` are the first and last bytes of the file, of HEAD_BYTES and TAIL_BYTES (a small
    file gives the same bytes twice). This looks at no more than these, so None promises little.
    """
    if size == 0:
        return "The file is empty (0 bytes). Build the PDF again and upload it."
    if size > max_mb * 1_000_000:
        return f"The file has {size / 1_000_000:.1f} MB; at most {max_mb:g} MB are taken."
    if b"%PDF-" in head[:1024]:
        return _cut_short(tail, size)
    return f"This is {_kind(head)}, not a PDF. Export or print the paper as PDF and upload that file."


def _cut_short(tail: bytes, size: int) -> str | None:
    """A PDF ends with %%EOF; without even a cross-reference near its end it was cut off."""
    if b"%%EOF" in tail or b"startxref" in tail:
        return None
    if size < 64 or not tail.rstrip(b"\r\n\t \x00").endswith(b"endobj"):
        return "The PDF ends too early: the upload was incomplete. Upload the file again."
    return None


def _kind(head: bytes) -> str:
    if head.startswith(b"PK"):
        return _zip_kind(head)
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start:
        return "a web page (HTML)"
    if start.startswith(b"<?xml"):
        return "an XML file"
    if not head.strip(b"\x00"):
        return "a file of zeros, probably damaged"
    return "a text file" if _is_text(head) else "a file of another kind"


def _zip_kind(head: bytes) -> str:
    if b"word/" in head:
        return "a Word document"
    if b"ppt/" in head:
        return "a PowerPoint file"
    if b"xl/" in head:
        return "an Excel file"
    if b"opendocument.text" in head:
        return "an OpenDocument text"
    return "a Word or other Office document" if b"[Content_Types].xml" in head else "a ZIP archive"


def _is_text(head: bytes) -> bool:
    return all(byte >= 32 or byte in (9, 10, 12, 13, 27) for byte in head)
