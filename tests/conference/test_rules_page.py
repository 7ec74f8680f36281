"""The page of the rules says what the rule tables say, in any phase, and what a planned change would make of them."""

from datetime import timedelta

import pytest

from sysml.conference.domain import WindowKind
from sysml.desk.rules import planned
from sysml.desk.rules.phases import clock_in, phases
from sysml.desk.rules.queries import SUBJECTS, cell, tables
from sysml.desk.rules.words import of_rule

pytestmark = pytest.mark.django_db


def seen(made, letter, thing):
    clock = made.at.clock(made.track.pk)
    table = next(table for table in tables() if table.thing.startswith(thing))
    return cell(table, clock, next(one for one in SUBJECTS if one.letter == letter))


def test_every_rule_of_every_table_has_words():
    rules = [rule for table in tables() for rule in table.rules]
    assert len(rules) > 150
    for rule in rules:
        assert isinstance(of_rule(rule), str)


@pytest.mark.parametrize(
    ("phase", "letter", "thing", "state"),
    [
        ("submission", "A", "submission:", "shown"),
        ("submission", "N", "submission:", "absent"),
        ("bidding", "N", "submission:", "part"),
        ("reviewing", "A", "review, fields", "absent"),
        ("response", "A", "review, fields", "part"),
        ("response", "A", "who wrote a review", "instead"),
        ("reviewing", "A", "who wrote a review", "part"),  # their own, if they wrote one
        ("reviewing", "X", "file, supplement", "absent"),
        ("decided", "–", "authors", "absent"),
        ("released", "–", "authors", "part"),
        ("final", "–", "badges", "part"),
    ],
)
def test_cells_follow_the_calendar_and_the_acts(make_world, phase, letter, thing, state):
    assert seen(make_world(phase), letter, thing).state == state


def test_a_coming_phase_assumes_the_acts_that_lead_to_it(make_world):
    made = make_world("bidding")
    clock = made.at.clock(made.track.pk)
    released = next(phase for phase in phases(clock) if phase.key == "released")
    assert released.assumed
    table = next(table for table in tables() if table.thing.startswith("decision entered"))
    author = SUBJECTS[0]
    assert cell(table, clock, author).state == "absent"
    assert cell(table, clock_in(clock, released), author).state == "part"


def test_a_planned_choice_changes_its_own_cells_only(make_world):
    made = make_world("submission")
    clock = made.at.clock(made.track.pk)
    found = planned.differences(clock, planned.Change(choice="members_see_files", value=True))
    assert {one.thing for one in found} == {"file, supplement"}
    assert "N" in {one.subject.letter for one in found}
    assert "X" not in {one.subject.letter for one in found}
    assert planned.differences(clock, planned.Change(choice="members_see_files", value=False)) == ()


def test_a_window_that_moves_changes_cells_from_one_date_to_the_other(make_world):
    made = make_world("submission")
    clock = made.at.clock(made.track.pk)
    span = clock.spans[WindowKind.RESPONSE]
    later = planned.Change(
        window=WindowKind.RESPONSE,
        opens=span.opens + timedelta(days=1),
        closes=span.closes + timedelta(days=1),
    )
    found = planned.differences(clock, later)
    review = next(
        one for one in found if one.thing.startswith("review, fields") and one.subject.letter == "A"
    )
    assert (review.before.state, review.after.state) == ("part", "absent")
    assert review.ends  # it is the same again once the moved window has opened


def test_the_page_and_the_endpoint_are_for_chairs_and_say_the_same(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    made.member("Mia")
    path, query = made.url("chair/rules/"), "?phase=response-opens&setting=members_see_files&value=yes"
    endpoint = f"/api/v1/editions/{made.edition.slug}/rules/"
    for address in (path, endpoint):
        assert made.client("Mia").get(address).status_code == 404
        assert made.client("Cora").get(address).status_code == 200
    page = made.client("Cora").get(path + query).content.decode()
    assert "Author response opens" in page
    assert "What would change" in page
    answer = made.client("Cora").get(endpoint + query).json()
    assert answer["phase"] == "response-opens"
    assert {one["thing"] for one in answer["differences"]} == {"file, supplement"}
    assert len(answer["tracks"][0]["lines"]) == len(list(tables()))


def test_a_value_that_the_setting_cannot_have_is_refused_in_place(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    wrong = "?setting=blindness&value=yes"
    assert (
        "Choose a kind of blindness."
        in made.client("Cora").get(made.url("chair/rules/") + wrong).content.decode()
    )
    endpoint = f"/api/v1/editions/{made.edition.slug}/rules/"
    assert made.client("Cora").get(endpoint + wrong).status_code == 422
    assert made.client("Cora").get(endpoint + "?phase=emperor").status_code == 404
