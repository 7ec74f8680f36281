"""Plans: solved by a job, seen by chairs alone, edited, published as one act."""

from collections import Counter

import pytest

from committee.commands import plans as commands
from committee.domain import AssignmentState, Bid, PlanState
from committee.models import Assignment, Conflict, Member, Plan, PlanPair
from committee.queries import plans as queries
from committee.queries.matching import Parameters
from sysml.conference.domain import ActKind, RoleKind, Side
from sysml.conference.models import Act
from sysml.kernel import jobs
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Job, Letter
from tests.factories.committee import bid, proposed, staffed, started, words
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


def _solve(made: World, plan: Plan) -> Plan:
    jobs.run_due(made.now)
    plan.refresh_from_db()
    return plan


def _publish(made: World, plan: Plan, by: str = "Chair") -> commands.Published:
    return commands.publish_plan(by=made.viewer(by), edition=made.edition, xid=plan.xid, now=made.now)


def test_a_plan_of_sixty_papers_and_thirty_members_gives_each_two_and_two_and_no_conflict() -> None:
    made = world("bidding")
    papers = staffed(made, papers=60, ml=14, systems=14, load=9)
    made.member("Bridge 1", Side.BRIDGE, load_max=9)
    made.member("Bridge 2", Side.BRIDGE, load_max=9)
    people = [member.person for member in Member.objects.select_related("person").order_by("pk")]
    for number, paper in enumerate(papers):
        for step in (0, 7, 13):
            person = people[(number + step) % len(people)]
            assert person is not None
            made.conflict(paper, person)
    plan = _solve(made, started(made))
    assert plan.state == PlanState.PROPOSED
    assert plan.certificate["optimal"] is True
    assert plan.shortages == []
    sides = Counter(PlanPair.objects.values_list("submission_id", "side"))
    assert sides == {(paper.pk, side): 2 for paper in papers for side in ("ml", "systems")}
    barred = set(Conflict.objects.values_list("submission_id", "person_id"))
    pairs = set(PlanPair.objects.values_list("submission_id", "member__person_id"))
    assert not pairs & barred
    loads = Counter(PlanPair.objects.values_list("member_id", flat=True))
    assert max(loads.values()) <= 9
    for pair in PlanPair.objects.select_related("member"):
        assert pair.member.side in {pair.side, Side.BRIDGE}


def test_shortages_come_as_numbers_and_words_and_not_as_an_error() -> None:
    made = world("bidding")
    staffed(made, papers=3, ml=4, systems=1)
    plan = _solve(made, started(made))
    assert [side for _, side, _ in plan.shortages] == ["systems"] * 3
    text = words(made.client("Chair").get(made.url(f"chair/plan/{plan.xid}/")))
    assert "3 places stay empty" in text


def test_nobody_but_chairs_sees_a_plan() -> None:
    made = world("bidding")
    staffed(made)
    made.chair("Pool", RoleKind.HANDLING)
    plan = _solve(made, started(made))
    for path in ("chair/plan/", f"chair/plan/{plan.xid}/", f"chair/plan/{plan.xid}/publish/"):
        assert made.client("Chair").get(made.url(path)).status_code == 200
        for other in ("ml 0", "Author 0", "Pool"):
            assert made.client(other).get(made.url(path)).status_code == 404
    assert not made.viewer("ml 0").ties.get("assigned")
    assert not Assignment.objects.exists()
    assert not Letter.objects.filter(kind="papers-assigned").exists()


def test_a_conflicted_chair_sees_neither_pairs_nor_counts_of_an_own_paper() -> None:
    made = world("bidding")
    made.chair()
    made.chair("Second")
    mine, other = made.paper("Mine", authors=("Chair",)), made.paper("Other")
    ada, bo = made.member("Ada", Side.ML), made.member("Bo", Side.SYSTEMS)
    plan = proposed(made, [(mine, ada), (other, bo)])
    shown = queries.plan_page(made.viewer("Chair"), made.at, made.edition, plan.xid)
    assert (shown.papers, shown.pairs, shown.members_used) == (1, 1, 1)
    assert {row.name: row.load for row in shown.loads} == {"Ada": 0, "Bo": 1}
    text = made.client("Chair").get(made.url(f"chair/plan/{plan.xid}/")).content.decode()
    assert "Mine" not in text
    assert "<b>Ada</b>" not in text
    assert (
        made.client("Chair").get(made.url(f"chair/plan/{plan.xid}/papers/{mine.number}/")).status_code == 404
    )
    full = queries.plan_page(made.viewer("Second"), made.at, made.edition, plan.xid)
    assert (full.papers, full.pairs) == (2, 2)


