"""A script as it was filled in → the text of an episode's file, as an author would have written it.

Every word of a writer goes through `as_words`: what looks like notation in it is words. A sentence stands on a line of its own
with the passages it rests on behind it, so that an edit, in git too, is of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podbuild.authoring.script_form import Breath, Effect, Script, ScriptSegment, Spoken
from podbuild.drafting.plain_words import as_words
from podbuild.importing.yaml_text import entry, flow, prose


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a script that the writer has no part in. `music` is the line of the template, "" for none; `extra` are
    further lines of front matter, such as voices of the episode's own."""

    date: str
    number: int | None = None
    language: str = ""
    music: str = ""
    sources: tuple[str, ...] = ()
    provenance: str = ""
    is_draft: bool = True
    extra: str = ""


def episode_text(script: Script, frame: Frame) -> str:
    """The whole file."""
    return "".join(["---\n", *_fields(script, frame), "---\n", *_body(script)])


def _fields(script: Script, frame: Frame) -> Iterator[str]:
    yield entry("title", script.title)
    yield f"date: {frame.date}\n"
    if frame.number:
        yield entry("number", frame.number)
    yield prose("summary", script.summary)
    if script.subtitle:
        yield entry("subtitle", script.subtitle)
    if frame.language:
        yield entry("language", frame.language)
    if script.tags:
        yield entry("tags", script.tags)
    if script.people:
        yield "people:\n" + "".join(f"  - {flow({'name': name, 'role': role})}\n" for name, role in script.people)
    if script.links:
        yield "links:\n" + "".join(f"  - {flow({'url': url, 'text': text})}\n" for url, text in script.links)
    if frame.music:
        yield f"{frame.music}\n"
    yield frame.extra
    if frame.sources:
        yield entry("sources", frame.sources)
    if frame.provenance:
        yield entry("provenance", frame.provenance)
    if frame.is_draft:
        yield "draft: true\n"


def _body(script: Script) -> Iterator[str]:
    for segment in script.segments:
        voice = ""  # whoever speaks is named again under each heading: people read on from there
        yield f"\n# {as_words(segment.title)}\n"
        for item in segment.items:
            match item:
                case Spoken():
                    name = f"{item.voice.upper()}: " if item.voice != voice else ""
                    yield f"\n{name}{_said(item)}\n"
                    voice = item.voice
                case Breath():
                    yield f"\n{{pause: {round(item.seconds * 1000)}ms}}\n"
                case Effect():
                    yield f"\n{flow({'sfx': item.name})}\n"
    if script.notes or script.links:
        yield "\n# Notes {.unspoken}\n\n"
        yield from (f"- {as_words(note)}\n" for note in script.notes)
        yield from (f"- [{as_words(text)}](<{url}>)\n" for url, text in script.links)


def _said(line: Spoken) -> str:
    rows = (as_words(s.text) + (f" <!-- src: {', '.join(s.src)} -->" if s.src else "") for s in line.sentences)
    return "\n".join(rows)


def segment_text(segment: ScriptSegment) -> str:
    """All that is spoken in a segment."""
    spoken = (item for item in segment.items if isinstance(item, Spoken))
    return " ".join(sentence.text for line in spoken for sentence in line.sentences)
