"""Desk rejects: prepared, looked at, released by themselves."""

import pytest

from reviews.commands import desk_rejects
from reviews.models import Decision, DeskReject
from reviews.queries import release as queries
from submissions.models import Submission
from sysml.kernel.errors import IllegalTransition, Invalid, NotFound, StaleWrite
from sysml.kernel.models import AuditEntry, Letter

pytestmark = pytest.mark.django_db


def act(desk, name, paper=None, who="Cora", **more):
    getattr(desk_rejects, name)(
        by=desk.made.viewer(who),
        edition=desk.made.edition,
        number=(paper or desk.paper).number,
        now=desk.made.now,
        **more,
    )


def outcome(desk):
    return Submission.objects.get(pk=desk.paper.pk).outcome


def test_preparing_one_tells_nobody(desk):
    before = Submission.objects.filter(pk=desk.paper.pk).values().get()
    act(desk, "prepare_desk_reject", reason="Out of scope.")
    assert Submission.objects.filter(pk=desk.paper.pk).values().get() == before
    assert not Letter.objects.exists()
    assert AuditEntry.objects.filter(action="desk-reject.prepared").exists()


def test_it_is_released_with_the_letter_that_was_previewed(desk):
    desk.decide(desk.paper, "accept", note="Never to be seen")
    act(desk, "prepare_desk_reject", reason="Out of scope:\r\nno system, no learning.")
    row = DeskReject.objects.get()
    shown = queries.preview_desk_reject(
        desk.made.viewer("Cora"), desk.made.at, desk.made.edition, desk.paper.number
    )
    act(desk, "release_desk_reject", reason="Out of scope:\r\nno system, no learning.")
    assert outcome(desk) == "desk-rejected"
    letter = Letter.objects.get()
    assert (letter.kind, letter.status) == ("desk-reject", "queued")
    assert letter.body == shown.letters[0].body.replace("{{name}}", "Author One")
    assert row.reason in letter.body
    assert not Decision.objects.exists()


def test_a_changed_reason_is_not_released_unseen(desk):
    act(desk, "prepare_desk_reject", reason="Out of scope.")
    act(desk, "prepare_desk_reject", reason="Too long.")
    with pytest.raises(StaleWrite):
        act(desk, "release_desk_reject", reason="Out of scope.")
    assert outcome(desk) == ""


def test_it_can_be_taken_back_before_but_not_after(desk):
    act(desk, "prepare_desk_reject", reason="Out of scope.")
    act(desk, "drop_desk_reject")
    assert not DeskReject.objects.exists()
    with pytest.raises(IllegalTransition):
        act(desk, "release_desk_reject", reason="Out of scope.")
    assert outcome(desk) == ""


def test_it_needs_a_reason(desk):
    with pytest.raises(Invalid):
        act(desk, "prepare_desk_reject", reason="  ")


@pytest.mark.parametrize("who", ["Author One", "Rita One", "Noor"])
def test_nobody_else_does_it(desk, who):
    with pytest.raises(NotFound):
        act(desk, "prepare_desk_reject", who=who, reason="No.")
    assert not DeskReject.objects.exists()


def test_a_chair_with_a_conflict_cannot(desk):
    with pytest.raises(NotFound):
        act(desk, "prepare_desk_reject", paper=desk.walled, who="Conrad", reason="No.")
    assert not DeskReject.objects.exists()
