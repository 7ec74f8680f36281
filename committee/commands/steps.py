"""Steps that several commands share. Each runs inside the caller's transaction, under the paper's lock."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from committee import detection
from committee.domain import AssignmentState, ConflictReason, ConflictSource, ConflictState
from committee.events import AssignmentEnded, ConflictAdded
from committee.letters import REVIEWER_GONE
from committee.models import Assignment, Conflict, Handling, Member
from committee.queries.facts import paper_facts, people_of, person_facts
from committee.queries.walls import walls
from submissions.domain import Status
from submissions.models import Submission
from sysml.conference import letters
from sysml.conference.acting import record
from sysml.conference.domain import RoleKind
from sysml.conference.models import Edition, Role
from sysml.conference.pages import link
from sysml.conference.viewer import Viewer
from sysml.kernel import events
from sysml.kernel.errors import NotAllowed
from sysml.kernel.models import User

_UNHANDLED = (Status.DRAFT, Status.CLOSED)


def lock_papers(papers: Collection[int]) -> list[Submission]:
    """Lock these papers' rows, always in the same order, so that two bulk commands cannot wait for each other."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("track", "edition")
    return list(rows.filter(pk__in=papers).order_by("pk"))


def end_assignment(
    assignment: Assignment,
    *,
    state: AssignmentState,
    reason: str,
    by: Viewer,
    now: datetime,
    tell: bool = True,
) -> None:
    """End an active assignment, leave a trace, and tell the chair who handles the paper.

    The person keeps what they wrote themselves (tie FORMER) and nothing else.
    """
    paper, member = assignment.submission, assignment.member
    Assignment.objects.filter(pk=assignment.pk).update(state=state, ended_at=now, ended_reason=reason)
    record(
        by,
        f"assignment.{state.value}",
        now=now,
        about=paper.xid,
        subject=f"assignment:{assignment.xid}",
        summary=f"{member.name} no longer reviews paper {paper.number}",
        named_id=member.person_id,
        reason=reason,
    )
    if tell:
        _tell_handler(paper, member, reason, assignment, now)
    events.publish(AssignmentEnded(paper.edition_id, paper.pk, member.pk, now))


def _tell_handler(
    paper: Submission, member: Member, reason: str, assignment: Assignment, now: datetime
) -> None:
    handling = Handling.objects.filter(submission=paper).select_related("person").first()
    if handling is None:
        return
    edition = paper.edition
    letters.write(
        REVIEWER_GONE,
        edition=edition,
        key=f"{assignment.xid}:{now.isoformat()}",
        now=now,
        person=handling.person,
        about=paper.xid,
        context={
            "number": str(paper.number),
            "title": paper.title,
            "person": member.name,
            "reason": reason or "no reason given",
            "link": settings.BASE_URL + link(edition, "paper-reviewers", number=paper.number),
        },
    )


def add_conflict(
    paper: Submission,
    person: User,
    *,
    reason: ConflictReason,
    source: ConflictSource,
    by: Viewer,
    now: datetime,
    state: ConflictState = ConflictState.CONFIRMED,
    note: str = "",
) -> tuple[Conflict, Assignment | None]:
    """Write a conflict and end what it forbids: an active assignment and the handling of the paper.

    Returns the conflict and the assignment that it ended. A dismissed conflict that is declared again holds again.
    """
    conflict, made = Conflict.objects.update_or_create(
        submission=paper,
        person=person,
        source=source,
        defaults={
            "reason": reason,
            "state": state,
            "note": note[:300],
            "by_id": by.person_id,
            "at": now,
            "decided_by": None,
            "decided_at": None,
            "decided_reason": "",
        },
    )
    record(
        by,
        "conflict.added" if made else "conflict.renewed",
        now=now,
        about=paper.xid,
        subject=f"conflict:{conflict.xid}",
        summary=f"{person} and paper {paper.number}: {source.value}",
        named_id=person.pk,
    )
    return conflict, enforce_conflict(paper, person, by=by, now=now)


def enforce_conflict(paper: Submission, person: User, *, by: Viewer, now: datetime) -> Assignment | None:
    """End what this person holds on a paper with which they now have a conflict."""
    ended = (
        Assignment.objects.select_related("member", "submission__edition")
        .filter(submission=paper, member__person=person, state=AssignmentState.ACTIVE)
        .first()
    )
    if ended is not None:
        end_assignment(ended, state=AssignmentState.REMOVED, reason="conflict of interest", by=by, now=now)
    events.publish(ConflictAdded(paper.edition_id, paper.pk, person.pk, now))
    return ended


