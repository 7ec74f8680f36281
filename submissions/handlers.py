"""What submissions do when something happens on the floor below. Listed in sysml/subscriptions.py."""

from django.db.models import Q

from submissions.commands.reminding import schedule_reminders
from submissions.domain import ACCEPTED, LIVING, Outcome, Status
from submissions.letters import MOVED
from submissions.models import Authorship
from sysml.conference.domain import WindowKind
from sysml.conference.events import WindowMoved
from sysml.conference.models import Edition
from sysml.conference.moving import Concern, in_scope, is_news, tell_moved

_UNDECIDED = Q(submission__status__in=LIVING, submission__outcome=Outcome.NONE)
CONCERNED: dict[str, Q] = {
    WindowKind.REGISTRATION: _UNDECIDED,
    WindowKind.SUBMISSION: _UNDECIDED,
    WindowKind.CAMERA_READY: Q(submission__status=Status.COMPLETE, submission__outcome__in=ACCEPTED),
}
"""Windows of authors, and the papers that they concern."""


def on_window_moved(event: WindowMoved) -> None:
    """Warnings before a deadline follow it, and the authors whom it concerns are told."""
    schedule_reminders(Edition.objects.get(pk=event.edition_id), event.now)
    if event.kind in CONCERNED and is_news(event):
        tell_moved(MOVED, event, authors(event, CONCERNED[event.kind]), "submission-list")


def authors(event: WindowMoved, papers: Q) -> list[Concern]:
    """The confirmed authors of such papers in the scope; the others may not see the paper."""
    places = Authorship.objects.filter(in_scope(event, "submission__"), papers, person__isnull=False)
    rows = places.values_list(
        "person_id", "submission__track_id", "submission_id", "submission__number", "submission__title"
    )
    return [Concern(*row) for row in rows]
