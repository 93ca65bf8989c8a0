"""Where speech begins and ends in a recording of one line: engines put silence around it, and each its own amount."""

from __future__ import annotations

import numpy as np

from podbuild.speech.engine import Spoken, SpokenWord

_MARGIN_SECONDS = 0.05
_SILENCE_LEVEL = 40  # of 32 768: -58 dBFS, under the quietest consonant
_NOTHING_SECONDS = 0.2


def trimmed(samples: np.ndarray, sample_rate_hz: int, words: tuple[SpokenWord, ...] = ()) -> Spoken:
    """Cut the silence at both ends to 50 ms, and move the words' times with it. What is silent all through lasts 0.2 s."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _SILENCE_LEVEL)
    if not len(loud):
        return nothing(sample_rate_hz)
    margin = round(_MARGIN_SECONDS * sample_rate_hz)
    first, last = max(0, int(loud[0]) - margin), min(len(samples), int(loud[-1]) + 1 + margin)
    shift, length = first / sample_rate_hz, (last - first) / sample_rate_hz
    moved = tuple(SpokenWord(round(min(max(w.start_seconds - shift, 0.0), length), 4), w.begin, w.end) for w in words)
    return Spoken(samples[first:last].copy(), sample_rate_hz, moved)


def nothing(sample_rate_hz: int) -> Spoken:
    """What a line without a word sounds like, an emoji for one."""
    return Spoken(np.zeros(round(_NOTHING_SECONDS * sample_rate_hz), dtype=np.int16), sample_rate_hz)
