"""Whether a clean build stays as fast for each episode as a show grows: real voices, drawn artwork, five lines an episode.

Each build is a process of its own, from an empty cache. Peak memory is podbuild's own: its workers and ffmpeg hold one picture or
chunk each, however many there are to come.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive_show import SPEAKERS, write_show
from processes import Ran, megabytes, run, span, told
from table import Row

SIZES, QUICK_SIZES = (100, 1_000), (20, 100)
MOST_TIMES_THE_TIME = 1.2
MOST_TIMES_THE_MEMORY = 2.0
# podbuild's command, which leaves at its end what its own process held at most: the kernel tells a parent only the most of all.
# It may end by os._exit, which runs nothing that was registered.
WITNESSED = """
import atexit, os, pathlib, resource, runpy, sys
peak, leave = pathlib.Path(sys.argv.pop(1)), os._exit
def note():
    peak.write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
def noted_leave(status):
    note()
    leave(status)
os._exit = noted_leave
atexit.register(note)
runpy.run_module("podbuild", run_name="__main__")
"""


@dataclass(frozen=True, slots=True)
class Clean:
    """A clean build: `ran` is the whole of it, `own_peak_mb` what podbuild's own process held at most."""

    ran: Ran
    own_peak_mb: float


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """Time and memory of the larger show beside those of the smaller. Reads `quick`."""
    yield from compared(*(QUICK_SIZES if options.quick else SIZES))


def compared(few: int, many: int) -> Iterator[Row]:
    """A clean build of so few and of so many episodes."""
    small, large = clean_build(few), clean_build(many)
    before, after = small.ran.wall_seconds / few, large.ran.wall_seconds / many
    yield Row(
        f"clean build, time an episode: {many:,} at most {MOST_TIMES_THE_TIME}x of {few:,}",
        _time(large, many),
        _time(small, few),
        f"{after / before:.2f}x",
        after <= MOST_TIMES_THE_TIME * before,
    )
    yield Row(
        f"clean build, peak memory: {many:,} at most {MOST_TIMES_THE_MEMORY:g}x of {few:,}",
        _memory(large),
        _memory(small),
        f"{large.own_peak_mb / small.own_peak_mb:.2f}x",
        large.own_peak_mb <= MOST_TIMES_THE_MEMORY * small.own_peak_mb,
    )


def _time(build: Clean, count: int) -> str:
    ran = build.ran
    return f"{span(ran.wall_seconds / count)} ({span(ran.wall_seconds)} in all, CPU {span(ran.cpu_seconds)})"


def _memory(build: Clean) -> str:
    return f"{build.own_peak_mb:.0f} MB ({build.ran.peak_mb:.0f} MB with what it starts, each by itself)"


def clean_build(count: int) -> Clean:
    """Build a show of so many episodes from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        root, peak = write_show(Path(folder) / "show", count, SPEAKERS), Path(folder) / "peak"
        told(f"a clean build of {count:,} episodes …")
        ran = run((sys.executable, "-c", WITNESSED, peak, "build", "--show", root))
        return Clean(ran, megabytes(int(peak.read_text())))


if __name__ == "__main__":
    sys.exit("run goals.py --only scale")
