"""One conference, from its making to the badge on the paper, through the REST API alone, on real PDFs.

The same story as in tests/browser/test_story.py. Signing up and making a token are pages; all else is the API with
`Authorization: Bearer`. Every answer is held against what its reader may know: whoever reviews must never meet the
name of an author before the list is public, and no author ever that of a reviewer.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from sysml.conference.domain import WindowKind
from sysml.desk.integrity.sources import INVARIANTS, run
from sysml.kernel import jobs
from sysml.kernel.models import Letter
from sysml.kernel.tokens import SCOPES

PDFS = Path(__file__).parent.parent / "data" / "pdfs"
EXAMPLE = (PDFS / "sysml2019-example-paper.pdf").read_bytes()
OTHER = (PDFS / "icml-example-paper.pdf").read_bytes()
SCANNED = (PDFS / "scanned-page.pdf").read_bytes()
SLUG = "sysml-2031"
ROOT = f"/api/v1/editions/{SLUG}/"
AUTHORS = ["Ada Moreau", "Bo Chen"]
ML = ["Mina Lund", "Marek Low", "Mona Lange"]
SYSTEMS = ["Sven Sato", "Sara Silva", "Sami Stone"]
PASSWORD = "a-long-pass-phrase"

pytestmark = pytest.mark.django_db


def address(name: str) -> str:
    """The address of an invented person."""
    first, last = name.lower().split()
    return f"{first}@{last}.example.org"


@dataclass
class Person:
    """Somebody with a token, and what must never stand in an answer that they get."""

    name: str
    token: str
    forbidden: set[str] = field(default_factory=set)
    client: Client = field(default_factory=Client)

    def send(self, method: str, path: str, data: Any = None, *, files: bool = False, **headers: str) -> Any:
        """One request; `path` is below the edition, or whole."""
        sent = {"authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        url = path if path.startswith("/") else ROOT + path
        more = {} if files or method == "get" else {"content_type": "application/json"}
        answer = getattr(self.client, method)(url, data, headers=sent, **more)
        if "json" in answer.headers.get("Content-Type", ""):
            text = answer.content.decode()
            met = {word for word in self.forbidden if word in text}
            assert not met, f"{self.name} was shown {met} by {method} {path}"
        return answer

    def do(self, method: str, path: str, data: Any = None, **options: Any) -> Any:
        """A request that must succeed; its JSON."""
        answer = self.send(method, path, data, **options)
        assert answer.status_code < 300, (method, path, answer.status_code, answer.content[:1000])
        return answer.json() if answer.content and "json" in answer["Content-Type"] else None

    def get(self, path: str) -> Any:
        """The JSON of an address."""
        return self.do("get", path)

    def refused(self, status: int, method: str, path: str, data: Any = None, **options: Any) -> Any:
        """A request that must be refused so; its problem, whose shape is looked at."""
        answer = self.send(method, path, data, **options)
        assert answer.status_code == status, (method, path, answer.status_code, answer.content[:1000])
        assert answer["Content-Type"] == "application/problem+json"
        found = answer.json()
        assert {"type", "title", "status"} <= found.keys()
        assert found["type"].startswith("urn:sysml:problem:")
        assert found["status"] == status
        return found

    def every(self, path: str) -> list[Any]:
        """All rows of a list, page by page."""
        rows, following = [], path
        while following:
            page = self.get(following)
            rows += page["results"]
            following = (page["next"] or "").removeprefix("http://testserver")
        return rows


def pdf(content: bytes, name: str = "paper.pdf") -> SimpleUploadedFile:
    """A file as a client sends it."""
    return SimpleUploadedFile(name, content, "application/pdf")


def zipped() -> bytes:
    """A small zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.tex", "hello")
    return buffer.getvalue()


def link_in(to: str) -> str:
    """The last part of the link in the newest invitation: a token."""
    letter = Letter.objects.filter(kind__contains="invitation", to=to).latest("pk")
    found = re.search(r"/invitation/(\S+?)/?(?:\s|$)", letter.body)
    assert found, letter.body
    return found[1]


