"""The API's reference as a page: read from the same schema that clients get."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True)
class Operation:
    """One endpoint with one method."""

    method: str
    path: str
    words: str
    parameters: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Section:
    """The endpoints of one part of the product."""

    name: str
    operations: tuple[Operation, ...]


@cache
def sections() -> tuple[Section, ...]:
    """Every endpoint, by part; made once per process."""
    generator: Any = SchemaGenerator
    schema: dict[str, Any] = generator().get_schema(request=None, public=True)
    found: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"].partition("_")[0]
            found.setdefault(name, []).append(_operation(schema, method, path, operation))
    return tuple(Section(name, tuple(operations)) for name, operations in sorted(found.items()))


def _operation(schema: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> Operation:
    parameters = tuple(
        (p["name"], p.get("description", ""))
        for p in operation.get("parameters", [])
        if p.get("in") == "query"
    )
    return Operation(
        method=method.upper(),
        path=path,
        words=operation.get("description", ""),
        parameters=parameters,
        fields=_fields(schema, operation),
    )


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> tuple[tuple[str, str, bool], ...]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        shape = content.get("schema", {})
        if reference := shape.get("$ref"):
            shape = schema["components"]["schemas"][reference.rpartition("/")[2]]
        required = set(shape.get("required", ()))
        return tuple(
            (name, _type(what), name in required) for name, what in shape.get("properties", {}).items()
        )
    return ()


def _type(what: dict[str, Any]) -> str:
    return str(what.get("format") or what.get("type") or "object")
