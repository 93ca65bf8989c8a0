"""Tables of fields, and how a mapping is read by one: unknown keys, missing keys and wrong values become mistakes.

The same tables give the JSON Schema, so that an editor and podbuild never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from podbuild.base.diagnostics import did_you_mean
from podbuild.source.desk import Desk
from podbuild.source.yaml_nodes import Mapping as MappingNode
from podbuild.source.yaml_nodes import Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be. `read` gives None where it put a mistake on the desk."""

    noun: str
    read: Callable[[Node, Desk], Any]
    schema: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """A key that an author may write. `name` is the attribute that takes the value."""

    key: str
    name: str
    kind: Kind
    doc: str
    is_required: bool = False


Fields = tuple[Field, ...]


def read_fields(node: Node, fields: Fields, desk: Desk, owner: str) -> dict[str, Any] | None:
    """The values that are written and right, by attribute; None where `node` is no mapping. `owner` is named in messages."""
    if not isinstance(node, MappingNode):
        wrong_type(node, desk, f"{owner} is written as keys with values")
        return None
    by_key = {f.key: f for f in fields}
    values: dict[str, Any] = {}
    for key, value in node.entries:
        if key.text not in by_key:
            fix = did_you_mean(key.text, by_key) or "delete it"
            desk.say("key-unknown", f'"{key.text}" is not a key of {owner}', key.span, fix)
        elif isinstance(value, Scalar) and value.is_null:
            fix = f"write {by_key[key.text].kind.noun}, or delete the line"
            desk.say("value-missing", f'"{key.text}" has no value', key.span, fix)
        elif (result := by_key[key.text].kind.read(value, desk)) is not None:
            values[by_key[key.text].name] = result
    _check_required(node, fields, desk, owner)
    return values


def _check_required(node: MappingNode, fields: Fields, desk: Desk, owner: str) -> None:
    for f in fields:
        if f.is_required and node.get(f.key) is None:
            desk.say("field-missing", f'{owner} has no "{f.key}"', node.span, f'add "{f.key}: …": {f.kind.noun}')


def describe(node: Node) -> str:
    """What stands there, in an author's words.

    >>> from podbuild.source.passage import whole
    >>> describe(Scalar("soon", True, whole("a", "soon")))
    '"soon"'
    """
    match node:
        case Scalar():
            return f'"{node.text}"' if len(node.text) <= 60 else f'"{node.text[:59]}…"'
        case Sequence():
            return "a list"
        case _:
            return "a mapping"


def wrong_type(node: Node, desk: Desk, wanted: str) -> None:
    """`wanted` is a sentence about what would be right."""
    desk.say("type-wrong", f"{describe(node)} does not fit here", node.span, wanted)


def object_schema(fields: Fields) -> dict[str, Any]:
    """The JSON Schema of a mapping with these fields."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {f.key: {"description": f.doc, **f.kind.schema} for f in fields},
        "additionalProperties": False,
    }
    required = [f.key for f in fields if f.is_required]
    return schema | {"required": required} if required else schema
