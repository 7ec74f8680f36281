"""What artifact evaluation does when something happens below. Listed in sysml/subscriptions.py."""

from django.conf import settings

from artifacts import letters as kinds
from artifacts.domain import SCHEMES
from submissions.domain import ACCEPTED, Status
from submissions.events import DecisionsReleased
from submissions.models import Authorship
from sysml.conference import letters, moment
from sysml.conference.clockwork import day
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition
from sysml.conference.pages import link


def on_decisions_released(event: DecisionsReleased) -> None:
    """Invite the authors of accepted papers, once each, where the calendar has a window for artifacts."""
    edition = Edition.objects.get(pk=event.edition_id)
    if edition.badge_scheme not in SCHEMES:
        return
    at = moment.load(edition, event.now)
    rows = Authorship.objects.filter(
        submission__edition=edition,
        submission__outcome__in=ACCEPTED,
        submission__status=Status.COMPLETE,
        person__isnull=False,
    )
    for row in rows.select_related("submission", "person").order_by("submission_id", "position"):
        paper = row.submission
        span = at.clock(paper.track_id, paper.pk, row.person_id).spans.get(WindowKind.ARTIFACT_REGISTRATION)
        if span is None or span.closes <= event.now or row.person is None:
            continue
        letters.write(
            kinds.REGISTER,
            edition=edition,
            person=row.person,
            key=f"{paper.xid}:{row.person.xid}",
            now=event.now,
            about=paper.xid,
            context={
                "number": str(paper.number),
                "title": paper.title,
                "until": day(span.closes, edition.zone),
                "link": settings.BASE_URL + link(edition, "artifact-register", number=paper.number),
            },
        )
