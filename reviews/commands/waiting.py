"""Sending what a release has left for who handles the paper."""

from datetime import datetime

from django.db.models import Q

from reviews.policies import DECIDABLE, may_send_letters
from reviews.queries.waiting import waiting_letters
from submissions.locking import lock_paper
from sysml.conference.acting import command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel import outbox
from sysml.kernel.errors import IllegalTransition


@command
def send_waiting(*, by: Viewer, edition: Edition, number: int, now: datetime) -> int:
    """Send the letters about one released paper that its releaser might not see; returns how many leave."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=DECIDABLE)
    may_send_letters(locked.by, locked.paper, locked.clock).require()
    ids = waiting_letters(edition).filter(about=locked.paper.xid).values_list("pk", flat=True)
    count = outbox.let_go(Q(pk__in=list(ids)), now=now)
    if not count:
        raise IllegalTransition("No letter about this paper waits any more.")
    record(
        locked.by,
        "decision.sent",
        now=now,
        about=locked.paper.xid,
        subject=f"submission:{locked.paper.xid}",
        summary=f"{count} letters about the decision of paper {number}",
    )
    return count
