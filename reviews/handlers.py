"""What this app does when something happens on a lower floor; listed in `sysml/subscriptions.py`."""

from django.db.models import Q

from committee.domain import AssignmentState
from committee.events import ConflictAdded
from committee.models import Assignment
from committee.queries.walls import walls
from reviews.commands.forms import default_questions
from reviews.commands.meta import drop_lead
from reviews.domain import RequestState, ReviewState
from reviews.letters import MOVED
from reviews.models import Lead, Review, ReviewRequest
from reviews.tasks import schedule_reminders, schedule_snapshots
from submissions.domain import Outcome, Status
from submissions.handlers import authors
from sysml.conference.domain import WindowKind
from sysml.conference.events import EditionMade, TrackMade, WindowMoved
from sysml.conference.models import Edition, Track
from sysml.conference.moving import Concern, in_scope, is_news, tell_moved


def on_track_made(event: TrackMade) -> None:
    """A new track begins with the usual review form."""
    default_questions(Track.objects.get(pk=event.track_id))


def on_edition_made(event: EditionMade) -> None:
    """So do the tracks of a new edition; its reminders are put on the list."""
    for track in Track.objects.filter(edition_id=event.edition_id):
        default_questions(track)
    edition = Edition.objects.get(pk=event.edition_id)
    schedule_reminders(edition, event.now)
    schedule_snapshots(edition, event.now)


def on_window_moved(event: WindowMoved) -> None:
    """Reminders and snapshots follow the windows; those whom a window of reviewing concerns are told."""
    schedule_snapshots(Edition.objects.get(pk=event.edition_id), event.now)
    if event.kind == WindowKind.REVIEWING:
        schedule_reminders(Edition.objects.get(pk=event.edition_id), event.now)
    if not is_news(event):
        return
    if event.kind == WindowKind.REVIEWING:
        tell_moved(MOVED, event, _unfinished(event), "review-list")
    elif event.kind == WindowKind.RESPONSE:
        tell_moved(MOVED, event, authors(event, _UNDER_REVIEW), "submission-list")
    elif event.kind == WindowKind.DISCUSSION:
        tell_moved(MOVED, event, _discussing(event), "review-list")


_UNDER_REVIEW = Q(submission__status=Status.COMPLETE, submission__outcome=Outcome.NONE)
_PAPER = ("submission__track_id", "submission_id", "submission__number", "submission__title")


def _unfinished(event: WindowMoved) -> list[Concern]:
    """Reviewers, external ones too, whose review is not in."""
    papers = in_scope(event, "submission__") & _UNDER_REVIEW
    requests = ReviewRequest.objects.filter(papers, state=RequestState.ACCEPTED, person__isnull=False)
    submitted = Review.objects.filter(papers, state=ReviewState.SUBMITTED)
    done = set(submitted.values_list("submission_id", "reviewer_id"))
    found = [*_assigned(papers), *(Concern(*row) for row in requests.values_list("person_id", *_PAPER))]
    return [one for one in _unconflicted(found) if (one.paper_id, one.person_id) not in done]


def _discussing(event: WindowMoved) -> list[Concern]:
    """Reviewers on the committee, and who leads the discussion."""
    papers = in_scope(event, "submission__") & _UNDER_REVIEW
    leads = Lead.objects.filter(papers).values_list("person_id", *_PAPER)
    return _unconflicted([*_assigned(papers), *(Concern(*row) for row in leads)])


def _assigned(papers: Q) -> list[Concern]:
    rows = Assignment.objects.filter(papers, state=AssignmentState.ACTIVE, member__person__isnull=False)
    return [Concern(*row) for row in rows.values_list("member__person_id", *_PAPER)]


def _unconflicted(found: list[Concern]) -> list[Concern]:
    papers = {one.paper_id for one in found if one.paper_id is not None}
    parted = walls(papers, {one.person_id for one in found})
    return [one for one in found if (one.paper_id, one.person_id) not in parted]


def on_conflict(event: ConflictAdded) -> None:
    """Whoever gets a conflict with a paper no longer leads its discussion."""
    drop_lead(event.submission_id, event.person_id)
