"""A chunk's sound: pieces placed, faded and ducked, brought to the programme's gain, limited."""

from __future__ import annotations

from collections.abc import Mapping
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
    if audio.shape[1] < out.shape[1]:
        gain_db -= MONO_IN_STEREO_DB
    gain = np.full(len(audio), 10 ** (gain_db / 20), np.float32)
    position = np.arange(first, first + len(audio))
    if curve is not None:
        times, lifts = zip(*curve, strict=True)
        gain *= (10 ** (np.interp(position, times, lifts) / 20)).astype(np.float32)
    if fade_in and first < start + fade_in:
        gain *= _ramp((position - start) / fade_in)
    if fade_out and last > end - fade_out:
        gain *= _ramp((end - position) / fade_out)
    out[first - begin : first - begin + len(audio)] += audio * gain[:, None]


def _ramp(x: np.ndarray) -> np.ndarray:
    """A quarter of a sine: two of them crossing keep the power."""
    ramp: np.ndarray = np.sin(np.clip(x, 0, 1) * (np.pi / 2)).astype(np.float32)
    return ramp


def _read(path: Path, offset: int, frames: int) -> Audio:
    with soundfile.SoundFile(path) as f:
        frames = min(frames, f.frames - offset)
        if frames <= 0:
            return np.zeros((0, f.channels), np.float32)
        f.seek(offset)
        audio: Audio = f.read(frames, dtype="float32", always_2d=True)
        return audio


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
        position = np.arange(begin, end) - turn * period
        gain = _ramp((length - position) / cross)
        if turn:
            gain *= _ramp(position / cross)
        audio = _read(path, begin - turn * period, end - begin)
        out[begin - offset : begin - offset + len(audio)] += audio * gain[: len(audio), None]
    return out
