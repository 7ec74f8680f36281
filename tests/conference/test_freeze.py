"""One switch for an emergency: whatever address of a frozen edition is asked for, only its chairs get an answer."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from sysml.conference.domain import ActKind
from sysml.emergency import WORDS
from sysml.kernel import tokens
from tests.architecture.addresses import addresses, path_of
from tests.architecture.cast import Cast

pytestmark = pytest.mark.django_db

SHUT_OUT = ("visitor", "stranger", "A", "N", "R+", "E+", "L", "H", "S", "P", "XN", "AE", "AC", "admin")
OF_EDITION = [address for address in addresses() if address.of_edition]


@pytest.fixture(scope="module")
def frozen(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        cast = Cast()
        cast.move_to("discussion")
        cast.made.act(ActKind.FROZEN)
        yield cast
        transaction.set_rollback(True)


def _client(cast, who):
    client = cast.made.client(None if who == "visitor" else cast.people[who])
    client.raise_request_exception = False
    return client


def test_nobody_but_chairs_reads_or_writes_at_any_address_of_the_edition(frozen):
    """Reading and writing, page and endpoint; by turns for somebody in every relation to the papers."""
    clients = {who: _client(frozen, who) for who in SHUT_OUT}
    asked, wrong = 0, []
    for index, address in enumerate(OF_EDITION):
        who = SHUT_OUT[index % len(SHUT_OUT)]
        path = path_of(address, frozen)
        for name, answer in (
            (who, clients[who].get(path)),
            ("visitor", clients["visitor"].get(path)),
            ("A", clients["A"].post(path)),
        ):
            asked += 1
            to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/")
            if answer.status_code != 503 and not (to_sign_in and name == "visitor"):
                wrong.append((name, path, answer.status_code))
    assert wrong == []
    assert asked == 3 * len(OF_EDITION) > 600


def test_the_answer_is_the_same_whatever_is_asked_for(frozen):
    client = _client(frozen, "R+")
    number = frozen.papers["undecided"].number
    hidden = frozen.papers["draft"].number
    pages = {client.get(frozen.made.url(f"submissions/{n}/")).content for n in (number, hidden, 9998)}
    assert len(pages) == 1
    assert WORDS in pages.pop().decode()
    base = f"/api/v1/editions/{frozen.made.edition.slug}/submissions"
    answers = [client.get(f"{base}/{n}") for n in (number, hidden, 9998)]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json()["type"] == "urn:sysml:problem:frozen"
    assert answers[0]["Retry-After"] == "600"


def test_feeds_and_what_is_public_stop_too(frozen):
    for path in ("", "call/", "dates/", "calendar.ics", "committees/"):
        assert Client().get(frozen.made.url(path)).status_code == 503


def test_a_chair_works_on_and_is_told(frozen):
    client = _client(frozen, "C")
    page = client.get(frozen.made.url("chair/"))
    assert page.status_code == 200
    assert "This edition is frozen" in page.content.decode()
    number = frozen.papers["undecided"].number
    assert client.get(frozen.made.url(f"submissions/{number}/")).status_code == 200


def test_a_chair_who_looks_as_somebody_else_is_still_a_chair(frozen):
    client = _client(frozen, "C")
    session = client.session
    session["view_as"] = {"edition": frozen.made.edition.slug, "person": frozen.people["N"].pk}
    session.save()
    assert client.get(frozen.made.url("home/")).status_code == 200


def test_tokens_are_held_as_their_people_are(frozen):
    now = timezone.now()
    for who, status in (("R+", 503), ("C", 200)):
        _, secret = tokens.create(
            person=frozen.people[who], name="t", scopes=["submissions:read"], edition_slug="",
            expires_at=now + timedelta(days=1), now=now,
        )  # fmt: skip
        path = f"/api/v1/editions/{frozen.made.edition.slug}/submissions"
        assert Client().get(path, headers={"Authorization": f"Bearer {secret}"}).status_code == status


def test_other_editions_and_ones_own_pages_go_on(frozen):
    client = _client(frozen, "R+")
    for path in ("/", "/me/", "/api/v1/me/", "/api/v1/editions/"):
        assert client.get(path).status_code == 200
