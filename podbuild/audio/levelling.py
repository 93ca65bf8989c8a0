"""Voices, takes, clips, beds and effects brought to one common level, each by itself: neighbours never matter.

A voice goes through a chain (high-pass, phase rotation, two gentle compressors), because speech is peaky, and the limiter
would otherwise have to take away what the target asks for. Music and effects only get a gain. Step constructors import
nothing heavy; the actions do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.show import Asset
from podbuild.steps.step import Action, Call, Input, Made, Outcome, Step

if TYPE_CHECKING:
    from podbuild.audio.meter import Energies
    from podbuild.audio.pcm import Audio

REFERENCE_LUFS = -24.0  # leaves 24 dB for peaks, so that nothing clips between here and the limiter
HIGH_PASS_HZ = 75.0
CLIP_CEILING_DBTP = -0.1  # what the author's own gain may drive a clip to
LEAST_PEAK_DBFS = -50.0  # what is recorded more quietly brings its noise up with it

# A chain of all-passes spreads the pulses of a voice over time: 1 to 2 dB less peak at the same sound. Synthetic voices,
# whose harmonics all begin in step, gain most.
_ROTATION_HZ = (200.0, 400.0, 800.0, 1600.0)
_ROTATION_Q = 1.2


def voice_chain(audio: Audio) -> Audio:
    """What every voice goes through, at -24 LUFS: rumble off, phrases evened out, peaks tamed.

    Args:
        audio: float32, shape (frames, channels), its speech at REFERENCE_LUFS.
    """
    from podbuild.audio.dynamics import compress
    from podbuild.audio.response import all_pass_section, apply, high_pass_section

    rotation = (all_pass_section(hz, _ROTATION_Q) for hz in _ROTATION_HZ)
    audio = apply((high_pass_section(HIGH_PASS_HZ), *rotation), audio)
    audio = compress(audio, threshold_db=-24, ratio=1.5, attack_seconds=0.02, release_seconds=0.25, knee_db=10)
    return compress(audio, threshold_db=-15, ratio=3, attack_seconds=0.005, release_seconds=0.12, is_peak=True)


@dataclass(frozen=True, slots=True)
class Level:
    """The gains around the chain that bring a voice to the common level."""

    input_gain_db: float
    output_gain_db: float

    def json(self) -> dict[str, float]:
        return {"input_gain_db": self.input_gain_db, "output_gain_db": self.output_gain_db}


def calibrate_step(reading: Input, wanted_by: str) -> Step:
    """Measure a voice on its reference reading: `level.json` with the gains around the chain. Facts: the same."""
    return Step(CALIBRATE, {}, {"sound": reading}, wanted_by)


def level_step(
    raw: Input,
    level: Made | None,
    *,
    gain_db: float,
    kind: Literal["speech", "take"],
    decoder: str = "",
    wanted_by: str,
) -> Step:
    """One line's voice at the common level plus the author's gain: `clip.wav`, mono. Nothing is trimmed.

    Args:
        level: `level.json` of the voice; None measures the sound itself, as for a take.
        decoder: name and version of what decodes the sound, "" where that is podbuild itself.
    Facts: `frames`, `energies` (of its 100 ms blocks), `peak_dbfs`.
    """
    params = {"gain_db": gain_db, "kind": kind} | _decoded_by(decoder)
    inputs: dict[str, Input] = {"sound": raw}
    return Step(LEVEL, params, inputs if level is None else inputs | {"level": level}, wanted_by)


def conform_step(
    asset: Asset,
    *,
    channels: int,
    kind: Literal["bed", "effect", "clip", "programme"],
    start_seconds: float | None = None,
    end_seconds: float | None = None,
    decoder: str = "",
    wanted_by: str,
) -> Step:
    """A file of the show as `clip.wav` with so many channels, at the common level by one gain.

    Facts: `frames`, `gain_db`, `energies`. `decoder` as in level_step.

    Beds, clips and whole programmes are levelled by their integrated loudness, effects by their loudest 400 ms.
    """
    params = {"channels": channels, "kind": kind, "start_seconds": start_seconds, "end_seconds": end_seconds}
    return Step(CONFORM, params | _decoded_by(decoder), {"sound": asset}, wanted_by)


def _decoded_by(decoder: str) -> dict[str, str]:
    return {"decoder": decoder} if decoder else {}


def _calibrate(call: Call) -> Outcome:
    level, _ = _calibrated(_with_signal(_mono(call), call))
    (call.folder / "level.json").write_text(json.dumps(level.json()), "utf-8")
    return Outcome(level.json())


def _calibrated(audio: Audio) -> tuple[Level, _Chained]:
    """The gains around the chain for this sound, and the sound between them."""
    into = round(REFERENCE_LUFS - _loudness(audio, _block_energies(audio)), 2)
    chained = _chained(audio, into)
    return Level(into, round(REFERENCE_LUFS - _loudness(chained.audio, chained.energies), 2)), chained


@dataclass(frozen=True, slots=True)
class _Chained:
    """What came out of the chain, and the energies of its 100 ms blocks, the last one filled up with silence."""

    audio: Audio
    energies: Energies


def _chained(audio: Audio, input_gain_db: float) -> _Chained:
    from podbuild.audio.pcm import gain

    out = voice_chain(audio * gain(input_gain_db))
    return _Chained(out, _block_energies(out))


def _level(call: Call) -> Outcome:
    from podbuild.audio import pcm

    audio, is_speech = _mono(call), call.params["kind"] == "speech"
    if not is_speech:  # a line may be spoken as nothing, as a lexicon can ask for
        _with_signal(audio, call)
    warnings = () if is_speech else _quietness(audio)
    if "level" in call.inputs:
        level = Level(**json.loads(call.inputs["level"].read_text("utf-8")))
        chained = _chained(audio, level.input_gain_db)
    else:
        level, chained = _calibrated(audio)
    factor = pcm.gain(level.output_gain_db + call.params["gain_db"])
    louder = chained.audio * factor
    out = _unclipped(louder)
    energies = chained.energies * float(factor) ** 2 if out is louder else _block_energies(out)
    pcm.write(call.folder / "clip.wav", out, "PCM_16" if is_speech else "PCM_24")
    return Outcome({"frames": len(out), "energies": plain(energies), "peak_dbfs": _number(pcm.peak_dbfs(out))}, warnings)


def _mono(call: Call) -> Audio:
    """The step's sound as one channel."""
    from podbuild.audio import decoding

    return decoding.decode(call.inputs["sound"], call.world, channels=1)


