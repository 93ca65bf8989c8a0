"""Make the example show's own sounds: `python example_sounds.py [SHOW]`. Weather, a soundscape, and stand-ins for recordings.

Nobody was recorded. A "take" is another synthetic voice (espeak-ng, one fresh process a line, so that the same words give the
same wave) in a small room; the programme treats it as it would a recording.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from compose import BELL, GLASS, crack, echoing, ring, write_sound
from instruments import (
    SAMPLE_RATE_HZ,
    Wave,
    frequency_hz,
    levelled,
    noise,
    pad,
    place,
    room,
    seconds,
    shaped,
    struck,
    swelling,
    wet,
)

TAKES = {
    "keeper-logbook": ("en-gb-scotland+m1", 128, 30, "Lit at four. Clear. No ships."),
    "girl-delicious": ("en-us+f4", 150, 66, "We are very sorry. It was delicious."),
}


def gusts(duration_seconds: float, seed: int) -> Wave:
    """Wind: two bands of noise, stereo, that rise and fall against each other."""
    piece, times = ring(duration_seconds), seconds(duration_seconds)
    for side, (low_hz, high_hz) in enumerate(((120, 500), (350, 1300), (140, 620), (500, 1500))):
        slow = shaped(noise(duration_seconds, seed + 20 + side), 0.05, 0.35)
        band = shaped(noise(duration_seconds, seed + side), low_hz, high_hz, -0.6)
        strength = 0.5 + 0.3 * slow / np.std(slow) + 0.12 * np.sin(2 * np.pi * times / 5.3 + side)
        place(piece, band / np.std(band) * np.clip(strength, 0.05, 1.5), 0, 0.25 / (1 + side % 2), -0.6 + 0.4 * side)
    return piece


def wind() -> Wave:
    """A gust over open ice: eleven seconds that come and go."""
    return levelled(gusts(11, 100) * swelling(11, 3, 4.5)[:, None], -26)


def whistle_far() -> Wave:
    """A train's horn across a valley: a minor sixth chord with an old, sagging reed."""
    times = seconds(2.6)
    sag = 1 - 0.012 * np.clip((times - 1.9) / 0.7, 0, 1) ** 2
    reeds = sum(
        np.sin(k * 2 * np.pi * frequency_hz(note) * np.cumsum(sag) / SAMPLE_RATE_HZ + k) / k**1.4
        for note in ("D4", "F4", "A4", "B4")
        for k in (1, 2, 3, 4)
    )
    parts = (
        (reeds * swelling(2.6, 0.22, 0.5), 0.0, 0.3, 0.45),
        (reeds[: SAMPLE_RATE_HZ // 2] * swelling(0.5, 0.1, 0.2), 3.1, 0.3, 0.45),
    )
    return levelled(echoing(7.0, parts, room(4.0, 1800, 140), 0.9), -24)


def under_the_ice() -> Wave:
    """The moulin: a pipe blown by the wind, whose note slides each time the ice moves. 26 s."""
    duration = 26.0
    times = seconds(duration)
    notes = np.interp(times, (0, 6, 6.3, 12, 12.4, 18.5, 18.8, 26), (73.4, 73.4, 82.4, 81.8, 61.7, 61.9, 69.3, 69.0))
    phase = 2 * np.pi * np.cumsum(notes * (1 + 0.003 * np.sin(2 * np.pi * 0.37 * times))) / SAMPLE_RATE_HZ
    breath = shaped(noise(duration, 150), 0.2, 2.0)
    body = sum(np.sin(k * phase + k) * (1 + 0.28 * breath / np.std(breath)) / k**1.5 for k in (1, 2, 3, 4, 5, 7))
    air = shaped(noise(duration, 151), 150, 700, -0.5)
    piece = ring(duration + 8)
    place(piece, body * swelling(duration, 3, 4), 0, 0.35, -0.15)
    place(piece, np.roll(body, 1100) * swelling(duration, 3, 4), 0, 0.22, 0.4)
    place(piece, air / np.std(air) * swelling(duration, 2, 3), 0, 0.06, 0.1)
    for start, pan in ((5.95, -0.5), (12.0, 0.4), (18.4, 0.0)):
        place(piece, crack().mean(axis=1), start, 0.25, pan)
    return levelled(wet(piece, room(5.5, 1600, 152), 0.7)[: len(times)] * swelling(duration, 1, 2)[:, None], -22)


def lake_before_dawn() -> Wave:
    """Seventy-five seconds of a frozen lake: wind, ice near and far, one bell, first light as a chord."""
    duration = 75.0
    piece = ring(duration + 8)
    weather = gusts(duration, 160) * swelling(duration, 8, 10)[:, None]
    piece[: len(weather)] += 0.22 * weather
    ice = crack().mean(axis=1)
    far = shaped(ice, 40, 700)
    cracks = ((9, 1, 0.3, -0.6), (15.5, 0, 0.8, 0.7), (17.2, 0, 0.5, -0.2), (27, 1, 0.45, 0.3), (33, 0, 0.8, -0.8),
              (41.5, 1, 0.25, 0.6), (48.6, 0, 0.7, 0.1), (59, 0, 0.5, -0.5))  # fmt: skip
    for start, near, gain, pan in cracks:
        place(piece, ice if near else far, start, gain, pan)
    for start in (22, 36, 50):
        place(piece, shaped(struck(392.0, 6, BELL), 100, 1500), start, 0.07, -0.45)
    for step, note in enumerate(("D2", "A2", "D3", "F#3", "A3", "E4")):
        place(piece, pad(note, 34 - 3 * step, 0.5), 38 + 3 * step, 0.13, 0.3 * (step - 2.5))
    for start, note, pan in ((55, "A5", 0.5), (60.5, "F#5", -0.3), (65, "D6", 0.2)):
        place(piece, struck(frequency_hz(note), 5, GLASS), start, 0.025, pan)
    heard = wet(piece, room(5.0, 2600, 165), 0.55)[: round(duration * SAMPLE_RATE_HZ)]
    return levelled(heard * swelling(duration, 3, 7)[:, None], -23)


def take(name: str) -> Wave:
    """A line as if spoken in a small room, by a voice that is not the show's own."""
    voice, rate, pitch, words = TAKES[name]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "line.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(rate), "-p", str(pitch), "-w", str(file), words], check=True)
        spoken, rate_hz = soundfile.read(file, dtype="float64")
    length = round(len(spoken) * SAMPLE_RATE_HZ / rate_hz)
    lifted = np.interp(np.arange(length) / SAMPLE_RATE_HZ, np.arange(len(spoken)) / rate_hz, spoken)
    softened = shaped(lifted, 90, 7500)
    return levelled(echoing(length / SAMPLE_RATE_HZ + 0.35, ((softened, 0, 0.8, 0.0),), room(0.45, 4200, 170), 0.22), -22)


def main(arguments: list[str]) -> None:
    show = Path(arguments[0]) if arguments else Path(__file__).parents[2] / "example-show"
    assets = show / "assets"
    write_sound(assets / "wind.ogg", wind())
    write_sound(assets / "whistle-far.ogg", whistle_far())
    write_sound(assets / "lake-before-dawn.ogg", lake_before_dawn())
    write_sound(assets / "takes" / "under-the-ice.ogg", under_the_ice())
    for name in TAKES:
        write_sound(assets / "takes" / f"{name}.ogg", take(name))


if __name__ == "__main__":
    main(sys.argv[1:])
