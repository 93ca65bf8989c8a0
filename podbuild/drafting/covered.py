"""The ledger of what episodes have covered: sources/covered.jsonl, a line for each item of a source that an episode told of.

Lines are only ever added, so git can merge both sides of it (`merge=union`), and a run that was killed leaves whole lines, or a
last one that is told and passed over. What a deleted episode covered is new again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.source_text import SourceText
from podbuild.steps.step import StepFailed

LEDGER = "sources/covered.jsonl"
_NAMES = ("source", "item", "episode")
_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
Item = tuple[str, str, str]  # the source's origin, the item's key, the episode's slug


def covered(root: Path, is_alive: Callable[[str], bool]) -> tuple[Mapping[str, frozenset[str]], tuple[Diagnostic, ...]]:
    """By the origin of a source, the keys of the items that an episode tells of that is still there; and what is wrong."""
    try:
        data = _bytes(root)
    except OSError as error:
        message = f"{LEDGER} cannot be read: {error.strerror}"
        return {}, (Diagnostic("covered-broken", message, Span(LEDGER), fix="check that it is a file that may be read"),)
    found: dict[str, set[str]] = {}
    alive: dict[str, bool] = {}
    mistakes = []
    for number, line in _lines(data):
        item = _item(line)
        if item is None:
            mistakes.append(_broken(number, line, is_last=not data.endswith(b"\n") and number == data.count(b"\n") + 1))
            continue
        source, key, slug = item
        if slug not in alive:
            alive[slug] = is_alive(slug)
        if alive[slug]:
            found.setdefault(source, set()).add(key)
    return {source: frozenset(keys) for source, keys in found.items()}, tuple(mistakes)


def cover(root: Path, slug: str, sources: Iterable[SourceText], date: str) -> None:
    """Take down that an episode tells of the items of these sources; what stands there already is not written again.

    Raises StepFailed where the ledger cannot be written.
    """
    path = root / LEDGER
    if path.is_symlink() or not path.parent.resolve().is_relative_to(root.resolve()):
        message = f"{LEDGER} leads out of the show by a link"
        raise StepFailed(Diagnostic("source-link-out", message, Span(LEDGER), fix="put a file of the show in its place"))
    try:
        data = _bytes(root)
        known = {item for _, line in _lines(data) if (item := _item(line))}
        asked = ((s.origin, p.key, slug) for s in sources for p in s.passages if p.key)
        new = [item for item in dict.fromkeys(asked) if item not in known]
        if not new:
            return
        text = "".join(json.dumps(dict(zip(_NAMES, i, strict=True)) | {"date": date}, ensure_ascii=False) + "\n" for i in new)
        start = "\n" if data and not data.endswith(b"\n") else ""  # after a line that was cut off
        path.parent.mkdir(parents=True, exist_ok=True)
        _append(path, (start + text).encode("utf-8", "replace"))
    except OSError as error:
        message = f"{LEDGER} cannot be written: {error.strerror}"
        raise StepFailed(Diagnostic("source-unwritable", message, Span(LEDGER), fix="make room for it there")) from None


def _append(path: Path, data: bytes) -> None:
    """Add bytes at the end in one go: whoever else adds some comes before or after them."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), 0o644)
    try:
        while data:
            data = data[os.write(file, data) :]
        os.fsync(file)
    finally:
        os.close(file)


def _bytes(root: Path) -> bytes:
    path = root / LEDGER
    return path.read_bytes() if os.path.lexists(path) else b""


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield number, line.decode("utf-8", "replace").strip().removeprefix("\ufeff")


def _item(line: str) -> Item | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in _NAMES):
        return None
    return value["source"], value["item"], value["episode"]


def _broken(number: int, line: str, is_last: bool) -> Diagnostic:
    span = Span(LEDGER, number)
    if line.startswith(_MARKS):
        message = "git left both sides of a merge here; both count"
        fix = f"delete the line; to spare yourself this, write into .gitattributes: {LEDGER} merge=union"
    elif is_last:
        message = "the last line was cut off, as when a run is killed; the others count"
        fix = "delete it: what it told of may come once more"
    else:
        message = "this is no line of the ledger; the others count"
        fix = 'delete it, or write it as the others are: {"source": …, "item": …, "episode": …, "date": …}'
    return Diagnostic("covered-broken", message, span, severity="warning", fix=fix)
