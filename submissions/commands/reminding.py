"""Warning the authors of submissions that are not complete, before the deadline."""

from datetime import datetime

from submissions import letters
from submissions.domain import REMINDERS, Status, listed
from submissions.models import Submission
from submissions.standing import clock_words, load_standing
from sysml.conference import moment
from sysml.conference.acting import command, record
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import system
from sysml.kernel import jobs
from sysml.kernel.models import User

KIND = "submissions.remind"


def schedule_reminders(edition: Edition, now: datetime) -> None:
    """Put the warnings that are still to come on the list of jobs; safe to repeat, also after a window has moved."""
    at = moment.load(edition, now)
    for closes in _deadlines(at):
        for lead in REMINDERS:
            due = closes - lead
            if due > now:
                jobs.enqueue(
                    KIND,
                    now=now,
                    args={"edition": edition.slug},
                    key=f"{edition.slug}:{due.isoformat()}",
                    scope=edition.slug,
                    due_at=due,
                )


def _deadlines(at: Moment) -> set[datetime]:
    clocks = [at.edition, *at.tracks.values()]
    spans = [clock.spans.get(WindowKind.SUBMISSION) for clock in clocks]
    spans += [extra.get(WindowKind.SUBMISSION) for extra in (*at.papers.values(), *at.persons.values())]
    return {span.closes for span in spans if span is not None}


@command
def remind_drafts(*, edition: Edition, now: datetime) -> int:
    """Write to the authors of what is not complete and closes soon, once per warning; returns how many papers."""
    at = moment.load(edition, now)
    reminded = 0
    papers = Submission.objects.select_for_update(of=("self",)).select_related("track")
    for paper in papers.filter(
        edition=edition, status__in=[Status.DRAFT, Status.REGISTERED], outcome=""
    ).order_by("pk"):
        reminded += _remind(paper, edition, at, now)
    schedule_reminders(edition, now)
    if reminded:
        record(system(edition), "submission.reminded", now=now, summary=f"{reminded} incomplete submissions")
    return reminded


def _remind(paper: Submission, edition: Edition, at: Moment, now: datetime) -> bool:
    span = at.clock(paper.track_id, paper.pk).spans.get(WindowKind.SUBMISSION)
    if span is None or now >= span.closes:
        return False
    due = [lead for lead in REMINDERS if now >= span.closes - lead]
    if not due:
        return False
    hours = int(min(due).total_seconds() // 3600)
    zone = User.objects.get(pk=paper.registered_by_id).timezone
    letters.to_authors(
        letters.INCOMPLETE,
        paper,
        edition=edition,
        key=f"{hours}h",
        now=now,
        context={
            "missing": listed(load_standing(paper).lacks_for_completion()),
            "deadline": clock_words(span.closes, now, zone, edition.zone),
            "left": f"{hours} hours",
        },
    )
    return True
