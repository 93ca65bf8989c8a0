"""espeak: the voice that needs no network, no key and no model, and speaks about 130 languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib.metadata import version

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.show import Voice
from podbuild.speech.engine import Engine, Piece, Problem, Spoken, SpokenWord, Utterance, VoiceName
from podbuild.speech.espeak_ipa import mnemonics
from podbuild.speech.espeak_library import EspeakError, Heard, speak_ssml
from podbuild.speech.espeak_names import all_voices, identifier
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

_LEVELS = {1: "moderate", 2: "strong"}
# espeak loses the end of an emphasis that holds the end of a clause: the rest of the line is then stressed too.
_CLAUSES = re.compile(r"[.!?;:,…。、！？；：，]+|[^.!?;:,…。、！？；：，]+")
_MAKING = "4"  # raised when the SSML, the trimming or the IPA table changes what is heard


def speak(utterance: Utterance, world: World) -> Spoken:
    """Speak a line: the same line gives the same samples, whatever was spoken before.

    Raises:
        StepFailed: the voice is unknown, or the library cannot be used.
    """
    voice = identifier(utterance.voice, utterance.language)
    if isinstance(voice, Problem):
        raise StepFailed(Diagnostic("voice-unknown", voice.message, fix=voice.fix))
    document = _document(utterance.pieces, voice)
    try:
        heard = speak_ssml(document.ssml, voice, utterance.rate, utterance.pitch)
    except EspeakError as e:
        raise StepFailed(Diagnostic("espeak", str(e), fix="install espeakng-loader again, or choose another engine")) from e
    from podbuild.speech.edges import trimmed

    return trimmed(heard.samples, heard.sample_rate_hz, _words(heard, document, utterance.text))


@dataclass(frozen=True, slots=True)
class _Document:
    """SSML, and for each of its characters the character of the utterance's text that it belongs to."""

    ssml: str
    places: tuple[int, ...]


def _document(pieces: tuple[Piece, ...], voice: str) -> _Document:
    parts: list[tuple[str, int]] = [("<speak>", 0)]
    at = 0
    for piece in pieces:
        sounds = mnemonics(piece.ipa, voice) if piece.ipa else ""
        if sounds:
            parts.append((f"[[{escape(sounds, quote=False)}]]", at))
            at += len(piece.text)
            continue
        level = _LEVELS.get(min(piece.emphasis, 2))
        for stretch in _CLAUSES.findall(piece.text):
            is_stressed = bool(level) and any(c.isalnum() for c in stretch)
            parts += [(f'<emphasis level="{level}">', at)] * is_stressed
            parts += ((_escaped(c), at + i) for i, c in enumerate(stretch))
            at += len(stretch)
            parts += [("</emphasis>", at)] * is_stressed
    parts.append(("</speak>", at))
    return _Document("".join(p for p, _ in parts), tuple(place for p, place in parts for _ in p))


def _escaped(character: str) -> str:
    """One character of text as SSML; brackets would open espeak's own notation, and XML has no control characters."""
    if character in "[]" or character < " " or "\x7f" <= character < "\xa0" or "\ud800" <= character <= "\udfff":
        return " "
    return escape(character)


def _words(heard: Heard, document: _Document, text: str) -> tuple[SpokenWord, ...]:
    """A start for each word of the text: as heard, and for words that espeak tells nothing of, in proportion between."""
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    known: dict[int, float] = {}
    for frame, character in heard.starts:
        place = document.places[min(max(character, 0), len(document.places) - 1)]
        index = next((i for i, (_, end) in enumerate(words) if place < end), None)
        if index is not None:
            known.setdefault(index, frame / heard.sample_rate_hz)
    anchors = [(0, 0.0)] + [(words[i][0], known[i]) for i in sorted(known)]
    anchors.append((len(text) + 1, len(heard.samples) / heard.sample_rate_hz))
    return tuple(SpokenWord(t, b, e) for t, (b, e) in zip(_times(words, anchors), words, strict=True))


def _times(words: list[tuple[int, int]], anchors: list[tuple[int, float]]) -> Iterator[float]:
    import numpy as np

    xs, ys = [float(x) for x, _ in anchors], np.maximum.accumulate([y for _, y in anchors])
    for begin, _ in words:
        yield float(np.interp(begin, xs, ys))


def problem(voice: Voice, language: str) -> Problem | None:
    """What is wrong with a voice's name, language, rate or pitch. The limits of rate and pitch are espeak's own."""
    found = identifier(voice.voice, language)
    if isinstance(found, Problem):
        return found
    if voice.rate is not None and not 80 <= voice.rate <= 450:
        return Problem("rate", f"espeak cannot speak {voice.rate} words a minute", "choose 80 to 450; 175 is espeak's own")
    if voice.pitch is not None and not 0 <= voice.pitch <= 100:
        return Problem("pitch", f"espeak has no pitch {voice.pitch}", "choose 0 to 100; 50 is espeak's own")
    return None


def voices() -> tuple[VoiceName, ...]:
    return all_voices()


@functools.cache
def _version() -> str:
    """Asked for each line; importlib.metadata reads files each time, 0.3 ms."""
    return f"{version('espeakng-loader')}.{_MAKING}"


ESPEAK = Engine(
    name="espeak",
    summary="built in, offline, about 130 languages; plain but clear",
    version=_version,
    speak=speak,
    voices=voices,
    problem=problem,
    takes_ipa=True,
    takes_emphasis=True,
    usual_rate=175,
    words_per_rate=1.28,
)
