"""The committee of two halves: members, conflicts, bids, handling chairs, and the assignment that was published."""

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from committee import detection, letters, matching
from committee.commands.plans import why
from committee.domain import (
    AssignmentState,
    Bid,
    ConflictReason,
    ConflictSource,
    ConflictState,
    MemberState,
    PlanState,
)
from committee.models import Assignment, Conflict, Expertise, Handling, Member, PaperBid, Plan, PlanPair
from committee.queries.facts import paper_facts, people_of, person_facts
from committee.queries.matching import Parameters, fit, problem
from committee.queries.walls import walls
from submissions.domain import Outcome, Status
from sysml.conference.domain import ActKind, Side
from sysml.conference.models import Act, Track
from sysml.desk.demo.papers import papers
from sysml.desk.demo.people import Person
from sysml.desk.demo.people import members as people_of_side
from sysml.desk.demo.seed.people import officers_of
from sysml.desk.demo.seed.stage import Placed, Stage, store, token_for
from sysml.kernel.invitations import digest
from sysml.kernel.models import User

_SEATS = ((Side.ML, 15, "ml-member"), (Side.SYSTEMS, 12, "systems-member"), (Side.BRIDGE, 3, ""))
_LOAD = 9
_PERSONA_LOAD = 6
_BEYOND = 3
"""How many more of each side were invited: some have declined, some have not answered."""
PERSONA_HOST = "demo.example.org"


def invite_members(stage: Stage) -> None:
    """Fifteen members of the ML side, twelve of the Systems side and three between them; the personas in 2027."""
    rows = [member for side, count, persona in _SEATS for member in _seats(stage, side, count, persona)]
    store(rows)
    stage.members = [row for row in rows if row.state == MemberState.ACCEPTED]
    _store_expertise(stage)
    for row in rows:
        _trace_member(stage, row)


def _seats(stage: Stage, side: Side, count: int, persona: str) -> Iterator[Member]:
    """Those with the fewest papers of this edition are asked first: a committee that can review it."""
    written = Counter(author.key for paper in papers(stage.number) for author in paper.authors)
    taken = officers_of(stage.number, stage.cast)
    free = [p for p in people_of_side(side.value) if stage.cast[p.key].pk not in taken]
    chosen = sorted(free, key=lambda p: (written[p.key], p.key))[: count + _BEYOND]
    own = stage.number == 2 and persona
    if own:
        yield _seat(stage, stage.cast[persona], side, MemberState.ACCEPTED, wished=_PERSONA_LOAD)
    unanswered = [MemberState.DECLINED, MemberState.INVITED, MemberState.DECLINED]
    accepted = count - (1 if own else 0) - (3 if stage.number == 1 and side is not Side.BRIDGE else 0)
    for position, person in enumerate(chosen):
        late = unanswered[(position - accepted) % len(unanswered)]
        if late is MemberState.INVITED and stage.number != 1:
            late = MemberState.DECLINED
        state = MemberState.ACCEPTED if position < accepted else late
        yield _seat(stage, stage.cast[person.key], side, state)


def _seat(stage: Stage, user: User, side: Side, state: MemberState, wished: int | None = None) -> Member:
    invited = stage.between(-10, -6, "invited", user.email)
    answered = None if state is MemberState.INVITED else stage.between(-5, 8, "answered", user.email)
    note = "I am on sabbatical this year; ask me again." if state is MemberState.DECLINED else ""
    return Member(
        edition=stage.edition,
        person=user if state is MemberState.ACCEPTED else None,
        email=user.email,
        name=user.name,
        affiliation=user.affiliation,
        side=side,
        state=state,
        load_max=_LOAD,
        load_wished=wished,
        answer_note="I can take six papers this year." if wished else note,
        token_digest=digest(token_for(stage.edition.slug, user.email)),
        invited_at=invited,
        answered_at=answered,
        profile_done_at=answered if state is MemberState.ACCEPTED else None,
    )


_PERSONA_EXPERTISE = {
    "ml-member@demo.example.org": ("opt", "fair", "prec", "prod", "priv"),
    "systems-member@demo.example.org": ("dist", "comp", "hw", "data", "cost"),
}


def _knows(stage: Stage, member: Member) -> dict[str, int]:
    """Level by topic code: 3 for the first topics, less for the others, and a little beside."""
    people: dict[str, Person] = {p.email: p for side, *_ in _SEATS for p in people_of_side(side.value)}
    person = people.get(member.email)
    strong = person.expertise if person else _PERSONA_EXPERTISE.get(member.email, ())
    levels = {code: 3 if rank < 2 else 2 for rank, code in enumerate(strong)}
    for code in stage.draw("expertise", member.email).sample(sorted(stage.topics), 4):
        levels.setdefault(code, 1)
    return levels


