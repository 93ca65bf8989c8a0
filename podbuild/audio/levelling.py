"""Voices, takes, clips, beds and effects brought to one common level, each by itself: neighbours never matter.

A voice goes through a chain (high-pass, phase rotation, two gentle compressors), because speech is peaky, and the limiter
would otherwise have to take away what the target asks for. Music and effects only get a gain. Step constructors import
nothing heavy; the actions do.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.show import Asset
from podbuild.steps.step import Action, Call, Input, Made, Outcome, Step, StepFailed

if TYPE_CHECKING:
    from podbuild.audio.pcm import Audio

REFERENCE_LUFS = -24.0  # leaves 24 dB for peaks, so that nothing clips between here and the limiter
HIGH_PASS_HZ = 75.0
CLIP_CEILING_DBTP = -0.1  # what the author's own gain may drive a clip to
LEAST_PEAK_DBFS = -50.0  # what is recorded more quietly brings its noise up with it

# A chain of all-passes spreads the pulses of a voice over time: 1 to 2 dB less peak at the same sound. Synthetic voices,
# whose harmonics all begin in step, gain most.
_ROTATION_HZ = (200.0, 400.0, 800.0, 1600.0)
_ROTATION_Q = 1.2

_BLOCK_FRAMES = 480_000
_MOMENT_FRAMES = 19_200  # BS.1770's 400 ms


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
    start_seconds: float | None = None,
    end_seconds: float | None = None,
    wanted_by: str,
) -> Step:
    """One line's voice at the common level plus the author's gain: `clip.wav`, mono. Nothing is trimmed.

    Args:
        level: `level.json` of the voice; None measures the sound itself, as for a take.
    Facts: `frames`, `energies` (of its 100 ms blocks), `peak_dbfs`.
    """
    params = {"gain_db": gain_db, "kind": kind, "start_seconds": start_seconds, "end_seconds": end_seconds}
    inputs: dict[str, Input] = {"sound": raw}
    return Step(LEVEL, params, inputs if level is None else inputs | {"level": level}, wanted_by)


def conform_step(
    asset: Asset,
    *,
    channels: int,
    kind: Literal["bed", "effect", "clip", "programme"],
    start_seconds: float | None = None,
    end_seconds: float | None = None,
    wanted_by: str,
) -> Step:
    """A file of the show as `clip.wav` with so many channels, at the common level by one gain.

    Facts: `frames`, `gain_db`, `energies`.

    Beds, clips and whole programmes are levelled by their integrated loudness, effects by their loudest 400 ms.
    """
    params = {"channels": channels, "kind": kind, "start_seconds": start_seconds, "end_seconds": end_seconds}
    return Step(CONFORM, params, {"sound": asset}, wanted_by)


def _calibrate(call: Call) -> Outcome:
    level = _calibrated(_mono(call))
    (call.folder / "level.json").write_text(json.dumps(level.json()), "utf-8")
    return Outcome(level.json())


def _calibrated(audio: Audio) -> Level:
    from podbuild.audio.pcm import gain

    into = round(REFERENCE_LUFS - _integrated(audio), 2)
    out = round(REFERENCE_LUFS - _integrated(voice_chain(audio * gain(into))), 2)
    return Level(into, out)


def _level(call: Call) -> Outcome:
    from podbuild.audio import pcm

    audio = _mono(call)
    warnings = () if call.params["kind"] == "speech" else _quietness(audio, call.inputs["sound"].name)
    level = Level(**json.loads(call.inputs["level"].read_text("utf-8"))) if "level" in call.inputs else _calibrated(audio)
    chained = voice_chain(audio * pcm.gain(level.input_gain_db))
    out = _unclipped(chained * pcm.gain(level.output_gain_db + call.params["gain_db"]))
    pcm.write(call.folder / "clip.wav", out, "PCM_16" if call.params["kind"] == "speech" else "PCM_24")
    facts = {"frames": len(out), "energies": _energies(out), "peak_dbfs": _number(pcm.peak_dbfs(out))}
    return Outcome(facts, warnings)


def _mono(call: Call) -> Audio:
    """The step's sound as one channel. Refuses what is silent."""
    from podbuild.audio import decoding

    path = call.inputs["sound"]
    stretch = {name: call.params.get(name) for name in ("start_seconds", "end_seconds")}
    audio = decoding.decode(path, call.world, channels=1, **stretch)
    decoding.require_signal(audio, path.name)
    return audio


def _quietness(audio: Audio, name: str) -> tuple[Diagnostic, ...]:
    from podbuild.audio.pcm import peak_dbfs

    peak = peak_dbfs(audio)
    if peak >= LEAST_PEAK_DBFS:
        return ()
    message = f"{name} is very quiet: its highest sample is at {peak:.0f} dBFS"
    why = "bringing it to the level of the others brings its noise along"
    return (Diagnostic("take-quiet", message, severity="warning", why=why, fix="record it again, nearer or with more gain"),)


