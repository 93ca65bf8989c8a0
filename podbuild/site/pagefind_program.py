"""The only module that runs pagefind, which makes an index out of pages, and the code by which a browser searches it.

The program inside the package `pagefind_bin` is called by itself: pagefind's Python interface talks with it page by page, which
takes many times as long.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.step import ProgramKilled, StepFailed

_NAMES = ("pagefind", "pagefind.exe")
_KILLED = (-9, 128 + 9)


def program() -> str:
    """The pagefind that the package pagefind_bin carries. StepFailed where there is none."""
    found = importlib.util.find_spec("pagefind_bin")
    places = [Path(place) / name for place in (found.submodule_search_locations or ()) for name in _NAMES] if found else []
    for path in places:
        if os.access(path, os.X_OK):
            return str(path)
    fix = "install it into podbuild's Python: pip install pagefind_bin"
    raise StepFailed(Diagnostic("search-missing", "there is no pagefind, which makes the site's search", fix=fix))


def indexed(pages: Sequence[str], language: str, place: Path) -> dict[str, bytes]:
    """What pagefind makes of pages, by file name.

    Args:
        pages: HTML.
        language: ISO 639-1; pages of another are stemmed as if they were of this one.
        place: a folder to work in.
    Raises:
        StepFailed: there is no pagefind, or it ended badly.
    """
    with tempfile.TemporaryDirectory(dir=place) as folder:
        site, made = Path(folder) / "site", Path(folder) / "made"
        site.mkdir()
        for number, page in enumerate(pages):
            (site / f"{number}.html").write_text(page, "utf-8", "replace")
        _run([program(), "--site", str(site), "--output-path", str(made), "--silent", "--force-language", language])
        return {path.name: path.read_bytes() for path in made.rglob("*") if path.is_file()}


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise StepFailed(_failed(error.strerror or str(error))) from error
    if done.returncode in _KILLED:
        fix = "close other programs: memory may have run out. Then build again"
        raise ProgramKilled(Diagnostic("worker-killed", "the machine ended pagefind at its work on the search", fix=fix))
    if done.returncode or not (Path(command[4]) / "pagefind-entry.json").is_file():
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        raise StepFailed(_failed(said[-1] if said else f"it ended with status {done.returncode}"))


def _failed(said: str) -> Diagnostic:
    fix = "build again; if it fails again, report this"
    return Diagnostic("search-failed", "pagefind could not make the site's search", fix=fix, why=f"pagefind says: {said}")
