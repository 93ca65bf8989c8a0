"""Runs podbuild's command line many times, each time in a fork of a process that has loaded it already.

Reads one JSON list a line: the folder to be in, then the words of the command. Answers with the process id, and when that
process has ended, with its status. An argument names a mutant: a podbuild that does what it must not do, for tests of the tests.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import podbuild.artwork.cover
import podbuild.build
import podbuild.cli.build_command
import podbuild.cli.start
import podbuild.compiling
import podbuild.report
from podbuild.base import digest
from podbuild.steps import install, store
from podbuild.steps.step import Result

_SLOW_SECONDS = 0.03  # as long as a disk that is busy takes for a few kilobytes


def _in_place(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data[: len(data) // 2])
        file.flush()
        time.sleep(_SLOW_SECONDS)
        file.write(data[len(data) // 2 :])


def _put_recording_first(self: Any, step: Any, folder: Path, digests: Any, outcome: Any, seconds: float) -> Result:
    files = {name: (value, (folder / name).stat().st_size) for name, value in digests.items()}
    result = Result(step.key, files, dict(outcome.facts), outcome.diagnostics, seconds, recorded=step.recorded())
    text = digest.canonical(store._to_json(result)).encode("utf-8", "surrogatepass")
    _in_place(self.record_path(step.key), digest.of_bytes(text).encode() + b"\n" + text)
    for name, value in digests.items():
        _in_place(self.path(value), (folder / name).read_bytes())
    self._results[step.key] = result
    return result


def _install_feed_first(folder: Path, wanted: Any, manifest: Any, keep: Any, last: Any) -> Any:
    others = [want.path for want in wanted if want.path not in last]
    return install.install(folder, wanted, manifest, keep, last=(*last, *others))


def _write_in_place(path: Path, content: bytes | Path) -> None:
    _in_place(path, content.read_bytes() if isinstance(content, Path) else content)


def mutate(name: str) -> None:
    if name == "records-first":
        store.Store.put = _put_recording_first  # type: ignore[method-assign]
    elif name == "feed-first":
        podbuild.compiling.install = _install_feed_first  # type: ignore[attr-defined]
    elif name == "in-place":
        install.write_whole = _write_in_place
    elif name:
        raise ValueError(name)


def main() -> None:
    mutate(sys.argv[1] if len(sys.argv) > 1 else "")
    for line in sys.stdin:
        folder, *words = json.loads(line)
        pid = os.fork()
        if not pid:
            os.setsid()
            os.chdir(folder)
            os.dup2(2, 1)
            sys.argv = ["podbuild", *words]
            try:
                podbuild.cli.start.main()
            except SystemExit as end:
                os._exit(int(end.code or 0))
            os._exit(0)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
