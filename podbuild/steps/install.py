"""Putting a build's files where they are served from, so that no reader ever meets a feed that names a missing file.

New files are written beside their place and renamed; the feed comes last; only then is deleted what an earlier build had
installed and this one has not. What podbuild did not install is never touched. What is about to be written is noted before, so
that a build which was killed leaves nothing that the next one does not know as podbuild's.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.step import StepFailed
from podbuild.steps.whole_files import PART, by_spelling, is_other_spelling, read_checked, remove_own, write_checked, write_whole

_NOBODY = "?"  # the owner of a file while others of its owner are still to come


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that the target folder is to hold; `source` gives the bytes or a file to copy when they are needed.

    `owner` says what it belongs to, so that the files of one owner can be kept together.
    """

    path: str
    digest: str
    size_bytes: int
    source: Callable[[], bytes | Path]
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did, as paths."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


class Manifest:
    """What podbuild installed into a folder: path → (digest, size, time of the last change in ns, owner).

    `begun` are the digests of files that a build was writing which did not come to its end (`was_cut_short`), by path.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._journal = file.with_suffix(".begun")
        self._by_owner: dict[str, list[str]] | None = None
        try:
            found = read_checked(file) or {}
            found = {path: entry for path, entry in found.items() if _stays_inside(path)}
            self.entries = {str(p): (str(e[0]), int(e[1]), int(e[2]), str(e[3])) for p, e in found.items()}
            begun = read_checked(self._journal) or {}
            self.is_new = not found
            self.begun = {str(path): [str(value) for value in values] for path, values in begun.items() if _stays_inside(path)}
        except (ValueError, TypeError, AttributeError, IndexError):
            self.entries, self.begun, self.is_new = {}, {}, True
        self._saved = dict(self.entries)
        self.was_cut_short = self._journal.exists()

    def begin(self, wanted: Sequence[Wanted]) -> None:
        """Note what is about to be written."""
        for want in wanted:
            if want.digest not in self.begun.setdefault(want.path, []):
                self.begun[want.path].append(want.digest)
        if self.begun:
            write_checked(self._journal, self.begun)

    def holds(self, folder: Path, path: str, digest_: str) -> bool:
        """Whether the file still is what was installed, and that is what is wanted."""
        entry = self.entries.get(path)
        return entry is not None and entry[0] == digest_ and _is_untouched(folder, path, entry)

    def held(self, folder: Path, path: str) -> tuple[str, int] | None:
        """The digest and size of a file that still is what was installed; None for any other."""
        entry = self.entries.get(path)
        return entry[:2] if entry is not None and _is_untouched(folder, path, entry) else None

    def owned(self, owner: str) -> list[str]:
        """The paths of an owner's files when the manifest was read."""
        if self._by_owner is None:
            self._by_owner = {}
            for path, entry in self._saved.items():
                self._by_owner.setdefault(entry[3], []).append(path)
        return self._by_owner.get(owner, [])

    def holds_all_of(self, owner: str, folder: Path) -> bool:
        """Whether an owner has files there, and all of them still are what was installed."""
        paths = self.owned(owner)
        return bool(paths) and all(_is_untouched(folder, path, self.entries[path]) for path in paths)

    def note(self, folder: Path, want: Wanted) -> None:
        """A file is in its place. Whose it is, `belong` says when all of its owner's are."""
        stat = (folder / want.path).stat()
        self.entries[want.path] = (want.digest, stat.st_size, _touched(stat), _NOBODY)

    def belong(self, wanted: Sequence[Wanted]) -> None:
        for want in wanted:
            entry = self.entries[want.path]
            if entry[3] != want.owner:
                self.entries[want.path] = (*entry[:3], want.owner)

    def save(self) -> None:
        if self.entries != self._saved or not self._file.is_file():
            write_checked(self._file, {path: self.entries[path] for path in sorted(self.entries)})

    def end(self) -> None:
        """All that was noted as begun is done, and `save` has told of it."""
        if self.begun or self.was_cut_short:
            remove_own(self._journal)


def _stays_inside(path: str) -> bool:
    """Whether a path of the manifest can only lie in the folder: the file may come with a show that somebody else wrote."""
    return not path.startswith(("/", "\\")) and ".." not in path.replace("\\", "/").split("/") and path[1:2] != ":"


def _leads_out(folder: Path, path: str) -> bool:
    """Whether a folder on the way to a file is a link that leads out of the target folder."""
    return not (folder / path).parent.resolve().is_relative_to(folder.resolve())


