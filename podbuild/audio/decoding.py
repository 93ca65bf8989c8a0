"""Any sound file as samples at 48 000 Hz: whole, or block by block for files of hours; and what a file is.

What libsndfile reads exactly (lossless files, Ogg Vorbis) is read directly. All others come from ffmpeg at their own rate,
and soxr resamples both, so that the result depends as little as possible on which ffmpeg is installed.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import soundfile
import soxr

from podbuild.audio import ffmpeg
from podbuild.audio.pcm import SAMPLE_RATE_HZ, SUFFIXES, Audio, to_channels
from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

_READ_FRAMES = 48_000
_LAYOUTS = {"mono": 1, "stereo": 2, "2.1": 3, "3.0": 3, "quad": 4, "4.0": 4, "5.0": 5, "5.1": 6, "6.1": 7, "7.1": 8}


@dataclass(frozen=True, slots=True)
class Probe:
    """What a sound file is; `duration_seconds` is 0 where its header does not tell."""

    duration_seconds: float
    channels: int
    sample_rate_hz: int
    codec: str


def probe(path: Path, world: World) -> Probe | None:
    """What a file is, from its header; None where it is no sound (a missing file, a text, a picture, a silent film)."""
    try:
        found = soundfile.info(path)
        if found.samplerate > 0 and found.format in {"WAV", "WAVEX", "FLAC", "AIFF", "OGG", "MP3"}:
            codec = found.format.casefold() if found.format == "MP3" else found.subtype.casefold()
            return Probe(found.frames / found.samplerate, found.channels, found.samplerate, codec)
    except (soundfile.LibsndfileError, OSError):
        pass
    return _probe_by_ffmpeg(path, world) if path.is_file() else None


def _probe_by_ffmpeg(path: Path, world: World) -> Probe | None:
    said = ffmpeg.banner(path, world)
    stream = re.search(r"Stream #\S+ Audio: (\w+).*?, (\d+) Hz, ([\w.]+)", said)
    if not stream:
        return None
    clock = re.search(r"Duration: (\d+):(\d+):([\d.]+)", said)
    seconds = int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3]) if clock else 0.0
    channels = int(stream[3]) if stream[3].isdigit() else _LAYOUTS.get(stream[3], 2)
    return Probe(seconds, channels, int(stream[2]), stream[1])


def decode(
    path: Path,
    world: World,
    *,
    start_seconds: float | None = None,
    end_seconds: float | None = None,
    channels: int | None = None,
) -> Audio:
    """A file, or a stretch of it, as samples.

    Args:
        start_seconds, end_seconds: the stretch, sample-exact in every format; None for the file's start and end.
        channels: 1 or 2; None keeps the file's own, at most 2.
    Raises:
        StepFailed: the file is missing, damaged or holds no sound.
    """
    blocks = list(_blocks(path, world, start_seconds, end_seconds, channels))
    return np.concatenate(blocks) if blocks else np.zeros((0, channels or 1), np.float32)


def decode_blocks(
    path: Path,
    world: World,
    channels: int,
    block_frames: int,
    *,
    start_seconds: float | None = None,
    end_seconds: float | None = None,
) -> Iterator[Audio]:
    """The same samples in blocks of `block_frames`, the last one shorter: for files that must not be in memory whole."""
    held: list[Audio] = []
    count = 0
    for block in _blocks(path, world, start_seconds, end_seconds, channels):
        held.append(block)
        count += len(block)
        if count >= block_frames:
            whole = np.concatenate(held)
            full = count - count % block_frames
            yield from (whole[i : i + block_frames] for i in range(0, full, block_frames))
            held, count = [whole[full:]], count - full
    if count:
        yield np.concatenate(held)


def _blocks(path: Path, world: World, start: float | None, end: float | None, channels: int | None) -> Iterator[Audio]:
    is_direct = path.suffix.casefold() in ("", *SUFFIXES) and _reads_exactly(path)  # a result of the store has no ending
    reader = _read_direct if is_direct else _read_by_ffmpeg
    with closing(reader(path, world, start, end, channels)) as source:
        resampler: soxr.ResampleStream | None = None
        for rate_hz, raw in source:
            block = to_channels(raw, channels or min(2, raw.shape[1]))
            if rate_hz == SAMPLE_RATE_HZ:
                yield block
                continue
            if resampler is None:
                resampler = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, block.shape[1], quality="HQ")
                shape = block[:0]
            yield resampler.resample_chunk(block)
        if resampler is not None:
            yield resampler.resample_chunk(shape, last=True)


def _reads_exactly(path: Path) -> bool:
    try:
        found = soundfile.info(path)
    except (soundfile.LibsndfileError, OSError):
        return False
    return found.channels <= 2 and found.subtype.startswith(("PCM", "FLOAT", "DOUBLE", "VORBIS"))


def _read_direct(
    path: Path, _world: World, start: float | None, end: float | None, _channels: int | None
) -> Generator[tuple[int, Audio], None, None]:
    with soundfile.SoundFile(path) as f:
        first = min(f.frames, round((start or 0.0) * f.samplerate))
        last = f.frames if end is None else min(f.frames, round(end * f.samplerate))
        f.seek(first)
        for position in range(first, last, _READ_FRAMES):
            block = f.read(min(_READ_FRAMES, last - position), dtype="float32", always_2d=True)
            yield f.samplerate, np.asarray(block, np.float32)


def _read_by_ffmpeg(
    path: Path, world: World, start: float | None, end: float | None, channels: int | None
) -> Generator[tuple[int, Audio], None, None]:
    """Blocks with their rate. Stretches are cut by `atrim`, after decoding: seeking in MP3 is off by frames."""
    stream = ffmpeg.audio_input(path)["a:0"]
    if start or end is not None:
        stream = stream.filter("asetpts", "N/SR/TB")  # by count: some containers tell time in whole milliseconds only
        stream = stream.filter("atrim", **{"start": start or 0.0} | ({} if end is None else {"end": end}))
    layouts = {1: "mono", 2: "stereo"}.get(channels or 0, "mono|stereo")
    known = probe(path, world)
    if known is None or known.channels > 2:  # what has more is folded down by ffmpeg, which knows where its speakers stand
        stream = stream.filter("aformat", channel_layouts=layouts if channels else "stereo")
    out = stream.output("pipe:", format="wav", acodec="pcm_f32le", bitexact=None)
    with ffmpeg.running(out, world, about=shown_name(path)) as pipe:
        rate_hz, count = _wav_header(pipe)
        while data := pipe.read(_READ_FRAMES * 4 * count) if count else b"":
            yield rate_hz, np.frombuffer(data, "<f4").reshape(-1, count).astype(np.float32)


def _wav_header(pipe: IO[bytes]) -> tuple[int, int]:
    """The rate and the number of channels, leaving the pipe at the first sample; (0, 0) where nothing came."""
    if len(pipe.read(12)) < 12:
        return 0, 0
    rate_hz = count = 0
    while len(head := pipe.read(8)) == 8:
        name, size = head[:4], struct.unpack("<I", head[4:])[0]
        if name == b"data":
            break
        body = pipe.read(size + size % 2)
        if name == b"fmt ":
            count, rate_hz = struct.unpack("<HI", body[2:8])
    return rate_hz, count


def shown_name(path: Path) -> str:
    """A file's name in a message: a result of the store is named by its digest, which tells an author nothing.

    >>> shown_name(Path("takes/line.wav")), shown_name(Path("ab" * 32))
    ('line.wav', 'the sound')
    """
    return "the sound" if re.fullmatch("[0-9a-f]{64}", path.name) else path.name


def require_signal(audio: Audio, about: str) -> None:
    """Refuse what holds nothing to hear.

    Raises:
        StepFailed: there are no samples, or all of them are zero.
    """
    if not len(audio):
        raise StepFailed(Diagnostic("audio-empty", f"{about} has no length", fix="record it again, or correct its from and to"))
    if not audio.any():
        raise StepFailed(Diagnostic("audio-silent", f"{about} is silent from start to end", fix="record or export it again"))
