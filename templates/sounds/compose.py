"""Compose the music and effects that podbuild ships: `python compose.py [FOLDER] [NAME…]`.

All of it is made here from arithmetic: no sample, no recording, no model. The same code gives the same waves. The five beds
are written on a ring, reverberation included, so that each loops without a seam. Effects end in silence.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from instruments import (
    SAMPLE_RATE_HZ,
    Wave,
    frequency_hz,
    levelled,
    noise,
    pad,
    piano,
    place,
    pluck,
    room,
    seconds,
    shaped,
    struck,
    swelling,
    wet,
)

BELL = (
    (0.5, 0.35, 0.7),
    (1.0, 1.0, 1.1),
    (1.19, 0.4, 1.6),
    (1.5, 0.22, 2.1),
    (2.0, 0.5, 2.0),
    (2.74, 0.16, 3.4),
    (4.1, 0.06, 6.0),
)
GONG = (
    (0.5, 0.7, 0.55),
    (1.0, 1.0, 0.6),
    (1.48, 0.5, 0.9),
    (2.06, 0.45, 1.2),
    (2.67, 0.3, 1.5),
    (3.31, 0.24, 1.9),
    (4.2, 0.14, 2.6),
)
GLASS = ((1.0, 1.0, 2.2), (2.76, 0.28, 4.2), (5.4, 0.09, 7.5))


def ring(duration_seconds: float) -> Wave:
    return np.zeros((round(duration_seconds * SAMPLE_RATE_HZ), 2))


def chords(piece: Wave, progression: tuple[str, ...], every_seconds: float, gain: float, brightness: float) -> None:
    """Pads, one chord after another, each overlapping the next; the notes fan out from left to right."""
    for number, chord in enumerate(progression):
        notes = chord.split()
        for voice, note in enumerate(notes):
            spread = (voice / max(len(notes) - 1, 1) - 0.5) * 1.2
            wave = pad(note, 2.1 * every_seconds, brightness)
            place(piece, wave, number * every_seconds - 0.55 * every_seconds, gain / (1 + 0.25 * voice), spread)


def calm() -> Wave:
    """Slow pads in D: for talk about quiet things. 48 s, loops."""
    piece = ring(48)
    chords(piece, ("D2 A2 F#3 A3 E4", "B1 F#2 D3 A3 C#4", "G1 D2 B2 F#3 A3", "A1 E2 B2 E3 C#4"), 12, 1.0, 0.6)
    for number, note in enumerate(["F#5", "E5", "A4", "D5", "C#5", "B4", "E5", "A4"]):
        place(piece, pluck(note, 3.5, 0.3), 6 * number + 3.2, 0.10, 0.7 * (-1) ** number)
    return levelled(wet(piece, room(4.5, 3500, 11), 0.55), -23)


def bright() -> Wave:
    """Plucked strings in G, 108 beats a minute: for news and good mornings. 16 bars, 35.6 s, loops."""
    beat = 60 / 108
    piece = ring(64 * beat)
    shapes = ("G3 D4 G4 B4 D5 B4 G4 D4", "E3 B3 E4 G4 B4 G4 E4 B3", "C3 G3 E4 G4 C5 G4 E4 G3", "D3 A3 D4 F#4 A4 E4 D4 A3")
    for bar in range(16):
        for step, note in enumerate(shapes[bar // 2 % 4].split()):
            accent = 1.0 if step in (0, 3, 6) else 0.62
            place(piece, pluck(note, 1.6, 0.5), bar * 4 * beat + step * beat / 2, 0.5 * accent, 0.55 * np.sin(1.9 * step + bar))
        place(piece, pluck(("G2", "E2", "C2", "D2")[bar // 2 % 4], 2.4, 0.35), bar * 4 * beat, 0.9)
    for bar, tune in (
        (1, "B5 . A5 . G5 . D5 ."),
        (5, "G5 . . E5 . . G5 ."),
        (9, "E5 G5 . C6 . B5 . G5"),
        (13, "A5 . F#5 . . E5 D5 ."),
    ):
        for step, note in enumerate(tune.split()):
            if note != ".":
                place(piece, pluck(note, 1.8, 0.35), bar * 4 * beat + step * beat / 2, 0.34, 0.3)
    chords(piece, ("G3 B3 D4", "E3 G3 B3", "C3 E3 G3", "D3 F#3 A3") * 2, 8 * beat, 0.16, 0.7)
    return levelled(wet(piece, room(1.4, 6000, 21), 0.28), -22)


def kick() -> Wave:
    times = seconds(0.4)
    return (
        np.sin(2 * np.pi * (48 * times + 4.2 * (1 - np.exp(-times * 28))))
        * np.exp(-times * 11)
        * np.clip((0.4 - times) / 0.05, 0, 1)
    )


def shaker(seed: int) -> Wave:
    times = seconds(0.12)
    return shaped(noise(0.12, seed), 5200, 13_000) * np.exp(-times * 52) * np.clip(times / 0.006, 0, 1)


def pulse() -> Wave:
    """A steady rhythm in A minor, 120 beats a minute: to move to. 16 bars, 32 s, loops."""
    beat, piece, drums = 0.5, ring(32), ring(32)
    for step in range(64):
        place(drums, kick(), step * beat, 0.85 if step % 4 == 0 else 0.6)
        place(drums, shaker(step % 5), (step + 0.5) * beat, 0.5, 0.25)
        place(drums, shaker(step % 3 + 9), (step + 0.75) * beat, 0.2, -0.35)
        if step % 4 == 2:
            clap = shaped(noise(0.16, 40), 900, 4200) * np.exp(-seconds(0.16) * 34)
            place(drums, clap, step * beat, 0.4, 0.05)
    roots = ("A1 A2 E3 C4", "F1 F2 C3 A3", "C2 C3 G3 E4", "G1 G2 D3 B3")
    for eighth in range(128):
        bass, low, middle, high = roots[eighth // 16 % 4].split()
        place(piece, pluck(bass if eighth % 4 else low, 0.5, 0.4), eighth * beat / 2, 0.65)
        arp = (middle, high, low, high, middle, high, middle, low)[eighth % 8]
        place(piece, pluck(arp, 0.9, 0.62), eighth * beat / 2, 0.42 if eighth % 8 in (0, 3, 6) else 0.2, 0.6 * (-1) ** eighth)
    chords(piece, ("A3 C4 E4", "F3 A3 C4", "G3 C4 E4", "G3 B3 D4"), 8, 0.3, 0.75)
    return levelled(wet(piece, room(1.1, 5000, 31), 0.25) + wet(drums, room(0.5, 5000, 33), 0.08), -20)


def night() -> Wave:
    """Low, open fifths, wind behind them: for stories after dark. 60 s, loops."""
    piece = ring(60)
    chords(piece, ("D2 A2 D3 F3", "Bb1 F2 D3 A3", "G1 D2 Bb2 F3", "A1 E2 A2 C4", "D2 A2 E3 F3"), 12, 1.0, 0.42)
    wind = shaped(noise(60, 50), 180, 900, -0.8)  # filtered as a ring: it has no seam either
    swell = (
        0.35
        + 0.3 * np.sin(2 * np.pi * np.arange(len(wind)) / len(wind) * 3)
        + 0.2 * np.sin(2 * np.pi * np.arange(len(wind)) / len(wind) * 7)
    )
    place(piece, wind * swell / np.std(wind), 0, 0.05, -0.3)
    place(piece, np.roll(wind * swell, 777_777) / np.std(wind), 0, 0.05, 0.4)
    for start, note, pan in ((5, "A5", -0.6), (17.5, "F5", 0.5), (26, "D6", 0.1), (38, "E5", -0.3), (51, "A5", 0.7)):
        place(piece, struck(frequency_hz(note), 5, GLASS), start, 0.055, pan)
    return levelled(wet(piece, room(6.5, 2400, 51), 0.7), -24)


def paper() -> Wave:
    """A felted piano in F, unhurried: for families and books. 16 bars of three, 48 s, loops."""
    piece = ring(48)
    left = ("F2 C3 A3", "D2 A2 F3", "Bb1 F2 D3", "C2 G2 E3", "F2 C3 A3", "A1 E2 C3", "Bb1 F2 D3", "C2 G2 Bb2") * 2
    right = ("A4 . C5", "F4 . .", "D5 C5 Bb4", "G4 . .", "A4 . F5", "E5 . C5", "D5 . F4", "G4 . .",
             "C5 . A4", "A4 G4 F4", "F4 . Bb4", "E4 . G4", "F4 A4 C5", "C5 . E5", "F5 D5 Bb4", "G4 . .")  # fmt: skip
    for bar in range(16):
        lag = 0.02 * np.sin(2.3 * bar)  # nobody plays like a clock
        for beat, note in enumerate(left[bar].split()):
            place(piece, piano(note, 4.5, 0.3), 3 * bar + beat + lag, 0.55 if beat == 0 else 0.34, -0.25)
        for beat, note in enumerate(right[bar].split()):
            if note != ".":
                place(piece, piano(note, 4.0, 0.42), 3 * bar + beat + 0.03 - lag, 0.6 if beat == 0 else 0.45, 0.25)
    chords(piece, ("F3 A3 C4", "Bb2 D3 F3", "F3 A3 C4", "Bb2 D3 F3") * 2, 6, 0.10, 0.5)
    return levelled(wet(piece, room(2.4, 4200, 61), 0.35), -23)


def echoing(duration_seconds: float, parts: tuple[tuple[Wave, float, float, float], ...], answer: Wave, amount: float) -> Wave:
    """An effect: parts as (wave, start in seconds, gain, pan), in a room, ended by a fade into silence."""
    piece = ring(duration_seconds + 6)  # room enough that nothing wraps
    for wave, start_seconds, gain, pan in parts:
        place(piece, wave, start_seconds, gain, pan)
    heard = wet(piece, answer, amount)[: round(duration_seconds * SAMPLE_RATE_HZ)]
    return heard * np.clip((duration_seconds - seconds(duration_seconds)) / (0.3 * duration_seconds), 0, 1)[:, None] ** 2


def bell() -> Wave:
    """One soft bell."""
    return levelled(echoing(4.5, ((struck(523.25, 4.5, BELL), 0, 0.8, 0),), room(2.6, 5000, 71), 0.25), -20)


def chime() -> Wave:
    """Three notes, rising."""
    parts = tuple((struck(frequency_hz(n), 3, GLASS), 0.24 * i, 0.7, 0.5 * (i - 1)) for i, n in enumerate(("G5", "B5", "E6")))
    return levelled(echoing(3.4, parts, room(1.8, 7000, 73), 0.3), -20)


def turn() -> Wave:
    """A page is turned."""
    times = seconds(0.75)
    sweep = shaped(noise(0.75, 75), 1500, 9000) * np.exp(-(((times - 0.3) / 0.16) ** 2))
    crackle = shaped(noise(0.75, 76), 2500, 8000) * (np.abs(noise(0.75, 77)) > 2.6) * np.exp(-(((times - 0.35) / 0.2) ** 2))
    flap = shaped(noise(0.75, 78), 250, 1400) * np.exp(-(((times - 0.56) / 0.045) ** 2))
    body = (0.5 * sweep + 2.0 * crackle + 0.9 * flap) * swelling(0.75, 0.05, 0.1)
    return levelled(echoing(0.95, ((body, 0, 0.7, -0.25), (body, 0.004, 0.5, 0.45)), room(0.4, 7000, 79), 0.1), -24)


def crack() -> Wave:
    """Lake ice cracks: high frequencies run ahead of low ones, as they do in a plate."""
    times = seconds(1.6)
    chirp = sum(np.sin(2 * np.pi * 46 * k / (times + 0.011 * k)) * np.exp(-times * (5 + k)) / k for k in (1.0, 1.6, 2.3))
    snap = shaped(noise(1.6, 81), 700, 9000) * np.exp(-times * 70)
    groan = np.sin(2 * np.pi * (62 * times + 9 * np.exp(-times * 5))) * np.exp(-times * 3.2)
    late = np.pad(snap * 0.35, (round(0.21 * SAMPLE_RATE_HZ), 0))[: len(times)]
    body = (0.3 * chirp + 0.7 * snap + late + 0.5 * groan) * np.clip(times / 0.002, 0, 1) * np.clip((1.6 - times) / 0.2, 0, 1)
    return levelled(echoing(4.0, ((body, 0, 0.8, 0.2),), room(3.4, 3800, 83), 0.5), -20)


def tick() -> Wave:
    """One tick of a wooden clock."""
    times = seconds(0.16)
    wood = sum(np.sin(2 * np.pi * f * times) * np.exp(-times * d) for f, d in ((1180, 70), (2360, 110), (3900, 170)))
    body = (wood + 0.4 * shaped(noise(0.16, 85), 1500, 8000) * np.exp(-times * 220)) * np.clip(times / 0.0008, 0, 1)
    return levelled(echoing(0.35, ((body, 0, 0.4, 0),), room(0.3, 5000, 87), 0.12), -24)


def gong() -> Wave:
    """A wide, low gong that blooms after the stroke."""
    metal = struck(98.0, 9, GONG)
    bloom = shaped(noise(9, 89), 300, 2600, -0.5) * swelling(9, 0.7, 8.2) ** 2 * np.exp(-seconds(9) * 0.7)
    parts = ((metal, 0, 0.8, 0), (bloom, 0.02, 0.02, -0.4), (np.roll(bloom, 999), 0.05, 0.02, 0.4))
    return levelled(echoing(9, parts, room(4.5, 2600, 91), 0.35), -20)


def whistle() -> Wave:
    """A referee's whistle: two short, one long, kept friendly."""
    parts = []
    for start, length in ((0.0, 0.16), (0.24, 0.16), (0.48, 0.55)):
        times = seconds(length)
        trill = 2 * np.pi * 2350 * times + 1.9 * np.sin(2 * np.pi * 34 * times)
        tone = (np.sin(trill) + 0.16 * np.sin(2 * trill)) * (0.82 + 0.18 * np.sin(2 * np.pi * 34 * times))
        breath = shaped(noise(length, 93), 1800, 6000)
        parts.append(((tone + 0.16 * breath) * swelling(length, 0.02, 0.05), start, 0.5, 0.0))
    return levelled(echoing(1.5, tuple(parts), room(0.7, 5000, 95), 0.14), -22)


