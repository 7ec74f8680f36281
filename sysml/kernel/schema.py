"""What the description of the API (OpenAPI 3.1) says of all endpoints alike; drf-spectacular writes the rest."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from sysml.kernel.api import KEY_LENGTH, PROBLEM

_HEADERS = {
    "RateLimit-Limit": "requests that may be sent in a minute",
    "RateLimit-Remaining": "requests that are left of them",
    "RateLimit-Reset": "seconds until the next minute begins",
}
_PROBLEM = {
    "type": "object",
    "description": "What was refused and why (RFC 9457).",
    "properties": {
        "type": {"type": "string", "description": "names the kind of problem, for programs"},
        "title": {"type": "string", "description": "says what is wrong, for people"},
        "status": {"type": "integer"},
        "errors": {
            "type": "object",
            "description": "by field, what is wrong with it; the empty name stands for the whole",
            "additionalProperties": True,
        },
    },
    "required": ["type", "title", "status"],
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": KEY_LENGTH},
    "description": "Chosen by you. Sent again within a day, the request is not done again but answered as before.",
}
_TAG = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The ETag that you have; if nothing has changed, the answer is 304 without a body.",
}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema speaks of tokens."""

    target_class = "sysml.kernel.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token, made on the page “API tokens”, with scopes, an edition and an expiry.",
        }


def describe_what_all_share(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Problems, the Idempotency-Key of every POST, and the headers of conditional requests and of rates."""
    parts = result["components"]
    parts.setdefault("schemas", {})["Problem"] = _PROBLEM
    parts["responses"] = {
        "Problem": {
            "description": "Refused.",
            "headers": {
                name: {"description": words, "schema": {"type": "integer"}}
                for name, words in _HEADERS.items()
            },
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    parts["parameters"] = {"IdempotencyKey": _KEY, "IfNoneMatch": _TAG}
    for path in result["paths"].values():
        for method, operation in path.items():
            _complete(method, operation)
    return result


def _complete(method: str, operation: dict[str, Any]) -> None:
    operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    if method == "post" and operation.get("security") != [{}]:
        _add_parameter(operation, "IdempotencyKey")
    if method == "get" and _gives_json(operation["responses"]):
        _add_parameter(operation, "IfNoneMatch")
        operation["responses"]["304"] = {"description": "Nothing has changed."}


def _add_parameter(operation: dict[str, Any], name: str) -> None:
    operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{name}"})


def _gives_json(responses: Mapping[str, Any]) -> bool:
    return "application/json" in responses.get("200", {}).get("content", {})
