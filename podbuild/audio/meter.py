"""How loud sound is: K-weighted block energies, loudness with its gates, loudness range, true peak.

Energies of 100 ms blocks are all that loudness needs: they can be kept chunk by chunk and put together, and the whole
programme's loudness is then exact without its samples. Energies count from the first frame given; a last block that is
not complete is dropped (at most 99 ms, which no gating window could hold whole either).

Source: ITU-R BS.1770-5; EBU Tech 3341 (momentary) and 3342 (loudness range).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from podbuild.audio.pcm import Audio, decibels
from podbuild.audio.response import Biquad, apply

BLOCK_FRAMES = 4_800
LEAD_FRAMES = 48_000  # a second settles the weighting filter far below what a meter shows

Energies = npt.NDArray[np.float64]

# BS.1770-5, Annex 1, tables 1 and 2: the coefficients for 48 kHz.
_K_WEIGHTING = (
    Biquad(1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585),
    Biquad(1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621),
)
_OFFSET_LU = -0.691

# BS.1770-5, Annex 2: four phases of a 48-tap interpolator; the third and fourth mirror the second and first.
_PHASE_0 = (
    *(0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875, 0.1373291015625),
    *(0.9721679687500, -0.1022949218750, 0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500),
)
_PHASE_1 = (
    *(-0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500, 0.4650878906250),
    *(0.7797851562500, -0.2003173828125, 0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375),
)
TAPS = 12
INTERPOLATOR = np.array([_PHASE_0, _PHASE_1, _PHASE_1[::-1], _PHASE_0[::-1]], np.float32).T.copy()
_STRETCH_FRAMES = 8_192  # stays in the processor's nearest cache
_DENSE = 5  # from one window in so many on, computing all of them is faster than gathering each

# No interpolated value exceeds the largest of its 12 samples by more than this factor (2.03): the sum of a phase's magnitudes.
_MOST_OVERSHOOT = float(np.abs(INTERPOLATOR).sum(axis=0).max())


def block_energies(audio: Audio, lead_frames: int = 0) -> Energies:
    """Mean squares of the K-weighted sound, summed over channels, one for each whole 100 ms after the lead.

    Args:
        lead_frames: how much of the start is there only to settle the filter (LEAD_FRAMES is ample).
    """
    count = max(0, len(audio) - lead_frames) // BLOCK_FRAMES
    total = np.zeros(count)
    for channel in range(audio.shape[1]):
        samples = np.ascontiguousarray(audio[: lead_frames + count * BLOCK_FRAMES, channel])
        blocks = apply(_K_WEIGHTING, samples[:, None])[lead_frames:, 0].reshape(count, BLOCK_FRAMES)
        total += np.einsum("ij,ij->i", blocks, blocks) / BLOCK_FRAMES
    return total


def integrated_lufs(energies: Energies) -> float:
    """Programme loudness over 400 ms windows every 100 ms, gated at -70 LUFS and 10 LU under the loud part's mean.

    Returns:
        LUFS; -inf for silence. What is shorter than 400 ms is measured as one window of its own length.
    """
    windows = _windows(energies, 4)
    loud = windows[windows > _energy(-70.0)]
    if not loud.size:
        return -np.inf
    return _lufs(float(loud[loud > loud.mean() * 0.1].mean()))


def faint_lufs(energies: Energies, peak_dbfs: float) -> float:
    """Programme loudness of sound of any level, as if its highest sample were at full scale: no gate takes what is faint."""
    if peak_dbfs == -np.inf:
        return -np.inf
    return integrated_lufs(energies * 10.0 ** (-peak_dbfs / 10.0)) + peak_dbfs


def momentary_max_lufs(energies: Energies) -> float:
    """The loudest 400 ms."""
    return _lufs(float(_windows(energies, 4).max(initial=0.0)))


def loudness_range_lu(energies: Energies) -> float:
    """How far quiet and loud passages lie apart: the 10th to the 95th percentile of the short-term loudness.

    Source: EBU Tech 3342, gated at -70 LUFS and 20 LU under the mean.
    """
    windows = _windows(energies, 30) if len(energies) >= 30 else np.zeros(0)
    loud = windows[windows > _energy(-70.0)]
    if not loud.size:
        return 0.0
    levels = np.sort(10.0 * np.log10(loud[loud > loud.mean() * 0.01]))
    low, high = (levels[round((len(levels) - 1) * share)] for share in (0.10, 0.95))
    return float(high - low)


def joined(parts: Sequence[Energies]) -> Energies:
    """The energies of sound that was measured in pieces."""
    return np.concatenate(parts) if parts else np.zeros(0)


def true_peak_dbtp(audio: Audio) -> float:
    """The highest level the wave reaches between its samples.

    Args:
        audio: float32, shape (frames, channels), full scale at 1.0, 48 000 Hz.
    Returns:
        dBTP; -inf for silence.
    Source: ITU-R BS.1770-5, Annex 2.
    """
    return decibels(max((_true_peak(audio[:, c]) for c in range(audio.shape[1])), default=0.0))


def _true_peak(samples: npt.NDArray[np.float32]) -> float:
    """Interpolates only where one of 12 samples is over peak/2.03: elsewhere no value can reach it, by _MOST_OVERSHOOT."""
    peak = float(np.abs(samples).max(initial=0.0))
    if peak == 0.0:
        return 0.0
    # First around the few highest samples, which raises the bar for the rest.
    for share in (0.97, 1.0 / _MOST_OVERSHOOT):
        peak = max(peak, float(interpolated_peaks(samples, peak * share)[1].max(initial=0.0)))
    return peak


def interpolated_peaks(samples: npt.NDArray[np.float32], over: float) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """The highest interpolated magnitude of each window of 12 samples that holds a sample over a threshold.

    Returns:
        (starts, peaks): window i is samples starts[i] to starts[i] + 11, and its value lies between the 6th and the 7th of
        them, so within 1 sample of starts[i] + 6. Windows may begin up to 11 samples before the first one.
    """
    high = np.flatnonzero((samples > over) | (samples < -over))
    if not high.size:
        return np.zeros(0, np.intp), np.zeros(0, np.float32)
    is_near = np.zeros(len(samples) + TAPS - 1, bool)
    is_near[high] = True
    for step in (1, 2, 4, 4):  # 1 + 2 + 4 + 4 = 11: every window that a high sample lies in
        is_near[step:] |= is_near[:-step].copy()
    padded = np.zeros(len(samples) + 2 * (TAPS - 1), np.float32)
    padded[TAPS - 1 : TAPS - 1 + len(samples)] = samples
    starts = np.flatnonzero(is_near)
    if len(starts) > len(samples) // _DENSE:
        return starts - (TAPS - 1), _all_peaks(padded)[starts]
    peaks = [_between([padded[some + k] for k in range(TAPS)]) for some in _stretches(starts)]
    return starts - (TAPS - 1), np.concatenate(peaks)


def _stretches(values: npt.NDArray[np.intp]) -> list[npt.NDArray[np.intp]]:
    return [values[i : i + _STRETCH_FRAMES] for i in range(0, len(values), _STRETCH_FRAMES)]


def tallest(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The highest magnitude of each row. Column by column: numpy's own reduction over a short axis takes ten times as long."""
    highest = np.abs(values[:, 0])
    for column in range(1, values.shape[1]):
        np.maximum(highest, np.abs(values[:, column]), out=highest)
    return highest


