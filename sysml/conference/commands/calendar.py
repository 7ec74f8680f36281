"""Moving windows: for the edition, a track, one paper or one person, always with a reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from sysml.conference import letters
from sysml.conference.acting import command, record
from sysml.conference.clockwork import deadline_words
from sysml.conference.domain import WINDOW_WORDS, WindowKind
from sysml.conference.events import WindowMoved
from sysml.conference.models import Edition, Track, Window
from sysml.conference.pages import link
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel import events
from sysml.kernel.errors import Invalid, Permit
from sysml.kernel.models import User


@dataclass(frozen=True)
class Scope:
    """For whom a window holds; everything empty means the whole edition.

    Beside a paper, `track` is the paper's own: its chairs may move the window, the row does not keep it. `about` is
    the paper's xid, so that the log hides the entry from those who have a conflict with it.
    """

    track: Track | None = None
    paper_id: int | None = None
    person: User | None = None
    about: str = ""

    def columns(self) -> dict[str, Any]:
        """The scope as the row keeps it."""
        track = self.track if self.paper_id is None and self.person is None else None
        return {"track": track, "paper_id": self.paper_id, "person": self.person}

    def may_be_set(self, by: Viewer) -> Permit:
        """Whether the actor chairs all that the scope reaches: a person's own time holds on every track."""
        narrow = self.track is not None and (self.person is None or self.paper_id is not None)
        return may_chair(by, self.track.pk if self.track and narrow else None, self.paper_id)


@command
def move_window(
    *,
    by: Viewer,
    edition: Edition,
    kind: WindowKind,
    opens_at: datetime | None,
    closes_at: datetime,
    reason: str,
    now: datetime,
    scope: Scope = Scope(),
    grace: timedelta | None = None,
) -> Window:
    """Set a window for a scope. Those concerned are told by the floors that know them (WindowMoved)."""
    scope.may_be_set(by.fresh()).require()
    if opens_at is not None and opens_at >= closes_at:
        raise Invalid({"closes_at": "A window must open before it closes."})
    if not reason.strip():
        raise Invalid({"reason": "Say why; those concerned are told, and the log keeps it."})
    row, made = Window.objects.select_for_update().get_or_create(
        edition=edition,
        kind=kind,
        **scope.columns(),
        defaults={"closes_at": closes_at, "opens_at": opens_at},
    )
    shown_changed = made or (row.opens_at, row.closes_at) != (opens_at, closes_at)
    row.opens_at, row.closes_at, row.reason = opens_at, closes_at, reason.strip()[:300]
    row.changed_on = now.date()
    if grace is not None:
        row.grace_minutes = int(grace.total_seconds() // 60)
    row.save()
    _publish(row, now, shown_changed=shown_changed)
    if scope.person is not None:
        _tell(edition, row, scope.person, now)
    record(
        by,
        "window.moved",
        now=now,
        about=scope.about,
        subject=f"window:{row.xid}",
        summary=f"{WINDOW_WORDS[kind]} until {closes_at:%Y-%m-%d %H:%M} UTC",
        reason=reason,
    )
    return row


@command
def remove_window(
    *, by: Viewer, edition: Edition, kind: WindowKind, now: datetime, scope: Scope = Scope()
) -> None:
    """Take a window out: for the edition its part is off and shows nowhere; an extension simply ends."""
    scope.may_be_set(by.fresh()).require()
    Window.objects.filter(edition=edition, kind=kind, **scope.columns()).delete()
    record(
        by,
        "window.removed",
        now=now,
        about=scope.about,
        subject=f"edition:{edition.xid}",
        summary=WINDOW_WORDS[kind],
    )


def _publish(row: Window, now: datetime, *, shown_changed: bool) -> None:
    events.publish(
        WindowMoved(
            row.edition_id,
            row.kind,
            row.track_id,
            row.paper_id,
            row.person_id,
            row.reason,
            now,
            window=row.xid,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            shown_changed=shown_changed,
        )
    )


def _tell(edition: Edition, window: Window, person: User, now: datetime) -> None:
    """The person with an extension; whom a wider move concerns, higher floors know (WindowMoved)."""
    deadline = deadline_words(window.closes_at, edition.zone)
    letters.write(
        letters.EXTENSION_GIVEN,
        edition=edition,
        key=f"{window.xid}:{window.closes_at.isoformat()}",
        now=now,
        person=person,
        context={
            "window": WINDOW_WORDS[WindowKind(window.kind)],
            "deadline": deadline,
            "reason": window.reason,
            "link": settings.BASE_URL + link(edition, "edition-dates"),
        },
    )
