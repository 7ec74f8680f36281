"""Bidding: order, phases, conflicts, files; and how bids stand."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from committee.commands import bids as commands
from committee.domain import Bid
from committee.models import PaperBid
from committee.queries import bids as queries
from submissions.domain import Status
from sysml.conference.domain import ActKind, Blindness, Side
from sysml.conference.models import Topic, Track
from sysml.kernel.errors import Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry
from tests.factories.committee import bid, knows, staffed, words
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


def _place(made: World, number: int, value: int | None, by: str = "Ada") -> None:
    commands.place_bid(by=made.viewer(by), edition=made.edition, number=number, value=value, now=made.now)


def test_a_bid_is_placed_changed_and_taken_back() -> None:
    made = world("bidding")
    made.member("Ada")
    paper = made.paper()
    _place(made, paper.number, 2)
    assert PaperBid.objects.get().value == Bid.KEEN
    _place(made, paper.number, -1)
    assert PaperBid.objects.get().value == Bid.RATHER_NOT
    _place(made, paper.number, None)
    assert not PaperBid.objects.exists()
    assert AuditEntry.objects.filter(action="bid.placed").count() == 3


@pytest.mark.parametrize(("phase", "refusal"), [("submission", NotFound), ("reviewing", NotAllowed)])
def test_bids_are_taken_in_their_window_alone(phase: str, refusal: type[Exception]) -> None:
    made = world(phase)
    made.member("Ada")
    paper = made.paper()
    with pytest.raises(refusal):
        _place(made, paper.number, 2)
    assert not PaperBid.objects.exists()


def test_nobody_bids_on_a_paper_with_a_conflict_or_of_their_own_or_as_a_stranger() -> None:
    made = world("bidding")
    member = made.member("Ada")
    assert member.person is not None
    made.person("Stranger")
    barred, own, gone = (
        made.paper("Barred"),
        made.paper("Own", authors=("Ada",)),
        made.paper(status=Status.WITHDRAWN),
    )
    free = made.paper("Free")
    made.conflict(barred, member.person)
    for number in (barred.number, own.number, gone.number, 9999):
        with pytest.raises(NotFound):
            _place(made, number, 2)
    with pytest.raises(NotFound):
        _place(made, free.number, 2, by="Stranger")
    assert [row.title for row in queries.to_bid_on(made.viewer("Ada"), made.at)[:]] == ["Free"]
    assert not PaperBid.objects.exists()


def test_a_frozen_edition_takes_no_bids() -> None:
    made = world("bidding")
    made.member("Ada")
    paper = made.paper()
    made.act(ActKind.FROZEN)
    with pytest.raises(NotAllowed):
        _place(made, paper.number, 2)


def test_papers_come_by_affinity_and_in_an_order_of_ones_own() -> None:
    made = world("bidding")
    known, unknown = list(Topic.objects.filter(edition=made.edition))[:2]
    orders = []
    for name in ("Ada", "Bo"):
        member = made.member(name)
        knows(member, known, 3)
        knows(member, unknown, 0)
    for number in range(8):
        paper = made.paper(f"Known {number}" if number < 6 else f"Unknown {number}")
        paper.topics.add(known if number < 6 else unknown)
    for name in ("Ada", "Bo"):
        titles = [row.title for row in queries.to_bid_on(made.viewer(name), made.at)[:]]
        assert all(title.startswith("Known") for title in titles[:6])
        assert titles == [row.title for row in queries.to_bid_on(made.viewer(name), made.at)[:]]
        orders.append(titles)
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


def test_the_list_is_filtered_by_what_was_said_and_by_side() -> None:
    made = world("bidding")
    member = made.member("Ada")
    topics = {topic.leans: topic for topic in Topic.objects.filter(edition=made.edition)}
    said, unsaid = made.paper("Said"), made.paper("Unsaid")
    bid(member, said, Bid.KEEN, made)
    lean, topic = next(iter(topics.items()))
    unsaid.topics.add(topic)
    viewer = made.viewer("Ada")

    def titles(**filters: str) -> set[str]:
        return {row.title for row in queries.to_bid_on(viewer, made.at, **filters)[:]}

    assert titles(only="unbid") == {"Unsaid"}
    assert titles(only="2") == {"Said"}
    assert titles(leans=lean) == ({"Unsaid"} if lean in {"ml", "systems"} else {"Said", "Unsaid"})
    assert titles(text="unsai") == {"Unsaid"}


def test_the_page_names_no_author_on_a_single_blind_track_either() -> None:
    made = world("bidding")
    Track.objects.update(blindness=Blindness.SINGLE)
    made.member("Ada")
    made.paper("Open secret", authors=("Very Famous",))
    text = made.client("Ada").get(made.url("committee/bids/")).content.decode()
    assert "Open secret" in text
    assert "Famous" not in text


def test_one_press_bids_without_scripts_and_with_htmx_gives_the_row_alone() -> None:
    made = world("bidding")
    made.member("Ada")
    paper = made.paper("Pressed")
    client = made.client("Ada")
    page = client.get(made.url("committee/bids/")).content.decode()
    for key in "1234":
        assert f'data-key="{key}"' in page
    plain = client.post(
        made.url("committee/bids/place/"),
        {"number": paper.number, "value": "2", "query": "only=unbid&page=2"},
    )
    assert plain["Location"].endswith(f"/committee/bids/?only=unbid&page=2#paper-{paper.number}")
    row = client.post(
        made.url("committee/bids/place/"),
        {"number": paper.number, "value": "1"},
        headers={"HX-Request": "true"},
    )
    assert row.status_code == 200
    text = row.content.decode()
    assert f'id="paper-{paper.number}"' in text
    assert "<html" not in text
    assert "hx-swap-oob" in text
    assert PaperBid.objects.get().value == Bid.COULD


def test_bids_leave_and_return_as_a_file_all_or_nothing() -> None:
    made = world("bidding")
    made.member("Ada")
    first, second = made.paper("=First"), made.paper("Second")
    client = made.client("Ada")
    sheet = client.get(made.url("committee/bids/file/"))
    assert "attachment" in sheet["Content-Disposition"]
    assert "'=First" in sheet.content.decode()
    wrong = f"number,title,bid\n{first.number},x,keen\n9999,y,could\n{second.number},z,perhaps\n"
    page = words(client.post(made.url("committee/bids/upload/"), {"text": wrong, "step": "import"}))
    assert "2 lines cannot be taken" in page
    assert not PaperBid.objects.exists()
    upload = SimpleUploadedFile(
        "bids.csv", f"number,title,bid\n{first.number},x,keen\n{second.number},z,\n".encode()
    )
    looked = client.post(made.url("committee/bids/upload/"), {"file": upload, "step": "check"})
    assert "1 bid would change" in words(looked)
    right = f"number,title,bid\n{first.number},x,keen\n{second.number},z,rather not\n"
    assert (
        client.post(made.url("committee/bids/upload/"), {"text": right, "step": "import"}).status_code == 302
    )
    assert set(PaperBid.objects.values_list("submission__title", "value")) == {("=First", 2), ("Second", -1)}


def test_many_bids_at_once_are_all_or_nothing() -> None:
    made = world("bidding")
    member = made.member("Ada")
    assert member.person is not None
    free, barred = made.paper(), made.paper()
    made.conflict(barred, member.person)
    with pytest.raises(Invalid, match="is not on your list"):
        commands.place_bids(
            by=made.viewer("Ada"), edition=made.edition, bids={free.number: 2, barred.number: 2}, now=made.now
        )
    assert not PaperBid.objects.exists()


def test_a_chair_enters_a_bid_on_behalf_of_a_member_but_never_over_a_conflict() -> None:
    made = world("reviewing")
    made.chair()
    member = made.member("Ada")
    assert member.person is not None
    paper, mine = made.paper(), made.paper(authors=("Chair",))

    def enter(number: int) -> None:
        commands.place_bid_for(
            by=made.viewer("Chair"),
            edition=made.edition,
            number=number,
            member=member.xid,
            value=1,
            now=made.now,
        )

    enter(paper.number)
    assert AuditEntry.objects.get(action="bid.placed").on_behalf_of == member.person
    with pytest.raises(NotFound):
        enter(mine.number)
    made.conflict(paper, member.person)
    with pytest.raises(Invalid, match="has a conflict"):
        enter(paper.number)


def test_progress_counts_what_was_said_of_what_is_asked_for() -> None:
    made = world("bidding")
    member = made.member("Ada", load_max=2)
    papers = [made.paper(f"P{number}") for number in range(15)]
    bid(member, papers[0], Bid.NO, made)
    bid(member, papers[1], Bid.KEEN, made)
    shown = queries.progress(made.viewer("Ada"), made.at)
    assert (shown.done, shown.total, shown.positive, shown.target) == (2, 15, 1, 10)


def test_the_balance_names_papers_short_of_one_side_of_those_that_one_may_see() -> None:
    made = world("bidding")
    staffed(made, papers=2)
    made.member("Bridge", Side.BRIDGE)
    mine = made.paper("Mine", authors=("Chair",))
    shown = queries.bid_balance(made.viewer("Chair"), made.at, made.edition)
    assert mine.number not in {row.number for row in shown.rows}
    assert (shown.papers, shown.short, shown.bids) == (2, 2, 0)
    assert len(shown.silent) == 9
    text = words(made.client("Chair").get(made.url("chair/bids/")))
    assert "too few willing reviewers of some side" in text


def test_bids_of_others_are_not_on_a_members_page() -> None:
    made = world("bidding")
    made.member("Ada")
    other = made.member("Bo")
    bid(other, made.paper(), Bid.KEEN, made)
    assert [row.value for row in queries.to_bid_on(made.viewer("Ada"), made.at)[:]] == [None]
    assert made.client("Ada").get(made.url("chair/bids/")).status_code == 404
