"""External reviewers: asking tells nothing, the letter's link answers, chairs look at what is held."""

import re
from datetime import timedelta

import pytest

from reviews.commands import requests as commands
from reviews.models import Review, ReviewRequest
from reviews.queries.requests import all_requests, external_drafts, invitation, requests_page
from reviews.queries.reviews import paper_reviews
from reviews.todo import todos
from submissions.models import Submission
from submissions.policies import DOCUMENT
from sysml.conference.domain import Side, Span, WindowKind
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Letter, User
from tests.factories.reviews import ANSWERS, external, review, seat_of, with_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(make_world):
    made = with_form(make_world("reviewing"))
    made.subject = made.paper("Learned admission control", unclaimed=("second@lab.example.edu",))
    made.assign(made.subject, seat_of(made, "Rita"))
    made.assign(made.subject, seat_of(made, "Rolf", Side.SYSTEMS), Side.SYSTEMS)
    made.chair("Cora")
    return made


def on(made, who):
    return {"by": made.viewer(who), "edition": made.edition, "number": made.subject.number, "now": made.now}


def ask(made, who="Rita", email="ella@elsewhere.example.net", name="Ella"):
    return commands.ask_external(**on(made, who), name=name, email=email)


def token(made):
    return re.search(r"/reviews/invitation/([^/]+)/", Letter.objects.get(kind="external-request").body)[1]


def answer(made, accept=True, key=None):
    return commands.answer_request(
        by=made.viewer(None), edition=made.edition, token=key or token(made), accept=accept, now=made.now
    )


def test_a_request_is_a_letter_with_a_link_that_shows_title_and_abstract_only(made):
    request = ask(made)
    assert (request.state, request.side, request.held_reason) == ("asked", "ml", "")
    assert AuditEntry.objects.filter(action="request.made", about=made.subject.xid).exists()
    letter = Letter.objects.get(kind="external-request")
    assert letter.to == "ella@elsewhere.example.net"
    assert token(made) not in ReviewRequest.objects.get().token_digest
    answerless = made.client(None).get(made.url(f"reviews/invitation/{token(made)}/"))
    page = answerless.content.decode()
    assert answerless.status_code == 200
    for words in ("Learned admission control", "We measure", "Rita"):
        assert words in page
    for words in ("Author", "Rolf", "second@lab"):
        assert words not in page
    assert made.client(None).get(made.url("reviews/invitation/wrong/")).status_code == 404


def test_accepting_makes_the_person_and_lets_them_write_for_the_side_of_the_requester(made):
    ask(made)
    key = token(made)
    reply = made.client(None).post(made.url(f"reviews/invitation/{key}/"), {"answer": "accept"})
    assert reply.status_code == 302
    person = User.objects.get(email="ella@elsewhere.example.net")
    assert not person.has_usable_password()
    made.people["Ella"] = person
    assert ReviewRequest.objects.get().person == person
    assert Letter.objects.get(kind="external-answered").person.name == "Rita"
    saved = made.client("Ella").post(
        made.url(f"reviews/{made.subject.number}/edit/"), {**ANSWERS, "version": "0", "save": "1"}
    )
    assert saved.status_code == 302
    row = Review.objects.get()
    assert (row.kind, row.side, row.requested_by.name) == ("external", "ml", "Rita")
    drafts = external_drafts(made.viewer("Rita"), made.at, made.subject.number)
    assert drafts[0].name == "Ella"
    assert ("Summary", ANSWERS["summary"]) in drafts[0].answers
    assert external_drafts(made.viewer("Rolf"), made.at, made.subject.number) == ()
    with pytest.raises(IllegalTransition):
        answer(made, accept=False, key=key)


def test_declining_shows_no_abstract_any_more(made):
    ask(made)
    answer(made, accept=False)
    page = invitation(made.edition, made.at, token(made))
    assert (page.state, page.title, page.abstract_html) == ("declined", "", "")
    assert not User.objects.filter(email="ella@elsewhere.example.net").exists()


