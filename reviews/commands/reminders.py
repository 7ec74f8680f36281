"""Letters to reviewers whose reviews are not in."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from reviews.commands.steps import url
from reviews.letters import REMINDER
from reviews.queries.reviews import LateRow, missing_reviews
from submissions.models import Submission
from sysml.conference import clockwork, letters
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel import outbox
from sysml.kernel.errors import NotAllowed
from sysml.kernel.models import User

BEFORE = timedelta(days=3)
EVERY_DAYS_LATE = 2
GIVES_UP_AFTER_DAYS = 14


@command
def send_reminders(*, by: Viewer, edition: Edition, now: datetime) -> int:
    """Write the reminders that are due now: three days before, on the last day, and every other day when late.

    One letter per person and occasion, naming all their missing reviews; running it again writes nothing twice.
    """
    if not by.is_system:
        raise NotAllowed("Reminders are written by the site itself.")
    people: dict[tuple[str, str], list[LateRow]] = {}
    for row in missing_reviews(by, at_now(edition, now), late_only=False):
        if row.person_xid and (occasion := occasion_of(row.due, now)):
            people.setdefault((row.person_xid, occasion), []).append(row)
    users = {
        user.xid: user for user in User.objects.filter(xid__in={xid for xid, _ in people}, is_active=True)
    }
    numbers = {row.number for rows in people.values() for row in rows}
    papers = dict(Submission.objects.filter(edition=edition, number__in=numbers).values_list("number", "xid"))
    written = 0
    for (xid, occasion), rows in sorted(people.items()):
        if xid in users:
            _write(edition, users[xid], occasion, rows, papers, now)
            written += 1
    if written:
        record(by, "review.reminded", now=now, data={"letters": written})  # chairs may not know of all
    return written


def occasion_of(due: datetime | None, now: datetime) -> str:
    """The reminder that is due: "soon", "today", "late-0", "late-2", …; "" when there is none."""
    if due is None:
        return ""
    if due <= now:
        days = (now - due) // timedelta(days=1)
        return f"late-{days - days % EVERY_DAYS_LATE}" if days < GIVES_UP_AFTER_DAYS else ""
    if due - now <= timedelta(days=1):
        return "today"
    return "soon" if due - now <= BEFORE else ""


def _write(
    edition: Edition,
    person: User,
    occasion: str,
    rows: list[LateRow],
    papers: Mapping[int, str],
    now: datetime,
) -> None:
    due = min(row.due for row in rows if row.due is not None)
    words = {"soon": "due in three days", "today": "due within a day"}.get(occasion, "late")
    letters.write(
        REMINDER,
        edition=edition,
        key=f"{person.xid}:{due:%Y%m%d%H%M}:{occasion}",
        now=now,
        person=person,
        about=outbox.abouts(papers[row.number] for row in rows),
        context={
            "when": words,
            "papers": "\n".join(_line(edition, person, row, now) for row in rows),
            "link": url(edition, "review-list"),
        },
    )


def _line(edition: Edition, person: User, row: LateRow, now: datetime) -> str:
    due = ""
    if row.due is not None:
        due = clockwork.shown(row.due, now=now, own_zone=person.timezone, edition_zone=edition.zone).aoe
    page = url(edition, "review-edit", number=row.number)
    return f"  {row.number}  {row.title}\n        {due}, {page}"
