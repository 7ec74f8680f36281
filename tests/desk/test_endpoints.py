"""The desk's pages as endpoints: exports, looking as somebody else, letters, jobs, places."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from submissions.domain import Status
from submissions.models import Authorship
from sysml.kernel import jobs, outbox, tokens
from sysml.kernel.models import AuditEntry, Letter
from tests.door.test_proof import signed_in_a_while_ago
from tests.factories.submissions import give_file

WORDS = {"subject": "Hello", "body": "Dear {{name}}"}


@pytest.fixture(autouse=True)
def _no_earlier_requests():
    """Requests are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def made(make_world):
    world = make_world("reviewing")
    world.chair("Cora")
    world.open = world.paper("Open paper", authors=("Ada",))
    world.hidden = world.paper("Hidden from Cora", authors=("Bo",))
    world.conflict(world.hidden, world.people["Cora"])
    return world


def api(made, who, scopes=tuple(tokens.SCOPES)):
    """A client with a token of these scopes."""
    _, secret = tokens.create(
        person=made.people[who],
        name="test",
        scopes=scopes,
        edition_slug="",
        expires_at=made.now + timedelta(days=9),
        now=made.now,
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


def url(made, path):
    return f"/api/v1/editions/{made.edition.slug}/{path}"


def send(client, address, data=None):
    return client.post(address, data or {}, content_type="application/json")


# Exports


def test_a_list_is_the_same_by_endpoint_and_by_page_and_its_taking_is_noted(made):
    client = api(made, "Cora")
    keys = [row["key"] for row in client.get(url(made, "chair/exports")).json()["results"]]
    assert "papers" in keys
    for key in keys:
        for form in ("csv", "json"):
            taken = client.get(url(made, f"chair/exports/{key}.{form}"))
            page = made.client("Cora").get(made.url(f"chair/exports/{key}.{form}"))
            assert (taken.status_code, taken.content) == (200, page.content), (key, form)
    rows = {row["number"]: row for row in client.get(url(made, "chair/exports/papers.json")).json()["papers"]}
    assert (rows[made.open.number]["abstract"] != "", rows[made.hidden.number]["abstract"]) == (True, "")
    entry = AuditEntry.objects.filter(action="export.read").order_by("pk").last()
    assert entry is not None
    assert (entry.actor, bool(entry.token)) == (made.people["Cora"], True)


def test_files_leave_as_one_zip_without_those_of_a_conflict(made):
    for paper in (made.open, made.hidden):
        give_file(made, paper)
    answer = api(made, "Cora").get(url(made, "chair/exports/files.zip"))
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert len(names) == 1
    assert str(made.open.number) in names[0]


def test_an_export_needs_a_chair_and_the_scope(made):
    reading = [scope for scope in tokens.SCOPES if scope != "chair:read"]
    for path in ("chair/exports", "chair/exports/papers.csv", "chair/exports/papers.json"):
        assert api(made, "Cora").get(url(made, path)).status_code == 200
        assert api(made, "Ada").get(url(made, path)).status_code == 403
        assert api(made, "Cora", reading).get(url(made, path)).status_code == 403
    assert AuditEntry.objects.filter(action="export.read").count() == 2
    assert api(made, "Cora").get(url(made, "chair/exports/secrets.csv")).status_code == 404


def test_a_formula_in_a_title_is_made_harmless(made):
    made.paper("=cmd()", authors=("Cy",))
    text = api(made, "Cora").get(url(made, "chair/exports/papers.csv")).content.decode()
    assert "'=cmd()" in [row["title"] for row in csv.DictReader(io.StringIO(text))]


# Looking as somebody else


def look(made, paper, email, who="Cora", **options):
    return send(
        api(made, who, **options), url(made, "chair/view-as"), {"email": email, "number": paper.number}
    )


def test_a_paper_is_seen_as_its_author_and_as_somebody_else_sees_it(made):
    made.member("Mia")
    made.member("Ada")
    other = made.paper("Another", authors=("Cy",))
    mine = look(made, made.open, made.people["Ada"].email)
    assert mine.status_code == 200
    assert mine.json()["number"] == made.open.number
    as_member = look(made, other, made.people["Mia"].email).json()
    own = api(made, "Mia").get(url(made, f"submissions/{other.number}")).json()
    assert as_member == own
    assert AuditEntry.objects.filter(action="viewed.as").count() == 2


def test_it_shows_no_more_than_the_chair_may_see(made):
    bo = made.member("Bo").email
    own = api(made, "Bo").get(url(made, f"submissions/{made.hidden.number}")).json()
    assert own["abstract"] is not None
    seen = look(made, made.hidden, bo)
    assert (seen.status_code, seen.json().get("abstract"), seen.json().get("authors")) == (200, None, None)


def test_it_is_for_chairs_and_for_people_who_take_part(made):
    made.person("Stranger")
    made.member("Ada")
    assert look(made, made.open, made.people["Ada"].email, who="Bo").status_code == 403
    refused = look(made, made.open, made.people["Stranger"].email)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["email"])
    draft = made.paper("A draft", authors=("Cy",), status=Status.DRAFT)
    assert look(made, draft, made.people["Ada"].email).status_code == 404


