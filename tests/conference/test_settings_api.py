"""The API of editions and their settings: the same rules as the pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sysml.conference.domain import ActKind, RoleKind, WindowKind
from sysml.conference.models import Act, Edition, Role, Track, Window
from sysml.kernel import tokens

pytestmark = pytest.mark.django_db

API = "/api/v1/editions/"
READS = ("tracks/", "tracks/research/", "windows/", "acts/", "offices/", "letter-kinds/")


def url(made, path=""):
    return f"{API}{made.edition.slug}/{path}"


def send(client, method, address, data=None, **headers):
    return getattr(client, method)(address, data or {}, content_type="application/json", **headers)


@pytest.mark.parametrize("path", READS)
def test_settings_are_read_by_chairs_alone(make_world, path):
    made = make_world()
    made.chair("Cora")
    made.member("Mia")
    made.chair("Petra", RoleKind.PUBLICATION)
    assert made.client("Cora").get(url(made, path)).status_code == 200
    hidden = {made.client(who).get(url(made, path)).content for who in ("Mia", "Petra")}
    missing = made.client("Mia").get(url(made, "windows/none/x/"))
    assert len(hidden) == 1
    assert made.client("Mia").get(url(made, path)).status_code == 404
    assert made.client().get(url(made, path)).status_code in {401, 403}
    assert missing.status_code == 404


WRITES = [
    ("post", "windows/", {"kind": "submission", "closes_at": "2027-12-04T12:00:00Z", "reason": "x"}),
    ("post", "acts/", {"kind": "frozen"}),
    ("post", "acts/opened/undo/", {"reason": "x"}),
    ("post", "offices/", {"kind": "chair", "email": "a@example.org"}),
    ("patch", "letter-kinds/office-given/", {"is_on": True}),
    ("patch", "tracks/research/", {"name": "X", "version": 1}),
    ("post", "tracks/", {"slug": "x", "name": "X"}),
    ("delete", "tracks/research/", {}),
    ("put", "topics/", {"topics": []}),
    ("post", "clone/", {"slug": "sysml-2028", "name": "S", "opens_on": "2028-01-01"}),
    ("patch", "", {"place": "Basel", "version": 1}),
]


@pytest.mark.parametrize(("method", "path", "data"), WRITES)
def test_nobody_but_a_chair_changes_settings(make_world, method, path, data):
    made = make_world()
    made.chair("Cora")
    made.member("Mia")
    before = [list(model.objects.values()) for model in (Edition, Track, Window, Act, Role)]
    assert send(made.client("Mia"), method, url(made, path), data).status_code in {403, 404}
    _, secret = tokens.create(
        person=made.people["Cora"],
        name="reader",
        scopes=["chair:read", "profile:read"],
        edition_slug="",
        expires_at=made.now + timedelta(days=1),
        now=made.now,
    )
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert send(made.client(), method, url(made, path), data, **bearer).status_code == 403
    assert [list(model.objects.values()) for model in (Edition, Track, Window, Act, Role)] == before


def test_editions_are_listed_once_open_and_to_their_officers_before(make_world):
    made = make_world("submission")
    made.chair("Cora")
    made.person("Sam")
    slugs = [row["slug"] for row in made.client("Sam").get(API).json()["results"]]
    assert slugs == ["sysml-2027"]
    Act.objects.all().delete()
    assert made.client("Sam").get(API).json()["results"] == []
    assert made.client("Sam").get(url(made)).status_code == 404
    row = made.client("Cora").get(API).json()["results"][0]
    assert row["is_open"] is False
    assert made.client("Cora").get(url(made)).status_code == 200


def test_an_edition_shows_tracks_topics_and_public_dates_and_no_grace(make_world):
    made = make_world("submission")
    made.person("Sam")
    shown = made.client("Sam").get(url(made)).json()
    assert [track["slug"] for track in shown["tracks"]] == ["research"]
    assert shown["tracks"][0]["sides"] == ["ML", "Systems"]
    assert len(shown["topics"]) == 3
    assert "bidding" not in {row["kind"] for row in shown["dates"]}
    assert "grace" not in str(shown)
    assert "id" not in shown


def test_a_workshop_is_made_opened_and_described_by_api_alone(make_world):
    made = make_world()
    made.person("Nia")
    hal = made.person("Hal")
    client = made.client("Nia")
    data = {
        "preset": "workshop",
        "slug": "tiny-2027",
        "name": "Tiny 2027",
        "opens_on": made.now.date().isoformat(),
        "contact": "t@example.org",
    }
    answer = send(client, "post", API, data)
    assert answer.status_code == 201
    assert answer.json()["slug"] == "tiny-2027"
    assert send(client, "post", API, data).status_code == 422
    base = f"{API}tiny-2027/"
    refused = send(client, "post", f"{base}acts/", {"kind": "opened"})
    assert refused.status_code == 403
    send(client, "post", f"{base}offices/", {"kind": "handling", "email": hal.email})
    assert send(client, "post", f"{base}acts/", {"kind": "opened"}).json()["done_at"]
    changed = send(client, "patch", base, {"place": "Basel", "version": 1})
    assert (changed.json()["place"], changed.json()["version"]) == ("Basel", 2)
    assert send(client, "patch", base, {"place": "Bern", "version": 1}).status_code == 409
    assert send(client, "patch", base, {"place": "Bern"}).status_code == 422


def test_windows_are_moved_and_removed(make_world):
    made = make_world("submission")
    made.chair("Cora")
    ada = made.person("Ada")
    client = made.client("Cora")
    data = {
        "kind": "submission",
        "closes_at": "2027-12-04T12:00:00Z",
        "grace_minutes": 30,
        "reason": "Power cut.",
    }
    moved = send(client, "post", url(made, "windows/"), data).json()
    assert moved["closes_at"] == "2027-12-04T12:00:00Z"
    assert Window.objects.get(kind=WindowKind.SUBMISSION).grace_minutes == 30
    own = send(client, "post", url(made, "windows/"), {**data, "person": ada.email}).json()
    assert own["person"] == ada.email
    for wrong in ({"person": "x@example.org"}, {"track": "none"}, {"reason": ""}, {"kind": "banquet"}):
        assert send(client, "post", url(made, "windows/"), {**data, **wrong}).status_code == 422
    assert client.delete(url(made, f"windows/{own['xid']}/")).status_code == 204
    assert client.delete(url(made, f"windows/{own['xid']}/")).status_code == 404
    assert Window.objects.filter(kind=WindowKind.SUBMISSION).count() == 1


def test_acts_offices_letters_tracks_and_topics_are_set(make_world):
    made = make_world("submission")
    made.chair("Cora")
    pia = made.person("Pia")
    client = made.client("Cora")
    assert send(client, "post", url(made, "acts/"), {"kind": "frozen"}).status_code == 422
    frozen = {"kind": "frozen", "reason": "Names have leaked."}
    assert send(client, "post", url(made, "acts/"), frozen).status_code == 200
    assert send(client, "post", url(made, "acts/frozen/undo/"), {"reason": "ok"}).json()["done_at"] is None
    assert send(client, "post", url(made, "acts/"), {"kind": "released"}).status_code == 422
    assert not Act.objects.filter(kind__in=[ActKind.FROZEN, ActKind.RELEASED]).exists()
    office = send(client, "post", url(made, "offices/"), {"kind": "publication", "email": pia.email})
    assert office.status_code == 201
    assert client.delete(url(made, f"offices/{office.json()['xid']}/")).status_code == 204
    letter = send(
        client,
        "patch",
        url(made, "letter-kinds/office-given/"),
        {"is_on": True, "subject": "Hello", "body": "{{link}}"},
    ).json()
    assert (letter["is_on"], letter["is_own"]) == (True, True)
    assert send(client, "patch", url(made, "letter-kinds/office-given/"), {"body": "x"}).status_code == 422
    track = send(
        client,
        "patch",
        url(made, "tracks/research/"),
        {"version": 1, "paper_format": "icml", "wanted_a": 3, "choices": {"members_see_files": True}},
    ).json()
    assert (track["paper_format"], track["wanted_a"], track["version"]) == ("icml", 3, 2)
    assert track["choices"]["members_see_files"] is True
    assert send(client, "post", url(made, "tracks/"), {"slug": "new", "name": "New"}).status_code == 201
    assert client.delete(url(made, "tracks/new/")).status_code == 204
    topics = send(client, "put", url(made, "topics/"), {"topics": [{"name": "One", "leans": "ml"}]}).json()
    assert [(row["name"], row["leans"], row["group"]) for row in topics["topics"]] == [("One", "ml", "")]
    clone = {"slug": "sysml-2028", "name": "SysML 2028", "opens_on": "2028-01-01"}
    assert send(client, "post", url(made, "clone/"), clone).status_code == 201


def test_lists_and_pages_of_settings_take_as_many_queries_for_thirty_rows_as_for_one(make_world):
    made = make_world("submission")
    made.chair("Cora")
    client = made.client("Cora")
    addresses = [url(made, path) for path in READS] + [
        made.url(f"chair/settings/{path}")
        for path in ("", "tracks/", "calendar/", "topics/", "offices/", "letters/")
    ]
    addresses += [API, url(made), "/me/", "/me/tokens/", "/me/places/"]

    def counts():
        found = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200, address
            found[address] = len(captured)
        return found

    counts()  # notes the session's first use
    before = counts()
    for number in range(29):
        made.chair(f"Chair {number}", RoleKind.HANDLING)
        made.edition.tracks.create(slug=f"t{number}", name=f"Track {number}")
        made.edition.topics.create(name=f"Topic {number}")
        Window.objects.create(
            edition=made.edition,
            kind=WindowKind.RESPONSE,
            person=made.person(f"P {number}"),
            closes_at=made.now,
        )
        made.paper(f"Paper {number}", unclaimed=(made.people["Cora"].email,))
        tokens.create(
            person=made.people["Cora"],
            name="t",
            scopes=["profile:read"],
            edition_slug="",
            expires_at=made.now + timedelta(days=1),
            now=made.now,
        )
    assert counts() == before
    assert max(before.values()) <= 14
