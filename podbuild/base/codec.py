"""Frozen dataclasses and named tuples to plain JSON values and back, by their type hints: how builds remember a release."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_PLAIN = frozenset((str, int, float, bool, type(None)))


def to_json(value: Any) -> Any:
    """The plain form of a value made of dataclasses (as mappings), tuples, mappings with string keys, strings, numbers and None.

    Fields that take no part in comparing (positions) are left out: they do not belong to the value.
    """
    if type(value) in _PLAIN:
        return value
    if isinstance(value, (tuple, list)):
        return [item if type(item) in _PLAIN else to_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: to_json(getattr(value, name)) for name in _compared(type(value))}
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    return value


@cache
def _compared(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.compare)


def from_json(kind: type[T], value: Any) -> T:
    """A value of that type. Raises ValueError, KeyError or TypeError where the plain form does not fit it."""
    made: T = _read(kind, value)
    return made


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind) if f.compare and f.init}


@cache
def _row(kind: type) -> tuple[Any, ...]:
    return tuple(get_type_hints(kind).values())


def _read(kind: Any, value: Any) -> Any:
    if kind is Any:
        return value
    origin = get_origin(kind)
    if origin is Literal:
        if value not in get_args(kind):
            raise ValueError(value)
        return value
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        (inner,) = [a for a in get_args(kind) if a is not type(None)]
        return _read(inner, value)
    if origin is tuple:
        inner_kinds = get_args(kind)
        if len(inner_kinds) == 2 and inner_kinds[1] is Ellipsis:
            return tuple(_read(inner_kinds[0], item) for item in value)
        return tuple(_read(k, item) for k, item in zip(inner_kinds, value, strict=True))
    if origin is not None:  # a mapping
        inner = get_args(kind)[1]
        return {str(key): _read(inner, item) for key, item in value.items()}
    if hasattr(kind, "_make"):  # a named tuple
        return kind._make(_read(hint, item) for hint, item in zip(_row(kind), value, strict=True))
    if is_dataclass(kind):
        return kind(**{name: _read(hint, value[name]) for name, hint in _hints(kind).items() if name in value})  # type: ignore[operator, arg-type]
    if kind is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