@dataclass
class Conference:
    """The chapters, in order."""

    people: dict[str, Person] = field(default_factory=dict)
    visitor: Person = field(default_factory=lambda: Person("a visitor", ""))
    journey: Any = None

    # Time and work

    def travel(self, to: datetime) -> None:
        """Let the clock stand here, and go on."""
        if self.journey is not None:
            self.journey.stop()
        self.journey = time_machine.travel(to, tick=True)
        self.journey.start()

    def to(self, kind: WindowKind) -> None:
        """Go into a window, a little after it has opened."""
        rows = self.chair.get("windows/")["results"]
        window = next(row for row in rows if row["kind"] == kind and not row["track"] and not row["person"])
        opens = parse_datetime(window["opens_at"])
        assert opens is not None
        self.travel(max(timezone.now(), opens + timedelta(hours=1)))

    def work(self) -> None:
        """Do every job that is due, as a worker would."""
        jobs.run_due(timezone.now())

    # People

    def join(self, name: str, *, scopes: list[str] | None = None) -> Person:
        """Sign up on the page, prove the address by the letter, make a token on the page."""
        cache.clear()  # how many may sign up from one address is counted
        client = Client()
        form = {"name": name, "email": address(name), "password1": PASSWORD, "password2": PASSWORD}
        assert client.post("/accounts/signup/", form).status_code == 302
        letter = Letter.objects.filter(kind="account", to=address(name)).latest("pk")
        found = re.search(r"https?://[^/\s]+(/accounts/\S+)", letter.body)
        assert found, letter.body
        assert client.post(found[1]).status_code == 302
        client = Client()
        assert (
            client.post("/accounts/login/", {"login": address(name), "password": PASSWORD}).status_code == 302
        )
        person = Person(name, self.token(client, scopes or list(SCOPES)), client=Client())
        self.people[name] = person
        return person

    @staticmethod
    def token(client: Client, scopes: list[str]) -> str:
        """A token made on the page, where its secret stands once."""
        last_day = (timezone.now() + timedelta(days=300)).date().isoformat()
        page = client.post(
            "/me/tokens/", {"name": "story", "scopes": scopes, "edition": "", "expires_on": last_day}
        )
        found = re.search(r"sysml_[\w-]{20,}", page.content.decode())
        assert found, "the page shows no secret"
        assert found[0] not in client.get("/me/tokens/").content.decode()
        return found[0]

    @property
    def chair(self) -> Person:
        return self.people["Ines Kaplan"]

    # The chapters

    def make_edition(self) -> None:
        chair, second = self.join("Ines Kaplan"), self.join("Otto Berg")
        assert chair.get("/api/v1/me/")["name"] == "Ines Kaplan"
        yesterday = (timezone.now() - timedelta(days=1)).date().isoformat()
        new = {
            "preset": "conference",
            "slug": SLUG,
            "name": "SysML 2031",
            "opens_on": yesterday,
            "zone": "AoE",
            "contact": "chairs@sysml.example.org",
        }
        chair.do("post", "/api/v1/editions/", new)
        assert chair.refused(422, "post", "/api/v1/editions/", new)["errors"]
        missing = self.visitor.send("get", "/api/v1/editions/nothing-2031/")
        hidden = self.visitor.send("get", ROOT)
        assert hidden.status_code == missing.status_code == 404
        assert hidden.content == missing.content
        chair.do("post", "offices/", {"kind": "chair", "email": address(second.name)})
        chair.do("post", "acts/", {"kind": "opened"})
        assert self.visitor.get("")["name"] == "SysML 2031"
        for kind in chair.every("letter-kinds/"):
            if kind["is_on"] is False:
                chair.do("patch", f"letter-kinds/{kind['key']}/", {"is_on": True})

    def tokens_are_bounded(self) -> None:
        narrow = self.join("Ned Reader", scopes=["submissions:read"])
        refused = narrow.refused(403, "post", "submissions", {"track": "research", "title": "No"})
        assert "submissions:write" in refused["title"]
        assert Person("", "sysml_invented").send("get", "submissions").status_code == 401
        answer = narrow.send("get", "submissions")
        assert answer.status_code == 200
        assert int(answer["RateLimit-Limit"]) > int(answer["RateLimit-Remaining"]) > 0
        assert 0 < int(answer["RateLimit-Reset"]) <= 60
        tag = answer["ETag"]
        unchanged = narrow.send("get", "submissions", If_None_Match=tag)
        assert (unchanged.status_code, unchanged.content) == (304, b"")

    def register(self, name: str, title: str) -> int:
        """A paper with everything that the form of the track asks."""
        author = self.people[name]
        track = next(
            t for t in author.get("submissions/tracks")["results"] if t["slug"] == "research" and t["open"]
        )
        asked = {
            "track": "research",
            "title": title,
            "abstract": "We measure what happens when $n$ grows, and why it **does**.",
            "topics": [track["topics"][0]["xid"], track["topics"][2]["xid"]],
            "attributes": {q["key"]: q["options"][0] for q in track["questions"]},
            "checklist": [tick["key"] for tick in track["ticks"]],
        }
        first = author.send("post", "submissions", asked, Idempotency_Key=title[:20])
        again = author.send("post", "submissions", asked, Idempotency_Key=title[:20])
        assert (first.status_code, again.status_code) == (201, 201)
        assert "Idempotent-Replay" not in first
        assert again["Idempotent-Replay"] == "true"
        assert again.json() == first.json()
        assert len(author.get("submissions/mine")["results"]) == 1
        author.refused(422, "post", "submissions", {**asked, "title": "Another"}, Idempotency_Key=title[:20])
        assert first["Location"].endswith(str(first.json()["number"]))
        return int(first.json()["number"])

    def upload(self, name: str, number: int, content: bytes, kind: str = "paper") -> Any:
        """A file in one piece; then the worker looks at it."""
        made = self.people[name].do(
            "post", f"submissions/{number}/files", {"kind": kind, "file": pdf(content)}, files=True
        )
        assert made["sha256"] == hashlib.sha256(content).hexdigest()
        self.work()
        return made

    def upload_in_pieces(self, name: str, number: int, content: bytes) -> Any:
        """The same in three pieces, one of which is sent twice."""
        author, base = self.people[name], f"submissions/{number}/uploads"
        sha256 = hashlib.sha256(content).hexdigest()
        upload = author.do(
            "post", base, {"filename": "paper.pdf", "size": len(content), "sha256": sha256, "kind": "paper"}
        )
        piece = len(content) // 3 + 1
        for offset in range(0, len(content), piece):
            url = f"{base}/{upload['xid']}?offset={offset}"
            got = author.do("put", url, content[offset : offset + piece])
            assert got["received"] == min(len(content), offset + piece)
        author.refused(422, "put", f"{base}/{upload['xid']}?offset=0", content[:piece])
        made = author.do("post", f"{base}/{upload['xid']}/complete", {})
        assert made["sha256"] == sha256
        self.work()
        return made

    def submit(self) -> list[int]:
        for name in AUTHORS:
            self.join(name)
        ada, bo = (self.people[name] for name in AUTHORS)
        first = self.register("Ada Moreau", "Learned admission control for feature stores")
        file = self.upload("Ada Moreau", first, EXAMPLE)
        assert ada.get(f"submissions/{first}")["status"] == "complete"
        report = ada.get(f"submissions/{first}/files/{file['xid']}/check")
        assert report["pages"] > 1
        assert bo.refused(404, "get", f"submissions/{first}") == bo.refused(404, "get", "submissions/9")
        self.a_zip_is_refused(first)
        second = self.a_blocking_finding_is_mended()
        return [first, second]

    def a_zip_is_refused(self, number: int) -> None:
        ada = self.people["Ada Moreau"]
        before = ada.get(f"submissions/{number}")["files"]
        sent = {"kind": "paper", "file": pdf(zipped())}
        refused = ada.refused(422, "post", f"submissions/{number}/files", sent, files=True)
        assert "zip" in refused["title"].lower()
        assert list(refused["errors"]) == ["file"]
        assert ada.get(f"submissions/{number}")["files"] == before

    def a_blocking_finding_is_mended(self) -> int:
        track = self.chair.get("tracks/research/")
        weights = {**track["check_weights"], "scanned": "blocking"}
        change = {"version": track["version"], "check_weights": weights}
        self.chair.do("patch", "tracks/research/", change)
        self.chair.refused(409, "patch", "tracks/research/", change)
        bo = self.people["Bo Chen"]
        number = self.register("Bo Chen", "Cold starts are a caching problem")
        file = self.upload("Bo Chen", number, SCANNED)
        report = bo.get(f"submissions/{number}/files/{file['xid']}/check")
        assert "blocking" in {finding["weight"] for finding in report["findings"]}
        assert bo.get(f"submissions/{number}")["status"] == "registered"
        self.upload_in_pieces("Bo Chen", number, OTHER)
        assert bo.get(f"submissions/{number}")["status"] == "complete"
        return number

    def invite_committee(self) -> None:
        lines = [
            f"{name}, {address(name)}, {name.split()[1]} Institute, {side}"
            for side, names in (("ML", ML), ("Systems", SYSTEMS))
            for name in names
        ]
        text = "\n".join(lines)
        looked = self.chair.do("post", "committee/members/", {"text": text, "dry_run": True})
        assert (looked["added"], len(looked["entries"])) == (0, 6)
        assert self.chair.do("post", "committee/members/", {"text": text})["added"] == 6
        self.work()
        for name in ML + SYSTEMS:
            self.join(name)
            url = f"committee/invitations/{link_in(address(name))}/"
            assert self.visitor.get(url)["state"] == "invited"
            assert self.visitor.do("post", url, {"accept": True})["state"] == "accepted"
        assert self.visitor.refused(404, "get", "committee/invitations/invented/")
        accepted = self.chair.every("committee/members/?state=accepted")
        assert sorted(member["name"] for member in accepted) == sorted(ML + SYSTEMS)
        self.chair.refused(404, "get", "committee/members/nobody/")
        for name in ML + SYSTEMS:  # from here on, whatever they are shown
            self.people[name].forbidden = {*AUTHORS, *(address(author) for author in AUTHORS)}
        for name in AUTHORS:
            self.people[name].forbidden = {*ML, *SYSTEMS, *(address(member) for member in ML + SYSTEMS)}

    def bid(self, papers: list[int]) -> None:
        mina = self.people["Mina Lund"]
        assert mina.every("committee/bids/") == []
        self.to(WindowKind.BIDDING)
        for name in ML + SYSTEMS:
            offered = self.people[name].every("committee/bids/")
            assert {row["number"] for row in offered} == set(papers)
            self.people[name].do("put", f"submissions/{offered[0]['number']}/bid/", {"value": 2})
        seen = mina.get(f"submissions/{papers[0]}")
        assert seen["title"]
        assert seen["authors"] is None
        assert self.chair.get("committee/bids/balance/")["bids"] == 6
        mina.refused(404, "get", "committee/bids/balance/")

    def a_conflict_is_declared(self, paper: int) -> None:
        mona = self.people["Mona Lange"]
        mona.do("post", f"submissions/{paper}/conflicts/own/", {"reason": "personal"})
        assert [row["number"] for row in mona.get("committee/conflicts/own/")] == [paper]
        assert "Mona Lange" in {row["person"] for row in self.chair.every("committee/conflicts/")}
        mona.refused(404, "get", f"submissions/{paper}/reviewers/")

    def plan(self, papers: list[int]) -> dict[int, list[str]]:
        started = self.chair.do(
            "post", "committee/plans/", {"track": "research", "wanted_a": 2, "wanted_b": 2}
        )
        self.work()
        plan = self.chair.get(f"committee/plans/{started['xid']}/")
        assert (plan["missing"], plan["pairs"], plan["optimal"]) == (0, 8, True)
        assert all(self.people[name].get("committee/papers/") == [] for name in ML + SYSTEMS)
        published = self.chair.do("post", f"committee/plans/{started['xid']}/publication/")
        assert published["made"] == 8
        found = {row["number"]: row["reviewers"] for row in self.chair.get("committee/assignments/")}
        assert set(found) == set(papers)
        for reviewers in found.values():
            assert sorted(row["side"] for row in reviewers) == ["ml", "ml", "systems", "systems"]
        assert "Mona Lange" not in {row["name"] for row in found[papers[0]]}
        return {number: [row["name"] for row in rows] for number, rows in found.items()}

    def write_reviews(self, assigned: dict[int, list[str]], papers: list[int]) -> None:
        """Every reviewer hands in; on the first paper the sides disagree."""
        self.to(WindowKind.REVIEWING)
        for number, names in assigned.items():
            for name in names:
                reviewer = self.people[name]
                assert number in {row["number"] for row in reviewer.every("reviewing/")}
                form = reviewer.get(f"submissions/{number}/review/")
                overall = (5 if name in ML else 2) if number == papers[0] else 4
                answers = {question["key"]: self._answer(question, overall) for question in form["questions"]}
                sent = {"answers": answers, "revision": form["revision"]}
                saved = reviewer.do("put", f"submissions/{number}/review/", sent)
                reviewer.refused(409, "post", f"submissions/{number}/review/", sent)
                sent["revision"] = saved["revision"]
                assert reviewer.do("post", f"submissions/{number}/review/", sent)["version"] == 1
        row = next(row for row in self.chair.every("scores/") if row["number"] == papers[0])
        assert row["gap"] == 3
        for author, number in zip(AUTHORS, papers, strict=True):
            self.sees_no_reviews(author, number)
            assert len(self.chair.get(f"submissions/{number}/reviews/")["reviews"]) == 4

    @staticmethod
    def _answer(question: Any, overall: int) -> Any:
        if question["kind"] == "text":
            return f"{question['label']}: the evaluation replays one trace; $p_{{99}}$ would tell more."
        return overall if question["is_overall"] else question["options"][1][0]

    def sees_no_reviews(self, name: str, number: int) -> None:
        """Neither the reviews nor that there are any."""
        answer = self.people[name].send("get", f"submissions/{number}/reviews/")
        assert answer.status_code == 404 or not answer.json()["reviews"]
        assert "the evaluation replays" not in answer.content.decode()
        assert self.people[name].send("get", f"submissions/{number}/decision/").status_code == 404

    def respond(self, papers: list[int]) -> None:
        self.to(WindowKind.RESPONSE)
        for name, number in zip(AUTHORS, papers, strict=True):
            author = self.people[name]
            shown = author.get(f"submissions/{number}/reviews/")["reviews"]
            assert len(shown) == 4
            assert {review["person"] for review in shown} == {""}
            state = author.get(f"submissions/{number}/response/")
            text = "The trace covers three shards; we add p50 and p99 under load."
            sent = {"text": text, "revision": state["revision"]}
            author.do("post", f"submissions/{number}/response/", sent)
            assert author.get(f"submissions/{number}/response/")["response"]["submitted"]

    def discuss(self, paper: int, reviewers: list[str]) -> None:
        self.to(WindowKind.DISCUSSION)
        for name in reviewers[:2]:
            post = {"audience": "reviewers", "text": "If the p99 holds I would move to accept."}
            self.people[name].do("post", f"submissions/{paper}/threads/", post)
        read = self.people[reviewers[2]].get(f"submissions/{paper}/threads/")["threads"]
        assert [len(thread["posts"]) for thread in read if thread["audience"] == "reviewers"] == [2]
        told = self.people["Ada Moreau"].send("get", f"submissions/{paper}/threads/").content.decode()
        assert "If the p99 holds" not in told
        assert self.people["Mona Lange"].get(f"submissions/{paper}/threads/") == {"threads": []}

    def summarise(self, paper: int, reviewers: list[str]) -> None:
        choices = self.chair.get(f"submissions/{paper}/lead/")["candidates"]
        chosen = next(row for row in choices if row["name"] == reviewers[0])
        self.chair.do("put", f"submissions/{paper}/lead/", {"person": chosen["xid"]})
        lead = self.people[reviewers[0]]
        text = {
            "summary": "Both sides find the question good; they differ on the evidence.",
            "remarks": "I would accept.",
            "recommendation": "accept",
            "revision": 0,
        }
        lead.do("post", f"submissions/{paper}/meta-review/", text)
        assert self.chair.get(f"submissions/{paper}/meta-review/")["recommendation"] == "accept"
        self.people["Ada Moreau"].refused(404, "get", f"submissions/{paper}/meta-review/")

    def decide(self, papers: list[int]) -> None:
        self.to(WindowKind.MEETING)
        self.travel(timezone.now() + timedelta(days=2))
        self.visitor.refused(404, "get", "accepted/")
        for number in papers:
            self.chair.do("put", f"submissions/{number}/decision/", {"verdict": "accept"})
            assert self.chair.get(f"submissions/{number}/decision/")["verdict"] == "accept"
        ada = self.people["Ada Moreau"]
        assert ada.get(f"submissions/{papers[0]}")["outcome"] is None
        ada.refused(404, "get", f"submissions/{papers[0]}/decision/")
        ada.refused(404, "get", "decisions/")
        preview = self.chair.get("release/")
        assert preview["ready"]
        assert {paper["number"] for paper in preview["letters"]} == set(papers)
        self.chair.refused(409, "post", "release/", {"seen": "of another day"})
        assert self.chair.do("post", "release/", {"seen": preview["seen"]})["done"]
        assert ada.get(f"submissions/{papers[0]}")["outcome"] == "accepted"
        assert ada.get(f"submissions/{papers[0]}/meta-review/")["recommendation"] == ""
        self.visitor.refused(404, "get", "accepted/")
        self.chair.do("post", "acts/", {"kind": "list-public"})
        listed = {row["number"]: row["authors"] for row in self.visitor.every("accepted/")}
        assert {number: [one["name"] for one in authors] for number, authors in listed.items()} == {
            number: [name] for number, name in zip(papers, AUTHORS, strict=True)
        }
        for name in ML + SYSTEMS:
            self.people[name].forbidden = set()

    def camera_ready(self, papers: list[int]) -> None:
        self.to(WindowKind.CAMERA_READY)
        for name, number, content in zip(AUTHORS, papers, (OTHER, EXAMPLE), strict=True):
            self.upload(name, number, content, "camera-ready")
        states = [row["state"] for row in self.chair.get("production/")["results"]]
        assert len(states) == 2
        assert "missing" not in states

    def evaluate_artifact(self, paper: int) -> None:
        self.to(WindowKind.ARTIFACT_REGISTRATION)
        self.chair.do("post", "offices/", {"kind": "artifact-chair", "email": address("Otto Berg")})
        self._register_artifact(paper)
        self._seat_evaluator()
        self._first_look(paper)
        self.to(WindowKind.ARTIFACT_EVALUATION)
        eva = self.people["Eva Lindt"]
        votes = [{"badge": badge, "vote": "award"} for badge in ("available", "functional")]
        work = {"text": "All three experiments ran; numbers within two per cent.", "votes": votes}
        revision = eva.get(f"artifacts/{paper}/work")["revision"]
        assert eva.do("put", f"artifacts/{paper}/evaluation", {**work, "revision": revision})["submitted"]
        shown = self.people["Ada Moreau"].get(f"artifacts/{paper}")
        assert "the smallest run ends" in str(shown["first_looks"])
        assert shown["evaluations"] == []

    def _register_artifact(self, paper: int) -> None:
        ada = self.people["Ada Moreau"]
        said = {
            "abstract": "The cache simulator and the trace of three shards.",
            "badges_asked": ["available", "functional"],
        }
        ada.do("post", f"artifacts/{paper}", said)
        archive = SimpleUploadedFile("artifact.zip", zipped(), "application/zip")
        receipt = ada.do("post", f"artifacts/{paper}/archives", {"file": archive}, files=True)
        assert re.fullmatch(r"[0-9a-f]{64}", receipt["sha256"])
        self.people["Bo Chen"].refused(404, "get", f"artifacts/{paper}")

    def _seat_evaluator(self) -> None:
        otto = self.people["Otto Berg"]
        text = "Eva Lindt, eva@lindt.example.org, Lindt Institute"
        assert otto.do("post", "artifacts/evaluators", {"text": text, "preview": True})["added"] == 0
        assert otto.do("post", "artifacts/evaluators", {"text": text})["added"] == 1
        self.work()
        self.join("Eva Lindt")
        url = f"artifacts/invitations/{link_in(address('Eva Lindt'))}"
        self.visitor.do("post", url, {"accept": True})
        assert [seat["state"] for seat in otto.every("artifacts/evaluators")] == ["accepted"]
        for name in AUTHORS:
            self.people[name].forbidden |= {"Eva Lindt", "Lindt Institute", address("Eva Lindt")}

    def _first_look(self, paper: int) -> None:
        self.to(WindowKind.KICK_THE_TIRES)
        otto, eva = self.people["Otto Berg"], self.people["Eva Lindt"]
        eva.refused(404, "get", f"artifacts/{paper}/work")
        self.people["Mina Lund"].refused(404, "get", f"artifacts/{paper}")
        choices = otto.get(f"artifacts/{paper}/evaluators")["candidates"]
        chosen = next(row["xid"] for row in choices if row["name"] == "Eva Lindt")
        otto.do("post", f"artifacts/{paper}/evaluators", {"evaluator": chosen})
        shown = eva.get(f"submissions/{paper}/reviews/")
        assert (shown["reviews"], shown["drafts"], {total["have"] for total in shown["totals"]}) == (
            [],
            [],
            {0},
        )
        asked = ("claims", "readme", "hardware", "installs", "tiny-run", "numbers")
        look = {
            "answers": dict.fromkeys(asked, "yes"),
            "text": "It installs; the smallest run ends.",
            "revision": eva.get(f"artifacts/{paper}/work")["revision"],
        }
        eva.do("put", f"artifacts/{paper}/first-look", look)

    def release_badges(self, paper: int) -> None:
        self.travel(timezone.now() + timedelta(days=40))
        otto = self.people["Otto Berg"]
        asked = otto.get(f"artifacts/{paper}/badges")
        rulings = [
            {"badge": q["key"], "is_awarded": True, "reason": "As the evaluation found."}
            for q in asked["questions"]
            if q["is_asked"]
        ]
        otto.do("put", f"artifacts/{paper}/badges", {"rulings": rulings, "seen": asked["seen"]})
        assert self.visitor.every("badges") == []
        preview = otto.get("artifacts/release")
        assert preview["problem"] == ""
        otto.do("post", "artifacts/release", {"seen": preview["seen"]})
        self.work()
        assert self.people["Ada Moreau"].get(f"artifacts/{paper}")["evaluations"]
        self.visitor.refused(404, "get", f"artifacts/{paper}/paper.pdf")
        self.chair.do("post", "acts/", {"kind": "proceedings-public"})
        (shown,) = self.visitor.every("badges")
        assert shown["number"] == paper
        assert {badge["key"] for badge in shown["badges"]} == {"available", "functional"}
        stamped = self.visitor.send("get", f"artifacts/{paper}/paper.pdf")
        assert stamped.status_code == 200
        document = pypdfium2.PdfDocument(b"".join(stamped.streaming_content))
        assert "Functional" in document[0].get_textpage().get_text_bounded()


@pytest.fixture
def told() -> Iterator[Conference]:
    """A conference that has not begun."""
    conference = Conference()
    yield conference
    if conference.journey is not None:
        conference.journey.stop()
    cache.clear()


def test_a_conference_from_the_call_to_the_badges_through_the_api(told: Conference) -> None:
    told.make_edition()
    told.tokens_are_bounded()
    papers = told.submit()
    told.invite_committee()
    told.bid(papers)
    told.a_conflict_is_declared(papers[0])
    assigned = told.plan(papers)
    told.write_reviews(assigned, papers)
    told.respond(papers)
    told.discuss(papers[0], assigned[papers[0]])
    told.summarise(papers[0], assigned[papers[0]])
    told.decide(papers)
    told.camera_ready(papers)
    told.evaluate_artifact(papers[0])
    told.release_badges(papers[0])
    wanted = [one for one in INVARIANTS if one.name != "log-is-whole"]  # nobody chains the log in this story
    results = run(timezone.now(), wanted)
    found = [f"{one.invariant.name}: {fault.what}" for one in results for fault in one.faults]
    assert found == [], "\n".join(found)