def _conform(call: Call) -> Outcome:
    if call.params["kind"] == "programme":
        return _conform_programme(call)
    from podbuild.audio import decoding, pcm

    p, path = call.params, call.inputs["sound"]
    stretch = {"start_seconds": p["start_seconds"], "end_seconds": p["end_seconds"]}
    audio = decoding.decode(path, call.world, channels=p["channels"], **stretch)
    decoding.require_signal(audio, path.name)
    measured = _loudest_moment(audio) if p["kind"] == "effect" else _integrated(audio)
    gain_db = round(REFERENCE_LUFS - _heard(measured, path.name), 2)
    out = _unclipped(audio * pcm.gain(gain_db))
    pcm.write(call.folder / "clip.wav", out, "PCM_24")
    energies = [] if p["kind"] == "bed" else _energies(out)
    return Outcome({"frames": len(out), "gain_db": gain_db, "energies": energies})


def _conform_programme(call: Call) -> Outcome:
    """Two passes over blocks, so that an hour is never in memory whole: measure, then write with one gain."""
    import soundfile

    from podbuild.audio import pcm

    gain_db, energies = _programme_level(call)
    count, path = 0, call.folder / "clip.wav"
    with soundfile.SoundFile(path, "w", pcm.SAMPLE_RATE_HZ, call.params["channels"], "PCM_24") as out:
        for block in _programme_blocks(call):
            out.write(pcm.to_integers(block * pcm.gain(gain_db), 24))
            count += len(block)
    return Outcome({"frames": count, "gain_db": gain_db, "energies": _plain(energies * 10 ** (gain_db / 10))})


def _programme_blocks(call: Call) -> Any:
    from podbuild.audio import decoding

    p = call.params
    stretch: Mapping[str, Any] = {"start_seconds": p["start_seconds"], "end_seconds": p["end_seconds"]}
    return decoding.decode_blocks(call.inputs["sound"], call.world, p["channels"], _BLOCK_FRAMES, **stretch)


def _programme_level(call: Call) -> tuple[float, Any]:
    """The gain to the common level, and the energies before it.

    The gain is less where a peak would not fit, since a mix is not to be changed in its dynamics.
    """
    import numpy as np

    from podbuild.audio import decoding, meter, pcm

    name = call.inputs["sound"].name
    before = pcm.silence(0, call.params["channels"])
    parts, peak_dbfs = [], -math.inf
    for block in _programme_blocks(call):
        audio = np.concatenate([before, block])
        parts.append(meter.block_energies(audio, len(before)))
        peak_dbfs = max(peak_dbfs, pcm.peak_dbfs(block))
        before = audio[-meter.LEAD_FRAMES :]
    if peak_dbfs == -math.inf:
        decoding.require_signal(before, name)
    energies = meter.joined(parts)
    wanted = REFERENCE_LUFS - _heard(meter.integrated_lufs(energies), name)
    return round(min(wanted, CLIP_CEILING_DBTP - peak_dbfs), 2), energies


def _integrated(audio: Audio) -> float:
    """Integrated loudness of sound of any length and level: what is faint is not lost to the gate, nor what is short."""
    import numpy as np

    from podbuild.audio import meter, pcm

    boost_db = -pcm.peak_dbfs(audio)
    if boost_db == math.inf:
        return -math.inf
    short = max(0, meter.BLOCK_FRAMES - len(audio))
    loud = np.pad(audio * pcm.gain(boost_db), ((0, short), (0, 0)))
    return meter.integrated_lufs(meter.block_energies(loud)) - boost_db


def _energies(audio: Audio) -> list[float]:
    """The energies of a sound's 100 ms blocks (see meter.py), the last one filled up with silence."""
    import numpy as np

    from podbuild.audio import meter

    missing = -len(audio) % meter.BLOCK_FRAMES
    return _plain(meter.block_energies(np.pad(audio, ((0, missing), (0, 0)))))


def _plain(energies: Any) -> list[float]:
    return [float(f"{e:.4g}") for e in energies]


def _loudest_moment(audio: Audio) -> float:
    """The loudest 400 ms, what is shorter filled up with silence on both sides."""
    import numpy as np

    from podbuild.audio import meter

    padded = np.pad(audio, ((_MOMENT_FRAMES, _MOMENT_FRAMES), (0, 0)))
    return meter.momentary_max_lufs(meter.block_energies(padded))


def _heard(measured_lufs: float, name: str) -> float:
    if measured_lufs == -math.inf:
        message = f"{name} holds nothing that can be heard"
        raise StepFailed(Diagnostic("audio-silent", message, fix="record or export it again"))
    return measured_lufs


def _unclipped(audio: Audio) -> Audio:
    from podbuild.audio.dynamics import limit

    return limit(audio, CLIP_CEILING_DBTP)


def _number(level: float) -> float:
    """A level as JSON can hold it."""
    return round(max(level, -120.0), 2)


CALIBRATE = Action("calibrate", 1, _calibrate)
LEVEL = Action("level", 1, _level)
CONFORM = Action("conform", 1, _conform)
