"""Who sees which part of which review, when. Each denial is shown to have had something to hide."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from reviews.models import Review, ReviewVersion
from reviews.panels import panels
from reviews.queries.reviews import missing_reviews, paper_reviews
from reviews.queries.scores import score_rows
from submissions.domain import Status
from submissions.models import Submission
from sysml.conference.domain import Side, Span, WindowKind
from tests.factories.reviews import (
    lead,
    release,
    response,
    review,
    reviewed_paper,
    seat_of,
    thread,
    version,
    with_form,
)

pytestmark = pytest.mark.django_db

SECRETS = ("Summary by B", "REMARK-TO-COMMITTEE", "REMARK-TO-CHAIRS", "Rolf")


@pytest.fixture
def made(make_world):
    """Rita and Rolf have handed in; Petra has not; Cora chairs, Hana handles, Lea leads, Max is a member."""
    made = with_form(make_world("discussion"))
    made.subject = reviewed_paper(made, count=2)
    made.assign(made.subject, seat_of(made, "Petra", Side.SYSTEMS), Side.SYSTEMS)
    made.chair("Cora")
    made.chair("Clem")
    made.conflict(made.subject, made.people["Clem"])
    made.handle(made.subject, made.person("Hana"))
    lead(made, made.subject, seat_of(made, "Lea").person)
    seat_of(made, "Max")
    return made


def choose(made, **choices):
    made.track.choices = choices
    made.track.save()


def seen(made, who):
    """Everything that the paper's page shows this person, as text, with every run of spaces as one."""
    viewer = made.viewer(who)
    paper = Submission.objects.select_related("track").get(pk=made.subject.pk)
    shown = (render_to_string(p.template, {"panel": p.data}) for p in panels(viewer, made.at, paper))
    return " ".join(" ".join(shown).split())


def labels(made, who):
    paper = Submission.objects.select_related("track").get(pk=made.subject.pk)
    return [r.label for r in paper_reviews(made.viewer(who), made.at, paper).reviews]


@pytest.mark.parametrize(
    ("who", "phase", "expected"),
    [
        ("Cora", "reviewing", ["A", "B"]),
        ("Hana", "reviewing", ["A", "B"]),
        ("Lea", "reviewing", ["A", "B"]),
        ("Rita", "reviewing", ["A", "B"]),
        ("Petra", "reviewing", []),
        ("Petra", "discussion", []),
        ("Max", "reviewing", []),
        ("Max", "discussion", []),
        ("Clem", "discussion", []),
        ("Author", "reviewing", []),
        ("Author", "response", ["A", "B"]),
        ("Author", "released", ["A", "B"]),
    ],
)
def test_who_sees_the_reviews_of_a_paper(made, who, phase, expected):
    made.move_to(phase)
    if phase == "released":
        release(made, made.subject)
    if who == "Author" and phase == "response":
        Review.objects.update(first_submitted_at=made.now - timedelta(days=8))
    assert labels(made, who) == expected


@pytest.mark.parametrize("choices", [{}, {"members_see_reviews": True}, {"members_know_reviews_exist": True}])
def test_a_reviewer_whose_review_is_not_in_sees_nothing_of_the_others_anywhere(made, choices):
    choose(made, **choices)
    thread(made, made.subject, "reviewers", made.people["Rolf"], "SAID-IN-DISCUSSION", signed_as="Reviewer B")
    response(made, made.subject, "RESPONSE-OF-AUTHORS")
    page = seen(made, "Petra")
    for secret in (*SECRETS, "SAID-IN-DISCUSSION", "RESPONSE-OF-AUTHORS"):
        assert secret not in page
        assert secret in seen(made, "Cora") or secret == "Rolf"
    assert made.subject.number not in score_rows(made.viewer("Petra"), made.at)
    assert made.subject.number in score_rows(made.viewer("Rita"), made.at)
    assert "Write your review" in page


def test_the_whole_committee_reads_where_the_track_says_so_and_never_remarks_to_chairs(made):
    choose(made, members_see_reviews=True)
    page = seen(made, "Max")
    assert "Summary by B" in page
    assert "REMARK-TO-COMMITTEE" in page
    assert "REMARK-TO-CHAIRS" not in page
    assert "Rolf" not in page


