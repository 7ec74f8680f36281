"""Sending files: whole or one range of bytes, without a time of last change (which would tell when it was made)."""

import os
import re
from collections.abc import Iterator
from typing import IO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

CHUNK = 1 << 18
_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")


def send(
    request: HttpRequest, source: IO[bytes], *, name: str, media_type: str, inline: bool, etag: str = ""
) -> HttpResponseBase:
    """Answer with the file, or with the one range that was asked for; several ranges give the whole file."""
    size = os.fstat(source.fileno()).st_size
    span = _span(request, size, etag)
    if span == (-1, -1):
        source.close()
        response: HttpResponseBase = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        start, end = span or (0, size - 1)
        length = max(0, end - start + 1)
        response = StreamingHttpResponse(_Pieces(source, start, length), content_type=media_type)
        response.headers["Content-Length"] = str(length)
        if span is not None:
            response.status_code = 206
            response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    if etag:
        response.headers["ETag"] = f'"{etag}"'
    return response


def _span(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole file, (-1, -1) for a range that is not there."""
    found = _RANGE.match(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range")
    if found is None or (condition is not None and condition != f'"{etag}"'):
        return None
    first, last = found.groups()
    if first:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    elif last:
        start, end = max(0, size - int(last)), size - 1
    else:
        return None
    return (start, end) if start <= end and start < size else (-1, -1)


class _Pieces:
    """The asked-for bytes in pieces; closing it closes the file, whether or not anything was read."""

    def __init__(self, source: IO[bytes], start: int, length: int) -> None:
        self._source, self._left = source, length
        source.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (piece := self._source.read(min(CHUNK, self._left))):
            self._left -= len(piece)
            yield piece
        self.close()

    def close(self) -> None:
        self._source.close()
