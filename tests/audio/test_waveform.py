"""The waveform that pages draw: the same number of columns for any length, as loud as it sounds, and never out of bounds."""

from __future__ import annotations

import pytest

from podbuild.audio.waveform import COLUMNS, waveform


@pytest.mark.parametrize("blocks", [1, 7, 239, 240, 241, 36_000])
def test_every_length_has_as_many_columns(blocks: int) -> None:
    found = waveform([0.01] * blocks)
    assert found == (100,) * COLUMNS


@pytest.mark.parametrize("energies", [[0.0] * 50, [0.0]])
def test_silence_is_flat(energies: list[float]) -> None:
    assert waveform(energies) == (0,) * COLUMNS


def test_nothing_has_no_waveform() -> None:
    assert waveform([]) == ()


def test_ten_decibels_less_are_half_as_loud() -> None:
    found = waveform([0.1] * 1200 + [0.01] * 600 + [0.001] * 600)
    assert (found[0], found[150], found[-1]) == (100, 50, 25)


def test_a_clap_does_not_flatten_what_is_said() -> None:
    speech = [0.01] * 2400
    assert waveform([*speech[:1200], 10.0, *speech[1201:]])[0] == 100
