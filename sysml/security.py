"""What a browser may do on our pages, and who else may vouch for a person."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from sysml.env import OAuthClient

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
            "default-src": [SELF],
            "base-uri": [NONE],
            "connect-src": [SELF],
            "font-src": [SELF],
            "form-action": [SELF, *(_origin(client) for client in clients)],
            "frame-ancestors": [NONE],
            "img-src": [SELF, "data:"],
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
