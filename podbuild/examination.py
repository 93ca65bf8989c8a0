"""What `podbuild doctor` looks at: each part that a build needs, really tried, with what to do where it does not work."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Literal

from podbuild import __version__
from podbuild.base.diagnostics import has_errors
from podbuild.base.shipped import shipped
from podbuild.base.units import size
from podbuild.build import STATE
from podbuild.reading import Source
from podbuild.source.workspace import find_show
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one examination; `action` says what to do next where the status is not "ok"."""

    name: str
    status: Literal["ok", "warning", "failed"]
    detail: str
    action: str = ""


def examine(root: Path | None, world: World) -> Iterator[Finding]:
    """Try every part, one after the other; one that fails never hides the others. `root` None: the show we are in, if any."""
    root = root or find_show(Path())
    source = cache(lambda: _read(root, world))
    looks: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("python", _python),
        ("parts", _parts),
        ("ffmpeg", lambda: _ffmpeg(world)),
        ("encoders", lambda: _encoders(world)),
        ("espeak", lambda: _espeak(world)),
        ("gtts", _gtts),
        ("fonts", _fonts),
        ("disk", lambda: _disk(root or Path())),
        *((("folders", lambda: _folders(root)),) if root else ()),
        ("show", lambda: _show(root, source)),
    )
    return chain((_tried(name, look) for name, look in looks), _targets(source, world))


def _read(root: Path | None, world: World) -> Source | None:
    from podbuild.build import read

    return read(root, world) if root else None


def _tried(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except StepFailed as failed:
        return Finding(name, "failed", failed.diagnostic.message, failed.diagnostic.fix)
    except Exception as error:
        action = "install podbuild again: pip install --force-reinstall podbuild"
        return Finding(name, "failed", f"{type(error).__name__}: {error}", action)


def _targets(source: Callable[[], Source | None], world: World) -> Iterator[Finding]:
    """What there is to tell of the programs and logins that targets need."""
    from podbuild.publish.targets import TARGETS

    used = _used_kinds(source)
    for target in TARGETS:
        try:
            told = target.doctor(world, target.name in used)
            yield from (Finding(target.name, health.status, health.detail, health.action) for health in told)
        except OSError as error:
            yield Finding(target.name, "failed", str(error))


def _used_kinds(source: Callable[[], Source | None]) -> set[str]:
    try:
        found = source()
    except Exception:  # told already, under "show"
        return set()
    return {destination.target for destination in found.show.publish} if found and found.show else set()


def _python() -> Finding:
    return Finding("python", "ok", ".".join(map(str, sys.version_info[:3])))


def _parts() -> Finding:
    """What comes with podbuild, or is installed with it."""
    from podbuild.site.pagefind_program import program

    for name in ("soundfile", "soxr", "mutagen", "PIL", "resvg_py", "jinja2", "feedgen", "yaml"):
        import_module(name)
    program()
    missing = [name for name in ("templates", "example-show") if not shipped(name).is_dir()]
    if missing:
        raise FileNotFoundError(f"{missing[0]} is missing beside the program")
    return Finding("parts", "ok", f"podbuild {__version__}, its templates and its libraries")


def _ffmpeg(world: World) -> Finding:
    from podbuild.audio import ffmpeg

    return Finding("ffmpeg", "ok", f"{ffmpeg.version(world)} at {ffmpeg.program(world)}")


def _encoders(world: World) -> Finding:
    from podbuild.audio import ffmpeg

    listed = ffmpeg.run(["-encoders"], world).decode("utf-8", "replace")
    missing = [name for name in ("libmp3lame", "aac", "libopus") if f" {name} " not in listed]
    if "libmp3lame" in missing:
        return Finding("encoders", "failed", "this ffmpeg cannot write MP3", "install a full ffmpeg, or unset PODBUILD_FFMPEG")
    if missing:
        return Finding("encoders", "warning", f"missing: {', '.join(missing)}", "leave those formats out of `sound: {formats: …}`")
    return Finding("encoders", "ok", "MP3, AAC (m4a), Opus")


def _espeak(world: World) -> Finding:
    from podbuild.speech.engine import Piece, Utterance
    from podbuild.speech.engines import known_engine

    how = known_engine("espeak")
    spoken = how.speak(Utterance((Piece("All is well."),), "en-gb", "en"), world)
    seconds = len(spoken.samples) / spoken.sample_rate_hz
    return Finding("espeak", "ok", f"{how.version()}, spoke {seconds:.1f} s, {len(how.voices())} voices")


def _gtts() -> Finding:
    from podbuild.speech.engines import known_engine

    return Finding("gtts", "ok", f"{known_engine('gtts').version()}; needs the network when it speaks, which was not tried")


def _fonts() -> Finding:
    from podbuild.artwork.press import press_for

    _, with_tofu = press_for(("Aé氷ع",), Path()).without_gaps("Aé氷ع")
    if with_tofu:
        detail = f"no font here draws {' '.join(with_tofu)}"
        return Finding("fonts", "warning", detail, "install fonts for the scripts that your titles use, such as Noto")
    return Finding("fonts", "ok", "Latin, Japanese and Arabic titles can be drawn")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        return Finding("disk", "warning", f"{size(free)} free", "make room: an hour of audio takes about 1 GB while it is built")
    return Finding("disk", "ok", f"{size(free)} free")


def _folders(root: Path) -> Finding:
    """Whether the two folders that a build writes can be written."""
    for folder in (root / STATE, root / "public"):
        place = folder if folder.is_dir() else root
        try:
            with tempfile.TemporaryFile(dir=place):
                pass
        except OSError as error:
            action = "build with --out, into a folder of yours"
            return Finding("folders", "warning", f"{place} cannot be written: {error.strerror or error}", action)
        if folder.exists() and not folder.is_dir():
            return Finding("folders", "failed", f"{folder} is a file", "rename it: a build needs a folder of that name")
    return Finding("folders", "ok", f"{STATE} and public can be written in {root}")


def _show(root: Path | None, source: Callable[[], Source | None]) -> Finding:
    found = source()
    if found is None:
        return Finding("show", "ok", "none here; `podbuild init DIR` writes one")
    errors = sum(d.is_error for d in found.diagnostics)
    warnings = len(found.diagnostics) - errors
    counts = ((len(found.episodes), "episode"), (errors, "error"), (warnings, "warning"))
    told = f"{root}: " + ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in counts)
    if has_errors(found.diagnostics):
        return Finding("show", "failed", told, "run `podbuild build`: it shows each place")
    return Finding("show", "warning" if warnings else "ok", told, "run `podbuild build`: it shows each place" if warnings else "")
