"""Who looked: every address that shows something confidential, and the one place where that is noted.

A row is written after the view has made its answer and before the answer leaves, outside any transaction; if it cannot
be written, nothing is shown. Addresses are written as in the URL configuration, without converters; tests hold the
table against it.
"""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from submissions.foreign import LeadsToFile
from submissions.queries.tasks import business_of
from sysml.conference import reading
from sysml.conference.commands.looking import report_reading
from sysml.conference.reading import Business
from sysml.kernel import audit
from sysml.kernel.api import problem_answer
from sysml.kernel.door.clients import address_of

_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
_API = "api/v1/editions/<edition>/"

READS: dict[str, str] = {
    # a paper: its page, with whatever this reader may see there
    "<edition>/submissions/<number>/": "paper",
    f"{_API}submissions/<number>": "paper",
    "<edition>/artifacts/<number>/": "artifact",
    f"{_API}artifacts/<number>": "artifact",
    # who wrote it
    "<edition>/submissions/<number>/authors/": "authors",
    "<edition>/submissions/<number>/edit/": "authors",
    # files
    "<edition>/submissions/<number>/files/<xid>": "file",
    f"{_API}submissions/<number>/files/<xid>": "file",
    "<edition>/submissions/<number>/files/<xid>/pages/<page>/": "file",
    "<edition>/submissions/<number>/files/<xid>/pages/<page>.png": "file",
    f"{_API}submissions/<number>/files/<xid>/pages/<page>": "file",
    "<edition>/artifacts/<number>/paper.pdf": "file",
    f"{_API}artifacts/<number>/paper.pdf": "file",
    "<edition>/artifacts/<number>/files/<xid>/": "file",
    f"{_API}artifacts/<number>/files/<xid>": "file",
    "<edition>/chair/proceedings/print/<xid>/file.pdf": "file",
    f"{_API}production/prints/<xid>/file.pdf": "file",
    # many files at once
    "<edition>/reviews/papers.zip": "bundle",
    f"{_API}reviewing/papers.zip": "bundle",
    "<edition>/chair/exports/files.zip": "bundle",
    f"{_API}chair/exports/files.zip": "bundle",
    "<edition>/chair/erasure/all.zip": "bundle",
    # lists that are taken out
    "<edition>/chair/exports/<key>.csv": "export",
    "<edition>/chair/exports/<key>.json": "export",
    f"{_API}chair/exports/<key>.csv": "export",
    f"{_API}chair/exports/<key>.json": "export",
    "<edition>/chair/committee/files/<kind>.csv": "export",
    "<edition>/chair/decide/decisions.csv": "export",
    # who reviews
    "<edition>/chair/late/": "reviewers",
    f"{_API}late-reviews/": "reviewers",
    f"{_API}committee/assignments/": "reviewers",
    "<edition>/chair/committee/<xid>/": "reviewers",
    "<edition>/chair/plan/<xid>/": "reviewers",
    f"{_API}committee/plans/<xid>/": "reviewers",
    "<edition>/chair/plan/<xid>/papers/<number>/": "reviewers",
    "<edition>/chair/papers/<number>/reviewers/": "reviewers",
    f"{_API}submissions/<number>/reviewers/": "reviewers",
    f"{_API}submissions/<number>/candidates/": "reviewers",
    "<edition>/reviews/<number>/requests/": "reviewers",
    f"{_API}submissions/<number>/review-requests/": "reviewers",
    "<edition>/chair/requests/": "reviewers",
    f"{_API}review-requests/": "reviewers",
    "<edition>/reviews/<number>/behalf/review/": "reviewers",
    "<edition>/artifacts/<number>/evaluators/": "reviewers",
    # reviews and discussion, with names for those who may know them
    f"{_API}submissions/<number>/reviews/": "reviews",
    f"{_API}submissions/<number>/reviews/<label>/versions/": "reviews",
    "<edition>/reviews/<number>/history/<label>/": "reviews",
    "<edition>/reviews/<number>/meta/": "reviews",
    "<edition>/chair/decide/<number>/": "reviews",
    "<edition>/reviews/<number>/threads/<xid>/": "reviews",
    f"{_API}submissions/<number>/threads/": "reviews",
}
"""Address → what kind of thing is read there."""

SAFE = frozenset({"GET", "HEAD"})
SHOWN = frozenset({200, 206, 304})
WORDS = (
    "You have opened unusually many papers within the hour that are no task of yours. Please wait {} minutes."
)


def stop(site: Any) -> HttpResponse | None:
    """The answer to somebody who reads unusually much outside of their own tasks, or nothing; remembers for `note`
    what is about to be read. A paper that does not exist counts as any other of which the reader knows nothing."""
    route = _CONVERTER.sub(r"<\1>", site.resolver_match.route)
    site.reading = None
    if (
        route not in READS
        or site.method not in SAFE
        or site.edition is None
        or not site.user.is_authenticated
    ):
        return None
    number = site.resolver_match.kwargs.get("number")
    site.reading = (READS[route], number, Business.OTHER)
    if number is None:
        return None
    held = reading.opened(site.edition.xid, site.user.xid, site.now)
    if number in held:
        site.reading = (READS[route], number, Business(held[number][1]))
        return None
    business = business_of(_reader(site), site.at, number)
    site.reading = (READS[route], number, business)
    limit = reading.OFFICE_LIMIT if _reader(site).roles else reading.LIMIT
    slowed = reading.limit_reached(held, limit, site.now) if business is Business.OTHER else None
    return _slow(site, slowed) if slowed else None


def _reader(site: Any) -> Any:
    """Who really looks."""
    return site.viewer.through or site.viewer


def _slow(site: Any, slowed: reading.Slowed) -> HttpResponse:
    report_reading(by=_reader(site), edition=site.edition, limit=slowed.limit, now=site.now)
    site.reading = None
    words = WORDS.format(-(-slowed.wait // 60))
    if site.path.startswith("/api/"):
        answer = problem_answer(429, "reading-slowed", words)
    else:
        answer = render(site, "errors/refused.html", {"message": words}, status=429)
    answer["Retry-After"] = str(slowed.wait)
    return answer


def note(site: Any, response: Any) -> None:
    """Write down that this answer is about to be read; authors' own papers are nothing confidential to them."""
    said = getattr(site, "reading", None)
    if said is None or not (response.status_code in SHOWN or isinstance(response, LeadsToFile)):
        return
    kind, number, business = said
    if number is not None:
        reading.note(site.edition.xid, site.user.xid, number, business, site.now)
    if business is Business.MINE:
        return
    viewer = site.viewer
    audit.read(
        person=site.user,
        kind=kind,
        now=site.now,
        scope=site.edition.slug,
        number=number,
        thing=_thing(site),
        address=address_of(site),
        token=viewer.token,
        seen_as_id=viewer.person_id if viewer.through else None,
    )


def _thing(site: Any) -> str:
    """What was read, without words: the address below the edition."""
    path: str = site.path
    return path.partition(f"/{site.edition.slug}/")[2]
