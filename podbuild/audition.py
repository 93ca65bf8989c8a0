"""Hearing a voice without an episode: the words go the same way as a line of a script."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.build import Source, read
from podbuild.model.episode import Line, Run
from podbuild.model.show import Category, Show, Voice
from podbuild.sound_recipe import speech_steps
from podbuild.source.workspace import find_show
from podbuild.speech.engines import ENGINES, known_engine
from podbuild.speech.speak import Utterances
from podbuild.steps.executor import Executor, Recipe
from podbuild.steps.step import Made
from podbuild.steps.store import Store
from podbuild.steps.world import World

AUDITION_LUFS = -16.0
Mistakes = tuple[Diagnostic, ...]
Lines = Callable[[str, int], str | None]


_EMPTY = Show("", "", "", "", "en", (Category("Technology"),), ())


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of it: `seconds` of sound, or None and why. `has_failed` says that not the author's words were wrong."""

    seconds: float | None
    diagnostics: Mistakes = ()
    has_failed: bool = False
    source_line: Lines = lambda file, line: None


def audition(text: str, name: str, output: Path, show_dir: Path | None, world: World) -> Heard:
    """Speak the text into a WAV file, with a voice of the show or with ENGINE:VOICE."""
    if not text.strip():
        return Heard(None, (Diagnostic("value-missing", "there is nothing to say", fix="write some words"),))
    root = show_dir or find_show(Path())
    source = _source(root, world)
    if source is not None and source.show is None:
        return Heard(None, source.diagnostics, source_line=source.workspace.source_line)
    show = source.show if source is not None and source.show is not None else _EMPTY
    voice, wrong = _voice(name, show)
    if voice is None:
        return Heard(None, wrong)
    line = Line(voice.name, (Run(text),))
    with tempfile.TemporaryDirectory() as folder:
        executor = Executor(Store(Path(folder)), lambda asset: (root or Path()) / asset.path, world, 1)
        (drive,) = executor.run([("say", _recipe(show, voice, line))])
        if drive.value is None:
            return Heard(None, tuple(drive.failures), has_failed=True)
        clip, is_heard = drive.value
        if not is_heard:
            fix = "write words that this voice's language has"
            return Heard(None, (Diagnostic("audio-silent", f'the voice was silent at "{text}"', fix=fix),), has_failed=True)
        return Heard(_write(executor.path(clip), Path(folder) / "said.wav", output))


def _recipe(show: Show, voice: Voice, line: Line) -> Recipe[tuple[Made, bool]]:
    """The levelled words, and whether there is anything to hear."""
    steps = speech_steps(show, voice, line, show.language, "the words", Utterances())
    results = yield steps
    return steps[-1].file("clip.wav"), any(results[steps[-1].key].facts["energies"])


def _source(root: Path | None, world: World) -> Source | None:
    """The show that the words belong to; None outside a show."""
    return None if root is None else read(root, world)


def _voice(name: str, show: Show) -> tuple[Voice | None, Mistakes]:
    known = {v.name.casefold(): v.name for v in show.voices}
    if name.casefold() in known:
        return show.voice(known[name.casefold()]), ()
    engine_name, colon, voice_name = name.partition(":")
    engines = [e.name for e in ENGINES]
    if not colon and not known:
        return None, _wrong(
            "voice-unknown", f'"{name}" is a voice of no show: there is none here', "write ENGINE:VOICE: espeak:en-gb"
        )
    if not colon:
        fix = f"{did_you_mean(name, known.values())}; or write ENGINE:VOICE: espeak:en-gb"
        return None, _wrong("voice-unknown", f'"{name}" is no voice of this show', fix)
    if engine_name not in engines:
        return None, _wrong("engine-unknown", f'there is no engine "{engine_name}"', did_you_mean(engine_name, engines))
    if engine_name == "recorded":
        return None, _wrong("voice-bad", "a recorded voice says only what was recorded", "name an engine that speaks: espeak:en-gb")
    voice = Voice("voice", engine_name, voice_name)
    problem = known_engine(engine_name).problem(voice, show.language)
    return (voice, ()) if problem is None else (None, _wrong("voice-bad", problem.message, problem.fix))


def _wrong(code: str, message: str, fix: str) -> Mistakes:
    return (Diagnostic(code, message, fix=fix),)


def _write(clip: Path, wav: Path, output: Path) -> float:
    """Bring a levelled clip to a loudness that is comfortable by itself. Its length in seconds."""
    from podbuild.audio import pcm
    from podbuild.audio.dynamics import limit
    from podbuild.audio.levelling import REFERENCE_LUFS

    audio = limit(pcm.read(clip) * pcm.gain(AUDITION_LUFS - REFERENCE_LUFS), -1.0)
    pcm.write(wav, audio, "PCM_16")
    shutil.copyfile(wav, output)
    return len(audio) / pcm.SAMPLE_RATE_HZ
