"""Files by content: a blob is named by its SHA-256, written whole or not at all, and verified when read.

With the embedded default blobs lie in a folder; with object storage configured they lie there under the same
names (django-storages). A blob is on durable storage when `put` returns.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages

from sysml.kernel.models import Blob

CHUNK = 1 << 20
LONGEST_UPLOAD = timedelta(days=1)


class Damaged(Exception):
    """The stored bytes no longer have the hash by which they are named."""


@dataclass(frozen=True)
class Stored:
    """What `put` says of the file it has stored."""

    sha256: str
    size: int


def _remote() -> Storage | None:
    return storages["default"] if settings.BLOBS_ON_OBJECT_STORAGE else None


def folder() -> Path:
    """The folder that holds blobs (embedded) or temporary uploads (deployed)."""
    path = Path(settings.MEDIA_ROOT)
    path.mkdir(parents=True, exist_ok=True)
    return path


def path_of(sha256: str) -> Path:
    """Where the folder keeps this blob."""
    return folder() / "blobs" / sha256[:2] / sha256


def put(source: IO[bytes], *, now: datetime) -> Stored:
    """Store everything that `source` still yields; returns its SHA-256 (hex) and size in bytes.

    Runs outside any transaction except for one idempotent row; memory stays at one chunk.
    """
    digest, size = hashlib.sha256(), 0
    incoming = folder() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(handle, "wb") as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        sha256 = digest.hexdigest()
        _keep(Path(name), sha256)
    finally:
        Path(name).unlink(missing_ok=True)
    Blob.objects.get_or_create(sha256=sha256, defaults={"size": size, "created_at": now})
    return Stored(sha256, size)


def _keep(incoming: Path, sha256: str) -> None:
    remote = _remote()
    if remote is not None:
        if not remote.exists(sha256):
            with incoming.open("rb") as content:
                remote.save(sha256, File(content))
        return
    target = path_of(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming.replace(target)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def open_blob(sha256: str) -> BinaryIO:
    """The blob's bytes as a file opened for reading; raises FileNotFoundError when it is gone."""
    remote = _remote()
    if remote is not None:
        return cast(BinaryIO, remote.open(sha256, "rb").file)
    return path_of(sha256).open("rb")


def read(sha256: str) -> bytes:
    """The whole blob, verified against its name; raises Damaged when the bytes have changed."""
    with open_blob(sha256) as content:
        data = content.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged(sha256)
    return data


def is_whole(sha256: str) -> bool:
    """Whether the stored bytes have the hash by which they are named; memory stays at one chunk."""
    digest = hashlib.sha256()
    with open_blob(sha256) as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest() == sha256


def sizes() -> dict[str, int]:
    """Name and size of everything stored: one walk through the folder, or one listing of the bucket."""
    remote = _remote()
    if remote is not None:
        _, names = remote.listdir("")
        return {name: remote.size(name) for name in names}
    place = folder() / "blobs"
    if not place.is_dir():
        return {}
    return {
        entry.name: entry.stat().st_size
        for shelf in os.scandir(place)
        if shelf.is_dir()
        for entry in os.scandir(shelf.path)
    }


def delete(sha256: str) -> None:
    """Take the bytes away for good; nothing happens where they are gone already."""
    remote = _remote()
    if remote is not None:
        remote.delete(sha256)
    else:
        path_of(sha256).unlink(missing_ok=True)


@contextmanager
def local_copy(sha256: str, suffix: str = "") -> Iterator[Path]:
    """A path from which a child process can read the blob while the block runs."""
    if _remote() is None:
        yield path_of(sha256)
        return
    with tempfile.NamedTemporaryFile(suffix=suffix) as copy:
        with open_blob(sha256) as content:
            while chunk := content.read(CHUNK):
                copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def clear_incoming(now: datetime) -> int:
    """Delete what uploads that were cut off by a crash have left behind; returns how many files went."""
    oldest = (now - LONGEST_UPLOAD).timestamp()
    folders = [folder() / "incoming", *filter(None, [settings.FILE_UPLOAD_TEMP_DIR])]
    left = [
        path
        for place in folders
        for path in Path(place).glob("*")
        if path.is_file() and path.stat().st_mtime < oldest
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
