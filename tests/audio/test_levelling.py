"""Every voice, clip, effect and programme comes to the common level, and stays clear of the limiter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from podbuild.audio import conforming, decoding, dynamics, ffmpeg, levelling, meter, pcm
from podbuild.audio.levelling import REFERENCE_LUFS
from podbuild.audio.pcm import Audio
from podbuild.base import digest
from podbuild.model.show import Asset
from podbuild.steps.step import Call, Made, Outcome, Step, StepFailed
from podbuild.steps.world import World
from tests.audio.sounds import faded, noise, tone, voice

WORLD = World()


def asset(path: Path) -> Asset:
    return Asset(path.name, digest.of_file(path), path.stat().st_size)


def wav(path: Path, audio: Audio) -> Path:
    pcm.write(path, audio, "FLOAT")
    return path


def perform(step: Step, folder: Path, **inputs: Path) -> Outcome:
    folder.mkdir(exist_ok=True)
    return step.action.run(Call(step.params, inputs, folder, WORLD))


def loudness(audio: Audio) -> float:
    return meter.integrated_lufs(meter.block_energies(audio))


def lost_to_limiter(audio: Audio) -> float:
    """What bringing this to -16 LUFS under -1.5 dBTP costs, in LU."""
    loud = audio * pcm.gain(-16 - loudness(audio))
    return loudness(loud) - loudness(dynamics.limit(loud, -1.5))


@pytest.mark.parametrize("pitch_hz", [85, 110, 190, 240])
def test_chain_leaves_little_to_the_limiter(pitch_hz: float) -> None:
    raw = voice(12, pitch_hz) * 3
    raw *= pcm.gain(REFERENCE_LUFS - loudness(raw))
    out = levelling.voice_chain(raw)
    assert lost_to_limiter(out) < 0.3
    crest_db = [meter.true_peak_dbtp(a) - loudness(a) for a in (raw, out)]
    assert 9 < crest_db[1] < crest_db[0] + 0.5  # tamed, not squashed
    raw_range, range_lu = (meter.loudness_range_lu(meter.block_energies(a)) for a in (raw, out))
    assert range_lu > raw_range * 0.5


def told_lufs(facts) -> float:
    return meter.integrated_lufs(np.array(facts["energies"]))


def test_a_voice_is_levelled_by_its_reading(tmp_path: Path) -> None:
    reading = wav(tmp_path / "reading.wav", voice(15, seed=1) * 0.2)
    line = wav(tmp_path / "line.wav", voice(4, seed=2) * 0.2)
    calibrated = levelling.calibrate_step(asset(reading), "voice host")
    gains = perform(calibrated, tmp_path / "cal", sound=reading).facts
    assert set(gains) == {"input_gain_db", "output_gain_db"}
    level = tmp_path / "cal" / "level.json"
    readings = []
    for gain_db in (0.0, -6.0):
        step = levelling.level_step(
            asset(line), calibrated.file("level.json"), gain_db=gain_db, kind="speech", wanted_by="glacier, line 3"
        )
        facts = perform(step, tmp_path / "clip", sound=line, level=level).facts
        assert facts["frames"] == 4 * 48_000 == len(pcm.read(tmp_path / "clip" / "clip.wav"))
        readings.append(told_lufs(facts))
    assert readings[0] == pytest.approx(REFERENCE_LUFS, abs=2.5)  # of another sentence of that voice
    assert readings[0] - readings[1] == pytest.approx(6.0, abs=0.05)


@pytest.mark.parametrize(
    ("audio", "warns"), [(voice(6), False), (voice(6) * 0.0005, True), (voice(0.06), False), (voice(6) * 1.4, False)]
)
def test_a_take_is_levelled_by_itself(tmp_path: Path, audio: Audio, warns: bool) -> None:
    take = wav(tmp_path / "take.wav", audio)
    step = levelling.level_step(asset(take), None, gain_db=0, kind="take", wanted_by="glacier, line 4")
    outcome = perform(step, tmp_path / "clip", sound=take)
    assert told_lufs(outcome.facts) == pytest.approx(REFERENCE_LUFS, abs=0.1)
    assert outcome.facts["frames"] == len(audio)
    assert [d.code for d in outcome.diagnostics] == ["take-quiet"] * warns


def test_the_author_s_gain_never_clips(tmp_path: Path) -> None:
    take = wav(tmp_path / "take.wav", voice(3))
    perform(levelling.level_step(asset(take), None, gain_db=30, kind="take", wanted_by=""), tmp_path / "c", sound=take)
    assert meter.true_peak_dbtp(pcm.read(tmp_path / "c" / "clip.wav")) <= 0


@pytest.mark.parametrize(
    ("kind", "channels", "audio"),
    [
        ("bed", 2, noise(8, 0.2, 2)),
        ("bed", 1, noise(8, 0.2, 2)),
        ("clip", 1, voice(5) * 0.1),
        ("effect", 2, faded(noise(0.08, 0.5), 100, 2000)),
        ("effect", 1, np.concatenate([noise(0.5, 0.5), np.zeros((96_000, 1), np.float32)])),
        ("programme", 2, noise(25, 0.05, 2)),
        ("programme", 1, voice(21) * 0.9),
        ("programme", 2, noise(12, 1e-4, 2)),  # -80 dBFS
        ("clip", 1, noise(12, 1e-4, 2)),
        ("clip", 2, noise(64, 0.01, 2)),  # more than is kept between the passes
    ],
)
def test_conform(tmp_path: Path, kind: str, channels: int, audio: Audio) -> None:
    path = wav(tmp_path / "a.wav", audio)
    step = levelling.conform_step(asset(path), channels=channels, kind=kind, wanted_by="")  # type: ignore[arg-type]
    facts = perform(step, tmp_path / "c", sound=path).facts
    out = pcm.read(tmp_path / "c" / "clip.wav")
    assert out.shape == (len(audio), channels) and facts["frames"] == len(audio)
    assert np.allclose(out, pcm.to_channels(audio, channels) * pcm.gain(facts["gain_db"]), atol=1e-6)  # one gain, nothing else
    padded = np.pad(out, ((19_200, 19_200), (0, 0)))
    energies = meter.block_energies(padded if kind == "effect" else out)
    measured = meter.momentary_max_lufs(energies) if kind == "effect" else meter.integrated_lufs(energies)
    assert measured == pytest.approx(REFERENCE_LUFS, abs=0.1)


@pytest.mark.parametrize("kind", ["bed", "clip"])
def test_a_long_sound_comes_out_as_if_it_were_levelled_whole(tmp_path: Path, kind: str) -> None:
    audio = np.concatenate([voice(31, 190), voice(34)]) * pcm.gain(-6)
    audio[::90_000] = 0.95  # peaks that the gain brings over the ceiling
    path = wav(tmp_path / "a.wav", audio)
    step = levelling.conform_step(asset(path), channels=1, kind=kind, wanted_by="")  # type: ignore[arg-type]
    facts = perform(step, tmp_path / "c", sound=path).facts
    gain_db = REFERENCE_LUFS - meter.faint_lufs(meter.block_energies(audio), pcm.peak_dbfs(audio))
    assert facts["gain_db"] == pytest.approx(gain_db, abs=0.011)
    whole = dynamics.limit(audio * pcm.gain(facts["gain_db"]), levelling.CLIP_CEILING_DBTP)
    assert np.abs(pcm.read(tmp_path / "c" / "clip.wav") - whole).max() < 1e-6
    assert len(facts["energies"]) == (0 if kind == "bed" else 650)
    assert kind == "bed" or np.allclose(facts["energies"], meter.block_energies(whole), rtol=2e-3, atol=1e-12)


@pytest.mark.parametrize("block", [700, 5_000, 30_000])
def test_limiting_block_by_block(block: int) -> None:
    audio = voice(3) * 4
    parts = list(conforming.limited((audio[i : i + block] for i in range(0, len(audio), block)), -1.5))
    assert np.abs(np.concatenate(parts) - dynamics.limit(audio, -1.5)).max() < 5e-7
    assert list(conforming.limited(iter(()), -1.5)) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells a process's highest memory on Linux only")
def test_a_bed_of_twenty_minutes_is_never_in_memory_whole(tmp_path: Path) -> None:
    part = pcm.to_integers(tone(220, 10, 0.3).repeat(2, axis=1), 16)
    with soundfile.SoundFile(tmp_path / "bed.flac", "w", 48_000, 2, "PCM_16") as out:
        for _ in range(120):
            out.write(part)
    code = (
        "import re, sys; from pathlib import Path; from podbuild.audio import levelling;"
        "from podbuild.steps.step import Call; from podbuild.steps.world import World; folder = Path(sys.argv[1]);"
        "p = {'kind': 'bed', 'channels': 2, 'start_seconds': None, 'end_seconds': None};"
        "levelling.CONFORM.run(Call(p, {'sound': folder / 'bed.flac'}, folder, World()));"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 150 * 1024  # KiB; whole it would be 440 MiB for each copy
    assert soundfile.info(tmp_path / "clip.wav").frames == 1_200 * 48_000


def test_a_line_that_is_spoken_as_nothing_is_a_silence(tmp_path: Path) -> None:
    blob = wav(tmp_path / "a.wav", np.zeros((9_600, 1), np.float32)).rename(tmp_path / ("ab" * 32))
    level = tmp_path / "level.json"
    level.write_text('{"input_gain_db": 3.0, "output_gain_db": 2.0}', "utf-8")
    step = levelling.level_step(asset(blob), Made("k", "level.json"), gain_db=0, kind="speech", wanted_by="")
    facts = perform(step, tmp_path / "c", sound=blob, level=level).facts
    assert facts == {"frames": 9_600, "energies": [0.0, 0.0], "peak_dbfs": -120.0}
    out = pcm.read(tmp_path / "c" / "clip.wav")
    assert out.shape == (9_600, 1) and not out.any()
    with pytest.raises(StepFailed, match=r"^the sound is silent"):
        perform(levelling.calibrate_step(asset(blob), ""), tmp_path / "d", sound=blob)


def test_a_stored_warning_names_no_file(tmp_path: Path) -> None:
    take = wav(tmp_path / "faint.wav", voice(3) * 0.0005)
    step = levelling.level_step(asset(take), None, gain_db=0, kind="take", wanted_by="")
    (warning,) = perform(step, tmp_path / "c", sound=take).diagnostics
    assert warning.message.startswith("a take is very quiet") and "faint.wav" not in warning.message


def test_the_decoder_is_in_the_key_where_one_is_told() -> None:
    sound = Asset("a.mp3", "0" * 64, 1)

    def keys(**more: str) -> list[str]:
        level = levelling.level_step(sound, None, gain_db=0, kind="take", wanted_by="", **more)
        return [level.key, levelling.conform_step(sound, channels=1, kind="clip", wanted_by="", **more).key]

    assert keys() == keys(decoder="")
    assert len({*keys(), *keys(decoder="ffmpeg 5.1"), *keys(decoder="ffmpeg 7.0")}) == 6


def test_conform_takes_a_stretch_of_another_format(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", np.concatenate([tone(300, 1), tone(3000, 2)]))
    ffmpeg.run(["-i", f"file:{path}", "-ar", "44100", f"file:{tmp_path / 'a.mp3'}"], WORLD)
    source = tmp_path / "a.mp3"
    step = levelling.conform_step(asset(source), channels=1, kind="clip", start_seconds=1.0, end_seconds=2.5, wanted_by="")
    assert perform(step, tmp_path / "c", sound=source).facts["frames"] == 72_000
    out = pcm.read(tmp_path / "c" / "clip.wav")[2_000:-2_000, 0]
    assert np.abs(np.fft.rfft(out)).argmax() * 48_000 / len(out) == pytest.approx(3000, abs=2)


@pytest.mark.parametrize("kind", ["bed", "effect", "clip", "programme"])
@pytest.mark.parametrize(
    ("audio", "code"),
    [
        (np.zeros((48_000, 1), np.float32), "audio-silent"),
        (np.zeros((0, 1), np.float32), "audio-empty"),
        (np.full((96_000, 1), 0.25, np.float32), None),
    ],
)
def test_nothing_to_hear(tmp_path: Path, kind: str, audio: Audio, code: str | None) -> None:
    path = wav(tmp_path / "hush.wav", audio)
    step = levelling.conform_step(asset(path), channels=1, kind=kind, wanted_by="")  # type: ignore[arg-type]
    if code is None:  # a constant offset: its onset is a click that can be heard
        assert perform(step, tmp_path / "c", sound=path).facts["frames"] == 96_000
        return
    with pytest.raises(StepFailed) as failure:
        perform(step, tmp_path / "c", sound=path)
    assert failure.value.diagnostic.code == code
    assert "hush.wav" in failure.value.diagnostic.message


def test_same_inputs_same_bytes(tmp_path: Path) -> None:
    take = wav(tmp_path / "take.wav", voice(5) * 0.3)
    step = levelling.level_step(asset(take), None, gain_db=-3, kind="take", wanted_by="")
    made = []
    for name in "ab":
        perform(step, tmp_path / name, sound=take)
        made.append((tmp_path / name / "clip.wav").read_bytes())
    assert made[0] == made[1]


def test_making_steps_imports_nothing_heavy() -> None:
    code = (
        "import sys; from podbuild.audio import levelling, tags, mp3; from podbuild.model.show import Asset;"
        "levelling.conform_step(Asset('a', 'b', 1), channels=1, kind='bed', wanted_by='');"
        "print([m for m in ('numpy', 'soundfile', 'soxr', 'mutagen', 'ffmpeg') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_require_signal() -> None:
    decoding.require_signal(voice(1), "a")
    for audio in (voice(1)[:0], voice(1) * 0):
        with pytest.raises(StepFailed, match=r"^bell\.wav"):
            decoding.require_signal(audio, "bell.wav")
