"""Something has gone wrong: two chairs freeze the edition, see who looked, set reviews back and give papers away."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from reviews.models import Answer, Review, ReviewVersion
from tests.architecture.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _change_reviews(cast: Cast) -> None:
    """Every review of the undecided paper got a second version after the snapshot, with the highest score."""
    later = cast.made.now + timedelta(minutes=1)
    for review in Review.objects.filter(submission=cast.papers["undecided"], state="submitted"):
        old = ReviewVersion.objects.get(review=review, is_current=True)
        ReviewVersion.objects.filter(pk=old.pk).update(is_current=False)
        review.version += 1
        review.submitted_at = later
        review.save()
        new = ReviewVersion.objects.create(review=review, number=review.version, at=later)
        for answer in Answer.objects.filter(version=old):
            score = 5 if answer.question.is_overall else answer.score
            Answer.objects.create(
                version=new,
                submission=review.submission,
                question=answer.question,
                score=score,
                text=answer.text,
            )


def test_two_chairs_in_an_emergency(story: Any) -> None:
    cache.clear()
    site, cast = story(), Cast()
    cast.move_to("discussion")
    _change_reviews(cast)
    made, number = cast.made, cast.papers["undecided"].number
    chair, other, reader = (site.person(cast.people[who]) for who in ("C", "CR", "R+"))

    reader.goto(made.url(f"submissions/{number}/"))
    chair.goto(made.url("chair/emergency/"))
    site.check(chair, "emergency")
    chair.get_by_role("link", name="Freeze …").click()
    chair.get_by_role("textbox").fill("Names have leaked.")
    chair.get_by_role("button", name="Freeze").click()
    chair.get_by_text("This edition is frozen").wait_for()
    assert reader.request.get(made.url(f"submissions/{number}/")).status == 503
    assert reader.request.get(made.url("calendar.ics")).status == 503

    chair.goto(made.url("chair/looked/"))
    site.check(chair, "who-looked")
    chair.locator("#id_paper").fill(str(number))
    chair.get_by_role("button", name="Search").click()
    assert chair.get_by_role("cell", name="Person R+").count() == 1

    other.goto(made.url("chair/snapshots/"))
    site.check(other, "snapshots")
    other.locator("table a").first.click()
    site.check(other, "snapshot")
    chair.goto(made.url("home/"))
    chair.get_by_text("proposes to set reviews back").first.wait_for()
    chair.goto(made.url("chair/snapshots/"))
    chair.get_by_role("link", name="See what it would change").first.click()
    site.check(chair, "roll-back")
    chair.get_by_role("button", name="Set these reviews back").click()
    chair.get_by_role("dialog").get_by_role("button").last.click()
    chair.get_by_text("the reviews say again what they said then").wait_for()
    assert Review.objects.filter(submission__number=number, state="submitted", version__gte=3).exists()

    chair.goto(made.url("chair/reassign/"))
    chair.locator("#id_source").select_option(label=_option(chair, "Person H"))
    chair.get_by_role("button", name="Show what it would do").click()
    site.check(chair, "reassign")

    chair.goto(made.url("chair/emergency/"))
    chair.get_by_role("link", name="Unfreeze …").click()
    chair.get_by_role("textbox").fill("Mended.")
    chair.get_by_role("button", name="Take it back").click()
    chair.get_by_text("Taken back.").wait_for()
    assert reader.request.get(made.url(f"submissions/{number}/")).status == 200


def _option(page: Any, begins: str) -> str:
    options = page.locator("#id_source").locator("option").all_text_contents()
    return str(next(option for option in options if option.startswith(f"{begins} ")))
