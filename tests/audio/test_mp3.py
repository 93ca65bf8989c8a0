"""Chunks encoded apart and spliced: as good as a straight encode, exact in length and place."""

from __future__ import annotations

import io
import itertools
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from podbuild.audio import ffmpeg, mp3
from podbuild.audio.pcm import Audio
from podbuild.steps.world import World
from tests.audio.sounds import noise, tone, voice

WORLD = World()
LEAD, TAIL = mp3.LEAD_FRAMES * mp3.FRAME, mp3.TAIL_FRAMES * mp3.FRAME


def encode(audio: Audio, kbps: int) -> bytes:
    how = ["-c:a", "libmp3lame", "-b:a", f"{kbps}k", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0"]
    raw = ["-f", "f32le", "-ar", "48000", "-ac", str(audio.shape[1]), "-i", "pipe:0"]
    return ffmpeg.run([*raw, *how, "-f", "mp3", "pipe:1"], WORLD, np.ascontiguousarray(audio).tobytes())


def programme(channels: int, samples: int) -> Audio:
    audio = voice(samples / 48_000 + 0.1)[:samples] * 0.6 + 0.1 * tone(330, samples / 48_000 + 0.1)[:samples]
    return audio if channels == 1 else np.concatenate([audio, audio * 0.7 + noise(60, 0.01)[:samples]], axis=1)


def spliced(audio: Audio, cuts: list[int], kbps: int) -> bytes:
    parts = []
    for start, end in itertools.pairwise(cuts):
        lead, tail = min(LEAD, start), min(TAIL, cuts[-1] - end)
        parts.append(mp3.own_frames(encode(audio[start - lead : end + tail], kbps), lead, end - start, tail))
    return b"".join(mp3.splice(parts, kbps, audio.shape[1], len(audio)))


def decoded_by_ffmpeg(path: Path, channels: int) -> Audio:
    command = [ffmpeg.program(WORLD), "-v", "warning", "-xerror", "-i", str(path), "-f", "f32le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, np.float32).reshape(-1, channels)


def error_db(got: Audio, original: Audio) -> float:
    return float(10 * np.log10(((got - original) ** 2).mean() / (original**2).mean()))


def lag(got: Audio, original: Audio) -> int:
    """How many samples later the decoded sound is, by the peak of the correlation."""
    size = 1 << 19
    a, b = (np.fft.rfft(x[:200_000, 0], size) for x in (got, original))
    return int((np.argmax(np.fft.irfft(a * np.conj(b), size)) + size // 2) % size - size // 2)


@pytest.mark.parametrize(("channels", "kbps", "odd"), [(1, 96, 0), (1, 96, 501), (2, 128, 47), (1, 64, 1151), (1, 32, 1)])
def test_spliced_is_as_good_as_straight(channels: int, kbps: int, odd: int, tmp_path: Path) -> None:
    cuts = [0, 100 * mp3.FRAME, 180 * mp3.FRAME, 190 * mp3.FRAME, 300 * mp3.FRAME + odd]
    audio = programme(channels, cuts[-1])
    data, straight = spliced(audio, cuts, kbps), encode(audio, kbps)
    path = tmp_path / "spliced.mp3"
    path.write_bytes(data)
    for got in (decoded_by_ffmpeg(path, channels), soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)[0]):
        assert len(got) == len(audio)
        assert lag(got, audio) == 0
        assert error_db(got, audio) < error_db(mp3.decoded(straight, len(audio), tmp_path / "straight.mp3"), audio) + 0.05
    own, whole = mp3.frames(data), mp3.frames(straight)
    assert len(own) == mp3.frame_count(len(audio))
    assert sum(a == b for a, b in zip(own, whole, strict=False)) >= len(own) - 3


def test_mutagen_reads_the_exact_length(tmp_path: Path) -> None:
    from mutagen.mp3 import MP3

    audio = programme(1, 100_000)
    path = tmp_path / "a.mp3"
    path.write_bytes(spliced(audio, [0, 40 * mp3.FRAME, 100_000], 96))
    found = MP3(path).info
    assert found.length * 48_000 == pytest.approx(100_000, abs=0.5)
    assert (found.bitrate, found.channels, found.sample_rate, found.sketchy) == (96_000, 1, 48_000, False)


def test_info_frame_matches_lame_s_own(tmp_path: Path) -> None:
    """The checksums, lengths and delays that ffmpeg writes into a file of its own are what we compute for it."""
    audio = programme(1, 50 * mp3.FRAME)
    path = tmp_path / "own.mp3"
    raw = ["-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "pipe:0"]
    how = ["-c:a", "libmp3lame", "-b:a", "96k", "-reservoir", "0", "-id3v2_version", "0", f"file:{path}"]
    ffmpeg.run([*raw, *how], WORLD, audio.tobytes())
    data = path.read_bytes()
    found = mp3.frames(data)
    theirs, body = data[:288], b"".join(found)
    at = theirs.index(b"Info")
    ours = mp3.info_frame(96, 1, len(found), len(body), music_crc=mp3.crc16(body))
    delays = slice(at + 120 + 21, at + 120 + 24)
    assert int.from_bytes(theirs[delays], "big") >> 12 == int.from_bytes(ours[delays], "big") >> 12 == mp3.ENCODER_DELAY
    assert theirs[at + 8 : at + 12] == ours[at + 8 : at + 12]  # frame count
    assert theirs[at + 148 : at + 154] == ours[at + 148 : at + 154]  # length and checksum of the music
    assert int.from_bytes(ours[at + 154 : at + 156], "big") == mp3.crc16(ours[: at + 154])


@pytest.mark.parametrize("sizes", [(), (0,), (1, 2), (288, 40_000, 3), (32_767, 65_534), (100_000, 32_766, 32_768)])
def test_checksum_of_many_bodies_is_that_of_their_bytes(sizes: tuple[int, ...]) -> None:
    bodies = [noise(1, seed=1 + n).tobytes()[:size] for n, size in enumerate(sizes)]
    assert mp3._crc_of_all(bodies) == mp3.crc16(b"".join(bodies))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"RIFF" + bytes(40), "no frame"),
        (mp3.info_frame(96, 1, 1, 288)[:200], "cut off"),
        (b"\xff\xfb\x50\xc0" + bytes(300), "48 kHz"),
    ],
)
def test_what_is_no_stream_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mp3.frames(data)


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="were due"):
        list(mp3.splice([bytes(288)], 96, 1, 48_000))
