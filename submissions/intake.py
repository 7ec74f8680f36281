"""Bytes on their way in: looked at, then stored durably, before any command runs."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from submissions.commands.files import NewFile, drop_upload
from submissions.domain import ABANDONED_UPLOAD, DocumentKind
from submissions.pdf import sniff
from submissions.queries.files import unfinished_uploads
from sysml.kernel import blobs
from sysml.kernel.errors import Invalid, StaleWrite

_PDF_ONLY = (DocumentKind.PAPER, DocumentKind.CAMERA_READY)


def store(
    source: IO[bytes], *, size: int, kind: DocumentKind, filename: str, max_mb: float, now: datetime
) -> NewFile:
    """Refuse what cannot be taken, with the reason for the person; else store the bytes and say where they are.

    What is refused is not stored. `source` must be seekable.
    """
    head = source.read(sniff.HEAD_BYTES)
    source.seek(max(0, size - sniff.TAIL_BYTES))
    tail = source.read(sniff.TAIL_BYTES)
    source.seek(0)
    why = sniff.refusal(head, tail, size, max_mb) if kind in _PDF_ONLY else _too_large(size, max_mb)
    if why is not None:
        raise Invalid({"file": why})
    is_pdf = b"%PDF-" in head[:1024]
    media_type = "application/pdf" if is_pdf else "application/octet-stream"
    return NewFile(kind, blobs.put(source, now=now), Path(filename).name or "file", media_type)


def _too_large(size: int, max_mb: float) -> str | None:
    if size == 0:
        return "The file is empty (0 bytes)."
    if size > max_mb * 1_000_000:
        return f"The file has {size / 1_000_000:.1f} MB; at most {max_mb:g} MB are taken."
    return None


def _folder() -> Path:
    folder = blobs.folder() / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _path(xid: str) -> Path:
    return _folder() / xid


def write_piece(xid: str, offset: int, data: bytes) -> None:
    """Put a piece of an upload on the disk at its place; whatever a crash left behind that place goes."""
    path = _path(xid)
    length = path.stat().st_size if path.exists() else 0
    if offset > length:
        raise StaleWrite(f"The next piece begins at byte {length}.")
    with path.open("r+b" if path.exists() else "w+b") as target:
        target.seek(offset)
        target.write(data)
        target.truncate()
        target.flush()
        os.fsync(target.fileno())


@contextmanager
def pieces(xid: str, sha256: str) -> Iterator[IO[bytes]]:
    """The pieces of an upload as one file, whose hash is that announced."""
    path = _path(xid)
    if not path.exists():
        raise Invalid({"": "Nothing has arrived yet."})
    with path.open("rb") as source:
        if hashlib.file_digest(source, "sha256").hexdigest() != sha256:
            raise Invalid(
                {"sha256": "The bytes that arrived are not those that were announced. Send the file again."}
            )
        source.seek(0)
        yield source


def forget(xid: str) -> None:
    """Delete the pieces of an upload that has been taken."""
    _path(xid).unlink(missing_ok=True)


def clear_abandoned(now: datetime) -> int:
    """Forget uploads to which nothing was added for a day, and delete their pieces; returns how many pieces went."""
    oldest = (now - ABANDONED_UPLOAD).timestamp()
    still_coming = {path.name for path in _folder().iterdir() if path.stat().st_mtime > oldest}
    for xid in unfinished_uploads(now - ABANDONED_UPLOAD):
        if xid not in still_coming:
            drop_upload(xid=xid, now=now)
    gone = 0
    for path in _folder().iterdir():
        if path.name not in still_coming and drop_upload(xid=path.name, now=now):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
