"""A person's own profile and API tokens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sysml.kernel import orcid, tokens
from sysml.kernel.commands.profile import change_profile
from sysml.kernel.errors import Invalid
from sysml.kernel.models import ApiToken, AuditEntry
from sysml.kernel.queries import Spell, profile_of

EMPTY_HISTORY = {"history-TOTAL_FORMS": "0", "history-INITIAL_FORMS": "0"}
PROFILE = {
    "name": "Ada Moss",
    "affiliation": "University of Elsewhere",
    "country": "CH",
    "timezone": "Europe/Zurich",
    "orcid": "https://orcid.org/0000-0002-1825-0097",
    "homepage": "https://ada.example.org",
    "notifications": ["reminders"],
    **EMPTY_HISTORY,
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000000218250097", "0000-0002-1825-0097"),
        ("  ", ""),
    ],
)
def test_an_orcid_is_known_in_every_usual_spelling(text, wanted):
    assert orcid.normalise(text) == wanted


@pytest.mark.parametrize("text", ["0000-0002-1825-0098", "0000-0002-1694-2330", "1234", "0000-0002-1825-009"])
def test_a_mistyped_orcid_is_refused(text):
    with pytest.raises(ValueError, match="ORCID"):
        orcid.normalise(text)


def test_the_profile_is_saved_with_its_history(make_world):
    made = make_world()
    made.person("Ada")
    history = {
        "history-TOTAL_FORMS": "2",
        "history-INITIAL_FORMS": "0",
        "history-0-name": "Institute A",
        "history-0-domain": "@A.example.org",
        "history-0-since": "2019",
        "history-0-until": "2024",
    }
    answer = made.client("Ada").post("/me/", {**PROFILE, **history})
    assert answer.status_code == 302
    made.people["Ada"].refresh_from_db()
    shown = profile_of(made.people["Ada"])
    assert (shown.name, shown.country, shown.timezone) == ("Ada Moss", "CH", "Europe/Zurich")
    assert shown.orcid == "0000-0002-1825-0097"
    assert shown.notifications == {"reminders": True, "discussion": False, "calendar": False}
    assert shown.affiliations == (Spell("Institute A", "a.example.org", 2019, 2024),)
    assert AuditEntry.objects.get(action="profile.changed").actor == made.people["Ada"]
    page = made.client("Ada").get("/me/").content.decode()
    assert 'value="Institute A"' in page
    assert made.people["Ada"].email in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"orcid": "0000-0002-1825-0098"}, "orcid"),
        ({"timezone": "Moon/Base"}, "timezone"),
        ({"country": "XX"}, "country"),
        ({"name": ""}, "name"),
        ({"homepage": "javascript:alert(1)"}, "homepage"),
    ],
)
def test_a_wrong_profile_is_refused_and_the_words_stay(make_world, changes, field):
    made = make_world()
    made.person("Ada")
    answer = made.client("Ada").post("/me/", {**PROFILE, "affiliation": "Kept words", **changes})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert b"Kept words" in answer.content
    made.people["Ada"].refresh_from_db()
    assert made.people["Ada"].name == "Ada"


def test_the_command_checks_what_any_caller_sends(make_world):
    made = make_world()
    ada = made.person("Ada")
    for changes in (
        {"orcid": "1"},
        {"timezone": "x"},
        {"country": "ZZ"},
        {"name": " "},
        {"notifications": {"decisions": False}},
        {"homepage": "not an address"},
    ):
        with pytest.raises(Invalid):
            change_profile(person=ada, changes=changes, now=made.now)
    with pytest.raises(Invalid):
        change_profile(person=ada, changes={}, affiliations=[Spell("X", "", 2020, 2019)], now=made.now)


def test_email_and_rights_are_no_part_of_the_profile(make_world):
    made = make_world()
    ada = made.person("Ada")
    before = ada.email
    change_profile(person=ada, changes={"email": "x@example.org", "is_site_admin": True}, now=made.now)
    ada.refresh_from_db()
    assert (ada.email, ada.is_site_admin) == (before, False)


@pytest.mark.parametrize("path", ["/me/", "/me/tokens/", "/me/merge/", "/me/places/"])
def test_ones_own_pages_ask_for_signing_in(make_world, path):
    made = make_world()
    made.person("Ada")
    assert made.client().get(path).status_code == 302
    assert made.client("Ada").get(path).status_code == 200


def test_a_token_is_shown_once_works_and_is_revoked(make_world):
    made = make_world()
    made.person("Ada")
    client = made.client("Ada")
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    data = {"name": "laptop", "scopes": ["profile:read"], "edition": "sysml-2027", "expires_on": day}
    page = client.post("/me/tokens/", data).content.decode()
    token = ApiToken.objects.get()
    assert token.edition_slug == "sysml-2027"
    secret = page.split('id="secret">')[1].split("<")[0]
    assert secret.startswith("sysml_")
    assert secret not in client.get("/me/tokens/").content.decode()
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert made.client().get("/api/v1/me/", **bearer).json()["name"] == "Ada"
    assert client.get(f"/me/tokens/{token.xid}/revoke/").status_code == 200
    assert ApiToken.objects.get().revoked_at is None
    client.post(f"/me/tokens/{token.xid}/revoke/", {"confirmed": "1"})
    assert made.client().get("/api/v1/me/", **bearer).status_code in {401, 403}
    actions = list(AuditEntry.objects.filter(action__startswith="token.").values_list("action", flat=True))
    assert sorted(actions) == ["token.created", "token.revoked"]


def test_nobody_sees_or_revokes_the_token_of_another(make_world):
    made = make_world()
    token, _ = tokens.create(
        person=made.person("Ada"),
        name="cron at night",
        scopes=["profile:read"],
        edition_slug="",
        expires_at=made.now + timedelta(days=1),
        now=made.now,
    )
    made.person("Eve")
    eve = made.client("Eve")
    assert b"cron at night" not in eve.get("/me/tokens/").content
    assert eve.post(f"/me/tokens/{token.xid}/revoke/", {"confirmed": "1"}).status_code == 404
    assert ApiToken.objects.get().revoked_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_on": "2001-01-01"}, "expires_on"),
        ({"expires_on": "2999-01-01"}, "expires_on"),
        ({"edition": "secret-2030"}, "edition"),
    ],
)
def test_a_wrong_token_is_not_made(make_world, changes, field):
    made = make_world()
    made.person("Ada")
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    data = {"name": "laptop", "scopes": ["profile:read"], "edition": "", "expires_on": day, **changes}
    answer = made.client("Ada").post("/me/tokens/", data)
    assert field in answer.context["form"].errors
    assert not ApiToken.objects.exists()


def test_the_api_of_the_profile_reads_and_changes_it(make_world):
    made = make_world()
    made.person("Ada")
    client = made.client("Ada")
    shown = client.get("/api/v1/me/").json()
    assert shown["email"] == made.people["Ada"].email
    assert "id" not in shown
    change = {
        "country": "SE",
        "notifications": {"calendar": False},
        "affiliations": [{"name": "A", "since": 2020}],
    }
    answer = client.patch("/api/v1/me/", change, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["notifications"] == {"reminders": True, "discussion": True, "calendar": False}
    assert answer.json()["affiliations"] == [{"name": "A", "domain": "", "since": 2020, "until": None}]
    wrong = client.patch("/api/v1/me/", {"orcid": "1"}, content_type="application/json")
    assert wrong.status_code == 422
    assert "orcid" in wrong.json()["errors"]
    assert made.client().get("/api/v1/me/").status_code in {401, 403}


def test_a_token_without_the_scope_does_not_change_the_profile(make_world):
    made = make_world()
    _, secret = tokens.create(
        person=made.person("Ada"),
        name="reader",
        scopes=["profile:read"],
        edition_slug="",
        expires_at=made.now + timedelta(days=1),
        now=made.now,
    )
    answer = made.client().patch(
        "/api/v1/me/",
        {"country": "SE"},
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {secret}",
    )
    assert answer.status_code == 403
    made.people["Ada"].refresh_from_db()
    assert made.people["Ada"].country == ""
