"""The committee's endpoints: the same rules and commands as the pages."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from committee.domain import AssignmentState, ConflictState, MemberState, PlanState
from committee.models import Assignment, Conflict, Handling, Member, PaperBid, Plan
from sysml.conference.domain import Side
from sysml.kernel import jobs, tokens
from tests.factories.committee import TOKEN, invited, proposed, staffed
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


def _url(made: World, path: str) -> str:
    return f"/api/v1/editions/{made.edition.slug}/{path}"


def _send(client: Client, method: str, url: str, data: Any = None) -> Any:
    return getattr(client, method)(url, data, content_type="application/json")


def test_chairs_list_import_change_and_remove_members() -> None:
    made = world("before")
    made.chair()
    client = made.client("Chair")
    text = "Ada Byron, ada@uni.example.edu, Uni, ML\nBo Li, nowhere, Lab, Systems"
    looked = _send(client, "post", _url(made, "committee/members/"), {"text": text, "dry_run": True})
    assert looked.status_code == 200
    assert [bool(entry["errors"]) for entry in looked.json()["entries"]] == [False, True]
    refused = _send(client, "post", _url(made, "committee/members/"), {"text": text})
    assert refused.status_code == 422
    assert not Member.objects.exists()
    taken = _send(
        client, "post", _url(made, "committee/members/"), {"text": text.partition("\n")[0], "load": 4}
    )
    assert taken.json()["added"] == 1
    [row] = client.get(_url(made, "committee/members/?state=invited")).json()["results"]
    assert (row["email"], row["load"]) == ("ada@uni.example.edu", 4)
    one = _url(made, f"committee/members/{row['xid']}/")
    assert _send(client, "patch", one, {"side": "bridge", "load_max": 2}).json()["side"] == "bridge"
    assert _send(client, "post", f"{one}invitation/").status_code == 204
    assert _send(client, "delete", one, {"reason": "moved"}).status_code == 204
    assert Member.objects.get().state == MemberState.REMOVED


def test_members_see_names_and_no_addresses_and_strangers_see_themselves() -> None:
    made = world("bidding")
    made.member("Ada")
    made.member("Bo")
    invited(made)
    made.person("Stranger")
    rows = made.client("Ada").get(_url(made, "committee/members/")).json()["results"]
    assert {(row["name"], row["email"], row["load"]) for row in rows} == {("Ada", "", 0), ("Bo", "", 0)}
    assert made.client("Stranger").get(_url(made, "committee/members/")).json()["results"] == []
    assert made.client("Ada").get(_url(made, "committee/balance/")).status_code == 404


def test_an_invitation_is_answered_by_its_token_alone() -> None:
    made = world("before")
    invited(made)
    url = _url(made, f"committee/invitations/{TOKEN}/")
    assert made.client().get(url).json()["state"] == "invited"
    answered = _send(made.client(), "post", url, {"accept": True, "load_wished": 2})
    assert answered.json()["state"] == "accepted"
    assert Member.objects.get().load == 2
    wrong = made.client().get(_url(made, "committee/invitations/wrong/"))
    assert wrong.status_code == 404


def test_a_profile_is_read_and_saved() -> None:
    made = world("before")
    made.member("Ada")
    client = made.client("Ada")
    topics = client.get(_url(made, "committee/profile/")).json()["topics"]
    body = {"side": "systems", "load_wished": 3, "expertise": {topics[0]["xid"]: 3}}
    saved = _send(client, "put", _url(made, "committee/profile/"), body).json()
    assert (saved["side"], saved["load_wished"], saved["topics"][0]["level"]) == ("systems", 3, 3)
    body["expertise"] = {"nonsense": 3}
    assert _send(client, "put", _url(made, "committee/profile/"), body).status_code == 422


def test_authors_declare_and_chairs_enter_conflicts_at_one_address() -> None:
    made = world("submission")
    made.chair()
    paper, _ = made.paper(), made.member("Ada")
    person = made.client("Author").get(_url(made, "committee/people/?q=ada")).json()["results"][0]["xid"]
    url = _url(made, f"submissions/{paper.number}/conflicts/")
    body = {"person": person, "reason": "advisor"}
    first = _send(made.client("Author"), "post", url, body)
    assert first.status_code == 201
    assert [row["person"] for row in made.client("Author").get(url).json()] == ["Ada"]
    assert _send(made.client("Chair"), "post", url, body).status_code == 201
    assert set(Conflict.objects.values_list("source", flat=True)) == {
        "declared by the authors",
        "entered by a chair",
    }
    assert made.client("Author").delete(f"{url}{first.json()['xid']}/").status_code == 204
    assert _send(made.client("Ada"), "post", url, body).status_code == 404


def test_chairs_decide_suggestions_and_a_conflicted_chair_gets_the_same_404_as_for_nothing() -> None:
    made = world("bidding")
    made.chair("Chair")
    made.chair("Second")
    made.member("Ada")
    conflict = made.conflict(made.paper("Mine", authors=("Chair",)), made.people["Ada"])
    Conflict.objects.update(state=ConflictState.SUGGESTED)
    body = {"act": "dismiss", "reason": "no"}
    hidden = _send(made.client("Chair"), "post", _url(made, f"committee/conflicts/{conflict.xid}/"), body)
    missing = _send(made.client("Chair"), "post", _url(made, "committee/conflicts/zzzzzzzzzzzz/"), body)
    assert (
        (hidden.status_code, hidden.content)
        == (missing.status_code, missing.content)
        == (404, missing.content)
    )
    assert made.client("Chair").get(_url(made, "committee/conflicts/")).json()["results"] == []
    second = made.client("Second")
    assert len(second.get(_url(made, "committee/conflicts/?state=suggested")).json()["results"]) == 1
    assert _send(second, "post", _url(made, f"committee/conflicts/{conflict.xid}/"), body).status_code == 204
    assert Conflict.objects.get().state == ConflictState.DISMISSED
    assert _send(second, "post", _url(made, "committee/conflicts/")).status_code == 204


def test_members_bid_one_by_one_and_all_at_once() -> None:
    made = world("bidding")
    made.member("Ada")
    first, second = made.paper("First"), made.paper("Second")
    client = made.client("Ada")
    assert {row["title"] for row in client.get(_url(made, "committee/bids/")).json()["results"]} == {
        "First",
        "Second",
    }
    assert (
        _send(client, "put", _url(made, f"submissions/{first.number}/bid/"), {"value": 2}).status_code == 204
    )
    many = {"bids": [{"number": first.number, "value": None}, {"number": second.number, "value": -2}]}
    assert _send(client, "put", _url(made, "committee/bids/"), many).json() == {"count": 2}
    assert list(PaperBid.objects.values_list("submission__title", "value")) == [("Second", -2)]
    assert (
        _send(client, "put", _url(made, f"submissions/{first.number}/bid/"), {"value": 7}).status_code == 422
    )
    own = _send(
        client, "post", _url(made, f"submissions/{first.number}/conflicts/own/"), {"reason": "personal"}
    )
    assert own.status_code == 201
    assert (
        _send(client, "put", _url(made, f"submissions/{first.number}/bid/"), {"value": 2}).status_code == 404
    )
    assert client.get(_url(made, "committee/conflicts/own/")).json()[0]["number"] == first.number


def test_chairs_see_the_balance_of_bids() -> None:
    made = world("bidding")
    made.chair()
    made.paper("Short")
    assert made.client("Chair").get(_url(made, "committee/bids/balance/")).json()["short"] == 1


def test_reviewers_are_assigned_replaced_and_taken_off() -> None:
    made = world("reviewing")
    made.chair()
    paper, ada, bo = made.paper(), made.member("Ada"), made.member("Bo")
    client, url = made.client("Chair"), _url(made, f"submissions/{paper.number}/reviewers/")
    names = [
        row["name"]
        for row in client.get(_url(made, f"submissions/{paper.number}/candidates/")).json()["results"]
    ]
    assert sorted(names) == ["Ada", "Bo"]
    assert _send(client, "post", url, {"member": ada.xid}).status_code == 201
    replaced = {"member": bo.xid, "instead_of": ada.xid, "reason": "ill"}
    assert _send(client, "post", url, replaced).status_code == 201
    assert [one["name"] for one in client.get(url).json()["reviewers"]] == ["Bo"]
    assert [row["number"] for row in client.get(_url(made, "committee/assignments/")).json()] == [
        paper.number
    ]
    assert [row["number"] for row in made.client("Bo").get(_url(made, "committee/papers/")).json()] == [
        paper.number
    ]
    assert made.client("Bo").get(url).status_code == 404
    assert _send(client, "delete", f"{url}{bo.xid}/", {"reason": "ill too"}).status_code == 204
    assert not Assignment.objects.filter(state=AssignmentState.ACTIVE).exists()


def test_a_reviewer_gives_a_paper_up() -> None:
    made = world("reviewing")
    paper = made.paper()
    made.assign(paper, made.member("Ada"))
    url = _url(made, f"submissions/{paper.number}/give-up/")
    assert _send(made.client("Ada"), "post", url, {"reason": ""}).status_code == 422
    assert _send(made.client("Ada"), "post", url, {"reason": "ill"}).status_code == 204
    assert Assignment.objects.get().state == AssignmentState.DECLINED


def test_who_handles_a_paper_is_read_and_set() -> None:
    made = world("checking")
    made.chair("Chair")
    paper = made.paper()
    url = _url(made, f"submissions/{paper.number}/handler/")
    [row] = made.client("Chair").get(url).json()
    assert _send(made.client("Chair"), "put", url, {"person": row["xid"]}).json()[0]["current"] is True
    assert Handling.objects.get().person == made.people["Chair"]
    made.member("Ada")
    assert made.client("Ada").get(url).status_code == 404


def test_a_plan_is_made_changed_published_and_discarded() -> None:
    made = world("bidding")
    staffed(made)
    client = made.client("Chair")
    asked = _send(client, "post", _url(made, "committee/plans/"), {"wanted_a": 2, "wanted_b": 2})
    assert (asked.status_code, asked.json()["state"]) == (202, "solving")
    jobs.run_due(timezone.now())
    url = _url(made, f"committee/plans/{asked.json()['xid']}/")
    shown = client.get(url).json()
    assert (shown["state"], shown["pairs"], shown["missing"]) == ("proposed", 24, 0)
    row = shown["rows"][0]
    changed = _send(client, "patch", url, {"number": row["number"], "remove": row["reviewers"][0]["xid"]})
    assert changed.json()["missing"] == 1
    assert [plan["xid"] for plan in client.get(_url(made, "committee/plans/")).json()] == [shown["xid"]]
    assert _send(client, "post", f"{url}publication/").json()["made"] == 23
    assert _send(client, "post", f"{url}publication/").status_code == 409
    spare = proposed(made, [])
    assert client.delete(_url(made, f"committee/plans/{spare.xid}/")).status_code == 204
    assert Plan.objects.get(pk=spare.pk).state == PlanState.DISCARDED
    for path in ("committee/plans/", f"committee/plans/{shown['xid']}/"):
        assert made.client("ml 0").get(_url(made, path)).status_code == 404


def test_a_token_needs_the_scope() -> None:
    made = world("bidding")
    made.member("Ada", Side.ML)
    paper = made.paper()
    _, secret = tokens.create(
        person=made.people["Ada"],
        name="reading",
        scopes=["committee:read"],
        edition_slug=made.edition.slug,
        expires_at=made.now + tokens.LONGEST / 2,
        now=made.now,
    )
    bearer = {"Authorization": f"Bearer {secret}"}
    assert made.client().get(_url(made, "committee/bids/"), headers=bearer).status_code == 200
    url = _url(made, f"submissions/{paper.number}/bid/")
    refused = made.client().put(url, {"value": 2}, content_type="application/json", headers=bearer)
    assert refused.status_code == 403
    assert not PaperBid.objects.exists()
