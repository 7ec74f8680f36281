"""Weighty acts ask whether it is still the same person, and lose nothing that was typed."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from sysml.kernel.models import ApiToken
from sysml.security import NEEDS_PROOF
from tests.architecture.addresses import addresses

PASSWORD = "a-long-and-rare-pass-phrase"
CSV = "chair/exports/papers.csv"


def signed_in_a_while_ago(client, minutes=20):
    """The session as it is some time after the sign-in."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": time.time() - minutes * 60} for one in records]
    session.save()
    return client


@pytest.fixture
def made(make_world):
    made = make_world("discussion")
    made.chair().set_password(PASSWORD)
    made.people["Chair"].save()
    made.paper("One")
    return made


def give_password(client, answer, password=PASSWORD):
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/reauthenticate/?next=")
    page = client.get(answer.url)
    assert page.status_code == 200
    return client.post(answer.url, {"password": password, "next": "/me/proof/continue/"})


def test_every_route_of_the_table_exists():
    assert set(NEEDS_PROOF) <= {address.route for address in addresses()}


def test_an_export_leaves_soon_after_the_sign_in_and_not_later(made):
    client = made.client("Chair")
    assert client.get(made.url(CSV)).status_code == 200
    signed_in_a_while_ago(client, minutes=14)
    assert client.get(made.url(CSV)).status_code == 200
    signed_in_a_while_ago(client, minutes=16)
    assert client.get(made.url(CSV)).status_code == 302


def test_after_the_password_the_download_waits_and_works(made):
    client = signed_in_a_while_ago(made.client("Chair"))
    asked = client.get(made.url(CSV), headers={"Referer": "http://testserver" + made.url("chair/exports/")})
    done = give_password(client, asked)
    assert done.url == "/me/proof/continue/"
    page = client.get(done.url).content.decode()
    assert f'href="{made.url(CSV)}"' in page
    assert f'href="{made.url("chair/exports/")}"' in page
    assert client.get(made.url(CSV)).status_code == 200


def test_a_wrong_password_proves_nothing(made):
    client = signed_in_a_while_ago(made.client("Chair"))
    answer = give_password(client, client.get(made.url(CSV)), "not the password")
    assert answer.status_code == 200
    assert client.get(made.url(CSV)).status_code == 302
    assert client.get("/me/proof/continue/").status_code == 302


def test_a_form_is_kept_whole_and_sent_by_one_press(made):
    client = signed_in_a_while_ago(made.client("Chair"))
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    data = {
        "name": 'laptop "of" <mine> & yours',
        "scopes": ["profile:read", "chair:read"],
        "edition": made.edition.slug,
        "expires_on": day,
    }
    asked = client.post("/me/tokens/", data)
    assert not ApiToken.objects.exists()
    give_password(client, asked)
    page = client.get("/me/proof/continue/")
    typed = re.findall(r'name="(\w+)"\s+value="([^"]*)"', page.content.decode())
    kept = [(name, value) for name, value in typed if name in data]
    assert ("scopes", "profile:read") in kept
    assert ("scopes", "chair:read") in kept
    waiting = page.context["waiting"]
    again: dict[str, list[str]] = {}
    for name, value in waiting.fields:
        again.setdefault(name, []).append(value)
    answer = client.post(waiting.path, again)
    assert answer.status_code == 200
    token = ApiToken.objects.get()
    assert (token.name, token.scopes) == (data["name"], ["chair:read", "profile:read"])
    assert client.get("/me/proof/continue/").url == "/", "what waited is done"


def test_looking_as_somebody_else_and_releasing_ask_too(made):
    client = signed_in_a_while_ago(made.client("Chair"))
    for path in ("chair/view-as/", "chair/release/", "artifacts/release/"):
        assert client.get(made.url(path)).status_code != 302, path
        answer = client.post(made.url(path), {"email": "x@example.org"})
        assert answer.url.startswith("/accounts/reauthenticate/"), path
    assert "view_as" not in client.session


def test_an_endpoint_says_that_proof_is_missing_and_a_token_needs_none(made):
    from sysml.kernel import tokens

    address = f"/api/v1/editions/{made.edition.slug}/release/"
    client = signed_in_a_while_ago(made.client("Chair"))
    answer = client.post(address, {}, content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:sysml:problem:proof-needed")
    _, secret = tokens.create(
        person=made.people["Chair"],
        name="x",
        scopes=["chair:read"],
        edition_slug="",
        expires_at=made.now + timedelta(days=1),
        now=made.now,
    )
    answer = made.client().post(
        address, {}, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    assert "proof" not in answer.json()["type"]


def test_where_nobody_has_a_password_a_press_is_enough_and_only_in_a_demonstration(made, settings):
    settings.DEMO = True
    made.people["Chair"].set_unusable_password()
    made.people["Chair"].save()
    client = signed_in_a_while_ago(made.client("Chair"))
    asked = client.get(made.url(CSV))
    assert asked.url.startswith("/me/proof/")
    assert b"It is me" in client.get(asked.url).content
    assert client.post("/me/proof/").url == "/me/proof/continue/"
    assert client.get(made.url(CSV)).status_code == 200
    signed_in_a_while_ago(client)
    settings.DEMO = False
    assert client.post("/me/proof/").status_code == 404
    assert client.get(made.url(CSV)).status_code == 302
    assert b"It is me" not in client.get("/me/proof/").content


def test_no_other_site_puts_a_form_of_its_own_aside(made):
    """Otherwise the page on which one goes on would send it with a token of ours."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in_a_while_ago(made.client("Chair")).cookies
    answer = client.post(made.url("chair/view-as/"), {"email": "x@example.org"})
    assert answer.status_code == 403
    assert "kept_request" not in client.session


def test_the_way_back_leads_to_no_other_site(made):
    client = signed_in_a_while_ago(made.client("Chair"))
    for referrer in (
        "https://evil.example/",
        "http://testserver.evil.example/",
        "http://testserver//evil.example/",
    ):
        client.get(made.url(CSV), headers={"Referer": referrer})
        assert client.session["kept_request"]["back"] == "/", referrer


def test_a_visitor_is_sent_to_the_sign_in_as_ever(made):
    assert made.client().get(made.url(CSV)).url.startswith("/accounts/login/")
