"""Plans of assignment: solved by a job, edited by chairs, published as one act."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction

from committee import matching
from committee.commands.assignments import filled_side, make_assignment, write_assigned
from committee.commands.steps import end_assignment, lock_papers
from committee.domain import PLAN_TRANSITIONS, AssignmentState, MemberState, PlanAct, PlanState
from committee.events import AssignmentMade
from committee.models import Assignment, Member, Plan, PlanPair
from committee.policies import ARRANGED, PLAN_PAIR, may_arrange, may_run_committee
from committee.queries.matching import Fit, Parameters, fit, problem
from committee.queries.walls import walls
from submissions.domain import Outcome, Status
from submissions.locking import lock_paper
from submissions.models import Submission
from sysml.conference.acting import at_now, command, record
from sysml.conference.domain import ActKind, Side
from sysml.conference.models import Act, Edition, Track
from sysml.conference.policies import blocked
from sysml.conference.viewer import Viewer
from sysml.kernel import events, jobs
from sysml.kernel.errors import IllegalTransition, Invalid, NotFound

SOLVE = "committee.solve"


@dataclass(frozen=True)
class Published:
    """What publishing did, as far as the actor may see it."""

    made: int
    kept: int
    ended: int
    skipped: tuple[int, ...]
    """Numbers of papers that lost a planned reviewer to a conflict or a change since the plan was solved."""


@command
def start_plan(*, by: Viewer, edition: Edition, track: Track, parameters: Parameters, now: datetime) -> Plan:
    """Ask for a plan: a row and a job that solves it. With `keep`, present reviewers and locked pairs stay."""
    actor = by.fresh()
    may_run_committee(actor, track.pk).require()
    if (stop := blocked(actor, at_now(edition, now).edition)) is not None:
        stop.require()
    _check(parameters, track)
    if Plan.objects.select_for_update().filter(track=track, state=PlanState.SOLVING).exists():
        raise IllegalTransition("A plan is being made already; wait for it or discard it.")
    plan = Plan.objects.create(
        track=track,
        parameters=parameters.stored(),
        made_by_id=actor.person_id,
        made_at=now,
        state=PlanState.SOLVING,
    )
    plan.job = jobs.enqueue(
        SOLVE,
        now=now,
        args={"plan": plan.pk},
        key=f"plan:{plan.xid}",
        scope=edition.slug,
        requested_by_id=actor.person_id,
    )
    plan.save(update_fields=["job"])
    record(actor, "plan.started", now=now, subject=f"plan:{plan.xid}", summary=track.name)
    return plan


def _check(parameters: Parameters, track: Track) -> None:
    wrong = {}
    if not 0 <= parameters.wanted_a <= 10 or (track.two_sided and not 0 <= parameters.wanted_b <= 10):
        wrong["wanted_a"] = "Choose between 0 and 10 reviewers of each side."
    if parameters.wanted_a + (parameters.wanted_b if track.two_sided else 0) == 0:
        wrong["wanted_a"] = "Each paper wants at least one reviewer."
    if not 0 <= parameters.load_cap <= 100:
        wrong["load_cap"] = "Choose between 0 (no common limit) and 100 papers."
    if not 0 <= parameters.influence <= 100:
        wrong["influence"] = "Choose between 0 and 100 per cent."
    if wrong:
        raise Invalid(wrong)


def solve_plan(*, plan_id: int, progress: Callable[[int, str], None]) -> None:
    """Solve outside any transaction, then store the answer in one. Safe to run twice: the second time does nothing.

    The words of progress hold no numbers of papers, because a chair who reads them may not know of all papers.
    """
    plan = Plan.objects.select_related("track__edition").get(pk=plan_id)
    if plan.state != PlanState.SOLVING:
        return
    track, parameters = plan.track, Parameters.parse(plan.parameters)
    progress(5, "Reading papers, bids and conflicts")
    papers = list(
        Submission.objects.filter(track=track, status=Status.COMPLETE, outcome=Outcome.NONE).order_by("pk")
    )
    members = list(Member.objects.filter(edition=track.edition, state=MemberState.ACCEPTED).order_by("pk"))
    if not papers or not members:
        fail_plan(
            plan_id=plan.pk,
            words="There are no complete papers yet." if not papers else "Nobody has accepted yet.",
        )
        return
    fitted = fit(papers, members, track.edition_id, influence=parameters.influence / 100)
    locked = _locked_pairs(plan) if parameters.keep else []
    posed = problem(papers, members, fitted, parameters, two_sided=track.two_sided, locked=locked)
    started = time.perf_counter()

    def check(state: matching.Progress) -> bool:
        progress(min(90, 20 + 10 * state.round), f"Solving, round {state.round + 1}")
        return True

    solution = matching.solve(posed, seed=parameters.seed, check=check)
    progress(95, "Writing the plan")
    kept = {(paper, member) for paper, member, _ in locked}
    _store(plan, papers, members, fitted, solution, kept, time.perf_counter() - started)


def _locked_pairs(plan: Plan) -> list[tuple[int, int, str]]:
    """Present reviewers of the track, and pairs that a chair set by hand in the newest open plan before this one."""
    present = Assignment.objects.filter(submission__track=plan.track, state=AssignmentState.ACTIVE)
    pairs = {
        (paper, member): side
        for paper, member, side in present.values_list("submission_id", "member_id", "side")
    }
    before = Plan.objects.filter(track=plan.track, state=PlanState.PROPOSED).exclude(pk=plan.pk).first()
    if before is not None:
        for pair in before.pairs.filter(why__by_hand=True):
            pairs.setdefault((pair.submission_id, pair.member_id), pair.side)
    return [(paper, member, side) for (paper, member), side in sorted(pairs.items())]


@transaction.atomic(durable=True)
def _store(
    plan: Plan,
    papers: list[Submission],
    members: list[Member],
    fitted: Fit,
    solution: matching.Solution,
    kept: set[tuple[int, int]],
    seconds: float,
) -> None:
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    if row.state != PlanState.SOLVING:
        return
    two_sided = plan.track.two_sided
    pairs = [
        PlanPair(
            plan=row,
            submission=papers[p],
            member=members[m],
            side=(Side.ML if side == matching.ML else Side.SYSTEMS) if two_sided else "",
            score=float(fitted.affinity.similarity[p, m]),
            why=why(fitted, p, m, by_hand=(papers[p].pk, members[m].pk) in kept),
        )
        for p, m, side in solution.pairs.tolist()
    ]
    PlanPair.objects.bulk_create(pairs, batch_size=500)
    row.shortages = [
        [papers[p].number, ("ml", "systems")[side] if two_sided else "", int(solution.shortages[p, side])]
        for p, side in np.argwhere(solution.shortages > 0).tolist()
    ]
    proof = solution.certificate
    row.certificate = {
        "optimal": proof.optimal,
        "total": round(solution.total, 4),
        "gap": round(proof.gap_bound, 6),
        "seconds": round(seconds, 3),
    }
    _step(row, PlanAct.PROPOSE)
    row.save()


@transaction.atomic(durable=True)
def fail_plan(*, plan_id: int, words: str) -> None:
    """Note why a plan could not be made."""
    row = Plan.objects.select_for_update().get(pk=plan_id)
    if row.state == PlanState.SOLVING:
        _step(row, PlanAct.FAIL)
        row.certificate = {"error": words}
        row.save()


def why(fitted: Fit, paper: int, member: int, *, by_hand: bool = False) -> dict[str, object]:
    """What a pair rests on, as it is stored beside it."""
    return {
        "topics": fitted.shared(paper, member),
        "bid": int(fitted.bids[paper, member]),
        "topic": round(float(fitted.affinity.topic[paper, member]), 3),
        "by_hand": by_hand,
    }


def _step(plan: Plan, act: PlanAct) -> None:
    state = PLAN_TRANSITIONS.get((PlanState(plan.state), act))
    if state is None:
        raise IllegalTransition(f"This plan is {plan.state}.")
    plan.state = state


def _plan(by: Viewer, edition: Edition, xid: str) -> tuple[Viewer, Plan]:
    actor = by.fresh()
    plan = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("track")
        .filter(track__edition=edition, xid=xid)
        .first()
    )
    if plan is None or not may_run_committee(actor, plan.track_id):
        raise NotFound
    return actor, plan


@command
def discard_plan(*, by: Viewer, edition: Edition, xid: str, now: datetime) -> None:
    """Throw a plan away; a job that still solves it stops."""
    actor, plan = _plan(by, edition, xid)
    _step(plan, PlanAct.DISCARD)
    plan.save(update_fields=["state"])
    if plan.job is not None:
        jobs.ask_to_cancel(plan.job, now=now)
    record(actor, "plan.discarded", now=now, subject=f"plan:{plan.xid}")


@command
def change_plan(
    *,
    by: Viewer,
    edition: Edition,
    xid: str,
    number: int,
    now: datetime,
    add: str = "",
    remove: str = "",
    side: str = "",
) -> None:
    """Add a member to a paper of a proposed plan, take one off, or both at once (members by xid)."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now, table=ARRANGED)
    may_arrange(locked.by, locked.paper).require()
    actor, plan = _plan(locked.by, edition, xid)
    if plan.state != PlanState.PROPOSED or plan.track_id != locked.paper.track_id:
        raise IllegalTransition(f"This plan is {plan.state}; only a proposed plan is edited.")
    if not add and not remove:
        raise Invalid({"add": "Choose whom to add or to take off."})
    if remove:
        gone, _ = PlanPair.objects.filter(plan=plan, submission=locked.paper, member__xid=remove).delete()
        if not gone:
            raise NotFound
    if add:
        _add_pair(plan, locked.paper, add, side)
    plan.edited += 1
    plan.save(update_fields=["edited"])
    record(actor, "plan.changed", now=now, about=locked.paper.xid, subject=f"plan:{plan.xid}")


