"""A chunk's sound: pieces placed, faded and ducked, brought to the programme's gain, limited."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from podbuild.audio.chunks import MARGIN
from podbuild.audio.dynamics import limit
from podbuild.audio.pcm import Audio

LOOP_CROSSFADE = 48_000  # frames: how a bed that is too short goes over into its own beginning
MONO_IN_STEREO_DB = 3.0103  # one signal on two channels measures this much louder (BS.1770 adds the channels' powers)


def mixed(params: Mapping[str, Any], inputs: Mapping[str, Path], channels: int) -> Audio:
    """The sum of a chunk's pieces at their own level: lead, chunk and tail, with a margin at both ends.

    Returns:
        float32, shape (margin + lead + frames + tail + margin, channels).
    """
    begin = -params["lead"] - MARGIN
    length = params["lead"] + params["frames"] + params["tail"] + 2 * MARGIN
    out = np.zeros((length, channels), np.float32)
    for piece in params["pieces"]:
        _add_piece(out, piece, inputs[piece[0]], begin)
    return out


def mastered(params: Mapping[str, Any], inputs: Mapping[str, Path], channels: int, gain_db: float, ceiling_dbtp: float) -> Audio:
    """The chunk with lead and tail as the encoder gets it: limited, the margin cut off."""
    audio = mixed(params, inputs, channels)
    audio *= np.float32(10 ** (gain_db / 20))
    limited: Audio = limit(audio, ceiling_dbtp)[MARGIN:-MARGIN]
    return limited


def _add_piece(out: Audio, piece: list[Any], path: Path, begin: int) -> None:
    _, start, end, offset, gain_db, fade_in, fade_out, loops, curve = piece
    first, last = max(start, begin), min(end, begin + len(out))
    if first >= last:
        return
    read = _looped if loops else _read
    audio = read(path, offset + first - start, last - first)
    last = first + len(audio)
    if audio.shape[1] < out.shape[1]:
        gain_db -= MONO_IN_STEREO_DB
    audio *= np.float32(10 ** (gain_db / 20))
    if curve is not None:
        _ride(audio, curve, first)
    if fade_in and first < start + fade_in:
        n = min(start + fade_in - first, len(audio))
        audio[:n] *= _ramp(first - start, n, fade_in)
    if fade_out and last > end - fade_out:
        n = min(last - (end - fade_out), len(audio))
        audio[len(audio) - n :] *= _ramp(end - last, n, fade_out)[::-1]
    out[first - begin : first - begin + len(audio)] += audio


def _ride(audio: Audio, curve: list[list[float]], first: int) -> None:
    """Follow break points (frame, dB), straight lines in dB between them."""
    for (t0, db0), (t1, db1) in pairwise(curve):
        part = audio[t0 - first : t1 - first]
        if db0 == db1:
            if db0:
                part *= np.float32(10 ** (db0 / 20))
        else:
            slope = np.arange(len(part), dtype=np.float32)[:, None] * np.float32((db1 - db0) / (t1 - t0) / 20)
            part *= np.float32(10 ** (db0 / 20)) * np.power(np.float32(10), slope)


def _ramp(done: int, count: int, length: int) -> Audio:
    """A stretch of a quarter of a sine that is `length` long: two of them crossing keep the power. Shape (count, 1)."""
    x = (np.arange(done, done + count, dtype=np.float32) + np.float32(0.5)) / np.float32(length)
    return np.asarray(np.sin(np.clip(x, 0, 1) * np.float32(np.pi / 2)), np.float32)[:, None]


def _read(path: Path, offset: int, frames: int) -> Audio:
    with soundfile.SoundFile(path) as f:
        frames = min(frames, f.frames - offset)
        if frames <= 0:
            return np.zeros((0, f.channels), np.float32)
        f.seek(offset)
        return np.asarray(f.read(frames, dtype="float32", always_2d=True), np.float32)


def _looped(path: Path, offset: int, frames: int) -> Audio:
    """Frames of a sound repeated without end, each repetition crossing over into the next."""
    with soundfile.SoundFile(path) as f:
        length, channels = f.frames, f.channels
    cross = min(LOOP_CROSSFADE, length // 4)
    period = length - cross
    out = np.zeros((frames, channels), np.float32)
    for turn in range(max(0, (offset - cross) // period), (offset + frames) // period + 1):
        begin, end = max(offset, turn * period), min(offset + frames, turn * period + length)
        if begin >= end:
            continue
        at = begin - turn * period
        audio = _read(path, at, end - begin)
        if turn and at < cross:
            n = min(cross - at, len(audio))
            audio[:n] *= _ramp(at, n, cross)
        if (over := at + len(audio) - period) > 0:
            n = min(over, len(audio))
            audio[len(audio) - n :] *= _ramp(length - at - len(audio), n, cross)[::-1]
        out[begin - offset : begin - offset + len(audio)] += audio
    return out
