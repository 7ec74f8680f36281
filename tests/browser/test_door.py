"""The door as a chair meets it in a browser: proof, the second step, sessions, the end of an edition's data."""

import time
from typing import Any

import pytest

from sysml.conference.domain import ActKind
from tests.architecture.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-and-rare-pass-phrase"


def _let_proof_grow_old() -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        if records := session.get("account_authentication_methods"):
            old = [{**one, "at": time.time() - 3600} for one in records]
            session["account_authentication_methods"] = old
            session.save()


def test_a_chair_passes_the_door(story: Any) -> None:
    site, cast = story(), Cast()
    cast.move_to("final")
    made, chair = cast.made, cast.people["C"]
    chair.set_password(PASSWORD)
    chair.save()
    page = site.person(chair)
    for path, name in (
        (made.url("chair/settings/security/"), "security"),
        (made.url("chair/erasure/"), "erasure"),
        ("/me/sessions/", "sessions"),
        ("/me/second-step/", "second-step"),
        ("/me/proof/", "proof"),
    ):
        page.goto(path)
        site.check(page, name)
    made.edition.erase_on = made.now.date()
    made.edition.save()
    made.act(ActKind.CLOSED)
    page.goto(made.url("chair/erasure/"))
    site.check(page, "erasure-due")
    _let_proof_grow_old()
    page.goto(made.url("chair/view-as/"))
    page.fill("[name=email]", cast.people["A"].email)
    page.click("main button[type=submit]")
    site.check(page, "reauthenticate")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    assert page.url.endswith("/me/proof/continue/")
    site.check(page, "continue")
    page.click("main button[type=submit]")
    assert page.url.endswith("/home/"), "the form was sent as it was typed"
    made.edition.second_factor = True
    made.edition.save()
    sleeping = site.person(chair)
    sleeping.goto(made.url("chair/"))
    assert "/me/second-step/" in sleeping.url
    sleeping.goto(made.url("home/"))
    site.check(sleeping, "asleep")
