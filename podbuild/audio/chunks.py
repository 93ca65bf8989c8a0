"""A timeline cut into chunks: for each, all that decides its samples, in numbers relative to its own start.

Equal chunks therefore have equal keys wherever in the programme they lie. A chunk holds what sounds in it and in the
context around it: the encoder's lead and tail, and what the limiter looks at.
"""

from __future__ import annotations

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
    spoken = [_span(p) for p in timeline.placements if p.lane in ("voice", "clip")]
    spans = speech_spans(sorted(spoken))
    order = sorted(timeline.placements, key=lambda p: p.start_seconds)
    out: list[Chunk] = []
    first = 0
    longest = max((_frames(p.duration_seconds) for p in order if p.lane != "bed"), default=0)
    beds = [p for p in order if p.lane == "bed"]
    others = [p for p in order if p.lane != "bed"]
    for start, end in pairwise(cuts):
        while first < len(others) and _frames(others[first].start_seconds) + longest < start - LEAD - MARGIN:
            first += 1
        near = [p for p in others[first:] if _span(p)[0] < end + TAIL + MARGIN] + beds
        out.append(_chunk(near, spans, start, end, cuts[-1], duck_db))
    return tuple(out)


def _chunk(near: Sequence[Placement], spans: Sequence[tuple[int, int]], start: int, end: int, total: int, duck_db: float) -> Chunk:
    lead, tail = min(LEAD, start), min(TAIL, total - end)
    begin, stop = -lead - MARGIN, end - start + tail + MARGIN
    local = [(s - start, e - start) for s, e in spans]
    pieces: list[tuple[Any, ...]] = []
    names: dict[str, str] = {}
    for placement in near:
        s, e = _span(placement)
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
