"""Hearing a voice without an episode: the words go the same way as a line of a script."""

from __future__ import annotations

import tempfile
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.model.episode import Line, Run
from podbuild.model.show import Category, Show, Voice
from podbuild.sound_recipe import speech_steps
from podbuild.source.workspace import find_show
from podbuild.speech.engines import ENGINES, known_engine
from podbuild.steps.executor import Executor, Recipe
from podbuild.steps.step import Made
from podbuild.steps.store import Store
from podbuild.steps.world import World

AUDITION_LUFS = -16.0
Mistakes = tuple[Diagnostic, ...]


def audition(text: str, name: str, output: Path, show_dir: Path | None, world: World) -> tuple[float | None, Mistakes]:
    """Speak the text into a WAV file; its length in seconds, or None where it could not be done."""
    if not text.strip():
        return None, (Diagnostic("value-missing", "there is nothing to say", fix="write some words"),)
    root = show_dir or find_show(Path())
    show, mistakes = _show(root, world)
    voice, wrong = _voice(name, show)
    if voice is None or wrong:
        return None, (*mistakes, *wrong)
    line = Line(voice.name, (Run(text),))
    with tempfile.TemporaryDirectory() as folder:
        executor = Executor(Store(Path(folder)), lambda asset: Path(asset.path), world, 1)
        (drive,) = executor.run([("say", _recipe(show, voice, line))])
        if drive.value is None:
            return None, tuple(drive.failures)
        return _write(executor.path(drive.value), output), ()


def _recipe(show: Show, voice: Voice, line: Line) -> Recipe[Made]:
    steps = speech_steps(show, voice, line, show.language, "the words")
    yield steps
    return steps[-1].file("clip.wav")


def _show(root: Path | None, world: World) -> tuple[Show, Mistakes]:
    """The show that the words belong to; outside a show, an empty one."""
    from podbuild.build import read

    if root is not None and (source := read(root, world)).show is not None:
        return source.show, ()
    return Show("", "", "", "", "en", (Category("Technology"),), (Voice("voice"),)), ()


def _voice(name: str, show: Show) -> tuple[Voice | None, Mistakes]:
    known = [v.name for v in show.voices]
    if name in known:
        return show.voice(name), ()
    engine_name, colon, voice_name = name.partition(":")
    engines = [e.name for e in ENGINES]
    if not colon:
        examples = did_you_mean(name, known) or "write ENGINE:VOICE"
        return None, (Diagnostic("voice-unknown", f'"{name}" is no voice of this show', fix=f"{examples}, or espeak:en-gb"),)
    if engine_name not in engines:
        return None, (Diagnostic("engine-unknown", f'there is no engine "{engine_name}"', fix=did_you_mean(engine_name, engines)),)
    voice = Voice("voice", engine_name, voice_name)
    problem = known_engine(engine_name).problem(voice, show.language)
    if problem is not None:
        return None, (Diagnostic("voice-bad", problem.message, fix=problem.fix),)
    return voice, ()


def _write(clip: Path, output: Path) -> float:
    """Bring a levelled clip to a loudness that is comfortable by itself."""
    from podbuild.audio import pcm
    from podbuild.audio.dynamics import limit
    from podbuild.audio.levelling import REFERENCE_LUFS

    audio = limit(pcm.read(clip) * pcm.gain(AUDITION_LUFS - REFERENCE_LUFS), -1.0)
    pcm.write(output, audio, "PCM_16")
    return len(audio) / pcm.SAMPLE_RATE_HZ
