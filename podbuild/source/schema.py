"""JSON Schemas (draft 2020-12) of what authors write, made from the decoders' own tables.

So an editor completes what podbuild reads, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podbuild.source.cues import CUE_FIELDS
from podbuild.source.decode import object_schema
from podbuild.source.desk import TargetKind
from podbuild.source.episode_fields import EPISODE_FIELDS, YAML_FIELDS
from podbuild.source.listeners_fields import FILE_FIELDS
from podbuild.source.publish_fields import publish_schema
from podbuild.source.recipe_fields import RECIPE_FIELDS
from podbuild.source.rights_fields import LEXICON_FIELDS, RIGHTS_FIELDS, VOICE_RIGHTS_FIELDS
from podbuild.source.show_fields import SHOW_FIELDS

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def show_schema(targets: Mapping[str, TargetKind] | None = None) -> dict[str, Any]:
    """The schema of show.yaml; with `targets`, that of their settings too."""
    schema = object_schema(SHOW_FIELDS)
    if targets:
        schema["properties"]["publish"] |= publish_schema(targets)
    return {"$schema": _DRAFT, "title": "show.yaml", **schema}


def episode_schema() -> dict[str, Any]:
    """The schema of an episode in YAML."""
    return {"$schema": _DRAFT, "title": "An episode", **object_schema(YAML_FIELDS), "$defs": {"item": _item_schema()}}


def front_matter_schema() -> dict[str, Any]:
    """The schema of the fields above an episode in Markdown."""
    return {"$schema": _DRAFT, "title": "An episode's fields", **object_schema(EPISODE_FIELDS)}


def lexicon_schema() -> dict[str, Any]:
    """The schema of lexicon.yaml."""
    return {"$schema": _DRAFT, "title": "lexicon.yaml", "type": "array", "items": object_schema(LEXICON_FIELDS)}


def rights_schema() -> dict[str, Any]:
    """The schema of rights.yaml: entries for files, and for voices."""
    entries = [object_schema(RIGHTS_FIELDS), object_schema(VOICE_RIGHTS_FIELDS)]
    return {"$schema": _DRAFT, "title": "rights.yaml", "type": "array", "items": {"anyOf": entries}}


def listeners_schema() -> dict[str, Any]:
    """The schema of listeners.yaml."""
    return {"$schema": _DRAFT, "title": "listeners.yaml", **object_schema(FILE_FIELDS)}


def recipe_schema() -> dict[str, Any]:
    """The schema of recipes/NAME.yaml."""
    return {"$schema": _DRAFT, "title": "A recipe", **object_schema(RECIPE_FIELDS)}


def _item_schema() -> dict[str, Any]:
    """An item of a script: a text, or a cue. `music` may hold a mapping of its own keys."""
    cue = object_schema(CUE_FIELDS)
    inner = object_schema(tuple(field for field in CUE_FIELDS if field.key in ("bed", "stop", "gain", "fade")))
    inner["properties"]["stop"] = {"type": ["boolean", "string"]}
    cue["properties"]["stop"] = inner["properties"]["stop"]
    cue["properties"]["music"] = {"description": "A sound of the show, or stop", "anyOf": [{"type": "string"}, inner]}
    return {"anyOf": [{"type": "string"}, cue | {"minProperties": 1}]}
