"""The artifact committee: the roster, an invitation, one's own seat, and who could evaluate what."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Count, Q

from artifacts.balancing import Need, propose
from artifacts.domain import ArtifactState, EvaluatorState
from artifacts.models import Artifact, ArtifactConflict, Evaluation, Evaluator
from artifacts.policies import CONFLICT, EVALUATION, WORKED_ON, may_arrange, may_run
from artifacts.queries.common import get_worked_on, scheme
from committee import rosters
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound, Permit
from sysml.kernel.invitations import digest

SEAT_CHIPS = {
    EvaluatorState.INVITED: ("warn", "Invited"),
    EvaluatorState.ACCEPTED: ("ok", "Accepted"),
    EvaluatorState.DECLINED: ("", "Declined"),
    EvaluatorState.REMOVED: ("", "Removed"),
}
WANTED = 3
"""How many evaluators an artifact gets, unless a chair asks for another number."""


def check_roster(edition: Edition, text: str) -> rosters.Checked:
    """What importing "name, e-mail, affiliation" lines would do; people who are there are left as they are."""
    entries = rosters.parse(text, {}, sides_matter=False)
    there = (
        Evaluator.objects.filter(edition=edition, email__in=[entry.email for entry in entries])
        .exclude(state=EvaluatorState.REMOVED)
        .values_list("email", "state")
    )
    return rosters.checked(entries, dict(there))


@dataclass(frozen=True)
class SeatLine:
    """One place on the artifact committee, as the artifact chairs see it."""

    xid: str
    name: str
    email: str
    affiliation: str
    state: str
    chip: tuple[str, str]
    resources: str
    load_max: int
    held: int
    handed_in: int
    written_to: bool


@dataclass(frozen=True)
class Roster:
    """The artifact committee."""

    seats: tuple[SeatLine, ...]
    accepted: int
    capacity: int
    waiting: int


def roster(viewer: Viewer, edition: Edition) -> Roster:
    """Everybody who was invited; for artifact chairs. Loads count only what the viewer may see."""
    scheme(edition)
    if not may_run(viewer):
        raise NotFound
    seen = Q(evaluations__is_active=True) & ~Q(
        evaluations__submission_id__in=sorted(viewer.tied(Tie.ARTIFACT_CONFLICTED))
    )
    rows = (
        Evaluator.objects.filter(edition=edition)
        .exclude(state=EvaluatorState.REMOVED)
        .annotate(
            held=Count("evaluations", filter=seen),
            handed_in=Count("evaluations", filter=seen & Q(evaluations__submitted_at__isnull=False)),
        )
        .order_by("name", "xid")
    )
    seats = tuple(_seat_line(row, row.held, row.handed_in) for row in rows)
    accepted = [seat for seat in seats if seat.state == EvaluatorState.ACCEPTED]
    return Roster(
        seats=seats,
        accepted=len(accepted),
        capacity=sum(seat.load_max for seat in accepted),
        waiting=sum(seat.state == EvaluatorState.INVITED and not seat.written_to for seat in seats),
    )


def seat_of(viewer: Viewer, edition: Edition, xid: str) -> SeatLine:
    """One place, for artifact chairs."""
    found = next((seat for seat in roster(viewer, edition).seats if seat.xid == xid), None)
    if found is None:
        raise NotFound
    return found


def _seat_line(row: Evaluator, held: int, handed_in: int) -> SeatLine:
    return SeatLine(
        xid=row.xid,
        name=row.name,
        email=row.email,
        affiliation=row.affiliation,
        state=row.state,
        chip=SEAT_CHIPS[EvaluatorState(row.state)],
        resources=row.resources,
        load_max=row.load_max,
        held=held,
        handed_in=handed_in,
        written_to=row.invited_at is not None,
    )


@dataclass(frozen=True)
class Seat:
    """A place as the person sees it who was asked to take it."""

    xid: str
    name: str
    email: str
    state: str
    resources: str
    load_max: int
    edition_name: str
    has_password: bool


def invitation(edition: Edition, token: str) -> Seat:
    """The invitation behind a letter's link; NotFound for a wrong or outdated one, and after removal."""
    scheme(edition)
    seats = Evaluator.objects.exclude(state=EvaluatorState.REMOVED).select_related("person")
    row = seats.filter(edition=edition, token_digest=digest(token)).first() if token else None
    if row is None:
        raise NotFound
    return _seat(row, edition)


