"""One paper gets a window of its own, from a chair who may handle it."""

import pytest

from sysml.conference.commands.calendar import Scope, move_window
from sysml.conference.domain import WindowKind
from sysml.conference.models import Track, Window
from sysml.kernel.errors import NotAllowed
from sysml.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

FORM = {
    "kind": "submission",
    "closes_day": "2099-12-03",
    "closes_time": "23:59",
    "grace_minutes": "10",
    "reason": "The laptop was stolen.",
}


def test_a_chair_gives_one_paper_more_time_and_others_keep_theirs(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    paper, other = made.paper("One"), made.paper("Two")
    page = made.url(f"submissions/{paper.number}/time/")
    assert made.client("Cora").post(page, FORM).status_code == 302
    assert b"The laptop was stolen." in made.client("Cora").get(page).content
    assert made.at.clock(made.track.pk, paper.pk).takes(WindowKind.SUBMISSION)
    assert not made.at.clock(made.track.pk, other.pk).takes(WindowKind.SUBMISSION)


def test_nobody_else_knows_of_it_least_of_all_a_conflicted_chair(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    made.chair("Carl")
    made.member("Mia")
    paper = made.paper("One", authors=("Ada",))
    made.conflict(paper, made.people["Carl"])
    before = Window.objects.count()
    page = made.url(f"submissions/{paper.number}/time/")
    for who in ("Carl", "Mia", "Ada"):
        assert made.client(who).get(page).status_code == 404
        assert made.client(who).post(page, FORM).status_code == 404
    assert Window.objects.count() == before


def test_the_chairs_find_it_on_the_papers_page_and_the_authors_do_not(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    paper = made.paper("One", authors=("Ada",))
    address = made.url(f"submissions/{paper.number}/time/").encode()
    assert address in made.client("Cora").get(made.url(f"submissions/{paper.number}/")).content
    assert address not in made.client("Ada").get(made.url(f"submissions/{paper.number}/")).content


def test_a_chair_of_the_papers_track_may_and_one_of_another_track_may_not(make_world):
    made = make_world("reviewing")
    other = Track.objects.create(edition=made.edition, slug="other", name="Other")
    made.chair("Ira", track=made.track)
    made.chair("Oda", track=other)
    paper = made.paper("One")
    page = made.url(f"submissions/{paper.number}/time/")
    assert made.client("Oda").post(page, FORM).status_code == 404
    assert not Window.objects.filter(paper_id=paper.pk).exists()
    assert made.client("Ira").post(page, FORM).status_code == 302
    assert Window.objects.get(paper_id=paper.pk).track is None


def test_a_chair_of_one_track_gives_no_person_time_on_every_track(make_world):
    made = make_world("reviewing")
    made.chair("Ira", track=made.track)
    person = made.person("Mia")
    with pytest.raises(NotAllowed):
        move_window(
            by=made.viewer("Ira"),
            edition=made.edition,
            kind=WindowKind.REVIEWING,
            opens_at=None,
            closes_at=made.now,
            reason="Ill.",
            scope=Scope(track=made.track, person=person),
            now=made.now,
        )
    assert not Window.objects.filter(person=person).exists()


def test_an_exception_is_ended_after_a_question(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    paper, other = made.paper("One"), made.paper("Two")
    made.client("Cora").post(made.url(f"submissions/{paper.number}/time/"), FORM)
    row = Window.objects.get(paper_id=paper.pk)
    page = made.url(f"submissions/{paper.number}/time/{row.xid}/remove/")
    assert page.encode() in made.client("Cora").get(made.url(f"submissions/{paper.number}/time/")).content
    assert made.client("Cora").get(page).status_code == 200
    elsewhere = made.url(f"submissions/{other.number}/time/{row.xid}/remove/")
    assert made.client("Cora").post(elsewhere).status_code == 404
    assert Window.objects.filter(paper_id=paper.pk).exists()
    assert made.client("Cora").post(page).status_code == 302
    assert not Window.objects.filter(paper_id=paper.pk).exists()
    entry = AuditEntry.objects.get(action="window.removed")
    assert (entry.actor, entry.about) == (made.people["Cora"], paper.xid)


def test_the_log_hides_the_reason_from_a_conflicted_chair(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    made.chair("Carl")
    paper = made.paper("One")
    made.conflict(paper, made.people["Carl"])
    made.client("Cora").post(made.url(f"submissions/{paper.number}/time/"), FORM)
    assert b"laptop" in made.client("Cora").get(made.url("chair/log/")).content
    assert b"laptop" not in made.client("Carl").get(made.url("chair/log/")).content


def test_the_same_through_the_api(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    made.member("Mia")
    paper = made.paper("One")
    address = f"/api/v1/editions/{made.edition.slug}/submissions/{paper.number}/windows"
    data = {"kind": "submission", "closes_at": "2099-12-04T12:00:00Z", "reason": "A stolen laptop."}
    assert made.client("Mia").post(address, data, "application/json").status_code == 404
    assert not Window.objects.filter(paper_id=paper.pk).exists()
    assert made.client("Cora").post(address, {**data, "reason": ""}, "application/json").status_code == 422
    answer = made.client("Cora").post(address, data, "application/json")
    assert answer.status_code == 201
    assert made.client("Cora").get(address).json()["results"] == [answer.json()]
    assert answer.json()["closes_at"] == "2099-12-04T12:00:00Z"
    assert made.client("Cora").delete(f"{address}/{answer.json()['xid']}").status_code == 204
    assert made.client("Cora").get(address).json()["results"] == []
