"""Limits that a forged header does not defeat, and by which nobody can lock another person out."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from sysml.kernel.door.clients import address_of, network_of
from sysml.kernel.models import Letter

PASSWORD = "a-long-and-rare-pass-phrase"


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def made(make_world):
    made = make_world("discussion")
    ada = made.person("Ada", email="ada@example.org")
    ada.set_password(PASSWORD)
    ada.save()
    return made


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (0, "", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (1, "", "192.0.2.1"),
        (2, "10.0.0.1, 203.0.113.9, 198.51.100.2", "203.0.113.9"),
        (2, "198.51.100.2", "192.0.2.1"),
        (1, "x' OR 1=1, nonsense", "0.0.0.0"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "203.0.113.9:5555", "203.0.113.9"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, seen):
    settings.PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **headers)
    assert address_of(request) == seen


def test_a_whole_network_counts_as_one_client():
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("192.0.2.7") == "192.0.2.7"


def sign_in(client, password, address="192.0.2.1", forwarded="", email="ada@example.org"):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return client.post(
        "/accounts/login/", {"login": email, "password": password}, REMOTE_ADDR=address, headers=headers
    )


def too_many(answer):
    return answer.status_code == 429 or b"Too many failed" in answer.content


@pytest.mark.parametrize("proxies", [0, 1])
def test_guessing_is_stopped_whatever_is_written_into_the_header(made, settings, proxies):
    """With a proxy of ours, what the attacker writes stands before what the proxy adds."""
    settings.PROXIES = proxies
    client = made.client()
    answers = []
    for attempt in range(12):
        forged = f"203.0.113.{attempt}" + (", 198.51.100.7" if proxies else "")
        answers.append(too_many(sign_in(client, f"wrong-{attempt}", forwarded=forged)))
    assert answers[:5] == [False] * 5
    assert all(answers[5:]), answers
    right = sign_in(client, PASSWORD, forwarded="203.0.113.77" + (", 198.51.100.7" if proxies else ""))
    assert too_many(right), "nor does the right password get in from there now"


def test_one_attacker_locks_nobody_out(made):
    attacker = made.client()
    for attempt in range(20):
        sign_in(attacker, f"wrong-{attempt}", address="203.0.113.9")
    assert too_many(sign_in(attacker, PASSWORD, address="203.0.113.9"))
    victim = made.client()
    assert sign_in(victim, PASSWORD, address="192.0.2.1").status_code == 302
    assert victim.get("/me/").status_code == 200


def test_many_attackers_lock_nobody_out_of_a_browser_that_was_signed_in_before(made, settings):
    known = made.client()
    assert sign_in(known, PASSWORD, address="192.0.2.1").status_code == 302
    assert "sysml_device" in known.cookies
    cookie = known.cookies["sysml_device"]
    assert cookie["httponly"]
    assert "ada" not in cookie.value
    known.post("/accounts/logout/")
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_everywhere": "10/h/key"}
    for attempt in range(30):
        sign_in(made.client(), "wrong", address=f"203.0.113.{attempt}")
    stranger = sign_in(made.client(), PASSWORD, address="198.51.100.1")
    assert too_many(stranger), "an unknown browser waits while the account is under attack"
    assert sign_in(known, PASSWORD, address="192.0.2.1").status_code == 302


def test_the_cookie_of_a_browser_opens_no_other_count(made):
    """Somebody with an account of their own cannot use its cookie to guess at another's."""
    eve = made.person("Eve", email="eve@example.org")
    eve.set_password(PASSWORD)
    eve.save()
    client = made.client()
    sign_in(client, PASSWORD, email="eve@example.org", address="203.0.113.9")
    client.post("/accounts/logout/")
    answers = [too_many(sign_in(client, f"wrong-{attempt}", address="203.0.113.9")) for attempt in range(8)]
    assert answers == [False] * 5 + [True] * 3
    forged = made.client()
    forged.cookies["sysml_device"] = "anything:1vTT:forged"
    assert not too_many(sign_in(forged, "wrong", address="198.51.100.9"))


def test_a_success_gives_back_what_it_took(made):
    for _ in range(8):
        client = made.client()
        assert sign_in(client, PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("address", "data", "most"),
    [
        ("/accounts/password/reset/", {"email": "x{n}@example.org"}, 20),
        (
            "/accounts/signup/",
            {"email": "x{n}@example.org", "name": "X", "password1": "a", "password2": "a"},
            20,
        ),
    ],
)
def test_resets_and_sign_ups_are_limited_by_client(made, address, data, most):
    def ask(number, forwarded):
        return made.client().post(
            address,
            {key: value.format(n=number) for key, value in data.items()},
            REMOTE_ADDR="203.0.113.9",
            headers={"X-Forwarded-For": forwarded},
        )

    codes = [ask(number, f"198.51.100.{number}").status_code for number in range(most + 3)]
    assert set(codes[most:]) == {429}
    assert b"Too many tries" in made.client().post(address, data, REMOTE_ADDR="203.0.113.9").content
    assert 429 not in codes[:most]
    elsewhere = made.client().post(address, {key: value.format(n=99) for key, value in data.items()})
    assert elsewhere.status_code != 429


def test_a_flood_of_resets_leaves_the_person_a_letter_that_works(made):
    for _ in range(7):
        made.client().post(
            "/accounts/password/reset/", {"email": "ada@example.org"}, REMOTE_ADDR="203.0.113.9"
        )
    assert Letter.objects.filter(to="ada@example.org").count() == 5


def test_searching_is_limited_by_person(made, monkeypatch):
    import sysml.gate

    monkeypatch.setitem(sysml.gate.LIMITS, "<edition>/search/", (3, 60))
    monkeypatch.setitem(sysml.gate.LIMITS, "api/v1/editions/<edition>/search", (2, 60))
    ada = made.client("Ada")
    made.person("Eve")
    codes = [ada.get(made.url("search/?q=x")).status_code for _ in range(5)]
    assert codes[:3] == [200, 200, 200]
    assert codes[-1] == 429
    assert made.client("Eve").get(made.url("search/?q=x")).status_code == 200
    answers = [ada.get(f"/api/v1/editions/{made.edition.slug}/search?q=x") for _ in range(4)]
    assert answers[-1].json()["type"] == "urn:sysml:problem:throttled"
    assert int(answers[-1]["Retry-After"]) <= 60


def test_the_api_counts_visitors_by_their_network(made, settings, monkeypatch):
    import sysml.kernel.api

    monkeypatch.setattr(sysml.kernel.api, "RATE", 5)
    codes = [
        made.client()
        .get(
            "/api/v1/editions/", REMOTE_ADDR=f"2001:db8::{n + 1}", headers={"X-Forwarded-For": f"192.0.2.{n}"}
        )
        .status_code
        for n in range(8)
    ]
    assert codes[:5] == [200] * 5
    assert codes[-1] == 429
    assert made.client().get("/api/v1/editions/", REMOTE_ADDR="192.0.2.200").status_code == 200


def test_guessing_tokens_is_slowed(made):
    codes = [
        made.client().get("/api/v1/me/", headers={"Authorization": f"Bearer sysml_{n}"}).status_code
        for n in range(33)
    ]
    assert codes[0] == 401
    assert codes[-1] == 429
