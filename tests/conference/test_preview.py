"""The preview says what the rule tables say, at any moment."""

import pytest

from sysml.desk.preview.queries import GROUPS, SUBJECTS, preview, tables
from sysml.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def cell(made, group, letter, thing):
    shown = preview(made.edition, group=group, instant=made.now)[0]
    column = [head for head, _ in shown.columns].index(letter)
    line = next(line for line in shown.lines if line.thing.startswith(thing))
    return line.cells[column].sees


def test_every_table_of_the_three_apps_is_there_once():
    names = [table.thing for table in tables()]
    assert len(names) >= 20
    assert {"file, supplement", "authors", "badges"} <= set(names)
    assert set(SUBJECTS) == set(GROUPS)


@pytest.mark.parametrize(
    ("phase", "group", "letter", "thing", "wanted"),
    [
        ("submission", "author", "A", "submission:", "yes"),
        ("submission", "member", "N", "submission:", "no"),
        ("bidding", "member", "N", "submission:", "some"),
        ("reviewing", "author", "A", "review, fields", "no"),
        ("response", "author", "A", "review, fields", "some"),
        ("reviewing", "member", "X", "file, supplement", "no"),
        ("decided", "public", "–", "authors", "no"),
        ("released", "public", "–", "authors", "some"),
        ("released", "public", "–", "badges", "no"),
        ("final", "public", "–", "badges", "some"),
    ],
)
def test_cells_follow_the_calendar_and_the_acts(make_world, phase, group, letter, thing, wanted):
    assert cell(make_world(phase), group, letter, thing) == wanted


def test_a_choice_of_the_track_shows_at_once(make_world):
    made = make_world("reviewing")
    assert cell(made, "member", "N", "file, supplement") == "no"
    made.track.choices = {"members_see_files": True}
    made.track.save()
    assert cell(made, "member", "N", "file, supplement") == "some"


def test_another_moment_is_chosen_in_the_address_and_nothing_is_written(make_world):
    made = make_world("submission")
    made.chair("Cora")
    client = made.client("Cora")
    page = made.url("chair/settings/preview/")
    before = AuditEntry.objects.count()
    now = client.get(page).content.decode()
    later = client.get(page + "?who=member&day=2099-01-01&time=12:00").content.decode()
    assert "Reviewer, own review in" in later
    assert "Reviewer, own review in" not in now
    wrong = client.get(page + "?who=emperor&day=yesterday")
    assert wrong.status_code == 200
    assert client.post(page).status_code == 405
    assert AuditEntry.objects.count() == before
