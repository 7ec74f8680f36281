"""Between the PDF checker, which knows no conference, and a track, which says what a finding does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from submissions.domain import CheckState, DocumentKind, FileState
from submissions.models import Authorship, Document, DocumentCheck
from submissions.pdf.authors import Author
from submissions.pdf.findings import Finding, Severity
from submissions.pdf.plain import from_plain
from submissions.pdf.spec import FormatSpec, preset
from sysml.conference.domain import Blindness, CheckWeight
from sysml.conference.models import Track

DEFAULT_FORMAT = "sysml2019"
_STAGES = {DocumentKind.CAMERA_READY: "camera_ready"}
_WORDS = {
    CheckWeight.ADVICE: "This is advice: nothing follows from it.",
    CheckWeight.CHAIRS: "The chairs see this, and may ask you to mend it.",
    CheckWeight.BLOCKING: "This must be mended: until then the submission is not complete.",
}


@dataclass(frozen=True)
class Weighed:
    """A finding, and what it does on its track."""

    finding: Finding
    weight: CheckWeight

    @property
    def blocks(self) -> bool:
        """Keeps the submission from being complete."""
        return self.weight is CheckWeight.BLOCKING

    @property
    def consequence(self) -> str:
        """What follows, in one sentence."""
        return _WORDS[self.weight] if self.finding.severity is not Severity.NOTE else "For your information."


def format_of(track: Track, kind: str) -> FormatSpec:
    """The format that a file of this kind must have on this track."""
    raw: dict[str, Any] = dict(track.paper_format)
    name = raw.pop("preset", "") or ("" if raw else DEFAULT_FORMAT)
    spec = preset(name) if name else FormatSpec.from_dict(raw)
    spec = replace(spec, max_mb=float(track.max_megabytes), anonymous=track.blindness != Blindness.SINGLE)
    return spec.for_stage(_STAGES.get(DocumentKind(kind)))


def named_authors(places: Iterable[Authorship]) -> tuple[Author, ...]:
    """The authors as the checker looks for them."""
    return tuple(Author(place.name, place.email) for place in places)


def weigh(track: Track, finding: Finding) -> Weighed:
    """What the track makes of a finding; a mere note, and what only chairs see, never blocks."""
    chosen = CheckWeight(track.check_weights.get(finding.code, CheckWeight.ADVICE))
    if finding.severity is Severity.CHAIR:
        return Weighed(finding, CheckWeight.CHAIRS)
    if finding.severity is Severity.NOTE and chosen is CheckWeight.BLOCKING:
        return Weighed(finding, CheckWeight.ADVICE)
    return Weighed(finding, chosen)


def stored_findings(raw: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Findings as a check keeps them."""
    return [from_plain(Finding, dict(value)) for value in raw]


def weighed(track: Track, check: DocumentCheck, *, for_authors: bool) -> list[Weighed]:
    """The findings of a check in the order of their weight; what is for chairs only is absent for authors."""
    every = [weigh(track, finding) for finding in stored_findings(check.findings)]
    seen = [one for one in every if not (for_authors and one.finding.severity is Severity.CHAIR)]
    order = {CheckWeight.BLOCKING: 0, CheckWeight.CHAIRS: 1, CheckWeight.ADVICE: 2}
    return sorted(seen, key=lambda one: (order[one.weight], one.finding.severity is Severity.NOTE))


def file_state(track: Track, document: Document | None) -> FileState:
    """Whether this file lets a submission be complete. One that still waits for its check does."""
    if document is None:
        return FileState.MISSING
    check: DocumentCheck | None = getattr(document, "check_result", None)
    if check is None or check.state == CheckState.WAITING:
        return FileState.COUNTS
    if check.state == CheckState.UNREADABLE:
        return FileState.UNREADABLE
    blocked = any(one.blocks for one in weighed(track, check, for_authors=False))
    return FileState.BLOCKED if blocked else FileState.COUNTS
