"""What the committee does when something happens below it. Listed in sysml/subscriptions.py.

Handlers run inside the publisher's transaction, under the lock that it holds.
"""

from datetime import datetime

from committee.commands.steps import enforce_walls, settle_handlers, suggest_conflicts
from committee.domain import MemberState
from committee.events import ConflictAdded
from committee.letters import MOVED
from committee.models import Member
from committee.queries.handling import can_open
from submissions.domain import Status
from submissions.events import AuthorsChanged, SubmissionRegistered, SubmissionRevived
from submissions.models import Submission
from sysml.conference.domain import WindowKind
from sysml.conference.events import EditionOpening, OfficeChanged, WindowMoved
from sysml.conference.models import Edition, Track
from sysml.conference.moving import Concern, is_news, tell_moved
from sysml.conference.viewer import system


def on_registered(event: SubmissionRegistered) -> None:
    """A new paper gets its conflicts, then its handling chair."""
    _look_again(event.submission_id, event.now)


def on_revived(event: SubmissionRevived) -> None:
    """While a paper was gone, chairs and members may have come and gone."""
    _look_again(event.submission_id, event.now)


def on_authors_changed(event: AuthorsChanged) -> None:
    """New authors may bring new conflicts, and so another handling chair."""
    _look_again(event.submission_id, event.now)


def _look_again(submission_id: int, now: datetime) -> None:
    paper = Submission.objects.select_related("track", "edition").get(pk=submission_id)
    if paper.status == Status.DRAFT:
        return
    actor = system(paper.edition)
    suggest_conflicts(paper.edition, by=actor, now=now, papers=frozenset({submission_id}))
    enforce_walls(paper, by=actor, now=now)
    settle_handlers(paper.edition, [paper], by=actor, now=now)


def on_conflict(event: ConflictAdded) -> None:
    """Whoever now has a conflict no longer handles the paper."""
    edition = Edition.objects.get(pk=event.edition_id)
    paper = Submission.objects.get(pk=event.submission_id)
    settle_handlers(edition, [paper], by=system(edition), now=event.now)


def on_office_changed(event: OfficeChanged) -> None:
    """Papers of somebody who left office go to somebody else; new chairs are searched for conflicts."""
    edition = Edition.objects.get(pk=event.edition_id)
    actor = system(edition)
    suggest_conflicts(edition, by=actor, now=event.now)
    settle_handlers(edition, list(Submission.objects.filter(edition=edition)), by=actor, now=event.now)


def on_opening(event: EditionOpening) -> None:
    """Refuse to open an edition in which some chair has no stand-in."""
    can_open(Edition.objects.get(pk=event.edition_id)).require()


PAGES = {WindowKind.BIDDING: "bids", WindowKind.MEETING: "edition-dates"}
"""Windows of the whole committee, and the page to which their letter leads."""


def on_window_moved(event: WindowMoved) -> None:
    """Tell the members when bidding or the meeting is moved.

    Of one paper's own window they are not told: they may have a conflict with it, and it asks nothing of them.
    """
    if event.kind not in PAGES or event.paper_id is not None or not is_news(event):
        return
    tracks = Track.objects.filter(edition_id=event.edition_id)
    if event.track_id is not None:
        tracks = tracks.filter(pk=event.track_id)
    members = Member.objects.filter(
        edition_id=event.edition_id, state=MemberState.ACCEPTED, person__isnull=False
    ).values_list("person_id", flat=True)
    track_ids = list(tracks.values_list("pk", flat=True))
    concerns = [Concern(person, track) for person in members if person for track in track_ids]
    tell_moved(MOVED, event, concerns, PAGES[WindowKind(event.kind)])
