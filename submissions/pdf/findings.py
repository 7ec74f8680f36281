"""What the rules say about a paper."""

import enum
from dataclasses import dataclass, field

from submissions.pdf.facts import Box, Facts
from submissions.pdf.plain import from_plain, to_plain


class Severity(enum.StrEnum):
    """How much a finding weighs. A CHAIR finding is shown to chairs only, never to authors."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    CHAIR = "chair"


class State(enum.StrEnum):
    """The outcome of one check. COULD_NOT_CHECK is never the author's fault."""

    PASS = "pass"  # noqa: S105 - not a password
    WARNINGS = "warnings"
    ERRORS = "errors"
    UNREADABLE = "unreadable"
    COULD_NOT_CHECK = "could-not-check"


@dataclass(frozen=True)
class Finding:
    """One rule broken: where, what was measured and required, and how to mend it."""

    code: str
    severity: Severity
    message: str
    page: int | None = None
    box: Box | None = None
    measured: str = ""
    required: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Report:
    """The result of a check; `facts` lets `rules.judge` run again under another specification."""

    state: State
    summary: str
    findings: tuple[Finding, ...] = ()
    facts: Facts = field(default_factory=Facts)
    seconds: float = 0.0

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain JSON values."""
        plain: dict[str, object] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, value: dict[str, object]) -> "Report":
        """Rebuild a report that `to_dict` wrote."""
        return from_plain(cls, value)
