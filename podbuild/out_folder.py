"""The folder that a build writes to: what it must not be, and what must not be lost in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from html import escape
from pathlib import Path

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.places import feed_paths, placed
from podbuild.model.show import Show
from podbuild.source.listeners_fields import token_fault
from podbuild.source.veiling import veiled
from podbuild.steps.install import Manifest, Wanted
from podbuild.steps.state import NAME as STATE
from podbuild.steps.state import PACKING, PREVIEW
from podbuild.steps.step import StepFailed

_SOURCES = ("assets", "episodes", "sources", "templates", "playlists", "recipes", STATE)
_PAGES = ("feed.xml", "index.html")
_MADE_BY = (b"<generator>podbuild", b'content="podbuild')
_HEAD_BYTES = 1 << 16
_SEARCH_ENDINGS = ("pf_fragment", "pf_index", "pf_meta")


def always_written(show: Show) -> tuple[str, ...]:
    """Paths that every build of a show writes to, whatever is in it; but for the one feed of all, which a private show has not."""
    return tuple(placed(show, path) for path in (*_PAGES, "artwork/cover.jpg"))


def manifest_file(state: Path, out: Path, root: Path) -> Path:
    """Where it stands what was installed into a folder, which is known by its path from the show where it lies inside."""
    whole, inside = out.resolve(), root.resolve()
    place = whole.relative_to(inside).as_posix() if whole.is_relative_to(inside) else str(whole)
    return state / f"installed-{digest.of_bytes(place.encode('utf-8', 'surrogateescape'))[:12]}.json"


def among_sources(root: Path, out: Path) -> Diagnostic | None:
    """Why the output must not go where the sources are: its files would lie among the author's, some under their names."""
    whole, inside = out.resolve(), root.resolve()
    if whole in (inside / STATE / PREVIEW, inside / STATE / PACKING):
        return None
    if inside.is_relative_to(whole) or is_in_sources(root, out):
        return Diagnostic("out-in-sources", f"{out} holds the show's own files", fix="choose a folder of its own with --out")
    return None


def is_in_sources(root: Path, folder: Path) -> bool:
    """Whether a folder is among those that an author's files are in, or podbuild's own."""
    return any(folder.resolve().is_relative_to(root.resolve() / name) for name in _SOURCES)


def unwritable(out: Path) -> Diagnostic | None:
    """Why nothing can be written where the output goes: found before anything is spoken."""
    there = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if there.is_dir() and not os.access(there, os.W_OK):
        message = f"{out} could not be written: {there} may only be read"
        return Diagnostic("out-unwritable", message, fix="free space or rights there, or choose another place with --out")
    return None


def refuse_to_overwrite(out: Path, show: Show, paths: Iterable[str], manifest: Manifest, wanted: Mapping[str, Wanted]) -> None:
    """Raise StepFailed where a build would overwrite somebody else's files: under these paths, with other bytes than are wanted.

    Whose they are is known from what was installed. Where that was forgotten, a feed or front page that podbuild made for this
    show says that the folder is its own.
    """
    if not manifest.is_new or _is_of(show, out):
        return
    theirs = [path for path in paths if path not in manifest.begun and _is_other(out / path, wanted.get(path))]
    if theirs:
        message = f"{out} holds files that are not of this show, and that this build would overwrite: {_named(theirs)}"
        fix = "choose another folder with --out, or move them away"
        raise StepFailed(Diagnostic("out-taken", message, fix=fix))


def _is_of(show: Show, out: Path) -> bool:
    """Whether podbuild made a site of this show there. One of title and address may have changed since."""
    marks = [escape(text, quote=False).encode("utf-8", "replace") for text in (show.title, show.home_url)]
    feeds = (placed(show, path) for path in feed_paths(show))
    for name in (*_PAGES, *always_written(show), *feeds):  # it may have been public before
        with suppress(OSError), (out / name).open("rb") as file:
            head = file.read(_HEAD_BYTES)
            if any(mark in head for mark in _MADE_BY) and any(mark in head for mark in marks):
                return True
    return False


def _is_other(file: Path, want: Wanted | None) -> bool:
    if not file.is_file():
        return False
    return want is None or file.stat().st_size != want.size_bytes or digest.of_file(file) != want.digest


def adopt_search(out: Path, show: Show, manifest: Manifest) -> None:
    """Where it was forgotten what was installed: take the search's files for ours, so that those of an older index are removed.

    Their names come from their content, so no build will write over them; and by their endings they are nothing else.
    """
    if manifest.is_new:
        for path in (path for ending in _SEARCH_ENDINGS for path in out.glob(placed(show, f"search/*/**/*.{ending}"))):
            if path.is_file() and not path.is_symlink():
                manifest.begun.setdefault(path.relative_to(out).as_posix(), []).append(digest.of_file(path))


def unknown(out: Path, found: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """What lies in the target folder, perhaps from an episode that is no more, where it was forgotten who put it there."""
    if not found:
        return ()
    fix = "delete what you do not know, or the whole folder, and build again"
    return (Diagnostic("out-strangers", f"{out} holds files that this build did not make: {_named(found)}", None, "warning", fix),)


def _named(paths: Sequence[str]) -> str:
    return ", ".join(map(_shown, paths[:3])) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")


def _shown(path: str) -> str:
    """A path as a log may have it: of a secret folder, the beginning of its name."""
    folder, slash, rest = path.partition("/")
    return path if token_fault(folder) else veiled(folder) + slash + rest