HELD = {
    "an author": "author@",
    "an unclaimed author": "second@lab.example.edu",
    "the institution of an author": "colleague@cs.lab.example.edu",
    "a known conflict": "conny@",
    "asked by another reviewer": "twice@elsewhere.example.net",
}


@pytest.mark.parametrize("case", HELD)
def test_a_request_with_an_obstacle_looks_the_same_to_its_requester_and_waits_for_a_chair(made, case):
    made.conflict(made.subject, made.person("Conny"))
    address = HELD[case]
    if address.endswith("@"):
        address = made.people[{"author@": "Author", "conny@": "Conny"}[address]].email
    if "another" in case:
        ask(made, "Rolf", email=address, name="Tess")
        Letter.objects.all().delete()
    ask(made, email=address, name="Somebody")
    assert not Letter.objects.filter(kind="external-request").exists()
    free = ask(made, email="free@elsewhere.example.net", name="Free")
    shown = requests_page(made.viewer("Rita"), made.at, made.subject.number).requests
    assert {(r.state, r.state_words, r.held, r.may_withdraw) for r in shown} == {
        ("asked", "asked, no answer yet", "", True)
    }
    held = [r for r in all_requests(made.viewer("Cora"), made.at) if r.held]
    assert [r.email for r in held] == [address]
    assert free.held_reason == ""


def test_a_chair_lets_a_held_letter_leave_but_never_to_an_author(made):
    ask(made, email="colleague@cs.lab.example.edu", name="Colleague")
    request = ReviewRequest.objects.get()
    with pytest.raises((NotAllowed, NotFound)):
        commands.send_held_request(**on(made, "Rita"), request=request.xid, reason="I know better")
    commands.send_held_request(**on(made, "Cora"), request=request.xid, reason="Another department")
    assert Letter.objects.get(kind="external-request").to == "colleague@cs.lab.example.edu"
    assert AuditEntry.objects.get(action="request.sent").reason == "Another department"
    author = ask(made, email=made.people["Author"].email, name="Author")
    with pytest.raises(NotAllowed):
        commands.send_held_request(**on(made, "Cora"), request=author.xid, reason="Please")


def test_somebody_whose_conflict_is_known_by_then_is_thanked_like_one_who_declines(made):
    ella = made.person("Ella", email="ella@elsewhere.example.net")
    ask(made)
    made.conflict(made.subject, ella)
    assert answer(made, accept=True) == "declined"
    row = ReviewRequest.objects.get()
    assert (row.state, row.person) == ("declined", None)
    assert "conflict" in row.held_reason
    assert "declined" in Letter.objects.get(kind="external-answered").body


def test_members_and_oneself_are_not_asked_and_nobody_twice(made):
    for email in (seat_of(made, "Rolf").email, made.people["Rita"].email):
        with pytest.raises(Invalid):
            ask(made, email=email)
    with pytest.raises(Invalid):
        ask(made, email="no address")
    ask(made)
    with pytest.raises(Invalid, match="already"):
        ask(made)


@pytest.mark.parametrize("who", ["Author", "Cora", "Ella", "Max"])
def test_only_assigned_members_ask(made, who):
    external(made, made.subject, made.people["Rita"], "Ella")
    seat_of(made, "Max")
    with pytest.raises((NotAllowed, NotFound)):
        ask(made, who)
    assert ReviewRequest.objects.count() == 1


def test_a_withdrawn_external_keeps_the_own_text_and_sees_nothing_more(made):
    request = external(made, made.subject, made.people["Rita"], "Ella")
    review(made, made.subject, made.people["Rolf"], "B", side="systems")
    review(made, made.subject, made.people["Ella"], "C", kind="external", requested_by=made.people["Rita"])
    paper = Submission.objects.select_related("track").get(pk=made.subject.pk)
    assert len(paper_reviews(made.viewer("Ella"), made.at, paper).reviews) == 2
    commands.withdraw_request(**on(made, "Rita"), request=request.xid)
    assert Letter.objects.get(kind="external-withdrawn").person.name == "Ella"
    assert [r.label for r in paper_reviews(made.viewer("Ella"), made.at, paper).reviews] == ["C"]
    assert not DOCUMENT.rows(made.viewer("Ella"), made.at).exists()
    assert made.client("Ella").get(made.url(f"reviews/{paper.number}/edit/")).status_code == 404


