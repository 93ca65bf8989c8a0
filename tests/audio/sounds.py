"""Sound for tests, made here: a voice-like signal, tones, noise. Fixed seeds, so that every run hears the same."""

from __future__ import annotations

import functools

import numpy as np

from podbuild.audio.pcm import SAMPLE_RATE_HZ, Audio, fade


def tone(hz: float, seconds: float, level: float = 0.5, phase: float = 0.0) -> Audio:
    t = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (level * np.sin(2 * np.pi * hz * t + phase)).astype(np.float32)[:, None]


def noise(seconds: float, level: float = 0.1, channels: int = 1, seed: int = 1) -> Audio:
    shape = (round(seconds * SAMPLE_RATE_HZ), channels)
    return (level * np.random.default_rng(seed).standard_normal(shape)).astype(np.float32)


def faded(audio: Audio, in_frames: int, out_frames: int) -> Audio:
    out = audio.copy()
    out[:in_frames] *= fade(in_frames)
    out[len(out) - out_frames :] *= fade(out_frames)[::-1]
    return out


@functools.cache
def voice(seconds: float, pitch_hz: float = 110.0, seed: int = 3) -> Audio:
    """Pulses through moving formants, in syllables with pauses: as peaky as a synthetic voice."""
    frames = round(seconds * SAMPLE_RATE_HZ)
    t = np.arange(frames) / SAMPLE_RATE_HZ
    rng = np.random.default_rng(seed)
    phase = np.cumsum(pitch_hz * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t))) / SAMPLE_RATE_HZ
    out = np.zeros(frames)
    for k in range(1, 36):
        formant = sum(g / (1 + ((k * pitch_hz - f) / w) ** 2) for f, w, g in ((550, 150, 1.0), (1500, 200, 0.5), (2600, 300, 0.3)))
        out += formant * np.cos(2 * np.pi * k * phase)
    moments = np.arange(0, seconds + 0.3, 0.15)
    loudness = np.interp(t, moments, rng.uniform(0.05, 1.0, len(moments)))
    pauses = (np.sin(2 * np.pi * 0.4 * t) > -0.8).astype(float)
    out = out * loudness * pauses + 0.002 * rng.standard_normal(frames)
    made = (out / np.abs(out).max() * 0.7).astype(np.float32)[:, None]
    made.setflags(write=False)  # it is shared by all who ask for the same
    return made