def own_row(edition: Edition, person_id: int | None) -> Evaluator | None:
    """The seat that this person holds or may take: their own, or one under an address that they have proven."""
    if person_id is None:
        return None
    addresses = EmailAddress.objects.filter(user_id=person_id, verified=True).values("email")
    rows = (
        Evaluator.objects.filter(
            Q(person_id=person_id) | Q(person=None, email__in=addresses), edition=edition
        )
        .exclude(state=EvaluatorState.REMOVED)
        .select_related("person")
    )
    return min(rows, key=lambda row: (row.person_id is None, row.pk), default=None)


def own_seat(viewer: Viewer, edition: Edition) -> Seat:
    """The viewer's own seat or invitation; NotFound without one."""
    scheme(edition)
    row = own_row(edition, viewer.person_id)
    if row is None:
        raise NotFound
    return _seat(row, edition)


def _seat(row: Evaluator, edition: Edition) -> Seat:
    return Seat(
        xid=row.xid,
        name=row.name,
        email=row.email,
        state=row.state,
        resources=row.resources,
        load_max=row.load_max,
        edition_name=edition.name,
        has_password=bool(row.person and row.person.has_usable_password()),
    )


# Who could evaluate what


@dataclass(frozen=True)
class AssignedLine:
    """Somebody who evaluates an artifact."""

    xid: str
    label: str
    name: str
    affiliation: str
    is_active: bool
    kicked: bool
    submitted: bool


@dataclass(frozen=True)
class CandidateLine:
    """Somebody who could; `barred` says why not, in words that tell nothing of the programme committee's work."""

    xid: str
    name: str
    affiliation: str
    resources: str
    held: int
    load_max: int
    barred: str
    conflict_xid: str
    may_lift: bool


@dataclass(frozen=True)
class EvaluatorsPage:
    """Who evaluates one artifact, and who else could."""

    number: int
    title: str
    requirements: str
    assigned: tuple[AssignedLine, ...]
    candidates: tuple[CandidateLine, ...]
    permit: Permit


def evaluators_page(viewer: Viewer, at: Moment, edition: Edition, number: int) -> EvaluatorsPage:
    """For artifact chairs without a conflict; NotFound for everybody else."""
    artifact = get_worked_on(viewer, at, edition, number)
    paper = artifact.submission
    permit = may_arrange(viewer, paper, at.clock(paper.track_id, paper.pk, viewer.person_id))
    if not permit and not permit.closed:
        raise NotFound
    rows = list(
        EVALUATION.rows(viewer, at).filter(artifact=artifact).select_related("evaluator").order_by("label")
    )
    active = {row.evaluator_id for row in rows if row.is_active}
    barred = {row.person_id: row for row in CONFLICT.rows(viewer, at).filter(submission=paper)}
    candidates = [
        _candidate(seat, held, barred.get(seat.person_id or 0), viewer)
        for seat, held in _accepted(edition)
        if seat.pk not in active
    ]
    candidates.sort(key=lambda one: (bool(one.barred), one.held >= one.load_max, one.held, one.name, one.xid))
    return EvaluatorsPage(
        number=paper.number,
        title=paper.title,
        requirements=artifact.requirements,
        assigned=tuple(_assigned(row) for row in rows),
        candidates=tuple(candidates),
        permit=permit,
    )


def _accepted(edition: Edition) -> Iterable[tuple[Evaluator, int]]:
    rows = (
        Evaluator.objects.filter(edition=edition, state=EvaluatorState.ACCEPTED)
        .annotate(held=Count("evaluations", filter=Q(evaluations__is_active=True)))
        .order_by("name", "xid")
    )
    return [(row, row.held) for row in rows]


