"""What submissions do when something happens on the floor below. Listed in sysml/subscriptions.py."""

from submissions.commands.reminding import schedule_reminders
from sysml.conference.events import WindowMoved
from sysml.conference.models import Edition


def on_window_moved(event: WindowMoved) -> None:
    """Warnings before a deadline follow it."""
    schedule_reminders(Edition.objects.get(pk=event.edition_id), event.now)
