"""Pages of reviewing: who gets which, what stands on them, that nothing typed is lost, and what they cost."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import MetaReview, Post, Question, Response, Review, ReviewRequest, Thread
from submissions.models import Document
from sysml.conference.domain import Side, Span, WindowKind
from sysml.kernel import blobs
from sysml.kernel.models import Letter
from tests.factories.reviews import (
    ANSWERS,
    external,
    lead,
    review,
    reviewed_paper,
    seat_of,
    thread,
    with_form,
)

pytestmark = pytest.mark.django_db
PEOPLE = ("Author", "Rita", "Petra", "Ella", "Max", "Lea", "Hana", "Cora", "Clem", None)


@pytest.fixture
def made(make_world):
    made = with_form(make_world("discussion"))
    made.subject = reviewed_paper(made, "Learned admission control", count=2)
    made.assign(made.subject, seat_of(made, "Petra", Side.SYSTEMS), Side.SYSTEMS)
    for name in ("Cora", "Clem"):
        made.chair(name)
    made.conflict(made.subject, made.people["Clem"])
    made.handle(made.subject, made.person("Hana"))
    lead(made, made.subject, seat_of(made, "Lea").person)
    seat_of(made, "Max")
    external(made, made.subject, made.people["Rita"], "Ella")
    review(made, made.subject, made.people["Petra"], "C", side="systems", state="draft")
    return made


def on(made, rest):
    return made.url(f"reviews/{made.subject.number}/{rest}")


PAGES = {
    "edit/": {"Rita", "Petra", "Ella"},
    "history/": {"Rita"},
    "history/B/": {"Cora"},
    "requests/": {"Rita", "Petra"},
    "questions/": {"Author", "Rita", "Petra", "Ella"},
    "response/": {"Author"},
    "meta/": {"Lea", "Hana", "Cora"},
    "lead/": {"Hana", "Cora"},
    "behalf/review/": {"Cora"},
    "behalf/response/": {"Cora"},
    "reviews/B/discard/": {"Cora"},
    "reviews/C/draft/": {"Cora"},
    "discuss/reviewers/": {"Rita", "Lea", "Hana", "Cora"},
    "discuss/chairs/": {"Hana", "Cora"},
}


@pytest.mark.parametrize("rest", PAGES)
def test_each_page_of_a_paper_is_there_for_those_alone_whom_it_concerns(made, rest):
    statuses = {who: made.client(who).get(on(made, rest)).status_code for who in PEOPLE}
    assert {who for who, status in statuses.items() if status == 200} == PAGES[rest]
    assert {status for who, status in statuses.items() if who not in PAGES[rest]} <= {302, 404}
    assert statuses[None] == 302


LISTS = {
    "reviews/": {"Rita", "Petra", "Ella", "Max", "Lea"},
    "chair/late/": {"Cora", "Clem"},
    "chair/questions/": {"Cora", "Clem", "Hana"},
    "chair/requests/": {"Cora", "Clem"},
    "chair/leads/": {"Cora", "Clem"},
    "chair/forms/": {"Cora", "Clem"},
    "chair/forms/research/": {"Cora", "Clem"},
}


@pytest.mark.parametrize("path", LISTS)
def test_each_list_is_there_for_those_alone_whom_it_concerns_and_tells_a_conflicted_chair_nothing(made, path):
    thread(made, made.subject, "authors-chairs", made.people["Author"], "Words")
    made.subject.lead.delete()
    made.window(WindowKind.REVIEWING, Span(made.now - timedelta(days=30), made.now - timedelta(days=2)))
    pages = {who: made.client(who).get(made.url(path)) for who in PEOPLE}
    assert {who for who, page in pages.items() if page.status_code == 200} == LISTS[path]
    if path.startswith("chair/") and "forms" not in path:
        assert str(made.subject.number) in pages["Cora"].content.decode()
        assert str(made.subject.number) not in pages["Clem"].content.decode()


def test_what_is_typed_stays_on_the_page_when_it_cannot_be_taken(made):
    client = made.client("Petra")
    page = client.post(on(made, "edit/"), {"summary": "MY LONG TEXT", "version": "1", "submit": "1"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "MY LONG TEXT" in text
    assert "Please choose one." in text
    assert "Not the authors." in text
    stale = client.post(on(made, "edit/"), {**ANSWERS, "summary": "OTHER TAB", "version": "0", "submit": "1"})
    assert "OTHER TAB" in stale.content.decode()
    assert "changed meanwhile" in stale.content.decode()
    assert Review.objects.get(label="C").state == "draft"


def test_a_review_is_saved_by_itself_then_handed_in(made):
    client = made.client("Petra")
    saved = client.post(
        on(made, "draft/"), {"summary": "So far", "version": "1"}, headers={"X-Autosave": "1"}
    )
    answer = json.loads(saved.content)
    assert (saved.status_code, answer["version"]) == (200, 2)
    assert answer["saved_at"].endswith("+00:00")
    again = client.post(on(made, "draft/"), {"summary": "Old tab", "version": "1"})
    assert (again.status_code, "changed meanwhile" in json.loads(again.content)["detail"]) == (409, True)
    wrong = client.post(on(made, "draft/"), {"overall": "17", "version": "2"})
    assert wrong.status_code == 422
    done = client.post(on(made, "edit/"), {**ANSWERS, "version": "2", "submit": "1"})
    assert (done.status_code, done["Location"]) == (
        302,
        made.url(f"submissions/{made.subject.number}/") + "#reviews",
    )
    assert Review.objects.get(label="C").state == "submitted"
    assert client.get(on(made, "history/")).status_code == 200


def test_the_forms_that_save_themselves_say_where(made):
    for who, rest in (("Petra", "edit/"), ("Lea", "meta/")):
        assert "data-autosave=" in made.client(who).get(on(made, rest)).content.decode()
    made.move_to("response")
    assert "data-autosave=" in made.client("Author").get(on(made, "response/")).content.decode()


def test_the_paper_page_holds_reviews_response_and_discussion_for_its_readers(made):
    thread(made, made.subject, "reviewers", made.people["Rita"], "I-WOULD-ACCEPT")
    page = made.client("Rita").get(made.url(f"submissions/{made.subject.number}/")).content.decode()
    assert "Summary by B." in page
    assert "I-WOULD-ACCEPT" in page
    assert "Not the authors, not the rest of the committee." in page
    other = made.client("Petra").get(made.url(f"submissions/{made.subject.number}/")).content.decode()
    assert "Summary by B." not in other
    assert "I-WOULD-ACCEPT" not in other


def test_posting_by_page_and_an_empty_post_is_refused_in_place(made):
    client = made.client("Rita")
    empty = client.post(on(made, "discuss/reviewers/"), {"text": "   "})
    assert "Write something first." in empty.content.decode()
    assert client.post(on(made, "discuss/reviewers/"), {"text": "First"}).status_code == 302
    row = Thread.objects.get()
    assert client.post(on(made, f"threads/{row.xid}/"), {"text": "Second", "from": "page"}).status_code == 302
    assert [p.text for p in Post.objects.all()] == ["First", "Second"]
    assert made.client("Petra").get(on(made, f"threads/{row.xid}/")).status_code == 404
    assert (
        made.client("Petra").post(on(made, f"threads/{row.xid}/"), {"text": "Let me in"}).status_code == 404
    )


def test_a_question_is_asked_answered_and_marked_by_page(made):
    made.client("Author").post(on(made, "questions/"), {"subject": "Figure 3", "text": "May we?"})
    row = Thread.objects.get()
    amber = made.client("Author").get(on(made, f"threads/{row.xid}/")).content.decode()
    assert "audience authors" in amber
    made.client("Cora").post(on(made, f"threads/{row.xid}/answered/"), {"answered": "1"})
    row.refresh_from_db()
    assert row.is_answered
    assert (
        made.client("Author").post(on(made, f"threads/{row.xid}/answered/"), {"answered": "0"}).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.is_answered


def test_a_response_over_the_limit_stays_on_the_page_with_its_reason(made):
    made.move_to("response")
    made.track.response_words = 3
    made.track.save()
    client = made.client("Author")
    page = client.post(on(made, "response/"), {"text": "one two three four", "version": "0", "submit": "1"})
    text = page.content.decode()
    assert "This has 4 words; at most 3 are taken. Please cut 1." in text
    assert "one two three four" in text
    draft = client.post(on(made, "response/draft/"), {"text": "one two three four", "version": "0"})
    assert json.loads(draft.content)["version"] == 1
    assert (
        client.post(on(made, "response/"), {"text": "one two", "version": "1", "submit": "1"}).status_code
        == 302
    )
    assert Response.objects.get().text == "one two"


def test_the_meta_review_and_the_lead_by_page(made):
    values = {"summary": "S", "remarks": "", "recommendation": "accept", "version": "0"}
    assert made.client("Lea").post(on(made, "meta/"), {**values, "submit": "1"}).status_code == 302
    assert MetaReview.objects.get().is_submitted
    chair = made.client("Cora")
    assert chair.post(on(made, "lead/"), {"person": made.people["Max"].xid}).status_code == 302
    assert chair.post(on(made, "lead/remove/")).status_code == 302
    assert (
        chair.post(made.url("chair/leads/"), {"rule": "positive", "paper": [made.subject.number]}).status_code
        == 302
    )
    made.subject.refresh_from_db()
    assert made.subject.lead.person.name == "Rita" or made.subject.lead.person.name == "Rolf"


def test_a_request_is_made_and_withdrawn_by_page(made):
    client = made.client("Rita")
    form = {"name": "Zoe", "email": "zoe@elsewhere.example.net", "affiliation": ""}
    made.move_to("reviewing")
    assert client.post(on(made, "requests/"), form).status_code == 302
    row = ReviewRequest.objects.get(name="Zoe")
    assert "already" in client.post(on(made, "requests/"), form).content.decode()
    assert client.post(on(made, f"requests/{row.xid}/withdraw/")).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_chairs_edit_the_form_on_a_page(make_world):
    made = with_form(make_world("bidding"))
    made.chair("Cora")
    page = made.client("Cora").get(made.url("chair/forms/research/"))
    rows = page.context["rows"]
    data = {"q-TOTAL_FORMS": len(rows.forms), "q-INITIAL_FORMS": len(rows.forms)}
    for n, row in enumerate(rows.forms):
        for name, value in row.initial.items():
            if value not in (False, None):
                data[f"q-{n}-{name}"] = value
    data["q-0-label"] = "Merit"
    data["q-10-DELETE"] = "on"
    reply = made.client("Cora").post(made.url("chair/forms/research/"), data)
    assert reply.status_code == 302, reply.content.decode()
    assert Question.objects.get(key="overall").label == "Merit"
    assert not Question.objects.filter(key="chairs").exists()
    more = made.client("Cora").post(made.url("chair/forms/research/"), {**data, "add": "1"})
    assert len(more.context["rows"].forms) == 12


def test_on_behalf_by_page(made):
    chair = made.client("Cora")
    values = {**ANSWERS, "person": made.people["Ella"].xid, "reason": "By mail"}
    assert chair.post(on(made, "behalf/review/"), values).status_code == 302
    assert Review.objects.get(reviewer=made.people["Ella"]).state == "submitted"
    partial = chair.post(
        on(made, "behalf/review/"), {"person": made.people["Petra"].xid, "reason": "x", "summary": "KEPT"}
    )
    assert "KEPT" in partial.content.decode()
    assert (
        chair.post(on(made, "behalf/response/"), {"text": "Thanks", "reason": "By mail"}).status_code == 302
    )
    assert chair.post(on(made, "reviews/B/discard/"), {"reason": "Wrong paper"}).status_code == 302
    assert Review.objects.get(label="B").state == "discarded"
    early = chair.post(on(made, "reviews/C/draft/"), {"reason": "Ill"})
    assert "They measure what happens." in early.content.decode()


def with_file(made, paper, content=b"%PDF-1.4 stand-in"):
    stored = blobs.put(io.BytesIO(content), now=made.now)
    return Document.objects.create(
        submission=paper,
        version=3,
        blob_id=stored.sha256,
        filename="mine.pdf",
        uploaded_by=paper.registered_by,
        uploaded_at=made.now,
    )


def test_all_papers_come_as_one_zip_named_by_number_with_times_that_tell_nothing(made):
    import pikepdf

    pdf, raw = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = "SECRET AUTHOR"
    pdf.save(raw)
    with_file(made, made.subject, raw.getvalue())
    walled = made.paper("Walled")
    with_file(made, walled)
    made.assign(walled, seat_of(made, "Petra"))
    made.conflict(walled, made.people["Petra"])
    reply = made.client("Petra").get(made.url("reviews/papers.zip"))
    assert reply.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(reply.streaming_content))) as archive:
        (info,) = archive.infolist()
        assert info.filename == f"sysml-2027-{made.subject.number}-v3.pdf"
        assert info.date_time == (1980, 1, 1, 0, 0, 0)
        content = archive.read(info)
    assert content.startswith(b"%PDF")
    assert b"SECRET AUTHOR" not in content
    assert made.client("Max").get(made.url("reviews/papers.zip")).status_code == 404


def cost(made, who, path):
    client = made.client(who)
    client.get(made.url(path))
    with CaptureQueriesContext(connection) as captured:
        page = client.get(made.url(path))
    assert page.status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "path", ["reviews/", "chair/late/?show=all", "chair/questions/", "chair/requests/", "chair/leads/"]
)
def test_lists_cost_the_same_for_one_row_and_for_thirty(made, path):
    who = "Rita" if path == "reviews/" else "Cora"
    thread(made, made.subject, "authors-chairs", made.people["Author"], "Words")
    made.paper("Without a lead")
    first = cost(made, who, path)
    for n in range(29):
        paper = made.paper(f"More {n}")
        made.assign(paper, seat_of(made, "Rita"))
        review(made, paper, made.people["Rita"], "A")
        made.assign(paper, seat_of(made, "Petra"))
        external(made, paper, made.people["Rita"], "Ella")
        thread(made, paper, "authors-chairs", made.people["Author"], "Words")
    assert cost(made, who, path) == first


def test_todo_lines_follow_what_waits(made):
    from reviews.todo import todos

    def kinds(who):
        return sorted(t.kind for t in todos(made.viewer(who), made.at, made.edition))

    assert kinds("Petra") == ["Review"]
    assert kinds("Ella") == ["Review"]
    assert kinds("Lea") == ["Meta-review"]
    assert kinds("Rita") == []
    thread(made, made.subject, "reviewers", made.people["Rolf"], "What do you say?", signed_as="Reviewer B")
    assert kinds("Rita") == ["Discussion"]
    assert kinds("Rolf") == []
    thread(made, made.subject, "authors-chairs", made.people["Author"], "May we?")
    assert "Question" in kinds("Cora")
    assert "Question" not in kinds("Clem")
    made.move_to("response")
    assert kinds("Author") == ["Response"]
    made.move_to("reviewing")
    assert kinds("Author") == []


def test_a_question_goes_to_the_chairs_and_its_answer_comes_back_by_pages_and_letters(made):
    made.client("Author").post(on(made, "questions/"), {"subject": "Figure 3", "text": "May we mend it?"})
    row = Thread.objects.get()
    address = on(made, f"threads/{row.xid}/")
    cora = made.client("Cora")
    assert address in cora.get(made.url("home/")).content.decode()
    assert "questions wait for an answer" in cora.get(made.url("chair/")).content.decode()
    assert "The authors" in cora.get(made.url("chair/questions/")).content.decode()
    assert cora.get(address).status_code == 200
    assert cora.post(address, {"text": "Please do.", "from": "page"}).status_code == 302
    assert address not in cora.get(made.url("home/")).content.decode()
    letter = Letter.objects.get(kind="answer-by-chairs", person=made.people["Author"])
    assert on(made, "questions/") in letter.body
    assert "Cora" not in letter.body
    page = made.client("Author").get(on(made, "questions/")).content.decode()
    assert "Please do." in page
    assert "Cora" not in page
    assert made.client("Author").post(address, {"text": "And Figure 4?"}).status_code == 302
    assert address in cora.get(made.url("home/")).content.decode()
