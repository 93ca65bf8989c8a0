"""The steps that speak. Building one needs no engine library; running it does.

Speech is keyed by the text after lexicon and normalisation: a lexicon entry re-speaks exactly the lines it touches.
Deliberately absent from params: the voice's name in the show, the lexicon, the line's place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from podbuild.base import digest
from podbuild.base.codec import to_json
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.episode import Line, Run
from podbuild.model.show import LexiconEntry, Voice
from podbuild.speech.engine import Engine, Piece, Utterance
from podbuild.speech.readings import reading
from podbuild.steps.step import Action, Call, Outcome, Step, StepFailed

FILE = "speech.flac"
_NOTHING_RATE_HZ = 22_050


def utterance_for(line: Line, voice: Voice, show_language: str, lexicon: tuple[LexiconEntry, ...], engine: Engine) -> Utterance:
    """What an engine is asked to speak for a line."""
    language = line.language or voice.language or show_language
    from podbuild.speech.lexicon import apply

    pieces = apply(line.runs, lexicon, language, voice.name)
    if line.language and not _is_of(voice.voice, line.language):
        voice = replace(voice, voice=_variant_alone(voice.voice))
    return _utterance(pieces, voice, language, engine, line.rate)


class Utterances:
    """What lines became for an engine: to find words for numbers and to apply a lexicon takes longer than to look it up.

    `known` is what `used` was in an earlier build that had the same lexicon and language; damage of it counts as nothing.
    """

    def __init__(self, known: object = None) -> None:
        self._known = known if isinstance(known, Mapping) else {}
        self.used: dict[str, Any] = {}

    def of(self, line: Line, voice: Voice, show_language: str, lexicon: tuple[LexiconEntry, ...], engine: Engine) -> Utterance:
        """As utterance_for."""
        key = digest.of_value([to_json((line.runs, voice)), line.language, line.rate, show_language])
        try:
            utterance = _from_json(self._known[key])
        except (KeyError, TypeError, ValueError):
            utterance = utterance_for(line, voice, show_language, lexicon, engine)
        self.used[key] = _as_json(utterance)
        return utterance


def _is_of(engine_voice: str, language: str) -> bool:
    """Whether an engine's voice, named by its language as "en-us+f3" is, speaks that language."""
    return engine_voice.partition("+")[0].partition("-")[0].casefold() == language.partition("-")[0].casefold()


def _variant_alone(engine_voice: str) -> str:
    """What is left of a voice that is to speak another language: of "en-us+f3" the timbre, "+f3"."""
    _, plus, variant = engine_voice.partition("+")
    return plus + variant


def _utterance(pieces: tuple[Piece, ...], voice: Voice, language: str, engine: Engine, rate: int | None = None) -> Utterance:
    return Utterance(_stripped(_taken(pieces, engine)), voice.voice, language, rate or voice.rate, voice.pitch)


def _taken(pieces: tuple[Piece, ...], engine: Engine) -> tuple[Piece, ...]:
    """The pieces without what the engine would not hear, so that no line is spoken again for that."""
    from podbuild.speech.lexicon import joined

    heard = (Piece(p.text, p.ipa if engine.takes_ipa else "", p.emphasis if engine.takes_emphasis else 0) for p in pieces)
    return joined(heard)


def _stripped(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Without the space at both ends of a line, which no one hears but which would be in the key."""
    if pieces:
        pieces = (Piece(pieces[0].text.lstrip(), pieces[0].ipa, pieces[0].emphasis), *pieces[1:])
        pieces = (*pieces[:-1], Piece(pieces[-1].text.rstrip(), pieces[-1].ipa, pieces[-1].emphasis))
    return tuple(p for p in pieces if p.text or p.ipa)


def speak_step(utterance: Utterance, engine: Engine, wanted_by: str = "") -> Step:
    """The step that makes `speech.flac` (mono, 16 bit, at the engine's rate).

    Facts: seconds, sample_rate_hz, characters, words ([[start in seconds, begin, end], …] into text), text.
    """
    return Step(SPEAK, {"engine": engine.name, "version": engine.version(), **_as_json(utterance)}, {}, wanted_by)


def reading_step(voice: Voice, language: str, engine: Engine, wanted_by: str = "") -> Step:
    """The step that speaks the fixed reading of a language with a voice: its level is measured on it.

    `language` is the voice's own or the show's. A line's own `rate` or `lang` has no part in it.
    """
    from podbuild.speech.lexicon import apply

    pieces = apply((Run(reading(language)),), (), language)
    return speak_step(_utterance(pieces, voice, language, engine), engine, wanted_by)


def _as_json(utterance: Utterance) -> dict[str, Any]:
    return {
        "pieces": [[p.text, p.ipa, p.emphasis] for p in utterance.pieces],
        "voice": utterance.voice,
        "language": utterance.language,
        "rate": utterance.rate,
        "pitch": utterance.pitch,
    }


def _from_json(params: Mapping[str, Any]) -> Utterance:
    pieces = tuple(Piece(text, ipa, emphasis) for text, ipa, emphasis in params["pieces"])
    return Utterance(pieces, params["voice"], params["language"], params["rate"], params["pitch"])


def _run(call: Call) -> Outcome:
    import io

    import soundfile

    from podbuild.speech.edges import nothing
    from podbuild.speech.engines import engine

    found = engine(call.params["engine"])
    if found is None:
        raise StepFailed(Diagnostic("engine-unknown", f'there is no engine "{call.params["engine"]}"', fix="run `podbuild voices`"))
    utterance = _from_json(call.params)
    text = utterance.text
    spoken = found.speak(utterance, call.world) if _has_words(utterance) else nothing(_NOTHING_RATE_HZ)
    # Itself, libsndfile would wait for the disk after each file, and not say when it is full.
    flac = io.BytesIO()
    soundfile.write(flac, spoken.samples, spoken.sample_rate_hz, format="FLAC", subtype="PCM_16")
    (call.folder / FILE).write_bytes(flac.getbuffer())
    facts = {
        "seconds": len(spoken.samples) / spoken.sample_rate_hz,
        "sample_rate_hz": spoken.sample_rate_hz,
        "characters": len(text),
        "words": [[w.start_seconds, w.begin, w.end] for w in spoken.words],
        "text": text,
    }
    return Outcome(facts)


def _has_words(utterance: Utterance) -> bool:
    return any(c.isalnum() for p in utterance.pieces for c in p.text + p.ipa)


SPEAK = Action("speak", 1, _run)
