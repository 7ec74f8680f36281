"""How the description of the API speaks of downloads (`submissions.downloads`, `submissions.foreign`)."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

RANGE = OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="one range, as `bytes=0-1023`")
Answers = dict[int | tuple[int, str], Any]

_ELSEWHERE: Answers = {302: OpenApiResponse(description="The file is at this address for two minutes.")}


def _bytes(*media_types: str) -> Answers:
    return {(status, kind): OpenApiTypes.BINARY for status in (200, 206) for kind in media_types}


PDF = _bytes("application/pdf")
"""What opens in the browser."""

FOREIGN = {**_bytes("application/octet-stream"), **_ELSEWHERE}
"""What others made: an attachment, from the site or, where there is one, from its host of files."""

FILE = {**_bytes("application/pdf", "application/octet-stream"), **_ELSEWHERE}
"""The one or the other."""
