"""What this app does when something happens on a lower floor; listed in `sysml/subscriptions.py`."""

from committee.events import ConflictAdded
from reviews.commands.forms import default_questions
from reviews.commands.meta import drop_lead
from reviews.tasks import schedule_reminders
from sysml.conference.domain import WindowKind
from sysml.conference.events import EditionMade, TrackMade, WindowMoved
from sysml.conference.models import Edition, Track


def on_track_made(event: TrackMade) -> None:
    """A new track begins with the usual review form."""
    default_questions(Track.objects.get(pk=event.track_id))


def on_edition_made(event: EditionMade) -> None:
    """So do the tracks of a new edition; its reminders are put on the list."""
    for track in Track.objects.filter(edition_id=event.edition_id):
        default_questions(track)
    schedule_reminders(Edition.objects.get(pk=event.edition_id), event.now)


def on_window_moved(event: WindowMoved) -> None:
    """Reminders follow the reviewing window."""
    if event.kind == WindowKind.REVIEWING:
        schedule_reminders(Edition.objects.get(pk=event.edition_id), event.now)


def on_conflict(event: ConflictAdded) -> None:
    """Whoever gets a conflict with a paper no longer leads its discussion."""
    drop_lead(event.submission_id, event.person_id)
