"""What the committee's work asks of a person."""

from datetime import datetime

from committee.domain import AssignmentState, ConflictState, MemberState
from committee.models import Member
from committee.policies import ARRANGED, ASSIGNMENT, CONFLICT, HANDLING
from committee.queries.bids import progress
from submissions.domain import Status
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import Todo, link
from sysml.conference.viewer import Tie, Viewer


def todos(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """Lines for an invited person, for a member and for a chair."""
    found: list[Todo] = []
    if viewer.is_member:
        found += _of_member(viewer, at, edition)
    if viewer.is_chair:
        found += _of_chair(viewer, at, edition)
    return found


def _of_member(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    found = []
    member = Member.objects.get(pk__in=viewer.tied(Tie.MEMBER))
    if member.profile_done_at is None:
        title = "Confirm your side and say what you know"
        found.append(
            Todo("Committee", title, link(edition, "committee-profile"), "Open", _opening(at), urgent=False)
        )
    closes = [
        at.clock(track, None, viewer.person_id).spans[WindowKind.BIDDING].closes
        for track in at.tracks
        if at.clock(track, None, viewer.person_id).shown_open(WindowKind.BIDDING)
    ]
    if closes:
        state = progress(viewer, at)
        if state.done < state.target:
            note = f"{state.done} of {state.total} papers said; the chairs ask for {state.target}."
            found.append(
                Todo(
                    "Bids",
                    "Say which papers you would review",
                    link(edition, "bids"),
                    "Bid",
                    min(closes),
                    note,
                )
            )
    return found


def _opening(at: Moment) -> datetime | None:
    span = at.edition.spans.get(WindowKind.BIDDING)
    return span.opens if span is not None and span.opens is not None and span.opens > at.now else None


def _of_chair(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    found = []
    suggested = (
        CONFLICT.rows(viewer, at)
        .filter(state=ConflictState.SUGGESTED, submission__in=ARRANGED.rows(viewer, at).values("pk"))
        .exclude(person_id=viewer.person_id)
        .count()
    )
    if suggested:
        words = f"Decide {suggested} suggested conflict{'s' if suggested > 1 else ''}"
        found.append(
            Todo(
                "Conflicts",
                words,
                link(edition, "conflict-worklist"),
                "Decide",
                None,
                "They bind until then.",
            )
        )
    unwritten = Member.objects.filter(edition=edition, state=MemberState.INVITED, invited_at=None).count()
    if unwritten:
        who = "person who is" if unwritten == 1 else "people who are"
        words = f"Write to {unwritten} {who} on the list and without a letter"
        found.append(
            Todo("Committee", words, link(edition, "committee-roster") + "?state=invited", "Open", None)
        )
    return found + _papers_without_people(viewer, at, edition)


def _papers_without_people(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    found = []
    papers = ARRANGED.rows(viewer, at).filter(status=Status.COMPLETE, outcome="")
    unhandled = papers.exclude(pk__in=HANDLING.rows(viewer, at).values("submission_id")).count()
    if unhandled:
        words = f"{unhandled} paper{'s have' if unhandled > 1 else ' has'} no handling chair"
        found.append(Todo("Assignment", words, link(edition, "assignment-papers"), "Open", None, urgent=True))
    ready = [track for track, clock in at.tracks.items() if clock.begun(WindowKind.REVIEWING)]
    active = ASSIGNMENT.rows(viewer, at).filter(state=AssignmentState.ACTIVE)
    bare = (
        papers.filter(track_id__in=ready).exclude(pk__in=active.values("submission_id")).count()
        if ready
        else 0
    )
    if bare:
        words = f"{bare} paper{'s have' if bare > 1 else ' has'} no reviewer"
        found.append(
            Todo(
                "Assignment",
                words,
                link(edition, "assignment-papers") + "?short=1",
                "Assign",
                None,
                urgent=True,
            )
        )
    return found
