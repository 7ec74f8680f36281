"""Sessions, places, reminders, prints: commands and who may give them."""

from datetime import date, time

import pytest

from reviews.commands import proceedings as commands
from reviews.commands.proceedings import Place, SessionPlan
from reviews.models import ProceedingsEntry, ProgrammeSession
from submissions.models import Authorship
from sysml.kernel.errors import Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Job, Letter

pytestmark = pytest.mark.django_db


def act(press, name, who="Paula", **more):
    viewer = press.made.viewer(who)
    return getattr(commands, name)(by=viewer, edition=press.made.edition, now=press.made.now, **more)


def test_sessions_are_kept_in_order_and_papers_stay_in_a_session_of_the_same_name(press):
    first = SessionPlan("Serving", date(2027, 4, 5), time(9), time(10, 30), "Hall 1", "Ines")
    act(press, "set_sessions", sessions=[first, SessionPlan("Training")])
    act(press, "arrange", places=[Place(press.first.number, "Serving", 2, 1, 12)])
    act(press, "set_sessions", sessions=[SessionPlan("Training"), SessionPlan("Serving")])
    row = ProceedingsEntry.objects.get(submission=press.first)
    assert (row.session.name, row.session.position, row.position, row.first_page) == ("Serving", 1, 2, 1)
    act(press, "set_sessions", sessions=[SessionPlan("Training")])
    assert ProceedingsEntry.objects.get(submission=press.first).session is None
    assert AuditEntry.objects.filter(action="programme.changed").count() == 3


@pytest.mark.parametrize(
    "sessions",
    [
        [SessionPlan(" ")],
        [SessionPlan("A"), SessionPlan("A")],
        [SessionPlan("A", None, time(10), time(9))],
    ],
)
def test_sessions_that_make_no_sense_are_refused(press, sessions):
    with pytest.raises(Invalid):
        act(press, "set_sessions", sessions=sessions)
    assert not ProgrammeSession.objects.exists()


@pytest.mark.parametrize(
    "place", [{"session": "Nowhere"}, {"first_page": 3}, {"first_page": 5, "last_page": 4}, {"position": -1}]
)
def test_one_impossible_place_refuses_all(press, place):
    good = Place(press.second.number, position=7)
    with pytest.raises(Invalid):
        act(press, "arrange", places=[good, Place(press.first.number, **place)])
    assert set(ProceedingsEntry.objects.values_list("position", flat=True)) == {0}


def test_a_rejected_paper_has_no_place(press):
    with pytest.raises(NotFound):
        act(press, "arrange", places=[Place(press.rejected.number, position=1)])
    assert not ProceedingsEntry.objects.filter(submission=press.rejected).exists()


@pytest.mark.parametrize("who", ["Ada Okafor", "Noor"])
def test_others_arrange_nothing(press, who):
    press.made.member("Noor")
    for name, more in {
        "set_sessions": {"sessions": [SessionPlan("A")]},
        "arrange": {"places": []},
        "remind_camera_ready": {},
        "order_print": {"what": "programme"},
    }.items():
        with pytest.raises(NotAllowed):
            act(press, name, who, **more)
    assert not ProgrammeSession.objects.exists()
    assert not Letter.objects.exists()
    assert not Job.objects.filter(kind=commands.PRINT).exists()


def test_authors_without_a_final_version_are_reminded_once_a_day(press):
    press.final(press.first)
    Authorship.objects.create(submission=press.second, position=4, name="Una", email="una@example.org")
    assert act(press, "remind_camera_ready") == 2
    assert act(press, "remind_camera_ready") == 2
    letters = Letter.objects.filter(kind="camera-ready-reminder")
    assert {letter.about for letter in letters} == {press.second.xid, press.waiting.xid}
    assert letters.count() == 2
    assert all(letter.status == "queued" and "It is due on" in letter.body for letter in letters)


def test_nobody_is_reminded_of_what_is_not_taken(make_world):
    from tests.proceedings.conftest import Press

    late = Press(make_world("final"))
    with pytest.raises(Invalid):
        act(late, "remind_camera_ready")
    assert not Letter.objects.exists()


def test_a_print_that_waits_is_not_ordered_twice(press):
    first = act(press, "order_print", what="programme")
    assert act(press, "order_print", what="programme") == first
    with pytest.raises(Invalid):
        act(press, "order_print", what="poster")
    assert Job.objects.filter(kind=commands.PRINT).count() == 1
