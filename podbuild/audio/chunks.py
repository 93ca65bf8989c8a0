"""A timeline cut into chunks: for each, all that decides its samples, in numbers relative to its own start.

Equal chunks therefore have equal keys wherever in the programme they lie. A chunk holds what sounds in it and in the
context around it: the encoder's lead and tail, and what the limiter looks at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from podbuild.audio.arrange import RATE_HZ
from podbuild.audio.ducking import lift_curve, speech_spans
from podbuild.audio.mp3 import FRAME, LEAD_FRAMES, TAIL_FRAMES
from podbuild.model.timeline import Placement, Timeline
from podbuild.steps.step import Made

LEAD = LEAD_FRAMES * FRAME  # encoded before the chunk and dropped: the encoder is in the state it would have come to
TAIL = TAIL_FRAMES * FRAME
MARGIN = 2 * FRAME  # what the limiter sees beyond lead and tail
Placed = tuple[int, int, Placement]  # (start, end) in frames


@dataclass(frozen=True, slots=True)
class Chunk:
    """One stretch of the programme, `frames` long; `lead` and `tail` are shorter at the programme's ends.

    `pieces` are plain lists (see `_piece`), `inputs` the sounds they name.
    """

    frames: int
    lead: int
    tail: int
    pieces: tuple[tuple[Any, ...], ...]
    inputs: Mapping[str, Made]

    def params(self) -> dict[str, Any]:
        pieces = [list(p) for p in self.pieces]
        return {"frames": self.frames, "lead": self.lead, "tail": self.tail, "pieces": pieces}


def chunks(timeline: Timeline, duck_db: float) -> tuple[Chunk, ...]:
    """Cut a timeline. Sounds are read from the file `clip.wav` of the steps that the placements name."""
    cuts = [_frames(c) for c in timeline.cuts]
    placed = sorted(((*_span(p), p) for p in timeline.placements), key=lambda found: found[2].start_seconds)
    spans = speech_spans(sorted((start, end) for start, end, p in placed if p.lane in ("voice", "clip")))
    beds = [found for found in placed if found[2].lane == "bed"]
    others = [found for found in placed if found[2].lane != "bed"]
    starts = [start for start, _, _ in others]
    longest = max((end - start for start, end, _ in others), default=0)
    out: list[Chunk] = []
    for start, end in pairwise(cuts):
        first = bisect_left(starts, start - LEAD - MARGIN - longest)
        near = others[first : bisect_left(starts, end + TAIL + MARGIN)] + beds
        out.append(_chunk(near, spans, start, end, cuts[-1], duck_db))
    return tuple(out)


def _chunk(near: Sequence[Placed], spans: Sequence[tuple[int, int]], start: int, end: int, total: int, duck_db: float) -> Chunk:
    lead, tail = min(LEAD, start), min(TAIL, total - end)
    begin, stop = -lead - MARGIN, end - start + tail + MARGIN
    local = [(s - start, e - start) for s, e in spans] if any(p.lane == "bed" for _, _, p in near) else []
    pieces: list[tuple[Any, ...]] = []
    names: dict[str, str] = {}
    for s, e, placement in near:
        if s - start < stop and e - start > begin:
            name = names.setdefault(placement.source, f"s{len(names)}")
            pieces.append(_piece(placement, name, s - start, e - start, begin, stop, local, duck_db))
    inputs = {name: Made(source, "clip.wav") for source, name in names.items()}
    return Chunk(end - start, lead, tail, tuple(pieces), inputs)


def _piece(
    p: Placement, name: str, start: int, end: int, begin: int, stop: int, spans: Sequence[tuple[int, int]], duck_db: float
) -> tuple[Any, ...]:
    """[input, first frame, end, offset in the sound, gain in dB, fade in, fade out, loops?, break points of the gain or None].

    Frames are relative to the chunk. A piece that the chunk sees only the middle of is described by that middle, so that
    what lies far away does not enter the key; a fade out of sight is none.
    """
    curve = None
    if p.lane == "bed":
        lift = lift_curve(spans, max(start, begin), min(end, stop))
        curve = [[t, round(v * duck_db, 3)] for t, v in lift]
    fade_in, fade_out = _frames(p.fade_in_seconds), _frames(p.fade_out_seconds)
    fade_in = fade_in if start + fade_in > begin else 0
    fade_out = fade_out if end - fade_out < stop else 0
    offset = _frames(p.offset_seconds)
    if start < begin and not fade_in:
        offset, start = offset + begin - start, begin
    if end > stop and not fade_out:
        end = stop
    return (name, start, end, offset, round(p.gain_db, 3), fade_in, fade_out, p.lane == "bed", curve)


def _frames(seconds: float) -> int:
    return round(seconds * RATE_HZ)


def _span(p: Placement) -> tuple[int, int]:
    start = _frames(p.start_seconds)
    return start, start + _frames(p.duration_seconds)
