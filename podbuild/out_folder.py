"""The folder that a build writes to: what it must not be, and what must not be lost in it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.install import Manifest, Wanted
from podbuild.steps.state import NAME as STATE
from podbuild.steps.step import StepFailed

_SOURCES = ("assets", "episodes", "sources", "templates", "playlists", "recipes", STATE)
_HEAD_BYTES = 1 << 16


def among_sources(root: Path, out: Path) -> Diagnostic | None:
    """Why the output must not go where the sources are: its files would lie among the author's, some under their names."""
    whole, inside = out.resolve(), root.resolve()
    if inside.is_relative_to(whole) or any(whole.is_relative_to(inside / name) for name in _SOURCES):
        return Diagnostic("out-in-sources", f"{out} holds the show's own files", fix="choose a folder of its own with --out")
    return None


def unwritable(out: Path) -> Diagnostic | None:
    """Why nothing can be written where the output goes: found before anything is spoken."""
    there = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if there.is_dir() and not os.access(there, os.W_OK):
        message = f"{out} could not be written: {there} may only be read"
        return Diagnostic("out-unwritable", message, fix="free space or rights there, or choose another place with --out")
    return None


def refuse_to_overwrite(out: Path, wanted: Sequence[Wanted], manifest: Manifest) -> None:
    """Raise StepFailed where somebody else's files would be overwritten.

    Whose they are is known from what was installed. Where that was forgotten, a feed of podbuild's says that the folder is its own.
    """
    if not manifest.is_new or _is_podbuilds(out):
        return
    theirs = [want.path for want in wanted if want.path not in manifest.begun and _is_other(out / want.path, want)]
    if theirs:
        named = ", ".join(theirs[:3]) + (f" and {len(theirs) - 3} more" if len(theirs) > 3 else "")
        message = f"{out} holds files that are not podbuild's, and that this build would overwrite: {named}"
        fix = "choose another folder with --out, or move them away"
        raise StepFailed(Diagnostic("out-taken", message, fix=fix))


def _is_podbuilds(out: Path) -> bool:
    try:
        with (out / "feed.xml").open("rb") as feed:
            return b"<generator>podbuild" in feed.read(_HEAD_BYTES)
    except OSError:
        return False


def _is_other(file: Path, want: Wanted) -> bool:
    if not file.is_file():
        return False
    return file.stat().st_size != want.size_bytes or digest.of_file(file) != want.digest


def unknown(out: Path, found: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """What lies in the target folder, perhaps from an episode that is no more, where it was forgotten who put it there."""
    if not found:
        return ()
    named = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
    fix = "delete what you do not know, or the whole folder, and build again"
    return (Diagnostic("out-strangers", f"{out} holds files that this build did not make: {named}", None, "warning", fix),)
