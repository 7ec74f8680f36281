"""What every endpoint shares: problems, tokens, rates, conditional requests, keys against doing twice, cursors."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client, RequestFactory
from rest_framework.request import Request

from submissions.domain import Status
from submissions.models import Document, Submission
from sysml.kernel import api, audit, tokens
from sysml.kernel.api import ABANDONED, KEPT, RATE, RATE_SECONDS, SealedCursor
from sysml.kernel.errors import NotFound
from sysml.kernel.models import ApiToken, IdempotentReply, Letter, User
from tests.factories.submissions import tiny_pdf
from tests.factories.world import World

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"
PAPER = {"track": "research", "title": "Cold starts", "abstract": "They are cache misses."}


@pytest.fixture(autouse=True)
def _no_earlier_requests():
    """Requests are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def made(make_world: Callable[..., World]) -> World:
    """An edition that takes papers, and Ada, who has none."""
    world = make_world("registration")
    world.person("Ada")
    return world


def token_of(
    made: World, who: str = "Ada", *, scopes=tuple(tokens.SCOPES), edition: str = "", days: float = 30
) -> tuple[ApiToken, str]:
    return tokens.create(
        person=made.people[who],
        name="test",
        scopes=scopes,
        edition_slug=edition,
        expires_at=made.now + timedelta(days=days),
        now=made.now,
    )


