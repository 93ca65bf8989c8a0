"""A show whose cold build takes a second, what a clean build of it gives, and what may never be seen of one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from PIL import Image

from podbuild.steps.install import PART
from podbuild.steps.store import Store, is_whole
from tests.cli.running import SHOW, write

URL = "https://example.org/quiet-roads/"
STATE = ".podbuild"


def episode(title: str, day: int, line: str = "We begin.", **fields: str) -> str:
    more = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\ntitle: {title}\ndate: 2026-01-{day:02}\nsummary: A word or two.\n{more}---\nHOST: {line}\n\nGUEST: It hums.\n"


@cache
def cover(red: int = 10) -> bytes:
    """The smallest picture that directories take: drawing a cover would take longer than all the rest."""
    data = BytesIO()
    Image.new("RGB", (1400, 1400), (red, 60, 90)).save(data, "PNG")
    return data.getvalue()


def small() -> dict[str, Any]:
    return {
        "show.yaml": SHOW + "artwork: assets/cover.png\n",
        "assets/cover.png": cover(),
        "episodes/ice.md": episode("Ice", 2),
        "episodes/sea.md": episode("Sea", 3, "We go on."),
    }


def write_small(root: Path, files: dict[str, Any] | None = None) -> Path:
    return write(root, {**small(), **(files or {})})


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **more}


def podbuild(*arguments: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A build, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "podbuild", "build", *map(str, arguments)],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=120,
    )


def built(*arguments: str | Path, cwd: Path, **more: str) -> str:
    """A build that has to work; what it says on standard output."""
    done = podbuild(*arguments, cwd=cwd, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def sources(show: Path) -> dict[str, bytes]:
    """The author's files: all but what podbuild made, and git's own."""
    made = (STATE, "public", ".git")
    return {rel: data for rel, data in files_of(show).items() if rel.split("/")[0] not in made}


_clean: dict[object, dict[str, bytes]] = {}


def clean(show: Path, *arguments: str) -> dict[str, bytes]:
    """What a build of the same files gives in a place where none was before."""
    texts = sources(show)
    key = (tuple(texts.items()), arguments)
    if key not in _clean:
        folder = Path(tempfile.mkdtemp(prefix="podbuild-clean-"))
        try:
            built(*arguments, cwd=write(folder / "show", texts))
            _clean[key] = files_of(folder / "show" / "public")
        finally:
            shutil.rmtree(folder)
    return _clean[key]


def differences(found: dict[str, bytes], wanted: dict[str, bytes]) -> list[str]:
    """The paths that are missing, too many, or otherwise."""
    return sorted(path for path in {*found, *wanted} if found.get(path) != wanted.get(path))


def assert_clean(show: Path, *arguments: str, out: Path | None = None) -> None:
    found = differences(files_of(out or show / "public"), clean(show, *arguments))
    assert found == [], found


def named_in(feed: str) -> dict[str, int | None]:
    """The files of the show's own site that a feed names, by path, with the length it gives of those it encloses."""
    found: dict[str, int | None] = {unquote(path): None for path in re.findall(re.escape(URL) + r'([^"<\s#?]*)', feed)}
    for enclosure in ElementTree.fromstring(feed).iter("enclosure"):
        found[unquote(enclosure.attrib["url"].removeprefix(URL))] = int(enclosure.attrib["length"])
    return {path + "index.html" if path.endswith("/") or not path else path: size for path, size in found.items()}


def missing_of_feed(public: Path) -> list[str]:
    """What a reader of the feed would look for in vain.

    A file that went after the feed had been read is none: its reader would find a newer feed.
    """
    while True:
        try:
            feed = (public / "feed.xml").read_text("utf-8")
        except FileNotFoundError:
            return []
        missing = [path for path in named_in(feed) if not (public / path).is_file()]
        try:
            if not missing or (public / "feed.xml").read_text("utf-8") == feed:
                return missing
        except FileNotFoundError:
            return []


def wrong_lengths(public: Path) -> list[str]:
    feed = (public / "feed.xml").read_text("utf-8")
    return [path for path, size in named_in(feed).items() if size is not None and (public / path).stat().st_size != size]


def torn_in_store(show: Path) -> list[str]:
    """Records that are damaged, and blobs of records that are missing or damaged."""
    store = Store(show / STATE / "store")
    torn = []
    for path, result in store.results():
        if result is None:
            torn.append(f"record {path.name}")
        else:
            files = result.files.items()
            torn += [f"{name} of {path.name}" for name, (value, size) in files if not is_whole(store.path(value), value, size)]
    return torn


def leftovers(show: Path, *outs: Path) -> list[str]:
    """What only a build that runs may have lying about."""
    folders = [show, *outs]
    parts = [str(p) for folder in folders for p in folder.rglob("*") if p.name.endswith((PART, ".new"))]
    scratch = show / STATE / "store" / "scratch"
    half = [str(p) for p in scratch.iterdir()] if scratch.is_dir() else []
    holder = show / STATE / "lock-holder"
    return parts + half + ([str(holder)] if holder.exists() else [])
