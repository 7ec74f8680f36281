"""Nobody meets what is hidden from them, wherever links, forms and the API's description lead.

The demonstration site stands on a port of its own with a made-up word in every hidden field (canaries.py). Each
persona signs in as a browser does, scripts bring tokens, and somebody comes without either; each crawls.
"""

import contextlib
import os
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.apps import apps
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from django.test import override_settings
from django.utils import timezone

from sysml.conference.models import Conference
from sysml.desk.demo.personas import PERSONAS
from sysml.desk.demo.seed import remove_all, seed
from sysml.kernel import api, audit_chain, tokens
from sysml.kernel.models import ApiToken, Blob, Letter, User
from tests.crawl.canaries import CANARIES, Ground, hints, plant
from tests.crawl.crawler import Answer, Crawler

VISITORS = ("", *(persona.key for persona in PERSONAS))
WORDS = {canary.word: canary for canary in CANARIES}
_ANY = re.compile("|".join(WORDS))
DESCRIPTION = ("/api/v1/openapi.yaml",)
AT_LENGTH = int(os.environ.get("SYSML_TEST_CRAWL", "1200"))
"""Requests of one visitor in the long crawl."""


class _Silent(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class _Server(ThreadedWSGIServer):
    """As the development server, without a connection to the database that outlives its thread."""

    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


@dataclass
class Site:
    """The running site, and what a visitor may have overheard of it."""

    start: str
    ground: Ground
    files: Path
    hints: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def running(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Site]:
    """The demonstration with its canaries, served over HTTP; limits on asking are off, they would hide leaks."""
    files = tmp_path_factory.mktemp("crawl") / "files"
    changed = override_settings(MEDIA_ROOT=files, DEMO=True, ALLOWED_HOSTS=["127.0.0.1"])
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), changed:
        with transaction.atomic():
            seed(timezone.now())
            ground = plant()
        patch.setattr(api, "RATE", 10**9)
        server = _Server(("127.0.0.1", 0), _Silent)
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Site(f"http://127.0.0.1:{server.server_port}", ground, files, hints(ground), rows())
        server.shutdown()
        thread.join()
        server.server_close()
        patch.undo()
        cache.clear()
        with transaction.atomic():
            remove_all()
            ApiToken.objects.all().delete()
            audit_chain.demolish([""])  # tokens belong to no edition, and so do their entries
            User.objects.all().delete()
            Blob.objects.all().delete()
            Conference.objects.all().delete()


@pytest.fixture(autouse=True)
def _files_of_the_site(_own_data_folder: None, running: Site, settings: Any) -> None:
    settings.MEDIA_ROOT = running.files


def rows() -> dict[str, int]:
    """How many rows there are of everything that is about a conference."""
    models = [
        model
        for app in ("conference", "submissions", "committee", "reviews", "artifacts")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    return {model._meta.label: model._base_manager.count() for model in [*models, User, Letter, Blob]}


def sign_in(site: Site, persona: str) -> dict[str, str]:
    """The cookie that a browser has after pressing the persona's button."""
    connection = HTTPConnection(urlsplit(site.start).netloc, timeout=60)
    connection.request("GET", "/demo/")
    page = connection.getresponse()
    secret = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert secret is not None
    jar = dict(cookie.partition(";")[0].split("=", 1) for cookie in page.headers.get_all("Set-Cookie") or [])
    sent = {
        "Cookie": _cookie(jar),
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": site.start,
    }
    body = urlencode({"csrfmiddlewaretoken": secret[1]})
    connection.request("POST", f"/demo/{persona}/", body, sent)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 302, (persona, answer.status)
    jar |= dict(
        cookie.partition(";")[0].split("=", 1) for cookie in answer.headers.get_all("Set-Cookie") or []
    )
    connection.close()
    return {"Cookie": _cookie(jar)}


def _cookie(jar: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def token(ground: Ground, persona: str, scope: str) -> dict[str, str]:
    """A script's token of one scope."""
    now = timezone.now()
    until = now + timedelta(days=1)
    person = ground.people[persona]
    _, secret = tokens.create(
        person=person, name=scope, scopes=[scope], edition_slug="", expires_at=until, now=now
    )
    return {"Authorization": f"Bearer {secret}"}


@dataclass
class Met:
    """What a crawl has come to: which canaries stood where, and how much was looked at."""

    canaries: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    statuses: Counter[int] = field(default_factory=Counter)
    shapes: int = 0

    def look(self, answer: Answer) -> None:
        for text in answer.texts():
            for word in _ANY.findall(text.casefold()):
                self.canaries[word].add(answer.url)


def crawl(site: Site, headers: dict[str, str], *, requests: int, seconds: float) -> Met:
    visitor, met = Crawler(site.start, headers, site.hints, DESCRIPTION), Met()
    with contextlib.closing(visitor):
        for answer in visitor.crawl(requests=requests, until=time.monotonic() + seconds):
            assert answer.status < 500, (answer.url, answer.status)
            met.look(answer)
    met.statuses, met.shapes = visitor.statuses, len(visitor.met)
    return met


def forbidden(persona: str, met: Met) -> list[str]:
    """What this visitor was shown and may not know, with an address where it stood."""
    return [
        f"{persona or 'visitor'} met {WORDS[word].name} at {min(urls, key=len)}"
        for word, urls in sorted(met.canaries.items())
        if persona not in WORDS[word].may
    ]


@pytest.mark.parametrize("persona", ["", "author", "ml-member", "chair-author"])
def test_a_short_crawl_meets_nothing_hidden(persona: str, running: Site) -> None:
    headers = sign_in(running, persona) if persona else {}
    met = crawl(running, headers, requests=90, seconds=4)
    assert forbidden(persona, met) == []
    assert met.statuses[200] >= (10 if persona else 5), met.statuses


@pytest.mark.proof
def test_nobody_meets_what_is_hidden_from_them(running: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Every persona and nobody, at length; and whoever may meet a canary does, or it was hidden from nobody."""
    found, seen = [], defaultdict(set)
    for persona in VISITORS:
        headers = sign_in(running, persona) if persona else {}
        met = crawl(running, headers, requests=AT_LENGTH, seconds=600)
        found += forbidden(persona, met)
        for word in met.canaries:
            seen[word].add(persona)
        with capsys.disabled():
            print(
                f"\n{persona or 'visitor':20} {met.shapes:5} routes {dict(met.statuses)} {len(met.canaries)} met"
            )
    assert found == []
    assert rows() == running.rows, "asking has changed something"
    unseen = [canary.name for canary in CANARIES if canary.may and not canary.may & seen[canary.word]]
    assert unseen == [], "nobody met these, so they may be nowhere to be seen"


@pytest.mark.proof
@pytest.mark.parametrize("scope", tokens.SCOPES)
def test_tokens_of_every_scope_meet_no_more_than_their_persons(scope: str, running: Site) -> None:
    for persona in ("author", "ml-member", "chair-author", "artifact-chair"):
        met = crawl(running, token(running.ground, persona, scope), requests=AT_LENGTH // 6, seconds=120)
        assert forbidden(persona, met) == [], scope


@pytest.mark.django_db
def test_every_canary_is_planted_once(running: Site) -> None:
    """Of these two tests one is in each run, so that there is a database; neither asks the site for anything."""
    assert len(WORDS) == len(CANARIES) >= 50
    assert all(canary.may <= set(VISITORS) for canary in CANARIES)


@pytest.mark.proof
@pytest.mark.django_db
def test_asking_has_changed_nothing(running: Site) -> None:
    assert rows() == running.rows
