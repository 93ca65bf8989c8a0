"""From chunks to encoded sound, and what that measures.

MP3 is encoded chunk by chunk, and joined when it is tagged (tags.py); m4a and Opus are encoded whole. Step constructors import
nothing heavy; the actions do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podbuild.audio.chunks import Chunk
from podbuild.model.release import LoudnessReading
from podbuild.steps.step import Action, Call, Made, Outcome, Result, Step

GAIN_STEP_DB = 0.5  # a finer gain would change every sample at every edit
LIMITER_ROOM_DB = 0.5  # lossy coding overshoots: 0.3 dB measured at 64 kbit/s
TRIES = 4
OPUS_MOST_KBPS = 256  # a channel: RFC 6716, 2.1.1

# LAME makes everything quieter by a factor that depends on the bit rate (its preset table; measured with two versions).
_LAME_SCALES = ((160, 0.95), (192, 0.97), (224, 0.98), (320, 1.0))


@dataclass(frozen=True, slots=True)
class Encoder:
    """What decides the bytes of an encoded file beside its samples."""

    version: str
    channels: int
    kbps: int
    peak_dbtp: float

    def params(self) -> dict[str, Any]:
        return {"encoder": self.version, "channels": self.channels, "kbps": self.kbps, "peak_dbtp": self.peak_dbtp}


@dataclass(frozen=True, slots=True)
class Stream:
    """Encoded sound that is no file yet: an MP3's frames, chunk by chunk, or the one whole stream of another format.

    `frames` is the programme's length at 48 kHz.
    """

    parts: tuple[Made, ...]
    frames: int
    channels: int
    kbps: int


def chunk_step(chunk: Chunk, encoder: Encoder, gain_db: float, wanted_by: str) -> Step:
    """Mix, limit and encode a chunk: `chunk.mp3`. Facts: `energies` and `true_peak_dbtp` of what decodes from it."""
    return Step(CHUNK, {**chunk.params(), **encoder.params(), "gain_db": gain_db}, chunk.inputs, wanted_by)


def whole_step(parts: Sequence[Chunk], kind: str, encoder: Encoder, target_lufs: float, gain_db: float, wanted_by: str) -> Step:
    """Mix and encode all chunks in one go: `stream.m4a` or `stream.opus`. Facts: the finished file's reading."""
    inputs: dict[str, Made] = {}
    plain = []
    for part in parts:
        names = {name: f"s{made.key[:20]}" for name, made in part.inputs.items()}
        inputs |= {names[name]: made for name, made in part.inputs.items()}
        params = part.params()
        params["pieces"] = [[names[p[0]], *p[1:]] for p in params["pieces"]]
        plain.append(params)
    params = {**encoder.params(), "kind": kind, "target_lufs": target_lufs, "gain_db": gain_db, "chunks": plain}
    return Step(WHOLE, params, inputs, wanted_by)


def quantised(gain_db: float) -> float:
    return round(gain_db / GAIN_STEP_DB) * GAIN_STEP_DB


def energies(results: Iterable[Result]) -> Any:
    """The 100 ms block energies of a programme from those of its chunks."""
    import numpy as np

    parts = [np.asarray(result.facts["energies"], np.float64) for result in results]
    return np.concatenate(parts) if parts else np.zeros(0)


def integrated(results: Iterable[Result]) -> float:
    """Integrated loudness in LUFS over encoded chunks; -inf for silence."""
    from podbuild.audio.meter import integrated_lufs

    return float(integrated_lufs(energies(results)))


def reading(results: Sequence[Result]) -> LoudnessReading:
    """What the finished file measures, from its encoded chunks."""
    from podbuild.audio.meter import integrated_lufs, loudness_range_lu

    blocks = energies(results)
    peak = max((float(r.facts["true_peak_dbtp"]) for r in results), default=SILENCE_DB)
    integrated_ = max(SILENCE_DB, float(integrated_lufs(blocks)))
    return LoudnessReading(round(integrated_, 2), round(peak, 2), round(float(loudness_range_lu(blocks)), 1))


def whole_reading(result: Result) -> LoudnessReading:
    """What a file that was encoded whole measures."""
    return LoudnessReading(*result.facts["reading"])


SILENCE_DB = -120.0  # stands for -inf, which JSON has no word for