def _all_peaks(padded: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The same for every window, without gathering each."""
    count = len(padded) - TAPS + 1
    out = np.empty(count, np.float32)
    for begin in range(0, count, _STRETCH_FRAMES):
        end = min(count, begin + _STRETCH_FRAMES)
        out[begin:end] = _between([padded[begin + k : end + k] for k in range(TAPS)])
    return out


def _between(taps: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """The highest magnitude of the four phases, the windows' samples given as TAPS columns.

    A phase and its mirror are an even part plus and minus an odd part, so the higher of the two is |even| + |odd|. Summed
    in one order, sample by sample: a matrix product's last bits depend on the processor, and a limiter's gain would too.
    """
    half = TAPS // 2
    sums = [taps[k] + taps[TAPS - 1 - k] for k in range(half)]
    differences = [taps[k] - taps[TAPS - 1 - k] for k in range(half)]
    outer, inner = (_magnitude(sums, even) + _magnitude(differences, odd) for even, odd in _HALVES)
    return np.asarray(np.maximum(outer, inner))


def _magnitude(columns: Sequence[npt.NDArray[np.float32]], weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    total = columns[0] * weights[0]
    for column, weight in zip(columns[1:], weights[1:], strict=True):
        total += column * weight
    return np.asarray(np.abs(total, out=total))


def _halves(phase: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """The even and the odd part of a phase, its first half: exact, since the coefficients are multiples of 1/8192."""
    half, mirror = np.float32(0.5), phase[::-1]
    return ((phase + mirror) * half)[: TAPS // 2], ((phase - mirror) * half)[: TAPS // 2]


_HALVES = (_halves(INTERPOLATOR[:, 0]), _halves(INTERPOLATOR[:, 1]))


def _windows(energies: Energies, blocks: int) -> Energies:
    """Means over every run of so many blocks; what is shorter gives one window of its own length."""
    if not len(energies):
        return np.zeros(0)
    if len(energies) < blocks:
        return np.array([float(energies.sum()) / len(energies)])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(energies, blocks).mean(axis=1))


def _lufs(energy: float) -> float:
    return float(_OFFSET_LU + 10.0 * np.log10(energy)) if energy > 0 else -np.inf


def _energy(lufs: float) -> float:
    return float(10.0 ** ((lufs - _OFFSET_LU) / 10.0))
