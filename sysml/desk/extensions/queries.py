"""The windows of one paper, for the chairs who may handle it."""

from dataclasses import dataclass
from datetime import datetime

from submissions.models import Submission
from submissions.policies import SUBMISSION
from sysml.conference.clockwork import deadline_words
from sysml.conference.commands.calendar import Scope
from sysml.conference.domain import WINDOW_WORDS, WindowKind
from sysml.conference.models import Edition, Window
from sysml.conference.moment import Moment
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound


@dataclass(frozen=True)
class PaperWindow:
    """An exception for one paper."""

    xid: str
    kind: WindowKind
    words: str
    until: str
    opens_at: datetime | None
    closes_at: datetime
    grace_minutes: int
    reason: str


def paper(viewer: Viewer, at: Moment, number: int) -> Submission:
    """The paper, for an unconflicted chair of its track; NotFound for everybody else."""
    row = SUBMISSION.rows(viewer, at).filter(number=number).select_related("track").first()
    if row is None or not may_chair(viewer, row.track_id, row.pk):
        raise NotFound
    return row


def scope(row: Submission) -> Scope:
    """The scope of the paper's own windows."""
    return Scope(track=row.track, paper_id=row.pk, about=row.xid)


def window(edition: Edition, row: Submission, xid: str) -> PaperWindow:
    """One of the paper's own windows."""
    for one in windows(edition, row):
        if one.xid == xid:
            return one
    raise NotFound


def windows(edition: Edition, row: Submission) -> list[PaperWindow]:
    """The paper's own windows, in the order of closing; one query."""
    rows = Window.objects.filter(edition=edition, paper_id=row.pk, person=None).order_by("closes_at", "xid")
    return [
        PaperWindow(
            window.xid,
            WindowKind(window.kind),
            WINDOW_WORDS[WindowKind(window.kind)],
            deadline_words(window.closes_at, edition.zone),
            window.opens_at,
            window.closes_at,
            window.grace_minutes,
            window.reason,
        )
        for window in rows
    ]
