"""Secrets stand in no log: not a password, not a token, not the key of a reset or an invitation."""

import io
import logging
import re
from datetime import timedelta

import pytest
import structlog
from django.core.cache import cache

from sysml.kernel import tokens
from sysml.kernel.models import Letter
from sysml.logging import logging_config

MARK = "canary-7f3a9c-of-a-secret"
PASSWORD = f"{MARK}-password"


@pytest.fixture
def captured():
    """Everything that the site writes at its most talkative, in both of its forms."""
    stream, handlers = io.StringIO(), []
    for as_json in (True, False):
        config = logging_config(level="DEBUG", as_json=as_json)
        options = {k: v for k, v in config["formatters"]["structured"].items() if k != "()"}
        handler = logging.StreamHandler(stream)
        handler.setFormatter(structlog.stdlib.ProcessorFormatter(**options))
        handlers.append(handler)
    levels = {"": config["root"]["level"]} | {name: one["level"] for name, one in config["loggers"].items()}
    before = {name: logging.getLogger(name).level for name in levels}
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    for handler in handlers:
        logging.getLogger().addHandler(handler)
    yield stream
    for handler in handlers:
        logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def made(make_world):
    cache.clear()
    made = make_world("discussion")
    ada = made.person("Ada", email="ada@example.org")
    ada.set_password(PASSWORD)
    ada.save()
    made.chair()
    return made


def test_the_capture_hears_what_is_said(captured):
    logging.getLogger("sysml.x").info("said %s", MARK)
    logging.getLogger("django.security").warning(MARK)
    assert captured.getvalue().count(MARK) >= 4


def test_nothing_that_opens_a_door_is_logged(made, captured):
    client = made.client()
    client.raise_request_exception = False
    wrong = {"login": "ada@example.org", "password": f"{MARK}-wrong"}
    client.post("/accounts/login/", wrong)
    assert client.post("/accounts/login/", {**wrong, "password": PASSWORD}).status_code == 302
    day = (made.now + timedelta(days=9)).date().isoformat()
    data = {"name": "x", "scopes": ["profile:read"], "edition": "", "expires_on": day}
    secret = re.search(r'id="secret">([^<]+)<', client.post("/me/tokens/", data).content.decode())[1]
    for bearer in (secret, f"sysml_{MARK}", "Basic x"):
        made.client().get("/api/v1/me/", headers={"Authorization": f"Bearer {bearer}"})
    made.client().get(f"/api/v1/no-such-thing?token={MARK}")
    client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": f"{MARK}-n", "password2": "x"}
    )
    made.client().post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", Letter.objects.latest("pk").body)[
        1
    ]
    visitor = made.client()
    page = visitor.get(link)
    visitor.post(page.url, {"password1": f"{MARK}-new-pass-phrase", "password2": f"{MARK}-new-pass-phrase"})
    made.client().get(made.url(f"committee/invitation/{MARK}/"))
    made.client().get(f"/{MARK}/chair/")
    made.client().post(
        "/accounts/signup/", {"name": MARK, "email": f"{MARK}@example.org", "password1": PASSWORD}
    )
    said = captured.getvalue()
    key = link.rstrip("/").rsplit("/", 1)[1]
    assert said, "something was logged"
    for hidden in (MARK, secret, secret[12:], key, client.session.session_key or "-" * 9):
        assert hidden not in said, hidden


def test_nor_when_something_breaks_beneath_it(made, captured, monkeypatch):
    """A traceback shows the lines of the code and no values."""

    def break_down(*args, **kwargs):
        raise RuntimeError("something of ours broke")

    monkeypatch.setattr("allauth.account.adapter.DefaultAccountAdapter.authenticate", break_down)
    client = made.client()
    client.raise_request_exception = False
    answer = client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 500
    assert MARK.encode() not in answer.content
    monkeypatch.setattr("sysml.kernel.tokens.find", break_down)
    made_client = made.client()
    made_client.raise_request_exception = False
    made_client.get("/api/v1/me/", headers={"Authorization": f"Bearer sysml_{MARK}"})
    said = captured.getvalue()
    assert "something of ours broke" in said
    assert MARK not in said


def test_a_token_is_kept_as_a_digest_alone(made):
    token, secret = tokens.create(
        person=made.people["Ada"],
        name="x",
        scopes=["profile:read"],
        edition_slug="",
        expires_at=made.now + timedelta(days=1),
        now=made.now,
    )
    assert secret not in str(token.__dict__)
    assert secret[len(token.prefix) :] not in str(token.__dict__)
