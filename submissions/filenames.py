"""How files are called when they leave: by paper and version, never by what an author named them."""

import re

from submissions.domain import DocumentKind
from submissions.models import Document

_SAFE_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_MIDDLE = {
    DocumentKind.PAPER: "",
    DocumentKind.SUPPLEMENT: "supplement-",
    DocumentKind.CAMERA_READY: "camera-ready-",
    DocumentKind.RIGHTS: "rights-",
}


def suffix_of(filename: str) -> str:
    """The ending of a name, lower case, if it is a harmless one."""
    found = _SAFE_SUFFIX.search(filename)
    return found[0].lower() if found else ""


def public_name(edition_slug: str, number: int, document: Document) -> str:
    """`sysml-2027-4821-v3.pdf`; supplements keep only the ending of their name, which could name somebody."""
    kind = DocumentKind(document.kind)
    ending = ".pdf" if document.media_type == "application/pdf" else suffix_of(document.filename) or ".bin"
    return f"{edition_slug}-{number}-{_MIDDLE[kind]}v{document.version}{ending}"