def test_others_do_not_withdraw_a_request(made):
    request = external(made, made.subject, made.people["Rita"], "Ella", state="asked")
    for who in ("Rolf", "Author"):
        with pytest.raises((NotAllowed, NotFound)):
            commands.withdraw_request(**on(made, who), request=request.xid)
    assert ReviewRequest.objects.get().state == "asked"


def test_nothing_is_accepted_after_the_reviews_are_closed(made):
    ask(made)
    for kind in (WindowKind.REVIEWING, WindowKind.DISCUSSION):
        made.window(kind, Span(made.now - timedelta(days=9), made.now - timedelta(days=1)))
    with pytest.raises(NotAllowed):
        answer(made)
    assert ReviewRequest.objects.get().state == "asked"


def test_the_list_of_requests_takes_the_same_queries_for_any_number(made, django_assert_num_queries):
    external(made, made.subject, made.people["Rita"], "E0")
    viewer, at = made.viewer("Cora"), made.at
    with django_assert_num_queries(2):
        assert len(all_requests(viewer, at)) == 1
    for n in range(1, 30):
        external(made, made.subject, made.people["Rita"], f"E{n}")
    with django_assert_num_queries(2):
        assert len(all_requests(viewer, at)) == 30


def test_who_has_proven_the_address_finds_the_request_on_the_to_do_list_and_answers_signed_in(made):
    ella = made.person("Ella", email="ella@elsewhere.example.net")
    made.person("Olaf")
    row = ask(made)
    assert row.person == ella
    page = made.url(f"reviews/asked/{row.xid}/")
    line = next(one for one in todos(made.viewer("Ella"), made.at, made.edition) if one.kind == "Request")
    assert (line.title, line.url) == ("Learned admission control", page)
    assert line.note == "Answer a request for a review"
    shown = made.client("Ella").get(page)
    assert b"We measure" in shown.content
    assert b"Author" not in shown.content
    assert made.client("Olaf").get(page).status_code == 404
    assert made.client("Olaf").post(page, {"answer": "accept"}).status_code == 404
    assert ReviewRequest.objects.get().state == "asked"
    assert made.client("Ella").post(page, {"answer": "accept"}).status_code == 302
    assert ReviewRequest.objects.get().state == "accepted"
    assert AuditEntry.objects.filter(action="request.accepted", actor=ella).exists()
    lines = todos(made.viewer("Ella"), made.at, made.edition)
    assert [one.kind for one in lines] == ["Review"]


def test_an_address_that_nobody_has_proven_and_a_held_request_tie_no_account(made):
    User.objects.create_user("free@elsewhere.example.net", name="Fay")
    assert ask(made, email="free@elsewhere.example.net", name="Fay").person is None
    conny = made.person("Conny")
    made.conflict(made.subject, conny)
    held = ask(made, email=conny.email, name="Conny")
    assert held.held_reason
    assert held.person is None
    assert made.client("Conny").get(made.url(f"reviews/asked/{held.xid}/")).status_code == 404


def test_a_conflict_found_later_takes_the_request_off_the_list(made):
    ella = made.person("Ella", email="ella@elsewhere.example.net")
    row = ask(made)
    made.conflict(made.subject, ella)
    assert todos(made.viewer("Ella"), made.at, made.edition) == []
    assert made.client("Ella").get(made.url(f"reviews/asked/{row.xid}/")).status_code == 404


def test_the_same_answer_through_the_api(made):
    made.person("Ella", email="ella@elsewhere.example.net")
    made.person("Olaf")
    row = ask(made)
    address = f"/api/v1/editions/{made.edition.slug}/review-requests/{row.xid}/answer/"
    assert made.client("Olaf").post(address, {"accept": False}, "application/json").status_code == 404
    assert made.client("Ella").get(address).json()["title"] == "Learned admission control"
    answer = made.client("Ella").post(address, {"accept": False}, "application/json")
    assert answer.json() == {"state": "declined"}