def _with_signal(audio: Audio, call: Call) -> Audio:
    """The sound; refuses what is silent."""
    from podbuild.audio import decoding

    decoding.require_signal(audio, decoding.shown_name(call.inputs["sound"]))
    return audio


def _quietness(audio: Audio) -> tuple[Diagnostic, ...]:
    from podbuild.audio.pcm import peak_dbfs

    peak = peak_dbfs(audio)
    if peak >= LEAST_PEAK_DBFS:
        return ()
    message = f"a take is very quiet: its highest sample is at {peak:.0f} dBFS"
    why = "bringing it to the level of the others brings its noise along"
    return (Diagnostic("take-quiet", message, severity="warning", why=why, fix="record it again, nearer or with more gain"),)


def _conform(call: Call) -> Outcome:
    from podbuild.audio.conforming import conformed

    return conformed(call)


def _loudness(audio: Audio, energies: Energies) -> float:
    """Integrated loudness of sound of any length and level: what is faint is not lost to the gate, nor what is short."""
    from podbuild.audio import meter, pcm

    return meter.faint_lufs(energies[: max(1, len(audio) // meter.BLOCK_FRAMES)], pcm.peak_dbfs(audio))


def _block_energies(audio: Audio) -> Energies:
    """The energies of a sound's 100 ms blocks (see meter.py), the last one filled up with silence."""
    import numpy as np

    from podbuild.audio import meter

    missing = -len(audio) % meter.BLOCK_FRAMES
    return meter.block_energies(np.pad(audio, ((0, missing), (0, 0))))


def plain(energies: Any) -> list[float]:
    """Energies as facts hold them."""
    return [float(f"{e:.4g}") for e in energies]


def _unclipped(audio: Audio) -> Audio:
    from podbuild.audio.dynamics import limit

    return limit(audio, CLIP_CEILING_DBTP)


def _number(level: float) -> float:
    """A level as JSON can hold it."""
    return round(max(level, -120.0), 2)


CALIBRATE = Action("calibrate", 3, _calibrate)
LEVEL = Action("level", 3, _level)
CONFORM = Action("conform", 3, _conform)
