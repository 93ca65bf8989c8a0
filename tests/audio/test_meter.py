"""The meter against the standards' own figures and against ffmpeg's meter."""

from __future__ import annotations

import itertools
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from podbuild.audio import ffmpeg, meter, pcm
from podbuild.audio.pcm import Audio
from podbuild.steps.world import World
from tests.audio.sounds import faded, noise, tone, voice


def steps(*levels_db: float, seconds: float = 10) -> Audio:
    """A tone of 1 kHz on both channels, at one level after another (EBU Tech 3341 and 3342 are tested with these)."""
    return np.concatenate([tone(1000, seconds, float(pcm.gain(db))) for db in levels_db]).repeat(2, axis=1)


@pytest.mark.parametrize(
    ("audio", "lufs"),
    [
        (steps(-23, seconds=20), -23.0),  # EBU Tech 3341, table 1, cases 1 to 5
        (steps(-33, seconds=20), -33.0),
        (steps(-36, *[-23] * 6, -36), -23.0),
        (steps(-72, -36, *[-23] * 6, -36, -72), -23.0),
        (steps(-26, -20, -26, seconds=20), -23.0),
        (tone(997, 5, 1.0), -3.01),  # BS.1770-5, Annex 1: 0 dBFS on one channel
    ],
)
def test_integrated(audio: Audio, lufs: float) -> None:
    assert meter.integrated_lufs(meter.block_energies(audio)) == pytest.approx(lufs, abs=0.1)


@pytest.mark.parametrize(
    ("levels", "range_lu"), [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20), ((-50, -35, -20, -35, -50), 15)]
)
def test_loudness_range(levels: tuple[float, ...], range_lu: float) -> None:  # EBU Tech 3342, table 1
    assert meter.loudness_range_lu(meter.block_energies(steps(*levels, seconds=20))) == pytest.approx(range_lu, abs=1)


@pytest.mark.parametrize(
    ("audio", "dbtp", "tolerance"),
    [
        (tone(12_000, 1, 0.5, np.pi / 4)[2000:40_000] * 1.0, -6.0, 0.2),  # EBU Tech 3341, cases 15 to 18: +0.2, -0.4 dB
        (tone(8_000, 1, 0.5, np.pi / 3), -6.0, 0.4),
        (tone(997, 1, 0.5), -6.0, 0.1),
        (np.zeros((100, 2), np.float32), -np.inf, 0),
        (np.zeros((0, 1), np.float32), -np.inf, 0),
        (np.full((1, 1), 0.5, np.float32), -6.02, 0.1),
    ],
)
def test_true_peak(audio: Audio, dbtp: float, tolerance: float) -> None:
    inside = audio if len(audio) < 200 else faded(audio, 4800, 4800)
    assert meter.true_peak_dbtp(inside) == pytest.approx(dbtp, abs=tolerance)


@pytest.mark.parametrize("audio", [noise(3, 0.2), voice(3), tone(50, 2), tone(11_000, 0.01)])
def test_true_peak_misses_nothing_by_looking_only_where_it_is_high(audio: Audio) -> None:
    padded = np.pad(audio[:, 0], meter.TAPS)
    every = np.abs(np.lib.stride_tricks.sliding_window_view(padded, meter.TAPS) @ meter.INTERPOLATOR).max()
    assert meter.true_peak_dbtp(audio) == pytest.approx(pcm.decibels(max(every, np.abs(audio).max())), abs=1e-4)


def test_interpolation_gives_the_same_bits_however_many_windows_are_asked_for() -> None:
    samples = noise(2, 0.2)[:, 0]
    every = dict(zip(*(a.tolist() for a in meter.interpolated_peaks(samples, 0.0)), strict=True))
    for over in (0.3, 0.5, 0.7):
        starts, peaks = meter.interpolated_peaks(samples, over)
        assert len(starts) and [every[s] for s in starts.tolist()] == peaks.tolist()


@pytest.mark.parametrize("level_db", [0, -40, -90])
def test_faint_sound_is_measured_as_loud_sound(level_db: float) -> None:
    loud = voice(6)
    faint = loud * pcm.gain(level_db)
    measured = meter.faint_lufs(meter.block_energies(faint), pcm.peak_dbfs(faint))
    assert measured == pytest.approx(meter.integrated_lufs(meter.block_energies(loud)) + level_db, abs=0.05)


@pytest.mark.parametrize("audio", [noise(20, 0.1, 2), voice(20), np.concatenate([voice(10), voice(10, 190) * 0.2])])
def test_agrees_with_ffmpeg(audio: Audio, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    pcm.write(path, audio, "FLOAT")
    command = [
        ffmpeg.program(World()),
        "-nostdin",
        "-i",
        str(path),
        "-af",
        "ebur128=peak=true:framelog=verbose",
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr.rpartition("Summary")[2]
    theirs = [float(re.search(pattern, said)[1]) for pattern in (r"I:\s+(\S+)", r"LRA:\s+(\S+)", r"Peak:\s+(\S+)")]  # type: ignore[index]
    energies = meter.block_energies(audio)
    ours = [meter.integrated_lufs(energies), meter.loudness_range_lu(energies), meter.true_peak_dbtp(audio)]
    assert abs(ours[0] - theirs[0]) < 0.1
    assert abs(ours[1] - theirs[1]) < 0.3
    assert abs(ours[2] - theirs[2]) < 0.2


def test_pieces_measure_as_the_whole() -> None:
    audio = voice(12)
    whole = meter.block_energies(audio)
    lead = meter.LEAD_FRAMES
    cuts = [0, 30 * meter.BLOCK_FRAMES, 80 * meter.BLOCK_FRAMES, len(audio)]
    parts = [meter.block_energies(audio[max(0, a - lead) : b], min(a, lead)) for a, b in itertools.pairwise(cuts)]
    assert np.allclose(meter.joined(parts), whole, rtol=1e-4, atol=1e-10)


def test_silence_and_short_sounds() -> None:
    nothing = meter.block_energies(np.zeros((0, 1), np.float32))
    assert (meter.integrated_lufs(nothing), meter.momentary_max_lufs(nothing), meter.loudness_range_lu(nothing)) == (
        -np.inf,
        -np.inf,
        0,
    )
    assert meter.integrated_lufs(meter.block_energies(np.zeros((48_000, 2), np.float32))) == -np.inf
    short = meter.block_energies(tone(997, 0.2, 1.0))
    assert meter.integrated_lufs(short) == pytest.approx(-3.0, abs=0.2)
    assert len(meter.block_energies(tone(997, 0.25))) == 2