def test_the_words_of_progress_count_no_papers() -> None:
    made = world("bidding")
    staffed(made, papers=7)
    said: list[str] = []
    plan = started(made)
    commands.solve_plan(plan_id=plan.pk, progress=lambda percent, words: said.append(words))
    assert said
    assert "7" not in "".join(said)


def test_solving_twice_changes_nothing() -> None:
    made = world("bidding")
    staffed(made)
    plan = _solve(made, started(made))
    before = list(PlanPair.objects.order_by("pk").values_list("pk", flat=True))
    commands.solve_plan(plan_id=plan.pk, progress=lambda percent, words: None)
    assert list(PlanPair.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_a_plan_can_be_cancelled_while_it_is_made() -> None:
    made = world("bidding")
    staffed(made)
    plan = started(made)
    page = made.client("Chair").get(made.url(f"chair/plan/{plan.xid}/")).content.decode()
    assert "data-poll" in page
    commands.discard_plan(by=made.viewer("Chair"), edition=made.edition, xid=plan.xid, now=made.now)
    _solve(made, plan)
    assert plan.state == PlanState.DISCARDED
    assert Job.objects.get(kind="committee.solve").status == Job.Status.CANCELLED
    assert not PlanPair.objects.exists()


def test_a_plan_whose_calculation_fails_for_good_says_so_and_another_can_be_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = world("bidding")
    staffed(made)
    plan = started(made)
    job = Job.objects.get(kind="committee.solve")

    def crash(**_: object) -> None:
        raise MemoryError("too large")

    monkeypatch.setattr("committee.tasks.solve_plan", crash)
    for _ in range(job.max_attempts):
        assert Plan.objects.get().state == PlanState.SOLVING
        Job.objects.update(due_at=made.now)
        jobs.run(job.pk, now=made.now, heartbeat=False)
    assert Plan.objects.get().state == PlanState.FAILED
    page = made.client("Chair").get(made.url(f"chair/plan/{plan.xid}/")).content.decode()
    assert "did not come to an end" in page
    started(made)


def test_two_plans_are_not_made_at_once() -> None:
    made = world("bidding")
    staffed(made)
    started(made)
    with pytest.raises(IllegalTransition):
        started(made)


def test_an_empty_conference_fails_with_words() -> None:
    made = world("bidding")
    made.chair()
    plan = _solve(made, started(made))
    assert plan.state == PlanState.FAILED
    assert (
        "no complete papers" in made.client("Chair").get(made.url(f"chair/plan/{plan.xid}/")).content.decode()
    )


@pytest.mark.parametrize("wrong", [Parameters(0, 0), Parameters(11, 2), Parameters(2, 2, influence=101)])
def test_settings_that_make_no_sense_are_refused(wrong: Parameters) -> None:
    made = world("bidding")
    staffed(made)
    with pytest.raises(Invalid):
        started(made, wrong)
    assert not Plan.objects.exists()


def test_bids_move_the_plan_as_far_as_their_weight_allows() -> None:
    made = world("bidding")
    made.chair()
    paper = made.paper()
    members = [made.member(f"ML {number}", Side.ML) for number in range(4)]
    bid(members[3], paper, Bid.KEEN, made)
    bid(members[0], paper, Bid.NO, made)
    plan = _solve(made, started(made, Parameters(1, 0)))
    assert PlanPair.objects.get(plan=plan).member == members[3]
    refusing = _solve(made, started(made, Parameters(3, 0)))
    assert members[0].pk not in set(refusing.pairs.values_list("member_id", flat=True))


def test_present_reviewers_are_kept_and_who_declined_is_not_asked_again() -> None:
    made = world("bidding")
    papers = staffed(made, papers=2, ml=3, systems=2)
    kept, declined = Member.objects.get(name="ml 0"), Member.objects.get(name="ml 1")
    made.assign(papers[0], kept)
    row = made.assign(papers[1], declined)
    Assignment.objects.filter(pk=row.pk).update(state=AssignmentState.DECLINED, ended_at=made.now)
    plan = _solve(made, started(made))
    pairs = set(plan.pairs.values_list("submission_id", "member_id"))
    assert (papers[0].pk, kept.pk) in pairs
    assert (papers[1].pk, declined.pk) not in pairs


def test_a_chair_edits_a_plan_but_never_into_a_conflict() -> None:
    made = world("bidding")
    made.chair()
    paper, ada, bo, cy = made.paper(), made.member("Ada"), made.member("Bo"), made.member("Cy")
    made.conflict(paper, made.people["Cy"])
    plan = proposed(made, [(paper, ada)])
    url = made.url(f"chair/plan/{plan.xid}/papers/{paper.number}/")
    client = made.client("Chair")
    client.post(url, {"add": bo.xid, "remove": ada.xid})
    pair = PlanPair.objects.get()
    assert (pair.member, pair.why["by_hand"]) == (bo, True)
    assert "has a conflict" in client.post(url, {"add": cy.xid}, follow=True).content.decode()
    assert PlanPair.objects.count() == 1
    assert AuditEntry.objects.filter(action="plan.changed", about=paper.xid).count() == 1


def test_publishing_is_one_act_with_a_letter_to_each_reviewer() -> None:
    made = world("bidding")
    papers = staffed(made)
    plan = _solve(made, started(made))
    ask = made.client("Chair").get(made.url(f"chair/plan/{plan.xid}/publish/")).content.decode()
    assert "8 members get 24 reviews of 6 papers (of those that you may see)." in ask
    assert not Assignment.objects.exists()
    assert made.client("Chair").post(made.url(f"chair/plan/{plan.xid}/publish/")).status_code == 302
    assert Assignment.objects.filter(state=AssignmentState.ACTIVE, plan=plan).count() == 24
    assert Act.objects.filter(kind=ActKind.ASSIGNMENT_PUBLISHED, track=made.track).exists()
    letters = Letter.objects.filter(kind="papers-assigned")
    assert letters.count() == 8
    assert {letter.status for letter in letters} == {Letter.Status.HELD}
    assert AuditEntry.objects.filter(action="plan.published").count() == 1
    member = Member.objects.get(name="ml 0")
    own = Letter.objects.get(kind="papers-assigned", to=member.email).body
    for paper in papers:
        given = Assignment.objects.filter(member=member, submission=paper).exists()
        assert (f"Paper {paper.number}:" in own) == given
    with pytest.raises(IllegalTransition):
        _publish(made, plan)


def test_what_changed_since_the_plan_was_made_is_looked_up_again() -> None:
    made = world("bidding")
    made.chair()
    first, second = made.paper(), made.paper()
    ada, bo, left = made.member("Ada"), made.member("Bo"), made.member("Left")
    made.assign(first, left)
    plan = proposed(made, [(first, ada), (second, bo)])
    made.conflict(first, made.people["Ada"])
    done = _publish(made, plan)
    assert (done.made, done.kept, done.ended, done.skipped) == (1, 0, 1, (first.number,))
    assert Assignment.objects.get(member=left).state == AssignmentState.REPLACED
    assert not Assignment.objects.filter(member=ada).exists()


def test_a_conflicted_chair_is_told_nothing_of_an_own_paper_by_publishing() -> None:
    made = world("bidding")
    made.chair()
    mine, other = made.paper(authors=("Chair",)), made.paper()
    ada, bo = made.member("Ada"), made.member("Bo")
    plan = proposed(made, [(mine, ada), (other, bo)])
    made.conflict(mine, made.people["Ada"])
    done = _publish(made, plan)
    assert (done.made, done.skipped) == (1, ())


@pytest.mark.parametrize("who", ["ml 0", "Author 0"])
def test_only_chairs_publish(who: str) -> None:
    made = world("bidding")
    staffed(made)
    plan = proposed(made, [])
    with pytest.raises(NotFound):
        _publish(made, plan, by=who)
    with pytest.raises((NotFound, NotAllowed)):
        started(made, by=who)
    plan.refresh_from_db()
    assert plan.state == PlanState.PROPOSED


def test_a_track_without_sides_is_planned_too() -> None:
    made = world("bidding", two_sided=False)
    made.chair()
    for number in range(3):
        made.member(f"M {number}", Side.BRIDGE)
        made.paper(f"P {number}")
    plan = _solve(made, started(made, Parameters(3, 0)))
    assert plan.pairs.count() == 9
    assert set(plan.pairs.values_list("side", flat=True)) == {""}
    assert "Systems" not in made.client("Chair").get(made.url(f"chair/plan/{plan.xid}/")).content.decode()
    _publish(made, plan)
    assert Assignment.objects.filter(side="").count() == 9
