"""How long the pages of the demonstration editions take in the server. Run: python -m benchmarks.pages

The demonstration is made in a temporary folder with the embedded defaults (SQLite on this disk). From the
front page, links are followed as people of every kind; each address pattern is timed once a person, beside an
empty signed-in page of the same run. Ends with 1 if a page's median is above the limit.
"""

import os
import re
import statistics
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import django
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

LIMIT_MS = 60.0
WARM, TIMED = 2, 7
LINKS = re.compile(r'href="(/[^"#?]*)')
# Files and what changes something are no pages.
NOT_PAGES = re.compile(r"^/(static|accounts/logout|api/)|\.(pdf|zip|ics|csv|json|bib)$")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Measured:
    """One page as one kind of person has it, in milliseconds of server time."""

    person: str
    route: str
    address: str
    median: float
    slowest: float


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="sysml-bench-") as folder:
        _prepare(Path(folder))
        measured = [page for name, client in _people() for page in _pages(name, client)]
        (name, client), *_ = _people()
        empty = _time(client, "/empty/")
    measured.sort(key=lambda page: page.median, reverse=True)
    print(f"{'median':>8} {'slowest':>8}  person, page")
    print(f"{empty[0]:8.1f} {empty[1]:8.1f}  {name}, an empty signed-in page")
    for page in measured:
        print(f"{page.median:8.1f} {page.slowest:8.1f}  {page.person}, {page.address}")
    above = [page for page in measured if page.median > LIMIT_MS]
    print(f"{len(measured)} pages, {len(above)} above {LIMIT_MS:.0f} ms at the median")
    return 1 if above or not measured else 0


def _prepare(data: Path) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "sysml.settings",
        "SYSML_DATA": str(data),
        "SYSML_DEBUG": "0",
        "SYSML_DEMO": "1",
        "SYSML_SECRET_KEY": "a-key-for-measuring-alone-which-guards-nothing-at-all",
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    django.setup()
    from django.conf import settings

    settings.ROOT_URLCONF = "benchmarks.urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0, interactive=False)
    call_command("demo")


def _people() -> Iterator[tuple[str, Client]]:
    """A browser of one person of each kind, signed in."""
    from artifacts.models import Evaluator
    from committee.models import Member
    from submissions.models import Authorship
    from sysml.conference.models import Role

    kinds = [(f"{role.kind} of {role.edition}", role.person) for role in Role.objects.order_by("pk")]
    kinds += [(f"{m.side} member", m.person) for m in Member.objects.exclude(person=None).order_by("pk")]
    kinds += [("author", a.person) for a in Authorship.objects.exclude(person=None).order_by("pk")]
    kinds += [("evaluator", e.person) for e in Evaluator.objects.order_by("pk")]
    seen: set[str] = set()
    for kind, person in kinds:
        if kind not in seen and person is not None:
            seen.add(kind)
            client = Client()
            client.force_login(person, backend=BACKEND)
            yield kind, client


def _pages(person: str, client: Client) -> Iterator[Measured]:
    """Follow links from the front page, one address for each pattern and edition."""
    waiting, seen = deque(["/"]), set()
    while waiting:
        address = waiting.popleft()
        key = _key(address)
        if key is None or key in seen:
            continue
        seen.add(key)
        response = client.get(address)
        if response.status_code != 200 or "text/html" not in response.get("Content-Type", ""):
            continue
        waiting.extend(
            link for link in LINKS.findall(response.content.decode()) if not NOT_PAGES.search(link)
        )
        median, slowest = _time(client, address)
        yield Measured(person, key[0], address, median, slowest)


def _key(address: str) -> tuple[str, str] | None:
    try:
        match = resolve(address, "benchmarks.urls")
    except Resolver404:
        return None
    return match.route, str(match.kwargs.get("edition", ""))


def _time(client: Client, address: str) -> tuple[float, float]:
    times = []
    for turn in range(WARM + TIMED):
        started = perf_counter()
        client.get(address)
        if turn >= WARM:
            times.append((perf_counter() - started) * 1000)
    return statistics.median(times), max(times)


if __name__ == "__main__":
    sys.exit(main())
