"""Frozen dataclasses to plain JSON values and back, checked by their annotations."""

import dataclasses
import enum
import functools
import types
import typing
from typing import Any, TypeVar, Union, cast

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return `value` made of dicts, lists, strings, numbers, booleans and None only."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    return value


def from_plain(kind: type[T], value: Any, where: str = "") -> T:
    """Build a `kind` from plain values; raise ValueError that names the offending key."""
    return cast(T, _decode(kind, value, where))


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _decode(kind: Any, value: Any, where: str) -> Any:
    origin = typing.get_origin(kind)
    if kind is Any:
        return value
    if origin in (Union, types.UnionType):
        return _decode_union(kind, value, where)
    if origin is tuple:
        return _decode_tuple(kind, value, where)
    if origin is dict:
        if not isinstance(value, dict):
            raise ValueError(f"{where or 'value'}: expected a mapping")
        _, item_kind = typing.get_args(kind)
        return {str(key): _decode(item_kind, item, f"{where}.{key}") for key, item in value.items()}
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(cast(type, kind), value, where)
    return _decode_scalar(kind, value, where)


def _decode_union(kind: Any, value: Any, where: str) -> Any:
    members = typing.get_args(kind)
    if value is None and type(None) in members:
        return None
    rest = [member for member in members if member is not type(None)]
    return _decode(rest[0], value, where)


def _decode_tuple(kind: Any, value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"{where or 'value'}: expected a list")
    args = typing.get_args(kind)
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_decode(args[0], item, f"{where}[{index}]") for index, item in enumerate(value))
    if len(args) != len(value):
        raise ValueError(f"{where or 'value'}: expected {len(args)} values, got {len(value)}")
    return tuple(_decode(arg, item, where) for arg, item in zip(args, value, strict=True))


def _decode_dataclass(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"{where or kind.__name__}: expected a mapping")
    hints = _hints(kind)
    names = {field.name for field in dataclasses.fields(kind)}
    unknown = sorted(set(value) - names)
    if unknown:
        raise ValueError(f"{where or kind.__name__}: unknown key {unknown[0]!r}")
    prefix = f"{where}." if where else ""
    return kind(**{key: _decode(hints[key], item, prefix + key) for key, item in value.items()})


def _decode_scalar(kind: Any, value: Any, where: str) -> Any:
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(value)
    if kind is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{where or 'value'}: expected {kind.__name__}, got {value!r}")
    return value
