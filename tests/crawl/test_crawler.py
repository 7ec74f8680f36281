"""The crawler itself: against a small site with a leak in every place, it finds each of them."""

import ast
import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.crawl import crawler as module
from tests.crawl.crawler import Crawler

SCHEMA = """
openapi: 3.0.3
paths:
  /api/editions/{edition}/papers/{number}: {get: {parameters: [{in: query, name: order, schema: {enum: [a, b]}}]}}
  /api/things/{xid}: {get: {}}
  /api/never: {post: {}}
"""


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("canary-member.txt", "canary-content " * 50)
    return packed.getvalue()


PAGES: dict[str, tuple[str, bytes]] = {
    "/": (
        "text/html",
        b'<a href="/far">x</a><a href="/me-2031/">e</a><a href="/schema.yaml">s</a><a href="/out.zip">z</a>'
        b'<form action="/find"><input name="q"><select name="o"><option value="1"><option value="2"></select></form>'
        b'<form method="post" action="/never"></form><div data-poll="/part"></div><a href="/go">g</a>'
        b'<a href="http://elsewhere.example.org/">o</a><a href="/accounts/logout/">bye</a>',
    ),
    "/far": ("text/html", b"canary-link"),
    "/part": ("text/html", b"canary-fragment"),
    "/find?q=canary&o=1": ("text/html", b"canary-form"),
    "/find?q=canary&o=2": ("text/html", b"canary-choice"),
    "/sitemap.xml": ("application/xml", b"<urlset><url><loc>/mapped</loc></url></urlset>"),
    "/mapped": ("text/plain", b"canary-sitemap"),
    "/schema.yaml": ("application/yaml", SCHEMA.encode()),
    "/api/editions/me-2031/papers/4711": (
        "application/json",
        json.dumps({"id": "0123456789ab", "next": "/api/next"}).encode(),
    ),
    "/api/editions/me-2031/papers/4711?order=b": ("application/json", b'{"t": "canary-order"}'),
    "/api/things/0123456789ab": ("application/json", b'{"t": "canary-schema"}'),
    "/api/next": ("application/json", b'{"t": "canary-next"}'),
    "/out.zip": ("application/zip", _zip()),
    "/moved": ("text/html", b"canary-redirect"),
}
LEAKS = {
    "canary-link", "canary-fragment", "canary-form", "canary-choice", "canary-sitemap", "canary-order",
    "canary-schema", "canary-next", "canary-member.txt", "canary-content", "canary-redirect", "canary-header",
}  # fmt: skip


class _Silent(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def leaky() -> Iterator[tuple[str, list[str]]]:
    """The address of the small site, and the paths that it was asked for."""
    asked: list[str] = []

    def app(environ, start_response):
        path = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")
        asked.append(path)
        if path == "/go":
            start_response("302 Found", [("Location", "/moved"), ("X-Said", "canary-header")])
            return [b""]
        kind, body = PAGES.get(path, ("text/html", b""))
        start_response("200 OK" if path in PAGES else "404 Not Found", [("Content-Type", kind)])
        return [body]

    server = make_server("127.0.0.1", 0, app, handler_class=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_finds_a_leak_in_every_place(leaky: tuple[str, list[str]]) -> None:
    start, asked = leaky
    visitor = Crawler(start, hints=["4711"])
    text = "\n".join(
        part for one in visitor.crawl(requests=200, until=time.monotonic() + 30) for part in one.texts()
    )
    assert {leak for leak in LEAKS if leak not in text} == set()
    assert visitor.waiting() == 0
    assert not {"/never", "/api/never", "/accounts/logout/"} & set(asked)
    assert len(asked) == len(set(asked)), "nothing is asked twice"


def test_it_knows_nothing_of_the_project() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        )
    }
    ours = {"django", "rest_framework", "sysml", "submissions", "committee", "reviews", "artifacts", "tests"}
    assert not names & ours
