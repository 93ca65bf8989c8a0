"""What `podbuild doctor` looks at: each part that a build needs, really tried, with what to do where it does not work."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from podbuild.base.diagnostics import has_errors
from podbuild.base.units import size
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


def examine(root: Path | None, world: World) -> tuple[Finding, ...]:
    """Try every part; one that fails never hides the others."""
    looks: tuple[Callable[[], Finding], ...] = (
        _python,
        lambda: _ffmpeg(world),
        lambda: _encoders(world),
        lambda: _espeak(world),
        _gtts,
        _fonts,
        lambda: _disk(root or Path()),
        lambda: _show(root or find_show(Path()), world),
    )
    return tuple(_tried(look) for look in looks)


def _tried(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except StepFailed as failed:
        d = failed.diagnostic
        return Finding(d.code, "failed", d.message, d.fix)
    except Exception as error:
        name = getattr(look, "__name__", "part").strip("_<>")
        return Finding(
            name, "failed", f"{type(error).__name__}: {error}", "install podbuild again: pip install --force-reinstall podbuild"
        )


def _python() -> Finding:
    return Finding("python", "ok", ".".join(map(str, sys.version_info[:3])))


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


def _show(root: Path | None, world: World) -> Finding:
    from podbuild.build import read

    if root is None:
        return Finding("show", "ok", "none here; `podbuild init DIR` writes one")
    source = read(root, world)
    errors = sum(d.is_error for d in source.diagnostics)
    warnings = len(source.diagnostics) - errors
    told = f"{len(source.episodes)} episodes, {errors} errors, {warnings} warnings"
    if has_errors(source.diagnostics):
        return Finding("show", "failed", told, "run `podbuild build`: it shows each place")
    return Finding("show", "warning" if warnings else "ok", told, "run `podbuild build`: it shows each place" if warnings else "")
