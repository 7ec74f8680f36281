"""Signing up, proving an address, and what waits for it; letters go through the outbox."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from sysml.kernel import events
from sysml.kernel.events import AddressProven
from sysml.kernel.models import Letter, User

SIGN_UP = {
    "name": "Ada Moss",
    "email": "Ada@Example.org",
    "password1": "a-long-pass-phrase",
    "password2": "a-long-pass-phrase",
}


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    """How often somebody may ask is counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def proven(monkeypatch):
    """Addresses whose proof was published."""
    found = []
    monkeypatch.setitem(events._handlers, AddressProven, [found.append])
    return found


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/accounts/\S+)", letter.body)[1]


def test_sign_up_asks_the_name_writes_a_letter_and_the_link_proves_the_address(make_world, proven):
    made = make_world()
    client = made.client()
    form = client.get("/accounts/signup/").content.decode()
    assert form.index('name="name"') < form.index('name="email"')
    assert client.post("/accounts/signup/", SIGN_UP).status_code == 302
    ada = User.objects.get(email="ada@example.org")
    assert ada.name == "Ada Moss"
    letter = Letter.objects.get()
    assert (letter.kind, letter.to, letter.person) == ("account", "ada@example.org", ada)
    assert letter.status in {Letter.Status.QUEUED, Letter.Status.SENT}
    assert not proven
    page = link_in(letter)
    assert client.get(page).status_code == 200
    answer = client.post(page)
    assert answer.status_code == 302
    assert [(event.person_id, event.email) for event in proven] == [(ada.pk, "ada@example.org")]
    assert EmailAddress.objects.get().verified
    again = made.client()
    signed_in = again.post("/accounts/login/", {"login": "ADA@example.org", "password": SIGN_UP["password1"]})
    assert signed_in.status_code == 302
    assert again.get("/me/").status_code == 200


def test_nobody_is_let_in_before_the_address_is_proven(make_world):
    made = make_world()
    client = made.client()
    client.post("/accounts/signup/", SIGN_UP)
    answer = made.client().post(
        "/accounts/login/", {"login": "ada@example.org", "password": SIGN_UP["password1"]}
    )
    assert "confirm-email" in answer.url
    assert client.get("/me/").status_code == 302


def test_a_site_can_close_its_sign_up(make_world, settings):
    made = make_world()
    settings.SIGNUP_OPEN = False
    made.client().post("/accounts/signup/", SIGN_UP)
    assert not User.objects.filter(email="ada@example.org").exists()


def test_resetting_a_password_writes_one_letter_and_says_the_same_for_a_stranger(make_world):
    made = make_world()
    ada = made.person("Ada")
    known = made.client().post("/accounts/password/reset/", {"email": ada.email})
    letter = Letter.objects.get()
    assert letter.to == ada.email
    assert "/accounts/password/reset/key/" in letter.body
    unknown = made.client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_the_same_letter_asked_for_twice_is_two_letters_with_names_of_their_own(make_world):
    made = make_world()
    ada = made.person("Ada")
    for _ in range(2):
        made.client().post("/accounts/password/reset/", {"email": ada.email})
    keys = list(Letter.objects.values_list("key", flat=True))
    assert len(set(keys)) == 2


def test_a_place_waits_for_a_proven_address_only_and_tells_no_title(make_world):
    made = make_world("submission")
    made.person("Uma", email="uma@elsewhere.example.org")
    made.paper("A secret title", unclaimed=("uma@work.example.org",))
    client = made.client("Uma")
    assert b"A place as author" not in client.get("/me/places/").content
    address = EmailAddress.objects.create(
        user=made.people["Uma"], email="uma@work.example.org", verified=False, primary=False
    )
    assert b"A place as author" not in client.get("/me/places/").content
    address.verified = True
    address.save()
    page = client.get("/me/places/").content.decode()
    assert "A place as author at SysML 2027" in page
    assert "A secret title" not in page
    url = re.search(r'href="(/sysml-2027/submissions/claim/\w+/)"', page)[1]
    assert client.get(url).status_code == 200


def test_buttons_of_other_sign_ins_are_there_only_when_they_are_configured(make_world):
    import json
    import os
    import subprocess
    import sys

    made = make_world()
    page = made.client().get("/accounts/login/").content.decode()
    assert "ORCID" not in page
    assert "Or through another account" not in page
    script = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'sysml.settings'; django.setup();"
        "from django.conf import settings; import json;"
        "print(json.dumps(sorted(settings.SOCIALACCOUNT_PROVIDERS)))"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith("SYSML_") or k == "SYSML_DATA"}
    env |= {"SYSML_DEBUG": "1", "SYSML_ORCID_CLIENT_ID": "x", "SYSML_ORCID_SECRET": "y"}
    out = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert json.loads(out.stdout.strip().splitlines()[-1]) == ["orcid"]
