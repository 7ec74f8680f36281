"""The pages of the decision desk: who opens them, what they show, and how many queries they take."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Decision, DeskReject, Shepherding
from submissions.models import Submission
from sysml.kernel.models import Letter
from tests.factories.committee import words
from tests.factories.reviews import reviewed_paper

pytestmark = pytest.mark.django_db


def get(desk, path, who="Cora"):
    return desk.made.client(who).get(desk.made.url(path))


def post(desk, path, who="Cora", **data):
    return desk.made.client(who).post(desk.made.url(path), data)


def test_the_desk_lists_and_counts_what_the_chair_may_see(desk):
    desk.decide(desk.paper, "accept")
    page = words(get(desk, "chair/decide/"))
    assert "2 papers that you may see · 1 decided" in page
    assert "handled by someone else" not in page
    for phrase in (
        "Learned admission control",
        "A walled paper",
        "Rita One",
        "Where the two communities agree",
    ):
        assert phrase in page


def test_a_chair_neither_sees_nor_counts_a_walled_paper(desk):
    desk.decide(desk.walled, "accept")
    page = words(get(desk, "chair/decide/", "Conrad"))
    assert "1 paper that you may see · 0 decided · 1 is handled by someone else" in page
    assert "walled" not in page
    assert str(desk.walled.number) not in get(desk, "chair/decide/decisions.csv", "Conrad").content.decode()


def test_the_desk_of_a_chair_with_a_conflict_does_not_change_with_the_decision(desk):
    client = desk.made.client("Conrad")
    paths = ("chair/decide/", "chair/decide/?sort=decision&desc=1", "chair/decide/decisions.csv")
    before = [client.get(desk.made.url(path)).content for path in paths]
    desk.decide(desk.walled, "accept")
    after = [client.get(desk.made.url(path)).content for path in paths]
    assert [_masked(x) for x in before] == [_masked(x) for x in after]


def _masked(content):
    import re

    return re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", content)


@pytest.mark.parametrize("path", ["chair/decide/", "chair/release/", "chair/decide/decisions.csv", "chair/decide/{n}/",
                                  "chair/decide/{n}/desk-reject/", "submissions/{n}/conditions/"])  # fmt: skip
@pytest.mark.parametrize("who", ["Author One", "Rolf One", "Noor"])
def test_pages_are_not_there_for_others(desk, path, who):
    assert get(desk, path.format(n=desk.paper.number), who).status_code == 404


def test_pages_of_a_walled_paper_are_not_there_for_a_chair_with_a_conflict(desk):
    for path in ("", "desk-reject/", "release/"):
        assert get(desk, f"chair/decide/{desk.walled.number}/{path}", "Conrad").status_code == 404
    for path in ("clear/", "desk-reject/drop/", "desk-reject/release/", "shepherd/", "shepherd/dismiss/"):
        assert post(desk, f"chair/decide/{desk.walled.number}/{path}", "Conrad").status_code == 404


def test_filters_and_sorting_stand_in_the_address(desk):
    desk.decide(desk.paper, "accept")
    page = get(desk, "chair/decide/?verdict=accept").content.decode()
    assert "Learned admission control" in page
    assert ">A walled paper</a>" not in page
    half = desk.one_sided()
    page = get(desk, "chair/decide/?sides=missing").content.decode()
    assert half.title in page
    assert ">Learned admission control</a>" not in page
    assert get(desk, "chair/decide/?gap=nonsense&sort=nonsense&page=x").status_code == 200
    assert "No paper fits these filters" in get(desk, "chair/decide/?gap=9").content.decode()


def test_the_desk_takes_as_many_queries_for_thirty_papers_as_for_two(desk):
    client = desk.made.client("Cora")
    client.get(desk.made.url("chair/decide/"))
    with CaptureQueriesContext(connection) as few:
        client.get(desk.made.url("chair/decide/"))
    for position in range(28):
        reviewed_paper(desk.made, f"Paper {position}", count=2, suffix=f" N{position}")
    with CaptureQueriesContext(connection) as many:
        client.get(desk.made.url("chair/decide/"))
    assert len(few) == len(many)


def test_a_paper_is_decided_on_its_page(desk):
    path = f"chair/decide/{desk.paper.number}/"
    assert "Nobody is told before the release" in get(desk, path).content.decode()
    wrong = post(desk, path, verdict="conditional", note="Keep these words")
    assert wrong.status_code == 200
    assert "Keep these words" in wrong.content.decode()
    assert post(desk, path, verdict="accept", note="Well done").status_code == 302
    assert Decision.objects.get().note == "Well done"
    assert post(desk, f"{path}clear/").status_code == 302
    assert not Decision.objects.exists()


def test_a_missing_side_can_be_waived_on_the_page(desk):
    half = desk.one_sided()
    path = f"chair/decide/{half.number}/"
    assert "No review is in from: Systems" in get(desk, path).content.decode()
    assert post(desk, path, verdict="reject").status_code == 200
    assert post(desk, path, verdict="reject", one_sided_reason="Ill.").status_code == 302
    assert Decision.objects.get().one_sided_reason == "Ill."


def test_several_papers_are_named_before_they_are_decided(desk):
    numbers = [desk.paper.number, desk.walled.number]
    asked = post(desk, "chair/decide/many/", numbers=numbers, verdict="reject")
    page = asked.content.decode()
    assert "Decide 2 papers" in page
    assert "A walled paper" in page
    assert not Decision.objects.exists()
    assert (
        post(desk, "chair/decide/many/", numbers=numbers, verdict="reject", confirmed="1").status_code == 302
    )
    assert Decision.objects.count() == 2


def test_a_refused_choice_says_why_of_each_paper(desk):
    half = desk.one_sided()
    answer = post(
        desk, "chair/decide/many/", numbers=[half.number, desk.paper.number], verdict="reject", confirmed="1"
    )
    assert f"Paper {half.number}: no review of the side Systems is in." in answer.content.decode()
    assert not Decision.objects.exists()


def test_the_release_page_shows_every_letter_and_releases(desk):
    desk.decide(desk.paper, "accept", note="Well done")
    page = get(desk, "chair/release/").content.decode()
    assert "1 paper in the way" in page
    assert "Release 2 decisions" not in page
    desk.decide(desk.walled, "reject")
    page = get(desk, "chair/release/").content.decode()
    for phrase in ("Well done", "Summary by A.", "Release 2 decisions", "hidden from you"):
        assert phrase in page
    assert "Author One" not in page
    answer = post(desk, "chair/release/", seen=desk.seen(), track="")
    assert answer.url.endswith("/chair/decide/")
    assert set(Submission.objects.values_list("outcome", flat=True)) == {"accepted", "rejected"}
    assert "Released" in get(desk, "chair/release/").content.decode()


def test_a_stale_release_comes_back_with_words(desk):
    desk.decide(desk.paper, "accept")
    desk.decide(desk.walled, "reject")
    answer = desk.made.client("Cora").post(desk.made.url("chair/release/"), {"seen": "old"}, follow=True)
    assert "has changed since you looked" in answer.content.decode()
    assert not Letter.objects.exists()


def test_the_release_page_takes_as_many_queries_for_a_full_page_as_for_two(desk):
    desk.decide(desk.paper, "accept")
    desk.decide(desk.walled, "reject")
    client = desk.made.client("Cora")
    client.get(desk.made.url("chair/release/"))
    with CaptureQueriesContext(connection) as few:
        client.get(desk.made.url("chair/release/"))
    for position in range(18):
        desk.decide(reviewed_paper(desk.made, f"Paper {position}", count=2, suffix=f" N{position}"), "reject")
    with CaptureQueriesContext(connection) as many:
        client.get(desk.made.url("chair/release/"))
    assert len(few) == len(many)


def test_a_desk_reject_is_prepared_previewed_and_released(desk):
    path = f"chair/decide/{desk.paper.number}/desk-reject/"
    assert post(desk, path, reason="").status_code == 200
    assert post(desk, path, reason="Out of scope:\r\nneither.").status_code == 302
    page = get(desk, path).content.decode()
    assert "Out of scope:" in page
    assert post(desk, f"{path}release/", reason="Out of scope:\r\nneither.").url.endswith(
        f"decide/{desk.paper.number}/"
    )
    assert Submission.objects.get(pk=desk.paper.pk).outcome == "desk-rejected"


def test_a_desk_reject_is_dropped(desk):
    path = f"chair/decide/{desk.paper.number}/desk-reject/"
    post(desk, path, reason="Out of scope.")
    post(desk, f"{path}drop/")
    assert not DeskReject.objects.exists()


def test_a_shepherd_is_appointed_and_judges_on_pages(desk):
    desk.decide(desk.paper, "conditional", conditions="Measure the tail.")
    desk.decide(desk.walled, "reject")
    path = f"chair/decide/{desk.paper.number}/"
    assert "Sheila" in get(desk, path).content.decode()
    post(desk, f"{path}shepherd/", person=desk.made.people["Sheila"].xid)
    assert Shepherding.objects.get().person.name == "Sheila"
    judging = f"submissions/{desk.paper.number}/conditions/"
    assert get(desk, judging, "Sheila").status_code == 404
    desk.release()
    page = get(desk, judging, "Sheila").content.decode()
    assert "Measure the tail." in page
    shown = post(desk, judging, "Sheila", note="Fine figures.").content.decode()
    assert shown.count("Fine figures.") >= 3
    assert post(desk, judging, "Sheila", note="", answer="failed").status_code == 200
    assert post(desk, judging, "Sheila", note="Fine.", answer="met").status_code == 302
    assert Submission.objects.get(pk=desk.paper.pk).outcome == "accepted"
    assert post(desk, f"{path}shepherd/dismiss/").status_code == 302


def test_a_paper_decided_late_is_released_from_its_own_page(desk):
    desk.decide(desk.paper, "accept")
    desk.decide(desk.walled, "reject")
    desk.release()
    tardy = reviewed_paper(desk.made, "Tardy", suffix=" Four")
    desk.decide(tardy, "reject")
    path = f"chair/decide/{tardy.number}/release/"
    page = get(desk, path)
    assert "Summary by A." in page.content.decode()
    assert "Tardy" in get(desk, "chair/release/").content.decode()
    post(desk, path, seen=page.context["seen"])
    assert Submission.objects.get(pk=tardy.pk).outcome == "rejected"


def test_the_export_holds_the_same_rows_and_no_formula(desk):
    Submission.objects.filter(pk=desk.paper.pk).update(title="=cmd()")
    desk.decide(desk.paper, "accept")
    rows = list(
        csv.DictReader(io.StringIO(get(desk, "chair/decide/decisions.csv?verdict=accept").content.decode()))
    )
    assert [(row["number"], row["title"], row["decision"]) for row in rows] == [
        (str(desk.paper.number), "'=cmd()", "accept")
    ]
