"""The sounds that ship: all there, small, clean, and beds that loop."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

SOUNDS = Path(__file__).parents[2] / "templates" / "sounds"
BEDS = ("calm", "bright", "pulse", "night", "paper")
EFFECTS = ("bell", "chime", "turn", "crack", "tick", "gong", "whistle", "swell")


def wave(name: str) -> np.ndarray:
    samples, rate_hz = soundfile.read(SOUNDS / f"{name}.ogg", always_2d=True)
    assert rate_hz == 48_000 and samples.shape[1] == 2, name
    return samples


def rms_db(samples: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(samples**2) + 1e-12))


def test_all_of_them_are_there_and_small() -> None:
    files = sorted(path.stem for path in SOUNDS.glob("*.ogg"))
    assert files == sorted((*BEDS, *EFFECTS))
    assert sum(path.stat().st_size for path in SOUNDS.glob("*.ogg")) < 4_000_000


@pytest.mark.parametrize("name", (*BEDS, *EFFECTS))
def test_no_clipping_and_no_offset(name: str) -> None:
    samples = wave(name)
    assert 0.02 < np.max(np.abs(samples)) < 0.9
    assert np.max(np.abs(samples.mean(axis=0))) < 0.002


@pytest.mark.parametrize("name", BEDS)
def test_a_bed_is_long_and_loops_without_a_seam(name: str) -> None:
    samples = wave(name)
    assert 30 <= len(samples) / 48_000 <= 60
    steps = np.abs(np.diff(samples, axis=0))
    seam = np.abs(samples[0] - samples[-1])
    bound = max(float(np.percentile(steps, 99.9)), 0.006)  # a step of -44 dBFS, far below what a bed is played at
    assert np.all(seam <= bound), "a click where the loop closes"
    assert abs(rms_db(samples[:48_000]) - rms_db(samples[-48_000:])) < 6, "a hole where the loop closes"


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_begins_at_once_and_ends_in_silence(name: str) -> None:
    samples = wave(name)
    assert len(samples) / 48_000 <= 10
    assert np.max(np.abs(samples[-240:])) < 0.003
    assert np.max(np.abs(samples[:48_000])) > 0.02, "a cue should be heard within a second"


def test_composing_gives_the_same_wave_twice_and_what_is_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # nothing but sources belongs in the wheel
    monkeypatch.syspath_prepend(str(SOUNDS))
    import compose

    for make in (compose.tick, compose.turn):
        first, second = make(), make()
        assert np.array_equal(first, second), make.__name__
        shipped = wave(make.__name__)
        assert shipped.shape == first.shape
        assert np.sqrt(np.mean((shipped - first) ** 2)) < 0.02, f"{make.__name__}.ogg is not what compose.py makes"
    for module in ("compose", "instruments"):
        sys.modules.pop(module, None)
