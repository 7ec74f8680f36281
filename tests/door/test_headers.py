"""What every answer of the site says to the browser, on every address, whoever asks."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import URLPattern, get_resolver

from tests.architecture.addresses import addresses, path_of
from tests.architecture.test_routes import Site

pytestmark = pytest.mark.django_db
STRICT = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
    "connect-src": {"'self'"},
    "font-src": {"'self'"},
    "worker-src": {"'self'"},
}


def accounts() -> list[str]:
    """The addresses of the sign-in library, with something in every place."""
    found: list[str] = []

    def walk(resolver: Any, prefix: str) -> None:
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern).lstrip("^").rstrip("$").removesuffix(r"\Z")
            if isinstance(entry, URLPattern):
                found.append(route)
            else:
                walk(entry, route)

    walk(get_resolver(), "")
    ours = [route for route in found if route.startswith("accounts/")]
    filled = [re.sub(r"<[^>]+>|\(\?P<\w+>(?:[^()]|\([^)]*\))*\)", "1", route) for route in ours]
    return [f"/{route}" for route in filled]


def policy_of(answer: Any) -> dict[str, set[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {part[0]: set(part[1:]) for part in parts}


def faults(answer: Any) -> list[str]:
    """What is wrong with the headers of an answer."""
    headers, wrong = answer.headers, []
    policy = policy_of(answer) if "Content-Security-Policy" in headers else {}
    if "sandbox" in policy:
        if policy["default-src"] != {"'none'"}:
            wrong.append("sandboxed, but it may load")
    else:
        wrong += [f"CSP {name}" for name, value in STRICT.items() if policy.get(name) != value]
    if "unsafe" in headers.get("Content-Security-Policy", "") or "*" in headers.get(
        "Content-Security-Policy", ""
    ):
        wrong.append("CSP is loose")
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    wrong += [f"{name}: {headers.get(name)}" for name, value in wanted.items() if headers.get(name) != value]
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    if "no-store" not in headers.get("Cache-Control", ""):
        wrong.append(f"Cache-Control: {headers.get('Cache-Control')}")
    vary = {part.strip().lower() for part in headers.get("Vary", "").split(",")}
    if not {"cookie", "authorization"} <= vary:
        wrong.append(f"Vary: {headers.get('Vary')}")
    wrong += [f"says {name}" for name in ("Server", "X-Powered-By", "Last-Modified") if name in headers]
    return wrong


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Site()
        transaction.set_rollback(True)


def closed(answer: Any) -> Any:
    for close in answer._resource_closers:
        close()
    return answer


@pytest.mark.parametrize("who", ["visitor", "reviewer", "chair"])
def test_every_address_answers_with_every_header(site: Site, who: str) -> None:
    cache.clear()
    client, wrong, seen = site.clients[who], {}, 0
    for address in addresses():
        answer = closed(client.get(path_of(address, site.cast)))
        seen += 1
        if found := faults(answer):
            wrong[f"{answer.status_code} {address.route}"] = found
    assert not wrong
    assert seen > 250


@pytest.mark.parametrize("who", ["visitor", "chair"])
def test_so_do_the_pages_of_accounts(site: Site, who: str) -> None:
    cache.clear()
    client, wrong = site.clients[who], {}
    paths = accounts()
    assert len(paths) > 20
    for path in paths:
        if "logout" in path:
            continue
        if found := faults(client.get(path)):
            wrong[path] = found
    assert not wrong


@pytest.mark.parametrize(
    ("path", "status"), [("/no-such-thing/", 404), ("/api/v1/no-such-thing", 404), ("/sysml-2027/x/y/", 404)]
)
def test_errors_carry_them_too(site: Site, path: str, status: int) -> None:
    answer = site.clients["chair"].get(path)
    assert answer.status_code == status
    assert faults(answer) == []


def test_a_refused_form_carries_them_too(site: Site) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "x"})
    assert answer.status_code == 403
    assert faults(answer) == []


def test_over_https_browsers_are_told_to_stay_there(site: Site, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    from django.test import Client

    assert "max-age=31536000" in Client().get("/", secure=True)["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in Client().get("/").headers


def test_cookies_are_out_of_reach_of_scripts_and_other_sites() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_no_page_is_told_apart_by_a_fault_in_this_test() -> None:
    """An answer without any of it is found to lack all of it."""
    from django.http import HttpResponse

    assert len(faults(HttpResponse("x"))) > 12
