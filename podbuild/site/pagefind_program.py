"""The only module that runs pagefind, which makes an index out of pages, and the code by which a browser searches it.

The program inside the package `pagefind_bin` is called by itself: pagefind's Python interface talks with it page by page, which
takes many times as long.
"""

from __future__ import annotations

import errno
import gzip
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.step import ProgramKilled, StepFailed

_NAMES = ("pagefind", "pagefind.exe")
_KILLED = (-9, 128 + 9)
# Why a system starts no program at one moment and does at the next: too many processes, a file that is just being installed, and
# memory that could not be read (seen once in a run of all tests).
_PASSING = (errno.EAGAIN, errno.ETXTBSY, errno.EFAULT)
_ENTRY = "pagefind-entry.json"
_LEAST_FREE_BYTES = 1 << 16


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
        if shutil.disk_usage(folder).free < _LEAST_FREE_BYTES:  # it ends well where a disk takes half of a file
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        found = {path.name: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    _check(found, len(pages))
    return found


def _check(made: Mapping[str, bytes], count: int) -> None:
    """Hold that all of an index is there, and whole: its parts are gzip, which carries a checksum."""
    try:
        json.loads(made[_ENTRY])
        for name, data in made.items():
            if name.endswith((".pf_meta", ".pf_fragment", ".pf_index", ".pagefind")):
                gzip.decompress(data)
    except (KeyError, ValueError, OSError, EOFError, zlib.error):
        raise StepFailed(_failed("what it left is not whole")) from None
    if sum(name.endswith(".pf_fragment") for name in made) != count:
        raise StepFailed(_failed("it left pages out"))


def _run(command: Sequence[str]) -> None:
    done = _ran(command)
    if done.returncode in _KILLED:
        fix = "close other programs: memory may have run out. Then build again"
        raise ProgramKilled(Diagnostic("worker-killed", "the machine ended pagefind at its work on the search", fix=fix))
    if done.returncode or not (Path(command[4]) / _ENTRY).is_file():
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        raise StepFailed(_failed(said[-1] if said else f"it ended with status {done.returncode}"))


def _ran(command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    for is_last in (False, True):
        try:
            return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        except OSError as error:
            if is_last or error.errno not in _PASSING:
                raise StepFailed(_failed(error.strerror or str(error))) from error
    raise AssertionError  # the second turn ends either way


def _failed(said: str) -> Diagnostic:
    fix = "build again; if it fails again, report this"
    return Diagnostic("search-failed", "pagefind could not make the site's search", fix=fix, why=f"pagefind says: {said}")