@pytest.mark.parametrize("phase", ["response", "released"])
def test_authors_get_their_fields_only_no_names_sides_or_confidence(made, phase):
    made.move_to(phase)
    if phase == "released":
        release(made, made.subject)
    Review.objects.update(first_submitted_at=made.now - timedelta(days=8))
    page = seen(made, "Author")
    assert "Summary by B" in page
    for secret in ("REMARK-TO", "Rita", "Rolf", "Petra", "knowledgeable", "mean", "Lea"):
        assert secret not in page
    assert "1 ML, 1 Systems" in page
    paper = Submission.objects.select_related("track").get(pk=made.subject.pk)
    for shown in paper_reviews(made.viewer("Author"), made.at, paper).reviews:
        assert (shown.side, shown.person, shown.at, shown.version) == ("", "", None, 0)
        assert "confidence" not in {answer.key for answer in shown.answers}


def test_the_side_of_a_review_is_told_to_authors_where_the_track_says_so(made):
    choose(made, authors_see_side_of_review=True)
    made.move_to("released")
    release(made, made.subject)
    paper = Submission.objects.select_related("track").get(pk=made.subject.pk)
    assert [r.side for r in paper_reviews(made.viewer("Author"), made.at, paper).reviews] == ["ml", "systems"]


def test_authors_keep_what_their_response_window_showed_until_the_release(made):
    opened = made.now - timedelta(days=3)
    made.move_to("response")
    made.window(WindowKind.RESPONSE, Span(opened, made.now + timedelta(days=2)))
    first, late = Review.objects.order_by("label")
    version(first, opened - timedelta(hours=1), summary="As the window opened.")
    version(first, opened + timedelta(hours=5), summary="Mended afterwards.")
    Review.objects.filter(pk=late.pk).update(first_submitted_at=opened + timedelta(days=1))
    late.versions.update(at=opened + timedelta(days=1))
    late.refresh_from_db()
    version(late, opened + timedelta(days=2), summary="Late and mended.")
    page = seen(made, "Author")
    assert "As the window opened." in page
    assert "Summary by B." in page
    assert "Mended afterwards." not in page
    assert "Late and mended." not in page
    assert "Mended afterwards." in seen(made, "Cora")
    release(made, made.subject)
    assert "Mended afterwards." in seen(made, "Author")
    assert "Late and mended." in seen(made, "Author")


def test_a_release_that_leaves_the_paper_aside_shows_its_authors_nothing_new(made):
    made.move_to("released")
    Review.objects.filter(label="A").update(first_submitted_at=made.now - timedelta(days=40))
    Review.objects.filter(label="B").update(first_submitted_at=made.now - timedelta(days=10))
    ReviewVersion.objects.filter(review__label="A").update(at=made.now - timedelta(days=40))
    assert labels(made, "Author") == ["A"]
    release(made, made.subject)
    assert labels(made, "Author") == ["A", "B"]


def test_a_review_that_comes_after_the_response_waits_for_the_release(made):
    made.move_to("response-closed")
    Review.objects.filter(label="A").update(first_submitted_at=made.now - timedelta(days=8))
    Review.objects.filter(label="B").update(first_submitted_at=made.now - timedelta(hours=1))
    assert labels(made, "Author") == ["A"]
    release(made, made.subject)
    assert labels(made, "Author") == ["A", "B"]


def test_reviewers_learn_names_in_the_discussion_unless_the_track_says_never(made):
    assert "Rolf" in seen(made, "Rita")
    choose(made, reviewers_know_each_other=False)
    page = seen(made, "Rita")
    assert "Rolf" not in page
    assert "Reviewer B" in page
    choose(made)
    made.move_to("reviewing")
    assert "Rolf" not in seen(made, "Rita")


@pytest.mark.parametrize("who", ["Rita", "Hana", "Lea"])
def test_of_a_withdrawn_paper_only_the_own_text_stays(made, who):
    Submission.objects.filter(pk=made.subject.pk).update(status=Status.WITHDRAWN)
    assert labels(made, who) == (["A"] if who == "Rita" else [])
    assert labels(made, "Cora") == ["A", "B"]


