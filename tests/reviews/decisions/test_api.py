"""Deciding through the API: the same rules as the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Decision, DeskReject, Shepherding
from submissions.models import Submission
from tests.factories.reviews import reviewed_paper
from tests.reviews.test_api import Api

pytestmark = pytest.mark.django_db


def outcome(paper):
    return Submission.objects.get(pk=paper.pk).outcome


def test_the_desk_is_listed_filtered_and_decided(desk):
    api = Api(desk.made, "Cora")
    read = api.get("decisions/").json()
    assert (read["total"], read["decided"], read["others"], read["next"]) == (2, 0, 0, None)
    assert {row["number"] for row in read["results"]} == {desk.paper.number, desk.walled.number}
    numbers = [desk.paper.number, desk.walled.number]
    assert api("post", "decisions/", {"numbers": numbers, "verdict": "reject"}).json() == {"decided": 2}
    assert api("put", f"submissions/{desk.paper.number}/decision/", {"verdict": "accept"}).status_code == 204
    assert [row["number"] for row in api.get("decisions/?verdict=accept").json()["results"]] == [
        desk.paper.number
    ]
    assert api("delete", f"submissions/{desk.paper.number}/decision/").status_code == 204
    assert Decision.objects.count() == 1


def test_a_chair_with_a_conflict_gets_the_answer_of_a_missing_paper(desk):
    desk.decide(desk.walled, "accept")
    api = Api(desk.made, "Conrad")
    read = api.get("decisions/").json()
    assert (read["total"], read["decided"], read["others"]) == (1, 0, 1)
    for path in ("decision/", "desk-reject/", "shepherd/", "decision/release/", "conditions/"):
        hidden = api.get(f"submissions/{desk.walled.number}/{path}")
        missing = api.get(f"submissions/99999/{path}")
        assert (hidden.status_code, hidden.content) == (404, missing.content)
    wrong = api("put", f"submissions/{desk.walled.number}/decision/", {"verdict": "reject"})
    assert wrong.status_code == 404
    assert Decision.objects.get().verdict == "accept"


@pytest.mark.parametrize("who", ["Author One", "Rolf One", "Noor"])
def test_others_find_nothing(desk, who):
    desk.decide(desk.paper, "accept")
    api = Api(desk.made, who)
    for path in ("decisions/", "release/", f"submissions/{desk.paper.number}/decision/"):
        assert api.get(path).status_code == 404


def test_a_release_is_read_and_pressed(desk):
    desk.decide(desk.paper, "conditional", conditions="Measure the tail.")
    desk.decide(desk.walled, "reject")
    api = Api(desk.made, "Cora")
    sheila = desk.made.people["Sheila"].xid
    choices = api.get(f"submissions/{desk.paper.number}/shepherd/").json()["results"]
    assert sheila in [choice["xid"] for choice in choices]
    assert api("put", f"submissions/{desk.paper.number}/shepherd/", {"person": sheila}).status_code == 204
    assert Shepherding.objects.get().person.name == "Sheila"
    read = api.get("release/").json()
    assert (read["ready"], read["total"], len(read["letters"])) == (True, 2, 2)
    assert api("post", "release/", {"seen": "old"}).status_code == 409
    assert api("post", "release/", {"seen": read["seen"]}).json()["done"] is True
    assert (outcome(desk.paper), outcome(desk.walled)) == ("conditional", "rejected")
    shepherd = Api(desk.made, "Sheila")
    assert (
        shepherd.get(f"submissions/{desk.paper.number}/conditions/").json()["decision"]["condition_state"]
        == "open"
    )
    answer = shepherd("post", f"submissions/{desk.paper.number}/conditions/", {"met": True})
    assert (answer.status_code, outcome(desk.paper)) == (204, "accepted")


def test_a_desk_reject_goes_its_way(desk):
    api = Api(desk.made, "Cora")
    path = f"submissions/{desk.paper.number}/desk-reject/"
    assert api("put", path, {"reason": "Out of scope."}).status_code == 204
    assert api("delete", path).status_code == 204
    assert not DeskReject.objects.exists()
    api("put", path, {"reason": "Out of scope."})
    assert "Out of scope." in api.get(path).json()["letters"]["letters"][0]["body"]
    assert api("post", path, {"reason": "Other"}).status_code == 409
    assert api("post", path, {"reason": "Out of scope."}).status_code == 204
    assert outcome(desk.paper) == "desk-rejected"


def test_a_late_decision_is_released(desk):
    desk.decide(desk.paper, "accept")
    desk.decide(desk.walled, "reject")
    desk.release()
    tardy = reviewed_paper(desk.made, "Tardy", suffix=" Four")
    desk.decide(tardy, "reject")
    api = Api(desk.made, "Cora")
    path = f"submissions/{tardy.number}/decision/release/"
    assert api("post", path, {"seen": api.get(path).json()["seen"]}).status_code == 204
    assert outcome(tardy) == "rejected"


def test_a_token_without_the_scope_decides_nothing(desk):
    api = Api(desk.made, "Cora", scopes=["chair:read"])
    assert api("post", "decisions/", {"numbers": [desk.paper.number], "verdict": "reject"}).status_code == 403
    assert not Decision.objects.exists()


def test_the_list_takes_as_many_queries_for_ten_papers_as_for_two(desk):
    api = Api(desk.made, "Cora")
    api.get("decisions/")
    with CaptureQueriesContext(connection) as few:
        api.get("decisions/")
    for position in range(8):
        reviewed_paper(desk.made, f"Paper {position}", count=2, suffix=f" N{position}")
    with CaptureQueriesContext(connection) as many:
        api.get("decisions/")
    assert len(few) == len(many)
