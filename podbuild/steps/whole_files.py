"""Writing a file so that whoever reads it meets the old bytes or the new, never half of them.

In podbuild's own folder, whatever lies in the way is podbuild's to remove, and a text can carry the digest of itself: what is
damaged is then told from what is there.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from podbuild.base import digest

PART = ".podbuild-part"  # the ending of a file that is being written


def write_whole(path: Path, content: bytes | Path, is_checked: bool = False) -> None:
    """Write a file beside its place, then rename it.

    `is_checked`: whoever reads it will hold it against a digest, so that it need not be safe from a power cut.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + PART)
    part.unlink(missing_ok=True)  # a link in its place, committed by somebody, would lead what is written elsewhere
    try:
        if isinstance(content, Path):
            shutil.copyfile(content, part)
        else:
            with part.open("wb") as file:
                if is_checked:
                    _reserve(file, len(content))
                file.write(content)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _reserve(file: BinaryIO, size_bytes: int) -> None:
    """Take a file's room on the disk before it is written.

    Where ext4 has to find the room later, it writes a file out when that is renamed over another: 1 to 3 ms each.
    """
    if size_bytes and hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(file.fileno(), 0, size_bytes)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise  # of the others, each file system has its own for not knowing how


def replace_text(target: Path, data: bytes, began_with: str) -> bool:
    """Put an author's text in its place at once; False where the file is not what it was any more. Its permissions stay.

    Args:
        target: free of links, so that a link to it stays one.
        began_with: the digest of the bytes that the new ones were made from.
    """
    mode = target.stat().st_mode
    if not mode & 0o222:
        raise PermissionError(errno.EACCES, "it may only be read", str(target))
    handle, name = tempfile.mkstemp(suffix=PART, prefix=".", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # an author's own words
        part.chmod(mode & 0o7777)
        if digest.of_file(target) != began_with:  # between the first look and this one
            return False
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return True


def write_own(path: Path, content: bytes) -> None:
    """Write a file of podbuild's own folder, whatever lies in its way."""
    try:
        write_whole(path, content, is_checked=True)
    except (IsADirectoryError, NotADirectoryError, FileExistsError, PermissionError):
        clear_way(path.with_name(path.name + PART))
        clear_way(path)
        write_whole(path, content, is_checked=True)


def write_checked(path: Path, value: Any) -> None:
    """Write plain values as JSON below the digest of that text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    write_own(path, digest.of_bytes(text).encode() + b"\n" + text)


def read_checked(path: Path) -> Any:
    """What was written so; None where nothing is, or not all of it."""
    try:
        head, _, text = path.read_bytes().partition(b"\n")
        return json.loads(text) if digest.of_bytes(text).encode() == head else None
    except (OSError, ValueError):
        return None


def clear_way(path: Path) -> None:
    """Remove what keeps a file of podbuild's own from being written: a folder in its place, a file in place of its folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    for folder in path.parents:
        if folder.is_dir():
            return
        with suppress(NotADirectoryError):  # the file lies further up
            folder.unlink(missing_ok=True)


def remove_own(path: Path) -> None:
    """Remove a file of podbuild's own, or what lies in its place."""
    clear_way(path)
    path.unlink(missing_ok=True)


def sweep_own(*folders: Path) -> None:
    """Remove what a killed build had begun to write in podbuild's own folders: what is as it was before is not written again."""
    for part in (part for folder in folders for part in folder.glob(f"*{PART}")):
        remove_own(part)


def by_spelling(paths: Iterable[str]) -> dict[str, list[str]]:
    """Paths by what is the same on disks that take "Ice" for "ice", or one way of writing "é" for another.

    >>> by_spelling(["audio/Ice.mp3", "audio/ice.mp3", "feed.xml"])
    {'audio/ice.mp3': ['audio/Ice.mp3', 'audio/ice.mp3'], 'feed.xml': ['feed.xml']}
    """
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(_spelled(path), []).append(path)
    return found


def is_other_spelling(folder: Path, path: str, kept: Mapping[str, Sequence[str]]) -> bool:
    """Whether a file has to stay, though its name is not kept: this disk takes it for one of those, as `by_spelling` has them."""
    alike = (folder / other for other in kept.get(_spelled(path), ()) if other != path)
    there = folder / path
    return any(there.exists() and other.exists() and there.samefile(other) for other in alike)


def _spelled(path: str) -> str:
    return path.casefold() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def cut_links(folder: Path, names: tuple[str, ...]) -> None:
    """Remove links of these names: what is podbuild's own lies in its own folder, wherever a show's author points."""
    for name in names:
        if (folder / name).is_symlink():
            (folder / name).unlink()
