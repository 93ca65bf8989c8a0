"""What was made before: blobs named by their digest, and a record for each finished step, named by its key.

A record is put in place, by a rename, after its blobs are; so whatever is recorded once existed. A record carries the
digest of its own text, and a blob is checked against its name before it is used: what is missing, torn, flipped or foreign
counts as not there, and the executor makes it again.

One small file a record, not one log: a build reads the few that it asks for, however many there are, and damage stays where
it is.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from podbuild.base import digest
from podbuild.base.diagnostics import from_plain, to_plain
from podbuild.steps.step import Made, Outcome, Recorded, Result, Step
from podbuild.steps.whole_files import clear_way, remove_own

_IN_THE_WAY = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)

_DIGEST = re.compile("[0-9a-f]{64}")


class Store:
    """The results of one show's steps, in a folder that may be deleted at any time: that costs time, never data."""

    def __init__(self, root: Path, is_read_only: bool = False) -> None:
        self.root = root
        self._is_read_only = is_read_only
        self._blobs = root / "blobs"
        self._records = root / "results"
        self._scratch = root / "scratch"
        self._results: dict[str, Result] = {}
        self._verified: set[str] = set()
        self._spare: list[Path] = []  # scratch folders that are empty again
        self._texts: list[Path] = []  # scratch folders of texts that steps take

    def get(self, key: str) -> Result | None:
        """The result of a step that was finished, whether or not its files are still whole."""
        if key not in self._results:
            if (result := self._read(key)) is None:
                return None
            if not self._is_read_only:
                _note_use(self.record_path(key))
            self._results[key] = result
        return self._results[key]

    def let_go(self, key: str) -> None:
        """Keep a result no longer in memory: who asks for it again has it read again."""
        self._results.pop(key, None)

    def path(self, digest_: str) -> Path:
        """Where a blob of that digest is, or would be."""
        return Path(f"{self._blobs}/{digest_[:2]}/{digest_}")  # joined as text: there are thousands

    def record_path(self, key: str) -> Path:
        """Where the record of a step is, or would be."""
        return Path(f"{self._records}/{key[:2]}/{key}")

    def find(self, made: Made) -> Path | None:
        """The blob of a step's file, its bytes checked once a run; None where it is missing or damaged."""
        result = self.get(made.key)
        if result is None or made.file not in result.files:
            return None
        name, size_bytes = result.files[made.file]
        path = self.path(name)
        if name in self._verified and path.exists():
            return path
        if not is_whole(path, name, size_bytes):
            return None
        self._verified.add(name)
        return path

    def has(self, made: Made) -> bool:
        """Whether a step's file is there, its bytes not looked at."""
        result = self.get(made.key)
        return result is not None and made.file in result.files and self.path(result.files[made.file][0]).exists()

    def scratch(self) -> Path:
        """A new empty folder on the blobs' file system; whoever asked for it removes it."""
        if self._spare:
            return self._spare.pop()
        if not self._scratch.is_dir():
            remove_own(self._scratch)
            self._scratch.mkdir(parents=True)
        return Path(tempfile.mkdtemp(dir=self._scratch))

    def drop(self, folder: Path) -> None:
        """Take back a scratch folder; what was put is out of it already."""
        try:
            is_empty = not any(folder.iterdir())
        except OSError:
            return
        if is_empty:
            self._spare.append(folder)
        else:
            with suppress(OSError):
                remove_own(folder)

    def laid_out(self, text: bytes) -> Path:
        """A text as a file, for a step that takes it; gone when the run is over."""
        self._texts.append(self.scratch())
        path = self._texts[-1] / "text"
        path.write_bytes(text)
        return path

    def tidy(self) -> None:
        """Remove the texts that steps took, and the scratch folders that were kept for the next step."""
        while self._texts:
            self.drop(self._texts.pop())
        while self._spare:
            with suppress(OSError):
                self._spare.pop().rmdir()

    def sweep(self) -> None:
        """Remove what builds that were killed left half done. Only for who holds the show's lock."""
        with suppress(OSError):  # an orphan of such a build may still be writing there
            remove_own(self._scratch)

    def put(self, step: Step, folder: Path, digests: Mapping[str, str], outcome: Outcome, seconds: float) -> Result:
        """Take a finished step's files (name → digest, lying in `folder`), then record the result."""
        files = {name: (value, (folder / name).stat().st_size) for name, value in digests.items()}
        for name, (value, _) in files.items():
            self._place(folder / name, self.path(value))
            self._verified.add(value)
        result = Result(step.key, files, dict(outcome.facts), outcome.diagnostics, seconds, recorded=step.recorded())
        text = digest.canonical(_to_json(result)).encode("utf-8", "surrogatepass")
        draft = folder / "result"
        draft.write_bytes(digest.of_bytes(text).encode() + b"\n" + text)
        self._place(draft, self.record_path(step.key))
        self._results[step.key] = result
        return result

    def results(self) -> Iterator[tuple[Path, Result | None]]:
        """Every record with its file, in order of key; None for one that is damaged."""
        for path in sorted(self._records.glob("*/*")):
            yield path, self._read(path.name)

    def blobs(self) -> Iterator[Path]:
        """Every blob, in order of name."""
        yield from sorted(self._blobs.glob("*/*"))

    def _place(self, file: Path, target: Path) -> None:
        """Move a finished file to its place: whoever looks there meets nothing or the whole."""
        try:
            file.replace(target)
        except _IN_THE_WAY:
            clear_way(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)

    def _read(self, key: str) -> Result | None:
        path = self.record_path(key)
        try:
            head, _, text = path.read_bytes().partition(b"\n")
            if digest.of_bytes(text).encode() != head:
                return None
            result = _from_json(json.loads(text))
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return None
        return result if result.key == key else None


def is_whole(path: Path, name: str, size_bytes: int) -> bool:
    """Whether a blob is there with the bytes that its name promises."""
    try:
        return path.stat().st_size == size_bytes and digest.of_file(path) == name
    except OSError:
        return False


def _note_use(path: Path) -> None:
    """Give a record the present date: what nobody asks for any more is removed first."""
    with suppress(OSError):  # a store that may only be read
        os.utime(path)


def _to_json(result: Result) -> dict[str, Any]:
    recorded = result.recorded
    assert recorded is not None
    return {
        "key": result.key,
        "step": [recorded.action, recorded.version, recorded.params, recorded.inputs],
        "files": {name: list(file) for name, file in result.files.items()},
        "facts": result.facts,
        "diagnostics": [to_plain(d) for d in result.diagnostics],
        "seconds": round(result.seconds, 4),
    }


def _from_json(value: dict[str, Any]) -> Result:
    files = {name: (str(file[0]), int(file[1])) for name, file in value["files"].items()}
    if not all(_DIGEST.fullmatch(value) and Path(name).name == name for name, (value, _) in files.items()):
        raise ValueError(files)  # the record may come with a show that somebody else wrote
    diagnostics = tuple(from_plain(d) for d in value["diagnostics"])
    action, version, params, inputs = value["step"]
    recorded = Recorded(action, version, params, inputs)
    return Result(value["key"], files, value["facts"], diagnostics, value["seconds"], is_hit=True, recorded=recorded)
