"""What a browser may do on our pages, who else may vouch for a person, and where the door asks again.

Routes are written as in the URL configuration, without converters; tests hold the tables against it.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from sysml.env import OAuthClient

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
        "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
ALWAYS = frozenset({"GET", "HEAD", "POST"})
ON_POST = frozenset({"POST"})
NEEDS_PROOF: dict[str, frozenset[str]] = {
    "me/tokens/": ON_POST,
    "<edition>/chair/exports/files.zip": ALWAYS,
    "<edition>/chair/exports/<key>.csv": ALWAYS,
    "<edition>/chair/exports/<key>.json": ALWAYS,
    "<edition>/chair/committee/files/<kind>.csv": ALWAYS,
    "<edition>/chair/decide/decisions.csv": ALWAYS,
    "<edition>/chair/view-as/": ON_POST,
    "<edition>/chair/release/": ON_POST,
    "<edition>/chair/decide/<number>/release/": ON_POST,
    "<edition>/chair/decide/<number>/desk-reject/release/": ON_POST,
    "<edition>/artifacts/release/": ON_POST,
    "<edition>/chair/settings/security/": ON_POST,
    "<edition>/chair/erasure/": ON_POST,
    "<edition>/chair/erasure/carry-out/": ON_POST,
    "<edition>/chair/erasure/all.zip": ALWAYS,
    "api/v1/editions/<edition>/second-factor/": frozenset({"PUT"}),
    "api/v1/editions/<edition>/erasure/": frozenset({"PUT"}),
    "api/v1/editions/<edition>/erasure/carry-out/": ON_POST,
    "api/v1/me/tokens/": ON_POST,
    "api/v1/editions/<edition>/chair/exports/files.zip": ALWAYS,
    "api/v1/editions/<edition>/chair/exports/<key>.csv": ALWAYS,
    "api/v1/editions/<edition>/chair/exports/<key>.json": ALWAYS,
    "api/v1/editions/<edition>/chair/view-as": ON_POST,
    "api/v1/editions/<edition>/release/": ON_POST,
    "api/v1/editions/<edition>/submissions/<number>/decision/release/": ON_POST,
    "api/v1/editions/<edition>/artifacts/release": ON_POST,
}
"""Where something leaves the site or opens it: the session must have given proof within the last minutes."""

LIMITS: dict[str, tuple[int, int]] = {
    "<edition>/search/": (60, 60),
    "api/v1/editions/<edition>/search": (60, 60),
    "me/merge/": (10, 600),
}
"""How many requests a person may send in so many seconds, beside the limit of the whole API."""

SIGN_IN_ORIGINS = {
    "orcid": "https://orcid.org",
    "google": "https://accounts.google.com",
    "github": "https://github.com",
}


def content_security_policy(clients: Sequence[OAuthClient]) -> dict[str, Any]:
    """Everything from this site alone, nothing inline.

    A browser holds a form to `form-action` even after a redirect, so sign-in providers are named there.
    """
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "base-uri": [NONE],
            "connect-src": [SELF],
            "font-src": [SELF],
            "form-action": [SELF, *(_origin(client) for client in clients)],
            "frame-ancestors": [NONE],
            "img-src": [SELF, "data:"],
            "manifest-src": [SELF],
            "object-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "worker-src": [SELF],
        }
    }


def sign_in_providers(clients: Sequence[OAuthClient]) -> dict[str, dict[str, Any]]:
    """The value of allauth's SOCIALACCOUNT_PROVIDERS: only those that the environment configures."""
    return {client.provider: {"APPS": [_app(client)]} for client in clients}


def _app(client: OAuthClient) -> dict[str, Any]:
    return {
        "provider_id": client.provider,
        "name": client.name or client.provider,
        "client_id": client.client_id,
        "secret": client.secret,
        "settings": {"server_url": client.server_url} if client.server_url else {},
    }


def _origin(client: OAuthClient) -> str:
    if client.provider in SIGN_IN_ORIGINS:
        return SIGN_IN_ORIGINS[client.provider]
    parts = urlsplit(client.server_url)
    return f"{parts.scheme}://{parts.netloc}"