def _add_pair(plan: Plan, paper: Submission, xid: str, side: str) -> None:
    member = Member.objects.filter(edition_id=paper.edition_id, xid=xid, state=MemberState.ACCEPTED).first()
    if member is None or member.person_id is None:
        raise Invalid({"add": "Choose a member who has accepted."})
    if walls([paper.pk], [member.person_id]):
        raise Invalid({"add": f"{member.name} has a conflict with this paper."})
    there = plan.pairs.filter(submission=paper)
    if there.filter(member=member).exists():
        raise Invalid({"add": f"{member.name} is planned for this paper already."})
    have: Counter[str] = Counter()
    for filled in there.values_list("side", flat=True):
        have[filled] += 1
    fitted = fit(
        [paper], [member], paper.edition_id, influence=Parameters.parse(plan.parameters).influence / 100
    )
    PlanPair.objects.create(
        plan=plan,
        submission=paper,
        member=member,
        side=filled_side(plan.track, member, side, have),
        score=float(fitted.affinity.similarity[0, 0]),
        why=why(fitted, 0, 0, by_hand=True),
    )


@command
def publish_plan(*, by: Viewer, edition: Edition, xid: str, now: datetime) -> Published:
    """Make the plan the assignment, in one act: from here on reviewers see their papers and get their letter.

    Conflicts are looked up again under the locks; pairs that became impossible are left out and named. Reviewers who
    were there when the plan was made and are not in it are replaced; those assigned by hand since stay.
    """
    actor, plan = _plan(by, edition, xid)
    if (stop := blocked(actor, at_now(edition, now).edition)) is not None:
        stop.require()
    seen = set(
        PLAN_PAIR.rows(actor, at_now(edition, now)).filter(plan=plan).values_list("submission_id", flat=True)
    )
    papers = {paper.pk: paper for paper in lock_papers(_concerned(plan))}
    _step(plan, PlanAct.PUBLISH)
    plan.published_at = now
    plan.save(update_fields=["state", "published_at"])
    work = _Publishing(plan, papers, actor, now)
    work.end_left_out()
    work.make_all()
    work.write_letters(edition)
    Act.objects.get_or_create(
        edition=edition,
        track=plan.track,
        kind=ActKind.ASSIGNMENT_PUBLISHED,
        defaults={"by_id": actor.person_id, "at": now},
    )
    record(actor, "plan.published", now=now, subject=f"plan:{plan.xid}", summary=plan.track.name)
    return work.as_seen(seen)


