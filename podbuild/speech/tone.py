"""A soft tone in place of a voice: for tests and drafts of timing, where words need not be understood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podbuild.base import digest
from podbuild.model.show import Voice
from podbuild.speech.engine import Engine, Problem, Spoken, SpokenWord, Utterance, VoiceName
from podbuild.steps.world import World

if TYPE_CHECKING:
    import numpy as np

_SAMPLE_RATE_HZ = 22_050
_SECONDS_PER_CHARACTER = 0.06
_DEFAULT_RATE = 175


def speak(utterance: Utterance, world: World) -> Spoken:
    """A tone of 60 ms a character; its pitch tells voices apart, its colour tells texts apart.

    Made of whole-number arithmetic and one table, so that every machine makes the same bytes.
    """
    per_character = round(_SAMPLE_RATE_HZ * _SECONDS_PER_CHARACTER * _DEFAULT_RATE / max(1, utterance.rate or _DEFAULT_RATE))
    text = utterance.text
    frames = max(3, len(text)) * per_character
    words = tuple(SpokenWord(m.start() * per_character / _SAMPLE_RATE_HZ, *m.span()) for m in re.finditer(r"\S+", text))
    return Spoken(_tone(frames, _pitch_hz(utterance), _seed(text)), _SAMPLE_RATE_HZ, words)


def _seed(text: str) -> int:
    return int(digest.of_bytes(text.encode("utf-8", "surrogatepass"))[:8], 16)


def _pitch_hz(utterance: Utterance) -> int:
    return 110 + _seed(f"{utterance.voice}\n{utterance.language}") % 220 + (utterance.pitch or 50) - 50


def _tone(frames: int, pitch_hz: int, seed: int) -> np.ndarray:
    """A triangle wave at -18 dBFS with 10 ms ramps; the seed sets how strong the octave above is."""
    import numpy as np

    at = np.arange(frames, dtype=np.int64)
    octave = 4 + seed % 5
    wave = _triangle(at, pitch_hz) + _triangle(at, 2 * pitch_hz) * octave // 16
    ramp = np.minimum(np.minimum(at, frames - 1 - at), 220)
    return np.asarray(wave * ramp // 220, dtype=np.int16)


def _triangle(at: np.ndarray, pitch_hz: int) -> np.ndarray:
    phase = at * pitch_hz % _SAMPLE_RATE_HZ
    wave: np.ndarray = abs(phase * 4 - 2 * _SAMPLE_RATE_HZ) * 4096 // _SAMPLE_RATE_HZ - 4096
    return wave


def voices() -> tuple[VoiceName, ...]:
    return (VoiceName("", "und", "any name gives a tone of its own"),)


def problem(voice: Voice, language: str) -> Problem | None:
    if voice.rate is not None and voice.rate < 1:
        return Problem("rate", "a rate is a number of words a minute", "choose 80 to 450")
    return None


TONE = Engine(
    name="tone",
    summary="a tone as long as the words: for tests, and for timing a draft",
    version=lambda: "1",
    speak=speak,
    voices=voices,
    problem=problem,
    usual_rate=_DEFAULT_RATE,
    words_per_rate=1.08,
)
