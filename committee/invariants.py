"""What must be true of conflicts, handling chairs, plans and assignments."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from committee.domain import AssignmentState, ConflictState, MemberState, PlanState
from committee.models import Assignment, Conflict, Handling, Member, PaperBid, Plan, PlanPair
from committee.queries.matching import Parameters
from submissions.domain import Status
from submissions.invariants import faults, faults_of
from submissions.models import Authorship, Submission
from sysml.conference.domain import ActKind, RoleKind, Side
from sysml.conference.invariants import erased
from sysml.conference.models import Act, Role
from sysml.kernel.invariants import Fault, Invariant, uncaused

ACTIVE = Q(state=AssignmentState.ACTIVE)
SIDES = (Side.ML.value, Side.SYSTEMS.value)


def parted(paper: str, person: str) -> Q:
    """A conflict parts the person at `person` from the paper at `paper`: the walls as one condition in SQL."""
    declared = Conflict.objects.filter(submission=OuterRef(paper), person=OuterRef(person))
    proven = EmailAddress.objects.filter(user=OuterRef(OuterRef(person)), verified=True)
    places = Authorship.objects.filter(submission=OuterRef(paper))
    return (
        Q(Exists(declared.exclude(state=ConflictState.DISMISSED)))
        | Q(Exists(places.filter(person=OuterRef(person))))
        | Q(Exists(places.filter(person=None, email__in=proven.values("email"))))
    )


def _conflicted(now: datetime) -> Iterator[Fault]:
    rows = Assignment.objects.filter(ACTIVE, parted("submission", "member__person"))
    yield from faults_of(rows, "{0} reviews it against a conflict", "member__name")


def _unseated(now: datetime) -> Iterator[Fault]:
    rows = Assignment.objects.filter(ACTIVE & ~erased("submission__edition"))
    absent = ~Q(member__state=MemberState.ACCEPTED) | Q(member__person=None)
    yield from faults_of(rows.filter(absent), "{0} reviews it and is not on the committee", "member__name")
    foreign = rows.exclude(member__edition=F("submission__edition"))
    yield from faults_of(foreign, "{0} reviews it and belongs to another edition", "member__name")


def _sides(now: datetime) -> Iterator[Fault]:
    """On a track with two sides a reviewer fills one of them; on another none."""
    for model in (Assignment, PlanPair):
        rows = model._default_manager.all()
        two = ~Q(submission__track__side_a="")
        wrong = (two & ~Q(side__in=SIDES)) | (~two & ~Q(side=""))
        words = f"{{0}} fills no side of it ({model._meta.verbose_name})"
        yield from faults_of(rows.filter(wrong), words, "member__name")


def _uncaused_assignments(now: datetime) -> Iterator[Fault]:
    """By hand each has its own entry; those of a plan are caused by its publication, whose entry names the plan."""
    by_hand = Assignment.objects.filter(plan=None)
    of_plan = Assignment.objects.exclude(plan=None)
    plans = Plan.objects.filter(state=PlanState.PUBLISHED)
    silent = uncaused(plans, "plan", ["plan.published"])
    bad = of_plan.exclude(plan__state=PlanState.PUBLISHED) | of_plan.filter(plan__xid__in=silent)
    alone = by_hand.filter(xid__in=uncaused(by_hand, "assignment", ["assignment.made"]))
    made = bad.filter(xid__in=uncaused(bad, "assignment", ["assignment.made"])) if bad.exists() else bad
    for rows in (alone, made):
        yield from faults_of(rows, "says the log: nobody assigned {0}", "member__name")
    for state in (AssignmentState.DECLINED, AssignmentState.REPLACED, AssignmentState.REMOVED):
        ended = Assignment.objects.filter(state=state)
        missing = ended.filter(xid__in=uncaused(ended, "assignment", [f"assignment.{state.value}"]))
        yield from faults_of(missing, f"says the log: {{0}} was never {state.value}", "member__name")


def _uncaused_conflicts(now: datetime) -> Iterator[Fault]:
    every = Conflict.objects.all()
    missing = every.filter(xid__in=uncaused(every, "conflict", ["conflict.added", "conflict.renewed"]))
    yield from faults_of(missing, "says the log: nobody entered the conflict of {0}", "person__name")


def _lifted(now: datetime) -> Iterator[Fault]:
    """A conflict ends by another person's act, with a reason, in the log."""
    lifted = Conflict.objects.filter(state=ConflictState.DISMISSED)
    missing = lifted.filter(xid__in=uncaused(lifted, "conflict", ["conflict.dismissed"]))
    yield from faults_of(missing, "says the log: nobody lifted the conflict of {0}", "person__name")
    yield from faults_of(
        lifted.filter(decided_by=F("person")), "{0} lifted a conflict of their own", "person__name"
    )
    unsaid = lifted.filter(Q(decided_by=None) | Q(decided_reason=""))
    yield from faults_of(unsaid, "the conflict of {0} was lifted without a name or a reason", "person__name")


