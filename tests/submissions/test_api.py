"""The endpoints of submissions: the same rules as the pages, through tokens."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from submissions.domain import DocumentKind, Outcome, Status
from submissions.models import Authorship, Document, Submission
from sysml.conference.domain import Span, WindowKind
from sysml.conference.models import Topic
from sysml.kernel import jobs, tokens
from sysml.kernel.models import Blob, Job
from tests.factories.submissions import deadline, finding, give_file, pdf, ready, tiny_pdf
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db
ALL = ("submissions:read", "submissions:write", "chair:read", "chair:write")


class Api:
    """A client with a token."""

    def __init__(self, w: World, who: str, scopes: tuple[str, ...] = ALL) -> None:
        _, secret = tokens.create(
            person=w.people[who],
            name="test",
            scopes=scopes,
            edition_slug="",
            expires_at=w.now + timedelta(days=1),
            now=w.now,
        )
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})
        self.root = f"/api/v1/editions/{w.edition.slug}/"

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(self.root + path, **more)

    def send(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        return getattr(self.client, method)(
            self.root + path, data or {}, content_type="application/json", headers=headers
        )

    def file(self, path: str, data: bytes, name: str = "paper.pdf", **fields: Any) -> Any:
        return self.client.post(self.root + path, {"file": SimpleUploadedFile(name, data), **fields})


@pytest.fixture
def w() -> World:
    made = world("submission")
    deadline(made, minutes=60 * 24)
    made.window(WindowKind.REGISTRATION, Span(made.now - timedelta(days=9), made.now + timedelta(days=1)))
    made.person("Ada")
    made.person("Stranger")
    return made


@pytest.fixture
def paper(w: World) -> Submission:
    return ready(w, w.paper("Queues for loaders", authors=("Ada",), status=Status.REGISTERED))


def said(w: World, **more: Any) -> dict[str, Any]:
    topic = Topic.objects.filter(edition=w.edition).first()
    assert topic is not None
    return {"track": "research", "title": "By API", "abstract": "An abstract.", "topics": [topic.xid], **more}


def test_a_paper_goes_from_registration_to_complete_through_the_api_alone(w: World) -> None:
    api = Api(w, "Ada")
    assert api.get("submissions/tracks").json()["results"][0]["open"] is True
    made = api.send("post", "submissions", said(w))
    assert made.status_code == 201
    number = made.json()["number"]
    assert made["Location"].endswith(f"/submissions/{number}")
    assert made.json()["status"] == "registered"
    assert [author["name"] for author in made.json()["authors"]] == ["Ada"]
    file = api.file(f"submissions/{number}/files", pdf())
    assert file.status_code == 201
    assert file.json()["name"] == f"sysml-2027-{number}-v1.pdf"
    jobs.run(Job.objects.get(kind="submissions.check_pdf").pk, now=timezone.now(), heartbeat=False)
    check = api.get(f"submissions/{number}/files/{file.json()['xid']}/check")
    assert check.json()["state"] in {"pass", "warnings", "errors"}
    assert api.get(f"submissions/{number}").json()["status"] == "complete"
    assert api.get("submissions/mine").json()["results"][0]["sentence"].startswith("Complete.")
    got = api.get(f"submissions/{number}/files/{file.json()['xid']}")
    assert hashlib.sha256(b"".join(got.streaming_content)).hexdigest() == file.json()["sha256"]


def test_the_same_idempotency_key_registers_once(w: World) -> None:
    api = Api(w, "Ada")
    key = {"Idempotency-Key": "one"}
    first = api.send("post", "submissions", said(w), **key)
    second = api.send("post", "submissions", said(w), **key)
    assert (first.status_code, first.json()["number"]) == (201, second.json()["number"])
    assert Submission.objects.count() == 1


def test_a_zip_named_pdf_is_a_problem_with_the_reason_and_nothing_is_stored(
    w: World, paper: Submission
) -> None:
    answer = Api(w, "Ada").file(f"submissions/{paper.number}/files", b"PK\x03\x04 zip")
    assert answer.status_code == 422
    assert "ZIP archive" in answer.json()["errors"]["file"][0]
    assert not Blob.objects.exists()


def test_errors_name_their_fields(w: World) -> None:
    answer = Api(w, "Ada").send("post", "submissions", said(w, abstract="word " * 10_000))
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:sysml:problem:invalid")
    assert "10,000" in answer.json()["errors"]["abstract"][0]


def test_an_upload_in_pieces_is_taken(w: World, paper: Submission) -> None:
    api, data = Api(w, "Ada"), tiny_pdf("pieces")
    base = f"submissions/{paper.number}/uploads"
    opened = api.send(
        "post", base, {"filename": "p.pdf", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    )
    xid = opened.json()["xid"]

    def put(offset: int, piece: bytes) -> Any:
        return api.client.put(
            f"{api.root}{base}/{xid}?offset={offset}", piece, content_type="application/octet-stream"
        )

    assert put(0, data[:20]).json()["received"] == 20
    assert put(0, data[:20]).status_code == 422
    assert api.get(f"{base}/{xid}").json()["received"] == 20
    assert put(20, data[20:]).json()["received"] == len(data)
    done = api.send("post", f"{base}/{xid}/complete")
    assert done.status_code == 201
    assert done.json()["sha256"] == hashlib.sha256(data).hexdigest()
    assert api.get(f"{base}/{xid}").status_code == 404


def test_a_stale_version_answers_409(w: World, paper: Submission) -> None:
    api = Api(w, "Ada")
    version = api.get(f"submissions/{paper.number}").json()["version"]
    first = api.send("put", f"submissions/{paper.number}", said(w, version=version, title="Newer"))
    assert (first.status_code, first.json()["title"]) == (200, "Newer")
    assert api.send("put", f"submissions/{paper.number}", said(w, version=version)).status_code == 409


PATHS = ("", "/files", "/files/{xid}", "/files/{xid}/check", "/files/{xid}/pages/1", "/uploads/none")


@pytest.mark.parametrize("path", PATHS)
def test_hidden_and_missing_are_the_same_bytes(w: World, path: str) -> None:
    bob = w.person("Bob")
    paper = w.paper("Hidden", authors=("Ada",), unclaimed=(bob.email,))
    document = give_file(w, paper, findings=[finding()])
    for who in ("Stranger", "Bob"):
        api = Api(w, who)
        hidden = api.get(f"submissions/{paper.number}{path.format(xid=document.xid)}")
        missing = api.get(f"submissions/999999{path.format(xid=document.xid)}")
        assert (hidden.status_code, hidden.content) == (404, missing.content)


WRITES = (("put", "", {"title": "X"}), ("put", "/title", {"title": "X"}), ("put", "/authors", {"authors": []}),
          ("post", "/withdraw", {}), ("post", "/revive", {}), ("post", "/reveal", {"reason": "x"}),
          ("post", "/uploads", {"filename": "a", "size": 1, "sha256": "0" * 64}))  # fmt: skip


@pytest.mark.parametrize(("method", "path", "data"), WRITES)
def test_strangers_change_nothing_and_learn_nothing(
    w: World, paper: Submission, method: str, path: str, data: Any
) -> None:
    before = Submission.objects.values().get()
    assert Api(w, "Stranger").send(method, f"submissions/{paper.number}{path}", data).status_code == 404
    assert Submission.objects.values().get() == before


def test_a_token_without_the_scope_is_refused(w: World, paper: Submission) -> None:
    api = Api(w, "Ada", ("submissions:read",))
    assert api.get(f"submissions/{paper.number}").status_code == 200
    assert api.send("post", f"submissions/{paper.number}/withdraw").status_code == 403
    paper.refresh_from_db()
    assert paper.status == Status.REGISTERED
    assert Client().get(f"{api.root}submissions").status_code == 401


def test_withdraw_revive_title_and_authors(w: World, paper: Submission) -> None:
    api, base = Api(w, "Ada"), f"submissions/{paper.number}"
    assert api.send("post", f"{base}/withdraw", {"reason": "error"}).json()["status"] == "withdrawn"
    assert api.send("post", f"{base}/revive").json()["status"] == "registered"
    assert api.send("put", f"{base}/title", {"title": "Another"}).json()["title"] == "Another"
    authors = [{"name": "Ada", "email": w.people["Ada"].email}, {"name": "Bob", "email": "bob@x.example.org"}]
    changed = api.send("put", f"{base}/authors", {"authors": authors})
    assert [a["is_confirmed"] for a in changed.json()["authors"]] == [True, False]


def test_places_are_claimed(w: World) -> None:
    bob = w.person("Bob")
    paper = w.paper("Shared", authors=("Ada",), unclaimed=(bob.email,))
    api = Api(w, "Bob")
    (claim,) = api.get("submissions/claims").json()["results"]
    assert "Shared" not in str(claim)
    assert Api(w, "Stranger").send("post", f"submissions/claims/{claim['xid']}").status_code == 404
    assert api.send("post", f"submissions/claims/{claim['xid']}").json() == {"number": paper.number}
    assert Authorship.objects.filter(person=bob).count() == 1


def test_chairs_close_reopen_reveal_and_judge_again(w: World, paper: Submission) -> None:
    w.chair()
    api = Api(w, "Chair")
    deadline(w, minutes=-1)
    assert [row["number"] for row in api.get("submissions/unfinished").json()["results"]] == [paper.number]
    assert api.send("post", "submissions/unfinished", {"numbers": [paper.number]}).json() == {"papers": 1}
    reopened = api.send(
        "post", "submissions/unfinished/reopen", {"numbers": [paper.number], "reason": "mistake"}
    )
    assert reopened.json() == {"papers": 1}
    assert api.get(f"submissions/{paper.number}").json()["authors"] is None
    shown = api.send("post", f"submissions/{paper.number}/reveal", {"reason": "conflicts"})
    assert [a["name"] for a in shown.json()["authors"]] == ["Ada"]
    assert api.send("post", "submissions/tracks/research/reveal", {"reason": "conflicts"}).json() == {
        "papers": 1
    }
    assert api.send("post", "submissions/tracks/research/rejudge").status_code == 202
    for path in (
        "submissions/unfinished",
        "submissions/tracks/research/rejudge",
        "submissions/tracks/research/reveal",
    ):
        assert Api(w, "Ada").send("post", path, {"numbers": [1], "reason": "x"}).status_code == 404


def test_supplements_are_dropped_and_findings_disputed(w: World, paper: Submission) -> None:
    api = Api(w, "Ada")
    extra = api.file(f"submissions/{paper.number}/files", b"data", "jane.csv", kind="supplement").json()
    assert extra["name"] == f"sysml-2027-{paper.number}-supplement-v1.csv"
    assert api.client.delete(f"{api.root}submissions/{paper.number}/files/{extra['xid']}").status_code == 204
    assert Document.objects.filter(kind=DocumentKind.SUPPLEMENT, is_current=True).count() == 0
    document = give_file(w, paper, findings=[finding()])
    path = f"submissions/{paper.number}/files/{document.xid}"
    assert (
        api.send("post", f"{path}/false-alarms", {"code": "page-limit", "comment": "A table."}).status_code
        == 201
    )
    assert api.get(f"{path}/check").json()["findings"][0]["alarm"] == "A table."


def test_the_list_takes_the_same_number_of_queries_for_one_and_thirty(w: World) -> None:
    w.chair()
    api = Api(w, "Chair")

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert api.get("submissions").status_code == 200
        return len(caught)

    ready(w, w.paper("One", authors=("Ada",)))
    count()
    one = count()
    for n in range(29):
        ready(w, w.paper(f"P{n}", authors=("Ada",), outcome=Outcome.REJECTED))
    assert count() == one
    listed = api.get("submissions").json()
    assert (listed["count"], listed["next"]) == (30, None)
