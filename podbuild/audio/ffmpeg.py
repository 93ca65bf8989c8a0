"""The only module that runs ffmpeg: which one, what it can, decoding, and any other run.

Deliberately absent: ffprobe (imageio-ffmpeg carries none), the shell, playlists and network formats (an asset that names
other files must not make podbuild open them).
"""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import ffmpeg as ffmpeg_python

from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.step import ProgramKilled, StepFailed
from podbuild.steps.world import World

FORMATS = (
    "3gp,aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,eac3,flac,flv,m4a,matroska,mj2,mov,mp3,mp4,mpeg,mpegts,ogg,"
    "tta,w64,wav,webm,wv"
)
_PROBE_SECONDS = 0.2
_KILLED = (-9, 128 + 9)  # by signal 9, directly or as a shell passes it on

_graph: Any = ffmpeg_python  # it carries no types


def program(world: World) -> str:
    """The ffmpeg to run: PODBUILD_FFMPEG, else the one that imageio-ffmpeg carries, else the one on PATH.

    The carried one comes first because it is the same on every machine, and so are the bytes it encodes; being linked
    statically, it also starts in a quarter of the time that a distribution's takes (10 ms against 40).

    Raises:
        StepFailed: there is none.
    """
    if chosen := world.environment.get("PODBUILD_FFMPEG"):
        if found := world.find_tool(chosen):
            return found
        raise StepFailed(
            Diagnostic("ffmpeg-missing", f'PODBUILD_FFMPEG names "{chosen}", which is no program', fix="correct it or unset it")
        )
    if found := _carried() or world.find_tool("ffmpeg"):
        return found
    fix = "install ffmpeg (https://ffmpeg.org), or set PODBUILD_FFMPEG to one"
    raise StepFailed(Diagnostic("ffmpeg-missing", "there is no ffmpeg on this machine", fix=fix))


@functools.cache
def _carried() -> str | None:
    """The program inside imageio-ffmpeg, None on a platform that it has none for.

    Looked for, not asked for: imageio-ffmpeg would run it to see whether it works, and fall back in silence on another.
    """
    found = importlib.util.find_spec("imageio_ffmpeg")
    folders = [Path(place) / "binaries" for place in (found.submodule_search_locations or ())] if found else []
    programs = (path for folder in folders for path in sorted(folder.glob("ffmpeg-*")))
    return next((str(path) for path in programs if os.access(path, os.X_OK)), None)


def version(world: World) -> str:
    """What decides the bytes of an encode, short enough for a step's params: "5.1.9-0+deb12u1 lavc59.37.100 LAME3.100"."""
    return _version(program(world))


@functools.cache
def _version(path: str) -> str:
    # One short encode tells all: the banner names ffmpeg and libavcodec, the padding of the frames names LAME, which is
    # a library of its own and can change without ffmpeg.
    source = _graph.input("anullsrc=r=48000:cl=mono", f="lavfi", t=_PROBE_SECONDS)
    out = source.output("pipe:", format="mp3", acodec="libmp3lame", audio_bitrate="96k", reservoir=0, write_xing=0)
    done = subprocess.run([path, "-nostdin", *_graph.get_args(out)], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode in _KILLED:  # what it would have said is not known, and must not be guessed
        raise _ended_by_system("a first sound")
    banner = done.stderr.decode("utf-8", "replace")
    name = re.search(r"^ffmpeg version (\S+)", banner)
    codec = re.search(r"libavcodec\s+(\d+)\.\s*(\d+)\.\s*(\d+)", banner)
    lame = re.search(rb"LAME[0-9][0-9.]*", done.stdout)
    parts = [name[1] if name else "unknown", "lavc" + ".".join(codec.groups()) if codec else ""]
    return " ".join([*parts, lame[0].decode() if lame else "no-mp3"])


def audio_input(path: Path, **options: Any) -> Any:
    """An input for ffmpeg-python that opens this one file and nothing that it may name."""
    return _graph.input(f"file:{path}", protocol_whitelist="file,pipe", format_whitelist=FORMATS, **options)


def arguments(stream_or_args: Any, world: World) -> list[str]:
    """The whole command line of a stream made with ffmpeg-python, or of plain arguments."""
    plain = isinstance(stream_or_args, Sequence) and not isinstance(stream_or_args, str)
    rest = list(stream_or_args) if plain else _graph.compile(stream_or_args, cmd=["ffmpeg"])[1:]
    return [program(world), "-hide_banner", "-nostdin", "-nostats", "-loglevel", "warning", "-y", *rest]


def run(stream_or_args: Any, world: World, stdin: bytes | Iterable[bytes] | None = None, about: str = "") -> bytes:
    """Run ffmpeg to its end and give what it wrote to `pipe:`.

    Args:
        stdin: what it reads from `pipe:`, whole or in blocks (numpy arrays in C order serve too).
        about: the file that messages name.
    Raises:
        StepFailed: it ended badly; the message is the plain meaning of what ffmpeg said.
    """
    with running(stream_or_args, world, stdin, about) as out:
        return out.read()


@contextmanager
def running(
    stream_or_args: Any, world: World, stdin: bytes | Iterable[bytes] | None = None, about: str = ""
) -> Iterator[IO[bytes]]:
    """ffmpeg's output while it runs. However the block is left, the process is gone afterwards.

    Should podbuild itself be killed, its ends of the pipes close, and ffmpeg stops at the next read or write.
    """
    command = arguments(stream_or_args, world)
    with tempfile.TemporaryFile() as errors:  # a file cannot fill up as a pipe can
        source = subprocess.DEVNULL if stdin is None else subprocess.PIPE
        process = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, stderr=errors)
        feeder, broken = _feed(process, stdin)
        try:
            assert process.stdout is not None
            yield process.stdout
            code = process.wait()
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
            feeder.join()
        if broken:
            raise broken[0]
        if code in _KILLED:
            raise _ended_by_system(about or "the sound")
        if code:
            errors.seek(0)
            raise StepFailed(explain(errors.read().decode("utf-8", "replace"), about or "the sound"))