def _unhandled(now: datetime) -> Iterator[Fault]:
    papers = Submission.objects.filter(~erased("edition")).exclude(status__in=[Status.DRAFT, Status.CLOSED])
    nobody = ~Exists(Handling.objects.filter(submission=OuterRef("pk")))
    yield from faults(papers.filter(nobody), "nobody handles it")
    rows = Handling.objects.filter(submission__in=papers)
    yield from faults_of(
        rows.filter(parted("submission", "person")), "{0} handles it against a conflict", "person__name"
    )
    office = Role.objects.filter(
        Q(track=None) | Q(track=OuterRef("submission__track")),
        edition=OuterRef("submission__edition"),
        person=OuterRef("person"),
        kind__in=[RoleKind.CHAIR, RoleKind.HANDLING],
    )
    yield from faults_of(rows.filter(~Exists(office)), "{0} handles it without an office", "person__name")
    missing = rows.filter(xid__in=uncaused(rows, "handling", ["handling.appointed"]))
    yield from faults_of(missing, "says the log: nobody gave it to {0} to handle", "person__name")


def _plans(now: datetime) -> Iterator[Fault]:
    """A published plan, as it was solved, gives each paper what its parameters ask for, or says what is missing."""
    plans = Plan.objects.filter(state=PlanState.PUBLISHED, edited=0).select_related("track__edition")
    for plan in plans.order_by("pk"):
        yield from _quotas(plan)
    act = Act.objects.filter(
        Q(track=None) | Q(track=OuterRef("track")),
        edition=OuterRef("track__edition"),
        kind=ActKind.ASSIGNMENT_PUBLISHED,
    )
    rows = Plan.objects.filter(~Exists(act), state=PlanState.PUBLISHED)
    for slug, xid in rows.values_list("track__edition__slug", "xid"):
        yield Fault(slug, None, f"plan {xid} counts as published without the act")


def _quotas(plan: Plan) -> Iterator[Fault]:
    parameters, slug = Parameters.parse(plan.parameters), plan.track.edition.slug
    wanted = {"": parameters.wanted_a}
    if plan.track.two_sided:
        wanted = {Side.ML.value: parameters.wanted_a, Side.SYSTEMS.value: parameters.wanted_b}
    pairs = PlanPair.objects.filter(plan=plan).order_by()
    have: Counter[tuple[int, str]] = Counter()
    papers = set()
    for number, side, count in pairs.values_list("submission__number", "side").annotate(n=Count("pk")):
        have[number, side] += count
        papers.add(number)
    for number, side, missing in plan.shortages:
        have[number, side] += missing
        papers.add(number)
    for number in sorted(papers):
        for side, need in wanted.items():
            if have[number, side] < need:
                words = f"plan {plan.xid} gives it {have[number, side]} {side} reviewers, of {need}"
                yield Fault(slug, number, " ".join(words.split()))
    yield from _loads(plan, pairs, parameters.load_cap)


def _loads(plan: Plan, pairs: QuerySet[PlanPair], cap: int) -> Iterator[Fault]:
    if not cap:
        return
    solved = pairs.exclude(why__by_hand=True)
    for _ in solved.values_list("member").annotate(n=Count("pk")).filter(n__gt=cap):
        words = f"plan {plan.xid} gives a member more papers than the common limit of {cap}"
        yield Fault(plan.track.edition.slug, None, words)