def _chunk(call: Call) -> Outcome:
    """Encode; where coding overshoots the peak that was asked for, limit lower and encode again."""
    from podbuild.audio import mp3
    from podbuild.audio.meter import true_peak_dbtp
    from podbuild.audio.mix import mastered

    p = call.params
    ceiling = p["peak_dbtp"] - LIMITER_ROOM_DB
    for _ in range(TRIES):
        audio = mastered(p, call.inputs, p["channels"], p["gain_db"], ceiling)
        stream = _mp3(audio, call)
        decoded = mp3.decoded(stream, len(audio), call.folder / "heard.mp3")
        peak = true_peak_dbtp(decoded[p["lead"] : p["lead"] + p["frames"]])
        if peak <= p["peak_dbtp"]:
            break
        ceiling -= peak - p["peak_dbtp"] + 0.1
    (call.folder / "chunk.mp3").write_bytes(mp3.own_frames(stream, p["lead"], p["frames"], p["tail"]))
    return Outcome({"energies": _own_energies(decoded, p), "true_peak_dbtp": max(SILENCE_DB, round(float(peak), 3))})


def _own_energies(audio: Any, p: Mapping[str, Any]) -> list[float]:
    """Block energies of the chunk itself: lead only warms the filter, the tail completes the last block."""
    from podbuild.audio.meter import block_energies

    blocks = block_energies(audio[: p["lead"] + p["frames"]], lead_frames=p["lead"])
    return [float(f"{e:.6g}") for e in blocks]


def _mp3(audio: Any, call: Call) -> bytes:
    from podbuild.audio import ffmpeg

    kbps = call.params["kbps"]
    how = ["-c:a", "libmp3lame", "-b:a", f"{kbps}k", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0"]
    scale = next(factor for most, factor in _LAME_SCALES if kbps <= most)
    return ffmpeg.run([*_raw_input(call), *how, "-f", "mp3", "pipe:1"], call.world, (audio / audio.dtype.type(scale)).tobytes())


def _raw_input(call: Call) -> list[str]:
    return ["-f", "f32le", "-ar", "48000", "-ac", str(call.params["channels"]), "-i", "pipe:0"]


def _whole(call: Call) -> Outcome:
    """Encode all chunks; where the file misses the target or the peak, correct both once more and encode again."""
    p = call.params
    gain_db, ceiling = p["gain_db"], p["peak_dbtp"] - LIMITER_ROOM_DB
    path = call.folder / f"stream.{p['kind']}"
    for _ in range(TRIES):
        _encode_whole(call, path, gain_db, ceiling)
        reading_ = _measured(path, call)
        over = reading_.true_peak_dbtp - p["peak_dbtp"]
        correction = quantised(p["target_lufs"] - reading_.integrated_lufs) if reading_.integrated_lufs > -70 else 0.0
        if over <= 0 and not correction:
            break
        gain_db += correction
        ceiling -= over + 0.1 if over > 0 else 0.0
    return Outcome({"reading": [reading_.integrated_lufs, reading_.true_peak_dbtp, reading_.range_lu]})


def _encode_whole(call: Call, path: Path, gain_db: float, ceiling: float) -> None:
    from podbuild.audio import ffmpeg
    from podbuild.audio.mix import mastered

    p = call.params

    def blocks() -> Iterator[bytes]:
        for chunk in p["chunks"]:
            audio = mastered(chunk, call.inputs, p["channels"], gain_db, ceiling)
            yield audio[chunk["lead"] : chunk["lead"] + chunk["frames"]].tobytes()

    kbps = f"{min(p['kbps'], OPUS_MOST_KBPS * p['channels']) if p['kind'] == 'opus' else p['kbps']}k"
    if p["kind"] == "m4a":
        how = ["-c:a", "aac", "-b:a", kbps, "-movflags", "+faststart", "-f", "ipod"]
    else:
        how = ["-c:a", "libopus", "-b:a", kbps, "-vbr", "constrained", "-f", "opus"]
    exact = ["-map_metadata", "-1", "-flags:a", "+bitexact", "-fflags", "+bitexact"]  # else the bytes differ from run to run
    ffmpeg.run([*_raw_input(call), *exact, *how, str(path)], call.world, blocks())


def _measured(path: Path, call: Call) -> LoudnessReading:
    """Decode a finished file block by block and measure it."""
    import numpy as np

    from podbuild.audio import decoding
    from podbuild.audio.meter import block_energies, integrated_lufs, loudness_range_lu, true_peak_dbtp

    lead = 48_000
    before = np.zeros((0, call.params["channels"]), np.float32)
    parts, peak = [], SILENCE_DB
    for block in decoding.decode_blocks(path, call.world, call.params["channels"], 480_000):
        audio = np.concatenate([before, block])
        parts.append(block_energies(audio, lead_frames=len(before)))
        peak = max(peak, float(true_peak_dbtp(block)))
        before = audio[-lead:]
    blocks = np.concatenate(parts)
    loudness = max(SILENCE_DB, float(integrated_lufs(blocks)))
    return LoudnessReading(round(loudness, 2), round(peak, 2), round(float(loudness_range_lu(blocks)), 1))


CHUNK = Action("encode-chunk", 2, _chunk)
WHOLE = Action("encode-whole", 3, _whole)
