"""A parcel: files under one name, as a zip file or as a folder, with their SHA-256 sums. Same files, same bytes.

All is stored as it is: audio and pictures are compressed already, and the texts' bytes would depend on the machine's zlib. A
parcel is written beside its place and renamed. What somebody else put into that place is never touched.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Literal

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.install import Wanted
from podbuild.steps.step import StepFailed, changed_meanwhile
from podbuild.steps.whole_files import PART

Form = Literal["zip", "folder"]
SUMS = "SHA256SUMS"
_OLD = ".podbuild-old"  # the ending of a folder that another one takes the place of
_BLOCK_BYTES = 1 << 20
_EARLIEST, _LATEST = 1980, 2107  # the years that a zip file can tell
_MODE = 0o100644 << 16
_UNIX = 3


class PlaceTaken(StepFailed):
    """What lies in a parcel's place is none of podbuild's."""


def place(out: Path, name: str, form: Form) -> Path:
    """Where a parcel lies."""
    return out / (f"{name}.zip" if form == "zip" else name)


def with_sums(files: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """The files in order of path, and behind them their sums, as the program sha256sum writes and checks them."""
    ordered = sorted(files, key=lambda file: file.path)
    lines = [f"{file.digest}  {file.path}\n" for file in ordered]
    return *ordered, of_bytes(SUMS, "".join(lines).encode())


def of_bytes(path: str, data: bytes) -> Wanted:
    """A file whose bytes are here already."""
    return Wanted(path, digest.of_bytes(data), len(data), lambda: data)


def deliver(out: Path, name: str, form: Form, files: Sequence[Wanted], date: str) -> bool:
    """Put a parcel into its place, unless it lies there just so.

    Args:
        files: as `with_sums` gives them; paths with forward slashes.
        date: RFC 3339, or "" for none: what the files in a zip are dated to, as their author wrote it.
    Returns:
        whether it was written.
    Raises:
        PlaceTaken: somebody else's file or folder is there.
        StepFailed: it cannot be written.
    """
    target = place(out, name, form)
    try:
        if _lies_there(target, name, form, files):
            return False
        if theirs := _somebody_elses(target, name, form):
            raise PlaceTaken(_taken(target, theirs))
        target.parent.mkdir(parents=True, exist_ok=True)
        if form == "zip":
            _write_zip(target, name, files, _moment(date))
        else:
            _write_folder(target, files)
    except OSError as error:
        message = f"{target} could not be written: {error.strerror or error}"
        fix = "free space or rights there, or choose another place with --out"
        raise StepFailed(Diagnostic("package-unwritable", message, fix=fix)) from error
    return True


def _taken(target: Path, theirs: str) -> Diagnostic:
    message = f"{target} is in the way: {theirs}"
    return Diagnostic("package-taken", message, fix="move it away, or choose another place with --out")


# ── what lies there ──────────────────────────────────────────────────────────────────────────────────────────────────


def _lies_there(target: Path, name: str, form: Form, files: Sequence[Wanted]) -> bool:
    """Whether a parcel of just these files is there, each with its bytes: it is handed on, and nobody looks at it again."""
    if form == "folder":
        if target.is_symlink() or not {file.path for file in files} <= set(_files_in(target)):
            return False  # a film that was made of a package may lie beside it
        is_alike = all((target / file.path).stat().st_size == file.size_bytes for file in files)
        return is_alike and all(digest.of_file(target / file.path) == file.digest for file in files)
    # What is damaged inside ends in one of these: a sum of the zip file's own that is not right, a size, a method.
    with suppress(OSError, EOFError, zipfile.BadZipFile, NotImplementedError), zipfile.ZipFile(target) as archive:
        items = archive.infolist()
        inside = [(item.filename, item.file_size) for item in items]
        is_alike = inside == [(f"{name}/{file.path}", file.size_bytes) for file in files]
        return is_alike and all(_digest_in(archive, item) == file.digest for item, file in zip(items, files, strict=True))
    return False


def _digest_in(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> str:
    found = hashlib.sha256()
    with archive.open(item) as content:
        while block := content.read(_BLOCK_BYTES):
            found.update(block)
    return found.hexdigest()


def _somebody_elses(target: Path, name: str, form: Form) -> str:
    """What lies in the place of a parcel that is none of podbuild's; "" for nothing."""
    if not os.path.lexists(target):
        return ""
    if form == "zip":
        with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(target) as archive:
            if f"{name}/{SUMS}" in archive.namelist():
                return ""
        return "it is no package of podbuild's"
    if target.is_symlink() or not target.is_dir():
        return "it is no folder"
    found = set(_files_in(target))
    if SUMS not in found:
        return "it is no package of podbuild's" if found else ""
    listed = {line[66:] for line in (target / SUMS).read_text("utf-8", "replace").splitlines()}
    others = sorted(found - listed - {SUMS})
    return f"it holds {others[0]}, which is not of the package" if others else ""


def _files_in(folder: Path) -> list[str]:
    """The paths of all that is no folder, links to folders too."""
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_zip(target: Path, name: str, files: Sequence[Wanted], moment: tuple[int, int, int, int, int, int]) -> None:
    part = target.with_name(target.name + PART)
    part.unlink(missing_ok=True)
    try:
        with zipfile.ZipFile(part, "x", zipfile.ZIP_STORED) as archive:
            for file in files:
                item = zipfile.ZipInfo(f"{name}/{file.path}", moment)
                item.create_system, item.external_attr, item.file_size = _UNIX, _MODE, file.size_bytes
                with archive.open(item, "w") as into:
                    _copy(file, into)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _write_folder(target: Path, files: Sequence[Wanted]) -> None:
    part, old = (target.with_name(f".{target.name}{ending}") for ending in (PART, _OLD))
    for folder in (part, old):
        _remove(folder)
    try:
        for file in files:
            (part / file.path).parent.mkdir(parents=True, exist_ok=True)
            with (part / file.path).open("xb") as into:
                _copy(file, into)
        if target.exists():
            target.replace(old)
        part.replace(target)
    except BaseException:
        _remove(part)
        if old.exists() and not target.exists():
            old.replace(target)
        raise
    _remove(old)


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _copy(file: Wanted, into: IO[bytes]) -> None:
    """Write a file's bytes. StepFailed where they are not those that its sum was taken of."""
    found = hashlib.sha256()
    for block in _blocks(file):
        found.update(block)
        into.write(block)
    if found.hexdigest() != file.digest:
        raise changed_meanwhile(file.path, None)


def _blocks(file: Wanted) -> Iterator[bytes]:
    content = file.source()
    if isinstance(content, bytes):
        yield content
        return
    with ExitStack() as stack:
        stream = stack.enter_context(content.open("rb"))
        while block := stream.read(_BLOCK_BYTES):
            yield block


def _moment(date: str) -> tuple[int, int, int, int, int, int]:
    """A date as a zip file tells it: by the clock of its author, to two seconds.

    >>> _moment("2026-11-20T06:30:01+01:00"), _moment(""), _moment("1969-07-20T20:17:00Z")
    ((2026, 11, 20, 6, 30, 0), (1980, 1, 1, 0, 0, 0), (1980, 1, 1, 0, 0, 0))
    """
    if not date or not _EARLIEST <= int(date[:4]) <= _LATEST:
        return _EARLIEST, 1, 1, 0, 0, 0
    clock = date[11:19] or "00:00:00"
    return int(date[:4]), int(date[5:7]), int(date[8:10]), int(clock[:2]), int(clock[3:5]), int(clock[6:8]) // 2 * 2
