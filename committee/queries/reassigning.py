"""Giving all papers of one person to another, or to several: who could take which, shared by handling and leading."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from committee.models import Handling
from committee.policies import HANDLING, may_appoint
from committee.queries.walls import walls
from submissions.models import Submission
from sysml.conference.domain import RoleKind
from sysml.conference.models import Edition, Role
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import Invalid
from sysml.kernel.models import User

CONFLICT_WORDS = "has a conflict with it"
NOBODY_WORDS = "nobody without a conflict is free to take it"
NOT_OF_TRACK_WORDS = "holds no office for its track"


@dataclass(frozen=True)
class Move:
    """One paper on its way: to whom, or why it stays. Keys are for commands; pages show the rest."""

    paper: int
    number: int
    title: str
    person: int | None
    to: str
    why: str


@dataclass(frozen=True)
class Person:
    """Somebody who could be chosen."""

    xid: str
    name: str
    papers: int


def share_out(
    papers: Sequence[Submission],
    fit: Callable[[Submission], Collection[int]],
    burden: Mapping[int, int],
    names: Mapping[int, str],
    *,
    target: User | None,
    refusal: Callable[[Submission], str],
) -> list[Move]:
    """All papers to the target, where that is possible; or each to whoever fits and has the fewest by then."""
    load = dict(burden)
    moves = []
    for paper in papers:
        able = set(fit(paper))
        if target is not None:
            chosen = target.pk if target.pk in able else None
        else:
            chosen = min(able, key=lambda person: (load.get(person, 0), names[person], person), default=None)
        if chosen is None:
            why = f"{target.name or target.email} {refusal(paper)}" if target is not None else NOBODY_WORDS
            moves.append(Move(paper.pk, paper.number, paper.title, None, "", why))
            continue
        load[chosen] = load.get(chosen, 0) + 1
        moves.append(Move(paper.pk, paper.number, paper.title, chosen, names[chosen], ""))
    return moves


def person_of(xid: str, field: str) -> User:
    """A person whom a form names."""
    found = User.objects.filter(xid=xid).first()
    if found is None:
        raise Invalid({field: "Choose somebody from the list."})
    return found


def handlers(viewer: Viewer, at: Moment, edition: Edition) -> list[Person]:
    """Everybody who handles papers or could, with how many of those that the viewer may see they handle."""
    counted = HANDLING.rows(viewer, at).order_by().values_list("person_id").annotate(n=Count("pk"))
    held = dict(counted.values_list("person_id", "n"))
    offices = Role.objects.filter(edition=edition, kind__in=[RoleKind.CHAIR, RoleKind.HANDLING])
    people = User.objects.filter(pk__in={*held, *offices.values_list("person_id", flat=True)})
    return sorted(
        (Person(p.xid, p.name or p.email, held.get(p.pk, 0)) for p in people), key=lambda p: (p.name, p.xid)
    )


def handling_moves(
    viewer: Viewer, at: Moment, edition: Edition, *, source: User, target: User | None
) -> list[Move]:
    """What giving away all that `source` handles would do, for the papers that the viewer appoints for."""
    rows = HANDLING.rows(viewer, at).filter(person=source).select_related("submission__track")
    papers = [row.submission for row in rows.order_by("submission__number")]
    papers = [paper for paper in papers if may_appoint(viewer, paper)]
    roles = list(Role.objects.filter(edition=edition, kind__in=[RoleKind.CHAIR, RoleKind.HANDLING]))
    persons = {role.person_id for role in roles} - {source.pk}
    barred = walls([paper.pk for paper in papers], persons)

    def of_track(paper: Submission) -> set[int]:
        return {r.person_id for r in roles if r.track_id in {None, paper.track_id}} & persons

    return share_out(
        papers,
        lambda paper: {person for person in of_track(paper) if (paper.pk, person) not in barred},
        _burden(edition),
        _names(persons),
        target=target,
        refusal=lambda paper: (
            CONFLICT_WORDS if target is not None and target.pk in of_track(paper) else NOT_OF_TRACK_WORDS
        ),
    )


def _burden(edition: Edition) -> dict[int, int]:
    rows = Handling.objects.filter(submission__edition=edition).order_by().values_list("person_id")
    return dict(rows.annotate(n=Count("pk")).values_list("person_id", "n"))


def _names(persons: Collection[int]) -> dict[int, str]:
    return {user.pk: user.name or user.email for user in User.objects.filter(pk__in=persons)}
