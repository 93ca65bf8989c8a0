"""What stands around an episode, as a form: titles, summary, tags, notes, chapters; and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from podbuild.authoring.form_reading import FormReader
from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.drafting.writer import Form

MOST_TITLE = 120
_MOST_TITLES, _MOST_TAGS, _MOST_NOTES, _MOST_CHAPTERS = 7, 12, 15, 60


@dataclass(frozen=True, slots=True)
class Around:
    """`chapters` are (id of the line it begins with, title), in order."""

    titles: tuple[str, ...]
    summary: str
    tags: tuple[str, ...]
    notes: tuple[str, ...]
    chapters: tuple[tuple[str, str], ...]


def around_form() -> Form:
    words = {"type": "string"}
    chapter = {
        "type": "object",
        "properties": {"at": {"type": "string", "description": "The id of the line it begins with"}, "title": words},
        "required": ["at", "title"],
        "additionalProperties": False,
    }
    properties = {
        "titles": {"type": "array", "items": words, "description": "Five titles to choose from, the best first"},
        "summary": {"type": "string", "description": "Two or three sentences for directories"},
        "tags": {"type": "array", "items": words, "description": "Three to eight words to find it by"},
        "notes": {"type": "array", "items": words, "description": "Three to seven points for the show notes"},
        "chapters": {"type": "array", "items": chapter, "description": "The parts, in order"},
    }
    schema = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return Form("around", "Hand in what stands around the episode.", schema)


def read_around(filled: Mapping[str, Any], ids: Sequence[str]) -> tuple[Around | None, tuple[Diagnostic, ...]]:
    """The form; None where something is missing, or a chapter begins nowhere or before the one above it. Never raises.

    Args:
        ids: those of the lines, in their order.
    """
    reader = FormReader()
    titles = tuple(title[:MOST_TITLE] for title in reader.texts(filled, "titles", ""))[:_MOST_TITLES]
    if not titles:
        reader.tell("titles", "there is no title", "give five")
    summary = reader.text(filled, "summary", "")
    tags, notes = reader.texts(filled, "tags", "")[:_MOST_TAGS], reader.texts(filled, "notes", "")[:_MOST_NOTES]
    chapters = _chapters(reader, filled, ids)
    return (None if reader.mistakes else Around(titles, summary, tags, notes, chapters)), tuple(reader.mistakes)


def _chapters(reader: FormReader, filled: Mapping[str, Any], ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    places = {name: n for n, name in enumerate(ids)}
    for place, row in reader.objects(filled, "chapters", "")[:_MOST_CHAPTERS]:
        at, title = reader.text(row, "at", place).strip("[] "), reader.text(row, "title", place)[:MOST_TITLE]
        if at and at not in places:
            reader.tell(f"{place}.at", f'no line has the id "{at}"', did_you_mean(at, ids))
        elif at and title:
            found.append((at, title))
    for (one, _), (other, title) in pairwise(found):
        if places[other] <= places[one]:
            reader.tell(
                "chapters", f'"{title}" does not begin behind the chapter above it', "put them in order, each at another line"
            )
    return tuple(found)
