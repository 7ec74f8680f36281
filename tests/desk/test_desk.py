"""The chair's desk, mail, outbox, log, search and looking as somebody else."""

import csv
import io

from reviews.models import Question, Review
from submissions.domain import Status
from sysml.conference.domain import Blindness
from sysml.kernel import outbox
from sysml.kernel.models import AuditEntry, Letter


def a_conference(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    made.paper("Open paper", authors=("Ada",))
    made.hidden = made.paper("Hidden from Cora", authors=("Bo",))
    made.conflict(made.hidden, made.people["Cora"])
    return made


def test_the_desk_is_for_chairs_and_counts_only_what_they_may_see(make_world):
    made = a_conference(make_world)
    page = made.client("Cora").get(made.url("chair/"))
    assert page.status_code == 200
    desk = page.context["desk"]
    assert (desk.figures[0].value, desk.hidden) == (1, 1)
    assert made.client("Ada").get(made.url("chair/")).status_code == 403


def test_search_finds_what_the_viewer_may_see_and_nothing_behind_it(make_world):
    made = a_conference(make_world)
    made.member("Mia")

    def found(who, text):
        page = made.client(who).get(made.url("search/"), {"q": text})
        return [hit.title for hit in page.context["hits"]]

    assert found("Cora", "paper") == ["Open paper"]
    assert found("Cora", "hidden") == ["Hidden from Cora"]
    assert found("Cora", "measure hidden") == []  # its abstract is walled off
    assert found("Mia", "Ada") == []  # authors of a blind paper
    assert found("Ada", "Ada") == ["Open paper"]


def test_the_log_leaves_out_papers_of_a_conflict(make_world):
    made = a_conference(make_world)
    for about in (made.hidden.xid, ""):
        AuditEntry.objects.create(at=made.now, action="test.act", scope=made.edition.slug, about=about)
    lines = made.client("Cora").get(made.url("chair/log/"), {"action": "test"}).context["lines"]
    assert [line.number for line in lines] == [None]


def test_a_mailing_is_seen_before_it_leaves_and_passes_over_conflicts(make_world):
    made = a_conference(make_world)
    client = made.client("Cora")
    words = {"group": "authors", "subject": "About {{number}}", "body": "Dear {{name}}, see {{link}}"}
    answer = client.post(made.url("chair/mail/"), words)
    assert answer.status_code == 302
    letter = Letter.objects.get(kind="mailing")
    assert (letter.to, letter.status) == (made.people["Ada"].email, "draft")
    assert "Dear Ada, see http" in letter.body
    client.post(f"{answer['Location']}send/")
    letter.refresh_from_db()
    assert letter.status == "queued"
    assert AuditEntry.objects.filter(action="mailing.sent").count() == 1


def test_an_empty_group_is_refused_and_keeps_what_was_typed(make_world):
    made = a_conference(make_world)
    page = made.client("Cora").post(
        made.url("chair/mail/"), {"group": "evaluators", "subject": "Hello", "body": "A long letter"}
    )
    assert b"Nobody is in this group now." in page.content
    assert b"A long letter" in page.content
    assert not Letter.objects.exists()


def test_view_as_is_read_only_logged_and_shows_no_more_than_both_may_see(make_world):
    made = a_conference(make_world)
    client = made.client("Cora")
    client.post(made.url("chair/view-as/"), {"email": made.people["Bo"].email})
    assert not AuditEntry.objects.filter(
        action="viewed.as"
    )  # it would tell who wrote a paper behind the wall
    made.member("Bo")
    client.post(made.url("chair/view-as/"), {"email": made.people["Bo"].email})
    assert AuditEntry.objects.filter(action="viewed.as").count() == 1
    page = client.get(made.url(f"submissions/{made.hidden.number}/"))
    assert b"Bo" not in page.content.split(b"<main")[1]
    refused = client.post(
        made.url(f"submissions/{made.hidden.number}/withdraw/"), {"reason": "x", "sure": "1"}
    )
    made.hidden.refresh_from_db()
    assert made.hidden.status == Status.COMPLETE
    assert refused.status_code in {302, 403, 404, 422}
    client.post(made.url("chair/view-as/stop/"))
    assert client.get(made.url("chair/")).status_code == 200


def test_an_export_holds_what_the_chair_sees_and_is_noted_first(make_world):
    made = a_conference(make_world)
    paper = made.paper("=cmd()", authors=("Cy",))
    question = Question.objects.filter(track=made.track).first()
    assert question is None or Review.objects.count() == 0
    answer = made.client("Cora").get(made.url("chair/exports/papers.csv"))
    rows = {row["number"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    assert rows[str(paper.number)]["title"] == "'=cmd()"
    assert rows[str(made.hidden.number)]["abstract"] == ""
    assert AuditEntry.objects.get(action="export.read").summary == "papers.csv"
    assert made.client("Ada").get(made.url("chair/exports/papers.csv")).status_code == 403


def test_an_export_of_authors_holds_those_whom_the_chair_may_see(make_world):
    """On a double-blind track nobody whose paper the chair has not revealed; of a conflict nobody at all."""
    made = a_conference(make_world)
    client, url = made.client("Cora"), made.url("chair/exports/authors.csv")
    assert "Ada" not in client.get(url).content.decode()
    made.track.blindness = "single"
    made.track.save()
    shown = client.get(url).content.decode()
    assert "Ada" in shown
    assert "Bo" not in shown


def test_letters_name_no_author_of_a_blind_paper_before_they_are_revealed(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    paper = made.paper("Zebras", authors=("Ada Lovelace",))
    ada = made.people["Ada Lovelace"]
    outbox.write(
        key="k",
        kind="question-answered",
        to=ada.email,
        subject="On paper 1",
        body=f"Dear Ada Lovelace <{ada.email}>,\n\nthank you.",
        about=outbox.abouts([paper.xid]),
        scope=made.edition.slug,
        now=made.now,
    )
    xid = Letter.objects.get().xid
    client = made.client("Cora")
    places = [
        made.url("chair/mail/outbox/"),
        made.url(f"chair/mail/letters/{xid}/"),
        f"/api/v1/editions/{made.edition.slug}/chair/letters",
    ]

    def naming():
        pages = [client.get(place) for place in places]
        assert [page.status_code for page in pages] == [200] * len(places)
        return [ada.email.encode() in page.content or b"Lovelace" in page.content for page in pages]

    assert naming() == [False, False, False]
    assert b"thank you" in client.get(places[1]).content
    made.track.blindness = Blindness.SINGLE
    made.track.save()
    assert any(naming())
