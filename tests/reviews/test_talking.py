"""Threads, questions to the chairs, responses, meta-reviews and leads."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from reviews.commands import discussion, meta, responses
from reviews.domain import LeadRule, ThreadAudience
from reviews.models import Lead, MetaReview, Post, Response, Thread
from reviews.panels import panels
from reviews.queries.meta import lead_page, meta_review_of, papers_without_lead
from reviews.queries.responses import response_form, response_of
from reviews.queries.threads import paper_threads, questions_to_chairs
from submissions.domain import Outcome
from submissions.models import Submission
from sysml.conference.domain import RoleKind, Side, Span, WindowKind
from sysml.kernel.errors import Closed, IllegalTransition, Invalid, NotAllowed, NotFound, StaleWrite
from sysml.kernel.models import AuditEntry, Letter
from tests.factories.reviews import (
    external,
    lead,
    release,
    response,
    review,
    reviewed_paper,
    seat_of,
    thread,
    with_form,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(make_world):
    """As in test_visibility: Rita (A, ML) and Rolf (B, Systems) are in, Petra is not; Hana handles, Lea leads."""
    made = with_form(make_world("discussion"))
    made.subject = reviewed_paper(made, count=2)
    made.assign(made.subject, seat_of(made, "Petra", Side.SYSTEMS), Side.SYSTEMS)
    for name in ("Cora", "Clem"):
        made.chair(name)
    made.conflict(made.subject, made.people["Clem"])
    made.handle(made.subject, made.person("Hana"))
    lead(made, made.subject, seat_of(made, "Lea").person)
    seat_of(made, "Max")
    made.edition.letter_rules = {"discussion-post": True}
    made.edition.save()
    return made


def on(made, who):
    return {"by": made.viewer(who), "edition": made.edition, "number": made.subject.number, "now": made.now}


def paper(made):
    return Submission.objects.select_related("track").get(pk=made.subject.pk)


READERS: dict[str, dict[str, set[str]]] = {
    "reviewers": {
        "reviewing": {"Cora", "Hana", "Lea"},
        "discussion": {"Cora", "Hana", "Lea", "Rita", "Rolf"},
        "released": {"Cora", "Hana", "Lea", "Rita", "Rolf"},
    },
    "chairs": {phase: {"Cora", "Hana"} for phase in ("reviewing", "discussion", "released")},
    "authors-chairs": {
        phase: {"Author", "Cora", "Hana", "Lea"} for phase in ("reviewing", "discussion", "released")
    },
    "reviewer-chairs": {phase: {"Rita", "Cora", "Hana"} for phase in ("reviewing", "discussion", "released")},
    "shepherd": {
        "reviewing": {"Cora", "Hana", "Lea"},
        "discussion": {"Cora", "Hana", "Lea"},
        "released": {"Author", "Cora", "Hana", "Lea"},
    },
}


@pytest.mark.parametrize("audience", READERS)
@pytest.mark.parametrize("phase", ["reviewing", "discussion", "released"])
def test_readers_of_every_thread_as_a_literal_table(made, audience, phase):
    made.move_to(phase)
    thread(made, made.subject, audience, made.people["Rita"], "secret words")
    found = set()
    for who in ("Author", "Rita", "Rolf", "Petra", "Max", "Hana", "Lea", "Cora", "Clem"):
        if paper_threads(made.viewer(who), made.at, paper(made)).threads:
            found.add(who)
    assert found == READERS[audience][phase]


def test_posts_are_signed_by_letter_and_letters_reach_exactly_the_other_readers(made):
    post = discussion.post_to(**on(made, "Rita"), audience=ThreadAudience.REVIEWERS, text="I would accept.")
    assert post.signed_as == "Reviewer A"
    letters = Letter.objects.filter(kind="discussion-post")
    assert {letter.person.name for letter in letters} == {"Rolf", "Hana", "Lea"}
    assert all("accept" not in letter.body and "Rita" not in letter.body for letter in letters)
    assert all(f"/submissions/{made.subject.number}/" in letter.body for letter in letters)
    discussion.post_to(**on(made, "Rita"), audience=ThreadAudience.REVIEWERS, text="And again.")
    assert Letter.objects.filter(kind="discussion-post").count() == 3
    assert Thread.objects.count() == 1
    assert AuditEntry.objects.filter(action="post.written", about=made.subject.xid).count() == 2


@pytest.mark.parametrize("who", ["Petra", "Max", "Author", "Clem"])
def test_who_does_not_read_the_discussion_does_not_write_in_it(made, who):
    row = thread(made, made.subject, "reviewers", made.people["Rita"], "There is something")
    with pytest.raises((NotFound, NotAllowed)):
        discussion.post_in_thread(**on(made, who), thread=row.xid, text="Me too")
    with pytest.raises((NotFound, NotAllowed)):
        discussion.post_to(**on(made, who), audience=ThreadAudience.REVIEWERS, text="Me too")
    assert Post.objects.count() == 1


def test_the_discussion_is_closed_outside_its_window_for_reviewers_not_for_chairs(made):
    made.move_to("released")
    row = thread(made, made.subject, "reviewers", made.people["Rita"], "There is something")
    with pytest.raises(Closed):
        discussion.post_in_thread(**on(made, "Rita"), thread=row.xid, text="Late")
    discussion.post_in_thread(**on(made, "Cora"), thread=row.xid, text="For the record")


def test_names_of_posters_hide_where_reviewers_never_know_each_other(made):
    made.track.choices = {"reviewers_know_each_other": False}
    made.track.save()
    thread(made, made.subject, "reviewers", made.people["Rolf"], "Words", signed_as="Reviewer B")
    (shown,) = paper_threads(made.viewer("Rita"), made.at, paper(made)).threads[0].posts
    assert (shown.person, shown.signed_as, shown.side, shown.at) == ("", "Reviewer B", "systems", None)
    (shown,) = paper_threads(made.viewer("Cora"), made.at, paper(made)).threads[0].posts
    assert shown.person == "Rolf"


def test_externals_discuss_only_where_the_track_lets_them_and_after_their_review(made):
    external(made, made.subject, made.people["Rita"], "Ella")
    row = thread(made, made.subject, "reviewers", made.people["Rita"], "Words")
    made.track.choices = {"externals_discuss": True}
    made.track.save()
    assert not paper_threads(made.viewer("Ella"), made.at, paper(made)).threads
    review(made, made.subject, made.people["Ella"], "D", kind="external")
    discussion.post_in_thread(**on(made, "Ella"), thread=row.xid, text="I see it so")
    made.track.choices = {}
    made.track.save()
    assert not paper_threads(made.viewer("Ella"), made.at, paper(made)).threads


def test_an_author_asks_the_chairs_and_is_answered_without_being_named(made):
    row = discussion.ask_chairs(**on(made, "Author"), subject="Figure 3", text="May we mend it?")
    assert (row.audience, row.is_answered) == ("authors-chairs", False)
    assert {x.person.name for x in Letter.objects.filter(kind="question-to-chairs")} == {"Hana"}
    assert "Author " not in Letter.objects.get(kind="question-to-chairs").body
    (question,) = questions_to_chairs(made.viewer("Cora"), made.at)
    assert (question.asked_by, question.subject) == ("The authors", "Figure 3")
    shown = paper_threads(made.viewer("Cora"), made.at, paper(made)).threads[0].posts[0]
    assert (shown.person, shown.signed_as) == ("", "The authors")
    discussion.post_in_thread(**on(made, "Hana"), thread=row.xid, text="Please do.")
    assert questions_to_chairs(made.viewer("Cora"), made.at) == []
    answer = paper_threads(made.viewer("Author"), made.at, paper(made)).threads[0].posts[1]
    assert (answer.person, answer.signed_as) == ("", "The chairs")
    assert Letter.objects.get(kind="answer-by-chairs").person.name == "Author"
    discussion.post_in_thread(**on(made, "Author"), thread=row.xid, text="And Figure 4?")
    assert len(questions_to_chairs(made.viewer("Cora"), made.at)) == 1


def test_a_reviewer_asks_even_before_the_own_review_and_other_reviewers_see_nothing(made):
    row = discussion.ask_chairs(**on(made, "Petra"), subject="Doubt", text="Is this published already?")
    assert row.audience == "reviewer-chairs"
    assert Post.objects.get().signed_as == "A reviewer"
    for who in ("Rita", "Author", "Lea"):
        assert not paper_threads(made.viewer(who), made.at, paper(made)).threads
    with pytest.raises(NotAllowed):
        discussion.set_answered(**on(made, "Petra"), thread=row.xid, answered=True)
    discussion.set_answered(**on(made, "Cora"), thread=row.xid, answered=True)
    assert questions_to_chairs(made.viewer("Cora"), made.at) == []
    assert len(questions_to_chairs(made.viewer("Cora"), made.at, open_only=False)) == 1


@pytest.mark.parametrize("who", ["Max", "Clem", "Lea"])
def test_who_has_no_part_in_a_paper_asks_nothing(made, who):
    with pytest.raises((NotAllowed, NotFound)):
        discussion.ask_chairs(**on(made, who), subject="Hm", text="Hm")
    assert not Thread.objects.exists()


def test_questions_of_a_conflicted_chair_and_of_a_member_do_not_exist(made):
    thread(made, made.subject, "authors-chairs", made.people["Author"], "Words")
    assert questions_to_chairs(made.viewer("Clem"), made.at) == []
    with pytest.raises(NotFound):
        questions_to_chairs(made.viewer("Max"), made.at)


def test_the_list_of_questions_takes_three_queries_for_any_number(made, django_assert_num_queries):
    thread(made, made.subject, "authors-chairs", made.people["Author"], "Words")
    viewer, at = made.viewer("Cora"), made.at
    with django_assert_num_queries(3):
        assert len(questions_to_chairs(viewer, at)) == 1
    for n in range(29):
        thread(made, made.paper(f"P{n}"), "authors-chairs", made.people["Author"], "Words", "More")
    with django_assert_num_queries(3):
        assert len(questions_to_chairs(viewer, at)) == 30


@pytest.fixture
def responding(made):
    made.move_to("response")
    made.track.response_words = 6
    made.track.save()
    return made


def respond(made, text, *, who="Author", revision=0, command=responses.submit_response):
    return command(**on(made, who), text=text, revision=revision)


def test_a_response_over_the_limit_says_by_how_much_and_keeps_the_draft(responding):
    saved = respond(
        responding, "one two three four five six seven eight", command=responses.save_response_draft
    )
    with pytest.raises(Invalid, match="8 words; at most 6 are taken"):
        respond(responding, "one two three four five six seven eight", revision=saved.revision)
    row = Response.objects.get()
    assert (row.draft, row.submitted_at) == ("one two three four five six seven eight", None)
    assert (
        response_form(responding.viewer("Author"), responding.at, responding.subject.number).text == row.draft
    )


def test_a_response_can_be_replaced_until_the_window_ends_and_every_author_is_told(responding):
    saved = respond(responding, "First words.")
    assert response_of(responding.viewer("Rita"), responding.at, paper(responding)).text == "First words."
    with pytest.raises(StaleWrite):
        respond(responding, "From another tab.")
    respond(responding, "Second words.", revision=saved.revision)
    assert Response.objects.get().text == "Second words."
    assert Letter.objects.filter(kind="response-submitted").count() == 2
    responding.window(
        WindowKind.RESPONSE, Span(responding.now - timedelta(days=2), responding.now - timedelta(minutes=1))
    )
    with pytest.raises(Closed):
        respond(responding, "Too late.", revision=2)


@pytest.mark.parametrize("who", ["Rita", "Petra", "Max", "Cora", "Clem"])
def test_only_authors_respond(responding, who):
    with pytest.raises((NotAllowed, NotFound)):
        respond(responding, "Mine.", who=who)
    assert not Response.objects.exists()


def test_a_draft_of_a_response_is_read_by_authors_alone(responding):
    respond(responding, "Half a draft", command=responses.save_response_draft)
    assert response_of(responding.viewer("Rita"), responding.at, paper(responding)) is None
    for who in ("Cora", "Hana", "Lea"):
        shown = response_of(responding.viewer(who), responding.at, paper(responding))
        assert (shown.draft_exists, shown.text, shown.html) == (True, "", "")


def test_before_the_window_the_response_page_does_not_exist(made):
    made.move_to("reviewing")
    with pytest.raises(NotFound):
        response_form(made.viewer("Author"), made.at, made.subject.number)


def test_a_chair_enters_a_response_for_the_authors_who_are_told(responding):
    responding.move_to("response-closed")
    responses.submit_response_on_behalf(**on(responding, "Cora"), text="By mail.", reason="Network down")
    entry = AuditEntry.objects.get(action="response.entered")
    assert (entry.on_behalf_of.name, entry.reason) == ("Author", "Network down")
    assert Letter.objects.get(kind="entered-on-behalf").person.name == "Author"
    assert response_of(responding.viewer("Author"), responding.at, paper(responding)).on_behalf
    with pytest.raises((NotAllowed, NotFound)):
        responses.submit_response_on_behalf(**on(responding, "Clem"), text="By mail.", reason="Network down")


def write_meta(made, who="Lea", *, submit=True, revision=0, **changes):
    values = {"summary": "SUMMARY", "remarks": "REMARKS", "recommendation": "accept", **changes}
    return meta.save_meta_review(**on(made, who), **values, submit=submit, revision=revision)


def test_the_lead_drafts_and_submits_and_authors_get_the_summary_at_the_release_only(made):
    saved = write_meta(made, submit=False, recommendation="")
    assert meta_review_of(made.viewer("Rita"), made.at, paper(made)) is None
    write_meta(made, revision=saved.revision)
    shown = meta_review_of(made.viewer("Rita"), made.at, paper(made))
    assert (shown.summary, shown.recommendation) == ("SUMMARY", "accept")
    for who in ("Petra", "Author", "Max", "Clem"):
        assert meta_review_of(made.viewer(who), made.at, paper(made)) is None
    release(made, made.subject)
    author = meta_review_of(made.viewer("Author"), made.at, paper(made))
    assert (author.summary, author.remarks_html, author.recommendation) == ("SUMMARY", "", "")
    page = "".join(
        render_to_string(p.template, {"panel": p.data})
        for p in panels(made.viewer("Author"), made.at, paper(made))
    )
    assert "SUMMARY" in page
    assert "REMARKS" not in page
    assert "Accept" not in page


def test_a_submitted_meta_review_changes_only_by_submitting_again(made):
    saved = write_meta(made)
    with pytest.raises(IllegalTransition):
        write_meta(made, submit=False, revision=saved.revision, summary="Half a change")
    with pytest.raises(StaleWrite):
        write_meta(made, revision=0)
    assert MetaReview.objects.get().summary == "SUMMARY"
    with pytest.raises(Invalid):
        write_meta(made, revision=saved.revision, recommendation="perhaps")


@pytest.mark.parametrize("who", ["Rita", "Petra", "Max", "Author", "Clem"])
def test_nobody_else_writes_the_meta_review(made, who):
    with pytest.raises((NotAllowed, NotFound)):
        write_meta(made, who)
    assert not MetaReview.objects.exists()


def test_a_chair_appoints_a_member_without_a_conflict(made):
    meta.appoint_lead(**on(made, "Cora"), person=made.people["Max"].xid)
    assert Lead.objects.get().person.name == "Max"
    assert Letter.objects.get(kind="lead-appointed").person.name == "Max"
    made.conflict(made.subject, seat_of(made, "Mona").person)
    with pytest.raises(NotAllowed):
        meta.appoint_lead(**on(made, "Cora"), person=made.people["Mona"].xid)
    with pytest.raises(NotFound):
        meta.appoint_lead(**on(made, "Cora"), person=made.person("Stranger").xid)
    assert Lead.objects.get().person.name == "Max"
    names = [c.name for c in lead_page(made.viewer("Cora"), made.at, made.subject.number).candidates]
    assert "Mona" not in names
    assert set(names[:3]) == {"Petra", "Rita", "Rolf"}
    for who in ("Clem", "Rita", "Author"):
        with pytest.raises((NotAllowed, NotFound)):
            meta.appoint_lead(**on(made, who), person=made.people["Max"].xid)


def test_leads_in_bulk_by_rule_only_where_there_is_none_and_where_the_chair_may(made):
    confident, walled, empty = made.paper("Confident"), made.paper("Walled"), made.paper("Empty")
    for n, (name, confidence) in enumerate((("Rita", 2), ("Rolf", 4))):
        for target in (confident, walled):
            made.assign(target, seat_of(made, name))
            review(made, target, made.people[name], "AB"[n], confidence=confidence)
    made.conflict(walled, made.people["Cora"])
    numbers = [p.number for p in (made.subject, confident, walled, empty)]
    done = meta.appoint_leads(
        by=made.viewer("Cora"), edition=made.edition, numbers=numbers, rule=LeadRule.CONFIDENT, now=made.now
    )
    assert (done.appointed, done.without) == ((confident.number,), (empty.number,))
    assert confident.lead.person.name == "Rolf"
    assert made.subject.lead.person.name == "Lea"
    assert not Lead.objects.filter(submission=walled).exists()
    assert [row.number for row in papers_without_lead(made.viewer("Cora"), made.at)] == [empty.number]


def test_a_new_conflict_ends_the_lead(made):
    from committee.events import ConflictAdded
    from reviews.handlers import on_conflict

    on_conflict(ConflictAdded(made.edition.pk, made.subject.pk, made.people["Lea"].pk, made.now))
    assert not Lead.objects.exists()


def test_a_handling_person_without_a_chair_role_answers_questions_of_own_papers_only(made):
    made.chair("Hana", RoleKind.HANDLING)
    thread(made, made.subject, "authors-chairs", made.people["Author"], "Words")
    thread(made, made.paper("Other"), "authors-chairs", made.people["Author"], "Words")
    assert [q.number for q in questions_to_chairs(made.viewer("Hana"), made.at)] == [made.subject.number]


def test_after_a_decision_is_released_nothing_is_written(made):
    Submission.objects.filter(pk=made.subject.pk).update(outcome=Outcome.ACCEPTED, outcome_at=made.now)
    with pytest.raises(NotAllowed):
        write_meta(made)
    made.move_to("response")
    with pytest.raises(NotAllowed):
        respond(made, "Thanks")


def test_a_response_stands_on_the_paper_page_of_its_readers(made):
    response(made, made.subject, "WE-THANK")
    for who, reads in {"Rita": True, "Cora": True, "Author": True, "Petra": False, "Max": False}.items():
        page = "".join(
            render_to_string(p.template, {"panel": p.data})
            for p in panels(made.viewer(who), made.at, paper(made))
        )
        assert ("WE-THANK" in page) is reads
