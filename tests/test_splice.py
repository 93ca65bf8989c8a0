"""The proof that MP3 in pieces is sound: docs/mp3-splice.md, section by section, on a programme of more than three minutes.

The programme is what a build makes: lines that are spoken, arranged with a bed and a sting, cut, mixed, limited and encoded
chunk by chunk by the actions that a build runs. Beside it the same samples are encoded in one go.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3, TIT2
from mutagen.mp3 import MP3, BitrateMode

from podbuild.audio import arrange, encode, ffmpeg, mp3
from podbuild.audio.chunks import chunks
from podbuild.audio.mix import mastered
from podbuild.audio.pcm import Audio
from podbuild.base import digest
from podbuild.base.shipped import shipped
from podbuild.model.episode import Line, Music, Run, Segment
from podbuild.model.show import Asset, Sound
from podbuild.speech.engine import Piece, Utterance
from podbuild.speech.engines import known_engine
from podbuild.steps.step import Call, Step
from tests.measuring import mp3val
from tests.shows import WORLD

KBPS, CHANNELS, GAIN_DB, PEAK_DBTP = 96, 1, 3.0, -1.0
DUCK_DB = 8.0
SEEK_PLACES = 50
CONVERGED = 16  # frames behind a cut, from which on the encoder is in the state that it would have come to
SENTENCE = "This is line {n}. It goes on for a while about the ice, the wind, and {n} other things that nobody had counted."


@dataclass(frozen=True, slots=True)
class Spliced:
    """A finished file, the samples that were encoded, where it was cut (in samples), and how often the limiter had to go lower."""

    path: Path
    samples: Audio
    cuts: tuple[int, ...]


def spoken(text: str) -> Audio:
    """A line at 48 kHz, at roughly the level that voices have inside."""
    import soxr

    said = known_engine("espeak").speak(Utterance((Piece(text),), "en-gb", "en"), WORLD)
    audio = soxr.resample(said.samples.astype(np.float32) / 32_768, said.sample_rate_hz, mp3.RATE_HZ)
    return np.asarray(audio * 0.5, np.float32)[:, None]


def a_sound(folder: Path, name: str, audio: Audio) -> arrange.Heard:
    """A sound in the place where a step named by its digest would have left it."""
    key = digest.of_bytes(name.encode() + audio.tobytes())
    soundfile.write(folder / f"{key}.wav", audio, mp3.RATE_HZ, subtype="PCM_24")
    return arrange.Heard(key, len(audio))


def run(step: Step, inputs: dict[str, Path], folder: Path) -> encode.Outcome:
    folder.mkdir()
    return step.action.run(Call(step.params, inputs, folder, WORLD))


def spliced(timeline: arrange.Timeline, folder: Path) -> Spliced:
    """The timeline as a build makes a file of it."""
    encoder = encode.Encoder(ffmpeg.version(WORLD), CHANNELS, KBPS, PEAK_DBTP)
    samples, cuts, made = [], [0], []
    for number, part in enumerate(chunks(timeline, DUCK_DB)):
        step = encode.chunk_step(part, encoder, GAIN_DB, "")
        inputs = {name: folder / f"{made_by.key}.wav" for name, made_by in part.inputs.items()}
        run(step, inputs, folder / f"chunk{number}")
        made.append((folder / f"chunk{number}" / "chunk.mp3").read_bytes())
        ceiling = PEAK_DBTP - encode.LIMITER_ROOM_DB
        samples.append(mastered(step.params, inputs, CHANNELS, GAIN_DB, ceiling)[part.lead : part.lead + part.frames])
        cuts.append(cuts[-1] + part.frames)
    whole = folder / "whole.mp3"
    whole.write_bytes(b"".join(mp3.splice(made, KBPS, CHANNELS, cuts[-1])))
    return Spliced(whole, np.concatenate(samples), tuple(cuts))


@pytest.fixture(scope="module")
def programme(tmp_path_factory) -> Spliced:
    """Twenty-eight lines in four chapters, a bed under them and a sting between them."""
    folder = tmp_path_factory.mktemp("programme")
    calm, rate = soundfile.read(shipped("templates") / "sounds" / "calm.ogg", dtype="float32", always_2d=True)
    assert rate == mp3.RATE_HZ
    bed = a_sound(folder, "bed", calm.mean(axis=1, keepdims=True))
    sting = a_sound(folder, "sting", calm[: 2 * rate, :1] * np.linspace(1, 0, 2 * rate, dtype=np.float32)[:, None])
    segments, sounds = [], {}
    for chapter in range(4):
        items: list[object] = [] if chapter else [Music(Asset("calm.ogg", "c" * 64, 1), gain_db=-22.0)]
        items += [Line("host", (Run(SENTENCE.format(n=chapter * 7 + n)),)) for n in range(7)]
        for item in items:
            heard = bed if isinstance(item, Music) else a_sound(folder, "line", spoken(item.text))
            sounds[len(sounds)] = heard
        segments.append(Segment(f"{chapter}", tuple(items)))
    return spliced(arrange.arrange(tuple(segments), sounds, Sound(), sting), folder)


@pytest.fixture(scope="module")
def decoded(programme) -> Audio:
    return decoded_by_ffmpeg(programme.path)


def decoded_by_ffmpeg(path: Path, *where: str, length: str = "") -> Audio:
    """Decode with errors fatal; that nothing is said about it is part of the proof."""
    most = ["-t", length] if length else []
    command = [ffmpeg.program(WORLD), "-nostdin", "-v", "warning", "-xerror", *where, "-i", str(path), *most, "-f", "f32le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, np.float32).reshape(-1, CHANNELS)


def straight(samples: Audio) -> bytes:
    """The same samples in one run of the encoder, with the settings and the level that a chunk has."""
    how = ["-c:a", "libmp3lame", "-b:a", f"{KBPS}k", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0"]
    raw = ["-f", "f32le", "-ar", "48000", "-ac", str(CHANNELS), "-i", "pipe:0"]
    lame_scale = next(factor for most, factor in encode._LAME_SCALES if most >= KBPS)
    return ffmpeg.run([*raw, *how, "-f", "mp3", "pipe:1"], WORLD, (samples / np.float32(lame_scale)).tobytes())


def lag(got: Audio, original: Audio) -> int:
    """How many samples later the decoded sound is, by the peak of the correlation."""
    size = 1 << 20
    a, b = (np.fft.rfft(x[: size // 2, 0], size) for x in (got, original))
    return int((np.argmax(np.fft.irfft(a * np.conj(b), size)) + size // 2) % size - size // 2)


# ── frames ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_programme_is_long_enough_to_prove_anything(programme):
    assert len(programme.samples) > 180 * mp3.RATE_HZ
    assert len(programme.cuts) > 15
    assert programme.cuts[-1] == len(programme.samples)


def test_its_frames_are_those_of_a_straight_encode(programme):
    """The same bytes, but for up to three frames close behind some cuts, where the encoder still remembers less: see the page."""
    own, one_go = mp3.frames(programme.path.read_bytes()), mp3.frames(straight(programme.samples))
    assert len(own) == len(one_go) == mp3.frame_count(len(programme.samples))
    others = [i for i, (a, b) in enumerate(zip(own, one_go, strict=True)) if a != b]
    cuts = [c // mp3.FRAME for c in programme.cuts[1:-1]]
    behind = {cut: [i for i in others if cut <= i < cut + CONVERGED] for cut in cuts}
    assert sorted(i for found in behind.values() for i in found) == others
    assert all(len(found) <= 3 for found in behind.values())
    assert len(others) <= 1e-3 * len(own)


def test_frames_are_of_one_length_and_stand_alone(programme):
    """Constant bit rate, and main_data_begin is 0: no frame borrows from those before it."""
    for frame in mp3.frames(programme.path.read_bytes()):
        header, side = bytes(frame[:4]), bytes(frame[4:6])
        assert len(frame) == 288
        assert header[:2] == b"\xff\xfb"  # MPEG-1, Layer III, no checksum: the side information follows at once
        assert header[2] == 0x74  # 96 kbit/s, 48 kHz, no padding
        assert header[3] >> 6 == 3  # mono
        main_data_begin = side[0] << 1 | side[1] >> 7
        assert main_data_begin == 0


def test_the_info_frame_says_what_is_true(programme):
    data = programme.path.read_bytes()
    at = 4 + 17  # behind header and side information of a mono frame
    assert data[at : at + 4] == b"Info"
    info = data[at:]
    body = data[len(data) - int.from_bytes(info[8:12], "big") * 288 :]
    size = len(data) - len(body)
    assert int.from_bytes(info[4:8], "big") == 0x0F
    assert int.from_bytes(info[8:12], "big") == len(body) // 288 == mp3.frame_count(len(programme.samples))
    assert int.from_bytes(info[12:16], "big") == len(data)
    assert [round(b / 256, 2) for b in info[16:116:10]] == pytest.approx([i / 100 for i in range(0, 100, 10)], abs=0.01)
    lame = info[120:]
    assert lame[:4] == b"LAME" and lame[9] & 0x0F == 1  # CBR
    delay, padding = int.from_bytes(lame[21:24], "big") >> 12, int.from_bytes(lame[21:24], "big") & 0xFFF
    assert delay == 576
    assert len(body) // 288 * 1152 - delay - padding == len(programme.samples)
    assert int.from_bytes(lame[28:32], "big") == len(data)
    assert int.from_bytes(lame[32:34], "big") == crc_16(body)
    assert int.from_bytes(lame[34:36], "big") == crc_16(data[: at + 120 + 34])
    assert not any(data[at + 120 + 36 : size])


def crc_16(data: bytes) -> int:
    """CRC-16/ARC bit by bit, as it is defined: not the code under test."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 * (crc & 1)
    return crc


