"""Recording decisions: one, many, again, back; sides that are missing; nothing leaves."""

import pytest

from reviews.commands import decisions
from reviews.domain import Verdict
from reviews.models import Decision, Shepherding
from submissions.models import Submission
from sysml.conference.domain import ActKind
from sysml.kernel.errors import Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Job, Letter

pytestmark = pytest.mark.django_db


def test_a_chair_decides_and_the_log_keeps_it(desk):
    desk.decide(desk.paper, "accept", note="Well done.")
    row = Decision.objects.get()
    assert (row.verdict, row.note, row.by.name) == ("accept", "Well done.", "Cora")
    entry = AuditEntry.objects.get(action="decision.recorded")
    assert (entry.about, entry.data["verdict"]) == (desk.paper.xid, "accept")


def test_a_decision_changes_nothing_that_anybody_else_can_see(desk):
    before = Submission.objects.filter(pk=desk.paper.pk).values().get()
    desk.decide(desk.paper, "reject")
    assert Submission.objects.filter(pk=desk.paper.pk).values().get() == before
    assert not Letter.objects.exists()
    assert not Job.objects.exists()


def test_deciding_again_replaces_the_decision_and_both_stay_in_the_log(desk):
    desk.decide(desk.paper, "accept")
    desk.decide(desk.paper, "reject", note="On second thoughts.")
    assert Decision.objects.get().verdict == "reject"
    assert AuditEntry.objects.filter(action__in=["decision.recorded", "decision.changed"]).count() == 2


def test_a_decision_can_be_taken_back(desk):
    desk.decide(desk.paper, "conditional", conditions="Measure the tail.")
    Shepherding.objects.create(submission=desk.paper, person=desk.made.people["Sheila"], at=desk.made.now)
    decisions.clear_decision(
        by=desk.made.viewer("Cora"), edition=desk.made.edition, number=desk.paper.number, now=desk.made.now
    )
    assert not Decision.objects.exists()
    assert not Shepherding.objects.exists()
    assert AuditEntry.objects.filter(action="decision.cleared", about=desk.paper.xid).exists()


def test_a_conditional_accept_says_what_is_to_be_done(desk):
    with pytest.raises(Invalid) as refusal:
        desk.decide(desk.paper, "conditional")
    assert "conditions" in refusal.value.fields
    desk.decide(desk.paper, "conditional", conditions="Measure the tail.")
    assert Decision.objects.get().condition_state == "open"
    desk.decide(desk.paper, "accept")
    row = Decision.objects.get()
    assert (row.conditions, row.condition_state) == ("", "")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_without_a_review_of_each_side_nothing_is_decided_unless_it_is_waived(desk, verdict):
    paper = desk.one_sided()
    with pytest.raises(Invalid, match="Systems"):
        desk.decide(paper, verdict, conditions="Do it.")
    assert not Decision.objects.exists()
    desk.decide(paper, verdict, conditions="Do it.", one_sided_reason="Two reviewers fell ill.")
    row = Decision.objects.get()
    assert row.one_sided_reason == "Two reviewers fell ill."
    assert AuditEntry.objects.get(action="decision.recorded").reason == "Two reviewers fell ill."


def test_a_reason_to_waive_is_not_kept_where_both_sides_have_spoken(desk):
    desk.decide(desk.paper, "accept", one_sided_reason="Just in case")
    assert Decision.objects.get().one_sided_reason == ""


def test_a_track_without_sides_needs_no_waiver(make_world):
    from tests.factories.reviews import reviewed_paper, with_form

    made = with_form(make_world("meeting", two_sided=False))
    made.chair("Cora")
    paper = reviewed_paper(made, count=1)
    decisions.decide(
        by=made.viewer("Cora"),
        edition=made.edition,
        number=paper.number,
        verdict=Verdict.ACCEPT,
        now=made.now,
    )
    assert Decision.objects.get().verdict == "accept"


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("Author One", NotFound),
        ("Rita One", NotFound),
        ("Noor", NotFound),
        ("Rolf One", NotFound),
    ],
)
def test_nobody_but_chairs_and_handlers_decides(desk, who, error):
    with pytest.raises(error):
        desk.decide(desk.paper, "accept", who=who)
    assert not Decision.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="decision").exists()