def _assigned(row: Evaluation) -> AssignedLine:
    return AssignedLine(
        xid=row.xid,
        label=row.label,
        name=row.evaluator.name,
        affiliation=row.evaluator.affiliation,
        is_active=row.is_active,
        kicked=row.kick_at is not None,
        submitted=row.submitted_at is not None,
    )


def _candidate(
    seat: Evaluator, held: int, conflict: ArtifactConflict | None, viewer: Viewer
) -> CandidateLine:
    entered = conflict is not None and conflict.by_id is not None and conflict.by_id != conflict.person_id
    return CandidateLine(
        xid=seat.xid,
        name=seat.name,
        affiliation=seat.affiliation,
        resources=seat.resources,
        held=held,
        load_max=seat.load_max,
        barred=conflict.reason if conflict else "",
        conflict_xid=conflict.xid if conflict else "",
        may_lift=entered and seat.person_id != viewer.person_id,
    )


@dataclass(frozen=True)
class ProposedLine:
    """One evaluator proposed for one artifact."""

    key: str
    number: int
    title: str
    evaluator: str
    evaluator_xid: str
    affiliation: str
    load_after: int
    load_max: int


@dataclass(frozen=True)
class Proposal:
    """A fair assignment to look at; nothing of it is kept until it is taken."""

    wanted: int
    lines: tuple[ProposedLine, ...]
    short: tuple[tuple[int, str, int], ...]
    """(number, title, evaluators in all) of artifacts that would still lack somebody."""


def proposal(viewer: Viewer, at: Moment, edition: Edition, wanted: int) -> Proposal:
    """Fill every artifact that was handed in up to `wanted`, loads as even as can be, never over a conflict."""
    scheme(edition)
    if not may_run(viewer):
        raise NotFound
    artifacts = list(
        WORKED_ON.rows(viewer, at)
        .filter(state=ArtifactState.SUBMITTED)
        .exclude(submission_id__in=viewer.tied(Tie.AUTHORED))
        .select_related("submission")
        .order_by("submission__number", "xid")
    )
    seats = {seat.pk: seat for seat, _ in _accepted(edition)}
    of_person = {seat.person_id: seat.pk for seat in seats.values()}
    of_paper = {artifact.submission_id: artifact.pk for artifact in artifacts}
    given = list(
        Evaluation.objects.filter(evaluator__in=seats, is_active=True).values_list(
            "artifact_id", "evaluator_id"
        )
    )
    barred = [
        (of_paper[paper], of_person[person])
        for paper, person in CONFLICT.rows(viewer, at).values_list("submission_id", "person_id")
        if paper in of_paper and person in of_person
    ]
    need = Need(
        artifacts=[artifact.pk for artifact in artifacts],
        wanted=wanted,
        room={key: seat.load_max for key, seat in seats.items()},
        given=given,
        barred=barred,
    )
    return _shown(artifacts, seats, given, propose(need), wanted)


def _shown(
    artifacts: list[Artifact],
    seats: dict[int, Evaluator],
    given: list[tuple[int, int]],
    pairs: list[tuple[int, int]],
    wanted: int,
) -> Proposal:
    by_key = {artifact.pk: artifact for artifact in artifacts}
    load = {key: sum(one == key for _, one in [*given, *pairs]) for key in seats}
    lines = [
        ProposedLine(
            key=f"{by_key[artifact].submission.number}:{seats[seat].xid}",
            number=by_key[artifact].submission.number,
            title=by_key[artifact].submission.title,
            evaluator=seats[seat].name,
            evaluator_xid=seats[seat].xid,
            affiliation=seats[seat].affiliation,
            load_after=load[seat],
            load_max=seats[seat].load_max,
        )
        for artifact, seat in pairs
    ]
    lines.sort(key=lambda line: (line.number, line.evaluator, line.evaluator_xid))
    count = {key: sum(one == key for one, _ in [*given, *pairs]) for key in by_key}
    short = tuple(
        (artifact.submission.number, artifact.submission.title, count[key])
        for key, artifact in by_key.items()
        if count[key] < wanted
    )
    return Proposal(wanted, tuple(lines), short)
