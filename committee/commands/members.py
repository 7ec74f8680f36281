"""Inviting, answering, keeping a profile, removing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from committee.commands.steps import chairs_of, end_assignment, lock_papers, suggest_conflicts
from committee.domain import MEMBER_TRANSITIONS, AssignmentState, MemberState
from committee.events import MemberJoined
from committee.letters import ANSWERED, INVITATION
from committee.models import Assignment, Expertise, Member
from committee.policies import may_answer_invitation, may_keep_profile, may_run_committee
from committee.queries.members import check_roster, sides_of
from sysml.conference import letters
from sysml.conference.acting import at_now, command, record
from sysml.conference.domain import Side
from sysml.conference.models import Edition, Topic
from sysml.conference.pages import link
from sysml.conference.policies import blocked
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import events, invitations
from sysml.kernel.errors import IllegalTransition, Invalid, NotFound, StaleWrite
from sysml.kernel.invitations import digest
from sysml.kernel.models import User
from sysml.kernel.models.people import normalise_email

LARGEST_LOAD = 100


@dataclass(frozen=True)
class Imported:
    """What importing a list did."""

    added: int
    left: int


@command
def import_members(
    *, by: Viewer, edition: Edition, text: str, load: int, invite: bool, now: datetime
) -> Imported:
    """Put everybody on the list on the committee, as invited; all of it or nothing.

    Lines of people who are there already are left as they are. With `invite`, each gets the letter.
    """
    actor = by.fresh()
    may_run_committee(actor).require()
    _check_load(load)
    Edition.objects.select_for_update().get(pk=edition.pk)
    checked = check_roster(edition, text)
    fresh = checked.to_invite()
    for entry in fresh:
        member, _ = Member.objects.update_or_create(
            edition=edition,
            email=normalise_email(entry.email),
            defaults={
                "name": entry.name,
                "affiliation": entry.affiliation,
                "side": entry.side or Side.BRIDGE,
                "state": MemberState.INVITED,
                "load_max": load,
                "load_wished": None,
            },
        )
        if invite:
            _write_invitation(edition, member, now)
    added = len(fresh)
    record(
        actor,
        "committee.imported",
        now=now,
        subject=f"edition:{edition.xid}",
        summary=f"{added} people invited",
    )
    return Imported(added, len(checked.entries) - added)


@command
def send_invitation(*, by: Viewer, edition: Edition, xid: str, now: datetime) -> None:
    """Write the invitation to one person (again). The link of an earlier letter stops working."""
    actor = by.fresh()
    may_run_committee(actor).require()
    member = _member(edition, xid)
    if member.state == MemberState.REMOVED:
        raise IllegalTransition("This place was taken back; put the person on the list again first.")
    _write_invitation(edition, member, now)
    record(
        actor,
        "committee.invited",
        now=now,
        subject=f"member:{member.xid}",
        summary=f"Letter to {member.name}",
        named_id=member.person_id,
    )


@command
def send_waiting_invitations(*, by: Viewer, edition: Edition, now: datetime) -> int:
    """Write to everybody who is on the list and has not been written to; returns how many."""
    actor = by.fresh()
    may_run_committee(actor).require()
    rows = list(
        Member.objects.select_for_update()
        .filter(edition=edition, state=MemberState.INVITED, invited_at=None)
        .order_by("pk")
    )
    for member in rows:
        _write_invitation(edition, member, now)
    record(
        actor, "committee.invited", now=now, subject=f"edition:{edition.xid}", summary=f"{len(rows)} letters"
    )
    return len(rows)


def _write_invitation(edition: Edition, member: Member, now: datetime) -> None:
    token = invitations.new_token()
    member.token_digest, member.invited_at = digest(token), now
    member.save(update_fields=["token_digest", "invited_at"])
    side = sides_of(edition).name(member.side)
    words = {"": "as a member", "bridge": "as a member who bridges both sides"}.get(
        side, f"on its {side} side"
    )
    letters.write(
        INVITATION,
        edition=edition,
        key=f"{member.xid}:{now.isoformat()}",
        now=now,
        email=member.email,
        name=member.name,
        person=member.person,
        context={
            "side": words,
            "load": str(member.load_max),
            "link": settings.BASE_URL + link(edition, "committee-invitation", token=token),
        },
    )


@command
def answer_invitation(
    *,
    by: Viewer,
    edition: Edition,
    token: str,
    accept: bool,
    now: datetime,
    load_wished: int | None = None,
    note: str = "",
) -> Member:
    """Accept or decline by the letter's link, without a password; the answer can be changed by the same link.

    Accepting makes the person if there is none with this address, whose address the link has proven.
    """
    if (stop := blocked(by, at_now(edition, now).edition)) is not None:
        stop.require()
    found = Member.objects.filter(edition=edition, token_digest=digest(token)).first() if token else None
    if found is None:
        raise NotFound
    member, _ = _locked_with_papers(edition, found.xid)
    may_answer_invitation(member).require()
    return _answer(by, edition, member, accept=accept, load_wished=load_wished, note=note, now=now)


@command
def leave_committee(*, by: Viewer, edition: Edition, note: str, now: datetime) -> Member:
    """A member gives the place up; the papers they review go back to the chairs."""
    actor = by.fresh()
    may_keep_profile(actor, at_now(edition, now).edition).require()
    member, _ = _locked_with_papers(edition, Member.objects.get(pk__in=actor.tied(Tie.MEMBER)).xid)
    return _answer(actor, edition, member, accept=False, load_wished=None, note=note, now=now)


def _answer(
    by: Viewer,
    edition: Edition,
    member: Member,
    *,
    accept: bool,
    load_wished: int | None,
    note: str,
    now: datetime,
) -> Member:
    state = MemberState.ACCEPTED if accept else MemberState.DECLINED
    _require_transition(member, state)
    if load_wished is not None:
        _check_wish(load_wished, member.load_max)
    joined = accept and member.state != MemberState.ACCEPTED
    if accept and member.person is None:
        member.person = _person_at(edition, member)
    member.state, member.answered_at, member.answer_note = state, now, note.strip()
    member.load_wished = load_wished if accept else None
    member.save()
    if not accept:
        _end_all(by, member, "left the committee", AssignmentState.DECLINED, now)
    words = "accepted" if accept else "declined"
    record(
        by,
        f"committee.{words}",
        now=now,
        subject=f"member:{member.xid}",
        summary=f"{member.name} has {words}",
        named_id=member.person_id,
        on_behalf_of_id=member.person_id if by.person_id != member.person_id else None,
    )
    _tell_chairs(edition, member, words, now)
    if joined and member.person_id is not None:
        suggest_conflicts(edition, by=by, now=now, persons=[member.person_id])
        events.publish(MemberJoined(edition.pk, member.pk, member.person_id, now))
    return member


def _person_at(edition: Edition, member: Member) -> User:
    user = invitations.person_at(member.email, name=member.name, affiliation=member.affiliation)
    if Member.objects.filter(edition=edition, person=user).exclude(pk=member.pk).exists():
        raise Invalid({"": "You are on this committee already, under another address."})
    return user


def _tell_chairs(edition: Edition, member: Member, words: str, now: datetime) -> None:
    for chair in chairs_of(edition):
        letters.write(
            ANSWERED,
            edition=edition,
            key=f"{member.xid}:{now.isoformat()}:{chair.xid}",
            now=now,
            person=chair,
            context={
                "person": member.name,
                "answer": words,
                "note": member.answer_note or "No note was left.",
                "link": settings.BASE_URL + link(edition, "committee-roster"),
            },
        )


@command
def change_member(
    *, by: Viewer, edition: Edition, xid: str, side: str, load_max: int, now: datetime
) -> Member:
    """A chair sets the side and the load that is asked of a member."""
    actor = by.fresh()
    may_run_committee(actor).require()
    member = _member(edition, xid)
    if side not in set(Side):
        raise Invalid({"side": "Choose one of the sides."})
    _check_load(load_max, "load_max")
    member.side, member.load_max = side, load_max
    member.save(update_fields=["side", "load_max"])
    record(
        actor,
        "member.changed",
        now=now,
        subject=f"member:{member.xid}",
        summary=f"{member.name}: {side}, {load_max}",
        named_id=member.person_id,
    )
    return member


@command
def remove_member(*, by: Viewer, edition: Edition, xid: str, reason: str, now: datetime) -> int:
    """Take a place back and end the assignments that go with it; returns how many of them the actor may see."""
    actor = by.fresh()
    may_run_committee(actor).require()
    if not reason.strip():
        raise Invalid({"reason": "Say why; the log keeps it."})
    member, held = _locked_with_papers(edition, xid)
    _require_transition(member, MemberState.REMOVED)
    member.state = MemberState.REMOVED
    member.save(update_fields=["state"])
    _end_all(actor, member, "no longer on the committee", AssignmentState.REMOVED, now)
    record(
        actor,
        "member.removed",
        now=now,
        subject=f"member:{member.xid}",
        summary=f"{member.name} removed",
        named_id=member.person_id,
        reason=reason,
    )
    return len(held - actor.tied(Tie.CONFLICTED))


def _locked_with_papers(edition: Edition, xid: str) -> tuple[Member, frozenset[int]]:
    """The member under lock, and the papers they review, locked before it as everywhere else."""
    held = _active(edition, xid)
    lock_papers(held)
    member = _member(edition, xid)
    if _active(edition, xid) - held:
        raise StaleWrite("A paper was given to this member just now; look again, then try once more.")
    return member, held


def _active(edition: Edition, xid: str) -> frozenset[int]:
    rows = Assignment.objects.filter(
        member__edition=edition, member__xid=xid, state=AssignmentState.ACTIVE
    ).values_list("submission_id", flat=True)
    return frozenset(rows)


def _end_all(by: Viewer, member: Member, reason: str, state: AssignmentState, now: datetime) -> None:
    rows = Assignment.objects.select_related("member", "submission__edition").filter(
        member=member, state=AssignmentState.ACTIVE
    )
    for assignment in rows.order_by("submission_id"):
        end_assignment(assignment, state=state, reason=reason, by=by, now=now)


@command
def save_profile(
    *,
    by: Viewer,
    edition: Edition,
    side: str,
    expertise: Mapping[str, int],
    load_wished: int | None,
    now: datetime,
) -> Member:
    """A member's own side, expertise by topic (xid: 0–3; what is left out is unsaid) and wished load."""
    actor = by.fresh()
    may_keep_profile(actor, at_now(edition, now).edition).require()
    member = Member.objects.select_for_update().get(pk__in=actor.tied(Tie.MEMBER))
    if side not in set(Side):
        raise Invalid({"side": "Choose one of the sides."})
    if load_wished is not None:
        _check_wish(load_wished, member.load_max)
    topics = {topic.xid: topic for topic in Topic.objects.filter(edition=edition)}
    if not expertise.keys() <= topics.keys() or not all(0 <= level <= 3 for level in expertise.values()):
        raise Invalid({"expertise": "Choose one of the levels for each of the listed topics."})
    member.side, member.load_wished, member.profile_done_at = side, load_wished, now
    member.save(update_fields=["side", "load_wished", "profile_done_at"])
    Expertise.objects.filter(member=member).delete()
    Expertise.objects.bulk_create(
        [Expertise(member=member, topic=topics[xid], level=level) for xid, level in sorted(expertise.items())]
    )
    record(actor, "member.profile", now=now, subject=f"member:{member.xid}", summary=f"Side {side}")
    return member


def _member(edition: Edition, xid: str) -> Member:
    member = Member.objects.select_for_update(of=("self",)).filter(edition=edition, xid=xid).first()
    if member is None:
        raise NotFound
    return member


def _require_transition(member: Member, state: MemberState) -> None:
    if not MEMBER_TRANSITIONS.get((MemberState(member.state), state)):
        raise IllegalTransition("This place was taken back by the chairs.")


def _check_load(load: int, field: str = "load") -> None:
    if not 1 <= load <= LARGEST_LOAD:
        raise Invalid({field: f"A load is between 1 and {LARGEST_LOAD} papers."})


def _check_wish(load: int, most: int) -> None:
    if not 0 <= load <= most:
        raise Invalid({"load_wished": f"Choose between 0 and {most} papers; for more, write to the chairs."})
