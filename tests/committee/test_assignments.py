"""Reviewers of one paper: assigned, replaced, taken off by hand, or giving the paper up themselves."""

import pytest

from committee.commands import assignments as commands
from committee.domain import AssignmentState, Bid, ConflictState, MemberState
from committee.models import Assignment, Conflict, Member
from committee.queries import assignments as queries
from submissions.domain import Status
from submissions.models import Submission
from sysml.conference.domain import RoleKind, Side
from sysml.conference.models import Topic
from sysml.kernel.errors import Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Letter
from tests.factories.committee import bid, knows
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


def _assign(made: World, paper: Submission, member: Member, *, by: str = "Chair", side: str = "") -> str:
    return commands.assign(
        by=made.viewer(by),
        edition=made.edition,
        number=paper.number,
        member=member.xid,
        side=side,
        now=made.now,
    )


def test_a_chair_assigns_by_hand_and_the_reviewer_gets_a_letter_with_a_link() -> None:
    made = world("reviewing")
    made.chair()
    paper, member = made.paper("Handed out"), made.member("Ada", Side.SYSTEMS)
    _assign(made, paper, member)
    row = Assignment.objects.get()
    assert (row.member, row.side, row.state) == (member, Side.SYSTEMS, AssignmentState.ACTIVE)
    letter = Letter.objects.get(kind="papers-assigned")
    assert letter.to == member.email
    assert f"/submissions/{paper.number}/" in letter.body
    assert letter.status == Letter.Status.HELD
    assert AuditEntry.objects.filter(action="assignment.made", about=paper.xid).exists()
    assert paper.pk in made.viewer("Ada").ties["assigned"]


def test_the_handling_chair_assigns_and_nobody_else_does() -> None:
    made = world("reviewing")
    made.chair("Pool", RoleKind.HANDLING)
    paper, other, member = made.paper(), made.paper(), made.member("Ada")
    made.member("Bo")
    made.handle(paper, made.people["Pool"])
    _assign(made, paper, member, by="Pool")
    for who, which in (("Pool", other), ("Bo", paper), ("Ada", paper)):
        with pytest.raises((NotFound, NotAllowed)):
            _assign(made, which, made.member(f"New {who}"), by=who)
    assert Assignment.objects.count() == 1


def test_a_conflict_is_never_bypassed() -> None:
    made = world("reviewing")
    made.chair()
    member = made.member("Ada")
    assert member.person is not None
    made.chair("Ada", RoleKind.HANDLING)
    barred, suggested, own = made.paper(), made.paper(), made.paper(authors=("Ada",))
    named = made.paper(unclaimed=(member.email,))
    made.conflict(barred, member.person)
    made.conflict(suggested, member.person)
    Conflict.objects.filter(submission=suggested).update(state=ConflictState.SUGGESTED)
    for paper in (barred, suggested, own, named):
        with pytest.raises(Invalid, match="has a conflict"):
            _assign(made, paper, member)
    Conflict.objects.filter(submission=suggested).update(state=ConflictState.DISMISSED)
    _assign(made, suggested, member)
    assert Assignment.objects.count() == 1


def test_a_chair_assigns_nobody_to_a_paper_of_their_own() -> None:
    made = world("reviewing")
    made.chair()
    mine, member = made.paper(authors=("Chair",)), made.member("Ada")
    with pytest.raises(NotFound):
        _assign(made, mine, member)
    url = made.url(f"chair/papers/{mine.number}/reviewers/")
    assert made.client("Chair").get(url).status_code == 404


@pytest.mark.parametrize("state", [MemberState.INVITED, MemberState.DECLINED, MemberState.REMOVED])
def test_only_members_who_accepted_are_assigned(state: MemberState) -> None:
    made = world("reviewing")
    made.chair()
    paper, member = made.paper(), made.member("Ada")
    Member.objects.update(state=state)
    with pytest.raises(Invalid):
        _assign(made, paper, member)


