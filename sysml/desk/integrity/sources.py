"""What each app says must always be true, in this order, and one run over all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from time import perf_counter

from artifacts.invariants import INVARIANTS as OF_ARTIFACTS
from committee.invariants import INVARIANTS as OF_COMMITTEE
from reviews.invariants import INVARIANTS as OF_REVIEWS
from submissions.invariants import INVARIANTS as OF_SUBMISSIONS
from submissions.models import Submission
from sysml.conference.invariants import INVARIANTS as OF_CONFERENCE
from sysml.kernel.invariants import CONTENTS, FILES, Fault, Invariant
from sysml.kernel.invariants import INVARIANTS as OF_KERNEL

INVARIANTS: tuple[Invariant, ...] = (
    *OF_KERNEL,
    *OF_CONFERENCE,
    *OF_SUBMISSIONS,
    *OF_COMMITTEE,
    *OF_REVIEWS,
    *OF_ARTIFACTS,
)
MOST = 200
"""How many faults of one kind are shown; a site with more of them has one cause, not many."""


@dataclass(frozen=True)
class Result:
    """What one invariant found, and how long that took."""

    invariant: Invariant
    faults: tuple[Fault, ...]
    more: bool
    seconds: float


def chosen(*, files: bool) -> Sequence[Invariant]:
    """Every invariant; with `files` each stored byte is read as well."""
    return tuple(CONTENTS if one is FILES and files else one for one in INVARIANTS)


def run(now: datetime, invariants: Sequence[Invariant] = INVARIANTS, most: int = MOST) -> Iterator[Result]:
    """Look for breaches of each invariant, at most `most` of each."""
    for one in invariants:
        began = perf_counter()
        found = list(islice(one.find(now), most + 1))
        shown = tuple(_numbered(found[:most]))
        yield Result(one, shown, len(found) > most, perf_counter() - began)


def _numbered(found: Sequence[Fault]) -> Iterator[Fault]:
    """Put the number of the paper where a lower floor knew its xid only."""
    asked = {fault.about for fault in found if fault.about and fault.number is None}
    known = dict(Submission.objects.filter(xid__in=asked).values_list("xid", "number")) if asked else {}
    for fault in found:
        yield replace(fault, number=known.get(fault.about, fault.number)) if fault.about else fault
