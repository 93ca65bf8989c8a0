"""How loud a programme is from its start to its end, in few enough numbers to be drawn."""

from __future__ import annotations

from collections.abc import Sequence

COLUMNS = 240
_EXPONENT = 0.3  # energy to loudness: 10 dB more sound twice as loud (S. S. Stevens, "Procedure for calculating loudness", 1961)
_LOUDEST = 0.98  # what is louder than this share of the programme is drawn as loud as that: one clap shall not flatten all speech


def waveform(energies: Sequence[float]) -> tuple[int, ...]:
    """Perceived loudness of equal stretches of the programme, each 0 (silence) to 100 (its loudest).

    Args:
        energies: mean squares of the 100 ms blocks of the whole programme (meter.block_energies).
    Returns:
        COLUMNS numbers, however long the programme is; none for a programme of less than a block.
    """
    import numpy as np

    if not len(energies):
        return ()
    loudness = np.maximum(np.asarray(energies, np.float64), 0.0) ** _EXPONENT
    heard_until = np.concatenate([[0.0], np.cumsum(loudness)])
    edges = np.linspace(0, len(loudness), COLUMNS + 1)
    means = np.diff(np.interp(edges, np.arange(len(heard_until)), heard_until))
    top = float(np.quantile(means, _LOUDEST)) or float(means.max())
    return tuple(min(100, round(100 * float(value) / top)) for value in means) if top else (0,) * COLUMNS
