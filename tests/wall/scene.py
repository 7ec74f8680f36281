"""Two states of one conference that differ in the life of a single paper, and everybody who may look at it.

The paper is there in both, complete, with its number, title and file. What the committee did with it is written as
rows only in the second: reviewers, reviews, talk, decision, plan, letters, log, jobs, dates of its own. Whoever has a
conflict with it must not find any difference between the two; an unconflicted chair must.
"""

import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import pikepdf
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from committee.domain import ConflictSource
from reviews.models import Answer, Post
from submissions.domain import Outcome, Status
from submissions.models import Document, Submission
from sysml.conference.domain import Span, WindowKind
from sysml.conference.models import Role
from sysml.conference.pages import VIEW_AS_KEY
from sysml.desk.queries.exports import EXPORTS
from sysml.kernel import audit, blobs, jobs, outbox
from sysml.kernel.models import Letter, User
from tests.architecture.addresses import Address, addresses, path_of
from tests.architecture.cast import Cast

CANARY = "Kestrel"
"""Stands in every text that is written about the paper."""

_MASKED = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(r'"X-CSRFToken": ?"[^"]+"'),
    re.compile(r'name="htmx-csrf" content="[^"]+"'),
)
_FRESH = {"Set-Cookie", "X-Request-ID"}
Seen = dict[str, tuple[int, dict[str, str], bytes]]
"""route → status, headers, body"""


@dataclass
class Scene:
    """The world, the paper in question, and the two chairs."""

    cast: Cast
    paper: Submission
    walled: User
    """Chair of everything, with a conflict with this paper and with no other."""

    @property
    def open(self) -> User:
        """A chair without a conflict."""
        return self.cast.people["C"]

    @cached_property
    def paths(self) -> dict[str, str]:
        """Every address by its label: a route, perhaps with a query or "of the paper"."""
        return {label: path for address in addresses() for label, path in _paths(self, address)}

    def client(self, who: User, *, as_whom: User | None = None) -> Client:
        """A browser in which this person is signed in, perhaps looking as somebody else."""
        client = self.cast.made.client(who)
        client.raise_request_exception = False
        if as_whom is not None:
            session = client.session
            session[VIEW_AS_KEY] = {"edition": self.cast.made.edition.slug, "person": as_whom.pk}
            session.save()
        return client


def scene(phase: str) -> Scene:
    """A world in this phase, in which nothing has happened to the paper yet."""
    cast = Cast()
    made = cast.made
    walled = made.chair("Walled chair")
    for office in Role.objects.filter(person=cast.people["X*"]).exclude(kind="chair"):
        Role.objects.create(edition=made.edition, person=walled, kind=office.kind)
    outcome = Outcome.NONE
    paper = made.paper("A quiet paper", authors=("Person A",), status=Status.COMPLETE, outcome=outcome)
    made.conflict(paper, walled, ConflictSource.CHAIR)
    cast.papers[CANARY] = paper
    cast.move_to(phase)
    _store(cast)
    return Scene(cast, paper, walled)


def _store(cast: Cast) -> None:
    """Give every file the bytes of a real PDF."""
    stored = blobs.put(_blank_pdf(), now=cast.made.now)
    Document.objects.update(blob_id=stored.sha256)


def _blank_pdf() -> io.BytesIO:
    page = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(page, deterministic_id=True)
    page.seek(0)
    return page


def live(of: Scene) -> None:
    """All that can happen to a paper, as rows."""
    cast, paper = of.cast, of.paper
    state = "undecided"
    cast._files(state, paper)
    _store(cast)
    cast._committee(state, paper)
    cast._reviewers(state, paper)
    cast._reviews(state, paper)
    cast._talk(state, paper)
    cast._decisions("accepted", paper)
    _said(of)
    _written(of)
    _scheduled(of)


def _said(of: Scene) -> None:
    """Every text about the paper names the canary."""
    Answer.objects.filter(submission=of.paper).update(text=f"{CANARY} is weak.")
    Post.objects.filter(submission=of.paper).update(text=f"{CANARY} again.")


def _written(of: Scene) -> None:
    """Letters and log entries, also such as name several papers."""
    made, paper = of.cast.made, of.paper
    other = of.cast.papers["undecided"]
    for status in Letter.Status:
        outbox.write(
            key=f"wall:{status}", kind="review-reminder", to="person@example.org", scope=made.edition.slug,
            subject=f"{CANARY} is waiting", body=f"Paper {paper.number}: {CANARY}", about=paper.xid,
            now=made.now, status=status,
        )  # fmt: skip
    outbox.write(
        key="wall:both", kind="assigned", to="person@example.org", scope=made.edition.slug,
        subject="Your papers", body=f"Paper {other.number} and paper {paper.number}: {CANARY}",
        about=outbox.abouts([other.xid, paper.xid]), now=made.now,
    )  # fmt: skip
    for action in ("assignment.made", "decision.entered"):
        audit.record(
            actor_id=of.open.pk, action=action, now=made.now, scope=made.edition.slug, about=paper.xid,
            summary=f"{CANARY} {action}",
        )  # fmt: skip


