"""An episode's file in another language: words replaced, all else copied. No sign that a writer gives becomes notation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from podbuild.authoring.front_lines import with_fields
from podbuild.authoring.voice_mapping import Cast, voices_lines
from podbuild.base.units import squeezed
from podbuild.drafting.plain_words import as_words
from podbuild.drafting.record import record_path
from podbuild.importing.yaml_text import entry, prose, quoted
from podbuild.model.episode import Episode
from podbuild.source.front_matter import is_yaml
from podbuild.source.inline_tags import Tagged, tagged, untagged
from podbuild.source.script_units import Unit, script_units
from podbuild.source.workspace import Workspace

_LINE_MARK = re.compile(r"[ \t]*(?:(?:[-*+]|\d+[.)]|#{1,6}|>)[ \t]+)+")
# What is not the twin's: an identity, a number that is taken, times that are others, an answer about AI that is another now.
_NOT_KEPT = ("guid", "number", "soundbite", "ai")


@dataclass(frozen=True, slots=True)
class Original:
    """An episode that is translated: its file's text, the words in it, and those in its fields, by what they are."""

    episode: Episode
    text: str
    language: str
    fields: tuple[tuple[str, Tagged], ...]
    units: tuple[Unit, ...]

    @property
    def texts(self) -> tuple[tuple[str, Tagged], ...]:
        """All that is to be translated, each with what it is: ("title", …), ("guest", …)."""
        return self.fields + tuple((unit.voice or unit.kind, unit.said) for unit in self.units if unit.kind != "take")


def original(episode: Episode, text: str, language: str) -> Original:
    plain = [("title", episode.title), ("subtitle", episode.subtitle), ("summary", squeezed(episode.summary))]
    plain += [("tag", tag) for tag in episode.tags] + [("link", link.text) for link in episode.links]
    fields = [(kind, Tagged(words)) for kind, words in plain]
    if is_yaml(episode.file):
        fields += [("notes", note) for note in _note_lines(episode.notes)]
    kept = tuple((kind, words) for kind, words in fields if words.has_words)
    return Original(episode, text, language, kept, script_units(episode, text, language))


def _note_lines(notes: str) -> list[Tagged]:
    """The lines of notes that stand in a field; what makes a list or a heading of one stands before its words."""
    found = []
    for line in notes.split("\n"):
        mark = _LINE_MARK.match(line)
        begin = mark.end() if mark else 0
        said = tagged(line[begin:])
        said.lead = line[:begin] + said.lead
        found.append(said)
    return found


def twin_text(of: Original, slug: str, language: str, cast: Cast, said: Sequence[str | None], workspace: Workspace) -> str | None:
    """The twin's file.

    Args:
        slug: the twin's.
        said: for each of `of.texts` its translation, with the same tags; None where it stays as it is.
    Returns:
        None where the original's fields are written so that they cannot be changed line by line.
    """
    of_fields, of_units = said[: len(of.fields)], list(said[len(of.fields) :])
    out, end = "", len(of.text)
    for unit in reversed(of.units):
        words = "" if unit.kind == "take" else of_units.pop()
        behind = of.text[unit.end : end]
        end = unit.begin if words is not None else unit.end
        out = ("" if words is None else _written(unit, words)) + behind + out
    text = of.text[:end] + out
    return with_fields(of.episode.file, text, _fields(of, slug, language, cast, of_fields), workspace)


def _written(unit: Unit, words: str) -> str:
    if unit.kind == "take":
        return ""
    text = untagged(words, unit.said, as_words)
    return quoted(text) if unit.is_quoted else text


def _fields(of: Original, slug: str, language: str, cast: Cast, said: Sequence[str | None]) -> Mapping[str, str | None]:
    by_kind: dict[str, list[str]] = {}
    for (kind, old), new in zip(of.fields, said, strict=True):
        is_note = kind == "notes"
        words = new if new is not None else old.text
        by_kind.setdefault(kind, []).append(untagged(words, old, as_words) if is_note else squeezed(words))
    fields: dict[str, str | None] = dict.fromkeys(_NOT_KEPT)
    fields |= {kind: entry(kind, by_kind[kind][0]) for kind in ("title", "subtitle") if kind in by_kind}
    if "summary" in by_kind:
        fields["summary"] = prose("summary", by_kind["summary"][0])
    if "tag" in by_kind:
        fields["tags"] = entry("tags", _filled(of.episode.tags, by_kind["tag"]))
    if "link" in by_kind:
        texts = _filled([link.text for link in of.episode.links], by_kind["link"])
        fields["links"] = entry(
            "links", [{"url": link.url, "text": text} for link, text in zip(of.episode.links, texts, strict=True)]
        )
    if "notes" in by_kind:
        lines = zip(of.episode.notes.split("\n"), _note_lines(of.episode.notes), strict=True)
        waiting = list(by_kind["notes"])
        fields["notes"] = prose("notes", "\n".join(waiting.pop(0) if note.has_words else line for line, note in lines))
    own = {v.name: v for v in of.episode.voices if v.span.file == of.episode.file} | {v.name: v for v in cast.voices}
    if own:
        fields["voices"] = voices_lines(tuple(own.values()))
    fields["language"] = entry("language", language)
    fields["provenance"] = entry("provenance", record_path(slug))
    fields["draft"] = "draft: true\n"
    return fields


def _filled(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The new words in their places: what has no letters was not translated."""
    waiting = list(new)
    return [waiting.pop(0) if any(char.isalpha() for char in words) else words for words in old]
