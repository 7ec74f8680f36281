"""Every page of the committee: who gets it, and that it costs the same for one row and for thirty."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from committee.domain import Bid
from committee.models import Member
from submissions.models import Submission
from tests.factories.committee import bid, proposed, staffed
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def _grown(made: World, papers: list[Submission], number: int) -> None:
    for at in range(number):
        paper = made.paper(f"More {at}", authors=(f"More author {at}",))
        member = made.member(f"More {at}")
        member.expertise.create(topic=made.edition.topics.all()[0], level=2)
        bid(member, paper, Bid.KEEN, made)
        made.assign(papers[0], member)
        made.assign(paper, Member.objects.get(name="ml 0"))
        made.conflict(paper, member.person)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("Chair", "chair/committee/"),
        ("Chair", "chair/bids/?short=0"),
        ("Chair", "chair/papers/"),
        ("Chair", "chair/papers/{number}/reviewers/"),
        ("Chair", "chair/plan/"),
        ("Chair", "chair/plan/{plan}/"),
        ("Chair", "chair/plan/{plan}/papers/{number}/"),
        ("ml 0", "committee/bids/"),
        ("ml 0", "committee/papers/"),
        ("ml 0", "committee/profile/"),
        ("Author 0", "submissions/{number}/conflicts/"),
    ],
)
def test_a_page_costs_the_same_for_few_rows_and_for_many(who: str, path: str) -> None:
    made = world("bidding")
    papers = staffed(made, papers=1, ml=1, systems=1)
    member = Member.objects.get(name="ml 0")
    made.assign(papers[0], member)
    plan = proposed(made, [(papers[0], member)])
    url = made.url(path.format(number=papers[0].number, plan=plan.xid))
    client = made.client(who)
    before = _queries(client, url)
    _grown(made, papers, 29)
    for paper in Submission.objects.filter(title__startswith="More"):
        plan.pairs.create(submission=paper, member=member, side="ml", score=0.5, why={})
    assert _queries(client, url) == before


@pytest.mark.parametrize(
    "path",
    [
        "chair/committee/",
        "chair/committee/import/",
        "chair/conflicts/",
        "chair/conflicts/add/",
        "chair/bids/",
        "chair/papers/",
        "chair/plan/",
        "chair/committee/files/bids.csv",
        "chair/committee/files/conflicts.csv",
    ],
)
def test_pages_of_chairs_exist_for_them_alone(path: str) -> None:
    made = world("bidding")
    staffed(made, papers=1)
    assert made.client("Chair").get(made.url(path)).status_code == 200
    for other in ("ml 0", "Author 0"):
        assert made.client(other).get(made.url(path)).status_code == 404
    assert made.client().get(made.url(path)).status_code == 302


@pytest.mark.parametrize(
    "path", ["committee/bids/", "committee/bids/upload/", "committee/profile/", "committee/papers/"]
)
def test_pages_of_members_exist_for_them_alone(path: str) -> None:
    made = world("bidding")
    staffed(made, papers=1)
    assert made.client("ml 0").get(made.url(path)).status_code == 200
    assert made.client("Author 0").get(made.url(path)).status_code == 404


def test_acts_that_change_something_are_never_done_by_looking() -> None:
    made = world("bidding")
    papers = staffed(made, papers=1)
    client = made.client("Chair")
    for path in ("chair/conflicts/search/", "chair/committee/invite/", "chair/papers/handlers/"):
        assert client.get(made.url(path)).status_code == 405
    assert client.get(made.url(f"chair/papers/{papers[0].number}/reviewers/assign/")).status_code == 405


def test_no_page_carries_inline_styles_or_scripts() -> None:
    made = world("bidding")
    papers = staffed(made, papers=2)
    plan = proposed(made, [(papers[0], Member.objects.get(name="ml 0"))])
    pages = [
        ("Chair", "chair/committee/"),
        ("Chair", "chair/plan/"),
        ("Chair", f"chair/plan/{plan.xid}/"),
        ("Chair", f"chair/papers/{papers[0].number}/reviewers/"),
        ("ml 0", "committee/bids/"),
        ("ml 0", "committee/profile/"),
        ("Author 0", f"submissions/{papers[0].number}/conflicts/"),
    ]
    for who, path in pages:
        text = made.client(who).get(made.url(path)).content.decode()
        assert " style=" not in text
        assert " onclick=" not in text
        assert "{%" not in text
        assert "{{" not in text