def _is_untouched(folder: Path, path: str, entry: tuple[str, int, int, str]) -> bool:
    try:
        stat = os.stat(f"{folder}/{path}")  # noqa: PTH116 (ten thousand files: a Path each takes longer than the call)
    except OSError:
        return False
    return (stat.st_size, _touched(stat)) == entry[1:3]


def _touched(stat: os.stat_result) -> int:
    """When a file's bytes or times were last set: a kept modification time does not hide a change."""
    return max(stat.st_mtime_ns, stat.st_ctime_ns)


def install(folder: Path, wanted: Sequence[Wanted], manifest: Manifest, keep: Collection[str], last: Sequence[str]) -> Installed:
    """Make the folder hold the wanted files; those named in `last` come after all others, in that order.

    Args:
        keep: paths that are known to be as they should be, and stay.
    Raises:
        StepFailed: a place is taken by something podbuild did not make, or the disk refuses.
    """
    order = {path: i for i, path in enumerate(last, 1)}
    written = []
    todo = [want for want in wanted if not manifest.holds(folder, want.path, want.digest)]
    try:
        manifest.begin(todo)
        for want in sorted(todo, key=lambda w: order.get(w.path, 0)):
            known = manifest.entries.get(want.path)
            is_other = known is not None and known[0] != want.digest and _is_untouched(folder, want.path, known)
            if _leads_out(folder, want.path):
                raise OSError(errno.ELOOP, f"{want.path} lies behind a link that leads out of it")
            if _put(folder, want, is_other):
                written.append(want.path)
            manifest.note(folder, want)
        manifest.belong(wanted)
        removed = _remove(folder, manifest, {*keep, *(w.path for w in wanted)})
    except OSError as error:
        message = f"{folder} could not be written: {error.strerror or error}"
        raise StepFailed(
            Diagnostic("out-unwritable", message, fix="free space or rights there, or choose another place with --out")
        ) from error
    finally:
        manifest.save()
    manifest.end()
    return Installed(tuple(written), tuple(removed))


def strangers(folder: Path, manifest: Manifest, is_alone: bool = False) -> tuple[str, ...]:
    """Files that lie among those that were installed, in folders of ours, and are not of them.

    `is_alone`: nothing else should lie in the folder, so whatever does is named; but for hidden files.
    """
    folders = {path.partition("/")[0] for path in manifest.entries if "/" in path}
    if is_alone:
        folders = {entry.name for entry in folder.iterdir() if not entry.name.startswith(".")}
    tops = [folder / name for name in sorted(folders)]
    files = (p for top in tops for p in (top, *sorted(top.rglob("*"))) if p.is_file())
    found = (p.relative_to(folder).as_posix() for p in files)
    return tuple(path for path in found if path not in manifest.entries)


def sweep(folder: Path) -> None:
    """Remove the files that a killed build was writing."""
    for part in folder.rglob("*" + PART):
        part.unlink(missing_ok=True)


def _put(folder: Path, want: Wanted, is_other: bool) -> bool:
    """Write a file unless it has these bytes already; `is_other` says that it is known not to."""
    target = folder / want.path
    is_alike = not is_other and target.is_file() and target.stat().st_size == want.size_bytes
    if is_alike and digest.of_file(target) == want.digest:
        return False
    write_whole(target, want.source())
    return True


def _remove(folder: Path, manifest: Manifest, wanted: set[str]) -> list[str]:
    removed = [path for path in {**manifest.entries, **manifest.begun} if path not in wanted]
    kept = by_spelling(wanted) if removed else {}
    for path in removed:
        if not _leads_out(folder, path) and _is_ours(folder, manifest, path) and not is_other_spelling(folder, path, kept):
            (folder / path).unlink(missing_ok=True)
        manifest.entries.pop(path, None)
        _remove_empty_parents(folder, Path(path).parent)
    return removed


def _is_ours(folder: Path, manifest: Manifest, path: str) -> bool:
    """Whether what lies there is what was installed, and not a file that somebody put in its place."""
    known = manifest.entries[path][0] if path in manifest.entries else ""
    if known and manifest.holds(folder, path, known):
        return True
    file = folder / path
    return file.is_file() and digest.of_file(file) in (known, *manifest.begun.get(path, ()))


def _remove_empty_parents(folder: Path, inside: Path) -> None:
    while inside != Path():
        try:
            (folder / inside).rmdir()
        except OSError:
            return
        inside = inside.parent
