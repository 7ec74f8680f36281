"""Builders for the committee's tests: invitations, expertise, bids, plans, a whole committee with papers."""

from typing import Any

from committee.commands import plans
from committee.domain import Bid, MemberState, PlanState
from committee.models import Expertise, Member, PaperBid, Plan, PlanPair
from committee.queries.matching import Parameters
from submissions.models import Submission
from sysml.conference.domain import Side
from sysml.conference.models import Topic
from sysml.kernel.invitations import digest
from sysml.kernel.models import User
from tests.factories.world import World

TOKEN = "a-token-that-only-the-letter-holds"


def invited(world: World, name: str = "Ada Byron", *, email: str = "", side: Side = Side.ML) -> Member:
    """A person on the list who has not answered; the letter's token is TOKEN (one a world)."""
    return Member.objects.create(
        edition=world.edition,
        email=email or f"{name.lower().replace(' ', '.')}@uni.example.edu",
        name=name,
        side=side,
        state=MemberState.INVITED,
        token_digest=digest(TOKEN),
        invited_at=world.now,
    )


def knows(member: Member, topic: Topic, level: int) -> None:
    """The member says to know this much of the topic."""
    Expertise.objects.create(member=member, topic=topic, level=level)


def bid(member: Member, paper: Submission, value: Bid, world: World) -> PaperBid:
    """The member bids."""
    return PaperBid.objects.create(member=member, submission=paper, value=value, at=world.now)


def staffed(
    world: World, *, papers: int = 6, ml: int = 4, systems: int = 4, load: int = 6
) -> list[Submission]:
    """Two chairs, members of both sides with expertise, and papers with topics."""
    world.chair("Chair")
    world.chair("Second")
    topics = list(Topic.objects.filter(edition=world.edition))
    for count, side in ((ml, Side.ML), (systems, Side.SYSTEMS)):
        for number in range(count):
            member = world.member(f"{side.value} {number}", side, load_max=load)
            for at, topic in enumerate(topics):
                knows(member, topic, (number + at) % 4)
    made = []
    for number in range(papers):
        paper = world.paper(f"Paper the {number}th", authors=(f"Author {number}",))
        paper.topics.set([topics[number % len(topics)]])
        made.append(paper)
    return made


def proposed(world: World, pairs: list[tuple[Submission, Member]], *, by: User | None = None) -> Plan:
    """A plan with these pairs, as if it had been solved."""
    plan = Plan.objects.create(
        track=world.track,
        state=PlanState.PROPOSED,
        parameters=Parameters(2, 2).stored(),
        made_by=by,
        made_at=world.now,
    )
    for paper, member in pairs:
        side = "ml" if member.side == Side.BRIDGE else member.side
        PlanPair.objects.create(plan=plan, submission=paper, member=member, side=side, score=0.5, why={})
    return plan


def started(world: World, parameters: Parameters | None = None, *, by: str = "Chair") -> Plan:
    """A plan that a chair has asked for; its job waits."""
    return plans.start_plan(
        by=world.viewer(by),
        edition=world.edition,
        track=world.track,
        parameters=parameters or Parameters(2, 2),
        now=world.now,
    )


def words(response: Any) -> str:
    """What a page says, with every run of white space as one blank, as a browser shows it."""
    return " ".join(response.content.decode().split())
