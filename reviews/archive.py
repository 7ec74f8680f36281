"""A zip of papers, sent while it is made: memory stays at one paper. Member times are fixed; they say nothing."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from reviews.queries.archive import PaperFile
from submissions.derived import anonymous_copy
from sysml.kernel import blobs

_EPOCH = (1980, 1, 1, 0, 0, 0)
NO_COPY = "No copy of this file can be made that names nobody: it cannot be read as a PDF.\n"


class _Pipe(io.RawIOBase):
    """Takes what the zip writer writes and hands it on; cannot seek, so the writer never goes back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def stream(files: Iterable[PaperFile]) -> Iterator[bytes]:
    """The zip in pieces. PDFs are compressed already, so they are stored as they are."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            name, data = _member(file)
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
            yield pipe.take()
    yield pipe.take()


def _member(file: PaperFile) -> tuple[str, bytes]:
    """Name and bytes in the zip; where no copy without names can be made, a note stands in the file's place."""
    if not file.scrub:
        return file.name, blobs.read(file.sha256)
    copy = anonymous_copy(file.sha256)
    return (file.name, copy.read_bytes()) if copy else (f"{file.name}.txt", NO_COPY.encode())
