"""Files made from stored ones: the copy for readers who may not know the authors, and pictures of pages.

They can always be made again, so they lie in a folder beside the blobs and not among them.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from submissions.pdf import run
from sysml.kernel import blobs


def _path(sha256: str, name: str) -> Path:
    return blobs.folder() / "derived" / sha256[:2] / sha256 / name


def _kept(path: Path, make: Callable[[], bytes | None]) -> Path | None:
    """The file at `path`, made if it is not there; None where it cannot be made."""
    if path.exists():
        return path
    data = make()
    if data is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as target:
        target.write(data)
    Path(name).replace(path)
    return path


def forget(sha256: str) -> None:
    """Take away whatever was made of this file."""
    shutil.rmtree(_path(sha256, "any").parent, ignore_errors=True)


def anonymous_copy(sha256: str) -> Path | None:
    """The PDF without metadata that could name people, or None where such a copy cannot be made."""

    def make() -> bytes | None:
        with blobs.local_copy(sha256, ".pdf") as original:
            return run.clean_copy(original)

    return _kept(_path(sha256, "clean.pdf"), make)


def page_picture(sha256: str, page: int) -> Path | None:
    """A PNG of one page, without marks: those are drawn over it for the person who looks."""

    def make() -> bytes | None:
        with blobs.local_copy(sha256, ".pdf") as original:
            return run.page_picture(original, page, wall_seconds=15)

    return _kept(_path(sha256, f"page-{page}.png"), make)
