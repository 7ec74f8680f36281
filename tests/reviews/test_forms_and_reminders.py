"""The review form of a track, and letters to reviewers whose reviews are missing."""

from datetime import timedelta

import pytest

from reviews.commands.forms import default_questions, save_questions
from reviews.commands.reminders import send_reminders
from reviews.commands.steps import begin_review
from reviews.domain import DEFAULT_FORM, Audience, QuestionKind, QuestionPlan, label, label_among
from reviews.handlers import on_track_made
from reviews.models import Question
from reviews.queries.forms import questions_of, track_form
from reviews.tasks import occasions, remind, schedule_reminders
from sysml.conference.domain import Span, WindowKind
from sysml.conference.events import TrackMade
from sysml.conference.viewer import system
from sysml.kernel import ids, jobs
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Job, Letter
from tests.factories.reviews import external, review, seat_of, with_form

pytestmark = pytest.mark.django_db


def save(made, plans, who="Cora"):
    save_questions(by=made.viewer(who), edition=made.edition, track="research", questions=plans, now=made.now)


@pytest.fixture
def made(make_world):
    made = with_form(make_world("bidding"))
    made.chair("Cora")
    return made


def test_a_new_track_gets_the_usual_form_once(make_world):
    made = make_world("bidding")
    on_track_made(TrackMade(made.track.pk, made.now))
    default_questions(made.track)
    form = questions_of(made.track)
    assert [q.key for q in form] == [plan.key for plan in DEFAULT_FORM]
    assert [q.key for q in form if q.is_overall] == ["overall"]
    assert {q.key: q.audience for q in form}["chairs"] == Audience.CHAIRS
    assert "Not the authors" in {q.key: q.who_reads for q in form}["remarks"]


def test_who_reads_says_so_where_the_whole_committee_reads(made):
    made.track.choices = {"members_see_reviews": True}
    words = {q.key: q.who_reads for q in questions_of(made.track)}
    assert "rest of the committee" in words["remarks"]
    assert "rest of the committee" not in words["chairs"]


def test_chairs_change_the_form_and_questions_keep_their_keys(made):
    kept = Question.objects.get(key="overall").xid
    save(
        made,
        [
            QuestionPlan("", "Ethics", QuestionKind.TEXT, required=False),
            QuestionPlan(
                "overall", "Merit", QuestionKind.SCORE, options=((1, "no"), (2, "yes")), is_overall=True
            ),
        ],
    )
    assert list(Question.objects.values_list("key", "label", "position")) == [
        ("ethics", "Ethics", 0),
        ("overall", "Merit", 1),
    ]
    assert Question.objects.get(key="overall").xid == kept
    assert AuditEntry.objects.get(action="form.changed").data == {"keys": ["ethics", "overall"]}


@pytest.mark.parametrize(
    "plans",
    [
        [QuestionPlan("a", "A", QuestionKind.TEXT)],
        [QuestionPlan("a", "A", QuestionKind.SCORE, options=((1, "x"),), is_overall=True)],
        [QuestionPlan("a", "A", QuestionKind.SCORE, options=(("1", "x"), ("2", "y")), is_overall=True)],
        [QuestionPlan("a", "A", QuestionKind.SCORE, options=((1, "x"), (2, "y")), is_overall=True)] * 2,
        [QuestionPlan("version", "A", QuestionKind.SCORE, options=((1, "x"), (2, "y")), is_overall=True)],
        [
            QuestionPlan(
                "a", "A", QuestionKind.SCORE, Audience.CHAIRS, options=((1, "x"), (2, "y")), is_overall=True
            )
        ],
    ],
)
def test_a_form_that_would_not_work_is_refused_whole(made, plans):
    with pytest.raises(Invalid):
        save(made, plans)
    assert Question.objects.count() == len(DEFAULT_FORM)


def test_the_form_is_fixed_once_a_review_is_in(made):
    paper = made.paper()
    made.assign(paper, seat_of(made, "Rita"))
    review(made, paper, made.people["Rita"], "A")
    with pytest.raises(IllegalTransition):
        save(made, DEFAULT_FORM[:6])
    assert Question.objects.count() == len(DEFAULT_FORM)
    assert track_form(made.viewer("Cora"), made.edition, "research").locked