def _store_expertise(stage: Stage) -> None:
    store(
        [
            Expertise(member=member, topic=stage.topics[code], level=level)
            for member in stage.members
            for code, level in _knows(stage, member).items()
        ]
    )


def _trace_member(stage: Stage, row: Member) -> None:
    side = {Side.ML: "on the ML side", Side.SYSTEMS: "on the Systems side"}.get(
        Side(row.side), "for both sides"
    )
    invited = row.invited_at or stage.now
    token = token_for(stage.edition.slug, row.email)
    context = {
        "side": side,
        "load": str(row.load_max),
        "link": stage.letters.url("committee-invitation", token=token),
    }
    subject = f"member:{row.xid}"
    stage.log.add("committee.invited", invited, stage.chair, subject=subject, summary=f"Letter to {row.name}")
    stage.letters.add(
        letters.INVITATION,
        row.xid,
        invited,
        row.person,
        "edition-home",
        context=context,
        name=row.name,
        email=row.email,
    )
    if row.answered_at is None:
        return
    word = "accepted" if row.state == MemberState.ACCEPTED else "declined"
    stage.log.add(
        f"committee.{word}", row.answered_at, row.person, subject=subject, summary=f"{row.name} has {word}"
    )
    answer = {"person": row.name, "answer": word, "note": row.answer_note}
    key = f"{row.xid}:{stage.chair.xid}"
    stage.letters.add(letters.ANSWERED, key, row.answered_at, stage.chair, "committee-roster", context=answer)


# Conflicts


def find_conflicts(stage: Stage) -> None:
    """What authors and members have declared, and what the search has found; chairs have looked at some of it."""
    known = {paper.row.pk: paper for paper in stage.papers}
    users = {user.pk: user for user in stage.cast.values()}
    people = people_of(stage.edition)
    found = sorted(
        detection.find(paper_facts(stage.edition), person_facts(stage.edition, people)),
        key=lambda one: (one.paper, one.person, one.source),
    )
    rows = [_suggested(stage, known[one.paper], users[one.person], one) for one in found]
    taken = {(row.submission_id, row.person_id) for row in rows}
    rows += _declared(stage, people, users, taken)
    store(rows)
    for row in rows:
        summary = f"{row.person} and paper {row.submission.number}: {row.source}"
        subject = f"conflict:{row.xid}"
        stage.log.add(
            "conflict.added", row.at, row.by, paper=row.submission, subject=subject, summary=summary
        )
        if row.decided_at is not None:
            word = "conflict.confirmed" if row.state == ConflictState.CONFIRMED else "conflict.dismissed"
            stage.log.add(
                word,
                row.decided_at,
                row.decided_by,
                paper=row.submission,
                subject=subject,
                reason=row.decided_reason,
            )
    persons = people | {user.pk for user in stage.cast.values()}
    stage.walls = walls(list(known), persons)
    _appoint_handlers(stage)


def _suggested(stage: Stage, paper: Placed, person: User, one: detection.Suggestion) -> Conflict:
    """A suggestion; an address at the host of the personas says nothing, and many others are confirmed."""
    row = Conflict(
        submission=paper.row, person=person, reason=one.reason, source=one.source, note=one.note,
        state=ConflictState.SUGGESTED, at=paper.row.registered_at,
    )  # fmt: skip
    rng = stage.draw("conflict", paper.key, person.email, one.source)
    same_host = one.source is ConflictSource.DOMAIN and person.email.endswith(PERSONA_HOST)
    judge = next((chair for chair in stage.chairs if chair != person and chair not in paper.authors), None)
    if judge is None or not (same_host or rng.random() < 0.5):
        return row
    row.state = ConflictState.DISMISSED if same_host else ConflictState.CONFIRMED
    row.decided_by = judge
    row.decided_at = min(row.at + (stage.now - row.at) / 3, stage.at(50))
    row.decided_reason = (
        "Addresses at this host are given to anybody; it is no institution." if same_host else ""
    )
    return row


