"""Whether a sound of the show can be used at all: asked of every file before anything is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podbuild.steps.step import StepFailed
from podbuild.steps.world import World


@dataclass(frozen=True, slots=True)
class SoundProblem:
    """Why a sound cannot be used; `code` is one of audio-unreadable, audio-none, audio-empty, audio-silent."""

    code: str
    message: str
    fix: str


def sound_problem(world: World) -> Callable[[Path], SoundProblem | None]:
    """What tells of a file why it cannot be used; None where it can. Reads no further than to the first sound in it."""

    def problem(path: Path) -> SoundProblem | None:
        from podbuild.audio.decoding import decode_blocks

        if _is_heard_at_once(path):
            return None
        again = "record or export it again"
        try:
            is_empty = True
            for block in decode_blocks(path, world, 1, 48_000):
                is_empty = False
                if block.any():
                    return None
        except StepFailed as failed:
            d = failed.diagnostic
            return SoundProblem(d.code, d.message, d.fix)
        if is_empty:
            return SoundProblem("audio-empty", f"{path.name} has no length", again)
        return SoundProblem("audio-silent", f"{path.name} is silent from start to end", again)

    return problem


def _is_heard_at_once(path: Path) -> bool:
    """Whether libsndfile can open the file and finds a sound in it: without another process, unlike ffmpeg."""
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            return any(block.any() for block in file.blocks(48_000, dtype="float32"))
    except (soundfile.LibsndfileError, OSError, ValueError):
        return False
