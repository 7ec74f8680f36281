"""Who acts upon which event, and in what order: the one list. Handlers run in the publisher's transaction."""

import artifacts.handlers
import committee.events
import committee.handlers
import reviews.handlers
import submissions.handlers
import sysml.desk.merging
from submissions import events as papers
from sysml.conference import events as editions
from sysml.conference.freeze import frozen_slugs
from sysml.kernel import outbox
from sysml.kernel.events import AccountsMerging, subscribe


def install() -> None:
    """Subscribe every handler; called once, when apps are ready."""
    subscribe(papers.SubmissionRegistered, committee.handlers.on_registered)
    subscribe(papers.SubmissionRevived, committee.handlers.on_revived)
    subscribe(papers.AuthorsChanged, committee.handlers.on_authors_changed)
    subscribe(papers.FileTaken, artifacts.handlers.on_file_taken)
    subscribe(papers.DecisionsReleased, artifacts.handlers.on_decisions_released)
    subscribe(committee.events.ConflictAdded, committee.handlers.on_conflict)
    subscribe(committee.events.ConflictAdded, reviews.handlers.on_conflict)
    subscribe(editions.EditionMade, reviews.handlers.on_edition_made)
    subscribe(editions.TrackMade, reviews.handlers.on_track_made)
    subscribe(editions.WindowMoved, submissions.handlers.on_window_moved)
    subscribe(editions.WindowMoved, committee.handlers.on_window_moved)
    subscribe(editions.WindowMoved, reviews.handlers.on_window_moved)
    subscribe(editions.WindowMoved, artifacts.handlers.on_window_moved)
    subscribe(editions.OfficeChanged, committee.handlers.on_office_changed)
    subscribe(editions.EditionOpening, committee.handlers.on_opening)
    outbox.held_by(frozen_slugs)
    subscribe(AccountsMerging, sysml.desk.merging.on_merging)
