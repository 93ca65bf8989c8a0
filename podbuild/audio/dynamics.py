"""Changes of level over time: high-pass, compressor, true-peak limiter. Channels always move together.

All of it looks ahead instead of being late, and all of it is a function of the samples alone. The limiter remembers no
more than LIMITER_CONTEXT_FRAMES, so that a chunk that is given this much on both sides comes out as in the whole.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from podbuild.audio.meter import TAPS, interpolated_peaks, tallest
from podbuild.audio.pcm import SAMPLE_RATE_HZ, Audio, gain
from podbuild.audio.response import apply, high_pass_section

LIMITER_CONTEXT_FRAMES = 2_304  # two MP3 frames

_HOP_FRAMES = 240  # the compressor decides 200 times a second
_ALONG_HOP = np.arange(_HOP_FRAMES, dtype=np.float32) / np.float32(_HOP_FRAMES)
_LOOK_FRAMES = 96  # 2 ms: half of the limiter's attack
_RELEASE_FRAMES = 2_048
_MARGIN_DB = 0.03  # the gain moves a little between the samples of one interpolation
_STEPS_PER_DB = 1_000  # gains are rounded to this, since the last bits of a logarithm depend on the processor

# The limiter's gain recovers along the lower of these lines: (dB at once, dB a second).
_RECOVERY = ((0.0, 250.0), (2.0, 60.0))

_Level = TypeVar("_Level", np.float32, np.float64)
Gains = npt.NDArray[np.float32]


def high_pass(audio: Audio, cutoff_hz: float) -> Audio:
    """Without what lies under a frequency: rumble, bumps, the boom of a near microphone (12 dB an octave)."""
    return apply((high_pass_section(cutoff_hz),), audio)


def compress(
    audio: Audio,
    *,
    threshold_db: float,
    ratio: float,
    attack_seconds: float,
    release_seconds: float,
    knee_db: float = 6.0,
    is_peak: bool = False,
) -> Audio:
    """Take down what is over a threshold.

    Args:
        threshold_db: in dBFS of the mean square of 5 ms, or of their highest sample where `is_peak`.
        ratio: how many dB over the threshold become one.
        attack_seconds: the gain falls that much before the sound gets loud, so that no onset slips through.
        knee_db: the width of the range in which compression sets in.
    """
    if not len(audio):
        return audio
    over = _levels_db(audio, is_peak) - threshold_db
    inside = np.clip(over + knee_db / 2, 0.0, knee_db)
    wanted = -(1.0 - 1.0 / ratio) * np.where(over > knee_db / 2, over, inside**2 / (2 * knee_db))
    ahead = max(1, round(attack_seconds * SAMPLE_RATE_HZ / _HOP_FRAMES))
    return audio * _spread(_followed(wanted, ahead, release_seconds), len(audio))[:, None]


def _levels_db(audio: Audio, is_peak: bool) -> npt.NDArray[np.float64]:
    count = -(-len(audio) // _HOP_FRAMES)
    padded = np.zeros((count * _HOP_FRAMES, audio.shape[1]), np.float32)
    padded[: len(audio)] = audio
    hops = padded.reshape(count, -1)
    if is_peak:
        return np.asarray(20.0 * np.log10(np.abs(hops).max(axis=1).astype(np.float64) + 1e-9))
    return np.asarray(10.0 * np.log10(np.einsum("ij,ij->i", hops, hops, dtype=np.float64) / hops.shape[1] + 1e-18))


def _followed(wanted_db: npt.NDArray[np.float64], ahead: int, release_seconds: float) -> npt.NDArray[np.float64]:
    """The gain at each hop: the lowest wanted within the attack before and after, its return slowed down, then rounded off."""
    reach = ahead + 1  # one hop more, since the gain moves from the middle of one hop to that of the next
    lowest = sliding_minimum(np.pad(wanted_db, (reach, reach), mode="edge"), 2 * reach + 1)
    keep = float(np.exp(-_HOP_FRAMES / SAMPLE_RATE_HZ / release_seconds))
    level, slowed = 0.0, []
    for wanted in lowest.tolist():
        level = min(wanted, level * keep + wanted * (1.0 - keep))
        slowed.append(level)
    padded = np.pad(np.array(slowed), (ahead, ahead), mode="edge")
    return np.convolve(padded, np.full(2 * ahead + 1, 1.0 / (2 * ahead + 1)), mode="valid")


def _spread(gains_db: npt.NDArray[np.float64], frames: int) -> Gains:
    """Gains of hops as gains of frames: straight lines between the middles of the hops, level at both ends."""
    factors = np.pad((10.0 ** (gains_db / 20.0)).astype(np.float32), 1, mode="edge")
    lines = factors[:-1, None] + np.diff(factors)[:, None] * _ALONG_HOP
    return lines.reshape(-1)[_HOP_FRAMES // 2 : _HOP_FRAMES // 2 + frames]


def limit(audio: Audio, ceiling_dbtp: float) -> Audio:
    """Keep the true peak under a ceiling; what is nowhere over it comes back untouched.

    The gain falls over 4 ms before a peak, and returns at once but slowly after it (250 dB a second at first, then 60).
    A frame depends only on the frames within LIMITER_CONTEXT_FRAMES of it.
    """
    ceiling = float(gain(ceiling_dbtp - _MARGIN_DB))
    needed_db = _needed_db(audio, ceiling)
    if needed_db is None:
        return audio
    smoothed = _smoothed(10.0 ** (_held(needed_db) / 20.0))
    return audio * smoothed[:, None]


def _needed_db(audio: Audio, ceiling: float) -> npt.NDArray[np.float32] | None:
    """For each frame the gain that brings it, and the wave around it, down to the ceiling; None where nothing is over."""
    peaks = tallest(audio)
    for channel in range(audio.shape[1]):
        starts, between = interpolated_peaks(audio[:, channel], ceiling * 0.49)
        for at in (starts + TAPS // 2 - 1, starts + TAPS // 2):
            inside = (at >= 0) & (at < len(peaks))
            peaks[at[inside]] = np.maximum(peaks[at[inside]], between[inside])
    if not len(peaks) or float(peaks.max()) <= ceiling:
        return None
    needed = -20.0 * np.log10(np.maximum(peaks / np.float32(ceiling), 1.0))
    return np.asarray(np.rint(needed * _STEPS_PER_DB) / _STEPS_PER_DB, np.float32)


def _held(needed_db: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The lowest gain within the look-ahead, returning along _RECOVERY."""
    spread = np.pad(needed_db, (_LOOK_FRAMES, _LOOK_FRAMES))
    lowest = sliding_minimum(spread, 2 * _LOOK_FRAMES + 1)
    slow = [_recovering(lowest, at_once, a_second / SAMPLE_RATE_HZ) for at_once, a_second in _RECOVERY]
    return np.asarray(np.minimum(np.minimum.reduce(slow), 0.0), np.float32)


