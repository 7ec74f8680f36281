"""An author whom a co-author has named proves the address, claims the place and sees the paper. All by pages."""

import re

import pytest
from django.core.cache import cache

from sysml.kernel.models import AuditEntry, Letter, User

PASSWORD = "a-long-pass-phrase"


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    """How often somebody may ask is counted in the cache, which outlives a test."""
    cache.clear()


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/accounts/\S+)", letter.body)[1]


def test_the_named_author_signs_up_proves_the_address_claims_the_place_and_sees_the_paper(make_world):
    made = make_world("submission")
    paper = made.paper("A secret title", authors=("Ada",), unclaimed=("uma@work.example.org",))
    page, client = made.url(f"submissions/{paper.number}/"), made.client()
    form = {"name": "Uma", "email": "uma@work.example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)
    assert client.get("/me/places/").status_code == 302
    client.post(link_in(Letter.objects.get(kind="account")))
    client.post("/accounts/login/", {"login": form["email"], "password": PASSWORD})
    assert client.get(page).status_code == 404
    waiting = client.get("/me/places/").content.decode()
    assert "A secret title" not in waiting
    claim = re.search(r'href="(/sysml-2027/submissions/claim/\w+/)"', waiting)[1]
    assert client.get(claim).status_code == 200
    assert client.get(page).status_code == 404
    answer = client.post(claim)
    assert (answer.status_code, answer.url) == (302, page)
    assert "A secret title" in client.get(page).content.decode()
    uma = User.objects.get(email=form["email"])
    assert AuditEntry.objects.filter(action="authorship.claimed", actor=uma, about=paper.xid).exists()
    assert "A place as author" not in client.get("/me/places/").content.decode()


def test_nobody_claims_a_place_by_an_address_that_is_not_proven(make_world):
    made = make_world("submission")
    paper = made.paper("A secret title", unclaimed=("uma@work.example.org",))
    place = paper.authorships.get(email="uma@work.example.org")
    made.person("Olaf")
    claim = made.url(f"submissions/claim/{place.xid}/")
    assert made.client("Olaf").get(claim).status_code == 404
    assert made.client("Olaf").post(claim).status_code == 404
    place.refresh_from_db()
    assert place.person is None
