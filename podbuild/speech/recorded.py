"""A voice that exists only as recordings: every line it speaks has a take."""

from __future__ import annotations

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.show import Voice
from podbuild.speech.engine import Engine, Problem, Spoken, Utterance, VoiceName
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World


def speak(utterance: Utterance, world: World) -> Spoken:
    """Nothing to speak with.

    Raises:
        StepFailed: always. Only a line without a take gets here.
    """
    words = utterance.text.strip()
    shown = words if len(words) <= 60 else words[:57].rstrip() + "…"
    raise StepFailed(
        Diagnostic(
            "take-missing",
            f'"{shown}" is spoken by a recorded voice, but has no take',
            fix="record the line and name the file behind it, as in {take: takes/line.wav}, or give the voice another engine",
        )
    )


def voices() -> tuple[VoiceName, ...]:
    return ()


def problem(voice: Voice, language: str) -> Problem | None:
    for key, value in (("voice", voice.voice), ("rate", voice.rate), ("pitch", voice.pitch)):
        if value:
            return Problem(key, f'a recorded voice takes no "{key}"', f'remove "{key}", or choose an engine that speaks')
    return None


RECORDED = Engine(
    name="recorded",
    summary="a person: every line has a take, nothing is synthesised",
    version=lambda: "1",
    speak=speak,
    voices=voices,
    problem=problem,
    is_synthetic=False,
)
