"""The author's texts, read and saved for the browser's editor. A file that changed meanwhile is never overwritten.

What is saved is what was typed: the line ends of its lines, its byte order mark and its permissions stay.
"""

from __future__ import annotations

import os
import re
import threading
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from podbuild.base import digest
from podbuild.source.workspace import Workspace
from podbuild.steps.whole_files import replace_text

_EDITABLE = re.compile(r"(episodes/[^/\\]+\.(md|yaml|yml)|show\.yaml|lexicon\.yaml|rights\.yaml)")
_MOST_BYTES = 4_000_000
_MARK = b"\xef\xbb\xbf"
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")
_SAVING = threading.Lock()


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
        return ScriptText(_plain(data), digest.of_bytes(data))
    except UnicodeDecodeError:
        return None


def save_script(root: Path, rel: str, text: str, began_with: str) -> Saved:
    """Write a text, if the file still is what the editor began with.

    Args:
        began_with: the digest that `read_script` gave.
    """
    with _SAVING:
        old, now = _bytes(root, rel), read_script(root, rel)
        if old is None:
            return Saved("conflict" if _EDITABLE.fullmatch(rel) else "refused", None, "the file is not there any more")
        if now is None:
            return Saved("refused", None, "the file is no UTF-8 text")
        if now.digest != began_with:
            return Saved("conflict", now, "the file was changed meanwhile")
        data = _with_own_ends(text, old.removeprefix(_MARK).decode("utf-8")).encode("utf-8", "replace")
        data = _MARK + data if old.startswith(_MARK) else data
        if len(data) > _MOST_BYTES:
            return Saved("refused", now, "the text is too long")
        try:
            is_written = data == old or replace_text(Path(os.path.realpath(root / rel)), data, began_with)
        except OSError as error:
            return Saved("refused", now, f"the file could not be written: {error.strerror or error}")
        if not is_written:
            return Saved("conflict", read_script(root, rel), "the file was changed meanwhile")
        return Saved("saved", ScriptText(_plain(data), digest.of_bytes(data)))  # what was written, whoever wrote since


def _with_own_ends(text: str, old: str) -> str:
    """A text with the line ends that its lines had; a new line ends as most do.

    >>> _with_own_ends("one\\nnew\\ntwo\\nthree\\n", "one\\r\\ntwo\\nthree\\n")
    'one\\r\\nnew\\ntwo\\nthree\\n'
    """
    lines = [(m[1], m[2]) for m in _LINE.finditer(old) if m[0]]
    ends = Counter(end for _, end in lines if end)
    usual = ends.most_common(1)[0][0] if ends else "\n"
    new = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(ends) <= 1:
        return usual.join(new)
    kept = dict[int, str]()
    for block in SequenceMatcher(None, [line for line, _ in lines], new, autojunk=False).get_matching_blocks():
        kept |= {block.b + n: lines[block.a + n][1] for n in range(block.size)}
    return "".join(line + (kept.get(n) or usual) for n, line in enumerate(new[:-1])) + new[-1]


def _plain(data: bytes) -> str:
    return data.removeprefix(_MARK).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _bytes(root: Path, rel: str) -> bytes | None:
    """The bytes of a text that may be edited; None for any other path, and for what leads out of the show."""
    if not _EDITABLE.fullmatch(rel):
        return None
    try:
        if not Workspace(root).is_inside(rel):
            return None
        file = root / rel
        return file.read_bytes() if file.stat().st_size <= _MOST_BYTES else None
    except (OSError, ValueError):  # ValueError: a name that can be none
        return None
