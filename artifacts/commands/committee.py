"""The artifact committee: inviting, answering, leaving."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from artifacts import letters as kinds
from artifacts.commands.conflicts import find_conflicts
from artifacts.commands.steps import person_of, scheme_of
from artifacts.domain import EVALUATOR_TRANSITIONS, LARGEST_LOAD, LONGEST_TEXT, EvaluatorState
from artifacts.models import Artifact, Evaluation, Evaluator
from artifacts.policies import may_answer, may_run
from artifacts.queries.committee import check_roster, own_row
from committee.commands.steps import lock_papers
from sysml.conference import letters
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition
from sysml.conference.pages import link
from sysml.conference.policies import blocked
from sysml.conference.viewer import Viewer
from sysml.kernel import invitations
from sysml.kernel.errors import IllegalTransition, Invalid, NotFound, StaleWrite
from sysml.kernel.invitations import digest
from sysml.kernel.models import User
from sysml.kernel.models.people import normalise_email


@dataclass(frozen=True)
class Imported:
    """What importing a list did."""

    added: int
    left: int


@command
def import_evaluators(
    *, by: Viewer, edition: Edition, text: str, load: int, invite: bool, now: datetime
) -> Imported:
    """Put everybody on the list on the artifact committee, as invited; all of it or nothing.

    Lines of people who are there already are left as they are. With `invite`, each new one gets the letter.
    """
    actor = _chair(by, edition)
    _check_load(load)
    Edition.objects.select_for_update().get(pk=edition.pk)
    checked = check_roster(edition, text)
    fresh = checked.to_invite()
    for entry in fresh:
        seat, _ = Evaluator.objects.update_or_create(
            edition=edition,
            email=normalise_email(entry.email),
            defaults={
                "name": entry.name,
                "affiliation": entry.affiliation,
                "state": EvaluatorState.INVITED,
                "load_max": load,
                "invited_at": None,
                "answered_at": None,
                "token_digest": "",
            },
        )
        if invite:
            _write_invitation(edition, seat, now)
    added = len(fresh)
    record(
        actor,
        "artifact-committee.imported",
        now=now,
        subject=f"edition:{edition.xid}",
        summary=f"{added} people invited",
    )
    return Imported(added, len(checked.entries) - added)


@command
def send_invitation(*, by: Viewer, edition: Edition, xid: str, now: datetime) -> None:
    """Write the invitation to one person (again). The link of an earlier letter stops working."""
    actor = _chair(by, edition)
    seat = _seat(edition, xid)
    if seat.state == EvaluatorState.REMOVED:
        raise IllegalTransition("This place was taken back; put the person on the list again first.")
    _write_invitation(edition, seat, now)
    record(
        actor,
        "artifact-committee.invited",
        now=now,
        subject=_subject(seat),
        summary=f"Letter to {seat.name}",
        named_id=seat.person_id,
    )


@command
def send_waiting_invitations(*, by: Viewer, edition: Edition, now: datetime) -> int:
    """Write to everybody who is on the list and has not been written to; returns how many."""
    actor = _chair(by, edition)
    waiting = Evaluator.objects.select_for_update().filter(
        edition=edition, state=EvaluatorState.INVITED, invited_at=None
    )
    rows = list(waiting.order_by("pk"))
    for seat in rows:
        _write_invitation(edition, seat, now)
    record(
        actor,
        "artifact-committee.invited",
        now=now,
        subject=f"edition:{edition.xid}",
        summary=f"{len(rows)} letters",
    )
    return len(rows)


@command
def answer_invitation(
    *,
    by: Viewer,
    edition: Edition,
    token: str,
    accept: bool,
    now: datetime,
    resources: str = "",
    load: int | None = None,
) -> Evaluator:
    """Accept or decline by the letter's link, without a password; the answer can be changed by the same link.

    Accepting makes the person if there is none with this address, whose address the link has proven.
    """
    if (stop := blocked(by, at_now(edition, now).edition)) is not None:
        stop.require()
    found = Evaluator.objects.filter(edition=edition, token_digest=digest(token)).first() if token else None
    if found is None:
        raise NotFound
    return _answer(by, edition, found.xid, accept=accept, resources=resources, load=load, now=now)


@command
def answer_own(
    *,
    by: Viewer,
    edition: Edition,
    accept: bool,
    now: datetime,
    resources: str = "",
    load: int | None = None,
) -> Evaluator:
    """The same, by a signed-in person who has proven the address that was invited, or holds the seat already.

    Evaluators also change resources and load by it, and leave the committee.
    """
    actor = by.fresh()
    if (stop := blocked(actor, at_now(edition, now).edition)) is not None:
        stop.require()
    seat = own_row(edition, person_of(actor))
    if seat is None:
        raise NotFound
    return _answer(actor, edition, seat.xid, accept=accept, resources=resources, load=load, now=now)


@command
def change_load(*, by: Viewer, edition: Edition, xid: str, load: int, now: datetime) -> Evaluator:
    """A chair sets how many artifacts an evaluator takes at most."""
    actor = _chair(by, edition)
    _check_load(load)
    seat = _seat(edition, xid)
    seat.load_max = load
    seat.save(update_fields=["load_max"])
    record(
        actor,
        "evaluator.changed",
        now=now,
        subject=_subject(seat),
        summary=f"{seat.name}: at most {load}",
        named_id=seat.person_id,
    )
    return seat


@command
def remove_evaluator(*, by: Viewer, edition: Edition, xid: str, reason: str, now: datetime) -> None:
    """Take a place back, and the artifacts that go with it."""
    actor = _chair(by, edition)
    if not reason.strip():
        raise Invalid({"reason": "Say why; the log keeps it."})
    seat = _seat_with_papers(edition, xid)
    _require_transition(seat, EvaluatorState.REMOVED)
    seat.state, seat.token_digest = EvaluatorState.REMOVED, ""
    seat.save(update_fields=["state", "token_digest"])
    _end_all(actor, seat, now)
    record(
        actor,
        "evaluator.removed",
        now=now,
        subject=_subject(seat),
        summary=f"{seat.name} removed",
        named_id=seat.person_id,
        reason=reason,
    )


def _chair(by: Viewer, edition: Edition) -> Viewer:
    actor = by.fresh()
    may_run(actor).require()
    scheme_of(edition)
    return actor


def _write_invitation(edition: Edition, seat: Evaluator, now: datetime) -> None:
    token = invitations.new_token()
    seat.token_digest, seat.invited_at = digest(token), now
    seat.save(update_fields=["token_digest", "invited_at"])
    letters.write(
        kinds.INVITATION,
        edition=edition,
        key=f"{seat.xid}:{now.isoformat()}",
        now=now,
        email=seat.email,
        name=seat.name,
        person=seat.person,
        context={
            "load": str(seat.load_max),
            "link": settings.BASE_URL + link(edition, "artifact-invitation", token=token),
        },
    )


def _answer(
    by: Viewer, edition: Edition, xid: str, *, accept: bool, resources: str, load: int | None, now: datetime
) -> Evaluator:
    seat = _seat_with_papers(edition, xid)
    may_answer(seat.state).require()
    state = EvaluatorState.ACCEPTED if accept else EvaluatorState.DECLINED
    _require_transition(seat, state)
    if accept:
        _take_seat(edition, seat, resources, load)
    seat.state, seat.answered_at = state, now
    seat.save()
    if accept and seat.person_id is not None:
        find_conflicts(edition, papers=_papers(edition), persons=[seat.person_id], now=now)
    if not accept:
        _end_all(by, seat, now)
    words = "accepted" if accept else "declined"
    record(
        by,
        f"evaluator.{words}",
        now=now,
        subject=_subject(seat),
        summary=f"{seat.name} has {words}",
        named_id=seat.person_id,
        on_behalf_of_id=seat.person_id if by.person_id != seat.person_id else None,
    )
    return seat


def _take_seat(edition: Edition, seat: Evaluator, resources: str, load: int | None) -> None:
    if load is not None:
        _check_load(load)
        if seat.state != EvaluatorState.ACCEPTED and load > seat.load_max:
            raise Invalid({"load": f"You were asked for {seat.load_max} artifacts at most; choose fewer."})
        seat.load_max = load
    if len(resources) > LONGEST_TEXT:
        raise Invalid({"resources": "Say it shorter."})
    seat.resources = resources.strip()
    if seat.person is None:
        seat.person = _person_at(edition, seat)


def _person_at(edition: Edition, seat: Evaluator) -> User:
    user = invitations.person_at(seat.email, name=seat.name, affiliation=seat.affiliation)
    if Evaluator.objects.filter(edition=edition, person=user).exclude(pk=seat.pk).exists():
        raise Invalid({"": "You are on this committee already, under another address."})
    return user


def _seat(edition: Edition, xid: str) -> Evaluator:
    seat = Evaluator.objects.select_for_update(of=("self",)).filter(edition=edition, xid=xid).first()
    if seat is None:
        raise NotFound
    return seat


def _seat_with_papers(edition: Edition, xid: str) -> Evaluator:
    """The seat under lock, and before it the papers whose artifacts its holder evaluates."""
    held = _held(edition, xid)
    lock_papers(held)
    seat = _seat(edition, xid)
    if _held(edition, xid) - held:
        raise StaleWrite("An artifact was given to this evaluator just now; look again, then try once more.")
    return seat


def _held(edition: Edition, xid: str) -> frozenset[int]:
    rows = Evaluation.objects.filter(evaluator__edition=edition, evaluator__xid=xid, is_active=True)
    return frozenset(rows.values_list("submission_id", flat=True))


def _papers(edition: Edition) -> list[int]:
    return list(Artifact.objects.filter(submission__edition=edition).values_list("submission_id", flat=True))


def _end_all(by: Viewer, seat: Evaluator, now: datetime) -> None:
    for row in Evaluation.objects.filter(evaluator=seat, is_active=True).select_related("submission"):
        row.is_active = False
        row.save(update_fields=["is_active"])
        record(
            by,
            "evaluation.ended",
            now=now,
            about=row.submission.xid,
            subject=f"evaluation:{row.xid}",
            summary="The evaluator left the committee",
        )


def _require_transition(seat: Evaluator, state: EvaluatorState) -> None:
    if (EvaluatorState(seat.state), state) not in EVALUATOR_TRANSITIONS:
        raise IllegalTransition("This place was taken back by the chairs.")


def _check_load(load: int) -> None:
    if not 1 <= load <= LARGEST_LOAD:
        raise Invalid({"load": f"A load is between 1 and {LARGEST_LOAD} artifacts."})


def _subject(seat: Evaluator) -> str:
    return f"evaluator:{seat.xid}"