def _declared(
    stage: Stage, people: set[int], users: dict[int, User], taken: set[tuple[int, int]]
) -> Iterable[Conflict]:
    """Authors name an adviser here and there; members and chairs say what nobody could find."""
    persons = [users[pk] for pk in sorted(people) if not users[pk].email.endswith(PERSONA_HOST)]
    for paper in stage.where(lambda row: row.status not in {Status.DRAFT, Status.CLOSED}):
        rng = stage.draw("declared", paper.key)
        free = [p for p in persons if (paper.row.pk, p.pk) not in taken and p not in paper.authors]
        if rng.random() < 0.3:
            yield _declaration(
                paper, rng.choice(free), rng.choice((ConflictReason.ADVISOR, ConflictReason.COAUTHOR)),
                ConflictSource.AUTHOR, paper.authors[0], "",
            )  # fmt: skip
        elif rng.random() < 0.12 and stage.today > 44:
            person = rng.choice([p for p in free if p not in stage.chairs])
            yield _declaration(
                paper, person, ConflictReason.PERSONAL, ConflictSource.MEMBER, person, "We share an office."
            )
        elif rng.random() < 0.08:
            yield _declaration(
                paper, rng.choice([p for p in free if p != stage.chair]), ConflictReason.OTHER, ConflictSource.CHAIR,
                stage.chair, "Told us by mail of a joint proposal under review.",
            )  # fmt: skip


def _declaration(
    paper: Placed, person: User, reason: ConflictReason, source: ConflictSource, by: User, note: str
) -> Conflict:
    later = paper.row.changed_at
    return Conflict(
        submission=paper.row, person=person, reason=reason, source=source, by=by, note=note,
        state=ConflictState.CONFIRMED, at=later,
    )  # fmt: skip


def _appoint_handlers(stage: Stage) -> None:
    """Each paper that is registered has the chair without a conflict who has the fewest so far."""
    burden: Counter[int] = Counter()
    rows = []
    for paper in stage.where(lambda row: row.status not in {Status.DRAFT, Status.CLOSED}):
        fit_for = [c for c in stage.chairs if (paper.row.pk, c.pk) not in stage.walls]
        if not fit_for:
            raise RuntimeError(f"{paper.row}: every chair has a conflict")
        chosen = min(fit_for, key=lambda chair: burden[chair.pk])
        burden[chosen.pk] += 1
        stage.handlers[paper.row.pk] = chosen
        rows.append(Handling(submission=paper.row, person=chosen, at=paper.row.registered_at))
    for row in store(rows):
        stage.log.add(
            "handling.appointed", row.at, None, paper=row.submission, subject=f"handling:{row.xid}",
            summary=f"A handling chair for paper {row.submission.number}",
        )  # fmt: skip


# Bids and the plan


def place_bids(stage: Stage) -> None:
    """Each member has bid for what is near to them, and said no to little."""
    rows = []
    for member in stage.members:
        levels = _knows(stage, member)
        rng = stage.draw("bids", member.email)
        at = stage.between(44.5, 51, "bids", member.email)
        is_persona = member.email.endswith(PERSONA_HOST)
        for paper in stage.where(lambda row: row.status == Status.COMPLETE):
            if (paper.row.pk, member.person_id) in stage.walls:
                continue
            best = max((levels.get(code, 0) for code in paper.content.topics), default=0)
            value = _bid(rng.random(), 3 if is_persona and best >= 2 else best)
            if value is not None:
                rows.append(PaperBid(submission=paper.row, member=member, value=value, at=at))
    store(rows)
    for member in stage.members:
        mine = [row for row in rows if row.member_id == member.pk]
        if mine:
            words = f"{len(mine)} bids"
            stage.log.add(
                "bid.imported", mine[0].at, member.person, subject=f"member:{member.xid}", summary=words
            )


def _bid(chance: float, level: int) -> Bid | None:
    ladder: dict[int, tuple[tuple[float, Bid], ...]] = {
        3: ((0.5, Bid.KEEN), (0.85, Bid.COULD)),
        2: ((0.15, Bid.KEEN), (0.55, Bid.COULD)),
        1: ((0.12, Bid.COULD), (0.2, Bid.RATHER_NOT)),
        0: ((0.04, Bid.COULD), (0.14, Bid.RATHER_NOT), (0.22, Bid.NO)),
    }
    return next((bid for limit, bid in ladder[level] if chance < limit), None)


def publish_assignment(stage: Stage) -> None:
    """Solve each track exactly as a chair would have, and publish the plan."""
    for track in stage.tracks.values():
        _assign_track(stage, track)
    _replace_some(stage)
    _write_assigned(stage)