def _uncaused_plans(now: datetime) -> Iterator[Fault]:
    rows = Plan.objects.filter(state=PlanState.PUBLISHED)
    missing = uncaused(rows, "plan", ["plan.published"])
    for slug, xid in rows.filter(xid__in=missing).values_list("track__edition__slug", "xid"):
        yield Fault(slug, None, f"says the log: nobody published plan {xid}")


def _solving(now: datetime) -> Iterator[Fault]:
    rows = Plan.objects.filter(state=PlanState.SOLVING).exclude(job__status__in=["queued", "running"])
    for slug, xid in rows.values_list("track__edition__slug", "xid"):
        yield Fault(slug, None, f"plan {xid} is being solved by no job")


def _foreign_bids(now: datetime) -> Iterator[Fault]:
    rows: QuerySet[Any] = PaperBid.objects.exclude(member__edition=F("submission__edition"))
    yield from faults_of(rows, "{0} of another edition bids on it", "member__name")


def _twins(now: datetime) -> Iterator[Fault]:
    """A member's place is held under an address that no other place's person has proven.

    Two queries joined here by (edition, address): asked as one, PostgreSQL walks one table for each row of the other.
    """
    holders = Member.objects.filter(person__emailaddress__verified=True)
    owner = {
        (edition, email.lower()): pk
        for edition, email, pk in holders.values_list("edition_id", "person__emailaddress__email", "pk")
    }
    places = Member.objects.exclude(state=MemberState.REMOVED).order_by("pk")
    for pk, edition, email, slug, name in places.values_list(
        "pk", "edition_id", "email", "edition__slug", "name"
    ):
        if owner.get((edition, email.lower()), pk) != pk:
            yield Fault(slug, None, f"{name} has two places on the committee")


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "no-assignment-against-a-conflict",
        "Nobody reviews a paper with which they have a conflict.",
        "Take the paper back on its page “Reviewers”; look at what they have written and who has read it.",
        _conflicted,
    ),
    Invariant(
        "reviewers-are-on-the-committee",
        "Whoever is assigned has accepted a place on this edition's committee.",
        "Replace the reviewer on the paper's page “Reviewers”.",
        _unseated,
    ),
    Invariant(
        "reviewers-fill-a-side",
        "On a track with two sides every reviewer fills one of them.",
        "Replace the reviewer by themselves with the side that they fill.",
        _sides,
    ),
    Invariant(
        "assignments-have-a-cause",
        "Every assignment, and its end, is in the log.",
        "Find out who wrote the row; take the reviewer off, or assign them anew by the page.",
        _uncaused_assignments,
    ),
    Invariant(
        "conflicts-have-a-cause",
        "Every conflict is in the log.",
        "Enter the conflict again on the page “Conflicts”; it then has its entry.",
        _uncaused_conflicts,
    ),
    Invariant(
        "nobody-lifts-their-own-conflict",
        "A conflict is lifted by another person, with a reason, in the log.",
        "Confirm the conflict again; an unconflicted chair may lift it with a reason.",
        _lifted,
    ),
    Invariant(
        "every-paper-is-handled",
        "Every paper has a handling chair in office, without a conflict.",
        "Appoint one on the page “Handling”, or give a further person the office.",
        _unhandled,
    ),
    Invariant(
        "published-plans-keep-quotas",
        "A published plan gives each paper its reviewers of each side, or names what is missing.",
        "Look at the papers' reviewers and assign whoever is missing.",
        _plans,
    ),
    Invariant(
        "plans-have-a-cause",
        "The publication of every plan is in the log.",
        "Find out who wrote the row.",
        _uncaused_plans,
    ),
    Invariant(
        "plans-end",
        "A plan that is being solved has a job that solves it.",
        "Discard the plan and start a new one.",
        _solving,
    ),
    Invariant(
        "bids-stay-in-their-edition",
        "Members bid on papers of their own edition.",
        "Remove the bid.",
        _foreign_bids,
    ),
    Invariant(
        "one-place-a-member",
        "Nobody has two places on one committee.",
        "Ask the person to merge the accounts, or take one of the places back.",
        _twins,
    ),
)
