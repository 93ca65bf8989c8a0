"""A sound of any length at the common level, by one gain: two passes over blocks, so that an hour is never in memory whole.

The first pass measures, the second writes; what is short is kept between them instead of being decoded again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from podbuild.audio import decoding, meter, pcm
from podbuild.audio.dynamics import LIMITER_CONTEXT_FRAMES, limit
from podbuild.audio.levelling import CLIP_CEILING_DBTP, REFERENCE_LUFS, plain
from podbuild.audio.pcm import Audio
from podbuild.steps.step import Call, Outcome

_BLOCK_FRAMES = 480_000
_KEPT_FRAMES = 60 * pcm.SAMPLE_RATE_HZ
_MOMENT_BLOCKS = 4  # BS.1770's 400 ms


def conformed(call: Call) -> Outcome:
    """Write `clip.wav`. Facts: `frames`, `gain_db`, `energies` (none of a bed, whose level nothing asks for).

    The peaks of a sound are limited. Those of a whole programme make its gain less, since a mix is not to be changed in
    its dynamics.
    """
    kind, channels = call.params["kind"], call.params["channels"]
    source = _Source(call)
    heard = _heard(source.blocks(), channels)
    if heard.peak_dbfs == -math.inf:
        decoding.require_signal(pcm.silence(min(1, heard.frames)), decoding.shown_name(call.inputs["sound"]))
    gain_db = REFERENCE_LUFS - (heard.loudest_moment_lufs if kind == "effect" else heard.integrated_lufs)
    if kind == "programme":
        gain_db = min(gain_db, CLIP_CEILING_DBTP - heard.peak_dbfs)
    gain_db = round(gain_db, 2)
    louder = (block * pcm.gain(gain_db) for block in source.blocks())
    energies = _written(call, louder if kind == "programme" else limited(louder, CLIP_CEILING_DBTP), is_heard=kind != "bed")
    return Outcome({"frames": heard.frames, "gain_db": gain_db, "energies": plain(energies)})


class _Source:
    """The blocks of a step's sound, as often as they are asked for."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._kept: list[Audio] | None = None

    def blocks(self) -> Iterator[Audio]:
        if self._kept is not None:
            yield from self._kept
            return
        kept: list[Audio] | None = []
        frames = 0
        for block in self._decoded():
            frames += len(block)
            kept = [*kept, block] if kept is not None and frames <= _KEPT_FRAMES else None
            yield block
        self._kept = kept

    def _decoded(self) -> Iterator[Audio]:
        p, path = self._call.params, self._call.inputs["sound"]
        start, end = p["start_seconds"], p["end_seconds"]
        return decoding.decode_blocks(path, self._call.world, p["channels"], _BLOCK_FRAMES, start_seconds=start, end_seconds=end)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the first pass tells; the last of the `energies` is of a block filled up with silence."""

    frames: int
    peak_dbfs: float
    energies: meter.Energies

    @property
    def integrated_lufs(self) -> float:
        whole = max(1, self.frames // meter.BLOCK_FRAMES)
        return meter.faint_lufs(self.energies[:whole], self.peak_dbfs)

    @property
    def loudest_moment_lufs(self) -> float:
        """The loudest 400 ms, with silence before and behind the sound."""
        return meter.momentary_max_lufs(np.pad(self.energies, _MOMENT_BLOCKS))


def _heard(blocks: Iterable[Audio], channels: int) -> _Heard:
    frames, peak_dbfs, listener = 0, -math.inf, _Listener(channels)
    for block in blocks:
        frames += len(block)
        peak_dbfs = max(peak_dbfs, pcm.peak_dbfs(block))
        listener.hear(block)
    return _Heard(frames, peak_dbfs, listener.energies())


class _Listener:
    """Block energies (see meter.py) of sound that comes in pieces of any length, the last one filled up with silence."""

    def __init__(self, channels: int) -> None:
        self._held = pcm.silence(0, channels)
        self._lead = 0
        self._parts: list[meter.Energies] = []

    def hear(self, block: Audio) -> None:
        audio = np.concatenate([self._held, block])
        self._parts.append(meter.block_energies(audio, self._lead))
        end = self._lead + len(self._parts[-1]) * meter.BLOCK_FRAMES
        start = max(0, end - meter.LEAD_FRAMES)
        self._held, self._lead = audio[start:].copy(), end - start

    def energies(self) -> meter.Energies:
        missing = -(len(self._held) - self._lead) % meter.BLOCK_FRAMES
        if missing:
            self.hear(pcm.silence(missing, self._held.shape[1]))
        return meter.joined(self._parts)


def limited(blocks: Iterable[Audio], ceiling_dbtp: float) -> Iterator[Audio]:
    """The same as `limit` of the whole, block by block: what a frame depends on lies within the limiter's context."""
    held: Audio | None = None
    done = 0
    for block in blocks:
        held = block if held is None else np.concatenate([held, block])
        end = len(held) - LIMITER_CONTEXT_FRAMES
        if end > done:
            yield limit(held, ceiling_dbtp)[done:end]
            start = max(0, end - LIMITER_CONTEXT_FRAMES)
            held, done = held[start:], end - start
    if held is not None:
        yield limit(held, ceiling_dbtp)[done:]


def _written(call: Call, blocks: Iterable[Audio], is_heard: bool) -> meter.Energies:
    """Write the blocks as 24 bits; the energies of what was written, where they are wanted."""
    channels = call.params["channels"]
    listener = _Listener(channels)
    with pcm.writing(call.folder / "clip.wav", channels, "PCM_24") as write_samples:
        for block in blocks:
            write_samples(pcm.to_integers(block, 24))
            if is_heard:
                listener.hear(block)
    return listener.energies()
