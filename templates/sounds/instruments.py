"""The instruments that compose.py plays: tones, noises, envelopes, a room, and the ring that a bed is written on.

Everything is float64, 48 000 Hz, full scale at 1.0; a voice is mono, shape (frames,), a piece stereo, shape (frames, 2).
Nothing here is random: every noise has its seed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 48_000
Wave = NDArray[np.float64]

NAMES = {"C": 0, "C#": 1, "D": 2, "Eb": 3, "E": 4, "F": 5, "F#": 6, "G": 7, "Ab": 8, "A": 9, "Bb": 10, "B": 11}


def frequency_hz(note: str) -> float:
    """A note's pitch in equal temperament.

    >>> frequency_hz("A4")
    440.0
    """
    semitones = NAMES[note[:-1]] + 12 * (int(note[-1]) + 1) - 69
    return float(440.0 * 2 ** (semitones / 12))


def seconds(duration_seconds: float) -> Wave:
    """The times of that many seconds of samples."""
    return np.arange(round(duration_seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ


def noise(duration_seconds: float, seed: int) -> Wave:
    """White noise, the same for the same seed."""
    return np.random.default_rng(seed).standard_normal(round(duration_seconds * SAMPLE_RATE_HZ))


def shaped(wave: Wave, low_hz: float, high_hz: float, tilt: float = 0.0) -> Wave:
    """What lies between two frequencies, with soft edges; `tilt` is the slope in powers of frequency (-0.5 is pink)."""
    spectrum = np.fft.rfft(wave)
    grid = np.maximum(np.fft.rfftfreq(len(wave), 1 / SAMPLE_RATE_HZ), 1.0)
    curve = (grid / 1000) ** tilt / np.sqrt(1 + (low_hz / grid) ** 6) / np.sqrt(1 + (grid / high_hz) ** 6)
    return np.fft.irfft(spectrum * curve, len(wave))


def swelling(duration_seconds: float, attack_seconds: float, release_seconds: float) -> Wave:
    """An envelope that rises and falls like a breath: raised cosines, so that neither end clicks."""
    times = seconds(duration_seconds)
    rise = np.clip(times / attack_seconds, 0, 1)
    fall = np.clip((duration_seconds - times) / release_seconds, 0, 1)
    return (0.5 - 0.5 * np.cos(np.pi * rise)) * (0.5 - 0.5 * np.cos(np.pi * fall))


def pad(note: str, duration_seconds: float, brightness: float = 1.0, vibrato: float = 0.0008) -> Wave:
    """A slow string-like tone: five detuned voices, upper partials that open and close over its length."""
    times, pitch = seconds(duration_seconds), frequency_hz(note)
    envelope = swelling(duration_seconds, 0.42 * duration_seconds, 0.5 * duration_seconds)
    wave = np.zeros_like(times)
    for voice, detune in enumerate((-0.0031, -0.0013, 0.0, 0.0017, 0.0029)):
        phase = 2 * np.pi * pitch * (1 + detune) * times + vibrato * pitch * np.sin(2 * np.pi * (0.13 + 0.05 * voice) * times)
        for partial in range(1, 7):
            level = brightness ** (partial - 1) / partial**1.9
            wave += level * envelope ** (0.6 + 0.5 * partial) * np.sin(partial * phase + 1.7 * voice * partial)
    return wave / 7


def pluck(note: str, duration_seconds: float = 2.2, hardness: float = 0.5) -> Wave:
    """A plucked or softly struck string: partials that die the faster the higher they lie, slightly stretched."""
    times, pitch = seconds(duration_seconds), frequency_hz(note)
    wave = np.zeros_like(times)
    for partial in range(1, 11):
        stretched = pitch * partial * np.sqrt(1 + 0.0004 * partial**2)
        if stretched > 12_000:
            break
        decay = np.exp(-times * (1.1 + 0.75 * partial + pitch / 500))
        wave += hardness ** (0.55 * (partial - 1)) / partial**0.7 * decay * np.sin(2 * np.pi * stretched * times)
    return wave * np.clip(times / 0.004, 0, 1) * np.clip((duration_seconds - times) / 0.2, 0, 1) / 2


def piano(note: str, duration_seconds: float = 4.0, touch: float = 0.45) -> Wave:
    """A felted piano: two strings a hair apart, and the thud of the hammer."""
    times = seconds(duration_seconds)
    strings = pluck(note, duration_seconds, touch)
    beating = 0.75 + 0.25 * np.cos(2 * np.pi * (0.35 + frequency_hz(note) / 2200) * times)
    thud = shaped(noise(duration_seconds, 7), 60, 420) * np.exp(-times * 55) * 0.05
    return strings * beating + thud


def struck(pitch_hz: float, duration_seconds: float, partials: tuple[tuple[float, float, float], ...]) -> Wave:
    """Struck metal: each partial is (ratio to the pitch, level, decay in 1/s), doubled a hair apart so that it beats."""
    times = seconds(duration_seconds)
    wave = np.zeros_like(times)
    for ratio, level, decay in partials:
        for side in (0.9992, 1.0008):
            wave += level * np.exp(-decay * times) * np.sin(2 * np.pi * pitch_hz * ratio * side * times)
    return wave * np.clip(times / 0.003, 0, 1) * np.clip((duration_seconds - times) / 0.4, 0, 1) / 2


def room(reverb_seconds: float, darkness_hz: float, seed: int) -> Wave:
    """A room's answer to a clap, stereo: noise that decays by 60 dB in that time, its highs held below `darkness_hz`."""
    length = 1.2 * reverb_seconds
    tail = np.stack([shaped(noise(length, seed + side), 120, darkness_hz) for side in (0, 1)], axis=1)
    times = seconds(length)
    tail *= (np.exp(-6.9 * times / reverb_seconds) * np.clip(times / 0.02, 0, 1))[:, None]
    return tail / np.sqrt(np.mean(np.sum(tail**2, axis=0)))


def wet(dry: Wave, answer: Wave, amount: float) -> Wave:
    """The piece in the room, on a ring: what rings past the end is heard at the start. shape (frames, 2)."""
    frames = len(dry)
    folded = np.zeros((frames, 2))
    np.add.at(folded, np.arange(len(answer)) % frames, answer)
    echoed = np.fft.irfft(np.fft.rfft(dry, axis=0) * np.fft.rfft(folded, axis=0), frames, axis=0)
    return dry + amount * echoed


def place(ring: Wave, wave: Wave, start_seconds: float, gain: float, pan: float = 0.0) -> None:
    """Write a voice onto the ring: it wraps at the end. `pan` -1 is left, 1 right, at equal power."""
    index = (np.arange(len(wave)) + round(start_seconds * SAMPLE_RATE_HZ)) % len(ring)
    angle = (pan + 1) * np.pi / 4
    ring[index, 0] += gain * np.cos(angle) * wave
    ring[index, 1] += gain * np.sin(angle) * wave


def levelled(piece: Wave, rms_dbfs: float, peak: float = 0.7) -> Wave:
    """Without offset, at that level; never above `peak`."""
    centred = piece - piece.mean(axis=0)
    gain = 10 ** (rms_dbfs / 20) / np.sqrt(np.mean(centred**2))
    return centred * min(gain, peak / np.max(np.abs(centred)))
