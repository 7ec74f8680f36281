"""Bids: one at a time, many from a file, or by a chair on behalf of a member."""

from collections.abc import Mapping
from datetime import datetime

from committee.commands.steps import lock_papers
from committee.domain import Bid, MemberState
from committee.models import Member, PaperBid
from committee.policies import ARRANGED, BIDDABLE, may_arrange, may_bid
from committee.queries.walls import walls
from submissions.locking import lock_paper
from submissions.models import Submission
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import Invalid, NotAllowed, NotFound


@command
def place_bid(*, by: Viewer, edition: Edition, number: int, value: int | None, now: datetime) -> None:
    """A member's bid for a paper; None takes it back."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=BIDDABLE)
    may_bid(locked.by, locked.paper, locked.clock).require()
    member = Member.objects.get(pk__in=locked.by.tied(Tie.MEMBER))
    _write(locked.paper, member, _known(value), now)
    record(locked.by, "bid.placed", now=now, about=locked.paper.xid, subject=f"member:{member.xid}")


@command
def place_bids(*, by: Viewer, edition: Edition, bids: Mapping[int, int | None], now: datetime) -> int:
    """Many bids by number, all or none; returns how many were written. Hidden and missing numbers read the same."""
    actor = by.fresh()
    at = at_now(edition, now)
    wanted = BIDDABLE.rows(actor, at).filter(number__in=list(bids))
    papers = lock_papers(list(wanted.values_list("pk", flat=True)))
    missing = sorted(set(bids) - {paper.number for paper in papers})
    if missing:
        raise Invalid({"bids": [f"Paper {number} is not on your list." for number in missing]})
    actor = by.fresh()
    member = Member.objects.filter(pk__in=actor.tied(Tie.MEMBER)).first()
    if member is None:
        raise NotAllowed("Only members of the programme committee bid.")
    for paper in papers:
        may_bid(actor, paper, at.clock(paper.track_id, paper.pk, actor.person_id)).require()
        _write(paper, member, _known(bids[paper.number]), now)
    record(actor, "bid.imported", now=now, subject=f"member:{member.xid}", summary=f"{len(papers)} bids")
    return len(papers)


@command
def place_bid_for(
    *, by: Viewer, edition: Edition, number: int, member: str, value: int | None, now: datetime
) -> None:
    """A chair enters a bid on behalf of a member (by xid); shown to the member as such in the log."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=ARRANGED)
    may_arrange(locked.by, locked.paper).require()
    row = Member.objects.filter(edition=edition, xid=member, state=MemberState.ACCEPTED).first()
    if row is None or row.person_id is None:
        raise NotFound
    if walls([locked.paper.pk], [row.person_id]):
        raise Invalid({"member": f"{row.name} has a conflict with this paper."})
    _write(locked.paper, row, _known(value), now)
    record(
        locked.by,
        "bid.placed",
        now=now,
        about=locked.paper.xid,
        subject=f"member:{row.xid}",
        summary=f"On behalf of {row.name}",
        named_id=row.person_id,
        on_behalf_of_id=row.person_id,
    )


def _known(value: int | None) -> Bid | None:
    if value is None:
        return None
    if value not in set(Bid):
        raise Invalid({"value": "This is not a bid."})
    return Bid(value)


def _write(paper: Submission, member: Member, value: Bid | None, now: datetime) -> None:
    if value is None:
        PaperBid.objects.filter(submission=paper, member=member).delete()
        return
    PaperBid.objects.update_or_create(submission=paper, member=member, defaults={"value": value, "at": now})