def _assign_track(stage: Stage, track: Track) -> None:
    papers_here = sorted(
        (p.row for p in stage.papers if p.row.track == track and p.row.status == Status.COMPLETE
         and p.row.outcome == Outcome.NONE),
        key=lambda row: row.pk,
    )  # fmt: skip
    members = sorted(stage.members, key=lambda member: member.pk)
    parameters = Parameters(wanted_a=track.wanted_a, wanted_b=track.wanted_b)
    fitted = fit(papers_here, members, stage.edition.pk)
    posed = problem(papers_here, members, fitted, parameters, two_sided=track.two_sided, locked=[])
    solution = matching.solve(posed, seed=parameters.seed)
    if np.any(solution.shortages > 0):
        raise RuntimeError(f"{stage.edition.slug} {track.slug}: the committee cannot review all papers")
    act = Act.objects.get(edition=stage.edition, track=track, kind=ActKind.ASSIGNMENT_PUBLISHED)
    plan = Plan.objects.create(
        track=track,
        state=PlanState.PUBLISHED,
        parameters=parameters.stored(),
        made_by=stage.chair,
        made_at=stage.at(52.4),
        published_at=act.at,
        certificate={
            "optimal": solution.certificate.optimal,
            "total": round(solution.total, 4),
            "gap": round(solution.certificate.gap_bound, 6),
            "seconds": 0.4,
        },
    )
    pairs = [
        PlanPair(
            plan=plan,
            submission=papers_here[p],
            member=members[m],
            side=Side.ML if side == matching.ML else Side.SYSTEMS,
            score=float(fitted.affinity.similarity[p, m]),
            why=why(fitted, p, m),
        )
        for p, m, side in solution.pairs.tolist()
    ]
    store(pairs)
    made = [
        Assignment(
            submission=pair.submission,
            member=pair.member,
            side=pair.side,
            made_by=stage.chair,
            made_at=act.at,
            plan=plan,
        )
        for pair in pairs
    ]
    stage.assignments += store(made)
    stage.log.add("plan.started", plan.made_at, stage.chair, subject=f"plan:{plan.xid}", summary=track.name)
    stage.log.add("plan.published", act.at, stage.chair, subject=f"plan:{plan.xid}", summary=track.name)


def _replace_some(stage: Stage) -> None:
    """Two reviewers have given a paper up; the chairs found somebody of the same side for it."""
    load = Counter(row.member_id for row in stage.assignments)
    done = 0
    for row in list(stage.assignments):
        if done == 2:
            return
        if row.submission.number % 5 or row.member.email.endswith(PERSONA_HOST):
            continue
        there = {other.member_id for other in stage.assignments if other.submission_id == row.submission_id}
        substitute = next(
            (
                m for m in stage.members
                if m.side == row.side and m.pk not in there and load[m.pk] < m.load
                and (row.submission_id, m.person_id) not in stage.walls and not m.email.endswith(PERSONA_HOST)
            ),
            None,
        )  # fmt: skip
        if substitute is None:
            continue
        _replace(stage, row, substitute)
        load[substitute.pk] += 1
        done += 1


def _replace(stage: Stage, row: Assignment, substitute: Member) -> None:
    reason = "I have read an earlier version of this paper and would rather not judge it again."
    row.state, row.ended_at, row.ended_reason = AssignmentState.DECLINED, stage.at(56.3), reason
    row.save(update_fields=["state", "ended_at", "ended_reason"])
    by = stage.handlers[row.submission_id]
    new = Assignment(
        submission=row.submission, member=substitute, side=row.side, made_by=by, made_at=stage.at(57.1)
    )
    stage.assignments.remove(row)
    stage.assignments += store([new])
    paper, number = row.submission, row.submission.number
    stage.log.add(
        "assignment.declined", row.ended_at, row.member.person, paper=paper, subject=f"assignment:{row.xid}",
        summary=f"{row.member.name} no longer reviews paper {number}", reason=reason,
    )  # fmt: skip
    context = {"person": row.member.name, "reason": reason}
    stage.letters.add(
        letters.REVIEWER_GONE, row.xid, row.ended_at, by, "paper-reviewers", context=context, paper=paper
    )


def _write_assigned(stage: Stage) -> None:
    for row in stage.assignments:
        paper = row.submission
        stage.log.add(
            "assignment.made", row.made_at, row.made_by, paper=paper, subject=f"assignment:{row.xid}",
            summary=f"{row.member.name} reviews paper {paper.number}",
        )  # fmt: skip
    for member in stage.members:
        mine = [row for row in stage.assignments if row.member_id == member.pk]
        lines = [
            f"Paper {row.submission.number}: {row.submission.title}\n"
            f"{stage.letters.url('submission-detail', number=row.submission.number)}"
            for row in mine
        ]
        if mine:
            at = min(row.made_at for row in mine)
            context = {"papers": "\n\n".join(lines)}
            stage.letters.add(
                letters.ASSIGNED, member.xid, at, member.person, "committee-papers", context=context
            )
