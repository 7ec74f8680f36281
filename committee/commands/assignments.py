"""Reviewers of one paper by hand: assigned, replaced, taken off, or giving it up themselves."""

from collections import Counter
from datetime import datetime

from django.conf import settings

from committee.commands.steps import actor_of, add_conflict, end_assignment
from committee.domain import AssignmentState, ConflictReason, ConflictSource, MemberState
from committee.events import AssignmentMade
from committee.letters import ASSIGNED, UNASSIGNED
from committee.models import Assignment, Member, Plan
from committee.policies import ARRANGED, may_assign, may_declare_own, may_give_up
from committee.queries.walls import walls
from submissions.locking import Locked, lock_paper
from submissions.models import Submission
from sysml.conference import letters
from sysml.conference.acting import command, record
from sysml.conference.domain import Side
from sysml.conference.models import Edition, Track
from sysml.conference.pages import link
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import events, outbox
from sysml.kernel.errors import Invalid, NotFound


def paper_url(edition: Edition, number: int) -> str:
    """The page of a paper, as letters name it."""
    return f"{settings.BASE_URL}/{edition.slug}/submissions/{number}/"


@command
def assign(
    *, by: Viewer, edition: Edition, number: int, member: str, now: datetime, side: str = "", reason: str = ""
) -> str:
    """Give the paper to a member (by xid); returns the assignment's xid.

    Refused for a conflict, whoever asks. A load beyond the member's wish is the chair's to decide and not refused.
    """
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=ARRANGED)
    may_assign(locked.by, locked.paper, locked.clock).require()
    row = _available(locked, edition, member)
    assignment = make_assignment(locked.paper, row, side=side, by=locked.by, now=now, reason=reason)
    write_assigned(edition, row, [locked.paper], key=f"{assignment.xid}:{now.isoformat()}", now=now)
    return assignment.xid


@command
def replace_reviewer(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    old: str,
    new: str,
    reason: str,
    now: datetime,
    side: str = "",
) -> str:
    """Give the paper from one member to another, in one act."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=ARRANGED)
    may_assign(locked.by, locked.paper, locked.clock).require()
    leaving = _active(locked.paper, old)
    row = _available(locked, edition, new)
    if row.pk == leaving.member_id:
        raise Invalid({"new": "Choose somebody else."})
    _take_back(leaving, AssignmentState.REPLACED, _given(reason), locked.by, now)
    kept_side = side or (leaving.side if row.side in {leaving.side, Side.BRIDGE} else "")
    assignment = make_assignment(locked.paper, row, side=kept_side, by=locked.by, now=now, reason=reason)
    write_assigned(edition, row, [locked.paper], key=f"{assignment.xid}:{now.isoformat()}", now=now)
    return assignment.xid


@command
def remove_reviewer(
    *, by: Viewer, edition: Edition, number: int, member: str, reason: str, now: datetime
) -> None:
    """Take the paper back from a member. What they wrote stays theirs to read."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=ARRANGED)
    may_assign(locked.by, locked.paper, locked.clock).require()
    _take_back(_active(locked.paper, member), AssignmentState.REMOVED, _given(reason), locked.by, now)


@command
def give_up(*, by: Viewer, edition: Edition, number: int, reason: str, now: datetime) -> None:
    """A reviewer declines a paper, with a reason that the chairs read."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_give_up(locked.by, locked.paper, locked.clock).require()
    words = _given(reason, "Say why; the chairs read it and find somebody else.")
    end_assignment(_own(locked), state=AssignmentState.DECLINED, reason=words, by=locked.by, now=now)


@command
def give_up_for_conflict(
    *, by: Viewer, edition: Edition, number: int, conflict: str, now: datetime, note: str = ""
) -> None:
    """A reviewer says “I have a conflict”: the conflict is added, and the assignment ends with it."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_give_up(locked.by, locked.paper, locked.clock).require()
    may_declare_own(locked.by, locked.paper, locked.clock).require()
    if conflict not in set(ConflictReason):
        raise Invalid({"conflict": "Choose one of the reasons."})
    add_conflict(
        locked.paper,
        actor_of(locked.by),
        reason=ConflictReason(conflict),
        source=ConflictSource.MEMBER,
        note=note.strip(),
        by=locked.by,
        now=now,
    )


