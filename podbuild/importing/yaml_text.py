"""Values → YAML that the loader reads back as they were, whatever signs are in them; plain where that is safe."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

_PLAIN = re.compile(r"[^\W\d_](?:[\w .,()&'’/+–—-]*[\w.)])?")
_IN_FLOW = re.compile(r"[,\[\]{}]")
_NOT_TEXT = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029", "\ufeff": "\\ufeff", "\r": " "}
Value = str | int | bool | Sequence["Value"] | Mapping[str, "Value"]


def scalar(value: str | int | bool, in_flow: bool = False) -> str:
    """One value. Texts stand in quotes where any sign in them could mean something.

    >>> scalar("The post boat"), scalar("- a: b #c"), scalar("no"), scalar(True), scalar("🎙 \\u2028")
    ('The post boat', '"- a: b #c"', '"no"', 'true', '"🎙 \\\\u2028"')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = _UNWANTED.sub("", value)
    if _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXT and not (in_flow and _IN_FLOW.search(text)):
        return text
    return quoted(text)


def storable(text: str) -> str:
    """The text without what no text of a show may hold."""
    return _UNWANTED.sub("", text).replace("\r", " ")


def quoted(text: str) -> str:
    """A text in double quotes, on one line."""
    written = json.dumps(storable(text), ensure_ascii=False)
    return "".join(_BREAKS.get(char, char) for char in written)


def flow(value: Value) -> str:
    """A value on one line.

    >>> flow({"url": "https://e.org/a,b", "bytes": 12, "tags": ["a", "b, c"]})
    '{url: "https://e.org/a,b", bytes: 12, tags: [a, "b, c"]}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, str | int):
        return scalar(value, in_flow=True)
    return "[" + ", ".join(flow(inner) for inner in value) + "]"


def prose(key: str, text: str) -> str:
    """A key with a text of several lines, as a block where that keeps every sign."""
    lines = [line.rstrip() for line in _UNWANTED.sub("", text).strip().split("\n")]
    if len(lines) == 1 and len(lines[0]) <= 100:
        return f"{key}: {scalar(lines[0])}\n"
    if any(char in text for char in "\t\r\x85\u2028\u2029\ufeff"):
        return f"{key}: {quoted(chr(10).join(lines))}\n"
    return f"{key}: |-\n" + "".join(f"  {line}\n" if line else "\n" for line in lines)


def entry(key: str, value: Value) -> str:
    """A key with its value; a list that would be long takes a line for each item."""
    if isinstance(value, str | int):
        return f"{key}: {scalar(value)}\n"
    if isinstance(value, Mapping):
        return f"{key}: {flow(value)}\n"
    line = f"{key}: {flow(value)}\n"
    if len(line) <= 100 and not any(isinstance(inner, Mapping) for inner in value):
        return line
    return f"{key}:\n" + "".join(f"  - {flow(inner)}\n" for inner in value)