def test_only_chairs_see_and_change_the_form(made):
    seat_of(made, "Max")
    with pytest.raises((NotAllowed, NotFound)):
        save(made, DEFAULT_FORM, "Max")
    with pytest.raises(NotFound):
        track_form(made.viewer("Max"), made.edition, "research")


def test_labels_go_on_after_z():
    assert [label(n) for n in (0, 25, 26, 27)] == ["A", "Z", "AA", "AB"]
    assert label_among({"A", "C"}, 3, 7) == "B"
    assert label_among({"A", "B"}, 2, 7) == "C"


def test_the_letters_of_reviewers_do_not_tell_how_many_there_are(make_world):
    """However many review, the first label is drawn among as many letters."""
    drawn = []
    for others in (0, 7):
        made = with_form(make_world("reviewing", slug=f"sysml-{others + 2040}"))
        paper = made.paper("First")
        made.assign(paper, seat_of(made, "Rita"))
        for place in range(others):
            made.assign(paper, seat_of(made, f"Other {place}"))
        with ids.source(lambda kind, key: "000000000000" if kind != "review:label" else "z00000000000"):
            drawn.append(begin_review(paper, made.people["Rita"].pk, made.now).label)
    assert drawn[0] == drawn[1]


@pytest.fixture
def reviewing(make_world):
    made = with_form(make_world("reviewing"))
    first, second = made.paper("First"), made.paper("Second")
    for paper in (first, second):
        made.assign(paper, seat_of(made, "Rita"))
    made.assign(first, seat_of(made, "Rolf"))
    review(made, first, made.people["Rolf"], "A")
    external(made, first, made.people["Rita"], "Ella")
    made.edition.letter_rules = {"review-reminder": True}
    made.edition.save()
    return made


def remind_with(made, left):
    made.window(WindowKind.REVIEWING, Span(made.now - timedelta(days=30), made.now + left))
    return send_reminders(by=system(made.edition), edition=made.edition, now=made.now)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=5), None),
        (timedelta(days=2), "due in three days"),
        (timedelta(hours=9), "due within a day"),
        (timedelta(hours=-1), "late"),
        (timedelta(days=-20), None),
    ],
)
def test_reminders_before_on_the_day_and_when_late_to_who_has_something_missing(reviewing, left, words):
    remind_with(reviewing, left)
    letters = {letter.person.name: letter for letter in Letter.objects.all()}
    assert set(letters) == ({"Rita", "Ella"} if words else set())
    if words:
        assert words in letters["Rita"].subject
        assert "First" in letters["Rita"].body
        assert "Second" in letters["Rita"].body
        assert "Second" not in letters["Ella"].body
        assert letters["Rita"].status == "queued"


def test_a_reminder_is_written_once_per_occasion_and_again_while_late(reviewing):
    remind_with(reviewing, timedelta(hours=-1))
    remind_with(reviewing, timedelta(hours=-1))
    assert Letter.objects.count() == 2
    later = reviewing.now + timedelta(days=2)
    send_reminders(by=system(reviewing.edition), edition=reviewing.edition, now=later)
    assert Letter.objects.count() == 4


def test_reminders_are_jobs_that_follow_the_window(reviewing):
    reviewing.window(
        WindowKind.REVIEWING, Span(reviewing.now - timedelta(days=3), reviewing.now + timedelta(days=9))
    )
    schedule_reminders(reviewing.edition, reviewing.now)
    schedule_reminders(reviewing.edition, reviewing.now)
    due = sorted(Job.objects.filter(kind="reviews.remind").values_list("due_at", flat=True))
    assert due == sorted(occasions(reviewing.edition, reviewing.now))
    assert due[0] == reviewing.now + timedelta(days=6)
    handle = jobs.Handle(
        Job.objects.order_by("due_at").first().pk, {"edition": reviewing.edition.slug}, due[0]
    )
    assert remind(handle) == {"written": 2}


def test_nobody_but_the_site_writes_reminders(reviewing):
    reviewing.chair("Cora")
    with pytest.raises(NotAllowed):
        send_reminders(by=reviewing.viewer("Cora"), edition=reviewing.edition, now=reviewing.now)
