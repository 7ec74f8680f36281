"""Slow work of this app, done by workers."""

from datetime import datetime, timedelta
from typing import Any

from reviews.commands.reminders import BEFORE, EVERY_DAYS_LATE, GIVES_UP_AFTER_DAYS, send_reminders
from reviews.commands.snapshots import take_due_snapshots
from reviews.queries.snapshots import ends
from sysml.conference import moment
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition
from sysml.conference.viewer import system
from sysml.kernel import jobs

REMIND_JOB = "reviews.remind"
SNAPSHOT_JOB = "reviews.snapshot"
SNAPSHOTS_JOB = "reviews.snapshots"
jobs.nightly(SNAPSHOTS_JOB, hour=3)


@jobs.handler(REMIND_JOB)
def remind(handle: jobs.Handle) -> dict[str, Any]:
    """Write the reminders that are due, and put the next ones on the list."""
    edition = Edition.objects.get(slug=handle.args["edition"])
    written = send_reminders(by=system(edition), edition=edition, now=handle.now)
    schedule_reminders(edition, handle.now)
    return {"written": written}


def schedule_reminders(edition: Edition, now: datetime) -> None:
    """Put the reminders that are still to come on the list of jobs; safe to repeat, also after a window has moved."""
    for due in sorted(occasions(edition, now)):
        if due > now:
            jobs.enqueue(
                REMIND_JOB,
                now=now,
                args={"edition": edition.slug},
                key=f"{edition.slug}:{due.isoformat()}",
                scope=edition.slug,
                due_at=due,
            )


def occasions(edition: Edition, now: datetime) -> set[datetime]:
    """Every instant at which somebody's reminder falls due: before each deadline of reviews, and while it is late."""
    at = moment.load(edition, now)
    spans = [clock.spans.get(WindowKind.REVIEWING) for clock in (at.edition, *at.tracks.values())]
    spans += [extra.get(WindowKind.REVIEWING) for extra in (*at.papers.values(), *at.persons.values())]
    found: set[datetime] = set()
    for span in spans:
        if span is not None:
            found |= {span.closes - BEFORE, span.closes - timedelta(days=1)}
            found |= {span.closes + timedelta(days=d) for d in range(0, GIVES_UP_AFTER_DAYS, EVERY_DAYS_LATE)}
    return found


@jobs.handler(SNAPSHOT_JOB)
def snapshot(handle: jobs.Handle) -> dict[str, Any]:
    """A window has ended: keep how the reviews stand."""
    edition = Edition.objects.get(slug=handle.args["edition"])
    return {"taken": take_due_snapshots(by=system(edition), edition=edition, now=handle.now)}


@jobs.handler(SNAPSHOTS_JOB)
def snapshots(handle: jobs.Handle) -> dict[str, Any]:
    """Each night: take what was missed, and put the ends that are still to come on the list."""
    taken = 0
    for edition in Edition.objects.order_by("pk"):
        taken += take_due_snapshots(by=system(edition), edition=edition, now=handle.now)
        schedule_snapshots(edition, handle.now)
    return {"taken": taken}


def schedule_snapshots(edition: Edition, now: datetime) -> None:
    """Put a snapshot of every end that is still to come on the list of jobs; safe to repeat."""
    for due in sorted({end.at for end in ends(edition)}):
        if due > now:
            jobs.enqueue(
                SNAPSHOT_JOB,
                now=now,
                args={"edition": edition.slug},
                key=f"{edition.slug}:{due.isoformat()}",
                scope=edition.slug,
                due_at=due,
            )
