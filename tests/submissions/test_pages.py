"""The pages of submissions: who gets them, what they say, and how many queries they take."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from submissions.domain import DocumentKind, Outcome, Status
from submissions.models import AuthorReveal, Document, Submission
from sysml.conference.domain import Side
from sysml.conference.models import Topic, Track
from sysml.kernel.models import AuditEntry, Blob
from tests.factories.submissions import deadline, finding, give_file, pdf, ready, tiny_pdf
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    made = world("submission")
    deadline(made, minutes=60 * 24)
    made.person("Ada", timezone="Europe/Zurich")
    made.person("Stranger")
    return made


@pytest.fixture
def paper(w: World) -> Submission:
    return ready(w, w.paper("Queues for loaders", authors=("Ada",), status=Status.REGISTERED))


def form_of(w: World, **changes: Any) -> dict[str, Any]:
    topic = Topic.objects.filter(edition=w.edition).first()
    assert topic is not None
    base = {
        "title": "Backpressure for data loaders",
        "abstract": "We measure how $n$ loaders wait.",
        "topics": [topic.xid],
        "keywords": "queues",
        "once": "token",
        "version": "0",
        "authors-TOTAL_FORMS": "1",
        "authors-INITIAL_FORMS": "0",
        "authors-0-name": "Ada",
        "authors-0-email": w.people["Ada"].email,
        "authors-0-is_corresponding": "on",
    }
    return base | changes


@pytest.fixture
def open_registration(w: World) -> World:
    from sysml.conference.domain import Span, WindowKind

    w.window(WindowKind.REGISTRATION, Span(w.now - timedelta(days=9), w.now + timedelta(days=1)))
    return w


def test_a_paper_is_registered_on_one_page(open_registration: World) -> None:
    w = open_registration
    page = w.client("Ada").get(w.url("submissions/new/"), follow=True)
    assert page.status_code == 200
    assert 'name="once"' in page.content.decode()
    answer = w.client("Ada").post(w.url("submissions/new/research/"), form_of(w))
    paper = Submission.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, w.url(f"submissions/{paper.number}/"))
    page = w.client("Ada").get(answer["Location"])
    text = page.content.decode()
    assert "Not complete: it still needs the paper as a PDF, until" in text
    assert "Zurich" in text
    assert '<span class="math">n</span>' in text


def test_pressing_twice_leads_to_the_same_paper(open_registration: World) -> None:
    w = open_registration
    first = w.client("Ada").post(w.url("submissions/new/research/"), form_of(w))
    second = w.client("Ada").post(w.url("submissions/new/research/"), form_of(w))
    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1


def test_an_abstract_of_ten_thousand_words_is_an_error_and_keeps_the_text(open_registration: World) -> None:
    w = open_registration
    long = "loader " * 10_000
    answer = w.client("Ada").post(w.url("submissions/new/research/"), form_of(w, abstract=long))
    assert answer.status_code == 422
    assert "10,000" in answer.content.decode()
    assert long.strip() in answer.content.decode()
    assert not Submission.objects.exists()


def test_authors_are_added_moved_and_removed_without_javascript(open_registration: World) -> None:
    w = open_registration
    client, url = w.client("Ada"), w.url("submissions/new/research/")
    page = client.post(url, form_of(w, add="1", title="Kept")).content.decode()
    assert 'name="authors-1-name"' in page
    assert "Kept" in page
    two = {"authors-TOTAL_FORMS": "2", "authors-1-name": "Bob", "authors-1-email": "bob@x.example.org"}
    page = client.post(url, form_of(w, up="1", **two)).content.decode()
    assert page.index("bob@x.example.org") < page.index(w.people["Ada"].email)
    page = client.post(url, form_of(w, remove="1", **two)).content.decode()
    assert "bob@x.example.org" not in page
    assert not Submission.objects.exists()


def test_the_first_autosave_makes_a_draft_and_the_press_of_the_button_registers_it(
    open_registration: World,
) -> None:
    w = open_registration
    client = w.client("Ada")
    url = w.url("submissions/new/research/autosave/")
    first = client.post(url, form_of(w, abstract=""))
    assert first.status_code == 200
    assert Submission.objects.get().status == Status.DRAFT
    longer = form_of(w, abstract="", title="Longer", version=first.json()["version"])
    second = client.put(url, urlencode(longer, doseq=True), content_type="application/x-www-form-urlencoded")
    assert second.status_code == 200
    assert Submission.objects.get().title == "Longer"
    answer = client.post(w.url("submissions/new/research/"), form_of(w, version=second.json()["version"]))
    assert answer.status_code == 302
    assert Submission.objects.get().status == Status.REGISTERED


def test_an_autosave_answers_409_when_stale_and_422_when_it_cannot_be_kept(
    w: World, paper: Submission
) -> None:
    client, url = w.client("Ada"), w.url(f"submissions/{paper.number}/autosave/")
    good = client.post(url, form_of(w, version=paper.version))
    assert good.status_code == 200
    assert client.post(url, form_of(w, version=paper.version)).status_code == 409
    bad = client.post(url, form_of(w, version=good.json()["version"], abstract="word " * 600))
    assert bad.status_code == 422
    assert "600" in bad.json()["detail"]
    deadline(w, minutes=-1)
    assert client.post(url, form_of(w, version=good.json()["version"])).status_code == 409


def test_a_stale_form_keeps_what_was_typed(w: World, paper: Submission) -> None:
    Submission.objects.filter(pk=paper.pk).update(version=9)
    answer = w.client("Ada").post(
        w.url(f"submissions/{paper.number}/edit/"), form_of(w, version="1", title="My words")
    )
    assert answer.status_code == 422
    assert "My words" in answer.content.decode()
    paper.refresh_from_db()
    assert paper.title == "Queues for loaders"


def test_a_zip_named_pdf_is_refused_with_the_reason_and_nothing_is_stored(
    w: World, paper: Submission
) -> None:
    file = SimpleUploadedFile("paper.pdf", b"PK\x03\x04" + b"\0" * 100, "application/pdf")
    answer = w.client("Ada").post(w.url(f"submissions/{paper.number}/upload/paper/"), {"file": file})
    assert answer.status_code == 422
    assert "ZIP archive, not a PDF" in answer.content.decode()
    assert not Document.objects.exists()
    assert not Blob.objects.exists()


def test_an_uploaded_paper_gives_a_receipt_on_the_page_and_downloads_under_its_number(
    w: World, paper: Submission
) -> None:
    client = w.client("Ada")
    data = pdf()
    answer = client.post(
        w.url(f"submissions/{paper.number}/upload/paper/"),
        {"file": SimpleUploadedFile("jane.pdf", data)},
        follow=True,
    )
    text = answer.content.decode()
    document = Document.objects.get()
    assert document.blob_id in text
    assert "The file is being checked" in text
    assert "data-poll" in text
    assert "Complete. You can change everything until" in text
    got = client.get(w.url(f"submissions/{paper.number}/files/{document.xid}"))
    assert b"".join(got.streaming_content) == data  # type: ignore[arg-type]
    assert got["Content-Disposition"] == f'inline; filename="sysml-2027-{paper.number}-v1.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert not got.has_header("Last-Modified")
    assert got["ETag"] == f'"{document.blob_id}"'


def test_one_range_of_a_file_can_be_asked_for(w: World, paper: Submission) -> None:
    document = give_file(w, paper, b"%PDF-1.5 0123456789")
    url = w.url(f"submissions/{paper.number}/files/{document.xid}")
    client = w.client("Ada")
    part = client.get(url, headers={"Range": "bytes=5-7"})
    assert (part.status_code, part["Content-Range"]) == (206, "bytes 5-7/19")
    assert b"".join(part.streaming_content) == b"1.5"  # type: ignore[arg-type]
    assert b"".join(client.get(url, headers={"Range": "bytes=-4"}).streaming_content) == b"6789"  # type: ignore[arg-type]
    assert client.get(url, headers={"Range": "bytes=99-"}).status_code == 416
    assert b"".join(client.get(url, headers={"Range": "bytes=0-1,4-5"}).streaming_content).startswith(b"%PDF")


def test_reviewers_get_a_copy_without_metadata_and_without_hash(w: World) -> None:
    paper = w.paper("Assigned", authors=("Ada",))
    data = pdf()
    document = give_file(w, paper, data)
    w.assign(paper, w.member("Member"))
    w.move_to("reviewing")
    got = w.client("Member").get(w.url(f"submissions/{paper.number}/files/{document.xid}"))
    body = b"".join(got.streaming_content)  # type: ignore[arg-type]
    assert got.status_code == 200
    assert body.startswith(b"%PDF")
    assert body != data
    assert not got.has_header("ETag")
    page = w.client("Member").get(w.url(f"submissions/{paper.number}/")).content.decode()
    assert document.blob_id not in page
    assert document.blob_id[:8] not in page
    assert w.people["Ada"].name not in page.replace("Institute of Ada", "")


def test_a_supplement_is_an_attachment_under_a_name_that_says_nothing(w: World) -> None:
    paper = w.paper("Assigned", authors=("Ada",))
    document = give_file(
        w, paper, b"<html>", kind=DocumentKind.SUPPLEMENT, media_type="application/octet-stream"
    )
    Document.objects.filter(pk=document.pk).update(filename="ada-lovelace.html")
    got = w.client("Ada").get(w.url(f"submissions/{paper.number}/files/{document.xid}"))
    assert (
        got["Content-Disposition"] == f'attachment; filename="sysml-2027-{paper.number}-supplement-v1.html"'
    )
    assert got["Content-Type"] == "application/octet-stream"
    assert b"".join(got.streaming_content) == b"<html>"  # type: ignore[arg-type]


PATHS = ("edit/", "title/", "authors/", "upload/paper/", "withdraw/", "revive/", "reveal/", "check/", "files/{xid}",
         "files/{xid}/pages/1/", "files/{xid}/pages/1.png", "files/{xid}/findings/page-limit/")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_strangers_members_and_unclaimed_coauthors_get_404(w: World, path: str) -> None:
    bob = w.person("Bob")
    w.member("Member", Side.SYSTEMS)
    paper = w.paper("Hidden", authors=("Ada",), unclaimed=(bob.email,))
    document = give_file(
        w, paper, findings=[finding()], facts={"page_count": 1, "pages": [{"width": 1, "height": 1}]}
    )
    url = w.url(f"submissions/{paper.number}/{path.format(xid=document.xid)}")
    for who in ("Stranger", "Bob", "Member"):
        assert w.client(who).get(url).status_code == 404, who
    assert w.client().get(url).status_code == 302


@pytest.mark.parametrize(
    "path",
    ["edit/", "title/", "authors/", "upload/paper/", "upload/supplement/", "withdraw/", "revive/", "reveal/"],
)
def test_authors_get_their_pages(w: World, paper: Submission, path: str) -> None:
    assert w.client("Ada").get(w.url(f"submissions/{paper.number}/{path}")).status_code == 200


@pytest.mark.parametrize("path", ["unfinished/", "tools/"])
def test_pages_for_chairs_do_not_exist_for_others(w: World, path: str) -> None:
    w.chair()
    w.member("Member")
    url = w.url(f"submissions/{path}")
    assert w.client("Chair").get(url).status_code == 200
    for who in ("Ada", "Member", "Stranger"):
        assert w.client(who).get(url).status_code == 404


def test_a_named_author_claims_with_one_press(w: World) -> None:
    bob = w.person("Bob")
    paper = w.paper("Shared", authors=("Ada",), unclaimed=(bob.email,))
    place = paper.authorships.get(email=bob.email)
    url = w.url(f"submissions/claim/{place.xid}/")
    page = w.client("Bob").get(url)
    assert page.status_code == 200
    assert "Shared" not in page.content.decode()
    assert w.client("Ada").get(url).status_code == 404
    assert w.client("Stranger").post(url).status_code == 404
    answer = w.client("Bob").post(url)
    assert answer["Location"] == w.url(f"submissions/{paper.number}/")
    assert w.client("Bob").get(answer["Location"]).status_code == 200


def test_withdrawing_asks_first_then_is_done_and_undone(w: World, paper: Submission) -> None:
    client, url = w.client("Ada"), w.url(f"submissions/{paper.number}/withdraw/")
    assert "Withdraw this paper?" in client.get(url).content.decode()
    paper.refresh_from_db()
    assert paper.status == Status.REGISTERED
    assert client.post(url, {"reason": "Found an error"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.status, paper.withdrawn_reason) == (Status.WITHDRAWN, "Found an error")
    client.post(w.url(f"submissions/{paper.number}/revive/"))
    paper.refresh_from_db()
    assert paper.status == Status.REGISTERED


def test_unfinished_papers_are_closed_in_one_act_after_the_list_was_shown(
    w: World, paper: Submission
) -> None:
    w.chair()
    draft = w.paper("Secret draft title", authors=("Ada",), status=Status.DRAFT)
    client, url = w.client("Chair"), w.url("submissions/unfinished/")
    assert "Its authors can still complete it" in client.get(url).content.decode()
    deadline(w, minutes=-1)
    page = client.get(url).content.decode()
    assert str(draft.number) in page
    assert "Secret draft title" not in page
    asked = client.post(url, {"numbers": [draft.number, paper.number]})
    assert "Close 2 submissions?" in asked.content.decode()
    assert not Submission.objects.filter(status=Status.CLOSED).exists()
    client.post(url, {"numbers": [draft.number, paper.number], "confirmed": "1"})
    assert Submission.objects.filter(status=Status.CLOSED).count() == 2
    client.post(w.url("submissions/unfinished/reopen/"), {"numbers": [paper.number], "reason": "By mistake"})
    paper.refresh_from_db()
    assert paper.status == Status.REGISTERED


def test_a_chair_sees_the_authors_of_a_blind_paper_only_after_a_logged_act(w: World) -> None:
    w.chair()
    paper = w.paper("Blind", authors=("Ada",))
    client = w.client("Chair")
    page = client.get(w.url(f"submissions/{paper.number}/")).content.decode()
    assert w.people["Ada"].email not in page
    assert "Show the authors" in page
    url = w.url(f"submissions/{paper.number}/reveal/")
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Duplicate?"}).status_code == 302
    assert w.people["Ada"].email in client.get(w.url(f"submissions/{paper.number}/")).content.decode()
    assert AuditEntry.objects.get(action="authors.revealed").reason == "Duplicate?"
    assert (AuthorReveal.objects.get().until - AuthorReveal.objects.get().at) == timedelta(hours=8)


def test_a_chair_reveals_a_track_for_a_task_but_no_paper_with_which_they_have_a_conflict(w: World) -> None:
    chair = w.chair()
    mine, other = w.paper("One", authors=("Ada",)), w.paper("Two", authors=("Ada",))
    w.conflict(mine, chair)
    w.client("Chair").post(w.url("submissions/tools/research/reveal/"), {"reason": "Look for conflicts"})
    assert list(AuthorReveal.objects.values_list("submission_id", flat=True)) == [other.pk]


def test_judging_again_is_asked_for_on_a_page(w: World) -> None:
    w.chair()
    answer = w.client("Chair").post(w.url("submissions/tools/research/rejudge/"))
    assert "/jobs/" in answer["Location"]


def test_a_page_of_the_pdf_shows_what_was_found_there(w: World, paper: Submission) -> None:
    facts = {"page_count": 2, "pages": [{"width": 612, "height": 792}, {"width": 612, "height": 792}]}
    found = [
        finding("text-outside-box", "warning", page=2, box=[10, 20, 30, 50]),
        finding("secret", "chair", page=2),
    ]
    document = give_file(w, paper, pdf(), findings=found, facts=facts)
    base = w.url(f"submissions/{paper.number}/files/{document.xid}/pages/")
    page = w.client("Ada").get(f"{base}2/").content.decode()
    assert 'height="30' in page
    assert "text-outside-box" in page
    assert "secret" not in page
    assert w.client("Ada").get(f"{base}3/").status_code == 404
    picture = w.client("Ada").get(f"{base}1.png")
    assert b"".join(picture.streaming_content).startswith(b"\x89PNG")  # type: ignore[arg-type]


# Lists


def test_members_see_the_list_from_bidding_on_without_authors_or_drafts(w: World) -> None:
    w.member("Member")
    w.paper("Visible paper", authors=("Ada",))
    w.paper("A secret draft", authors=("Ada",), status=Status.DRAFT)
    url = w.url("submissions/all/")
    assert "Visible paper" not in w.client("Member").get(url).content.decode()
    w.move_to("bidding")
    page = w.client("Member").get(url).content.decode()
    assert "Visible paper" in page
    assert "secret draft" not in page
    assert ">Ada<" not in page


def test_a_hidden_outcome_and_topic_behave_as_absent_in_filters(w: World) -> None:
    member = w.member("Member")
    rejected = ready(w, w.paper("Rejected one", authors=("Ada",), outcome=Outcome.REJECTED))
    conflicted = ready(w, w.paper("Conflicted one", authors=("Ada",)))
    w.conflict(conflicted, member.person)
    w.move_to("released")
    topic = Topic.objects.filter(edition=w.edition).first()
    assert topic is not None
    client, url = w.client("Member"), w.url("submissions/all/")
    page = client.get(url).content.decode()
    assert "Rejected one" in page
    assert "Not accepted</span>" not in page
    assert "Rejected one" not in client.get(url, {"status": "rejected"}).content.decode()
    by_topic = client.get(url, {"topic": topic.xid}).content.decode()
    assert "Rejected one" in by_topic
    assert "Conflicted one" not in by_topic
    assert "Conflicted one" in page
    w.chair()
    assert "Rejected one" in w.client("Chair").get(url, {"status": "rejected"}).content.decode()
    assert rejected.number


@pytest.mark.parametrize("sort", ["number", "title", "track", "status"])
def test_a_hidden_outcome_moves_no_paper_in_any_order(w: World, sort: str) -> None:
    w.member("Member")
    papers = [w.paper("The same title", authors=("Ada",), number=number) for number in (3001, 3002)]
    w.move_to("released")
    client, url, orders = w.client("Member"), w.url("submissions/all/"), set()
    for rejected in papers:
        Submission.objects.filter(edition=w.edition).update(outcome="", outcome_at=None)
        Submission.objects.filter(pk=rejected.pk).update(outcome=Outcome.REJECTED, outcome_at=w.now)
        page = client.get(url, {"sort": sort}).content.decode()
        orders.add(page.index("3001") < page.index("3002"))
    assert len(orders) == 1


def test_the_list_is_searched_sorted_and_paged_by_its_address(w: World) -> None:
    w.chair()
    for n in range(31):
        w.paper(f"Paper {chr(97 + n % 26)}{n:02}", authors=("Ada",), number=2000 + n)
    client, url = w.client("Chair"), w.url("submissions/all/")
    first = client.get(url).content.decode()
    assert "1–30 of 31" in first
    assert "2030" not in first
    assert "2030" in client.get(url, {"page": 2}).content.decode()
    assert "2007" in client.get(url, {"q": "2007"}).content.decode()
    assert "2008" not in client.get(url, {"q": "2007"}).content.decode()
    down = client.get(url, {"sort": "-number"}).content.decode()
    assert down.index("2030") < down.index("2029")


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("path", ["submissions/", "submissions/all/", "submissions/unfinished/"])
def test_lists_take_the_same_number_of_queries_for_one_and_thirty_papers(w: World, path: str) -> None:
    w.chair("Ada")
    w.chair("Chair")
    who = "Chair" if path != "submissions/" else "Ada"

    def more(n: int) -> None:
        for i in range(n):
            paper = w.paper(
                f"P{i}", authors=("Ada",), unclaimed=("x@y.example.org",), status=Status.REGISTERED
            )
            give_file(w, ready(w, paper), findings=[finding()])

    more(1)
    client = w.client(who)
    queries(client, w.url(path))
    one = queries(client, w.url(path))
    more(29)
    assert queries(client, w.url(path)) == one
    assert one <= 20


def test_the_paper_page_takes_the_same_number_of_queries_for_many_files_and_authors(
    w: World, paper: Submission
) -> None:
    give_file(w, paper, tiny_pdf("0"), findings=[finding()])
    client, url = w.client("Ada"), w.url(f"submissions/{paper.number}/")
    queries(client, url)
    one = queries(client, url)
    for i in range(10):
        give_file(w, paper, tiny_pdf(f"s{i}"), kind=DocumentKind.SUPPLEMENT)
    w.paper("other", authors=("Ada",))
    assert queries(client, url) == one


def test_tracks_are_chosen_when_there_are_several(open_registration: World) -> None:
    w = open_registration
    Track.objects.create(edition=w.edition, slug="industry", name="Industry", position=2)
    page = w.client("Ada").get(w.url("submissions/new/")).content.decode()
    assert "Submit to Industry" in page
    assert w.client("Ada").get(w.url("submissions/new/nothing/")).status_code == 404


def test_home_asks_an_author_to_complete_to_confirm_and_to_upload(w: World, paper: Submission) -> None:
    from submissions.todo import todos
    from sysml.conference.domain import Span, WindowKind

    bob = w.person("Bob")
    w.paper("Shared", authors=("Ada",), unclaimed=(bob.email,))
    assert [todo.button for todo in todos(w.viewer("Bob"), w.at, w.edition)] == ["Confirm"]
    assert [todo.title for todo in todos(w.viewer("Ada"), w.at, w.edition)] == [paper.title]
    w.paper("Accepted", authors=("Ada",), outcome=Outcome.ACCEPTED)
    w.window(WindowKind.CAMERA_READY, Span(w.now - timedelta(days=1), w.now + timedelta(days=1)))
    assert "Upload" in [todo.button for todo in todos(w.viewer("Ada"), w.at, w.edition)]
