"""How long the pages of the demonstration editions take in the server. Run: python -m benchmarks.pages

The demonstration is made in a temporary folder (or taken from `--data`) with the embedded defaults: SQLite on
this disk, DEBUG off, in this process, behind the whole middleware. From the front page every link is followed
as each persona; of each address pattern the slowest address that the persona met is timed, beside an empty
signed-in page of the same run. Files, pictures of pages and exports are no pages and are left out. Ends with 1
if a page's median is above the limit.

On a machine with other work to do a page may be slow without fault of its own, so one that is above the limit
is timed again, up to twice, and its best round counts; `cpu` is the median of what this process itself used.
"""

import argparse
import logging
import os
import re
import statistics
import sys
import tempfile
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from time import perf_counter, process_time
from typing import TextIO, cast

import django
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

LIMIT_MS = 60.0
WARM, TIMED, ROUNDS = 2, 15, 3
# How many addresses of one pattern a persona opens in each edition, in search of the slowest.
OPENED = 3
EMPTY = "/empty/"
LINKS = re.compile(r'href="(/[^"#?]*)')
# Files, pictures and exports; the way out; and the API, which has no pages but its reference.
NOT_PAGES = re.compile(
    r"^/(static/|accounts/logout|api/v1/)|/files/|/pages/\d+|/(pdf|zip)$|\.(pdf|zip|ics|csv|json|bib|webp|png)$"
)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Time:
    """Milliseconds of many requests for one page."""

    median: float
    p95: float
    cpu: float


@dataclass(frozen=True)
class Measured:
    """One page as one persona has it."""

    persona: str
    route: str
    address: str
    time: Time


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and say by the exit code whether every page is quick enough."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="sysml-bench-") as folder, Path(os.devnull).open("w") as nowhere:
        _prepare(options.data or Path(folder), nowhere)
        people = _people()
        empty = _time(people["chair"], EMPTY)
        measured = [
            page
            for name, client in people.items()
            if options.persona in ("", name)
            for page in _pages(name, client, re.compile(options.only))
        ]
    measured.sort(key=lambda page: page.time.median, reverse=True)
    _print(measured, empty)
    above = [page for page in measured if page.time.median > LIMIT_MS]
    print(f"{len(measured)} pages, {len(above)} above {LIMIT_MS:.0f} ms at the median")
    return 1 if above or not measured else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the pages of the demonstration editions.")
    parser.add_argument("--data", type=Path, help="a data folder in which the demonstration is made already")
    parser.add_argument("--persona", default="", help="only this persona, by key, such as chair")
    parser.add_argument("--only", default="", help="time only address patterns that this expression finds")
    return parser.parse_args(arguments)


def _prepare(data: Path, log: TextIO) -> None:
    """The site of this folder in this process, as `make run` sets it up; its log is written, to `log`."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "sysml.settings",
        "SYSML_DATA": str(data),
        "SYSML_DEBUG": "0",
        "SYSML_DEMO": "1",
        "SYSML_SECRET_KEY": "a-key-for-measuring-alone-which-guards-nothing-at-all",
    }
    for name in ("DATABASE_URL", "REDIS_URL", "SYSML_DEPLOYED"):
        os.environ.pop(name, None)
    django.setup()
    from django.conf import settings

    settings.ROOT_URLCONF = "benchmarks.urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    call_command("demo", skip_checks=True)
    for handler in logging.getLogger().handlers:
        cast("logging.StreamHandler[TextIO]", handler).setStream(log)


def _people() -> dict[str, Client]:
    """A browser of each persona, signed in, and one of nobody."""
    from sysml.desk.demo.personas import PERSONAS
    from sysml.kernel.models import User

    people = {"nobody": Client()}
    for persona in PERSONAS:
        people[persona.key] = Client()
        people[persona.key].force_login(User.objects.get(email=persona.email), backend=BACKEND)
    return people


def _pages(persona: str, client: Client, wanted: re.Pattern[str]) -> Iterator[Measured]:
    """The slowest address of each pattern, properly timed."""
    met: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for route, address, took in _crawl(client):
        met[route].append((took, address))
    for route, addresses in met.items():
        if wanted.search(route):
            address = max(addresses)[1]
            yield Measured(persona, route, address, _time(client, address))


def _crawl(client: Client) -> Iterator[tuple[str, str, float]]:
    """Follow links from the front page: each page's pattern, address and time (of its second request)."""
    waiting, known = deque(["/"]), {"/"}
    opened: dict[tuple[str, str], int] = defaultdict(int)
    while waiting:
        address = waiting.popleft()
        key = _key(address)
        if key is None or opened[key] == OPENED:
            continue
        opened[key] += 1
        response = client.get(address)
        if response.status_code != 200 or "text/html" not in response.get("Content-Type", ""):
            continue
        found = {unescape(link) for link in LINKS.findall(response.content.decode())} - known
        known |= found
        waiting.extend(sorted(link for link in found if not NOT_PAGES.search(link)))
        started = process_time()
        client.get(address)
        yield key[0], address, process_time() - started


def _key(address: str) -> tuple[str, str] | None:
    """An address's pattern and edition, if it is one of the site."""
    try:
        match = resolve(address, "benchmarks.urls")
    except Resolver404:
        return None
    return match.route, str(match.kwargs.get("edition", ""))


def _time(client: Client, address: str) -> Time:
    """The best of a few rounds; one is enough for a page within the limit."""
    best = _round(client, address)
    for _ in range(ROUNDS - 1):
        if best.median <= LIMIT_MS:
            break
        best = min(best, _round(client, address), key=lambda time: time.median)
    return best


def _round(client: Client, address: str) -> Time:
    for _ in range(WARM):
        client.get(address)
    wall, cpu = [], []
    for _ in range(TIMED):
        started, used = perf_counter(), process_time()
        client.get(address)
        wall.append((perf_counter() - started) * 1000)
        cpu.append((process_time() - used) * 1000)
    p95 = statistics.quantiles(wall, n=20, method="inclusive")[-1]
    return Time(statistics.median(wall), p95, statistics.median(cpu))


def _print(measured: list[Measured], empty: Time) -> None:
    print(f"{'median':>7} {'p95':>7} {'cpu':>7}  {'persona':<18} page   (milliseconds)")
    rows = [("chair", "an empty signed-in page", empty)]
    rows += [(page.persona, page.address, page.time) for page in measured]
    for persona, page, time in rows:
        print(f"{time.median:7.1f} {time.p95:7.1f} {time.cpu:7.1f}  {persona:<18} {page}")


if __name__ == "__main__":
    sys.exit(main())
