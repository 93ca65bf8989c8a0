"""The table of goals: every figure that podbuild promises, measured now, on this machine, beside its peers.

    python tests/bench/goals.py [--quick] [--only NAME …] [--peers PYTHON] [--eleventy PROGRAM] [--keep FOLDER]

docs/benchmarks.md says what each row means. The table goes to standard output, progress to standard error.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from processes import ROOT, told
from table import Row, printed

# Each is a module here with `rows(options) -> Iterator[Row]`.
PARTS = {
    "hugo": "nothing changed, and notes changed, beside Hugo",
    "scale": "a clean build of 100 and of 1,000 episodes",
    "clips": "cold sound, beside pydub and others",
    "edits": "an episode of an hour, and one line of it changed",
    "serving": "from a save to the page in the browser, beside preview servers",
}


def machine() -> str:
    """What the figures were measured on, on one line."""
    sys.path.insert(0, str(ROOT))
    from podbuild.audio import ffmpeg
    from podbuild.steps.world import World

    system, python = f"{platform.system()} {platform.release()}", f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores of {processor()}, {system}, {python}, ffmpeg {ffmpeg.version(World())}"


def processor() -> str:
    """The processor's name, as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def all_rows(options: argparse.Namespace) -> Iterator[Row]:
    """The rows of every part that is asked for; a part that is not in this checkout is told and passed over."""
    for name in options.only or PARTS:
        if importlib.util.find_spec(name) is None:
            told(f"{name}: not in this checkout")
            continue
        for row in _rows(name, options):
            told(f"{name}: {row.goal}: {row.ours}, peer {row.peer}: {row.ratio}, {'yes' if row.is_met else 'no'}")
            yield row


def _rows(name: str, options: argparse.Namespace) -> Iterator[Row]:
    part = import_module(name)
    if name == "clips":
        yield from part.rows(options.peers, 1 if options.quick else 3)
    elif name == "edits":
        with tempfile.TemporaryDirectory() as folder:
            yield from part.rows(Path(folder), os.cpu_count() or 2, 1 if options.quick else 3)
    else:
        yield from part.rows(options)


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line; `rows` of every part read what they need of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="smaller shows: minutes in place of an hour")
    what = "; ".join(f"{name}: {about}" for name, about in PARTS.items())
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="NAME", help=f"some parts alone. {what}")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="a Python in which the peers are installed")
    parser.add_argument("--eleventy", default=None, metavar="PROGRAM", help="Eleventy's program; else the one on PATH")
    parser.add_argument("--keep", type=Path, default=None, metavar="FOLDER", help="keep prepared shows there for the next run")
    return parser.parse_args(arguments)


def main() -> None:
    options = options_of()
    told(machine())
    rows = tuple(all_rows(options))
    print(f"{machine()}\n\n{printed(rows)}")


if __name__ == "__main__":
    main()
