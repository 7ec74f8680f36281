"""Every address, with values that nobody types by accident, as everybody: refused or ignored, but never a fault.

Addresses are those of the route inventory. Each is asked with hostile parts of its path, with hostile values of every
parameter that it knows or might, and with the same as a form, under the names of the fields that its own page has.
What a form changes is taken back.
"""

import io
import re
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from submissions.models import Document
from sysml.kernel import blobs
from tests.architecture.addresses import Address, addresses, path_of
from tests.architecture.cast import Cast
from tests.factories.submissions import pdf
from tests.proof.conftest import SEED
from tests.proof.requests import faults, undone

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

PEOPLE = {
    "discussion": ("visitor", "stranger", "A", "R-", "E-", "X*", "C"),
    "final": ("visitor", "A", "R+", "P", "AC", "AE", "C"),
}
"""Who asks in which phase."""

ADDRESSES = {address.route: address for address in addresses()}

NUMBERS = ("0", "-1", "²", "9" * 19, "9" * 5000, "1e9", "NaN", "٣")
WORDS = (
    "",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e",
    "%",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}",
    "../../etc/passwd",
    "none",
    "-number",
    "--5",
    "2026-02-30T25:61",
    "[]",
    "{",
    "a:b:c",
    "word " * 10_000,
)
PARAMETERS = [
    "q",
    "page",
    "sort",
    "status",
    "track",
    "topic",
    "only",
    "leans",
    "verdict",
    "sides",
    "gap",
    "ml",
    "systems",
    "action",
    "day",
    "person",
    "paper",
    "page_size",
    "cursor",
    "offset",
    "wanted",
    "state",
    "phase",
    "next",
]
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
PART = re.compile(r"<(?:\w+:)?\w+>")


@pytest.fixture(scope="module", params=PEOPLE)
def cast(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = Cast()
        made.move_to(request.param)
        made.phase = request.param
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _bytes_of_the_files(cast: Cast) -> None:
    """Every file that is asked for lies in the folder of this test."""
    stored = blobs.put(io.BytesIO(pdf()), now=cast.made.now)
    Document.objects.update(blob_id=stored.sha256)


@pytest.mark.parametrize("route", ADDRESSES)
def test_nothing_that_is_typed_is_a_fault_of_ours(cast: Cast, route: str) -> None:
    chance = Random(f"{SEED}{route}")
    address, bad = ADDRESSES[route], []
    for who in PEOPLE[cast.phase]:
        client = cast.made.client(None if who == "visitor" else cast.people[who])
        client.raise_request_exception = False
        for method, path, form in requests(client, address, cast, chance):
            with undone(), faults() as found:
                cache.clear()
                answer = _answer(client, method, path, form)
                if answer.status_code >= 500 or found:
                    bad.append(f"{who} {method} {path[:300]} {str(form)[:500]}\n{''.join(found[:1])}")
        if bad:
            break
    assert not bad, bad[0]


def requests(
    client: Client, address: Address, cast: Cast, chance: Random
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """A hostile path, hostile parameters and a hostile form, under the names that the person's own page has."""
    path = path_of(address, cast)
    if PART.search(address.route):
        yield "get", _hostile_path(address, path, chance), {}
    parameters = {name: _value(chance) for name in PARAMETERS if chance.random() < 0.7}
    yield "get", f"{path}?{urlencode(parameters, errors='surrogatepass')}", {}
    with undone():
        answer = _answer(client, "get", path)
        page = "" if answer.streaming else answer.content.decode(errors="replace")
    fields = sorted({*FIELD.findall(page), *PARAMETERS[:3]} - {"csrfmiddlewaretoken"})
    yield "post", path, {name: _sendable(_value(chance)) for name in fields if chance.random() < 0.8}


def _answer(client: Client, method: str, path: str, form: dict[str, str] | None = None) -> Any:
    answer = client.get(path) if method == "get" else client.post(path, form or {})
    for close in answer._resource_closers:  # a file that is sent; answer.close() would end the transaction
        close()
    return answer


def _value(chance: Random) -> str:
    return chance.choice(chance.choice((NUMBERS, WORDS)))


def _sendable(value: str) -> str:
    """The test client encodes forms strictly; a lone surrogate is sent in addresses."""
    return value.encode(errors="replace").decode()


def _hostile_path(address: Address, path: str, chance: Random) -> str:
    """The path with one of its values replaced; of an address without any, with something behind it."""
    places = [at for at, part in enumerate(f"/{address.route}".split("/")) if PART.search(part)]
    parts = path.split("/")
    at = chance.choice(places) if places else len(parts) - 1
    parts[at] = quote(_value(chance)[:6000], safe="", errors="surrogatepass")
    return "/".join(parts)
