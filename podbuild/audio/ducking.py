"""How loud a bed is at each moment: low where somebody speaks, higher where nobody does. A function of the timeline alone.

All times are whole frames at 48 kHz, counted from wherever the caller likes: equal distances give equal curves.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_MS = 48
LONG_GAP = 2200 * _MS  # shorter silences are part of the speech: a bed that moved in each would pump
RISE_AFTER, RISE = 250 * _MS, 900 * _MS
FALL_BEFORE, FALL = 100 * _MS, 700 * _MS
REACH = LONG_GAP + RISE_AFTER + RISE  # how far away speech may be and still be felt


def speech_spans(intervals: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join what is spoken (start, end; in order of start) over the short silences.

    >>> speech_spans([(0, 48_000), (96_000, 144_000), (480_000, 500_000)])
    ((0, 144000), (480000, 500000))
    """
    out: list[tuple[int, int]] = []
    for start, end in intervals:
        if out and start - out[-1][1] < LONG_GAP:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def lift_curve(spans: Sequence[tuple[int, int]], begin: int, end: int) -> tuple[tuple[int, float], ...]:
    """Break points (frame, 0 to 1) of how far a bed is lifted between `begin` and `end`; straight lines between them.

    >>> lift_curve([(480_000, 960_000)], 0, 720_000)
    ((0, 1.0), (441600, 1.0), (475200, 0.0), (720000, 0.0))
    """
    points: list[tuple[int, float]] = []
    for start, stop in spans:
        if stop > begin - REACH and start < end + REACH:
            fall, rise = start - FALL_BEFORE, stop + RISE_AFTER
            points += [(fall - FALL, 1.0), (fall, 0.0), (rise, 0.0), (rise + RISE, 1.0)]
    inside = tuple((t, v) for t, v in points if begin < t < end)
    return ((begin, _at(points, begin)), *inside, (end, _at(points, end)))


def _at(points: Sequence[tuple[int, float]], t: int) -> float:
    for (t0, v0), (t1, v1) in pairwise(points):
        if t0 <= t <= t1:
            return v0 + (v1 - v0) * (t - t0) / (t1 - t0)
    return 1.0
