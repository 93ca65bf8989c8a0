"""Every format an author may bring becomes the same samples; what is no sound is refused in plain words."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile

from podbuild.audio import decoding, ffmpeg, pcm
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World
from tests.audio.sounds import faded, noise, tone, voice

WORLD = World()


def converted(path: Path, name: str, *options: str) -> Path:
    target = path.with_name(name)
    ffmpeg.run(["-i", f"file:{path}", *options, f"file:{target}"], WORLD)
    return target


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    path = tmp_path / "a.wav"
    pcm.write(path, faded(voice(3) * 0.5 + tone(440, 3, 0.1), 480, 480), "PCM_16")
    return path


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.flac", ()),
        ("a.mp3", ("-b:a", "128k")),
        ("a.m4a", ("-c:a", "aac", "-b:a", "128k")),
        ("a.ogg", ("-c:a", "libvorbis")),
        ("a.opus", ("-c:a", "libopus", "-b:a", "96k")),
        ("a.aiff", ()),
        ("cd.wav", ("-ar", "44100")),
        ("phone.wav", ("-ar", "22050", "-c:a", "pcm_u8")),
        ("a.mka", ("-c:a", "pcm_s24le")),
        ("six.flac", ("-ac", "6")),
    ],
)
def test_decode(wav: Path, name: str, options: tuple[str, ...]) -> None:
    original = pcm.read(wav)
    path = converted(wav, name, *options)
    got = decoding.decode(path, WORLD, channels=1)
    assert got.dtype == np.float32
    assert abs(len(got) - len(original)) <= 2_112  # AAC and Vorbis may fill up their last block
    n = min(len(got), len(original))
    assert np.corrcoef(got[:n, 0], original[:n, 0])[0, 1] > 0.97  # in place: at 1 ms off it would be under 0.9
    found = decoding.probe(path, WORLD)
    assert found is not None and found.duration_seconds == pytest.approx(3.0, abs=0.06)
    parts = [decoding.decode(path, WORLD, channels=1, start_seconds=a, end_seconds=b) for a, b in ((None, 1.0), (1.0, 2.0))]
    rate_is_own = found.sample_rate_hz == pcm.SAMPLE_RATE_HZ
    assert [len(p) for p in parts] == [48_000, 48_000]
    assert np.abs(np.concatenate(parts) - got[:96_000]).max() < (1e-6 if rate_is_own else 0.05)


def test_blocks_are_the_whole(wav: Path) -> None:
    for path in (wav, converted(wav, "cd.mp3", "-ar", "44100")):
        whole = decoding.decode(path, WORLD, channels=2)
        blocks = list(decoding.decode_blocks(path, WORLD, 2, 10_000))
        assert {len(b) for b in blocks[:-1]} == {10_000}
        assert np.array_equal(np.concatenate(blocks), whole)


def test_leaving_blocks_early_ends_ffmpeg(wav: Path) -> None:
    blocks: Iterator[pcm.Audio] = decoding.decode_blocks(converted(wav, "b.m4a"), WORLD, 1, 4_800)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]


def test_probe_tells_channels_and_codec(wav: Path) -> None:
    found = decoding.probe(converted(wav, "c.m4a", "-ac", "2", "-ar", "44100"), WORLD)
    assert found is not None
    assert (found.channels, found.sample_rate_hz, found.codec) == (2, 44_100, "aac")


def _picture(path: Path) -> None:
    ffmpeg.run(["-f", "lavfi", "-i", "color=red:s=32x32", "-frames:v", "1", f"file:{path}"], WORLD)


def _silent_film(path: Path) -> None:
    ffmpeg.run(["-f", "lavfi", "-i", "color=red:s=32x32", "-t", "1", f"file:{path}"], WORLD)


def _playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n")


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("gone.mp3", lambda path: None, "audio-missing"),
        ("text.mp3", lambda path: path.write_text("no sound at all " * 99), "audio-unreadable"),
        ("empty.wav", lambda path: path.write_bytes(b""), "audio-unreadable"),
        ("cut.m4a", lambda path: path.write_bytes(b"\0\0\0\x20ftypM4A " + bytes(300)), "audio-unreadable"),
        ("red.png", _picture, "audio-unreadable"),
        ("film.mp4", _silent_film, "audio-none"),
        ("list.m3u8", _playlist, "audio-unreadable"),
    ],
)
def test_what_is_no_sound(tmp_path: Path, name: str, make: object, code: str) -> None:
    path = tmp_path / name
    make(path)  # type: ignore[operator]
    assert decoding.probe(path, WORLD) is None
    with pytest.raises(StepFailed) as failure:
        decoding.decode(path, WORLD)
    found = failure.value.diagnostic
    assert (found.code, name in found.message, bool(found.fix)) == (code, True, True)
    assert str(tmp_path) not in found.message + found.why


def test_which_ffmpeg(tmp_path: Path) -> None:
    name = ffmpeg.version(WORLD)
    assert "LAME" in name and "lavc" in name
    with pytest.raises(StepFailed, match="is no program"):
        ffmpeg.program(World({"PODBUILD_FFMPEG": str(tmp_path / "none")}))
    carried = ffmpeg.program(WORLD)
    assert "imageio_ffmpeg" in carried  # and not the one on PATH, which is another one on every machine
    assert "LAME" in ffmpeg.version(World({"PODBUILD_FFMPEG": carried}))


def test_a_failing_source_of_bytes_is_not_lost() -> None:
    def blocks() -> Iterator[bytes]:
        yield bytes(4_800)
        raise KeyError("from the mix")

    with pytest.raises(KeyError, match="from the mix"):
        ffmpeg.run(["-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "pipe:0", "-f", "wav", "pipe:1"], WORLD, blocks())


@pytest.mark.skipif(os.name != "posix", reason="process groups")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_ffmpeg_ends_with_podbuild(end: signal.Signals) -> None:
    code = (
        "from podbuild.audio import ffmpeg; from podbuild.steps.world import World\n"
        "with ffmpeg.running(['-f', 'lavfi', '-i', 'anoisesrc', '-f', 's16le', 'pipe:1'], World()) as out:\n"
        "    print(len(out.read(100)), flush=True)\n"
        "    while out.read(100000): pass\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    assert parent.stdout is not None and parent.stdout.readline() == b"100\n"
    try:
        parent.send_signal(end)
        parent.wait(10)
        parent.stdout.close()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            os.killpg(parent.pid, 0)
            time.sleep(0.02)
        pytest.fail("ffmpeg outlived podbuild")
    except ProcessLookupError:
        return  # nobody is left of the group
    finally:
        with suppress(ProcessLookupError):
            os.killpg(parent.pid, signal.SIGKILL)


def test_unknown_encoder_is_explained() -> None:
    with pytest.raises(StepFailed) as failure:
        ffmpeg.run(
            ["-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "pipe:0", "-c:a", "libnone", "-f", "mp3", "pipe:1"],
            WORLD,
            bytes(48),
        )
    assert failure.value.diagnostic.code == "encoder-missing"


@pytest.mark.parametrize(("subtype", "step"), [("PCM_16", 2**-15), ("PCM_24", 2**-23), ("FLOAT", 1e-9)])
def test_write_and_read(tmp_path: Path, subtype: str, step: float) -> None:
    audio = np.clip(noise(0.5, 0.5, 2), -1.2, 1.2)
    pcm.write(tmp_path / "a.wav", audio, subtype)
    got = pcm.read(tmp_path / "a.wav", 100, 1000)
    expected = audio[100:1100] if subtype == "FLOAT" else np.clip(audio[100:1100], -1, 1 - step)
    assert np.abs(got - expected).max() <= step * 0.51
    assert soundfile.info(tmp_path / "a.wav").subtype == subtype
    assert len(pcm.read(tmp_path / "a.wav", 10**6)) == 0
    assert len(pcm.read(tmp_path / "a.wav")) == 24_000


def test_streamed_wav_header() -> None:
    import io

    head = (
        b"RIFF\xff\xff\xff\xffWAVE"
        + b"LIST"
        + struct.pack("<I", 3)
        + b"abc\0"
        + b"fmt "
        + struct.pack("<IHHIIHH", 16, 3, 2, 44_100, 1, 8, 32)
    )
    pipe = io.BytesIO(head + b"data\xff\xff\xff\xffsamples")
    assert (decoding._wav_header(pipe), pipe.read()) == ((44_100, 2), b"samples")
    assert decoding._wav_header(io.BytesIO(b"")) == (0, 0)
