"""Whoever has to do with a moved window is told, by one held letter; nobody else is."""

from datetime import timedelta

import pytest

from reviews.models import Review
from submissions.domain import Outcome, Status
from sysml.conference.commands.calendar import Scope, move_window
from sysml.conference.domain import WindowKind
from sysml.conference.models import Track
from sysml.kernel.models import Letter
from tests.factories import artifacts as factory

pytestmark = pytest.mark.django_db
EVERYBODY = Scope()


def move(made, kind, *, days=9, scope=EVERYBODY, later=0, **changes):
    made.chair("Cora")
    return move_window(
        **{
            "by": made.viewer("Cora"),
            "edition": made.edition,
            "kind": kind,
            "opens_at": None,
            "closes_at": made.now + timedelta(days=days),
            "reason": "The site was down.",
            "scope": scope,
            "now": made.now + timedelta(minutes=later),
            **changes,
        }
    )


def told(kind):
    return sorted(Letter.objects.filter(kind=kind).values_list("person__name", flat=True))


def test_authors_of_active_papers_are_told_once_and_held_until_a_chair_lets_it_go(make_world):
    made = make_world("submission")
    one = made.paper("First", authors=("Ada", "Bea"), unclaimed=("nobody@example.org",), status=Status.DRAFT)
    two = made.paper("Second", authors=("Ada",), status=Status.COMPLETE)
    made.paper("Gone", authors=("Gil",), status=Status.WITHDRAWN)
    move(made, WindowKind.SUBMISSION)
    assert told("papers-deadline-moved") == ["Ada", "Bea"]
    letter = Letter.objects.get(person=made.people["Ada"])
    assert letter.status == Letter.Status.HELD
    assert f"{one.number}  First" in letter.body
    assert f"{two.number}  Second" in letter.body
    assert "The site was down." in letter.body
    assert "/sysml-2027/submissions/" in letter.body
    assert "Second" not in Letter.objects.get(person=made.people["Bea"]).body


def test_a_second_move_writes_a_new_letter_and_a_change_of_grace_alone_none(make_world):
    made = make_world("submission")
    made.paper(authors=("Ada",))
    row = move(made, WindowKind.SUBMISSION)
    move(made, WindowKind.SUBMISSION, later=1, grace=timedelta(minutes=45), closes_at=row.closes_at)
    assert Letter.objects.count() == 1
    move(made, WindowKind.SUBMISSION, days=11, later=2)
    assert Letter.objects.count() == 2
    assert len(set(Letter.objects.values_list("batch", flat=True))) == 2


def test_whoever_switched_such_letters_off_gets_none(make_world):
    made = make_world("submission")
    made.person("Ada", notifications={"calendar": False})
    made.paper(authors=("Ada",))
    move(made, WindowKind.SUBMISSION)
    assert Letter.objects.get().status == Letter.Status.CANCELLED


def test_only_the_scope_is_told_and_a_narrower_window_shields(make_world):
    made = make_world("submission")
    other = Track.objects.create(edition=made.edition, slug="other", name="Other")
    paper = made.paper("One", authors=("Ada",))
    made.paper("Two", authors=("Bea",))
    made.paper("Three", authors=("Cem",), track=other)
    move(made, WindowKind.SUBMISSION, scope=Scope(track=made.track))
    assert told("papers-deadline-moved") == ["Ada", "Bea"]
    Letter.objects.all().delete()
    move(made, WindowKind.SUBMISSION, days=12, later=1, scope=Scope(paper_id=paper.pk))
    assert told("papers-deadline-moved") == ["Ada"]
    Letter.objects.all().delete()
    move(made, WindowKind.SUBMISSION, days=14, later=2)
    assert told("papers-deadline-moved") == ["Cem"]


def test_one_persons_own_time_is_told_by_one_letter_alone(make_world):
    made = make_world("submission")
    made.paper(authors=("Ada",))
    move(made, WindowKind.SUBMISSION, scope=Scope(person=made.people["Ada"]))
    assert list(Letter.objects.values_list("kind", flat=True)) == ["extension-given"]


def test_authors_of_accepted_papers_hear_of_the_camera_ready_deadline_after_release_only(make_world):
    made = make_world("released")
    made.paper("In", authors=("Ada",), outcome=Outcome.ACCEPTED)
    made.paper("Out", authors=("Bea",), outcome=Outcome.REJECTED)
    made.paper("Open", authors=("Cem",))
    move(made, WindowKind.CAMERA_READY)
    assert told("papers-deadline-moved") == ["Ada"]


def test_members_hear_of_bidding_but_never_of_one_papers(make_world):
    made = make_world("bidding")
    made.member("Mia")
    paper = made.paper(authors=("Ada",))
    move(made, WindowKind.BIDDING, scope=Scope(paper_id=paper.pk))
    assert not Letter.objects.exists()
    move(made, WindowKind.BIDDING)
    assert told("committee-deadline-moved") == ["Mia"]


def test_reviewers_whose_review_is_missing_are_told_and_conflicted_ones_are_not(make_world):
    made = make_world("reviewing")
    paper = made.paper("One", authors=("Ada",))
    for name in ("Mia", "Max", "Xav", "Idle"):
        member = made.member(name)
        if name != "Idle":
            made.assign(paper, member)
    Review.objects.create(
        submission=paper,
        reviewer=made.people["Max"],
        label="A",
        state="submitted",
        first_submitted_at=made.now,
        submitted_at=made.now,
    )
    made.conflict(paper, made.people["Xav"])
    move(made, WindowKind.REVIEWING)
    assert told("reviews-deadline-moved") == ["Mia"]
    Letter.objects.all().delete()
    move(made, WindowKind.DISCUSSION, days=40)
    assert told("reviews-deadline-moved") == ["Max", "Mia"]
    Letter.objects.all().delete()
    move(made, WindowKind.RESPONSE, days=30)
    assert told("reviews-deadline-moved") == ["Ada"]


def test_evaluators_with_work_left_and_authors_hear_of_the_windows_of_artifacts(make_world):
    made = make_world("kick-the-tires")
    paper = factory.accepted(made, authors=("Ada",))
    row = factory.artifact(made, paper)
    factory.evaluation(made, row, factory.evaluator(made, "Eva"))
    factory.evaluation(made, row, factory.evaluator(made, "Eli"), kicked=True)
    move(made, WindowKind.KICK_THE_TIRES)
    assert told("artifacts-deadline-moved") == ["Eva"]
    Letter.objects.all().delete()
    move(made, WindowKind.ARTIFACT_EVALUATION)
    assert told("artifacts-deadline-moved") == ["Eli", "Eva"]
    Letter.objects.all().delete()
    move(made, WindowKind.ARTIFACT_REGISTRATION)
    assert told("artifacts-deadline-moved") == ["Ada"]
