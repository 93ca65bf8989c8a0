"""What was made before: blobs named by their digest, and an append-only log of finished steps.

A result is logged after its files are in place, so whatever the log names once existed; a blob is checked against its
digest before it is used, and one that is missing or damaged is reported as such, for the executor to make it again.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, Note, Span
from podbuild.steps.step import Made, Outcome, Result


class Store:
    """The results of one show's steps, in a folder that may be deleted at any time: that costs time, never data."""

    def __init__(self, root: Path) -> None:
        self._blobs = root / "blobs"
        self._scratch = root / "scratch"
        self._log = root / "results.jsonl"
        self._results: dict[str, Result] = {}
        self._verified: set[str] = set()
        self._is_loaded = False

    def get(self, key: str) -> Result | None:
        """The result of a step that was finished, whether or not its files are still whole."""
        self._load()
        return self._results.get(key)

    def path(self, digest_: str) -> Path:
        """Where a blob of that digest is, or would be."""
        return self._blobs / digest_[:2] / digest_

    def find(self, made: Made) -> Path | None:
        """The blob of a step's file, its bytes checked once a run; None where it is missing or damaged."""
        result = self.get(made.key)
        if result is None or made.file not in result.files:
            return None
        name, size_bytes = result.files[made.file]
        path = self.path(name)
        if name in self._verified and path.exists():
            return path
        if not path.exists() or path.stat().st_size != size_bytes or digest.of_file(path) != name:
            return None
        self._verified.add(name)
        return path

    def scratch(self) -> Path:
        """A new empty folder on the blobs' file system; whoever asked for it removes it."""
        self._scratch.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self._scratch))

    def put(self, key: str, folder: Path, digests: Mapping[str, str], outcome: Outcome, seconds: float) -> Result:
        """Take a finished step's files (name → digest, lying in `folder`) and log the result."""
        files = {name: (value, (folder / name).stat().st_size) for name, value in digests.items()}
        for name, (value, _) in files.items():
            target = self.path(value)
            target.parent.mkdir(parents=True, exist_ok=True)
            (folder / name).replace(target)
            self._verified.add(value)
        result = Result(key, files, dict(outcome.facts), outcome.diagnostics, seconds)
        self._load()
        self._append(result)
        self._results[key] = result
        return result

    def _append(self, result: Result) -> None:
        line = digest.canonical(_to_json(result)) + "\n"
        with self._log.open("ab") as log:
            log.write(line.encode("utf-8", "surrogatepass"))

    def _load(self) -> None:
        if self._is_loaded:
            return
        self._is_loaded = True
        if not self._log.exists():
            self._log.parent.mkdir(parents=True, exist_ok=True)
            return
        data = self._log.read_bytes()
        if data and not data.endswith(b"\n"):  # a line torn by a crash: end it, so that the next one stands alone
            with self._log.open("ab") as log:
                log.write(b"\n")
        for line in data.splitlines():
            if (result := _from_line(line)) is not None:
                self._results[result.key] = result


def _from_line(line: bytes) -> Result | None:
    try:
        return _from_json(json.loads(line))
    except (ValueError, KeyError, TypeError):
        return None  # torn or foreign: the step is made again


def _to_json(result: Result) -> dict[str, Any]:
    return {
        "key": result.key,
        "files": {name: list(file) for name, file in result.files.items()},
        "facts": result.facts,
        "diagnostics": [_diagnostic_to_json(d) for d in result.diagnostics],
        "seconds": round(result.seconds, 4),
    }


def _from_json(value: dict[str, Any]) -> Result:
    files = {name: (str(file[0]), int(file[1])) for name, file in value["files"].items()}
    diagnostics = tuple(_diagnostic_from_json(d) for d in value["diagnostics"])
    return Result(value["key"], files, value["facts"], diagnostics, value["seconds"], is_hit=True)


def _span_to_json(span: Span | None) -> list[Any] | None:
    return None if span is None else [span.file, span.line, span.column, span.end_column]


def _diagnostic_to_json(d: Diagnostic) -> list[Any]:
    notes = [[note.message, _span_to_json(note.span)] for note in d.notes]
    return [d.code, d.message, _span_to_json(d.span), d.severity, d.fix, d.why, notes]


def _diagnostic_from_json(value: list[Any]) -> Diagnostic:
    code, message, span, severity, fix, why, notes = value
    place = None if span is None else Span(*span)
    return Diagnostic(code, message, place, severity, fix, why, tuple(Note(m, Span(*s)) for m, s in notes))
