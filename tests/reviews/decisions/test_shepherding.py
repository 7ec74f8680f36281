"""Shepherds and the end of conditions."""

import pytest

from reviews.commands import shepherding
from reviews.models import Decision, ProceedingsEntry, Shepherding
from reviews.queries import shepherding as queries
from submissions.models import Submission
from sysml.conference.viewer import Tie
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Letter

pytestmark = pytest.mark.django_db


def appoint(desk, name="Sheila", who="Cora"):
    shepherding.appoint_shepherd(
        by=desk.made.viewer(who), edition=desk.made.edition, number=desk.paper.number,
        person_xid=desk.made.people[name].xid, now=desk.made.now,
    )  # fmt: skip


def judge(desk, met, note="", who="Sheila"):
    shepherding.judge_conditions(
        by=desk.made.viewer(who), edition=desk.made.edition, number=desk.paper.number, met=met, note=note,
        now=desk.made.now,
    )  # fmt: skip


@pytest.fixture
def released(desk):
    desk.decide(desk.paper, "conditional", conditions="Measure the tail.")
    desk.decide(desk.walled, "reject")
    appoint(desk)
    desk.release()
    Letter.objects.all().delete()
    return desk


def test_a_shepherd_knows_nothing_before_the_release_and_sees_the_paper_after_it(desk):
    desk.decide(desk.paper, "conditional", conditions="Measure the tail.")
    desk.decide(desk.walled, "reject")
    appoint(desk)
    assert not Letter.objects.exists()
    assert not desk.made.viewer("Sheila").tied(Tie.SHEPHERDS)
    desk.release()
    assert desk.made.viewer("Sheila").tied(Tie.SHEPHERDS) == {desk.paper.pk}
    assert Letter.objects.filter(kind="shepherd-appointed", to=desk.made.people["Sheila"].email).count() == 1


def test_only_members_without_a_conflict_are_offered_and_taken(desk):
    desk.decide(desk.paper, "conditional", conditions="Measure the tail.")
    desk.made.conflict(desk.paper, desk.made.people["Noor"])
    offered = {
        c.name for c in queries.shepherd_choices(desk.made.viewer("Cora"), desk.made.at, desk.paper.number)
    }
    assert "Sheila" in offered
    assert not offered & {"Noor", "Author One"}
    for name in ("Noor", "Author One"):
        with pytest.raises(Invalid):
            appoint(desk, name)
    assert not Shepherding.objects.exists()


def test_only_a_conditional_accept_has_a_shepherd(desk):
    desk.decide(desk.paper, "accept")
    with pytest.raises(IllegalTransition):
        appoint(desk)
    with pytest.raises(NotFound):
        appoint(desk, who="Noor")
    assert not Shepherding.objects.exists()


def test_met_conditions_make_an_accepted_paper_and_a_letter(released):
    judge(released, True, "Fine figures.")
    assert Submission.objects.get(pk=released.paper.pk).outcome == "accepted"
    assert Decision.objects.get(submission=released.paper).condition_state == "met"
    letter = Letter.objects.get()
    assert (letter.kind, letter.status) == ("conditions-met", "queued")
    assert "Fine figures." in letter.body
    assert AuditEntry.objects.filter(action="conditions.met", about=released.paper.xid).exists()


def test_failed_conditions_need_a_reason_and_reject_the_paper(released):
    with pytest.raises(Invalid):
        judge(released, False)
    judge(released, False, "The tail was not measured.")
    assert Submission.objects.get(pk=released.paper.pk).outcome == "rejected"
    assert "The tail was not measured." in Letter.objects.get(kind="conditions-failed").body
    assert not ProceedingsEntry.objects.filter(submission=released.paper).exists()
    assert not released.made.viewer("Sheila").tied(Tie.SHEPHERDS)


def test_the_letter_is_the_one_that_was_previewed(released):
    page = queries.conditions_page(
        released.made.viewer("Sheila"),
        released.made.at,
        released.made.edition,
        released.paper.number,
        "Good.",
    )
    judge(released, True, "Good.")
    letter = Letter.objects.get()
    assert [(x.to, x.subject, x.body) for x in page.met.letters] == [(letter.to, letter.subject, letter.body)]


@pytest.mark.parametrize(
    ("who", "error"), [("Noor", NotAllowed), ("Author One", NotAllowed), ("Rolf One", NotAllowed)]
)
def test_nobody_else_judges(released, who, error):
    with pytest.raises(error):
        judge(released, True, who=who)
    assert Submission.objects.get(pk=released.paper.pk).outcome == "conditional"


def test_conditions_are_judged_once_and_not_before_the_release(desk):
    desk.decide(desk.paper, "conditional", conditions="Measure the tail.")
    appoint(desk)
    with pytest.raises(NotAllowed):
        judge(desk, True, who="Cora")
    desk.decide(desk.walled, "reject")
    desk.release()
    judge(desk, True)
    with pytest.raises(NotAllowed):
        judge(desk, False, "No.")


def test_a_dismissed_shepherd_sees_the_paper_no_longer(released):
    shepherding.dismiss_shepherd(
        by=released.made.viewer("Cora"), edition=released.made.edition, number=released.paper.number,
        now=released.made.now,
    )  # fmt: skip
    assert not released.made.viewer("Sheila").tied(Tie.SHEPHERDS)


def test_a_shepherd_appointed_after_the_release_is_written_to_by_the_rule_of_the_letter(released):
    appoint(released, "Noor")
    letter = Letter.objects.get()
    assert (letter.kind, letter.status, letter.to) == (
        "shepherd-appointed",
        "held",
        released.made.people["Noor"].email,
    )
