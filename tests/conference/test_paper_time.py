"""One paper gets a window of its own, from a chair who may handle it."""

import pytest

from sysml.conference.domain import WindowKind
from sysml.conference.models import Window

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