def swell() -> Wave:
    """A chord that opens and rests: a sting for a beginning, an end, or between chapters."""
    parts = [(pad(n, 4.2, 0.7), 0.0, 0.9 / (1 + 0.2 * i), 0.3 * (i - 2)) for i, n in enumerate(("D2", "A2", "F#3", "A3", "E4"))]
    parts += [(pluck(n, 3.5, 0.4), 0.9 + 0.2 * i, 0.4, 0.4 * (i - 1)) for i, n in enumerate(("A4", "D5", "F#5"))]
    return levelled(echoing(4.2, tuple(parts), room(3.2, 4500, 97), 0.4), -21)


BEDS: tuple[Callable[[], Wave], ...] = (calm, bright, pulse, night, paper)
EFFECTS: tuple[Callable[[], Wave], ...] = (bell, chime, turn, crack, tick, gong, whistle, swell)


def write_sound(path: Path, piece: Wave) -> None:
    """Ogg Vorbis, in blocks: libsndfile's encoder overflows its stack when given a long buffer at once.

    Quality 7 of 10: at less, the encoder's errors at both ends leave a step that is heard where a bed loops.
    """
    with soundfile.SoundFile(path, "w", SAMPLE_RATE_HZ, 2, "VORBIS", format="OGG", compression_level=0.3) as file:
        for start in range(0, len(piece), 4096):
            file.write(piece[start : start + 4096].astype(np.float32))


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    for composed in (*BEDS, *EFFECTS):
        if not arguments[1:] or composed.__name__ in arguments[1:]:
            write_sound(folder / f"{composed.__name__}.ogg", composed())


if __name__ == "__main__":
    main(sys.argv[1:])
