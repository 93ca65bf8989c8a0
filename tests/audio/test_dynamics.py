"""The limiter keeps its ceiling on the worst material and forgets in time; the compressor does what its numbers say."""

from __future__ import annotations

import numpy as np
import pytest

from podbuild.audio import dynamics, meter, pcm
from podbuild.audio.pcm import Audio
from tests.audio.sounds import noise, tone, voice


def bursts(audio: Audio) -> Audio:
    return audio * (np.arange(len(audio)) % 15_000 < 2_000)[:, None].astype(np.float32)


def clicks() -> Audio:
    audio = np.zeros((96_000, 2), np.float32)
    audio[np.random.default_rng(5).integers(0, 96_000, 200), 0] = 3.0
    return audio


NASTY = {
    "square bursts": bursts(np.sign(tone(441, 2)) * np.float32(1.4)),
    "quarter of the rate": tone(12_000, 2, 1.5, np.pi / 4),
    "its bursts": bursts(tone(12_000, 2, 1.5, np.pi / 4)),
    "very high": tone(18_000, 1, 1.3, 0.3),
    "bass": tone(60, 2, 2.0),
    "noise": noise(2, 0.6, 2),
    "clicks": clicks(),
    "voice": voice(4) * pcm.gain(12),
    "one frame": np.full((1, 1), 2.0, np.float32),
    "a hundred": np.full((100, 1), 2.0, np.float32),
}


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("ceiling_dbtp", [-1.5, -6.0])
def test_limit_keeps_the_ceiling(name: str, ceiling_dbtp: float) -> None:
    out = dynamics.limit(NASTY[name], ceiling_dbtp)
    assert out.shape == NASTY[name].shape and out.dtype == np.float32
    assert meter.true_peak_dbtp(out) <= ceiling_dbtp + 0.05


def test_limit_touches_nothing_where_nothing_is_over() -> None:
    quiet = voice(3) * 0.3
    assert dynamics.limit(quiet, -1.5) is quiet
    audio = quiet.copy()
    audio[72_000] = 2.0
    out, far = dynamics.limit(audio, -1.5), dynamics.LIMITER_CONTEXT_FRAMES
    assert np.array_equal(out[: 72_000 - far], audio[: 72_000 - far])
    assert np.array_equal(out[72_000 + far :], audio[72_000 + far :])
    assert not np.array_equal(out, audio)


@pytest.mark.parametrize("name", ["noise", "voice", "clicks", "bass"])
@pytest.mark.parametrize("start", [20_000, 31_337])
def test_limit_depends_only_on_its_context(name: str, start: int) -> None:
    audio, far = NASTY[name], dynamics.LIMITER_CONTEXT_FRAMES
    end = start + 20_000
    part = dynamics.limit(audio[start - far : end + far], -1.5)[far:-far]
    assert np.abs(part - dynamics.limit(audio, -1.5)[start:end]).max() < 5e-7


@pytest.mark.parametrize("name", ["noise", "voice"])
def test_the_last_bits_of_a_sample_do_not_move_the_limiter_s_gain(name: str) -> None:
    audio = NASTY[name]
    moved = np.nextafter(audio, np.float32(9))
    gains = [np.divide(dynamics.limit(a, -1.5), a, out=np.ones_like(a), where=np.abs(a) > 0.1) for a in (audio, moved)]
    assert (np.abs(gains[0] - gains[1]) > 2e-7).mean() < 0.02


def test_limit_moves_channels_together() -> None:
    audio = np.concatenate([voice(2) * 4, tone(300, 2, 0.1)], axis=1)
    out = dynamics.limit(audio, -1.5)
    heard = np.abs(audio) > 0.02
    both = heard.all(axis=1)
    ratio = out[both] / audio[both]
    assert np.allclose(ratio[:, 0], ratio[:, 1], atol=1e-4)


@pytest.mark.parametrize(("level_db", "out_db"), [(-30, -30), (-10, -16.67), (-4, -14.67)])
def test_compress_follows_its_ratio(level_db: float, out_db: float) -> None:
    sine = tone(1000, 2, float(pcm.gain(level_db)) * np.sqrt(2))
    out = dynamics.compress(sine, threshold_db=-20, ratio=3, attack_seconds=0.005, release_seconds=0.1)
    steady = out[24_000:72_000]
    assert 10 * np.log10((steady**2).mean()) == pytest.approx(out_db, abs=0.1)


def test_compress_is_there_before_the_onset() -> None:
    audio = np.concatenate([tone(1000, 1, 0.01), tone(1000, 1, 1.0)])
    out = dynamics.compress(audio, threshold_db=-20, ratio=4, attack_seconds=0.01, release_seconds=0.1)
    onset, settled = np.abs(out[48_000:48_480]).max(), np.abs(out[72_000:]).max()
    assert onset <= settled * 1.1


@pytest.mark.parametrize(("hz", "db"), [(20, -22.9), (75, -3.0), (300, 0.0), (5000, 0.0)])
def test_high_pass(hz: float, db: float) -> None:
    audio = tone(hz, 3)
    out = dynamics.high_pass(audio, 75)[48_000:96_000]
    assert 10 * np.log10((out**2).mean() / (audio[48_000:96_000] ** 2).mean()) == pytest.approx(db, abs=0.15)


@pytest.mark.parametrize("width", [1, 2, 7, 64, 193])
def test_sliding_minimum(width: int) -> None:
    values = noise(0.01)[:, 0]
    expected = np.lib.stride_tricks.sliding_window_view(values, width).min(axis=1)
    assert np.array_equal(dynamics.sliding_minimum(values, width), expected)
