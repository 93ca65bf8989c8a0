"""The JSON Schema (draft 2020-12) of metadata.json, which every package carries and `podbuild schema package` prints."""

from __future__ import annotations

import json
from typing import Any, get_args, get_type_hints

from podbuild.checks.form_answers import FORMS
from podbuild.model.release import Disclosure, Release
from podbuild.model.show import Show, Tier
from podbuild.packaging.package_contents import Role
from podbuild.packaging.package_metadata import FORMAT

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: dict[str, Any] = {"type": "string"}
_WORDS: dict[str, Any] = {"type": "string", "minLength": 1}
_YES: dict[str, Any] = {"type": "boolean"}
_NUMBER: dict[str, Any] = {"type": "number"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_COUNT_OR_NONE: dict[str, Any] = {"type": ["integer", "null"], "minimum": 0}
_DATE: dict[str, Any] = {"type": ["string", "null"], "format": "date-time", "description": "RFC 3339, as its author wrote it"}
_URL: dict[str, Any] = {
    "type": "string",
    "anyOf": [{"format": "uri"}, {"const": ""}],
    "description": "empty where the show is not public",
}
_MIME = {"type": "string", "pattern": "^[a-z]+/[a-z0-9.+-]+$"}
_PATH: dict[str, Any] = {"type": "string", "minLength": 1, "description": "from the package's folder, with forward slashes"}


def schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(package_schema(), indent=1, ensure_ascii=False) + "\n"


def package_schema() -> dict[str, Any]:
    """The schema of metadata.json: of an episode's package, or of a show's."""
    episode = {
        "show": _ref("show"),
        "episode": _ref("episode"),
        "audio": _list(_ref("audio"), least=1),
        "chapters": _list(_ref("chapter")),
        "disclosure": _ref("disclosure"),
        "forms": _list(_ref("answer")),
        "credits": _list(_WORDS),
        "files": _list(_ref("file"), least=1),
    }
    show = {"show": _ref("show"), "episodes": _list(_ref("listed")), "files": _list(_ref("file"), least=1)}
    return {
        "$schema": _DRAFT,
        "title": "metadata.json of a podcast package",
        "oneOf": [_object({**_head("episode"), **episode}), _object({**_head("show"), **show})],
        "$defs": _definitions(),
    }


def _head(kind: str) -> dict[str, Any]:
    return {"$schema": _TEXT, "format": {"const": FORMAT}, "kind": {"const": kind}}


def _definitions() -> dict[str, Any]:
    link = _object({"url": _WORDS, "text": _TEXT})
    person = _object({"name": _WORDS, "role": _TEXT, "group": _TEXT, "url": _TEXT, "image": _TEXT})
    category = _object({"name": _WORDS, "sub": _TEXT})
    loudness = _object({"integrated_lufs": _NUMBER, "true_peak_dbtp": _NUMBER, "range_lu": _NUMBER})
    show = {
        **dict.fromkeys(("title", "author", "license", "language"), _WORDS),
        **dict.fromkeys(("subtitle", "description", "email", "copyright"), _TEXT),
        **dict.fromkeys(("url", "feed_url"), _URL),
        "guid": {"type": "string", "description": "podcast:guid"},
        "categories": _list(category, least=1),
        "is_explicit": _YES,
        "type": _one_of(Show, "kind"),
        "funding": _list(link),
    }
    episode = {
        **dict.fromkeys(("slug", "guid", "title", "language", "license"), _WORDS),
        **dict.fromkeys(("subtitle", "summary"), _TEXT),
        "date": _DATE,
        **dict.fromkeys(("number", "season"), _COUNT_OR_NONE),
        "type": _one_of(Release, "kind"),
        **dict.fromkeys(("is_draft", "is_explicit"), _YES),
        "keywords": _list(_WORDS),
        "url": _URL,
        "people": _list(person),
        "links": _list(link),
        "loudness": loudness
        | {"type": ["object", "null"], "description": "ITU-R BS.1770, EBU Tech 3342; null: the audio was not measured"},
    }
    disclosure = {
        "script": {"enum": list(get_args(Tier)), "description": "who wrote it: people, people with AI's help, AI"},
        "voices": _one_of(Disclosure, "voices"),
        "is_ai": {"type": ["boolean", "null"], "description": "podcast:txt ai-content; null: not answered"},
        "is_due": _YES,
        **dict.fromkeys(("text", "spoken"), _TEXT),
        "reason": _WORDS,
        "is_translated": _YES | {"description": "whether AI translated the script"},
        "is_said": _YES | {"description": "whether `spoken` is heard in the audio"},
    }
    answer = {
        "form": {"enum": list(FORMS)},
        "question": _WORDS,
        "answer": _TEXT | {"description": "empty where only the author knows it"},
        **dict.fromkeys(("reason", "source"), _WORDS),
    }
    file = {
        "path": _PATH,
        "role": {"enum": list(get_args(Role))},
        "mime_type": _MIME,
        "size_bytes": _COUNT,
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    audio = {"path": _PATH, "mime_type": _MIME, "duration_seconds": _NUMBER, "size_bytes": _COUNT}
    chapter = {"start_seconds": _NUMBER, "end_seconds": _NUMBER, "title": _TEXT}
    listed = {"folder": _PATH, "slug": _WORDS, "guid": _WORDS, "title": _WORDS, "date": _DATE}
    made = {"show": show, "episode": episode, "disclosure": disclosure, "answer": answer, "file": file}
    made |= {"audio": audio, "chapter": chapter, "listed": listed}
    return {name: _object(properties) for name, properties in made.items()}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """An object of exactly these keys."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items} | ({"minItems": least} if least else {})


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _one_of(kind: type, field: str) -> dict[str, Any]:
    """What a field of the model may say."""
    return {"enum": list(get_args(get_type_hints(kind)[field]))}