def enforce_walls(paper: Submission, *, by: Viewer, now: datetime) -> None:
    """End assignments of people who have become authors of the paper."""
    active = Assignment.objects.select_related("member", "submission__edition").filter(
        submission=paper, state=AssignmentState.ACTIVE
    )
    rows = {row.member.person_id: row for row in active if row.member.person_id is not None}
    for _, person in sorted(walls([paper.pk], rows.keys())):
        end_assignment(
            rows[person], state=AssignmentState.REMOVED, reason="conflict of interest", by=by, now=now
        )


def settle_handlers(edition: Edition, papers: Iterable[Submission], *, by: Viewer, now: datetime) -> int:
    """See that each of these papers has an unconflicted handling chair; returns how many were appointed.

    A chair in office without a conflict stays. Otherwise the one with the fewest papers takes it. A paper for which
    nobody is left has none, and appears on the chairs' list of what needs a hand.
    """
    rows = [paper for paper in papers if paper.status not in _UNHANDLED]
    offices = list(
        Role.objects.filter(edition=edition, kind__in=[RoleKind.CHAIR, RoleKind.HANDLING]).order_by(
            "position", "pk"
        )
    )
    persons = list(dict.fromkeys(role.person_id for role in offices))
    barred = walls([paper.pk for paper in rows], persons)
    current = {h.submission_id: h for h in Handling.objects.filter(submission__in=rows)}
    burden = dict(
        Handling.objects.filter(submission__edition=edition)
        .order_by()
        .values("person")
        .annotate(n=Count("pk"))
        .values_list("person", "n")
    )
    changed = 0
    for paper in rows:
        fit = [
            person
            for person in persons
            if (paper.pk, person) not in barred
            and any(r.person_id == person and r.track_id in {None, paper.track_id} for r in offices)
        ]
        handling = current.get(paper.pk)
        if handling is not None and handling.person_id in fit:
            continue
        chosen = min(fit, key=lambda person: burden.get(person, 0), default=None)
        if chosen is not None:
            burden[chosen] = burden.get(chosen, 0) + 1
        changed += _hand_over(paper, chosen, by=by, now=now)
    return changed


def _hand_over(paper: Submission, person_id: int | None, *, by: Viewer, now: datetime) -> bool:
    if person_id is None:
        gone, _ = Handling.objects.filter(submission=paper).delete()
        if gone:
            record(
                by, "handling.lost", now=now, about=paper.xid, summary=f"Nobody handles paper {paper.number}"
            )
        return False
    appoint(paper, person_id, by=by, now=now)
    return True


def appoint(paper: Submission, person_id: int, *, by: Viewer, now: datetime) -> Handling:
    """Write who handles the paper."""
    handling, _ = Handling.objects.update_or_create(
        submission=paper, defaults={"person_id": person_id, "by_id": by.person_id, "at": now}
    )
    record(
        by,
        "handling.appointed",
        now=now,
        about=paper.xid,
        subject=f"handling:{handling.xid}",
        summary=f"A handling chair for paper {paper.number}",
    )
    return handling


def chairs_of(edition: Edition) -> list[User]:
    """The chairs of the edition."""
    held = Q(roles__edition=edition, roles__kind=RoleKind.CHAIR, roles__track=None)
    return list(User.objects.filter(held).distinct().order_by("pk"))


def suggest_conflicts(
    edition: Edition,
    *,
    by: Viewer,
    now: datetime,
    papers: frozenset[int] | None = None,
    persons: Collection[int] | None = None,
) -> int:
    """Write what the search finds and is not known yet; returns how many suggestions are new.

    A suggestion that a chair has dismissed does not come back. Suggestions bind, so assignments that they forbid end.
    """
    people = people_of(edition)
    if persons is not None:
        people &= set(persons)
    found = detection.find(paper_facts(edition), person_facts(edition, people), only=papers)
    known = set(
        Conflict.objects.filter(submission__edition=edition, person_id__in=people).values_list(
            "submission_id", "person_id", "source"
        )
    )
    settled = {
        (paper, person)
        for paper, person in Conflict.objects.filter(
            submission__edition=edition, person_id__in=people, state=ConflictState.CONFIRMED
        ).values_list("submission_id", "person_id")
    }
    fresh = [
        one
        for one in found
        if (one.paper, one.person, one.source.value) not in known and (one.paper, one.person) not in settled
    ]
    if not fresh:
        return 0
    locked = {paper.pk: paper for paper in lock_papers({one.paper for one in fresh})}
    users = {user.pk: user for user in User.objects.filter(pk__in={one.person for one in fresh})}
    for one in fresh:
        add_conflict(
            locked[one.paper],
            users[one.person],
            reason=one.reason,
            source=one.source,
            state=ConflictState.SUGGESTED,
            note=one.note,
            by=by,
            now=now,
        )
    return len(fresh)


def actor_of(viewer: Viewer) -> User:
    """The person who acts; only people do this."""
    if viewer.person_id is None:
        raise NotAllowed("Sign in first.")
    return User.objects.get(pk=viewer.person_id)
