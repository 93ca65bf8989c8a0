"""The name before a line's first colon: one of the voices, or a mistake where it is written like one.

`HOST:` and `**Host:**` name a voice in any case, and so does the name that transcripts show (`Ada:`). They do so where a
paragraph begins and where any of its source lines does: a dialogue may stand in one paragraph. A word in capitals that is no
voice is a mistake, and so is a word of a script without capitals that is nearly a voice's name: a mistyped name must not be
read aloud. `NASA\\:` is spoken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from podbuild.base.diagnostics import Span, did_you_mean
from podbuild.model.show import Voice
from podbuild.source.desk import Desk
from podbuild.source.passage import Passage
from podbuild.source.runs import line_starts

_NEAR = 0.75  # as difflib measures it: "hots" for "host"
_LONGEST_WORD = 20  # letters
_PREFIX = re.compile(
    r"[ \t]*(?P<mark>\*\*|)(?P<name>[^\s\W_][^*:：\n\\{}`<>\[\]]{0,59})(?:(?P<colon>[:：])(?P=mark)|(?P=mark)(?P<outer>[:：]))"
)
_WORDS = re.compile(r"[^\W_][\w .'’&-]{0,39}")


class Speakers:
    """The voices by every name that names them: their own, and the one that transcripts show."""

    def __init__(self, voices: Iterable[Voice]) -> None:
        self._labels: dict[str, list[Voice]] = {}
        voices = tuple(voices)
        self.names = tuple(voice.name for voice in voices)
        for voice in voices:
            self._labels.setdefault(_folded(voice.display_name), []).append(voice)
        self._labels |= {_folded(voice.name): [voice] for voice in voices}

    def called(self, name: str) -> tuple[str, ...]:
        """The voices of that name: several where they share the name that transcripts show."""
        found = self._labels.get(_folded(name)) or self._labels.get(_folded(name).replace(" ", "-"), [])
        return tuple(voice.name for voice in found)

    def nearest(self, name: str, cutoff: float) -> Voice | None:
        near = get_close_matches(_folded(name), self._labels, n=1, cutoff=cutoff)
        return self._labels[near[0]][0] if near else None

    def suggestion(self, name: str) -> str:
        """An imperative for a name that is none: the voice with nearly that name, or with a word of it."""
        of_word = (voice for label, voices in self._labels.items() for voice in voices if _folded(name) in label.split())
        voice = self.nearest(name, _NEAR) or next(of_word, None) or self.nearest(name, 0.6)
        if voice is None or not voice.label or get_close_matches(_folded(name), [_folded(voice.name)], cutoff=0.6):
            return did_you_mean(voice.name if voice else name, self.names)
        return did_you_mean(voice.name, self.names).replace("?", f" ({voice.label})?", 1)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


@dataclass(frozen=True, slots=True)
class _Named:
    """A name that begins a line. `voices` are those of that name; `is_slip` where it is none but written like one."""

    name: str
    line_start: int
    begin: int
    end: int  # the place behind the colon
    voices: tuple[str, ...]
    is_slip: bool

    def span(self, passage: Passage) -> Span:
        return passage.span(self.begin, self.begin + len(self.name))


@dataclass(frozen=True, slots=True)
class Turn:
    """What one voice says within a paragraph. `voice` is "" where no name is written, and the last voice goes on."""

    voice: str
    span: Span
    words: Passage


def turns(passage: Passage, speakers: Speakers, desk: Desk) -> Iterator[Turn]:
    """A paragraph's parts, one for each name in it; what a mistaken name says is left out, and told."""
    text = passage.text
    found = list(_names(passage, speakers, desk))
    starts = [named.line_start for named in found] + [len(text)]
    if starts[0]:
        yield Turn("", passage.span(0), passage.part(0, _trimmed(text, 0, starts[0])))
    for named, end in zip(found, starts[1:], strict=True):
        if named.is_slip:
            _tell(named, passage, speakers, desk)
            continue
        begin = named.end + len(text[named.end : end]) - len(text[named.end : end].lstrip())
        yield Turn(named.voices[0], named.span(passage), passage.part(begin, max(begin, _trimmed(text, begin, end))))


def _trimmed(text: str, begin: int, end: int) -> int:
    """Where a part ends: without the line break before the next name, be it written as a backslash."""
    if end == len(text):
        return end
    kept = text[begin:end].rstrip()
    slashes = len(kept) - len(kept.rstrip("\\"))
    return begin + len(kept) - slashes % 2


def _names(passage: Passage, speakers: Speakers, desk: Desk) -> Iterator[_Named]:
    starts = [*line_starts(passage), len(passage.text)]
    for at, end in pairwise(starts):
        if named := _named(passage, at, end, speakers, desk):
            yield named


def _named(passage: Passage, at: int, line_end: int, speakers: Speakers, desk: Desk) -> _Named | None:
    text = passage.text
    m = _PREFIX.match(text, at, line_end)
    if not m:
        return None
    name, begin, end = m["name"].rstrip(), m.start("name"), m.end()
    is_apart = bool(m["mark"]) or "：" in (m["colon"], m["outer"]) or end == len(text) or text[end] in "{*[" or text[end].isspace()
    voices = speakers.called(name)
    if voices and not text.startswith("//", end):
        return _Named(name, at, begin, end, voices, len(voices) > 1)
    if not m["mark"] and not _WORDS.fullmatch(name) and not _is_caseless_word(name):
        return None
    near = speakers.nearest(name, _NEAR)
    if (name.isupper() and (is_apart or near)) or (near and _is_caseless_word(name)):
        return _Named(name, at, begin, end, (), True)
    if near and is_apart:
        _warn(name, near, passage.span(begin, begin + len(name)), desk)
    return None


def _is_caseless_word(name: str) -> bool:
    """A word of a script that has no capitals, by which a mistyped name could be told."""
    is_word = all(unicodedata.category(char)[0] in "LM" or char in "\u200c\u200d" for char in name)
    return is_word and len(name) <= _LONGEST_WORD and name.upper() == name.lower()


def _tell(named: _Named, passage: Passage, speakers: Speakers, desk: Desk) -> None:
    name = named.name
    to_speak = f"to speak it, write {name}\\:"
    if named.voices:
        message, fix = f'"{name}" is the name of several voices', f"write one of {', '.join(named.voices)}; {to_speak}"
    else:
        message, fix = f'"{name}" is not one of the voices', f"{speakers.suggestion(name)}; {to_speak}".removeprefix("; ")
    desk.say("speaker-unknown", message, named.span(passage), fix, why="a mistyped name must not be read aloud")


def _warn(name: str, near: Voice, span: Span, desk: Desk) -> None:
    fix = f"write {near.name.upper()}: to name the voice, or {name}\\: to speak the word"
    message = f'"{name}" looks like the voice "{near.name}", but will be read aloud'
    desk.say("speaker-like", message, span, fix, severity="warning")


def refuse_speaker(passage: Passage, speakers: Speakers, desk: Desk) -> None:
    """In `say` nobody is named: there `voice` does that."""
    for named in _names(passage, speakers, desk):
        voice = named.voices[0] if named.voices else named.name.casefold()
        fix = f"write voice: {voice} beside it; to speak it, write {named.name}\\:"
        desk.say("speaker-in-say", f'"{named.name}:" would be read aloud', named.span(passage), fix)
