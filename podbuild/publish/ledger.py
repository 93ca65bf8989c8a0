"""The ledger of a target: what was published there, kept in git beside the show as publish/NAME.json.

It is a text that people may read and git can merge: one entry a line, sorted. While a publish runs, each outcome is added as a
line to a journal beside it, before the call and after it, so that a run which was killed leaves what it knew; the next one
reads both. An episode's guid, once written here, is its guid for ever.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.steps.whole_files import write_whole

LEDGERS = "publish"
FORMAT = 1
_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_MENDED = "publish again: what they tell differently is looked up, and the file is written whole"
State = Literal["there", "begun", "deleting", "refused", "lost"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one thing at a target. `digest` stands for the bytes that are there (or were on their way: `begun`).

    "refused" bytes are not sent again; "lost" is what two merged ledgers tell differently: the target has to be asked.
    """

    digest: str
    state: State = "there"
    at: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Ledger:
    """What is known of a target. `place` is where it published to: for another place, nothing is known but the guids."""

    target: str = ""
    place: str = ""
    guids: dict[str, str] = field(default_factory=dict)  # by slug
    entries: dict[str, Entry] = field(default_factory=dict)
    file: Path | None = None
    _saved: str = ""
    _is_noting: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def _journal(self) -> Path | None:
        return self.file.with_suffix(".journal") if self.file else None

    def there(self, key: str) -> Entry | None:
        """The entry of what is certainly there as it says."""
        entry = self.entries.get(key)
        return entry if entry and entry.state == "there" else None

    def note(self, key: str, entry: Entry | None) -> None:
        """Take down what is known now; None: it is gone. On the disk when this returns."""
        with self._lock:
            if entry is None:
                self.entries.pop(key, None)
            else:
                self.entries[key] = entry
            if self._journal is not None:
                self._journal.parent.mkdir(parents=True, exist_ok=True)
                line = json.dumps({key: None if entry is None else _plain(entry)}, ensure_ascii=False)
                with self._journal.open("a", encoding="utf-8", errors="replace") as file:
                    if not self._is_noting:  # what is noted from here on comes after this text
                        self._is_noting = True
                        file.write(json.dumps([digest.of_bytes(self._saved.encode())]) + "\n")
                    file.write(line + "\n")

    def save(self) -> None:
        """Write the whole where it changed; the journal goes."""
        text = self.text()
        if self.file is None or self._journal is None:
            return
        if text != self._saved:
            write_whole(self.file, text.encode("utf-8", "replace"))
            self._saved = text
        self._journal.unlink(missing_ok=True)
        self._is_noting = False

    def text(self) -> str:
        """The ledger as it is written."""
        head = [f'  "format": {FORMAT}', f'  "target": {_json(self.target)}', f'  "place": {_json(self.place)}']
        guids = [f"    {_json(slug)}: {_json(guid)}" for slug, guid in sorted(self.guids.items())]
        entries = [f"    {_json(key)}: {_json(_plain(entry))}" for key, entry in sorted(self.entries.items())]
        return "{\n" + ",\n".join((*head, _block("guids", guids), _block("entries", entries))) + "\n}\n"

    def at(self, place: str, target: str) -> Ledger:
        """This ledger for a place: the same where it is that of before; with the guids alone where the target moved."""
        entries = self.entries if place == self.place and target == self.target else {}
        return replace(self, place=place, target=target, entries=dict(entries))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _block(name: str, lines: list[str]) -> str:
    inside = ",\n".join(lines)
    return f'  "{name}": {{\n{inside}\n  }}' if lines else f'  "{name}": {{}}'


def _plain(entry: Entry) -> dict[str, Any]:
    kept = {"digest": entry.digest, "state": entry.state, "at": entry.at, **entry.facts}
    return {name: value for name, value in kept.items() if value != ""}


def _entry(value: Mapping[str, Any]) -> Entry:
    facts = {name: v for name, v in value.items() if name not in ("digest", "state", "at")}
    state = value.get("state", "there")
    if state not in ("there", "begun", "deleting", "refused", "lost"):
        raise ValueError(f'"{state}" is no state')
    return Entry(str(value.get("digest", "")), state, str(value.get("at", "")), facts)


def read_ledger(file: Path, name: str) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """The ledger of a file with its journal; an empty one where there is none."""
    rel = f"{LEDGERS}/{name}.json"
    try:
        text = file.read_text("utf-8-sig") if file.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        return Ledger(), (_bad(rel, 1, 1, str(error)),)
    ledger, mistakes = parse_ledger(text, rel)
    ledger.file, ledger._saved = file, text
    _replay(ledger)
    return ledger, mistakes


def _replay(ledger: Ledger) -> None:
    """What a run that did not come to its end took down; a last line that was cut off is passed over.

    Where the ledger went on meanwhile (another machine published, and git brought it here), what is told later holds.
    """
    journal = ledger._journal
    if journal is None or not journal.is_file():
        return
    follows = True
    before = dict(ledger.entries)
    for line in journal.read_text("utf-8", "replace").splitlines():
        try:
            noted = json.loads(line)
            if isinstance(noted, list):
                follows = noted == [digest.of_bytes(ledger._saved.encode())]
                continue
            for key, value in noted.items():
                known = before.get(key)
                if not follows and known and (value is None or known.at >= str(value.get("at", ""))):
                    continue
                if value is None:
                    ledger.entries.pop(key, None)
                else:
                    ledger.entries[key] = _entry(value)
        except (ValueError, AttributeError, TypeError):
            continue


