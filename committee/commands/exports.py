"""Lists for chairs as CSV: reads of something confidential, and so in the log."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from committee.domain import BID_WORDS, AssignmentState, Bid
from committee.policies import ARRANGED, ASSIGNMENT, BID, may_run_committee
from committee.queries.conflicts import worklist
from committee.queries.members import roster
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound
from sysml.kernel.spreadsheets import csv_text

Table = tuple[Sequence[str], Iterable[Sequence[object]]]


@command
def export(*, by: Viewer, edition: Edition, kind: str, now: datetime) -> str:
    """One list of the committee's work as CSV text, of the papers that the actor may see."""
    actor = by.fresh()
    if kind not in KINDS or not may_run_committee(actor):
        raise NotFound
    head, rows = KINDS[kind](actor, at_now(edition, now))
    text = csv_text(head, rows)
    record(actor, "export.read", now=now, subject=f"edition:{edition.xid}", summary=f"{kind}.csv")
    return text


def _members(viewer: Viewer, at: Moment) -> Table:
    head = ("name", "email", "affiliation", "side", "state", "load", "assigned")
    return head, (
        [m.name, m.email, m.affiliation, m.side, m.state, m.load, m.assigned] for m in roster(viewer, at)[:]
    )


def _assignments(viewer: Viewer, at: Moment) -> Table:
    rows = (
        ASSIGNMENT.rows(viewer, at)
        .filter(state=AssignmentState.ACTIVE, submission__in=ARRANGED.rows(viewer, at).values("pk"))
        .order_by("submission__number", "side", "member__name", "xid")
        .values_list("submission__number", "submission__title", "member__name", "member__email", "side")
    )
    return ("number", "title", "reviewer", "email", "side"), rows


def _bids(viewer: Viewer, at: Moment) -> Table:
    rows = (
        BID.rows(viewer, at)
        .filter(submission__in=ARRANGED.rows(viewer, at).values("pk"))
        .order_by("submission__number", "member__name", "xid")
        .values_list("submission__number", "submission__title", "member__name", "member__email", "value")
    )
    return ("number", "title", "member", "email", "bid"), ((*row[:4], BID_WORDS[Bid(row[4])]) for row in rows)


def _conflicts(viewer: Viewer, at: Moment) -> Table:
    head = ("number", "title", "person", "reason", "source", "state", "note", "decided by", "decided because")
    return head, (
        [r.number, r.title, r.person, r.reason, r.source, r.state, r.note, r.decided_by, r.decided_reason]
        for r in worklist(viewer, at, state="")[:]
    )


KINDS = {"members": _members, "assignments": _assignments, "bids": _bids, "conflicts": _conflicts}
