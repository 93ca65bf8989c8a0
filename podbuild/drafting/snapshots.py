r"""Snapshots: a source as it was read, as a text file under sources/snapshots/, so that a draft can be repeated.

A head of `key: value` lines, a blank line, then a line for each passage: `[notes#3] text`, or `[news#3 KEY] text` where the
ledger knows it by a key. What would break a line is written as `\u{a}`; all else stays as it is.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.source_text import SourcePassage, SourceText
from podbuild.steps.step import StepFailed
from podbuild.steps.whole_files import write_whole

FOLDER = "sources/snapshots"
MARK = "podbuild-snapshot: 1"
_KEYS = ("name", "kind", "origin", "title", "read")
_NEEDED = ("name", "kind", "origin")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
# What ends or hides a part of a line somewhere, blanks at its ends, and what would pass for an escape.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]|^\\s|\\s$|\\\\(?=u\\{)")
_UNSAFE_IN_KEY = re.compile(rf"{_UNSAFE.pattern}|\]")
_PASSAGE = re.compile(r"\[([^#\]]*)#(0|-?[1-9][0-9]*)(?: ([^\]]*))?\] ?(.*)")


def snapshot_text(source: SourceText) -> str:
    """A source as a snapshot holds it."""
    head = [f"{key}: {_escaped(getattr(source, key))}" for key in _KEYS if key in _NEEDED or getattr(source, key)]
    return "\n".join([MARK, *head, "", *(_line(source, passage) for passage in source.passages), ""])


def read_snapshot(text: str) -> SourceText | None:
    """The source again; None where the text is no snapshot, or not a whole one.

    >>> source = SourceText("notes", "notes", "notes.md", passages=(SourcePassage(1, "Ice sings.", "a]b"),))
    >>> read_snapshot(snapshot_text(source)) == source, read_snapshot("Ice sings.")
    (True, None)
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").removesuffix("\n").split("\n")
    if lines[0] != MARK or "" not in lines:
        return None
    end = lines.index("")
    pairs = [line.partition(": ") for line in lines[1:end]]
    head = {key: _plain(value) for key, _, value in pairs}
    if len(head) < len(pairs) or set(head) - set(_KEYS) or any(key not in head for key in _NEEDED):
        return None
    passages = []
    for line in lines[end + 1 :]:
        found = _PASSAGE.fullmatch(line)
        if found is None or _plain(found[1]) != head["name"]:
            return None
        passages.append(SourcePassage(int(found[2]), _plain(found[4]), _plain(found[3] or "")))
    return SourceText(**head, passages=tuple(passages))


def is_snapshot(text: str) -> bool:
    """Whether a text says of itself that it is a snapshot, a whole one or not."""
    return text.removeprefix("\ufeff").startswith(f"{MARK.partition(' ')[0]} ")


def keep_snapshot(root: Path, source: SourceText) -> str:
    """Keep a source, and say where, as a path in the show.

    The same words, whenever they were read, are the same file: it is written once. Raises StepFailed where it cannot be written.
    """
    timeless = digest.of_bytes(snapshot_text(replace(source, read="")).encode())
    for length in (8, 16, 64):
        rel = f"{FOLDER}/{source.name}-{timeless[:length]}.md"
        path = root / rel
        _refuse_link(root, path, rel)
        known = _known(path)
        if known is not None and replace(known, read="") == replace(source, read=""):
            return rel
        if not os.path.lexists(path):
            try:
                write_whole(path, snapshot_text(source).encode())
            except OSError as error:
                message = f"{rel} cannot be written: {error.strerror}"
                raise StepFailed(Diagnostic("source-unwritable", message, Span(rel), fix="make room for it there")) from None
            return rel
    message = f"{FOLDER} holds other files under the names of the snapshot of {source.name}"
    raise StepFailed(Diagnostic("source-unwritable", message, fix=f"delete what was edited there: {source.name}-{timeless[:8]}.md"))


def _line(source: SourceText, passage: SourcePassage) -> str:
    key = f" {_UNSAFE_IN_KEY.sub(_escape, passage.key)}" if passage.key else ""
    name = _UNSAFE_IN_KEY.sub(_escape, source.name).replace("#", "\\u{23}")
    return f"[{name}#{passage.number}{key}] {_escaped(passage.text)}"


def _escape(found: re.Match[str]) -> str:
    return f"\\u{{{ord(found[0]):x}}}"


def _escaped(text: str) -> str:
    return _UNSAFE.sub(_escape, text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda m: chr(min(int(m[1], 16), 0x10FFFF)), text)


def _known(path: Path) -> SourceText | None:
    try:
        return read_snapshot(path.read_text("utf-8")) if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        return None


def _refuse_link(root: Path, path: Path, rel: str) -> None:
    """A show from somebody else does not say where podbuild writes."""
    if path.is_symlink() or not path.parent.resolve().is_relative_to(root.resolve()):
        message = f"{rel} leads out of the show by a link"
        raise StepFailed(Diagnostic("source-link-out", message, Span(rel), fix=f"put a folder in the place of {FOLDER}"))
