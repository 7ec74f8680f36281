"""When something was written: on the reader's own clock; of the anonymous only the day, the same on every clock."""

import re
from datetime import UTC, datetime

import pytest

from reviews.models import Post, ReviewVersion
from tests.factories.reviews import response, reviewed_paper, thread, with_form

LATE = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
TOKYO, DAY = "2026-03-15 08:30 Tokyo", "2026-03-14"


@pytest.fixture
def made(make_world):
    world = with_form(make_world("discussion"))
    world.chair("Cora")
    world.subject = reviewed_paper(world, count=2)
    thread(world, world.subject, "reviewers", world.people["Rita"], "A post of Rita")
    response(world, world.subject)
    world.subject.response.submitted_at = LATE
    world.subject.response.save()
    ReviewVersion.objects.update(at=LATE)
    Post.objects.update(at=LATE)
    for name in ("Cora", "Rolf", "Author"):
        world.people[name].timezone = "Asia/Tokyo"
        world.people[name].save()
    return world


def times(made, who, part):
    """What stands in the `time` elements of a part of the paper's page, or beside its heading."""
    page = made.client(who).get(made.url(f"submissions/{made.subject.number}/")).content.decode()
    found = re.search(rf'<section[^>]*aria-labelledby="{part}".*?</section>', page, re.DOTALL)
    assert found, f"{who} sees no {part}"
    return found[0]


def test_a_chair_who_knows_the_reviewers_reads_their_times_on_the_own_clock(made):
    for part in ("reviews", "discussion"):
        shown = times(made, "Cora", part)
        assert TOKYO in shown, part
        assert f">{DAY}<" not in shown, part


def test_authors_read_the_day_alone_and_it_does_not_turn_with_their_clock(made):
    made.move_to("response")
    shown = times(made, "Author", "reviews")
    assert DAY in shown
    assert "08:30" not in shown
    assert "23:30" not in shown
    assert "2026-03-15" not in shown


def test_authors_read_when_they_have_responded_and_reviewers_the_day_alone(made):
    assert TOKYO in times(made, "Author", "response")
    shown = times(made, "Rolf", "response")
    assert DAY in shown
    assert "08:30" not in shown
    assert "2026-03-15" not in shown


def test_a_page_without_a_reader_of_its_own_zone_is_in_utc(made):
    made.people["Cora"].timezone = "UTC"
    made.people["Cora"].save()
    assert "2026-03-14 23:30 UTC" in times(made, "Cora", "reviews")