def _scheduled(of: Scene) -> None:
    """A date of the paper's own, and slow work about it."""
    made, paper = of.cast.made, of.paper
    end = made.now + timedelta(days=300)
    made.window(WindowKind.SUBMISSION, Span(None, end, timedelta(0)), paper_id=paper.pk)
    document = Document.objects.filter(submission=paper)[0]
    job = jobs.enqueue(
        "submissions.check", now=made.now, args={"document": document.xid}, key=document.xid,
        scope=made.edition.slug, about=paper.xid,
    )  # fmt: skip
    type(job).objects.filter(pk=job.pk).update(status="failed", error=f"{CANARY} could not be read")


def fetch(of: Scene, client: Client) -> Seen:
    """What every address of the edition answers: about the paper in question, and of all that names no paper."""
    found = {
        label: _answer(client, path)
        for label, path in of.paths.items()
        if "<edition>" in label and not _WRITES.search(label)
    }
    return {label: answer for label, answer in found.items() if answer[0] != 405}


def fetch_these(of: Scene, client: Client, labels: Collection[str]) -> Seen:
    """The same for some of them."""
    return {label: _answer(client, of.paths[label]) for label in labels}


_WRITES = re.compile(r"artifacts/|/(autosave|draft|page.\.png|claims|uploads)")
"""The artifact committee has walls of its own; the others only take forms, or draw a picture of a page."""

OTHER_PAPERS = ("reviewers", "candidates", "lead", "handler", "shepherd", "plan/<xid>/papers")
"""Pages of another paper that could tell of this one: who is free, and how busy."""


def _paths(of: Scene, address: Address) -> Iterator[tuple[str, str]]:
    if "<number>" in address.route:
        yield f"{address.route} of the paper", path_of(address, of.cast, of.paper.number)
    if "<number>" not in address.route or any(part in address.route for part in OTHER_PAPERS):
        yield address.route, path_of(address, of.cast)
    if "<key>" in address.route:
        for export in EXPORTS:
            route = address.route.replace("<key>", export.key)
            yield route, path_of(Address(route, route), of.cast)
    for query in QUERIES.get(address.route, ()):
        yield (
            f"{address.route}{query}",
            path_of(address, of.cast) + query.format(number=of.paper.number, canary=CANARY),
        )


QUERIES: dict[str, tuple[str, ...]] = {
    "<edition>/search/": ("?q={canary}", "?q={number}", "?q=quiet"),
    "<edition>/chair/log/": ("?q={canary}", "?q={number}", "?action=assignment"),
    "<edition>/chair/mail/outbox/": ("?status=failed", "?status=held", "?status=draft", "?kind=assigned"),
    "<edition>/chair/committee/": ("?load=none", "?load=room", "?load=full"),
    "<edition>/chair/conflicts/": ("?state=", "?state=confirmed", "?number={number}"),
    "<edition>/chair/papers/": ("?short=1", "?q=quiet"),
    "<edition>/submissions/all/": ("?q=quiet", "?sort=number", "?sort=-score", "?status=complete"),
    "<edition>/chair/decide/": ("?sort=mean", "?sort=-gap", "?show=undecided", "?q=quiet"),
    "<edition>/chair/decide/decisions.csv": ("?sort=mean",),
    "api/v1/editions/<edition>/chair/letters": ("?status=failed", "?kind=assigned"),
    "api/v1/editions/<edition>/chair/log": ("?q={canary}", "?q={number}"),
    "api/v1/editions/<edition>/committee/conflicts/": ("?state=", "?number={number}"),
}
"""Filters and orders by which a hidden thing might be asked for."""


def undone() -> Any:
    """A transaction that commands may run in as if it were none, to be rolled back by whoever opens it."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    return block


def _answer(client: Client, path: str) -> tuple[int, dict[str, str], bytes]:
    cache.clear()  # nobody has asked too often yet
    with undone():  # what a read leaves behind in the log is not there for the next one
        response: Any = client.get(path)
        transaction.set_rollback(True)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    for (
        close
    ) in response._resource_closers:  # a file that is sent; response.close() would end the transaction
        close()
    text = body.decode("utf-8", "surrogateescape")
    for pattern in _MASKED:
        text = pattern.sub("", text)
    headers = {name: value for name, value in response.headers.items() if name not in _FRESH}
    return response.status_code, headers, text.encode("utf-8", "surrogateescape")
