"""The pages that need no sign-in: nothing stands on them before its act."""

import pytest

from artifacts.models import Artifact, BadgeDecision
from submissions.domain import Outcome
from sysml.conference.domain import ActKind, Side, WindowKind
from sysml.conference.models import Act, Window

pytestmark = pytest.mark.django_db

PAGES = ("", "call/", "dates/", "committees/", "calendar.ics")


def badge(made, paper, key="available", awarded=True):
    artifact, _ = Artifact.objects.get_or_create(
        submission=paper,
        defaults={
            "registered_by": paper.registered_by,
            "registered_at": made.now,
            "state": "decided",
            "decided_at": made.now,
        },
    )
    return BadgeDecision.objects.create(
        artifact=artifact,
        submission=paper,
        badge=key,
        scheme="acm-1.1",
        is_awarded=awarded,
        by=paper.registered_by,
        at=made.now,
    )


@pytest.mark.parametrize("path", PAGES)
def test_an_edition_in_preparation_exists_for_its_officers_only(make_world, path):
    made = make_world("submission")
    made.chair("Cora")
    made.person("Sam")
    Act.objects.all().delete()
    nowhere = made.client().get("/nowhere-2027/" + path)
    for who in (None, "Sam"):
        answer = made.client(who).get(made.url(path))
        assert answer.status_code == 404
        if who is None:
            assert answer.content == nowhere.content
    assert made.client("Cora").get(made.url(path)).status_code == 200
    made.act(ActKind.OPENED)
    assert made.client().get(made.url(path)).status_code == 200


def test_the_front_page_invites_to_submit_while_papers_are_taken(make_world):
    made = make_world("submission")
    assert b"Submit a paper" not in made.client().get(made.url("")).content
    made.move_to("registration")
    assert b"Submit a paper" in made.client().get(made.url("")).content
    made.move_to("reviewing")
    assert b"Submit a paper" not in made.client().get(made.url("")).content


def test_in_the_hidden_grace_a_deadline_stands_as_passed(make_world):
    from datetime import timedelta

    made = make_world("registration")
    for kind in (WindowKind.REGISTRATION, WindowKind.SUBMISSION):
        row = Window.objects.get(kind=kind)
        row.closes_at, row.grace_minutes = made.now - timedelta(minutes=5), 60
        row.save()
    assert b"Submit a paper" not in made.client().get(made.url("")).content
    dates = made.client().get(made.url("dates/")).content.decode()
    assert dates.count("over") >= 2
    assert "grace" not in dates.casefold()


def test_the_call_is_rendered_safely_with_its_topics(make_world):
    made = make_world("submission")
    made.edition.call_for_papers = "## Scope\n\nWrite *well* <script>alert(1)</script>"
    made.edition.save()
    content = made.client().get(made.url("call/")).content.decode()
    assert "<em>well</em>" in content
    assert "<script>alert" not in content
    assert made.edition.topics.first().name in content


def test_dates_are_in_order_on_both_clocks_and_internal_windows_are_not_among_them(make_world):
    made = make_world("submission")
    made.person("Ada", timezone="Europe/Zurich")
    content = made.client("Ada").get(made.url("dates/")).content.decode()
    assert "AoE" in content
    assert "Zurich" in content
    assert (
        content.index("Paper submission") < content.index("Author response") < content.index("Camera-ready")
    )
    assert "Bidding" not in content
    assert "Committee meeting" not in content


def test_committees_show_who_accepted_by_side_and_nobody_else(make_world):
    made = make_world("reviewing")
    made.chair("Cora Chair")
    made.member("Mia Moore", Side.ML)
    made.member("Sol Stone", Side.SYSTEMS)
    invited = made.member("Ivo Invited", Side.ML)
    invited.state, invited.person = "invited", None
    invited.save()
    content = made.client().get(made.url("committees/")).content.decode()
    assert content.index("Cora Chair") < content.index("Mia Moore") < content.index("Sol Stone")
    assert "Ivo Invited" not in content
    assert made.people["Mia Moore"].email not in content
    made.edition.committee_public = False
    made.edition.save()
    assert made.client().get(made.url("committees/")).status_code == 404
    assert b"Committees" not in made.client().get(made.url("")).content


def test_accepted_papers_appear_with_their_authors_when_the_list_is_public(make_world):
    made = make_world("decided")
    made.chair("Cora")
    made.paper("Good news", authors=("Ada",), outcome=Outcome.ACCEPTED)
    made.paper("Bad news", authors=("Bo",), outcome=Outcome.REJECTED)
    made.paper("Half news", authors=("Cy",), outcome=Outcome.CONDITIONAL)
    for who in (None, "Ada", "Cora"):
        assert made.client(who).get(made.url("accepted/")).status_code == 404
        assert b"Accepted papers" not in made.client(who).get(made.url("")).content
    made.move_to("released")
    pages = {who: made.client(who).get(made.url("accepted/")).content.decode() for who in (None, "Cora")}
    for content in pages.values():
        assert "Good news" in content
        assert "Ada" in content
        assert "Bad news" not in content
        assert "Half news" not in content


def test_a_badge_is_public_once_released_and_a_refused_one_never(make_world):
    made = make_world("released")
    paper = made.paper("Good news", outcome=Outcome.ACCEPTED)
    other = made.paper("Other news", outcome=Outcome.ACCEPTED)
    badge(made, paper)
    badge(made, paper, "reusable", awarded=False)
    badge(made, other, "functional", awarded=False)
    assert made.client().get(made.url("badges/")).status_code == 404
    assert b"Artifacts Available" not in made.client().get(made.url("accepted/")).content
    made.move_to("final")
    content = made.client().get(made.url("badges/")).content.decode()
    assert "Good news" in content
    assert "Artifacts Available" in content
    assert "ACM Artifact Review and Badging 1.1" in content
    assert "Reusable" not in content
    assert "Other news" not in content
    assert b"Artifacts Available" in made.client().get(made.url("accepted/")).content


def test_public_pages_take_as_many_queries_for_thirty_rows_as_for_one(
    make_world,
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = make_world("final")
    badge(made, made.paper("First", outcome=Outcome.ACCEPTED))
    made.member("Mia")
    client = made.client()
    paths = ("", "call/", "dates/", "committees/", "accepted/", "badges/", "calendar.ics")

    def counts():
        found = {}
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(made.url(path)).status_code == 200
            found[path] = len(captured)
        return found

    before = counts()
    for number in range(29):
        badge(made, made.paper(f"Paper {number}", authors=(f"Author {number}",), outcome=Outcome.ACCEPTED))
        made.member(f"Member {number}")
    assert counts() == before
    assert max(before.values()) <= 10


def test_the_feed_has_stable_names_and_stamps_to_the_day(make_world):
    made = make_world("submission")
    made.edition.full_name = "Systems, Machine Learning; and more"
    made.edition.begins_on = made.now.date()
    made.edition.save()
    first = made.client().get(made.url("calendar.ics"))
    assert first["Content-Type"].startswith("text/calendar")
    text = first.content.decode()
    assert text == made.client().get(made.url("calendar.ics")).content.decode()
    for row in Window.objects.filter(kind=WindowKind.SUBMISSION):
        assert f"UID:{row.xid}@" in text
        assert f"DTSTART:{row.closes_at:%Y%m%dT%H%M%SZ}" in text
    assert "SUMMARY:Systems\\, Machine Learning\\; and more" in text
    stamps = {line for line in text.splitlines() if line.startswith("DTSTAMP")}
    assert all(line.endswith("T000000Z") for line in stamps)
    assert "Bidding" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
