"""Tokens through the API: a token makes another that is in nothing wider."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from sysml.kernel import tokens
from sysml.kernel.models import ApiToken, AuditEntry, IdempotentReply

ME = "/api/v1/me/tokens/"


@pytest.fixture(autouse=True)
def _no_earlier_requests():
    """Requests are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def made(make_world):
    world = make_world("reviewing")
    world.person("Ada")
    return world


def token(made, who="Ada", scopes=tuple(tokens.SCOPES), edition="", days=30):
    return tokens.create(
        person=made.people[who],
        name="first",
        scopes=scopes,
        edition_slug=edition,
        expires_at=made.now + timedelta(days=days),
        now=made.now,
    )


def client_with(secret):
    return Client(headers={"Authorization": f"Bearer {secret}"})


def make(client, *, key="", **changes):
    data = {
        "name": "second",
        "scopes": ["submissions:read"],
        "expires_at": (timezone.now() + timedelta(days=7)).isoformat(),
        **changes,
    }
    return client.post(
        ME, data, content_type="application/json", headers={"Idempotency-Key": key} if key else {}
    )


def test_a_token_makes_a_narrower_one_that_works_and_ends_it(made):
    client = client_with(token(made, scopes=["tokens:write", "submissions:read", "profile:read"])[1])
    answer = make(client)
    assert answer.status_code == 201
    second = client_with(answer.json()["secret"])
    mine = f"/api/v1/editions/{made.edition.slug}/submissions/mine"
    assert second.get(mine).status_code == 200
    assert second.get(ME).status_code == 403
    listed = client.get(ME).json()["results"]
    assert {row["name"] for row in listed} == {"first", "second"}
    assert "secret" not in listed[0]
    assert client.delete(f"{ME}{answer.json()['xid']}/").status_code == 204
    assert second.get(mine).status_code == 401
    assert AuditEntry.objects.filter(action="token.revoked").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": ["submissions:read", "chair:write"]}, "scopes"),
        ({"edition": "sysml-2028"}, "edition"),
        ({"edition": ""}, "edition"),
        ({"expires_at": "days"}, "expires_at"),
    ],
)
def test_nothing_wider_comes_of_a_token(made, changes, field):
    if changes.get("expires_at"):
        changes = {"expires_at": (made.now + timedelta(days=31)).isoformat()}
    _, secret = token(made, scopes=["tokens:write", "submissions:read"], edition=made.edition.slug)
    client = client_with(secret)
    assert make(client, edition=made.edition.slug).status_code == 201
    before = ApiToken.objects.count()
    answer = make(client, **{"edition": made.edition.slug, **changes})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert ApiToken.objects.count() == before


def test_it_needs_its_own_scope(made):
    client = client_with(token(made, scopes=[s for s in tokens.SCOPES if s != "tokens:write"])[1])
    assert make(client).status_code == 403
    assert client.delete(f"{ME}{ApiToken.objects.get().xid}/").status_code == 403
    assert ApiToken.objects.filter(revoked_at=None).count() == 1


def test_a_session_makes_one_and_others_do_not_end_it(made):
    made.person("Eve")
    answer = make(made.client("Ada"))
    assert answer.status_code == 201
    assert Client().get(ME).status_code == 401
    assert client_with(token(made, "Eve")[1]).delete(f"{ME}{answer.json()['xid']}/").status_code == 404
    assert ApiToken.objects.get(xid=answer.json()["xid"]).revoked_at is None


def test_a_token_of_one_edition_lists_those_of_it_alone(made):
    token(made)
    _, secret = token(made, edition=made.edition.slug)
    assert [row["edition"] for row in client_with(secret).get(ME).json()["results"]] == [made.edition.slug]


def test_the_secret_is_kept_nowhere_not_even_for_a_repeated_request(made):
    client = client_with(token(made)[1])
    first, second = make(client, key="again"), make(client, key="again")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["secret"] != second.json()["secret"]
    assert not IdempotentReply.objects.exists()