def test_a_paper_without_a_file_gets_no_reviewers_and_nobody_twice() -> None:
    made = world("reviewing")
    made.chair()
    member = made.member("Ada")
    with pytest.raises(NotAllowed):
        _assign(made, made.paper(status=Status.REGISTERED), member)
    paper = made.paper()
    _assign(made, paper, member)
    with pytest.raises(Invalid, match="already"):
        _assign(made, paper, member)


def test_a_bridge_member_fills_the_side_asked_for_or_the_shorter_one() -> None:
    made = world("reviewing")
    made.chair()
    paper = made.paper()
    for number in range(2):
        _assign(made, paper, made.member(f"ML {number}", Side.ML))
    bridge = made.member("Bridge", Side.BRIDGE)
    _assign(made, paper, bridge)
    assert Assignment.objects.get(member=bridge).side == Side.SYSTEMS
    other = made.member("Other bridge", Side.BRIDGE)
    _assign(made, paper, other, side="ml")
    assert Assignment.objects.get(member=other).side == Side.ML
    with pytest.raises(Invalid, match="other side"):
        _assign(made, paper, made.member("ML 3", Side.ML), side="systems")


def test_a_track_without_sides_has_assignments_without_sides() -> None:
    made = world("reviewing", two_sided=False)
    made.chair()
    paper, member = made.paper(), made.member("Ada", Side.BRIDGE)
    _assign(made, paper, member)
    assert Assignment.objects.get().side == ""
    page = made.client("Chair").get(made.url(f"chair/papers/{paper.number}/reviewers/")).content.decode()
    assert "Systems" not in page


def test_replacing_is_one_act_with_a_reason() -> None:
    made = world("reviewing")
    made.chair()
    paper, old, new = made.paper(), made.member("Old"), made.member("New")
    made.assign(paper, old)
    url = made.url(f"chair/papers/{paper.number}/reviewers/{old.xid}/replace/")
    client = made.client("Chair")
    assert "New" in client.get(url).content.decode()
    assert client.post(url, {"new": new.xid, "reason": ""}).status_code == 200
    assert Assignment.objects.get().state == AssignmentState.ACTIVE
    assert client.post(url, {"new": new.xid, "reason": "no answer"}).status_code == 302
    assert Assignment.objects.get(member=old).state == AssignmentState.REPLACED
    assert Assignment.objects.get(member=new).state == AssignmentState.ACTIVE
    assert Letter.objects.get(kind="paper-taken-back").to == old.email
    assert paper.pk in made.viewer("Old").ties["former"]


def test_a_replacement_with_a_conflict_changes_nothing() -> None:
    made = world("reviewing")
    made.chair()
    paper, old, new = made.paper(), made.member("Old"), made.member("New")
    made.assign(paper, old)
    made.conflict(paper, made.people["New"])
    with pytest.raises(Invalid):
        commands.replace_reviewer(
            by=made.viewer("Chair"),
            edition=made.edition,
            number=paper.number,
            old=old.xid,
            new=new.xid,
            reason="x",
            now=made.now,
        )
    assert Assignment.objects.get().state == AssignmentState.ACTIVE


def test_taking_a_paper_back_asks_first() -> None:
    made = world("reviewing")
    made.chair()
    paper, member = made.paper(), made.member("Ada")
    made.assign(paper, member)
    url = made.url(f"chair/papers/{paper.number}/reviewers/{member.xid}/remove/")
    client = made.client("Chair")
    assert client.get(url).status_code == 200
    assert Assignment.objects.get().state == AssignmentState.ACTIVE
    client.post(url, {"reason": "too many papers"})
    row = Assignment.objects.get()
    assert (row.state, row.ended_reason) == (AssignmentState.REMOVED, "too many papers")
    _assign(made, paper, member)
    assert Assignment.objects.get().state == AssignmentState.ACTIVE


