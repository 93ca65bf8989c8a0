"""A programme's waveform as upright bars: path data for an SVG, the same for the player and for the picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

PITCH = 4  # from one bar to the next
HEIGHT = 40
_LEAST = 2  # silence still shows that time passes


def bars(waveform: Sequence[int], most: int) -> tuple[int, str]:
    """The width of the drawing, and its path: strokes that stand about the middle of HEIGHT.

    Args:
        waveform: numbers from 0 to 100.
        most: neighbours are drawn as one bar until there are no more bars than this.

    >>> bars((0, 50, 100, 100), 2)
    (8, 'M2 13v14M6 0v40')
    """
    step = max(1, -(-len(waveform) // most))
    groups = [waveform[i : i + step] for i in range(0, len(waveform), step)]
    heights = [2 * max(_LEAST // 2, round(HEIGHT / 200 * hypot(*group) / len(group) ** 0.5)) for group in groups]
    strokes = [f"M{PITCH * i + PITCH // 2} {(HEIGHT - height) // 2}v{height}" for i, height in enumerate(heights)]
    return PITCH * len(groups), "".join(strokes)
