"""Writing reviews: drafts, submissions, versions, lost updates, on behalf."""

from datetime import timedelta
from string import ascii_uppercase

import pytest

from reviews.commands import reviewing
from reviews.commands.steps import SPARE_LABELS
from reviews.domain import ReviewState
from reviews.models import Answer, Review, ReviewVersion
from reviews.queries.reviews import history, my_reviewing, review_form
from sysml.conference.domain import ActKind, Side, Span, WindowKind
from sysml.kernel.errors import Closed, Invalid, NotAllowed, NotFound, StaleWrite
from sysml.kernel.models import AuditEntry, Letter
from tests.factories.reviews import ANSWERS, external, review, with_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(make_world):
    made = with_form(make_world("reviewing"))
    made.subject = made.paper("Learned admission control")
    made.seat = made.member("Rita", Side.ML)
    made.assign(made.subject, made.seat)
    made.chair("Cora")
    return made


def save(made, who="Rita", revision=0, **answers):
    return reviewing.save_draft(
        by=made.viewer(who),
        edition=made.edition,
        number=made.subject.number,
        answers=answers,
        revision=revision,
        now=made.now,
    )


def submit(made, who="Rita", revision=0, **answers):
    return reviewing.submit_review(
        by=made.viewer(who),
        edition=made.edition,
        number=made.subject.number,
        answers={**ANSWERS, **answers},
        revision=revision,
        now=made.now,
    )


def test_a_draft_keeps_what_is_there_and_asks_for_nothing_more(made):
    saved = save(made, summary="Half a thought", overall="4")
    row = Review.objects.get()
    assert (row.state, row.draft, row.draft_words) == (
        "draft",
        {"summary": "Half a thought", "overall": 4},
        3,
    )
    assert (saved.revision, row.revision, row.side) == (1, 1, "ml")
    form = review_form(made.viewer("Rita"), made.at, made.subject.number)
    assert form.values == row.draft
    assert AuditEntry.objects.filter(action="review.begun", about=made.subject.xid).count() == 1


def test_a_draft_saved_from_an_old_form_is_refused_and_the_newer_text_stays(made):
    save(made, summary="First tab")
    with pytest.raises(StaleWrite):
        save(made, summary="Second tab, opened before")
    save(made, revision=1, summary="First tab again")
    with pytest.raises(StaleWrite):
        submit(made, revision=1)
    assert Review.objects.get().draft["summary"] == "First tab again"


def test_submitting_asks_for_every_required_answer_by_name(made):
    with pytest.raises(Invalid) as refusal:
        submit(made, summary="  ", overall="")
    assert set(refusal.value.fields) == {"summary", "overall"}
    assert not Review.objects.exists()


@pytest.mark.parametrize("answers", [{"overall": 9}, {"scope": "elsewhere"}, {"colour": "red"}])
def test_values_that_the_form_does_not_offer_are_refused(made, answers):
    with pytest.raises(Invalid):
        save(made, **answers)
    assert not Review.objects.exists()