# Letters


def test_a_mailing_is_drafted_dropped_and_not_found_twice(made):
    client = api(made, "Cora")
    offered = [row["key"] for row in client.get(url(made, "chair/mailings")).json()["results"]]
    assert "authors" in offered
    batch = send(client, url(made, "chair/mailings"), {"group": "authors", **WORDS}).json()["mailing"]
    assert send(client, url(made, f"chair/mailings/{batch}/drop")).json() == {"letters": 1}
    assert Letter.objects.get().status == "cancelled"
    assert send(client, url(made, "chair/mailings/0123456789ab/drop")).status_code == 404


def test_a_test_letter_goes_to_the_chair_alone(made):
    answer = send(api(made, "Cora"), url(made, "chair/letters/test"), WORDS)
    assert answer.status_code == 202
    letter = Letter.objects.get()
    assert (letter.xid, letter.to) == (answer.json()["xid"], made.people["Cora"].email)


def test_held_letters_are_let_go_and_a_failed_one_is_tried_again(made):
    words = {"to": "a@example.org", "subject": "S", "body": "B", "now": made.now, "scope": made.edition.slug}
    outbox.write(key="held", kind="receipt", status="held", **words)
    failed = outbox.write(key="failed", kind="receipt", status="failed", **words)
    client = api(made, "Cora")
    assert send(client, url(made, "chair/letters/release"), {"kind": "receipt"}).json() == {"letters": 1}
    assert send(client, url(made, f"chair/letters/{failed.xid}/retry")).status_code == 204
    assert set(Letter.objects.values_list("status", flat=True)) == {"queued"}
    assert send(client, url(made, f"chair/letters/{failed.xid}/retry")).status_code == 404


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("chair/letters/test", WORDS),
        ("chair/letters/release", {"kind": "receipt"}),
        ("chair/letters/0123456789ab/retry", {}),
        ("chair/mailings/0123456789ab/drop", {}),
        ("chair/mailings", {"group": "authors", **WORDS}),
    ],
)
def test_nobody_else_touches_letters(made, path, data):
    assert send(api(made, "Ada"), url(made, path), data).status_code == 403
    assert not Letter.objects.exists()


# Jobs and places


def test_a_chair_reads_the_list_of_jobs(made):
    for number in range(3):
        jobs.enqueue("committee.solve", now=made.now, key=str(number), scope=made.edition.slug)
    found = api(made, "Cora").get(url(made, "chair/jobs")).json()
    assert [row["title"] for row in found["results"]] == ["Planning the assignment"] * 3
    assert api(made, "Ada").get(url(made, "chair/jobs")).status_code == 403


def test_what_waits_for_a_person_is_theirs_alone(made):
    made.person("Cy", email="cy@example.org")
    Authorship.objects.create(submission=made.open, position=1, name="Cy", email="cy@example.org")
    waiting = api(made, "Cy").get("/api/v1/me/places/").json()["results"]
    assert [row["title"] for row in waiting] == ["A place as author at SysML 2027"]
    assert api(made, "Bo").get("/api/v1/me/places/").json()["results"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "chair/exports/papers.csv"),
        ("get", "chair/exports/papers.json"),
        ("get", "chair/exports/files.zip"),
        ("post", "chair/view-as"),
    ],
)
def test_an_old_session_gives_proof_before_these_and_a_token_need_not(made, method, path):
    client = signed_in_a_while_ago(made.client("Cora"))
    answer = getattr(client, method)(url(made, path))
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:sysml:problem:proof-needed")
    assert not AuditEntry.objects.filter(action__in=["export.read", "viewed.as"]).exists()
    assert getattr(api(made, "Cora"), method)(url(made, path)).status_code != 403