def _recovering(gains_db: npt.NDArray[np.float32], at_once_db: float, slope_db: float) -> npt.NDArray[np.float32]:
    """The lowest of `gains[n - k] + at_once + slope * k` over 0 ≤ k ≤ _RELEASE_FRAMES, by doubling k."""
    lowest, reach = gains_db + np.float32(at_once_db), 1
    while reach < _RELEASE_FRAMES:
        step = min(reach, _RELEASE_FRAMES - reach)
        if step >= len(lowest):
            break
        lowest[step:] = np.minimum(lowest[step:], lowest[:-step] + np.float32(slope_db * step))
        reach += step
    return lowest


def _smoothed(gains: npt.NDArray[np.float32]) -> Gains:
    """A weighted mean over the look-ahead: since the lowest gain was held that long, the mean at a peak is low enough."""
    window = np.hanning(2 * _LOOK_FRAMES + 3)[1:-1]
    padded = np.pad(gains, (_LOOK_FRAMES, _LOOK_FRAMES), mode="edge").astype(np.float64)
    return np.convolve(padded, window / window.sum(), mode="valid").astype(np.float32)


def sliding_minimum(values: npt.NDArray[_Level], width: int) -> npt.NDArray[_Level]:
    """The lowest of each run of `width` values; `width - 1` shorter than what came in."""
    lowest, reach = values, 1
    while reach < width:
        step = min(reach, width - reach)
        lowest = np.minimum(lowest[:-step], lowest[step:])
        reach += step
    return lowest
