"""The kinds of values that fields hold. Each says what it takes, reads a node, and carries its JSON Schema.

Scalars are read by the kind that asks, never guessed: `no` is a text where a text is asked, `1:30` a duration.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from podbuild.base.diagnostics import did_you_mean
from podbuild.base.units import parse_duration, parse_level, squeezed
from podbuild.source import categories, dates, languages, licenses
from podbuild.source.decode import Fields, Kind, describe, object_schema, read_fields, wrong_type
from podbuild.source.desk import Desk
from podbuild.source.workspace import Media
from podbuild.source.yaml_nodes import Mapping, Node, Scalar, Sequence

_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_LONGEST_SECONDS = 24 * 3600.0


def scalar(noun: str, parse: Callable[[str], Any], code: str, schema: dict[str, Any]) -> Kind:
    """A kind read from one scalar by `parse`, which gives None for what does not fit."""

    def read(node: Node, desk: Desk) -> Any:
        if not isinstance(node, Scalar):
            return wrong_type(node, desk, f"write {noun}")
        value = parse(node.text)
        if value is None:
            desk.say(code, f"{describe(node)} is not {noun}", node.span, f"write {noun}")
        return value

    return Kind(noun, read, schema)


def _words(text: str) -> str | None:
    return squeezed(text) if text.strip() else None


TEXT = scalar("a text on one line", _words, "type-wrong", {"type": ["string", "number"]})
PROSE = scalar("a text", lambda text: text.strip() or None, "type-wrong", {"type": "string"})
DATE = scalar(
    "a date such as 2026-11-20 or 2026-11-20T08:00:00+01:00",
    dates.parse_date,
    "date-bad",
    {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d"},
)


def _boolean(text: str) -> bool | None:
    return True if text in _TRUE else False if text in _FALSE else None


def _read_boolean(node: Node, desk: Desk) -> bool | None:
    if not isinstance(node, Scalar) or _boolean(node.text) is None:
        wanted = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
        near = wanted.get(node.text.casefold()) if isinstance(node, Scalar) else None
        wrong_type(node, desk, f"write {near}" if near else "write true or false")
        return None
    return _boolean(node.text)


BOOLEAN = Kind("true or false", _read_boolean, {"type": "boolean"})


def integer(low: int, high: int, noun: str = "") -> Kind:
    """A whole number of a range, without a unit."""

    def parse(text: str) -> int | None:
        value = int(text) if re.fullmatch(r"[+-]?[0-9]{1,15}", text) else None
        return value if value is not None and low <= value <= high else None

    noun = noun or f"a whole number from {low} to {high}"
    return scalar(noun, parse, "number-bad", {"type": "integer", "minimum": low, "maximum": high})


def _duration(text: str) -> float | None:
    seconds = parse_duration(text)
    return round(seconds, 6) if seconds is not None and seconds <= _LONGEST_SECONDS else None


DURATION = scalar("a duration such as 800ms, 1.5s or 0:30", _duration, "duration-bad", {"type": "string"})


def level(unit: str, low: float, high: float) -> Kind:
    """A level with its unit. A bare number is taken to be in that unit."""

    def parse(text: str) -> float | None:
        value = parse_level(text, unit)
        if value is None:
            value = parse_level(f"{text} {unit}", unit)
        return value if value is not None and low <= value <= high else None

    noun = f"a level from {low:g} to {high:g} {unit}"
    return scalar(noun, parse, "level-bad", {"type": ["string", "number"]})


GAIN = level("dB", -60, 24)


def choice(*words: str) -> Kind:
    """One of a few words, in any case."""
    by_folded = {word.casefold(): word for word in words}

    def read(node: Node, desk: Desk) -> str | None:
        value = by_folded.get(node.text.casefold()) if isinstance(node, Scalar) else None
        if value is None:
            text = node.text if isinstance(node, Scalar) else ""
            desk.say("choice-unknown", f"{describe(node)} is none of {', '.join(words)}", node.span, did_you_mean(text, words))
        return value

    return Kind("one of " + ", ".join(words), read, {"enum": list(words)})


def web_url(text: str) -> str | None:
    """The text, where it is an address that can be asked."""
    try:
        urlsplit(text)  # a bracket that nothing closes, a letter that no host's name may hold
    except ValueError:
        return None
    return text if re.fullmatch(r"https?://[^\s<>\"/?#]+(?:[/?#][^\s<>\"]*)?", text) else None


URL = scalar("a web address that begins with https://", web_url, "url-bad", {"type": "string", "pattern": "^https?://"})
EMAIL = scalar(
    "an e-mail address",
    lambda text: text if re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", text) else None,
    "email-bad",
    {"type": "string", "format": "email"},
)
COLOUR = scalar(
    'a colour such as "#1d4e5f" (in quotes)',
    lambda text: text.lower() if re.fullmatch(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text) else None,
    "colour-bad",
    {"type": "string", "pattern": "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"},
)
GUID = scalar(
    "an identifier without spaces",
    lambda text: text if re.fullmatch(r"\S{1,255}", text) else None,
    "guid-bad",
    {"type": "string", "maxLength": 255},
)


EPISODE_GUID = scalar(
    "an identifier of at most 10,000 characters",
    lambda text: text if text.strip() and len(text) <= 10_000 else None,
    "guid-bad",
    {"type": "string", "maxLength": 10_000},
)


def _read_language(node: Node, desk: Desk) -> str | None:
    tag = languages.parse_language(node.text) if isinstance(node, Scalar) else None
    if tag is None:
        text = node.text if isinstance(node, Scalar) else ""
        near = languages.MEANT.get(text.casefold()) or languages.parse_language(text.replace("_", "-"))
        fix = f'write "{near}"' if near else "write an ISO 639 code, with a region if need be: en, de, pt-BR"
        desk.say(
            "language-unknown", f"{describe(node)} is not a language tag", node.span, fix, why="feeds name languages by BCP 47"
        )
    return tag


LANGUAGE = Kind(
    "a language tag such as en or pt-BR", _read_language, {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$"}
)


def _read_license(node: Node, desk: Desk) -> str | None:
    name = licenses.parse_license(node.text) if isinstance(node, Scalar) else None
    if name is None:
        near = did_you_mean(node.text if isinstance(node, Scalar) else "", licenses.IDENTIFIERS)
        fix = near or "write an SPDX identifier such as CC-BY-4.0, or all-rights-reserved"
        desk.say("license-unknown", f"{describe(node)} is not a licence that is known by that name", node.span, fix)
    return name


LICENSE = Kind(
    "an SPDX identifier or all-rights-reserved", _read_license, {"type": "string", "examples": list(licenses.IDENTIFIERS)}
)


def _read_category(node: Node, desk: Desk) -> Any:
    category = categories.parse_category(node.text) if isinstance(node, Scalar) else None
    if category is None:
        text = node.text if isinstance(node, Scalar) else ""
        near = did_you_mean(text, categories.nearest_names(text)) or "write one of Apple's categories, as Name > Subcategory"
        desk.say("category-unknown", f"{describe(node)} is not one of Apple's categories", node.span, near)
    return category


CATEGORY = Kind("a category of Apple's list", _read_category, {"enum": list(categories.WRITTEN)})


def asset(media: Media) -> Kind:
    """A file of the show."""

    def read(node: Node, desk: Desk) -> Any:
        if not isinstance(node, Scalar):
            return wrong_type(node, desk, "write the path of a file in the show")
        return desk.asset(node.text, node.span, media)

    return Kind("a file of the show", read, {"type": "string"})


def _read_paper(node: Node, desk: Desk) -> str | None:
    if isinstance(node, Scalar) and web_url(node.text):
        return node.text
    found = asset("any").read(node, desk)
    return found.path if found else None


PAPER = Kind("a file of the show, or a web address", _read_paper, {"type": "string"})


def many(kind: Kind) -> Kind:
    """A list; a single value stands for a list of one. What is wrong in it is left out and told."""

    def read(node: Node, desk: Desk) -> tuple[Any, ...]:
        nodes = node.items if isinstance(node, Sequence) else (node,)
        values = (kind.read(n, desk) for n in nodes)
        return tuple(v for v in values if v is not None)

    return Kind(f"a list: {kind.noun}", read, {"anyOf": [{"type": "array", "items": dict(kind.schema)}, dict(kind.schema)]})


def record(fields: Fields, owner: str, make: Callable[[dict[str, Any], Mapping, Desk], Any]) -> Kind:
    """A mapping with fields of its own; `make` gets the values that are right."""

    def read(node: Node, desk: Desk) -> Any:
        values = read_fields(node, fields, desk, owner)
        return None if values is None or not isinstance(node, Mapping) else make(values, node, desk)

    return Kind(owner, read, object_schema(fields))
