"""What a translation was made of: each text with what it became, and the twin as it was written, before any human mended it.

It lies beside the sources, in git: by it, the next run translates only what changed, and knows a human's words from a writer's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.source.workspace import Workspace

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class TranslationMemory:
    """`texts` are (as it was, as it was translated), in order; `voices` by a voice of the script one of the show."""

    translated_from: str
    language: str
    voices: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[tuple[str, str], ...] = ()
    twin: str = ""


def memory_path(slug: str) -> str:
    """Where the memory of a twin lies, from the show's folder.

    >>> memory_path("ice-de")
    'sources/translations/ice-de.json'
    """
    return f"sources/translations/{slug}.json"


def memory_text(memory: TranslationMemory) -> str:
    """The memory as a file holds it: a line for each text, so that git shows what changed."""
    value = {
        "format": _FORMAT,
        "translated_from": memory.translated_from,
        "language": memory.language,
        "voices": dict(memory.voices),
        "texts": [list(pair) for pair in memory.texts],
        "twin": memory.twin.split("\n"),
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def read_memory(workspace: Workspace, slug: str) -> tuple[TranslationMemory | None, tuple[Diagnostic, ...]]:
    """The memory of a twin; None where there is none, or where it is damaged, which is told."""
    rel = memory_path(slug)
    if not workspace.has(rel):
        return None, ()
    text, mistakes = workspace.read_text(rel)
    if text is None:
        return None, mistakes
    try:
        return _from_plain(json.loads(text)), ()
    except (ValueError, KeyError, TypeError, RecursionError):
        message = "this is not what podbuild wrote here: what changed since the translation cannot be told"
        fix = "restore it from git; or move the twin away, and all is translated anew"
        return None, (Diagnostic("translation-damaged", message, Span(rel), fix=fix),)


def _from_plain(value: Any) -> TranslationMemory:
    if value["format"] != _FORMAT:
        raise ValueError(value["format"])
    texts = tuple((str(source), str(text)) for source, text in value["texts"])
    voices = {str(name): str(other) for name, other in value["voices"].items()}
    twin = "\n".join(map(str, value["twin"]))
    return TranslationMemory(str(value["translated_from"]), str(value["language"]), voices, texts, twin)
