"""The forms that a writer fills in for an episode: an outline, then a script. `form_reading.py` reads what was filled in.

The form is as narrow as what may come of it: voices, effects and passages are those of a list. Whatever a source talks a writer
into, there is no field by which it could name a file, another voice, or a cue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podbuild.drafting.writer import Form

ROLES = ("host", "co-host", "guest", "author", "narrator", "reporter")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a script may use: voices by name, effects by name, passages by their ids ("notes#3"), addresses of links."""

    voices: tuple[str, ...]
    effects: tuple[str, ...] = ()
    passages: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OutlineSegment:
    """`share` is the part of the whole length, 0 to 1."""

    title: str
    what: str
    src: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Outline:
    title: str
    summary: str
    segments: tuple[OutlineSegment, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`src` are the passages that it rests on."""

    text: str
    src: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    voice: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Breath:
    seconds: float


@dataclass(frozen=True, slots=True)
class Effect:
    name: str


@dataclass(frozen=True, slots=True)
class ScriptSegment:
    title: str
    items: tuple[Spoken | Breath | Effect, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A script as it was filled in. `people` are (name, role), `links` (address, words)."""

    title: str
    summary: str
    segments: tuple[ScriptSegment, ...]
    subtitle: str = ""
    tags: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        spoken = (item for segment in self.segments for item in segment.items if isinstance(item, Spoken))
        return tuple(sentence for line in spoken for sentence in line.sentences)


def _text(doc: str) -> dict[str, Any]:
    return {"type": "string", "description": doc}


def _list(of: Mapping[str, Any], doc: str = "") -> dict[str, Any]:
    return {"type": "array", "items": of} | ({"description": doc} if doc else {})


def _object(properties: Mapping[str, Any], required: Sequence[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_SRC = _list({"type": "string"}, "The ids of the passages that it rests on, such as notes#3; none where it states no fact")


def outline_form() -> Form:
    segment = {
        "title": _text("A few words: a chapter's title, which listeners see"),
        "what": _text("What happens in it, in one or two sentences"),
        "src": _SRC,
        "share": {"type": "number", "description": "Its share of the length, in percent"},
    }
    properties = {
        "title": _text("The episode's title, of at most 60 characters"),
        "summary": _text("What it is about, in two or three sentences"),
        "segments": _list(_object(segment, ("title", "what", "src", "share")), "The segments, in order"),
    }
    return Form("outline", "Hand in the outline of the episode.", _object(properties, ("title", "summary", "segments")))


def script_form(allowed: Allowed) -> Form:
    sentence = _object({"text": _text("The sentence, as plain words that are read aloud"), "src": _SRC}, ("text", "src"))
    line: dict[str, Any] = {
        "voice": {"type": "string", "enum": list(allowed.voices), "description": "Who speaks"},
        "sentences": _list(sentence, "What is said, sentence by sentence"),
        "pause": _text("In place of a voice and sentences: silence of this length, such as 600ms"),
    }
    if allowed.effects:
        line["effect"] = {"type": "string", "enum": list(allowed.effects), "description": "In place of a voice: an effect"}
    segment = {"title": _text("As in the outline"), "lines": _list(_object(line, ()), "What is heard, in order")}
    person = {"name": _text("As the sources have it"), "role": {"type": "string", "enum": list(ROLES)}}
    link = {"url": _text("An address that stands in a source, to the letter"), "text": _text("A few words that point to it")}
    properties = {
        "title": _text("The episode's title, of at most 60 characters"),
        "summary": _text("What directories show: two or three sentences"),
        "subtitle": _text("What it is about, in one short line"),
        "tags": _list({"type": "string"}, "Three to six words to find it by"),
        "people": _list(_object(person, ("name", "role")), "Real people who take part or are at the centre"),
        "links": _list(_object(link, ("url", "text")), "What a listener may want to read on"),
        "segments": _list(_object(segment, ("title", "lines")), "The script"),
        "notes": _list({"type": "string"}, "Short points for the show notes"),
    }
    required = ("title", "summary", "tags", "people", "links", "segments", "notes")
    return Form("script", "Hand in the script of the episode.", _object(properties, required))