def test_every_submission_is_a_version_that_is_kept(made):
    first = submit(made)
    second = submit(made, revision=first.revision, summary="Better said.")
    row = Review.objects.get()
    assert (row.state, row.version, second.version) == (ReviewState.SUBMITTED, 2, 2)
    assert list(ReviewVersion.objects.values_list("number", "is_current")) == [(2, True), (1, False)]
    assert Answer.objects.filter(question__key="summary").count() == 2
    assert review_form(made.viewer("Rita"), made.at, made.subject.number).values["summary"] == "Better said."
    kept = history(made.viewer("Rita"), made.at, made.subject.number)
    assert [v.number for v in kept.versions] == [2, 1]
    assert len(kept.versions[1].answers) == len(ANSWERS)
    assert {"review.submitted", "review.changed"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_the_history_is_for_the_writer_and_the_chairs_alone(made):
    submit(made)
    other = made.member("Otto", Side.SYSTEMS)
    made.assign(made.subject, other)
    review(made, made.subject, other.person, "Z", side="systems")
    label = Review.objects.get(reviewer=made.seat.person).label
    assert len(history(made.viewer("Cora"), made.at, made.subject.number, label).versions) == 1
    for who in ("Otto", "Author"):
        with pytest.raises(NotFound):
            history(made.viewer(who), made.at, made.subject.number, label)


def test_labels_are_drawn_among_as_many_letters_on_every_paper_and_not_counted_up(make_world):
    made = with_form(make_world("reviewing"))
    seats = [made.member(f"M{i}") for i in range(4)]
    letters, firsts = set(ascii_uppercase[: made.track.wanted + SPARE_LABELS]), set()
    for n in range(24):
        made.subject = made.paper(f"Paper {n}")
        for seat in seats:
            made.assign(made.subject, seat)
        firsts.add(save(made, "M0", summary="x").label)
        for i in range(1, 4):
            save(made, f"M{i}", summary="x")
        labels = list(Review.objects.filter(submission=made.subject).values_list("label", flat=True))
        assert len(set(labels)) == 4
        assert set(labels) <= letters
    assert len(firsts) > 1


@pytest.mark.parametrize("who", ["Author", "Otto", "Cora"])
def test_only_reviewers_of_the_paper_write_reviews(made, who):
    made.member("Otto")
    with pytest.raises(NotAllowed):
        save(made, who, summary="Not mine to say")
    assert not Review.objects.exists()


def test_a_conflict_stops_a_reviewer_at_once(made):
    save(made, summary="Before")
    made.conflict(made.subject, made.seat.person)
    with pytest.raises(NotAllowed):
        save(made, revision=1, summary="After")
    assert Review.objects.get().draft == {"summary": "Before"}


def test_reviews_are_taken_in_the_grace_and_closed_after_it(made):
    made.window(WindowKind.DISCUSSION, Span(made.now + timedelta(days=9), made.now + timedelta(days=20)))
    ended = made.now - timedelta(minutes=10)
    made.window(WindowKind.REVIEWING, Span(made.now - timedelta(days=20), ended, timedelta(minutes=30)))
    save(made, summary="Just in time")
    made.window(WindowKind.REVIEWING, Span(made.now - timedelta(days=20), ended, timedelta(minutes=5)))
    with pytest.raises(Closed):
        save(made, revision=1, summary="Too late")


def test_nothing_changes_after_the_release(made):
    made.act(ActKind.RELEASED)
    with pytest.raises(Closed):
        save(made, summary="Too late")


def test_a_chair_enters_a_review_for_a_reviewer_who_is_told(made):
    made.edition.letter_rules = {"entered-on-behalf": True}
    made.edition.save()
    reviewing.submit_review_on_behalf(
        by=made.viewer("Cora"),
        edition=made.edition,
        number=made.subject.number,
        person=made.seat.person.xid,
        answers=ANSWERS,
        reason="Sent by mail, no network",
        now=made.now,
    )
    row = Review.objects.get()
    assert (row.reviewer, row.state) == (made.seat.person, "submitted")
    entry = AuditEntry.objects.get(action="review.entered")
    assert (entry.actor.name, entry.on_behalf_of, entry.reason) == (
        "Cora",
        made.seat.person,
        "Sent by mail, no network",
    )
    letter = Letter.objects.get(kind="entered-on-behalf")
    assert letter.person == made.seat.person
    assert f"/reviews/{made.subject.number}/edit/" in letter.body
    assert history(made.viewer("Rita"), made.at, made.subject.number).versions[0].on_behalf


def test_nobody_else_enters_reviews_and_no_chair_with_a_conflict(made):
    made.chair("Clem")
    made.conflict(made.subject, made.people["Clem"])
    made.member("Otto")
    for who in ("Clem", "Otto", "Rita", "Author"):
        with pytest.raises((NotAllowed, NotFound)):
            reviewing.submit_review_on_behalf(
                by=made.viewer(who),
                edition=made.edition,
                number=made.subject.number,
                person=made.seat.person.xid,
                answers=ANSWERS,
                reason="because",
                now=made.now,
            )
    assert not Review.objects.exists()


def test_a_discarded_review_stays_with_its_writer_alone_and_cannot_be_revived(made):
    saved = submit(made)
    reviewing.discard_review(
        by=made.viewer("Cora"),
        edition=made.edition,
        number=made.subject.number,
        label=saved.label,
        reason="Wrong paper",
        now=made.now,
    )
    assert Review.objects.get().state == "discarded"
    assert AuditEntry.objects.get(action="review.discarded").reason == "Wrong paper"
    with pytest.raises(Exception, match="taken this review out"):
        submit(made, revision=saved.revision + 1)


def test_a_draft_is_opened_by_a_chair_only_after_its_deadline_and_in_the_log(made):
    label = save(made, summary="Unfinished").label
    args = {
        "edition": made.edition,
        "number": made.subject.number,
        "label": label,
        "reason": "Reviewer is ill",
        "now": made.now,
    }
    with pytest.raises(NotAllowed):
        reviewing.read_draft(by=made.viewer("Cora"), **args)
    made.window(WindowKind.REVIEWING, Span(made.now - timedelta(days=9), made.now - timedelta(days=1)))
    assert reviewing.read_draft(by=made.viewer("Cora"), **args) == (("Summary", "Unfinished"),)
    assert AuditEntry.objects.get(action="review.draft-read").reason == "Reviewer is ill"
    with pytest.raises(NotAllowed):
        reviewing.read_draft(by=made.viewer("Rita"), **args)


def test_my_list_puts_first_what_waits_and_shows_no_meter_before_the_own_review(made):
    done, extended = made.paper("Done"), made.paper("Extended")
    for paper in (done, extended):
        made.assign(paper, made.seat)
    review(made, done, made.seat.person, "A")
    made.window(
        WindowKind.REVIEWING,
        Span(made.now - timedelta(days=9), made.now + timedelta(days=1)),
        paper_id=extended.pk,
    )
    save(made, summary="Two words")
    rows = my_reviewing(made.viewer("Rita"), made.at)
    assert [row.title for row in rows] == ["Extended", "Learned admission control", "Done"]
    assert [row.ml_have for row in rows] == [None, None, 1]
    assert [row.words for row in rows] == [0, 2, 0]


def test_my_list_costs_the_same_for_one_and_for_thirty_papers(made, django_assert_num_queries):
    review(made, made.subject, made.seat.person, "A")
    viewer, at = made.viewer("Rita"), made.at
    with django_assert_num_queries(5):
        assert len(my_reviewing(viewer, at)) == 1
    for n in range(29):
        paper = made.paper(f"More {n}")
        made.assign(paper, made.seat)
        review(made, paper, made.seat.person, "A")
    viewer, at = made.viewer("Rita"), made.at
    with django_assert_num_queries(5):
        assert len(my_reviewing(viewer, at)) == 30


def test_an_external_reviewer_writes_a_review_of_their_own_for_the_side_of_the_requester(made):
    external(made, made.subject, made.seat.person, "Ella")
    submit(made, "Ella")
    row = Review.objects.get()
    assert (row.kind, row.side, row.requested_by) == ("external", "ml", made.seat.person)
    assert Letter.objects.get(kind="external-review-in").person == made.seat.person