def _concerned(plan: Plan) -> set[int]:
    planned = plan.pairs.values_list("submission_id", flat=True)
    present = Assignment.objects.filter(submission__track=plan.track, state=AssignmentState.ACTIVE)
    return set(planned) | set(present.values_list("submission_id", flat=True))


class _Publishing:
    """The parts of one publication, under the locks of all papers concerned."""

    def __init__(self, plan: Plan, papers: dict[int, Submission], by: Viewer, now: datetime) -> None:
        self.plan, self.papers, self.by, self.now = plan, papers, by, now
        self.pairs = list(plan.pairs.select_related("member__person").order_by("submission_id", "pk"))
        self.present = {
            (a.submission_id, a.member_id): a
            for a in Assignment.objects.filter(submission_id__in=papers).select_related(
                "member", "submission__edition"
            )
        }
        persons = {pair.member.person_id for pair in self.pairs if pair.member.person_id is not None}
        self.barred = walls(list(papers), persons)
        self.made: list[Assignment] = []
        self.kept: list[int] = []
        self.ended: list[int] = []
        self.skipped: list[int] = []

    def end_left_out(self) -> None:
        planned = {(pair.submission_id, pair.member_id) for pair in self.pairs}
        for key, assignment in self.present.items():
            old = assignment.state == AssignmentState.ACTIVE and assignment.made_at <= self.plan.made_at
            if old and key not in planned:
                words = "not in the published plan"
                end_assignment(
                    assignment,
                    state=AssignmentState.REPLACED,
                    reason=words,
                    by=self.by,
                    now=self.now,
                    tell=False,
                )
                self.ended.append(assignment.submission_id)

    def make_all(self) -> None:
        fresh = []
        for pair in self.pairs:
            paper, existing = (
                self.papers[pair.submission_id],
                self.present.get((pair.submission_id, pair.member_id)),
            )
            if existing is not None and existing.state == AssignmentState.ACTIVE:
                self.kept.append(paper.pk)
            elif not self._possible(pair, paper, existing):
                self.skipped.append(paper.pk)
            elif existing is None:
                fresh.append(self._new(pair))
            else:
                self.made.append(
                    make_assignment(
                        paper, pair.member, side=pair.side, by=self.by, now=self.now, plan=self.plan
                    )
                )
        self.made += Assignment.objects.bulk_create(fresh, batch_size=500)
        for one in fresh:
            edition_id = self.plan.track.edition_id
            events.publish(AssignmentMade(edition_id, one.submission_id, one.member_id, self.now))

    def _new(self, pair: PlanPair) -> Assignment:
        """Traced by the plan, whose publication is in the log; hundreds of entries would say no more."""
        return Assignment(
            submission_id=pair.submission_id,
            member=pair.member,
            side=pair.side,
            made_by_id=self.by.person_id,
            made_at=self.now,
            plan=self.plan,
        )

    def _possible(self, pair: PlanPair, paper: Submission, existing: Assignment | None) -> bool:
        declined_since = (
            existing is not None and existing.ended_at is not None and existing.ended_at > self.plan.made_at
        )
        return (
            paper.status == Status.COMPLETE
            and pair.member.state == MemberState.ACCEPTED
            and (paper.pk, pair.member.person_id) not in self.barred
            and not declined_since
        )

    def write_letters(self, edition: Edition) -> None:
        of_member: defaultdict[Member, list[Submission]] = defaultdict(list)
        for assignment in self.made:
            of_member[assignment.member].append(self.papers[assignment.submission_id])
        for member, papers in of_member.items():
            papers.sort(key=lambda paper: paper.number)
            key = f"{self.plan.xid}:{member.xid}"
            write_assigned(edition, member, papers, key=key, now=self.now, batch=f"plan:{self.plan.xid}")

    def as_seen(self, seen: set[int]) -> Published:
        return Published(
            made=sum(assignment.submission_id in seen for assignment in self.made),
            kept=sum(paper in seen for paper in self.kept),
            ended=sum(paper in seen for paper in self.ended),
            skipped=tuple(sorted({self.papers[paper].number for paper in self.skipped if paper in seen})),
        )