def make_assignment(
    paper: Submission,
    member: Member,
    *,
    side: str,
    by: Viewer,
    now: datetime,
    plan: Plan | None = None,
    reason: str = "",
) -> Assignment:
    """Write an active assignment under the paper's lock; the caller has looked for conflicts."""
    filled = filled_side(paper.track, member, side, sides_filled(paper))
    assignment, made = Assignment.objects.get_or_create(
        submission=paper,
        member=member,
        defaults={"side": filled, "made_by_id": by.person_id, "made_at": now, "plan": plan},
    )
    if not made:
        if assignment.state == AssignmentState.ACTIVE:
            raise Invalid({"member": f"{member.name} reviews this paper already."})
        assignment.state, assignment.side, assignment.plan = AssignmentState.ACTIVE, filled, plan
        assignment.made_by_id, assignment.made_at = by.person_id, now
        assignment.ended_at, assignment.ended_reason = None, ""
        assignment.save()
    record(
        by,
        "assignment.made",
        now=now,
        about=paper.xid,
        subject=f"assignment:{assignment.xid}",
        summary=f"{member.name} reviews paper {paper.number}",
        named_id=member.person_id,
        reason=reason,
    )
    events.publish(AssignmentMade(paper.edition_id, paper.pk, member.pk, now))
    return assignment


def sides_filled(paper: Submission) -> Counter[str]:
    """How many reviewers the paper has of each side."""
    rows = Assignment.objects.filter(submission=paper, state=AssignmentState.ACTIVE)
    return Counter(rows.values_list("side", flat=True))


def filled_side(track: Track, member: Member, side: str, have: Counter[str]) -> str:
    """The side that this member fills on the paper: their own, or for a bridge member the one asked for or shorter."""
    if not track.two_sided:
        return ""
    if side and side not in {Side.ML, Side.SYSTEMS}:
        raise Invalid({"side": "Choose one of the two sides."})
    if member.side != Side.BRIDGE:
        if side and side != member.side:
            raise Invalid({"side": f"{member.name} counts for the other side only."})
        return member.side
    if side:
        return side
    lacks_ml, lacks_systems = track.wanted_a - have[Side.ML], track.wanted_b - have[Side.SYSTEMS]
    return Side.ML if lacks_ml >= lacks_systems else Side.SYSTEMS


def _available(locked: Locked, edition: Edition, xid: str) -> Member:
    member = (
        Member.objects.select_for_update(of=("self",))
        .filter(edition=edition, xid=xid, state=MemberState.ACCEPTED)
        .first()
    )
    if member is None or member.person_id is None:
        raise Invalid({"member": "Choose a member who has accepted."})
    if walls([locked.paper.pk], [member.person_id]):
        raise Invalid({"member": f"{member.name} has a conflict with this paper."})
    return member


def _active(paper: Submission, member: str) -> Assignment:
    found = (
        Assignment.objects.select_related("member__person", "submission__edition")
        .filter(submission=paper, member__xid=member, state=AssignmentState.ACTIVE)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _own(locked: Locked) -> Assignment:
    rows = Assignment.objects.select_related("member", "submission__edition")
    return rows.get(
        submission=locked.paper, member_id__in=locked.by.tied(Tie.MEMBER), state=AssignmentState.ACTIVE
    )


def _given(reason: str, words: str = "Say why; the log keeps it.") -> str:
    if not reason.strip():
        raise Invalid({"reason": words})
    return reason.strip()


def _take_back(
    assignment: Assignment, state: AssignmentState, reason: str, by: Viewer, now: datetime
) -> None:
    end_assignment(assignment, state=state, reason=reason, by=by, now=now, tell=False)
    paper, edition = assignment.submission, assignment.submission.edition
    letters.write(
        UNASSIGNED,
        edition=edition,
        key=f"{assignment.xid}:{now.isoformat()}",
        now=now,
        person=assignment.member.person,
        about=paper.xid,
        context={
            "number": str(paper.number),
            "title": paper.title,
            "link": settings.BASE_URL + link(edition, "committee-papers"),
        },
    )


def write_assigned(
    edition: Edition, member: Member, papers: list[Submission], *, key: str, now: datetime, batch: str = ""
) -> None:
    """One letter with the papers that a reviewer has been given."""
    lines = [f"Paper {paper.number}: {paper.title}\n{paper_url(edition, paper.number)}" for paper in papers]
    letters.write(
        ASSIGNED,
        edition=edition,
        key=key,
        now=now,
        person=member.person,
        about=outbox.abouts(paper.xid for paper in papers),
        batch=batch,
        context={"papers": "\n\n".join(lines), "link": settings.BASE_URL + link(edition, "committee-papers")},
    )
