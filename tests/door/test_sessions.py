"""Where one is signed in: listed in words, ended by its owner at once, and by nobody else."""

import pytest
from allauth.usersessions.models import UserSession

from sysml.kernel.door.clients import device_words
from sysml.kernel.models import AuditEntry

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        (CHROME, "Chrome on Linux"),
        (CHROME + " Edg/141.0", "Edge on Linux"),
        ("curl/8.0", "A program or an unusual browser"),
        ("<script>alert(1)</script> Firefox/1", "Firefox"),
        ("", "A program or an unusual browser"),
    ],
)
def test_devices_are_named_in_words_of_ours(header, words):
    assert device_words(header) == words


@pytest.fixture
def made(make_world):
    made = make_world("discussion")
    made.person("Ada")
    made.person("Eve")
    return made


def browser(made, who, user_agent):
    """A signed-in browser that has opened a page."""
    client = made.client(who)
    client.defaults["HTTP_USER_AGENT"] = user_agent
    assert client.get("/me/").status_code == 200
    return client


def listed(client):
    return client.get("/me/sessions/").context["sessions"]


def test_each_browser_is_listed_with_this_one_first(made):
    browser(made, "Ada", SAFARI)
    browser(made, "Eve", CHROME)
    here = browser(made, "Ada", FIREFOX)
    found = listed(here)
    assert [(one.device, one.is_this_one) for one in found] == [
        ("Firefox on Windows", True),
        ("Safari on iPhone", False),
    ]
    assert {one.address for one in found} == {"127.0.0.1"}
    page = here.get("/me/sessions/").content.decode()
    assert "Sign out everywhere else" in page
    for row in UserSession.objects.all():
        assert row.session_key not in page
    assert here.get("/accounts/sessions/").url == "/me/sessions/"


def test_ending_one_takes_effect_at_once_and_is_in_the_log(made):
    there, here = browser(made, "Ada", SAFARI), browser(made, "Ada", FIREFOX)
    key = next(one.key for one in listed(here) if not one.is_this_one)
    assert here.post(f"/me/sessions/{key}/end/").status_code == 302
    assert there.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200
    assert [one.is_this_one for one in listed(here)] == [True]
    assert AuditEntry.objects.get(action="session.ended").actor == made.people["Ada"]
    assert here.post(f"/me/sessions/{key}/end/").status_code == 404


def test_all_others_end_together(made):
    others = [browser(made, "Ada", SAFARI) for _ in range(3)]
    here, eve = browser(made, "Ada", FIREFOX), browser(made, "Eve", CHROME)
    here.post("/me/sessions/others/end/")
    assert {client.get("/me/").status_code for client in others} == {302}
    assert here.get("/me/").status_code == eve.get("/me/").status_code == 200


def test_nobody_ends_the_session_of_another(made):
    ada, eve = browser(made, "Ada", SAFARI), browser(made, "Eve", CHROME)
    key = listed(ada)[0].key
    assert eve.post(f"/me/sessions/{key}/end/").status_code == 404
    assert ada.get("/me/").status_code == 200
    assert ada.get(f"/me/sessions/{key}/end/").status_code == 405


def test_a_changed_password_ends_every_other_session(made):
    ada = made.people["Ada"]
    ada.set_password("an-old-and-rare-pass-phrase")
    ada.save()
    there, here = browser(made, "Ada", SAFARI), browser(made, "Ada", FIREFOX)
    new = "a-new-and-rare-pass-phrase"
    data = {"oldpassword": "an-old-and-rare-pass-phrase", "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", data).status_code == 302
    assert there.get("/me/").status_code == 302


def test_use_is_written_down_rarely(made, django_assert_num_queries):
    client = browser(made, "Ada", SAFARI)
    with django_assert_num_queries(4):
        client.get("/me/")