def test_a_chair_with_a_conflict_meets_a_paper_that_is_not_there(desk):
    with pytest.raises(NotFound):
        desk.decide(desk.walled, "accept", who="Conrad")
    with pytest.raises(NotFound):
        decisions.clear_decision(
            by=desk.made.viewer("Conrad"),
            edition=desk.made.edition,
            number=desk.walled.number,
            now=desk.made.now,
        )
    assert not Decision.objects.exists()


def test_who_handles_a_paper_decides_it_without_being_a_chair(desk):
    stand_in = desk.made.person("Stella")
    handling = desk.handler_of(desk.walled)
    handling.person = stand_in
    handling.save()
    desk.decide(desk.walled, "reject", who="Stella")
    with pytest.raises(NotFound):
        desk.decide(desk.paper, "reject", who="Stella")
    assert [row.submission_id for row in Decision.objects.all()] == [desk.walled.pk]


def test_a_frozen_edition_stops_a_handler_but_not_a_chair(desk):
    stand_in = desk.made.person("Stella")
    desk.handler_of(desk.walled).__class__.objects.filter(submission=desk.walled).update(person=stand_in)
    desk.made.act(ActKind.FROZEN)
    with pytest.raises(NotAllowed):
        desk.decide(desk.walled, "reject", who="Stella")
    desk.decide(desk.paper, "reject")
    assert Decision.objects.count() == 1


def test_a_released_decision_is_not_changed(desk):
    desk.decide(desk.paper, "accept")
    desk.decide(desk.walled, "reject")
    desk.release()
    with pytest.raises(NotAllowed):
        desk.decide(desk.paper, "reject")
    with pytest.raises(NotAllowed):
        decisions.clear_decision(
            by=desk.made.viewer("Cora"),
            edition=desk.made.edition,
            number=desk.paper.number,
            now=desk.made.now,
        )
    assert Decision.objects.get(submission=desk.paper).verdict == "accept"


def many(desk, numbers, who="Cora", verdict=Verdict.REJECT, **more):
    return decisions.decide_many(
        by=desk.made.viewer(who),
        edition=desk.made.edition,
        numbers=numbers,
        verdict=verdict,
        now=desk.made.now,
        **more,
    )


def test_several_papers_are_decided_at_once_and_notes_are_kept(desk):
    desk.decide(desk.paper, "accept", note="Kept.")
    assert many(desk, [desk.paper.number, desk.walled.number]) == 2
    assert {row.verdict for row in Decision.objects.all()} == {"reject"}
    assert Decision.objects.get(submission=desk.paper).note == "Kept."


def test_one_refused_paper_refuses_all_and_each_is_told_why(desk):
    half = desk.one_sided()
    with pytest.raises(Invalid) as refusal:
        many(desk, [desk.paper.number, half.number, 99999])
    words = refusal.value.fields["numbers"]
    assert any(str(half.number) in line and "Systems" in line for line in words)
    assert any("99999" in line for line in words)
    assert not any(str(desk.paper.number) in line for line in words)
    assert not Decision.objects.exists()


def test_in_bulk_a_walled_paper_is_refused_in_the_words_of_a_missing_one(desk):
    with pytest.raises(Invalid) as hidden:
        many(desk, [desk.walled.number], who="Conrad")
    with pytest.raises(Invalid) as missing:
        many(desk, [99999], who="Conrad")
    assert (
        hidden.value.fields["numbers"][0].replace(str(desk.walled.number), "99999")
        == missing.value.fields["numbers"][0]
    )
    assert not Decision.objects.exists()


def test_a_waiver_given_before_holds_in_bulk(desk):
    half = desk.one_sided()
    desk.decide(half, "accept", one_sided_reason="Ill.")
    many(desk, [half.number])
    row = Decision.objects.get()
    assert (row.verdict, row.one_sided_reason) == ("reject", "Ill.")


def test_an_empty_choice_is_refused(desk):
    with pytest.raises(Invalid):
        many(desk, [])
