"""What was measured in a file: no judgement, and JSON-serialisable.

Lengths are PDF points, boxes are (left, top, right, bottom) from the page's top left corner as it
is shown. Rules read nothing but these facts, so a changed specification is judged again without
opening the file.
"""

from dataclasses import dataclass, field

from submissions.pdf.plain import from_plain, to_plain

VERSION = 1
"""Raised whenever the same file would give other facts."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Failure:
    """Why a file could not be measured to the end. `kind` is "unreadable" or "could-not-check"."""

    kind: str
    code: str
    message: str
    fix: str = ""


@dataclass(frozen=True)
class Item:
    """A text line or picture at the outer edge of a page's content (furniture removed)."""

    kind: str
    box: Box
    text: str = ""


@dataclass(frozen=True)
class Font:
    """A font that shows text in the file."""

    name: str
    embedded: bool
    type3: bool
    pages: tuple[int, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A section heading that page counting cares about.

    `lines_before` counts the text lines that precede it on its page, in reading order; `score`
    counts marks of a bibliography in the text that follows.
    """

    kind: str
    text: str
    page: int
    column: int
    top: float
    lines_before: int
    score: int = 0


@dataclass(frozen=True)
class Page:
    """One page. `sizes` maps font size in tenths of a point to the characters set in it."""

    number: int
    width: float
    height: float
    chars: int = 0
    invisible_chars: int = 0
    off_page_chars: int = 0
    lines: int = 0
    columns: int = 0
    image_cover: float = 0.0
    body_size: float = 0.0
    leading: float = 0.0
    size_estimated: bool = False
    squeezed: float = 0.0
    sizes: dict[str, int] = field(default_factory=dict)
    line_numbers: bool = False
    page_number: bool = False
    running_head: bool = False
    edge: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Action:
    """Something in the file that acts: kind is javascript, launch, submit-form, embedded-file ..."""

    kind: str
    page: int | None = None


@dataclass(frozen=True)
class MetadataEntry:
    """A metadata value; `place` is "info", "xmp" or "figure" (metadata of an embedded figure)."""

    place: str
    key: str
    value: str


@dataclass(frozen=True)
class Facts:
    """Everything measured. `failure` is set when measuring ended early."""

    version: int = VERSION
    bytes: int = 0
    sha256: str = ""
    pdf_version: str = ""
    page_count: int = 0
    pages: tuple[Page, ...] = ()
    fonts: tuple[Font, ...] = ()
    headings: tuple[Heading, ...] = ()
    first_page_text: str = ""
    emails: tuple[tuple[int, str], ...] = ()
    links: tuple[str, ...] = ()
    metadata: tuple[MetadataEntry, ...] = ()
    actions: tuple[Action, ...] = ()
    encrypted: bool = False
    damage: tuple[str, ...] = ()
    failure: Failure | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the facts as plain JSON values."""
        plain: dict[str, object] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, value: dict[str, object]) -> "Facts":
        """Rebuild facts that `to_dict` wrote."""
        return from_plain(cls, value)
