"""The API of reviewing: the same rules as the pages, tokens with scopes, problems that tell nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reviews.models import Lead, MetaReview, Post, Response, Review, ReviewRequest, Thread
from sysml.conference.domain import Side
from sysml.kernel import tokens
from tests.factories.reviews import ANSWERS, lead, release, review, reviewed_paper, seat_of, thread, with_form

pytestmark = pytest.mark.django_db


class Api:
    """A client with a personal token."""

    def __init__(self, made, who, scopes=tuple(tokens.SCOPES)):
        _, secret = tokens.create(
            person=made.people[who],
            name="test",
            scopes=scopes,
            edition_slug=made.edition.slug,
            expires_at=made.now + timedelta(days=1),
            now=made.now,
        )
        self.client, self.headers = Client(), {"authorization": f"Bearer {secret}"}
        self.root = f"/api/v1/editions/{made.edition.slug}/"

    def __call__(self, method, path, data=None):
        return getattr(self.client, method)(
            self.root + path, data, content_type="application/json", headers=self.headers
        )

    def get(self, path):
        return self.client.get(self.root + path, headers=self.headers)


@pytest.fixture
def made(make_world):
    made = with_form(make_world("discussion"))
    made.subject = reviewed_paper(made, "Learned admission control", count=2)
    made.assign(made.subject, seat_of(made, "Petra", Side.SYSTEMS), Side.SYSTEMS)
    for name in ("Cora", "Clem"):
        made.chair(name)
    made.conflict(made.subject, made.people["Clem"])
    seat_of(made, "Max")
    made.root = f"submissions/{made.subject.number}/"
    return made


def test_a_review_is_loaded_saved_and_submitted(made):
    api = Api(made, "Petra")
    loaded = api.get(made.root + "review/").json()
    assert [q["key"] for q in loaded["questions"]] == list(ANSWERS)
    assert (loaded["revision"], loaded["state"], loaded["may_write"]) == (0, "none", True)
    saved = api("put", made.root + "review/", {"answers": {"summary": "So far"}, "revision": 0})
    assert (saved.status_code, saved.json()["revision"]) == (200, 1)
    stale = api("put", made.root + "review/", {"answers": {}, "revision": 0})
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:sysml:problem:stale")
    missing = api("post", made.root + "review/", {"answers": {"overall": 4}, "revision": 1})
    assert missing.status_code == 422
    assert "summary" in missing.json()["errors"]
    assert api("post", made.root + "review/", {"answers": ANSWERS, "revision": 1}).json()["version"] == 1
    label = Review.objects.get(reviewer=made.people["Petra"]).label
    assert api.get(made.root + f"reviews/{label}/versions/").json()["versions"][0]["number"] == 1


def test_the_reviews_of_a_paper_by_who_asks(made):
    def labels(who):
        reply = Api(made, who).get(made.root + "reviews/")
        assert not {"pk", "id"} & reply.json().keys()
        return [r["label"] for r in reply.json().get("reviews", [])]

    assert labels("Rita") == ["A", "B"]
    assert labels("Petra") == labels("Max") == labels("Clem") == []
    made.move_to("released")
    release(made, made.subject)
    reply = Api(made, "Author").get(made.root + "reviews/").json()
    assert [r["label"] for r in reply["reviews"]] == ["A", "B"]
    assert {(r["side"], r["person"], r["version"]) for r in reply["reviews"]} == {("", "", 0)}
    assert {a["audience"] for r in reply["reviews"] for a in r["answers"]} == {"authors"}
    assert all(total["mean"] is None for total in reply["totals"])


@pytest.mark.parametrize(
    "path",
    [
        "review/",
        "reviews/A/versions/",
        "threads/nothing/posts/",
        "response/",
        "meta-review/",
        "lead/",
        "review-requests/",
    ],
)
def test_hidden_and_missing_give_the_same_answer(made, path):
    api = Api(made, "Max")
    method = "post" if path.endswith("posts/") else "get"
    data = {"text": "x"} if method == "post" else None
    hidden = api(method, made.root + path, data) if data else api.get(made.root + path)
    missing = api(method, "submissions/1/" + path, data) if data else api.get("submissions/1/" + path)
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_a_token_needs_the_scope(made):
    reader = Api(made, "Petra", ("reviews:read",))
    assert reader.get(made.root + "review/").status_code == 200
    assert reader("put", made.root + "review/", {"answers": {}, "revision": 0}).status_code == 403
    assert Api(made, "Cora", ("reviews:read",)).get("late-reviews/").status_code == 403
    assert not Review.objects.filter(reviewer=made.people["Petra"]).exists()


def test_threads_and_questions(made):
    rita, author, cora = Api(made, "Rita"), Api(made, "Author"), Api(made, "Cora")
    first = rita("post", made.root + "threads/", {"audience": "reviewers", "text": "I would accept."})
    assert first.status_code == 201
    xid = first.json()["xid"]
    assert rita("post", made.root + f"threads/{xid}/posts/", {"text": "Surely."}).status_code == 201
    (shown,) = rita.get(made.root + "threads/").json()["threads"]
    assert [p["text"] for p in shown["posts"]] == ["I would accept.", "Surely."]
    assert author.get(made.root + "threads/").json()["threads"] == []
    asked = author("post", made.root + "questions/", {"subject": "Figure 3", "text": "May we?"}).json()["xid"]
    assert [q["xid"] for q in cora.get("questions/").json()["results"]] == [asked]
    assert cora("put", made.root + f"threads/{asked}/answered/", {"answered": True}).status_code == 204
    assert cora.get("questions/").json() == {"results": [], "next": None}
    assert Post.objects.count() == 3
    assert Thread.objects.count() == 2


def test_response_meta_review_and_lead(made):
    cora = Api(made, "Cora")
    assert cora("put", made.root + "lead/", {"person": made.people["Max"].xid}).status_code == 204
    assert Lead.objects.get().person.name == "Max"
    meta = {"summary": "S", "recommendation": "accept", "revision": 0}
    assert Api(made, "Max")("post", made.root + "meta-review/", meta).json()["revision"] == 1
    assert MetaReview.objects.get().is_submitted
    assert cora.get(made.root + "meta-review/").json()["recommendation"] == "accept"
    assert cora("delete", made.root + "lead/").status_code == 204
    done = cora("post", "leads/", {"numbers": [made.subject.number], "rule": "fewest"}).json()
    assert done == {"appointed": [made.subject.number], "without": []}
    made.move_to("response")
    author = Api(made, "Author")
    state = author.get(made.root + "response/").json()
    assert (state["response"], state["revision"]) == (None, 0)
    assert author("put", made.root + "response/", {"text": "Half", "revision": 0}).json()["words"] == 1
    assert author("post", made.root + "response/", {"text": "Whole now", "revision": 1}).status_code == 200
    assert Api(made, "Rita").get(made.root + "response/").json()["response"]["text"] == "Whole now"
    assert Response.objects.get().submitted_by == made.people["Author"]


def test_external_requests_and_their_answer(made):
    import re

    from sysml.kernel.models import Letter

    made.move_to("reviewing")
    rita = Api(made, "Rita")
    asked = {"name": "Zoe", "email": "zoe@elsewhere.example.net"}
    assert rita("post", made.root + "review-requests/", asked).status_code == 201
    token = re.search(r"invitation/([^/]+)/", Letter.objects.get(kind="external-request").body)[1]
    root = f"/api/v1/editions/{made.edition.slug}/"
    page = Client().get(root + f"review-invitations/{token}/")
    assert (page.status_code, page.json()["title"]) == (200, "Learned admission control")
    reply = Client().post(
        root + f"review-invitations/{token}/", {"accept": True}, content_type="application/json"
    )
    assert reply.json() == {"state": "accepted"}
    cora = Api(made, "Cora")
    (row,) = cora.get("review-requests/").json()["results"]
    assert (row["name"], row["state"], row["held"]) == ("Zoe", "accepted", "")
    assert rita("delete", made.root + f"review-requests/{row['xid']}/").status_code == 204
    assert ReviewRequest.objects.get().state == "withdrawn"


def test_chairs_enter_discard_and_edit_the_form(make_world):
    made = with_form(make_world("reviewing"))
    made.chair("Cora")
    paper = made.paper()
    made.assign(paper, seat_of(made, "Rita"))
    cora, root = Api(made, "Cora"), f"submissions/{paper.number}/"
    form = cora.get("tracks/research/review-form/").json()
    form["questions"][0]["label"] = "Merit"
    kept = [{k: v for k, v in q.items() if k != "who_reads"} for q in form["questions"]]
    assert cora("put", "tracks/research/review-form/", {"questions": kept}).status_code == 204
    assert cora.get("tracks/research/review-form/").json()["questions"][0]["label"] == "Merit"
    entered = cora(
        "post",
        root + "reviews/on-behalf/",
        {"person": made.people["Rita"].xid, "answers": ANSWERS, "reason": "By mail"},
    )
    assert entered.status_code == 200
    label = entered.json()["label"]
    assert cora("post", root + f"reviews/{label}/discard/", {"reason": "Wrong paper"}).status_code == 204
    assert Review.objects.get().state == "discarded"


@pytest.mark.parametrize(
    ("path", "who"),
    [("reviewing/", "Rita"), ("scores/", "Cora"), ("late-reviews/?show=all", "Cora"), ("questions/", "Cora")],
)
def test_lists_page_and_cost_the_same_for_one_and_for_thirty(made, path, who):
    thread(made, made.subject, "authors-chairs", made.people["Author"], "Words")
    api = Api(made, who)

    def cost():
        api.get(path)
        with CaptureQueriesContext(connection) as captured:
            reply = api.get(path)
        return len(captured), reply.json()

    first, body = cost()
    assert len(body["results"]) == 1
    for n in range(55):
        paper = made.paper(f"More {n}")
        made.assign(paper, seat_of(made, "Rita"))
        made.assign(paper, seat_of(made, "Petra"))
        review(made, paper, made.people["Rita"], "A")
        thread(made, paper, "authors-chairs", made.people["Author"], "Words")
    again, body = cost()
    assert again == first
    assert len(body["results"]) == 50
    assert "page=2" in body["next"]


def test_a_list_for_chairs_is_not_there_for_others(made):
    for path in ("late-reviews/", "review-requests/", "questions/"):
        assert Api(made, "Max").get(path).status_code == 404
        assert Api(made, "Clem").get(path).status_code == 200
    assert str(made.subject.number) not in Api(made, "Clem").get("late-reviews/?show=all").content.decode()
    assert lead(made, made.subject, made.people["Max"]).pk
