"""Whether somebody has an account is told to nobody: the same bytes and the same path; the letter says it."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sysml.kernel.models import Letter, User

FRESH = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{32}')
PASSWORD = "a-long-and-rare-pass-phrase"
KNOWN, UNKNOWN = "ada@example.org", "eve@example.org"


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()


@pytest.fixture
def made(make_world):
    made = make_world("submission")
    ada = made.person("Ada", email=KNOWN)
    ada.set_password(PASSWORD)
    ada.save()
    return made


def told(answer, address):
    """All that a browser gets, without fresh tokens and the address that it sent itself."""
    headers = {k: v for k, v in answer.headers.items() if k not in {"X-Request-ID", "Expires"}}
    body = FRESH.sub(b"", answer.content).replace(address.encode(), b"ADDRESS")
    return answer.status_code, headers, body, sorted(answer.cookies)


def whole(client, path, data, address):
    """The answer to a form and the page to which it leads."""
    answer = client.post(path, data)
    pages = [told(answer, address)]
    if answer.status_code == 302:
        pages.append(told(client.get(answer.url), address))
    return pages


def test_signing_up_with_a_known_and_an_unknown_address(made):
    def sign_up(address):
        data = {"name": "X", "email": address, "password1": PASSWORD, "password2": PASSWORD}
        return whole(made.client(), "/accounts/signup/", data, address)

    assert sign_up(KNOWN) == sign_up(UNKNOWN)
    assert User.objects.filter(email=KNOWN).count() == 1
    bodies = {letter.to: letter.body for letter in Letter.objects.all()}
    assert "confirm-email" in bodies[UNKNOWN]
    assert "confirm-email" not in bodies[KNOWN]
    assert "already" in bodies[KNOWN]


def test_resetting_the_password_of_a_known_and_an_unknown_address(made):
    def reset(address):
        return whole(made.client(), "/accounts/password/reset/", {"email": address}, address)

    assert reset(KNOWN) == reset(UNKNOWN)
    bodies = {letter.to: letter.body for letter in Letter.objects.all()}
    assert "/password/reset/key/" in bodies[KNOWN]
    assert "/password/reset/key/" not in bodies[UNKNOWN]


def test_signing_in_with_a_wrong_password_to_a_known_and_an_unknown_account(made):
    def sign_in(address):
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            pages = whole(made.client(), "/accounts/login/", {"login": address, "password": "wrong"}, address)
        return pages, len(asked)

    sign_in(UNKNOWN)  # what is made once a process
    known, unknown = sign_in(KNOWN), sign_in(UNKNOWN)
    assert known[0] == unknown[0]
    assert abs(known[1] - unknown[1]) <= 1, (known[1], unknown[1])


def test_too_many_tries_are_told_alike(made):
    def try_often(address):
        cache.clear()
        client = made.client()
        data = {"login": address, "password": "wrong"}
        return [told(client.post("/accounts/login/", data), address) for _ in range(7)]

    for known, unknown in zip(try_often(KNOWN), try_often(UNKNOWN), strict=True):
        assert known == unknown


def test_asking_to_merge_with_a_known_and_an_unknown_account(made):
    made.person("Mel")

    def merge(address):
        return whole(made.client("Mel"), "/me/merge/", {"email": address}, address)

    known, unknown = merge(KNOWN), merge(UNKNOWN)
    assert known == unknown
    assert set(Letter.objects.values_list("to", flat=True)) == {KNOWN}


def test_adding_an_address_that_is_anothers(made):
    made.person("Mel")

    def add(address):
        return whole(made.client("Mel"), "/accounts/email/", {"action_add": "", "email": address}, address)

    first, second = add(KNOWN), add(UNKNOWN)
    assert first[0][:2] == second[0][:2]


def test_naming_a_co_author_who_has_an_account_looks_like_naming_one_who_has_not(made):
    from submissions.models import Authorship

    made.person("Ann")
    known, unknown = (
        made.paper("A title", number=4711 + n, authors=("Ann",), unclaimed=(address,))
        for n, address in enumerate((KNOWN, UNKNOWN))
    )
    assert not Authorship.objects.filter(email__in=[KNOWN, UNKNOWN], person__isnull=False).exists()
    client = made.client("Ann")
    shown = [
        re.sub(rb'[0-9a-hjkmnp-tv-z]{12}(?=")', b"", FRESH.sub(b"", page_of(client, made, paper)))
        .replace(address.encode(), b"A")
        .replace(address.split("@")[0].encode(), b"N")
        .replace(str(paper.number).encode(), b"0")
        .replace(paper.title.encode(), b"T")
        for paper, address in ((known, KNOWN), (unknown, UNKNOWN))
    ]
    assert shown[0] == shown[1]


def page_of(client, made, paper):
    return client.get(made.url(f"submissions/{paper.number}/authors/")).content


@pytest.mark.parametrize("path", ["committee/invitation/", "reviews/invitation/", "artifacts/invitation/"])
def test_an_invitation_that_never_was_looks_like_one_that_is_over(made, path):
    first, second = (made.client().get(made.url(f"{path}{token}/")) for token in ("a" * 43, "b" * 43))
    assert first.status_code == second.status_code == 404
    assert FRESH.sub(b"", first.content) == FRESH.sub(b"", second.content)
