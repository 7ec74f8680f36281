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
_REFUSALS = {
    "400": ("Malformed", "The request cannot be read."),
    "401": ("NotSignedIn", "This needs somebody who is signed in, or a living token."),
    "403": ("NotAllowed", "You, or this token, may not do this, or not now."),
    "404": ("NotFound", "It does not exist, or you may not know that it does; both look the same."),
    "406": ("NotAcceptable", "The Accept header names no format that is given here."),
    "409": ("Stale", "Somebody changed it since you read it, or its state does not lead there."),
    "413": ("TooLarge", "The body is larger than what is taken here."),
    "415": ("UnsupportedMediaType", "The body is in no format that is read here."),
    "416": ("NoSuchRange", "The file does not have these bytes."),
    "422": ("Invalid", "It cannot be taken as it is; `errors` says where."),
    "429": ("TooOften", "Too many requests; `Retry-After` says for how long to wait."),
    "503": (
        "Frozen",
        "The chairs have frozen the edition for the moment; `Retry-After` says when to ask again.",
    ),
}
_ALWAYS = ("400", "401", "403", "404", "406", "422", "429")
_OF_WRITING = ("409", "413", "415")
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
    parts["responses"] = {name: _refusal(words) for name, words in _REFUSALS.values()}
    parts["parameters"] = {"IdempotencyKey": _KEY, "IfNoneMatch": _TAG}
    for address, path in result["paths"].items():
        for method, operation in path.items():
            _complete(method, operation, of_edition="{edition}" in address)
    return result


def _refusal(words: str) -> dict[str, Any]:
    headers = {
        name: {"description": meaning, "schema": {"type": "integer"}} for name, meaning in _HEADERS.items()
    }
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": words, "headers": headers, "content": problem}


def _complete(method: str, operation: dict[str, Any], *, of_edition: bool) -> None:
    """Every status is listed, none by `default`, so that a test can tell a lawful answer from a strange one."""
    codes = (*_ALWAYS, *(() if method == "get" else _OF_WRITING), *(("503",) if of_edition else ()))
    for code in codes:
        operation["responses"].setdefault(code, {"$ref": f"#/components/responses/{_REFUSALS[code][0]}"})
    if method == "post" and operation.get("security") != [{}]:
        _add_parameter(operation, "IdempotencyKey")
    if method == "get" and _gives_json(operation["responses"]):
        _add_parameter(operation, "IfNoneMatch")
        operation["responses"]["304"] = {"description": "Nothing has changed."}


def _add_parameter(operation: dict[str, Any], name: str) -> None:
    operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{name}"})


def _gives_json(responses: Mapping[str, Any]) -> bool:
    return "application/json" in responses.get("200", {}).get("content", {})
