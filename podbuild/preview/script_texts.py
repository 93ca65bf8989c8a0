"""The author's texts, read and saved for the browser's editor. A file that changed meanwhile is never overwritten.

What is saved is what was typed: the file's own line ends, its byte order mark and its permissions stay.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from podbuild.base import digest
from podbuild.source.workspace import Workspace
from podbuild.steps.whole_files import PART

_EDITABLE = re.compile(r"(episodes/[^/\\]+\.(md|yaml|yml)|show\.yaml|lexicon\.yaml|rights\.yaml)")
_MOST_BYTES = 4_000_000
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ScriptText:
    """A text with plain line ends, and the digest of the file's bytes."""

    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: "saved", "conflict" (the file is not what the editor began with) or "refused", with a reason.

    `now` is what the file holds; None where it is gone.
    """

    outcome: Literal["saved", "conflict", "refused"]
    now: ScriptText | None
    reason: str = ""


def read_script(root: Path, rel: str) -> ScriptText | None:
    """A text of the show as the editor takes it; None where it is none that may be edited, or no UTF-8."""
    data = _bytes(root, rel)
    if data is None:
        return None
    try:
        text = data.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return ScriptText(text.replace("\r\n", "\n").replace("\r", "\n"), digest.of_bytes(data))


def save_script(root: Path, rel: str, text: str, began_with: str) -> Saved:
    """Write a text, if the file still is what the editor began with.

    Args:
        began_with: the digest that `read_script` gave.
    """
    old = _bytes(root, rel)
    now = read_script(root, rel)
    if old is None:
        return Saved("conflict" if _EDITABLE.fullmatch(rel) else "refused", None, "the file is not there any more")
    if now is None:
        return Saved("refused", None, "the file is no UTF-8 text")
    if now.digest != began_with:
        return Saved("conflict", now, "the file was changed meanwhile")
    ends = "\r\n" if b"\r\n" in old else "\n"
    data = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", ends).encode("utf-8", "replace")
    data = _MARK + data if old.startswith(_MARK) else data
    if data == old:
        return Saved("saved", now)
    if len(data) > _MOST_BYTES:
        return Saved("refused", now, "the text is too long")
    target = Path(os.path.realpath(root / rel))  # a link inside the show stays one
    part = target.with_name(f".{target.name}{PART}")
    try:
        part.unlink(missing_ok=True)
        with part.open("xb") as file:
            file.write(data)
        part.chmod(target.stat().st_mode & 0o7777)
        if digest.of_file(target) != began_with:  # between the first look and this one
            return Saved("conflict", read_script(root, rel), "the file was changed meanwhile")
        part.replace(target)
    except OSError as error:
        return Saved("refused", now, f"the file could not be written: {error.strerror or error}")
    finally:
        part.unlink(missing_ok=True)
    return Saved("saved", read_script(root, rel))


def _bytes(root: Path, rel: str) -> bytes | None:
    """The bytes of a text that may be edited; None for any other path, and for what leads out of the show."""
    if not _EDITABLE.fullmatch(rel) or not Workspace(root).is_inside(rel):
        return None
    try:
        file = root / rel
        return file.read_bytes() if file.stat().st_size <= _MOST_BYTES else None
    except OSError:
        return None
