"""Fields that only feeds show: places, trailers, soundbites, recommended shows, payments, texts for services.

Each is written as one text where one value is enough, and as keys where more is said. The feed's own limits hold: see
podbuild/model/podcast_terms.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from podbuild.base.diagnostics import did_you_mean
from podbuild.model.feed_tags import Block, Location, OtherShow, Soundbite, Trailer, Txt
from podbuild.model.podcast_terms import (
    AI_PURPOSE,
    COUNTRIES,
    LABEL_CHARACTERS,
    LOCATION_RELATIONS,
    MEDIA,
    PLATFORMS,
    SOUNDBITE_SECONDS,
    TXT_CHARACTERS,
    is_geo,
    is_osm,
    is_uuid,
)
from podbuild.source.decode import Field, Fields, Kind, object_schema, read_fields
from podbuild.source.desk import Desk
from podbuild.source.kinds import BOOLEAN, DATE, DURATION, TEXT, URL, choice, integer, many, record, scalar
from podbuild.source.yaml_nodes import Mapping as MappingNode
from podbuild.source.yaml_nodes import Node, Scalar, Sequence

MEDIUM = choice(*MEDIA)


def short_or_keys(noun: str, short: Callable[[Scalar, Desk], Any], fields: Fields, make: Callable[..., Any]) -> Kind:
    """A value that is one text, or keys; `make` gets the values of the keys, by attribute, the node and the desk."""
    keys = record(fields, noun, make)

    def read(node: Node, desk: Desk) -> Any:
        return short(node, desk) if isinstance(node, Scalar) else keys.read(node, desk)

    return Kind(noun, read, {"anyOf": [{"type": ["string", "number"]}, object_schema(fields)]})


def text_up_to(limit: int) -> Kind:
    """A text on one line that apps show whole."""

    def read(node: Node, desk: Desk) -> str | None:
        text: str | None = TEXT.read(node, desk)
        if text is not None and len(text) > limit:
            why = "the Podcast namespace allows no more, and apps cut what is longer"
            desk.say("text-long", f"{len(text)} characters, where {limit} may stand", node.span, "shorten it", why=why)
            return None
        return text

    return Kind(f"a text of at most {limit} characters", read, {"type": ["string", "number"], "maxLength": limit})


LABEL = text_up_to(LABEL_CHARACTERS)


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _geo(text: str) -> str | None:
    """A geo URI, or two numbers."""
    uri = "geo:" + re.sub(r"\s*,\s*", ",", text.strip().removeprefix("geo:"))
    return uri if is_geo(uri) else None


def _country(text: str) -> str | None:
    return text.casefold() if text.casefold() in COUNTRIES else None


_GEO = scalar("a latitude and a longitude such as 48.2082, 16.3738", _geo, "geo-bad", {"type": "string"})
_OSM = scalar(
    "an object of OpenStreetMap such as R113314",
    lambda text: text.upper() if is_osm(text.upper()) else None,
    "osm-bad",
    {"type": "string", "pattern": "^[NWRnwr][0-9]+"},
)
_COUNTRY = scalar("a country's code of two letters, such as at or US", _country, "country-unknown", {"type": "string"})
LOCATION_FIELDS = (
    Field("name", "name", LABEL, "The place, as people call it", is_required=True),
    Field("rel", "rel", choice(*LOCATION_RELATIONS), "subject: what it is about; creator: where it is made"),
    Field("geo", "geo", _GEO, "Latitude and longitude"),
    Field("osm", "osm", _OSM, "Its number in OpenStreetMap, with N, W or R before it"),
    Field("country", "country", _COUNTRY, "Its country, as ISO 3166-1 has it"),
)


def _read_name(node: Scalar, desk: Desk) -> Location | None:
    name = LABEL.read(node, desk)
    return Location(name) if name else None


def _location(values: dict[str, Any], _node: MappingNode, _desk: Desk) -> Location | None:
    return Location(**values) if "name" in values else None


LOCATIONS = many(short_or_keys("a place", _read_name, LOCATION_FIELDS, _location))


# ── trailers and soundbites ──────────────────────────────────────────────────────────────────────────────────────────

_MEDIA_TYPE = scalar(
    "a media type such as audio/mpeg",
    lambda text: text.casefold() if re.fullmatch(r"[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+", text) else None,
    "type-wrong",
    {"type": "string"},
)
TRAILER_FIELDS = (
    Field("title", "title", LABEL, "What the trailer is called", is_required=True),
    Field("url", "url", URL, "Where the file lies", is_required=True),
    Field("date", "date", DATE, "When it came out", is_required=True),
    Field("bytes", "size_bytes", integer(1, 999_999_999), "The file's size"),
    Field("type", "mime_type", _MEDIA_TYPE, "Its media type; left out: by the file's ending"),
    Field("season", "season", integer(1, 10_000), "The season that it is for; left out: the show"),
)


def _trailer(values: dict[str, Any], _node: MappingNode, _desk: Desk) -> Trailer | None:
    return Trailer(**values) if {"title", "url", "date"} <= values.keys() else None


TRAILERS = many(record(TRAILER_FIELDS, "a trailer", _trailer))
SOUNDBITE_FIELDS = (
    Field("start", "start_seconds", DURATION, "Where it begins", is_required=True),
    Field("duration", "duration_seconds", DURATION, "How long it is; 15 s to 2 min are advised", is_required=True),
    Field("title", "title", LABEL, "What is heard; left out: the episode's title"),
)


def _soundbite(values: dict[str, Any], node: MappingNode, desk: Desk) -> Soundbite | None:
    if not {"start_seconds", "duration_seconds"} <= values.keys():
        return None
    written, (low, high) = node.get("duration"), SOUNDBITE_SECONDS
    seconds = values["duration_seconds"]
    if seconds <= 0:
        desk.say("duration-bad", "a soundbite without length", (written or node).span, "write how long it is: 45s")
        return None
    if not low <= seconds <= high:
        message, fix = f"a soundbite of {seconds:g} s", f"choose a passage of {low} to {high} seconds"
        why = "the Podcast namespace recommends that length (podcast:soundbite)"
        desk.say("soundbite-length", message, (written or node).span, fix, why=why, severity="warning")
    return Soundbite(**values, span=node.span)


SOUNDBITES = many(record(SOUNDBITE_FIELDS, "a soundbite", _soundbite))


# ── other shows ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _podcast_guid(text: str) -> str | None:
    return text.casefold() if is_uuid(text.casefold()) else None


OTHER_SHOW_FIELDS = (
    Field("guid", "guid", scalar("a podcast:guid", _podcast_guid, "guid-bad", {"type": "string"}), "Its podcast:guid"),
    Field("url", "url", URL, "The address of its feed"),
    Field("title", "title", LABEL, "Its name"),
    Field("medium", "medium", MEDIUM, "What it is, where it is no podcast"),
)


def _other_by_url(node: Scalar, desk: Desk) -> OtherShow | None:
    if guid := _podcast_guid(node.text):
        return OtherShow(guid)
    url = URL.read(node, desk)
    return OtherShow(url=url) if url else None


def _other(values: dict[str, Any], node: MappingNode, desk: Desk) -> OtherShow | None:
    if node.get("guid") is None and node.get("url") is None:
        desk.say("field-missing", "a recommended show has neither guid nor url", node.span, "add the address of its feed: url: …")
        return None
    return OtherShow(**values) if values.get("guid") or values.get("url") else None


PODROLL = many(short_or_keys("a recommended show", _other_by_url, OTHER_SHOW_FIELDS, _other))


# ── texts for services, and who must leave the feed out ──────────────────────────────────────────────────────────────


def _purpose(node: Node, desk: Desk) -> str | None:
    purpose: str | None = LABEL.read(node, desk)
    if purpose is not None and purpose.casefold() == AI_PURPOSE:
        fix = "delete it; what podbuild cannot see is said under ai"
        why = "podbuild answers from the voices and from what stands under ai, and an answer that says otherwise would be false"
        desk.say("purpose-taken", f'the purpose "{AI_PURPOSE}" is answered by podbuild', node.span, fix, why=why)
        return None
    return purpose


TXT_FIELDS = (
    Field("text", "text", text_up_to(TXT_CHARACTERS), "The text, as the service gave it", is_required=True),
    Field("purpose", "purpose", Kind("a word such as verify", _purpose, {"type": "string"}), "What it is for"),
)


def _txt_alone(node: Scalar, desk: Desk) -> Txt | None:
    text = text_up_to(TXT_CHARACTERS).read(node, desk)
    return Txt(text) if text else None


def _txt(values: dict[str, Any], node: MappingNode, _desk: Desk) -> Txt | None:
    is_faulty = node.get("purpose") is not None and "purpose" not in values
    return Txt(**values) if "text" in values and not is_faulty else None


TXTS = many(short_or_keys("a text for a service", _txt_alone, TXT_FIELDS, _txt))


def _platform(node: Node, desk: Desk) -> str | None:
    name: str | None = TEXT.read(node, desk)
    if name is not None and name.casefold() not in PLATFORMS:
        near = did_you_mean(name.casefold(), PLATFORMS)
        otherwise = "see that the platform knows itself by this name"
        fix = f"{near}; otherwise {otherwise}" if near else otherwise
        why = "platforms are known by the slugs of the Podcast namespace's list"
        desk.say("platform-unknown", f'"{name}" is not in the list of platforms', node.span, fix, why=why, severity="warning")
    return name.casefold() if name else None


_PLATFORM_LIST = many(Kind("a platform", _platform, {"type": "string"}))
BLOCK_FIELDS = (Field("except", "but", _PLATFORM_LIST, "The platforms that may show it", is_required=True),)


def _read_block(node: Node, desk: Desk) -> tuple[Block, ...] | None:
    if isinstance(node, MappingNode):
        values = read_fields(node, BLOCK_FIELDS, desk, "block")
        return (Block(), *(Block(name, False) for name in values["but"])) if values and "but" in values else None
    if isinstance(node, Scalar) and node.text.casefold() in ("true", "false", "yes", "no"):
        is_all = BOOLEAN.read(node, desk)
        return None if is_all is None else (Block(),) if is_all else ()
    assert isinstance(node, Scalar | Sequence)
    return tuple(Block(name) for name in _PLATFORM_LIST.read(node, desk))


BLOCKS = Kind(
    "true, platforms, or {except: platforms}",
    _read_block,
    {"anyOf": [{"type": "boolean"}, dict(_PLATFORM_LIST.schema), object_schema(BLOCK_FIELDS)]},
)
