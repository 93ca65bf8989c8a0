"""Whether a sound of the show can be used at all, and whether it lasts: asked of every file before anything is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

_RATE_HZ = 48_000  # podbuild.audio.pcm's, which is not imported here, for it takes numpy along


@dataclass(frozen=True, slots=True)
class SoundProblem:
    """Why a sound cannot be used; `code` is one of audio-unreadable, audio-none, audio-empty, audio-silent."""

    code: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class SoundProbe:
    """What opens the sounds of one run; the lengths in their headers are kept, in seconds."""

    world: World
    _told_seconds: dict[Path, float] = field(default_factory=dict)

    def problem(self, path: Path) -> SoundProblem | None:
        """Why a file cannot be used; None where it can. Reads no further than to the first sound in it."""
        from podbuild.audio.decoding import decode_blocks

        if _is_heard_at_once(path):
            return None
        again = "record or export it again"
        try:
            is_empty = True
            for block in decode_blocks(path, self.world, 1, _RATE_HZ):
                is_empty = False
                if block.any():
                    return None
        except StepFailed as failed:
            d = failed.diagnostic
            return SoundProblem(d.code, d.message, d.fix)
        if is_empty:
            return SoundProblem("audio-empty", f"{path.name} has no length", again)
        return SoundProblem("audio-silent", f"{path.name} is silent from start to end", again)

    def ends_before(self, path: Path, seconds: float) -> float | None:
        """A file's length in seconds where nothing is left of it at this moment; None where it goes on, or cannot be read.

        A header that promises more is believed. One that does not is no proof (that of an MP3 may be an estimate, some
        have none): then the samples are counted.
        """
        from podbuild.audio.decoding import probe

        try:
            if path not in self._told_seconds:
                known = probe(path, self.world)
                self._told_seconds[path] = known.duration_seconds if known else 0.0
            return None if self._told_seconds[path] > seconds else self._counted(path, seconds)
        except StepFailed:
            return None

    def _counted(self, path: Path, seconds: float) -> float | None:
        from podbuild.audio.decoding import decode_blocks

        frames = 0
        for block in decode_blocks(path, self.world, 1, _RATE_HZ):
            frames += len(block)
            if frames > seconds * _RATE_HZ:
                return None
        return frames / _RATE_HZ


def length_seconds(path: Path, world: World) -> float:
    """How long a sound is by its header; 0 where that is not told."""
    from podbuild.audio.decoding import probe

    known = probe(path, world)
    return known.duration_seconds if known else 0.0


def sound_problem(world: World) -> SoundProbe:
    """What tells of the files of one run why they cannot be used, and where they end."""
    return SoundProbe(world)


def _is_heard_at_once(path: Path) -> bool:
    """Whether libsndfile can open the file and finds a sound in it: without another process, unlike ffmpeg."""
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            return any(block.any() for block in file.blocks(_RATE_HZ, dtype="float32"))
    except (soundfile.LibsndfileError, OSError, ValueError):
        return False
