"""Who looked: what is noted, before the answer leaves, and which chair may read it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from submissions.domain import DocumentKind
from sysml import reading as wiring
from sysml.conference import reading
from sysml.conference.domain import ActKind, RoleKind
from sysml.conference.models import UnusualReading
from sysml.desk.lookers.queries import KIND_WORDS
from sysml.kernel import audit, audit_chain, tokens
from sysml.kernel.models import AuditEntry, Read
from tests.architecture.addresses import addresses
from tests.factories.submissions import give_file, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_what_was_read():
    cache.clear()


@pytest.fixture
def made(make_world):
    made = make_world("discussion")
    for name in ("Cora", "Carl"):
        made.chair(name)
    made.rita = made.member("Rita")
    made.mia = made.member("Mia")
    made.subject = made.paper("A subject", authors=("Ada",), number=4821)
    made.other = made.paper("Another", authors=("Bob",), number=5555)
    made.assign(made.subject, made.rita)
    return made


def looks(made, who="Cora", **query):
    answer = made.client(who).get(made.url("chair/looked/"), query)
    assert answer.status_code == 200
    return [(look.who, look.kind, look.number) for look in answer.context["looks"]]


def test_opening_a_paper_is_noted_with_person_address_and_time_and_ones_own_is_not(made):
    for who in ("Rita", "Cora", "Ada"):
        path = made.url("submissions/4821/")
        assert made.client(who).get(path, REMOTE_ADDR="192.0.2.7").status_code == 200
    rita, cora = Read.objects.order_by("pk")
    assert (rita.person, rita.kind, rita.number, rita.scope) == (
        made.people["Rita"],
        "paper",
        4821,
        "sysml-2027",
    )
    assert (rita.address, rita.thing, rita.token) == ("192.0.2.7", "submissions/4821/", "")
    assert abs(rita.at - timezone.now()) < timedelta(minutes=1)
    assert cora.person == made.people["Cora"]


def test_what_is_refused_or_missing_is_not_noted(made):
    for who, path in (("Mia", "chair/late/"), ("Ada", "submissions/5555/"), ("Rita", "submissions/9998/")):
        assert made.client(who).get(made.url(path)).status_code in {403, 404}
    assert not Read.objects.exists()


def test_it_is_noted_by_one_insert_after_the_answer_is_made(made):
    client, path = made.client("Cora"), made.url("submissions/4821/")
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    about = [query["sql"] for query in captured if '"kernel_read"' in query["sql"]]
    assert len(about) == 1
    assert about[0].startswith("INSERT")
    assert captured[-1]["sql"] == about[0]


def test_where_it_cannot_be_noted_nothing_is_shown(made, monkeypatch):
    def fail(**said):
        raise OSError("disk full")

    monkeypatch.setattr(audit, "read", fail)
    client = made.client("Cora")
    client.raise_request_exception = False
    answer = client.get(made.url("submissions/4821/"))
    assert answer.status_code == 500
    assert b"A subject" not in answer.content


def test_a_token_is_named_and_the_api_is_noted_alike(made):
    now = timezone.now()
    token, secret = tokens.create(
        person=made.people["Rita"], name="t", scopes=["submissions:read"], edition_slug="",
        expires_at=now + timedelta(days=1), now=now,
    )  # fmt: skip
    answer = Client().get(
        "/api/v1/editions/sysml-2027/submissions/4821", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 200
    assert Read.objects.get().token == token.prefix


def test_a_file_is_noted_before_its_bytes_leave(made):
    document = give_file(made, made.subject, pdf())
    answer = made.client("Rita").get(made.url(f"submissions/4821/files/{document.xid}"))
    read = Read.objects.get(kind="file")
    assert answer.status_code == 200
    assert (read.number, read.thing) == (4821, f"submissions/4821/files/{document.xid}")
    b"".join(answer.streaming_content)


def test_a_file_that_is_sent_from_the_host_of_files_is_noted_where_its_address_is_given_away(made, settings):
    settings.FILES_URL = "https://files.example.org"
    document = give_file(
        made, made.subject, b"PK, a zip", kind=DocumentKind.SUPPLEMENT, media_type="application/zip"
    )
    answer = made.client("Rita").get(made.url(f"submissions/4821/files/{document.xid}"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("https://files.example.org/files/")
    assert Read.objects.get().thing == f"submissions/4821/files/{document.xid}"


def test_who_looks_as_somebody_else_is_named_with_whom_they_looked_as(made):
    client = made.client("Cora")
    session = client.session
    session["view_as"] = {"edition": "sysml-2027", "person": made.people["Rita"].pk}
    session.save()
    client.get(made.url("submissions/4821/"))
    read = Read.objects.get()
    assert (read.person, read.seen_as) == (made.people["Cora"], made.people["Rita"])
    assert "as Rita" in " ".join(made.client("Carl").get(made.url("chair/looked/")).content.decode().split())


def test_a_chair_searches_by_person_paper_kind_and_day(made):
    for who, path in (
        ("Rita", "submissions/4821/"), ("Cora", "submissions/5555/"), ("Cora", "chair/late/"),
    ):  # fmt: skip
        made.client(who).get(made.url(path))
    assert looks(made) == [("Cora", "reviewers", None), ("Cora", "paper", 5555), ("Rita", "paper", 4821)]
    assert looks(made, person="rita") == [("Rita", "paper", 4821)]
    assert looks(made, person=made.people["Cora"].email, kind="paper") == [("Cora", "paper", 5555)]
    assert looks(made, paper="4821") == [("Rita", "paper", 4821)]
    assert looks(made, day=timezone.now().date().isoformat(), paper="5555") == [("Cora", "paper", 5555)]
    assert looks(made, day="2020-01-01") == []
    assert len(looks(made, paper="nonsense", kind="nonsense")) == 3  # and the form says so


def test_acts_by_which_one_looks_stand_there_too(made):
    cora = made.client("Cora")
    cora.post(made.url("submissions/4821/reveal/"), {"reason": "Duplicate?"})
    assert looks(made, who="Carl", kind="authors") == [("Cora", "authors", 4821)]
    assert looks(made, who="Carl", paper="4821", kind="authors") == [("Cora", "authors", 4821)]


def test_a_chair_with_a_conflict_does_not_learn_who_looked(made):
    made.client("Rita").get(made.url("submissions/4821/"))
    made.client("Cora").post(made.url("submissions/4821/reveal/"), {"reason": "Duplicate?"})
    assert len(looks(made, paper="4821")) >= 2
    made.conflict(made.subject, made.people["Carl"])
    assert looks(made, who="Carl") == []
    assert looks(made, who="Carl", paper="4821") == looks(made, who="Carl", paper="9998") == []
    found = made.client("Carl").get("/api/v1/editions/sysml-2027/chair/looks").json()
    assert (found["count"], found["results"]) == (0, [])


@pytest.mark.parametrize("who", ["Rita", "Ada", "Petra", None])
def test_nobody_else_reads_it(made, who):
    made.chair("Petra", RoleKind.PUBLICATION)
    client = made.client(who)
    for path in (made.url("chair/looked/"), "/api/v1/editions/sysml-2027/chair/looks"):
        assert client.get(path).status_code in {302, 401, 404}


def test_a_chair_of_a_track_sees_what_is_read_of_its_papers(made):
    track = made.edition.tracks.create(slug="industry", name="Industry")
    made.chair("Tia", track=track)
    made.paper("Of industry", number=7777, track=track)
    made.client("Cora").get(made.url("submissions/7777/"))
    made.client("Rita").get(made.url("submissions/4821/"))
    assert looks(made, who="Tia") == [("Cora", "paper", 7777)]


def test_the_endpoint_tells_the_same_and_nothing_of_the_chain(made):
    made.client("Rita").get(made.url("submissions/4821/"), REMOTE_ADDR="192.0.2.7")
    audit_chain.chain(timezone.now())
    url = "/api/v1/editions/sysml-2027/chair/looks"
    answer = made.client("Cora").get(url, {"number": "4821"})
    (row,) = answer.json()["results"]
    assert set(row) == {"at", "who", "as_whom", "token", "address", "kind", "number", "thing", "reason"}
    assert (row["who"], row["address"], row["number"]) == ("Rita", "192.0.2.7", 4821)
    assert made.client("Cora").get(url, {"kind": "nonsense"}).status_code == 422


def test_a_page_takes_as_many_queries_for_thirty_reads_as_for_one(made):
    def asked():
        client = made.client("Cora")
        client.get(made.url("chair/looked/"))
        with CaptureQueriesContext(connection) as captured:
            client.get(made.url("chair/looked/"))
        return len(captured)

    made.client("Rita").get(made.url("submissions/4821/"))
    made.client("Cora").post(made.url("submissions/4821/reveal/"), {"reason": "Duplicate?"})
    before = asked()
    for number in range(30):
        made.paper(f"P {number}", number=6000 + number)
        made.client("Carl").get(made.url(f"submissions/{6000 + number}/"))
    assert asked() == before


def test_erased_words_show_as_erased(made):
    made.client("Rita").get(made.url("submissions/4821/"), REMOTE_ADDR="192.0.2.7")
    audit.forget(made.people["Rita"].pk, now=timezone.now())
    page = made.client("Cora").get(made.url("chair/looked/")).content.decode()
    assert "192.0.2.7" not in page
    assert "erased" in page


def test_the_log_finds_sealed_words_and_says_where_they_are_erased(made):
    made.client("Cora").post(made.url("submissions/4821/reveal/"), {"reason": "Duplicate of another?"})
    log = made.url("chair/log/")
    (line,) = made.client("Carl").get(log, {"q": "duplicate OF"}).context["lines"]
    assert line.reason == "Duplicate of another?"
    audit.forget(made.people["Cora"].pk, now=timezone.now())
    assert made.client("Carl").get(log, {"q": "duplicate OF"}).context["lines"] == []
    (line,) = made.client("Carl").get(log, {"action": "authors.revealed"}).context["lines"]
    assert (line.number, line.summary, line.reason) == (4821, "erased", "erased")


def test_of_an_erased_edition_nobody_learns_who_read_which_paper(made):
    made.client("Rita").get(made.url("submissions/4821/"))
    made.client("Cora").get(made.url("chair/late/"))
    made.act(ActKind.ERASED)
    assert looks(made) == [("Cora", "reviewers", None)]


# --- the table of what is confidential -----------------------------------------------------------------------


def test_every_address_of_the_table_is_there_and_every_kind_has_words():
    assert set(wiring.READS) <= {address.route for address in addresses()}
    assert set(wiring.READS.values()) <= set(KIND_WORDS)


NOT_CONFIDENTIAL = {
    "<edition>/calendar.ics": "dates that everybody sees",
    "<edition>/proceedings.bib": "published",
    "<edition>/proceedings/<number>.bib": "published",
    "<edition>/proceedings/<number>.pdf": "published",
    "api/v1/editions/<edition>/proceedings/<number>.pdf": "published",
    "api/v1/openapi.yaml": "describes the API",
}
"""Files that say nothing confidential."""


def test_every_file_and_list_that_leaves_the_site_is_noted():
    """Whoever adds a download says here or in `READS` what it is."""
    leaving = {
        address.route
        for address in addresses()
        if address.route.rpartition(".")[2] in {"pdf", "png", "zip", "csv", "json", "bib", "ics", "yaml"}
        or address.route.rstrip("/").endswith("files/<xid>")
    }
    assert sorted(leaving - set(wiring.READS) - set(NOT_CONFIDENTIAL)) == []
    assert set(NOT_CONFIDENTIAL) <= leaving


# --- unusual reading ------------------------------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr(reading, "LIMIT", 3)


@pytest.fixture
def shelf(made):
    """Six papers that everybody on the committee may open."""
    return [made.paper(f"P {n}", number=6000 + n) for n in range(6)]


def open_all(made, who, shelf, client=None):
    client = client or made.client(who)
    return [client.get(made.url(f"submissions/{paper.number}/")).status_code for paper in shelf]


@pytest.mark.usefixtures("slow")
def test_whoever_opens_too_many_papers_of_others_has_to_wait(made, shelf):
    assert open_all(made, "Mia", shelf) == [200, 200, 200, 429, 429, 429]
    client = made.client("Mia")
    answer = client.get(made.url(f"submissions/{shelf[3].number}/"))
    assert 3500 < int(answer["Retry-After"]) <= 3601
    assert "60 minutes" in answer.content.decode()
    assert client.get(made.url(f"submissions/{shelf[0].number}/")).status_code == 200  # opened before
    api = client.get(f"/api/v1/editions/sysml-2027/submissions/{shelf[4].number}")
    assert (api.status_code, api.json()["type"]) == (429, "urn:sysml:problem:reading-slowed")
    hidden = client.get(made.url("submissions/9998/"))
    assert hidden.status_code == 429
    assert hidden.content.replace(b"9998", b"") == answer.content.replace(str(shelf[3].number).encode(), b"")


@pytest.mark.usefixtures("slow")
def test_ones_own_tasks_papers_and_bundle_are_never_slowed(made, shelf):
    for paper in shelf:
        made.assign(paper, made.mia)
    own = [made.paper(f"Own {n}", authors=("Mia",), number=7000 + n) for n in range(5)]
    document = give_file(made, shelf[0], pdf())
    client = made.client("Mia")
    assert set(open_all(made, "Mia", [*shelf, *own], client)) == {200}
    for _ in range(5):
        answer = client.get(made.url("reviews/papers.zip"))
        assert answer.status_code == 200
        b"".join(answer.streaming_content)
    answer = client.get(made.url(f"submissions/{shelf[0].number}/files/{document.xid}"))
    assert (answer.status_code, len(answer.getvalue()) > 0) == (200, True)
    assert not UnusualReading.objects.exists()
    assert Read.objects.filter(kind="bundle").count() == 5


@pytest.mark.usefixtures("slow")
def test_browsing_while_bids_are_taken_is_a_members_task(make_world, monkeypatch):
    made = make_world("bidding")
    made.member("Mia")
    shelf = [made.paper(f"P {n}") for n in range(6)]
    assert set(open_all(made, "Mia", shelf)) == {200}


def test_who_holds_an_office_reads_more_but_not_without_bound(made, shelf, monkeypatch):
    monkeypatch.setattr(reading, "LIMIT", 1)
    monkeypatch.setattr(reading, "OFFICE_LIMIT", 4)
    assert open_all(made, "Carl", shelf) == [200, 200, 200, 200, 429, 429]


@pytest.mark.usefixtures("slow")
def test_the_chairs_are_asked_once_to_look_and_say_when_they_have(made, shelf):
    open_all(made, "Mia", shelf)
    report = UnusualReading.objects.get()
    assert AuditEntry.objects.filter(action="reading.slowed", actor=made.people["Mia"]).count() == 1
    home = made.client("Cora").get(made.url("home/")).content.decode()
    assert "Mia has opened more than 3 papers within an hour" in home
    assert "within an hour" not in made.client("Rita").get(made.url("home/")).content.decode()
    assert "Unusual reading" in made.client("Cora").get(made.url("chair/looked/")).content.decode()
    settle = made.url(f"chair/looked/{report.xid}/settle/")
    assert made.client("Rita").post(settle, {"note": "Fine"}).status_code == 404
    made.client("Cora").post(settle, {"note": ""})
    assert UnusualReading.objects.filter(seen_at=None).exists()
    made.client("Cora").post(settle, {"note": "A crawler, by mistake."})
    assert AuditEntry.objects.get(action="reading.settled").reason == "A crawler, by mistake."
    assert "within an hour" not in made.client("Cora").get(made.url("home/")).content.decode()


def test_nobody_settles_their_own_unusual_reading(made, shelf, monkeypatch):
    monkeypatch.setattr(reading, "OFFICE_LIMIT", 2)
    open_all(made, "Carl", shelf)
    url = "/api/v1/editions/sysml-2027/chair/unusual-readings"
    assert made.client("Carl").get(url).json()["results"] == []
    (row,) = made.client("Cora").get(url).json()["results"]
    assert (row["who"], row["limit"]) == ("Carl", 2)
    body = {"data": {"note": "Fine"}, "content_type": "application/json"}
    assert made.client("Carl").post(f"{url}/{row['xid']}/settle", **body).status_code == 404
    assert made.client("Cora").post(f"{url}/{row['xid']}/settle", **body).status_code == 204


def test_papers_may_be_opened_again_when_the_hour_has_gone_by():
    now = timezone.now()
    held = {n: ((now - timedelta(minutes=50 - n)).timestamp(), "other") for n in range(3)}
    slowed = reading.limit_reached(held, 3, now)
    assert slowed is not None
    assert 590 <= slowed.wait <= 601  # the oldest of them is fifty minutes old
    assert reading.limit_reached(held, 4, now) is None
    mine = {n: (at, "task") for n, (at, _) in held.items()}
    assert reading.limit_reached(mine, 3, now) is None
