"""How loud a programme will be, from how loud its parts are: no sample is touched.

Every part knows the energies of its 100 ms blocks; laid out on the timeline they add up to the programme's, all but the
limiter's share. Beds count with their level alone: they lie so far under the voices that the gate leaves little of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from podbuild.audio.meter import integrated_lufs
from podbuild.model.timeline import Placement, Timeline

BLOCK_SECONDS = 0.1
OFFSET_LU = 0.691  # BS.1770-5, equation 2: loudness = -0.691 + 10 log10(energy)


def foreseen_lufs(timeline: Timeline, energies: Mapping[str, Sequence[float]], duck_db: float, bed_lufs: float) -> float:
    """The integrated loudness of a programme whose parts are at their own level; -inf for silence.

    Args:
        energies: by the source of a placement, the energies of its blocks; what is missing is silent.
        bed_lufs: the loudness of every bed's sound.
    """
    blocks = np.zeros(round(timeline.duration_seconds / BLOCK_SECONDS) + 2)
    speech = np.zeros(len(blocks), bool)
    for p in timeline.placements:
        if p.lane != "bed":
            first, own = _laid(p, energies.get(p.source, ()), len(blocks))
            blocks[first : first + len(own)] += own
            if p.lane != "effect":
                speech[first : first + len(own)] = True
    for p in timeline.placements:
        if p.lane == "bed":
            first, last = round(p.start_seconds / BLOCK_SECONDS), round(p.end_seconds / BLOCK_SECONDS)
            under = 10 ** ((bed_lufs + OFFSET_LU + p.gain_db) / 10)
            blocks[first:last] += np.where(speech[first:last], under, under * 10 ** (duck_db / 10))
    return float(integrated_lufs(blocks))


def _laid(p: Placement, energies: Sequence[float], count: int) -> tuple[int, np.ndarray]:
    first = round(p.start_seconds / BLOCK_SECONDS)
    offset = round(p.offset_seconds / BLOCK_SECONDS)
    own = np.asarray(energies[offset : offset + round(p.duration_seconds / BLOCK_SECONDS) + 1], float)
    return first, own[: max(0, count - first)] * 10 ** (p.gain_db / 10)