def parse_ledger(text: str, rel: str) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """A ledger's text → the ledger and what is wrong with it.

    Where git left both sides of a merge, both are read: what they tell differently counts as "lost", and is looked up at the
    target by the next publish. Two guids for one episode are an error: that is for people to decide.
    """
    if not text.strip():
        return Ledger(), ()
    if any(line.startswith(_MARKS) for line in text.splitlines()):
        return _merged(text, rel)
    try:
        value = json.loads(text, object_pairs_hook=_without_repeats)
    except _SaidTwice as twice:
        return _by_lines(text, rel, Span(rel, _line_of_repeat(text, twice.key)), f'it says "{twice.key}" twice')
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        return _by_lines(text, rel, Span(rel, line, column), "it is no JSON")
    return _decoded(value, rel)


class _SaidTwice(Exception):
    """Two lines about the same, as a merge leaves them that kept both sides."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _SaidTwice(key)
        found[key] = value
    return found


def _line_of_repeat(text: str, key: str) -> int:
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith(f"{_json(key)}:")]
    return lines[1] if len(lines) > 1 else 1


def _decoded(value: Any, rel: str) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    try:
        if value["format"] != FORMAT:
            return Ledger(), (_bad(rel, 1, 1, f"it was written by another podbuild (format {value['format']})"),)
        guids = {str(slug): _guid(slug, guid) for slug, guid in value["guids"].items()}
        entries = {str(key): _entry(entry) for key, entry in value["entries"].items()}
        return Ledger(str(value["target"]), str(value["place"]), guids, entries), ()
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        return Ledger(), (_bad(rel, 1, 1, f"it has not the form of a ledger ({error})"),)


def _guid(slug: str, guid: Any) -> str:
    """A guid as it was written: any other is a new episode to apps."""
    if not isinstance(guid, str) or not guid:
        raise ValueError(f'the episode "{slug}" has no guid')
    return guid


def _by_lines(text: str, rel: str, span: Span, why: str) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """A ledger that was edited into something else than JSON: its lines, if each of them can be read; a comma is soon lost."""
    found, mistakes = _merged(text, rel)
    told = {line.strip().partition('": ')[::2] for line in text.splitlines() if line.startswith("    ")}
    said = {(key, value.startswith("{")) for key, value in told}
    if mistakes:
        return found, mistakes
    if not found.target or len(said) != len(found.guids) + len(found.entries):
        return Ledger(), (_bad(rel, span.line, span.column, why),)
    fix = "publish again: the file is then written whole"
    return found, (Diagnostic("ledger-edited", f"{rel} is read line by line: {why}", span, "warning", fix),)


def _bad(rel: str, line: int, column: int, why: str) -> Diagnostic:
    fix = f"mend it there, or take it as git has it: git checkout -- {rel}"
    return Diagnostic("ledger-bad", f"{rel} cannot be read: {why}", Span(rel, line, column), "error", fix)


def _merged(text: str, rel: str) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Both sides of a conflict that git left in the file. Every entry stands on a line of its own."""
    found = Ledger()
    mistakes: list[Diagnostic] = []
    for n, line in enumerate(text.splitlines(), 1):
        if line.startswith(_MARKS):
            if not mistakes:
                message = f"git left both sides of a merge in {rel}: both are read"
                mistakes.append(Diagnostic("ledger-merged", message, Span(rel, n), "warning", _MENDED))
            continue
        try:
            ((key, value),) = json.loads("{" + line.strip().rstrip(",") + "}").items()
        except ValueError:  # a bracket
            continue
        mistakes += _take(found, key, value, line.startswith("    "), Span(rel, n))
    return found, tuple(mistakes)


def _both(before: Entry, entry: Entry) -> Entry:
    """What two sides tell differently. Where each knows the thing by another id there, both ids are kept."""
    olds = _olds(entry.facts)
    known = {entry.facts.get("uri"), None, *(old.get("uri") for old in olds)}
    first = {name: value for name, value in before.facts.items() if name != "olds"}
    olds += [other for other in (first, *_olds(before.facts)) if other.get("uri") not in known]
    return replace(entry, state="lost", facts={**entry.facts, "olds": olds} if olds else entry.facts)


def _olds(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What an entry tells of other things there; whatever else an edit made of it is for the target to refuse."""
    olds = facts.get("olds")
    return [dict(old) for old in olds if isinstance(old, Mapping)] if isinstance(olds, list) else []


def _take(found: Ledger, key: str, value: Any, is_inside: bool, span: Span) -> list[Diagnostic]:
    if is_inside and isinstance(value, dict):
        try:
            entry = _entry(value)
        except ValueError as error:
            return [_bad(span.file, span.line, 1, str(error))]
        before = found.entries.get(key)
        found.entries[key] = entry if before is None or before == entry else _both(before, entry)
    elif is_inside:
        try:
            guid = _guid(key, value)
        except ValueError as error:
            return [_bad(span.file, span.line, 1, str(error))]
        if found.guids.setdefault(key, guid) != guid:
            message = f'the episode "{key}" has two guids here: {found.guids[key]} and {guid}'
            return [Diagnostic("guid-conflict", message, span, "error", "delete the line with the guid that came later")]
    elif key in ("target", "place") and isinstance(value, str):
        setattr(found, key, value)
    return []
