"""Letters of a release wait for who handles the paper where whoever pressed it may not read them."""

from collections.abc import Callable

import pytest

from reviews.commands import waiting
from reviews.queries.waiting import waiting_page
from reviews.todo_decisions import decision_todos
from sysml.kernel.errors import IllegalTransition, NotFound, Refused
from sysml.kernel.models import AuditEntry, Letter
from tests.factories.reviews import with_form
from tests.factories.world import World
from tests.reviews.decisions.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Released by Conrad, who has a conflict with the walled paper that Cora handles."""
    monkeypatch.setattr("sysml.kernel.jobs.nudge", lambda job_id: None)
    made = Desk(with_form(make_world("meeting")))
    made.made.chair("Nobody in particular")
    made.decide(made.paper, "accept")
    made.decide(made.walled, "reject")
    made.release("Conrad")
    return made


def statuses(desk: Desk) -> set[str]:
    return set(
        Letter.objects.filter(about=desk.walled.xid, kind="decision-reject").values_list("status", flat=True)
    )


def titles(desk: Desk, who: str) -> list[str]:
    return [one.title for one in decision_todos(desk.made.viewer(who), desk.made.at, desk.made.edition)]


def send(desk: Desk, who: str) -> int:
    made = desk.made
    return waiting.send_waiting(
        by=made.viewer(who), edition=made.edition, number=desk.walled.number, now=made.now
    )


def test_they_wait_for_who_handles_the_paper_and_for_nobody_else_in_the_to_do(desk):
    assert statuses(desk) == {"held"}
    assert any("Send the letters of 1 released paper" in title for title in titles(desk, "Cora"))
    for other in ("Conrad", "Nobody in particular"):
        assert not any("letters" in title for title in titles(desk, other))


def test_the_handling_chair_reads_and_sends_them(desk):
    page = waiting_page(desk.made.viewer("Cora"), desk.made.at, desk.made.edition)
    assert [paper.number for paper in page] == [desk.walled.number]
    assert send(desk, "Cora") >= 1
    assert statuses(desk) == {"queued"}
    assert AuditEntry.objects.filter(action="decision.sent", about=desk.walled.xid).count() == 1
    with pytest.raises(IllegalTransition):
        send(desk, "Cora")


def test_who_has_the_conflict_neither_reads_nor_sends_them(desk):
    viewer = desk.made.viewer("Conrad")
    assert waiting_page(viewer, desk.made.at, desk.made.edition) == ()
    with pytest.raises(NotFound):
        send(desk, "Conrad")
    assert statuses(desk) == {"held"}


@pytest.mark.parametrize("who", ["Rita One", "Noor"])
def test_members_have_nothing_to_do_with_them(desk, who):
    with pytest.raises(NotFound):
        waiting_page(desk.made.viewer(who), desk.made.at, desk.made.edition)
    with pytest.raises(Refused):
        send(desk, who)
    assert statuses(desk) == {"held"}


def test_the_page_has_a_button_and_the_outbox_of_the_others_keeps_them(desk):
    made = desk.made
    page = made.client("Cora").get(made.url("chair/release/letters/"))
    assert f"Send the letters about paper {desk.walled.number}" in page.content.decode()
    assert "No letter waits" in made.client("Conrad").get(made.url("chair/release/letters/")).content.decode()
    pressed = made.client("Conrad").post(made.url("chair/mail/outbox/release/"), {"kind": "decision-reject"})
    assert pressed.status_code == 302
    assert statuses(desk) == {"held"}
    made.client("Cora").post(made.url(f"chair/release/letters/{desk.walled.number}/"))
    assert statuses(desk) == {"queued"}


def test_the_endpoints_say_and_do_the_same(desk):
    made = desk.made
    base = f"/api/v1/editions/{made.edition.slug}/"
    path = f"{base}submissions/{desk.walled.number}/decision/letters/"
    assert made.client("Conrad").get(f"{base}release/letters/").json() == {"results": []}
    assert made.client("Conrad").post(path).status_code == 404
    found = made.client("Cora").get(f"{base}release/letters/").json()["results"]
    assert [paper["number"] for paper in found] == [desk.walled.number]
    assert made.client("Cora").post(path).status_code == 204
    assert statuses(desk) == {"queued"}
