"""An edition may ask a second step of signing in of those who hold an office; until then the office sleeps."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

from sysml.conference.guard.commands import ask_second_factor
from sysml.kernel import tokens
from sysml.kernel.errors import Invalid, NotAllowed
from sysml.kernel.models import ApiToken, AuditEntry

CHAIRS_PAGES = ("chair/", "chair/decide/", "chair/settings/", "chair/log/", "chair/exports/", "chair/papers/")


def set_up(person):
    """The person has an app that shows codes."""
    return totp.TOTP.activate(person, totp.generate_totp_secret())


@pytest.fixture
def made(make_world):
    """An edition that asks for it, with a chair who has none yet."""
    made = make_world("discussion")
    made.chair()
    made.paper("One", authors=("Ann",))
    made.edition.second_factor = True
    made.edition.save()
    return made


def test_a_chair_without_one_is_led_to_set_it_up(made):
    client = made.client("Chair")
    for path in CHAIRS_PAGES:
        answer = client.get(made.url(path))
        assert answer.status_code == 302, path
        assert answer.url.startswith("/me/second-step/?next="), path
    page = client.get(client.get(made.url("chair/")).url).content.decode()
    assert "/accounts/2fa/totp/activate/" in page
    assert made.url("chair/") in page
    assert "sleeps" in client.get(made.url("home/")).content.decode()


def test_neither_other_pages_nor_acts_nor_endpoints_open_what_the_office_would(made):
    paper = made.paper("Two", authors=("Ben",))
    made.handle(paper, made.people["Chair"])
    client = made.client("Chair")
    assert client.get(made.url(f"submissions/{paper.number}/")).status_code == 404
    for path in ("artifacts/assign/", "submissions/unfinished/"):
        assert client.get(made.url(path)).status_code in {403, 404}, path
    base = f"/api/v1/editions/{made.edition.slug}/"
    for path in ("acts/", "offices/", "chair/log", f"submissions/{paper.number}", "submissions/9998"):
        answer = client.get(base + path)
        assert (answer.status_code, answer.json()["type"]) == (
            403,
            "urn:sysml:problem:second-factor-needed",
        ), path
    frozen = client.post(f"{base}acts/", {"kind": "frozen", "reason": "x"}, content_type="application/json")
    assert frozen.status_code == 403
    assert client.post(made.url("chair/settings/acts/frozen/"), {"reason": "x"}).status_code == 302
    assert not made.edition.acts.filter(kind="frozen").exists()


def test_with_a_second_step_the_office_wakes(made):
    set_up(made.people["Chair"])
    client = made.client("Chair")
    for path in CHAIRS_PAGES:
        assert client.get(made.url(path)).status_code == 200, path
    assert "sleeps" not in client.get(made.url("home/")).content.decode()
    assert b"You have one" in client.get("/me/second-step/").content


def test_recovery_codes_alone_are_no_second_step(made):
    RecoveryCodes.activate(made.people["Chair"])
    assert Authenticator.objects.filter(user=made.people["Chair"]).exists()
    assert made.client("Chair").get(made.url("chair/")).status_code == 302


def test_whoever_holds_no_office_is_asked_nothing(made):
    made.member("Mo")
    for who in ("Mo", "Ann"):
        assert made.client(who).get(made.url("home/")).status_code == 200
        hidden = made.client(who).get(made.url("chair/"))
        assert hidden.status_code in {403, 404}
    assert made.client().get(made.url("chair/")).url.startswith("/accounts/login/")


def test_whoever_handles_a_paper_without_an_office_is_asked_too(made):
    paper = made.paper("Three", authors=("Cat",))
    made.person("Hal")
    made.handle(paper, made.people["Hal"])
    assert made.client("Hal").get(made.url(f"submissions/{paper.number}/")).status_code == 404
    set_up(made.people["Hal"])
    assert made.client("Hal").get(made.url(f"submissions/{paper.number}/")).status_code == 200


def test_a_token_made_before_opens_nothing_of_the_office_either(made):
    _, secret = tokens.create(
        person=made.people["Chair"],
        name="old",
        scopes=["chair:read"],
        edition_slug="",
        expires_at=made.now + timedelta(days=1),
        now=made.now,
    )
    address = f"/api/v1/editions/{made.edition.slug}/acts/"
    bearer = {"Authorization": f"Bearer {secret}"}
    assert made.client().get(address, headers=bearer).json()["type"].endswith("second-factor-needed")
    set_up(made.people["Chair"])
    assert made.client().get(address, headers=bearer).status_code == 200


def test_a_new_token_needs_it(made):
    day = (made.now + timedelta(days=30)).date().isoformat()
    data = {"name": "x", "scopes": ["chair:read"], "edition": "", "expires_on": day}
    client = made.client("Chair")
    page = client.post("/me/tokens/", data)
    assert b"second step" in page.content
    assert not ApiToken.objects.exists()
    assert client.post("/me/tokens/", {**data, "edition": made.edition.slug}).status_code == 200
    assert not ApiToken.objects.exists()
    set_up(made.people["Chair"])
    client.post("/me/tokens/", data)
    assert ApiToken.objects.count() == 1
    made.client("Ann").post("/me/tokens/", data)
    assert ApiToken.objects.count() == 2, "whoever holds no office is not asked"


def test_only_a_chair_who_has_one_asks_it_of_others_with_a_reason(make_world):
    made = make_world("discussion")
    made.chair()
    made.member("Mo")
    chair, edition = made.viewer("Chair"), made.edition

    def ask(by, on=True, reason="reviews leaked elsewhere"):
        ask_second_factor(by=by, edition=edition, on=on, reason=reason, now=made.now)
        edition.refresh_from_db()

    with pytest.raises(Invalid, match="your own"):
        ask(chair)
    set_up(made.people["Chair"])
    with pytest.raises(Invalid, match="Say why"):
        ask(chair, reason=" ")
    with pytest.raises(NotAllowed):
        ask(made.viewer("Mo"))
    edition.refresh_from_db()
    assert not edition.second_factor
    ask(chair)
    assert edition.second_factor
    assert AuditEntry.objects.get(action="edition.second-factor-asked").reason == "reviews leaked elsewhere"
    ask(chair)
    assert AuditEntry.objects.filter(action="edition.second-factor-asked").count() == 1
    ask(chair, on=False, reason="all is well")
    assert not edition.second_factor
    assert AuditEntry.objects.filter(action="edition.second-factor-dropped").exists()


def test_the_page_shows_who_has_one_and_saves_the_switch(make_world, django_assert_num_queries):
    made = make_world("discussion")
    made.chair()
    made.chair("Hal", kind="handling")
    set_up(made.people["Chair"])
    client = made.client("Chair")
    page = client.get(made.url("chair/settings/security/"))
    rows = {row.name: (row.offices, row.ready) for row in page.context["holders"]}
    assert rows == {"Chair": ("chair", True), "Hal": ("handling chair", False)}
    with django_assert_num_queries(6):
        client.get(made.url("chair/settings/security/"))
    assert (
        client.post(made.url("chair/settings/security/"), {"on": "on", "reason": "as agreed"}).status_code
        == 302
    )
    made.edition.refresh_from_db()
    assert made.edition.second_factor
    assert made.client("Hal").get(made.url("chair/settings/security/")).status_code == 302
    assert client.post(made.url("chair/settings/security/"), {"reason": "no more"}).status_code == 302
    made.edition.refresh_from_db()
    assert not made.edition.second_factor
    assert made.client("Hal").get(made.url("chair/settings/security/")).status_code == 404


def test_the_endpoint_does_the_same(make_world):
    made = make_world("discussion")
    made.chair()
    made.member("Mo")
    client, address = made.client("Chair"), f"/api/v1/editions/{made.edition.slug}/second-factor/"
    assert client.get(address).json()["on"] is False
    sent = {"on": True, "reason": "as agreed"}
    refused = client.put(address, sent, content_type="application/json")
    assert refused.status_code == 422
    set_up(made.people["Chair"])
    assert client.put(address, sent, content_type="application/json").json()["on"] is True
    assert client.get(address).json()["holders"][0]["ready"] is True
    assert made.client("Mo").get(address).status_code == 404


def test_setting_one_up_signs_out_every_other_browser(make_world):
    """A session that a password alone has opened must not outlive the second step."""
    made = make_world("discussion")
    made.chair()
    elsewhere, here = made.client("Chair"), made.client("Chair")
    assert elsewhere.get("/me/").status_code == 200
    page = here.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call, **_: call())
        assert here.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    assert Authenticator.objects.filter(user=made.people["Chair"], type="totp").exists()
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