def client_with(secret: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {secret}"})


def client_of(made: World, who: str = "Ada", **options: Any) -> Client:
    return client_with(token_of(made, who, **options)[1])


def url(made: World, path: str = "submissions") -> str:
    return f"/api/v1/editions/{made.edition.slug}/{path}"


def post(client: Client, address: str, data: Any, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(address, data, content_type="application/json", headers=headers)


def assert_problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer["Content-Type"] == PROBLEM
    body = json.loads(answer.content)
    assert body["type"] == f"urn:sysml:problem:{kind}"
    assert body["status"] == status
    assert body["title"]
    return body


# Problems


def test_a_request_without_credentials_is_told_how_to_give_them(made):
    answer = Client().get(url(made))
    assert_problem(answer, 401, "not-authenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_wrong_fields_are_named(made):
    answer = post(client_of(made), url(made), {"title": "x" * 1000})
    body = assert_problem(answer, 422, "invalid")
    assert {"title", "track"} <= body["errors"].keys()


def test_a_body_that_is_no_json_is_a_problem(made):
    answer = client_of(made).post(url(made), b"{", content_type="application/json")
    assert_problem(answer, 400, "parse-error")


def test_a_method_that_does_not_exist_is_a_problem(made):
    assert_problem(client_of(made).delete(url(made)), 405, "method-not-allowed")


def test_an_address_that_leads_nowhere_is_a_problem_and_no_page(made):
    for address in ("/api/v1/nowhere", "/api/v1/editions/nowhere-2030/submissions", url(made, "nowhere")):
        assert_problem(client_of(made).get(address), 404, "not-found")


def test_what_is_hidden_and_what_is_missing_give_the_same_bytes(made):
    paper = made.paper(authors=("Bo",), status=Status.COMPLETE)
    assert client_of(made, "Bo").get(url(made, f"submissions/{paper.number}")).status_code == 200
    client = client_of(made)
    hidden, missing = (client.get(url(made, f"submissions/{n}")) for n in (paper.number, 9))
    elsewhere = client.get("/api/v1/editions/nowhere-2030/submissions/9")
    assert hidden.status_code == 404
    assert hidden.content == missing.content == elsewhere.content
    varying = {"RateLimit-Remaining", "RateLimit-Reset", "X-Request-ID"}
    assert {n: v for n, v in hidden.items() if n not in varying} == {
        n: v for n, v in missing.items() if n not in varying
    }


def test_an_error_of_ours_is_a_problem_without_details(made, monkeypatch):
    monkeypatch.setattr("submissions.api.papers.lists.papers", lambda *a: 1 / 0)
    client = client_of(made)
    client.raise_request_exception = False
    answer = client.get(url(made))
    assert_problem(answer, 500, "internal-server-error")
    assert b"Division" not in answer.content


# Tokens


def test_a_token_needs_the_scope_of_the_act(made):
    reader = client_of(made, scopes=("submissions:read",))
    assert reader.get(url(made)).status_code == 200
    body = assert_problem(post(reader, url(made), PAPER), 403, "permission-denied")
    assert "submissions:write" in body["title"]
    assert not Submission.objects.exists()


def test_a_token_of_one_edition_finds_no_other(made, make_world):
    other = make_world("registration", slug="sysml-2028")
    bound = client_of(made, edition=made.edition.slug)
    assert bound.get(url(made)).status_code == 200
    assert_problem(bound.get(url(other)), 404, "not-found")
    assert client_of(made).get(url(other)).status_code == 200


def test_a_token_dies_at_its_expiry(made):
    client = client_of(made, days=1)
    with time_machine.travel(made.now + timedelta(hours=23), tick=False):
        assert client.get(url(made)).status_code == 200
    with time_machine.travel(made.now + timedelta(hours=25), tick=False):
        answer = client.get(url(made))
        assert_problem(answer, 401, "authentication-failed")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_is_dead_at_once(made):
    token, secret = token_of(made)
    assert client_with(secret).get(url(made)).status_code == 200
    tokens.revoke(token=token, now=made.now)
    assert_problem(client_with(secret).get(url(made)), 401, "authentication-failed")


def test_the_token_of_a_closed_account_is_dead(made):
    client = client_of(made)
    User.objects.filter(pk=made.people["Ada"].pk).update(is_active=False)
    assert client.get(url(made)).status_code == 401


def test_a_dead_token_does_not_fall_back_to_the_session_of_the_browser(made):
    signed_in = made.client("Ada")
    assert signed_in.get(url(made)).status_code == 200
    answer = signed_in.get(url(made), headers={"Authorization": "Bearer sysml_dead"})
    assert_problem(answer, 401, "authentication-failed")


def test_a_token_opens_no_page(made):
    assert client_of(made).get("/me/tokens/").status_code == 302


def test_the_session_of_a_browser_needs_its_csrf_token(made):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(made.people["Ada"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert_problem(post(browser, url(made), PAPER), 403, "permission-denied")
    assert not Submission.objects.exists()


# Rates


def test_too_many_requests_are_refused_until_the_next_minute(made, monkeypatch):
    monkeypatch.setattr(api, "RATE", 2)
    client = client_of(made)
    begins = datetime.fromtimestamp(made.now.timestamp() // 60 * 60, made.now.tzinfo) + timedelta(minutes=1)
    with time_machine.travel(begins + timedelta(seconds=20), tick=False):
        first, second, third = (client.get(url(made)) for _ in range(3))
        assert [first["RateLimit-Remaining"], second["RateLimit-Remaining"]] == ["1", "0"]
        assert first["RateLimit-Limit"] == "2"
        assert first["RateLimit-Reset"] == "40"
        assert_problem(third, 429, "throttled")
        assert (third["Retry-After"], third["RateLimit-Remaining"]) == ("40", "0")
        made.person("Bo")
        assert client_of(made, "Bo").get(url(made)).status_code == 200
    with time_machine.travel(begins + timedelta(seconds=RATE_SECONDS), tick=False):
        assert client.get(url(made)).status_code == 200


def test_refused_requests_count_too(made):
    answer = Client().get(url(made))
    assert answer.status_code == 401
    assert answer["RateLimit-Remaining"] == str(RATE - 1)
    assert Client().get(url(made))["RateLimit-Remaining"] == str(RATE - 2)


# Conditional requests


def test_what_has_not_changed_is_not_sent_again(made):
    client = client_of(made)
    first = client.get(url(made, "submissions/mine"))
    tag = first["ETag"]
    for sent in (tag, f'"other", {tag}'):
        same = client.get(url(made, "submissions/mine"), headers={"If-None-Match": sent})
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    post(client, url(made), PAPER)
    changed = client.get(url(made, "submissions/mine"), headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag


# Idempotency keys


def test_a_request_that_is_sent_twice_is_done_once(made):
    client = client_of(made)
    first, again = (post(client, url(made), PAPER, key="one") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["title"] == PAPER["title"]
    assert again.content == first.content
    assert again["Location"] == first["Location"]
    assert "Idempotent-Replay" not in first
    assert again["Idempotent-Replay"] == "true"
    assert Submission.objects.count() == 1
    assert post(client, url(made), PAPER, key="two").status_code == 201
    assert Submission.objects.count() == 2


def test_a_key_belongs_to_one_request(made):
    client = client_of(made)
    assert post(client, url(made), PAPER, key="one").status_code == 201
    answer = post(client, url(made), {**PAPER, "title": "Another"}, key="one")
    assert_problem(answer, 422, "idempotency-key-reused")
    assert Submission.objects.count() == 1


def test_a_key_belongs_to_one_person(made):
    made.person("Bo")
    assert post(client_of(made), url(made), PAPER, key="one").status_code == 201
    assert post(client_of(made, "Bo"), url(made), PAPER, key="one").status_code == 201
    assert Submission.objects.count() == 2


def test_a_token_without_the_scope_gets_no_replay(made):
    assert post(client_of(made), url(made), PAPER, key="one").status_code == 201
    reader = client_of(made, scopes=("submissions:read",))
    assert_problem(post(reader, url(made), PAPER, key="one"), 403, "permission-denied")


def test_what_was_refused_leaves_its_key_free(made):
    client = client_of(made)
    assert post(client, url(made), {**PAPER, "track": "none"}, key="one").status_code == 422
    assert not IdempotentReply.objects.exists()
    assert post(client, url(made), PAPER, key="one").status_code == 201


def test_an_error_of_ours_leaves_its_key_free(made, monkeypatch):
    client = client_of(made)
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("submissions.api.papers.commands.register", lambda **more: 1 / 0)
        assert post(client, url(made), PAPER, key="one").status_code == 500
    assert not IdempotentReply.objects.exists()
    assert post(client, url(made), PAPER, key="one").status_code == 201


def _running(made: World, client: Client) -> IdempotentReply:
    """The trace of a request that was killed, or still runs."""
    assert post(client, url(made), PAPER, key="one").status_code == 201
    Submission.objects.all().delete()
    IdempotentReply.objects.update(status=0, body={}, headers={}, created_at=made.now)
    return IdempotentReply.objects.get()


def test_while_the_first_request_runs_the_second_is_refused(made):
    client = client_of(made)
    _running(made, client)
    with time_machine.travel(made.now + ABANDONED - timedelta(seconds=1), tick=False):
        assert_problem(post(client, url(made), PAPER, key="one"), 409, "request-in-progress")
    assert not Submission.objects.exists()


def test_a_request_that_never_ended_may_be_sent_again_after_five_minutes(made):
    client = client_of(made)
    row = _running(made, client)
    with time_machine.travel(made.now + ABANDONED + timedelta(seconds=1), tick=False):
        other = post(client, url(made), {**PAPER, "title": "Another"}, key="one")
        assert_problem(other, 422, "idempotency-key-reused")
        answer = post(client, url(made), PAPER, key="one")
    assert answer.status_code == 201
    row.refresh_from_db()
    assert row.status == 201
    assert json.loads(row.body) == answer.json()


def test_after_a_day_answers_are_forgotten(made):
    client = client_of(made)
    post(client, url(made), PAPER, key="one")
    with time_machine.travel(made.now + KEPT + timedelta(minutes=1), tick=False):
        assert post(client, url(made), {**PAPER, "title": "Another"}, key="two").status_code == 201
        assert list(IdempotentReply.objects.values_list("key", flat=True)) == ["two"]
        assert post(client, url(made), {**PAPER, "title": "Third"}, key="one").status_code == 201


def test_a_key_has_an_end(made):
    body = assert_problem(post(client_of(made), url(made), PAPER, key="k" * 121), 422, "invalid")
    assert list(body["errors"]) == ["Idempotency-Key"]


def _send_file(client: Client, address: str, content: bytes) -> Any:
    file = SimpleUploadedFile("paper.pdf", content, "application/pdf")
    return client.post(address, {"kind": "paper", "file": file}, headers={"Idempotency-Key": "file"})


def test_a_large_file_is_taken_once_and_never_read_into_memory(made, settings):
    client = client_of(made)
    number = post(client, url(made), PAPER).json()["number"]
    address = url(made, f"submissions/{number}/files")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000  # reading the body whole would now be refused
    content = tiny_pdf() + b"%" * 5000
    first, again = _send_file(client, address, content), _send_file(client, address, content)
    assert (first.status_code, again.status_code) == (201, 201), first.content
    assert again.content == first.content
    assert again["Idempotent-Replay"] == "true"
    assert Document.objects.count() == 1
    other = _send_file(client, address, content + b"%")
    assert_problem(other, 422, "idempotency-key-reused")


# Cursors


class _ByXid(SealedCursor):
    page_size = 2


def _page(address: str) -> tuple[list[str], str | None, SealedCursor]:
    paginator = _ByXid()
    request = Request(RequestFactory().get(address))
    rows = paginator.paginate_queryset(User.objects.all(), request)
    assert rows is not None
    return [row.xid for row in rows], paginator.get_next_link(), paginator


def test_cursors_lead_through_all_rows_and_say_nothing_of_them(made):
    for name in ("Bo", "Cy", "Di", "Ed"):
        made.person(name)
    wanted = list(User.objects.order_by("xid").values_list("xid", flat=True))
    found, address = [], "/api/v1/people?state=all"
    while address:
        rows, following, _ = _page(address)
        found += rows
        if following:
            query = parse_qs(urlsplit(following).query)
            assert query["state"] == ["all"]
            assert not any(xid in following for xid in wanted)
            assert _page(address)[1] == following  # the same page has the same ETag
        address = following or ""
    assert found == wanted


def test_pages_lead_back_too(made):
    for name in ("Bo", "Cy", "Di"):
        made.person(name)
    first, following, _ = _page("/api/v1/people")
    assert following
    _, _, second = _page(following)
    back = second.get_previous_link()
    assert back
    assert _page(back)[0] == first


def test_the_log_is_paged_by_cursors_that_hold_their_place(made):
    made.chair("Cora")

    def log(name: str, minute: int) -> None:
        later = made.now + timedelta(minutes=minute)
        audit.record(actor_id=None, action="test.done", now=later, scope=made.edition.slug, summary=name)

    for minute, name in enumerate(("one", "two", "three")):
        log(name, minute)
    client = client_of(made, "Cora")
    first = client.get(url(made, "chair/log?action=test&page_size=2")).json()
    assert [row["summary"] for row in first["results"]] == ["three", "two"]
    log("four", 3)
    second = client.get(first["next"]).json()
    assert [row["summary"] for row in second["results"]] == ["one"]
    assert second["next"] is None
    assert_problem(client.get(url(made, "chair/log?cursor=invented")), 404, "not-found")


def test_the_outbox_is_paged_by_cursors(made):
    made.chair("Cora")
    client = client_of(made, "Cora")
    for serial in range(3):
        Letter.objects.create(
            scope=made.edition.slug,
            kind="test",
            to=f"p{serial}@example.org",
            subject="s",
            body="b",
            created_at=made.now + timedelta(minutes=serial),
            key=f"test:{serial}",
        )
    first = client.get(url(made, "chair/letters?kind=test&page_size=2")).json()
    second = client.get(first["next"]).json()
    shown = [row["to"] for page in (first, second) for row in page["results"]]
    assert shown == ["p2@example.org", "p1@example.org", "p0@example.org"]
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["cD1hYmM=", "x", "", "é", "%00"])
def test_a_cursor_that_is_not_ours_is_not_found(made, cursor):
    request = Request(RequestFactory().get("/api/v1/people", {"cursor": cursor}))
    with pytest.raises(NotFound):
        _ByXid().paginate_queryset(User.objects.all(), request)


# The description


def test_the_committed_description_is_that_of_the_code(settings):
    generated = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=generated)
    committed = (settings.BASE_DIR / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    assert generated.getvalue().strip() == committed.strip(), "Write it anew with: make schema"