def test_an_external_reviewer_reads_the_others_after_the_own_review_and_never_names_or_remarks(made):
    from tests.factories.reviews import external

    external(made, made.subject, made.people["Rita"], "Ella")
    assert labels(made, "Ella") == []
    review(made, made.subject, made.people["Ella"], "D", kind="external", requested_by=made.people["Rita"])
    assert labels(made, "Ella") == ["A", "B", "D"]
    page = seen(made, "Ella")
    assert "Rolf" not in page
    paper = Submission.objects.select_related("track").get(pk=made.subject.pk)
    other = paper_reviews(made.viewer("Ella"), made.at, paper).reviews[0]
    assert {a.audience for a in other.answers} == {"authors"}
    choose(made, externals_see_reviews=False)
    assert labels(made, "Ella") == ["D"]


def test_a_draft_is_counted_for_leads_and_exists_for_chairs_and_nobody_else(made):
    review(made, made.subject, made.people["Petra"], "C", side="systems", state="draft")
    assert "12 words" in seen(made, "Hana")
    chair = seen(made, "Cora")
    assert "has begun" in chair
    assert "12 words" not in chair
    assert "has begun" not in seen(made, "Rita")
    assert "They measure" not in chair


def test_a_lead_who_reviews_too_waits_like_any_reviewer(made):
    lead_of = made.subject.lead
    lead_of.person = made.people["Petra"]
    lead_of.save()
    assert labels(made, "Petra") == []
    review(made, made.subject, made.people["Petra"], "C", side="systems")
    assert labels(made, "Petra") == ["A", "B", "C"]


def test_scores_are_computed_after_hiding_and_authors_get_none(made):
    chair = score_rows(made.viewer("Cora"), made.at)[made.subject.number]
    assert (chair.ml.counts, chair.ml.mean, chair.ml.n) == ((0, 1, 0, 0, 0), 2.0, 1)
    assert (chair.systems.mean, chair.gap, chair.text) == (3.0, -1.0, "ML 2; Systems 3")
    release(made, made.subject)
    assert score_rows(made.viewer("Author"), made.at) == {}
    assert score_rows(made.viewer("Clem"), made.at) == {}


def test_scores_take_two_queries_for_one_paper_and_for_thirty(made, django_assert_num_queries):
    viewer, at = made.viewer("Cora"), made.at
    with django_assert_num_queries(2):
        assert len(score_rows(viewer, at)) == 1
    for n in range(29):
        reviewed_paper(made, f"Paper {n}", count=2, suffix=f" {n % 3}")
    with django_assert_num_queries(2):
        assert len(score_rows(viewer, at)) == 30


def test_the_page_of_a_paper_costs_the_same_for_one_review_and_for_four(made, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(paper):
        found = Submission.objects.select_related("track").get(pk=paper.pk)
        viewer, at = made.viewer("Cora"), made.at
        with CaptureQueriesContext(connection) as captured:
            panels(viewer, at, found)
        return len(captured)

    one, four = reviewed_paper(made, "One", 1, " x"), reviewed_paper(made, "Four", 4, " y")
    assert cost(one) == cost(four)


def test_the_late_list_is_for_chairs_of_the_paper_and_costs_the_same_for_many(
    made, django_assert_num_queries
):
    made.window(WindowKind.REVIEWING, Span(made.now - timedelta(days=30), made.now - timedelta(days=2)))
    viewer, at = made.viewer("Cora"), made.at
    with django_assert_num_queries(4):
        rows = missing_reviews(viewer, at)
    assert [(row.person, row.started, row.days_late) for row in rows] == [("Petra", False, 2)]
    assert missing_reviews(made.viewer("Clem"), made.at) == []
    assert missing_reviews(made.viewer("Max"), made.at) == []
    for n in range(29):
        made.assign(made.paper(f"More {n}"), seat_of(made, "Petra"))
    with django_assert_num_queries(4):
        assert len(missing_reviews(viewer, at)) == 30
