"""Each night a job looks, and whoever must act finds it on their list: chairs without a conflict, administrators."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from submissions.models import Submission
from sysml.desk.integrity.queries import standing, todos
from sysml.desk.integrity.tasks import KIND
from sysml.kernel import jobs
from sysml.kernel.models import Job, Letter
from tests.factories.traces import leave_traces
from tests.factories.world import World

Make = Callable[..., World]


@pytest.fixture
def broken(make_world: Make) -> tuple[World, Submission]:
    """A reviewer with a conflict; a chair without one, and one who has a conflict with that very paper."""
    made = make_world("reviewing")
    paper = made.paper()
    made.handle(paper, made.chair("Free"))
    made.conflict(paper, made.chair("Bound"))
    seat = made.member("Rita")
    made.assign(paper, seat)
    leave_traces(made)
    made.conflict(paper, seat.person)  # type: ignore[arg-type]
    return made, paper


def look() -> Job:
    jobs.enqueue(KIND, now=timezone.now())
    jobs.run_due(timezone.now())
    return Job.objects.filter(kind=KIND).latest("pk")


def test_an_unconflicted_chair_has_a_line_and_a_conflicted_one_none_of_the_paper(
    broken: tuple[World, Submission],
) -> None:
    made, paper = broken
    assert todos(made.viewer("Free"), made.at, made.edition) == []
    assert look().status == Job.Status.DONE
    (line,) = todos(made.viewer("Free"), made.at, made.edition)
    assert line.url == f"/{made.edition.slug}/chair/integrity/"
    page = made.client("Free").get(line.url).content.decode()
    assert f">{paper.number}</a>" in page
    assert "Rita reviews it against a conflict" in page
    bound = made.client("Bound").get(line.url).content.decode()
    assert str(paper.number) not in bound
    assert "Rita" not in bound
    seen = made.viewer("Free").as_seen_by(made.viewer("Bound"))
    assert [one for one in standing(seen, made.edition).lines if one.number == paper.number] == []
    through = made.viewer("Bound").as_seen_by(made.viewer("Free"))
    assert [one for one in standing(through, made.edition).lines if one.number == paper.number] == []


def test_the_endpoint_says_the_same(broken: tuple[World, Submission]) -> None:
    made, paper = broken
    url = f"/api/v1/editions/{made.edition.slug}/chair/integrity"
    assert made.client("Free").get(url).json() == {"checked_at": None, "faults": []}
    look()
    said = made.client("Free").get(url).json()
    assert {"no-assignment-against-a-conflict"} <= {one["invariant"] for one in said["faults"]}
    assert all(one["number"] != paper.number for one in made.client("Bound").get(url).json()["faults"])
    assert made.client("Rita").get(url).status_code == 403
    assert made.client("Rita").get(f"/{made.edition.slug}/chair/integrity/").status_code == 403


def test_administrators_get_counts_and_no_paper(broken: tuple[World, Submission]) -> None:
    made, paper = broken
    made.person("Root", is_site_admin=True)
    look()
    (letter,) = Letter.objects.filter(kind="integrity")
    assert "no-assignment-against-a-conflict" in letter.body
    assert str(paper.number) not in letter.body
    assert "Rita" not in letter.body
    look()
    assert Letter.objects.filter(kind="integrity").count() == 1, "once a day"


def test_where_all_is_well_nobody_is_bothered(make_world: Make) -> None:
    made = make_world("reviewing")
    made.chair("Free")
    made.person("Root", is_site_admin=True)
    leave_traces(made)
    assert look().result == {"editions": {}, "faults": []}
    assert not Letter.objects.filter(kind="integrity").exists()
    assert todos(made.viewer("Free"), made.at, made.edition) == []
    page = made.client("Free").get(f"/{made.edition.slug}/chair/integrity/").content.decode()
    assert "Everything is in order" in page


def test_a_night_has_one_check_whoever_plans_it(db: None) -> None:
    evening, night = datetime(2031, 5, 4, 2, 59, tzinfo=UTC), datetime(2031, 5, 4, 3, 0, tzinfo=UTC)
    assert jobs.plan_nightly(evening) == 0
    assert jobs.plan_nightly(night) >= 1
    assert jobs.plan_nightly(night + timedelta(hours=9)) == 0
    assert Job.objects.filter(kind=KIND).count() == 1
    Job.objects.filter(kind=KIND).update(status=Job.Status.DONE)
    assert jobs.plan_nightly(night + timedelta(hours=9)) == 0
    assert jobs.plan_nightly(night + timedelta(days=1)) >= 1
