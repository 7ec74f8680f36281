"""Every paper has an unconflicted handling chair; and what the paper page and the home page are given."""

import pytest

from committee.commands.handling import appoint_handler, appoint_handlers
from committee.models import Handling, Member
from committee.panels import panels
from committee.queries.handling import can_open
from committee.todo import todos
from submissions.domain import Status
from sysml.conference.commands.editions import do_act
from sysml.conference.domain import ActKind, RoleKind, Side
from sysml.conference.events import OfficeChanged
from sysml.conference.models import Act, Role
from sysml.conference.viewer import system
from sysml.kernel import events
from sysml.kernel.errors import Invalid, NotAllowed, NotFound
from tests.factories.committee import bid, invited, staffed
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


def _settle(made: World) -> int:
    return appoint_handlers(by=system(made.edition), edition=made.edition, now=made.now)


def test_papers_are_spread_over_unconflicted_chairs_and_handling_chairs() -> None:
    made = world("checking")
    made.chair("Chair")
    made.chair("Pool", RoleKind.HANDLING)
    papers = [made.paper(authors=("Chair",) if number == 0 else ("Author",)) for number in range(4)]
    assert _settle(made) == 4
    assert Handling.objects.get(submission=papers[0]).person == made.people["Pool"]
    assert Handling.objects.filter(person=made.people["Chair"]).count() == 2
    assert _settle(made) == 0


def test_drafts_need_nobody_and_a_paper_for_which_nobody_is_left_has_nobody() -> None:
    made = world("submission")
    made.chair()
    made.paper(status=Status.DRAFT)
    made.paper(authors=("Chair",))
    assert _settle(made) == 0
    assert not Handling.objects.exists()


def test_who_leaves_office_hands_their_papers_over() -> None:
    made = world("checking")
    made.chair("First")
    made.paper()
    _settle(made)
    made.chair("Second")
    Role.objects.filter(person=made.people["First"]).delete()
    events.publish(OfficeChanged(made.edition.pk, made.now))
    assert Handling.objects.get().person == made.people["Second"]


def test_a_chair_appoints_by_hand_but_nobody_with_a_conflict() -> None:
    made = world("checking")
    made.chair("Chair")
    made.chair("Second")
    made.person("Stranger")
    paper, mine = made.paper(authors=("Author",)), made.paper(authors=("Chair",))

    def appoint(number: int, person: str, by: str = "Chair") -> None:
        appoint_handler(
            by=made.viewer(by),
            edition=made.edition,
            number=number,
            person=made.people[person].xid,
            now=made.now,
        )

    appoint(paper.number, "Second")
    assert Handling.objects.get(submission=paper).person == made.people["Second"]
    with pytest.raises(Invalid):
        appoint(paper.number, "Stranger")
    with pytest.raises(NotFound):
        appoint(mine.number, "Second")
    with pytest.raises(Invalid):
        appoint(mine.number, "Chair", by="Second")
    assert not Handling.objects.filter(submission=mine).exists()


def test_an_edition_opens_only_if_every_chair_has_a_stand_in() -> None:
    made = world("before")
    Act.objects.all().delete()
    assert not can_open(made.edition)
    made.chair()
    assert "no stand-in" in can_open(made.edition).reason
    with pytest.raises(NotAllowed, match="stand-in"):
        do_act(by=made.viewer("Chair"), edition=made.edition, kind=ActKind.OPENED, now=made.now)
    assert not Act.objects.exists()
    made.chair("Pool", RoleKind.HANDLING)
    assert can_open(made.edition)
    do_act(by=made.viewer("Chair"), edition=made.edition, kind=ActKind.OPENED, now=made.now)
    assert Act.objects.filter(kind=ActKind.OPENED).exists()


def test_an_edition_does_not_open_while_a_paper_has_no_unconflicted_chair() -> None:
    made = world("before")
    made.chair("Chair")
    made.chair("Second")
    made.paper(authors=("Chair", "Second"))
    assert "no chair without a conflict" in can_open(made.edition).reason


def test_the_paper_page_shows_reviewers_to_chairs_and_handling_chairs_alone() -> None:
    made = world("reviewing")
    made.chair("Chair")
    made.chair("Pool", RoleKind.HANDLING)
    paper, ada = made.paper(), made.member("Ada")
    made.member("Bo")
    made.handle(paper, made.people["Pool"])
    made.assign(paper, ada)
    made.conflict(paper, made.people["Bo"])

    def templates(who: str) -> set[str]:
        return {panel.template for panel in panels(made.viewer(who), made.at, paper)}

    chairs = {"committee/panel_reviewers.html", "committee/panel_conflicts.html"}
    assert templates("Chair") == chairs
    assert templates("Pool") == chairs
    assert templates("Author") == {"committee/panel_authors.html"}
    assert templates("Ada") == {"committee/panel_mine.html"}
    assert templates("Bo") == set()
    text = made.client("Chair").get(made.url(f"submissions/{paper.number}/")).content.decode()
    assert "Ada" in text
    assert "Handled by Pool" in text


def test_home_lines_of_a_member_end_when_they_are_done() -> None:
    made = world("bidding")
    member = made.member("Ada", load_max=1)
    papers = [made.paper(f"P {number}") for number in range(2)]

    def titles() -> list[str]:
        return [todo.title for todo in todos(made.viewer("Ada"), made.at, made.edition)]

    assert titles() == ["Confirm your side and say what you know", "Say which papers you would review"]
    Member.objects.update(profile_done_at=made.now)
    for paper in papers:
        bid(member, paper, -2, made)  # type: ignore[arg-type]
    assert titles() == []


def test_home_lines_of_a_chair_count_what_the_chair_may_see() -> None:
    made = world("reviewing")
    made.chair("Chair")
    made.chair("Second")
    made.paper("Mine", authors=("Chair",))
    made.member("Ada")
    invited(made, side=Side.ML)
    Member.objects.filter(name="Ada Byron").update(invited_at=None)
    assert {todo.title for todo in todos(made.viewer("Chair"), made.at, made.edition)} == {
        "Write to 1 person who is on the list and without a letter"
    }
    assert "1 paper has no handling chair" in {
        t.title for t in todos(made.viewer("Second"), made.at, made.edition)
    }
    assert "1 paper has no reviewer" in {t.title for t in todos(made.viewer("Second"), made.at, made.edition)}
    assert todos(made.viewer(None), made.at, made.edition) == []


def test_home_has_no_line_of_a_plan_before_it_is_published() -> None:
    made = world("bidding")
    staffed(made)
    Member.objects.update(profile_done_at=made.now)
    before = [todo.title for todo in todos(made.viewer("ml 0"), made.at, made.edition)]
    assert before == ["Say which papers you would review"]