# ── what players make of it ──────────────────────────────────────────────────────────────────────────────────────────


def test_mutagen_reads_the_length_to_the_sample(programme):
    info = MP3(programme.path).info
    assert round(info.length * mp3.RATE_HZ, 3) == len(programme.samples)
    assert (info.bitrate, info.bitrate_mode, info.channels) == (96_000, BitrateMode.CBR, 1)
    assert not info.sketchy


def test_two_decoders_give_every_sample_in_its_place(programme, decoded, tmp_path):
    by_libmpg123 = soundfile.read(programme.path, dtype="float32", always_2d=True)[0]
    for got in (decoded, by_libmpg123):
        assert len(got) == len(programme.samples)
        for at in (0, *programme.cuts[1:-1:4], len(got) - 480_000):
            assert lag(got[at:], programme.samples[at:]) == 0
    assert np.abs(decoded - by_libmpg123).max() < 1e-5
    one_go = mp3.decoded(straight(programme.samples), len(decoded), tmp_path / "heard.mp3")
    assert error_db(decoded, programme.samples) < error_db(one_go, programme.samples) + 0.01


def error_db(got: Audio, original: Audio) -> float:
    return float(10 * np.log10(((got - original) ** 2).mean() / (original**2).mean()))


def test_nothing_is_heard_at_the_cuts(programme, decoded):
    """Around each cut the error is no larger than anywhere: 50 ms at 20 cuts against all stretches of 50 ms."""
    error = (decoded - programme.samples)[:, 0] ** 2
    width = 2_400
    everywhere = error[: len(error) // width * width].reshape(-1, width).mean(axis=1)
    at_cuts = [error[c - width // 2 : c + width // 2].mean() for c in programme.cuts[1:-1]]
    assert max(at_cuts) <= np.quantile(everywhere, 0.99)


def test_mp3val_is_silent(programme, tmp_path):
    if shutil.which("mp3val") is None:
        pytest.skip("mp3val is not installed")
    tagged = shutil.copy(programme.path, tmp_path / "tagged.mp3")  # it warns of files that have no tag
    label = ID3()
    label.add(TIT2(text=["A programme"]))
    label.save(tagged)
    assert mp3val(tagged) == ""


def test_seeking_gives_the_samples_of_a_straight_decode(programme, decoded):
    """At fifty places, ten of them at cuts. A decoder that starts inside is cold for one frame: 24 ms, in any MP3."""
    rng = np.random.default_rng(7)
    places = [*rng.uniform(0, len(decoded) - mp3.RATE_HZ, SEEK_PLACES - 10).round().astype(int), *programme.cuts[1:11]]
    for at in places:
        got = decoded_by_ffmpeg(programme.path, "-ss", f"{at / mp3.RATE_HZ:.6f}", length="0.2")
        assert len(got) == 9_600
        assert np.array_equal(got[mp3.FRAME :], decoded[at + mp3.FRAME : at + len(got)]), at
        assert lag(got, decoded[at : at + len(got)]) == 0


@pytest.mark.parametrize("seconds", [24, 48])
def test_the_first_and_the_last_sample_are_there(tmp_path, seconds):
    """A click at the very start and one at the very end come out where they went in."""
    frames = seconds * 1000 // 24 * mp3.FRAME
    audio = np.zeros((frames, 1), np.float32)
    audio[0], audio[-1] = 0.4, 0.4
    made = spliced(arrange.arrange_whole(a_sound(tmp_path, "clicks", audio)), tmp_path)
    for got in (decoded_by_ffmpeg(made.path), soundfile.read(made.path, dtype="float32", always_2d=True)[0]):
        assert len(got) == frames
        half = frames // 2
        assert (np.abs(got[:half]).argmax(), np.abs(got[half:]).argmax()) == (0, half - 1)
        assert min(got[0, 0], got[-1, 0]) > 0.3