def test_a_reviewer_declines_with_a_reason_and_the_handling_chair_is_told() -> None:
    made = world("reviewing")
    made.chair()
    paper, member = made.paper(), made.member("Ada")
    made.handle(paper, made.people["Chair"])
    made.assign(paper, member)
    url = made.url(f"committee/papers/{paper.number}/give-up/")
    client = made.client("Ada")
    assert client.post(url, {"why": "decline", "reason": ""}).status_code == 200
    assert client.post(url, {"why": "decline", "reason": "I am ill"}).status_code == 302
    assert Assignment.objects.get().state == AssignmentState.DECLINED
    assert "I am ill" in Letter.objects.get(kind="reviewer-gone").body
    assert not Conflict.objects.exists()


def test_a_reviewer_says_that_there_is_a_conflict() -> None:
    made = world("reviewing")
    paper, member = made.paper(), made.member("Ada")
    made.assign(paper, member)
    url = made.url(f"committee/papers/{paper.number}/give-up/")
    client = made.client("Ada")
    assert client.post(url, {"why": "conflict", "conflict": ""}).status_code == 200
    assert client.post(url, {"why": "conflict", "conflict": "co-author"}).status_code == 302
    assert Assignment.objects.get().state == AssignmentState.REMOVED
    assert Conflict.objects.get().person == made.people["Ada"]


def test_nobody_gives_up_what_they_do_not_have() -> None:
    made = world("reviewing")
    paper = made.paper()
    made.member("Ada")
    with pytest.raises((NotFound, NotAllowed)):
        commands.give_up(
            by=made.viewer("Ada"), edition=made.edition, number=paper.number, reason="x", now=made.now
        )
    assert made.client("Ada").get(made.url(f"committee/papers/{paper.number}/give-up/")).status_code == 404


def test_candidates_show_side_load_bid_conflict_and_fit_best_first() -> None:
    made = world("reviewing")
    made.chair()
    topic = Topic.objects.filter(edition=made.edition).first()
    assert topic is not None
    paper, other = made.paper(), made.paper()
    paper.topics.add(topic)
    expert, barred, plain = (
        made.member("Expert", load_max=1),
        made.member("Barred"),
        made.member("Plain", Side.SYSTEMS),
    )
    knows(expert, topic, 3)
    bid(expert, paper, Bid.KEEN, made)
    made.conflict(paper, made.people["Barred"])
    made.assign(other, expert)
    desk = queries.desk(made.viewer("Chair"), made.at, paper.number)
    first = desk.candidates[0]
    assert (first.name, first.bid, first.load, first.is_full, first.why) == (
        "Expert",
        "keen",
        1,
        True,
        topic.name,
    )
    assert {one.name: one.conflict for one in desk.candidates} == {
        "Expert": False,
        "Barred": True,
        "Plain": False,
    }
    filtered = queries.desk(made.viewer("Chair"), made.at, paper.number, side="systems", text="pla")
    assert [one.name for one in filtered.candidates] == [plain.name]
    text = made.client("Chair").get(made.url(f"chair/papers/{paper.number}/reviewers/")).content.decode()
    assert "conflict" in text
    assert barred.name in text


def test_who_reviews_what_is_a_page_for_chairs_without_their_own_papers() -> None:
    made = world("reviewing")
    made.chair()
    mine, other = made.paper("Mine", authors=("Chair",)), made.paper("Other")
    ada, bo = made.member("Ada"), made.member("Bo")
    made.assign(mine, ada)
    made.assign(other, bo)
    text = made.client("Chair").get(made.url("chair/papers/")).content.decode()
    assert "Other" in text
    assert "Bo" in text
    assert "Mine" not in text
    assert "Ada" not in text
    sheet = made.client("Chair").get(made.url("chair/committee/files/assignments.csv")).content.decode()
    assert "Bo" in sheet
    assert "Ada" not in sheet
    assert AuditEntry.objects.get(action="export.read").summary == "assignments.csv"
    assert made.client("Ada").get(made.url("chair/papers/")).status_code == 404
