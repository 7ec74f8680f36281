"""Proceedings through the API."""

import io

import pytest

from reviews.models import ProceedingsEntry
from sysml.kernel import blobs
from sysml.kernel.models import Job, Letter
from tests.reviews.test_api import Api

pytestmark = pytest.mark.django_db


def test_the_publication_chair_arranges_reminds_and_prints(press):
    api = Api(press.made, "Paula")
    assert (
        api("put", "production/sessions/", {"sessions": [{"name": "Savanna", "begins": "09:00"}]}).status_code
        == 204
    )
    place = {"number": press.first.number, "session": "Savanna", "first_page": 1, "last_page": 9}
    assert api("put", "production/", {"places": [place]}).status_code == 204
    assert ProceedingsEntry.objects.get(submission=press.first).session.name == "Savanna"
    read = api.get("production/").json()
    assert (read["missing"], read["results"][0]["number"], read["sessions"][0]["begins"]) == (
        3,
        press.first.number,
        "09:00",
    )
    assert api("post", "production/reminders/").json() == {"papers": 3}
    assert Letter.objects.filter(kind="camera-ready-reminder").count() == 3
    ordered = api("post", "production/prints/", {"what": "programme"})
    assert ordered.status_code == 202
    path = f"production/prints/{ordered.json()['xid']}/"
    assert api.get(path).json()["state"] == "waiting"
    assert Api(press.made, "Cora").get(path).status_code == 404


def test_others_find_no_production(press):
    api = Api(press.made, "Ada Okafor")
    assert api.get("production/").status_code == 404
    assert api("put", "production/", {"places": []}).status_code == 403
    assert api("post", "production/reminders/").status_code == 403


def test_the_public_list_needs_no_token_and_waits_for_its_act(press, make_world):
    from tests.proceedings.conftest import Press

    assert press.made.client().get("/api/v1/editions/sysml-2027/proceedings/").status_code == 404
    public = Press(make_world("final", slug="sysml-2026"))
    read = public.made.client().get("/api/v1/editions/sysml-2026/proceedings/").json()
    assert [paper["title"] for paper in read["results"]] == ["Antelopes in $O(n)$", "Zebra stripes & caches"]


def test_a_finished_print_is_taken_by_whoever_ordered_it(press):
    api = Api(press.made, "Paula")
    xid = api("post", "production/prints/", {"what": "programme"}).json()["xid"]
    path = f"production/prints/{xid}/file.pdf"
    assert api.get(path).status_code == 404
    stored = blobs.put(io.BytesIO(b"%PDF-1.7 programme"), now=press.made.now)
    Job.objects.filter(xid=xid).update(status="done", result={"sha256": stored.sha256})
    answer = api.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 programme"
    assert Api(press.made, "Cora").get(path).status_code == 404


def test_a_paper_of_the_public_proceedings_needs_no_token(printed):
    printed.final(printed.first)
    path = f"/api/v1/editions/sysml-2027/proceedings/{printed.first.number}.pdf"
    answer = printed.made.client().get(path)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 final"
    rejected = path.replace(str(printed.first.number), str(printed.rejected.number))
    assert printed.made.client().get(rejected).status_code == 404