def banner(path: Path, world: World) -> str:
    """What ffmpeg tells of a file that it only looks at."""
    options = _graph.compile(audio_input(path).output("-", format="null"), cmd=["ffmpeg"])
    command = [program(world), "-hide_banner", "-nostdin", *options[1 : options.index("-i") + 2]]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.stderr.decode("utf-8", "replace")


def _feed(process: subprocess.Popen[bytes], stdin: bytes | Iterable[bytes] | None) -> tuple[threading.Thread, list[Exception]]:
    """Write to ffmpeg beside reading from it: in one thread, both pipes full, each would wait for the other."""
    broken: list[Exception] = []

    def write() -> None:
        if process.stdin is None or stdin is None:
            return
        try:
            for block in (stdin,) if isinstance(stdin, bytes) else stdin:
                process.stdin.write(block)
        except BrokenPipeError:
            pass  # ffmpeg ended early, and says itself why
        except Exception as error:
            broken.append(error)
            process.kill()
        finally:
            with suppress(OSError):
                process.stdin.close()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    return thread, broken


_MEANINGS = (
    (r"No such file or directory", "audio-missing", "{0} is not there", "check the file's name"),
    (r"Permission denied", "audio-unreadable", "{0} may not be read", "allow reading it"),
    (
        r"Unknown encoder '([^']*)'|Encoder '?(\S+?)'? not found",
        "encoder-missing",
        "this ffmpeg cannot write the format that {0} needs ({1})",
        "install a full ffmpeg, or unset PODBUILD_FFMPEG and let podbuild use its own",
    ),
    (
        r"matches no streams|does not contain any stream|Cannot find a matching stream|Stream specifier",
        "audio-none",
        "{0} holds no sound",
        "name a file with an audio track",
    ),
    (
        r"Invalid data found|not in (?:format )?whitelist|could not find codec|Invalid argument|moov atom not found|End of file",
        "audio-unreadable",
        "{0} is damaged, or no sound file that podbuild can read",
        "export it again as WAV, FLAC, MP3, M4A or Ogg",
    ),
    (r"No space left", "disk-full", "the disk is full", "make room, then build again: finished work is kept"),
)


def _ended_by_system(about: str) -> ProgramKilled:
    fix = "close other programs: memory may have run out. Then build again"
    return ProgramKilled(Diagnostic("worker-killed", f"the machine ended ffmpeg at its work on {about}", fix=fix))


def explain(stderr: str, about: str) -> Diagnostic:
    """What ffmpeg's complaint means for the author."""
    for pattern, code, message, fix in _MEANINGS:
        if found := re.search(pattern, stderr, re.IGNORECASE):
            word = next((g for g in found.groups() if g), "")
            return Diagnostic(code, message.format(about, word), fix=fix, why=_last_line(stderr))
    fix = "try the file in a player; if it plays, report this"
    return Diagnostic("ffmpeg-failed", f"{about} could not be processed", fix=fix, why=_last_line(stderr))


def _last_line(stderr: str) -> str:
    lines = [re.sub(r"^\[[^\]]*\]\s*", "", line).strip() for line in stderr.splitlines()]
    named = [re.sub(r"file:\S*/", "", line) for line in lines if line and not line.startswith("Conversion failed")]
    return f"ffmpeg says: {named[-1]}" if named else ""
