"""Sound as arrays: reading, writing, channels, gains, fades.

Everything inside is float32 of shape (frames, channels), full scale at 1.0, at 48 000 Hz: the rate of MP3 frames that
splice cleanly, of Opus and of video.
"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from podbuild.steps.world import keep_freed_memory

keep_freed_memory()  # here, for whoever is about to work on sound imports this, and who is not shall not wait for it

SAMPLE_RATE_HZ = 48_000

Audio = npt.NDArray[np.float32]

_BYTES = {"PCM_16": 2, "PCM_24": 3, "FLOAT": 4}  # a sample

SUFFIXES = frozenset({".wav", ".flac", ".aif", ".aiff", ".ogg", ".oga"})  # of files that libsndfile may read exactly


def silence(frames: int, channels: int = 1) -> Audio:
    return np.zeros((max(0, frames), channels), np.float32)


def read(path: Path, start_frame: int = 0, frames: int = -1) -> Audio:
    """A stretch of a WAV or FLAC file that podbuild wrote itself.

    Args:
        start_frame: where to begin; beyond the end gives no frames.
        frames: how many at most, -1 for all that follow.
    Raises:
        ValueError: the file is not at 48 000 Hz, which is a bug of the caller.
    """
    with soundfile.SoundFile(path) as f:
        if f.samplerate != SAMPLE_RATE_HZ:
            raise ValueError(f"{path.name} is at {f.samplerate} Hz")
        f.seek(min(start_frame, f.frames))
        return np.asarray(f.read(frames, dtype="float32", always_2d=True), np.float32)


def write(path: Path, audio: Audio, subtype: str = "PCM_24") -> None:
    """Write a WAV at 48 000 Hz.

    PCM is rounded here, to the nearest, and clipped at full scale: libsndfile's own conversion differs between its builds.
    It is also written here: libsndfile waits for the disk (fsync) at the end of each file, 4 ms that the store does not ask for.

    Args:
        subtype: PCM_16, PCM_24 or FLOAT.
    """
    if subtype == "FLOAT":
        with writing(path, audio.shape[1], subtype) as write_samples:
            write_samples(audio)
        return
    bits = int(subtype.removeprefix("PCM_"))
    body = _packed(to_integers(audio, bits), bits)
    with path.open("wb") as out:
        out.write(_wav_header(body.nbytes, audio.shape[1], bits))
        out.write(body.data)
        out.write(bytes(body.nbytes % 2))


def _packed(whole: npt.NDArray[np.int16] | npt.NDArray[np.int32], bits: int) -> npt.NDArray[Any]:
    """The samples as they lie in the file, little-endian, those of 24 bits without their lowest byte."""
    if bits == 16:
        return np.ascontiguousarray(whole, "<i2")
    return np.ascontiguousarray(whole.astype("<i4").reshape(-1).view(np.uint8).reshape(-1, 4)[:, 1:])


def _wav_header(size_bytes: int, channels: int, bits: int) -> bytes:
    frame_bytes = channels * bits // 8
    form = struct.pack("<HHIIHH", 1, channels, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ * frame_bytes, frame_bytes, bits)
    riff_bytes = 4 + 8 + len(form) + 8 + size_bytes + size_bytes % 2
    head = b"RIFF" + struct.pack("<I", riff_bytes) + b"WAVEfmt " + struct.pack("<I", len(form)) + form
    return head + b"data" + struct.pack("<I", size_bytes)


@contextmanager
def writing(path: Path, channels: int, subtype: str) -> Iterator[Callable[[npt.NDArray[Any]], None]]:
    """A WAV at 48 000 Hz that takes block after block.

    Raises:
        OSError: the disk is full. libsndfile says little of that or nothing, and leaves a file that ends too early.
    """
    path.open("wb").close()  # what the system refuses, it says here
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    written = 0

    def write_samples(samples: npt.NDArray[Any]) -> None:
        nonlocal written
        try:
            out.write(samples)
        except (AssertionError, soundfile.LibsndfileError):
            raise full from None
        written += samples.size

    try:
        out = soundfile.SoundFile(path, "w", SAMPLE_RATE_HZ, channels, subtype)
    except soundfile.LibsndfileError:
        raise full from None
    with out:
        yield write_samples
    if path.stat().st_size < written * _BYTES[subtype]:
        raise full


def to_integers(audio: Audio, bits: int) -> npt.NDArray[np.int16] | npt.NDArray[np.int32]:
    """Samples as whole numbers of 16 bits (int16), or of 24 bits in the upper part of an int32."""
    full = float(2 ** (bits - 1))
    whole = np.clip(np.rint(audio * np.float32(full)), -full, full - 1)
    return np.asarray(whole, np.int16) if bits == 16 else np.asarray(whole, np.int32) << np.int32(32 - bits)


def to_channels(audio: Audio, channels: int) -> Audio:
    """Mono to stereo is the same on both sides; stereo to mono the mean, so that nothing can clip.

    >>> to_channels(np.array([[1.0, 0.5]], np.float32), 1)
    array([[0.75]], dtype=float32)
    """
    if audio.shape[1] == channels:
        return audio
    mono = audio.mean(axis=1, dtype=np.float32, keepdims=True)
    return mono if channels == 1 else np.repeat(mono, channels, axis=1)


def gain(db: float) -> np.float32:
    """The factor of a level change.

    >>> float(gain(0.0)), round(float(gain(-20.0)), 6)
    (1.0, 0.1)
    """
    return np.float32(10.0 ** (db / 20.0))


def decibels(factor: float) -> float:
    """The level of a factor; -inf for 0.

    >>> round(decibels(0.1), 6), decibels(0.0)
    (-20.0, -inf)
    """
    return float(20.0 * np.log10(factor)) if factor > 0 else -np.inf


def fade(frames: int) -> Audio:
    """Gains that rise from 0 to 1, shape (frames, 1): a quarter of a sine, so that it and its mirror keep the power."""
    middles = np.arange(frames, dtype=np.float32) + np.float32(0.5)
    return np.asarray(np.sin(middles * np.float32(np.pi / 2 / max(1, frames)))[:, None], np.float32)


def peak_dbfs(audio: Audio) -> float:
    """The highest sample; -inf for silence."""
    return decibels(max(float(audio.max()), -float(audio.min()))) if audio.size else -np.inf
