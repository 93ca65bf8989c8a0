"""Whether a clean build stays as fast for each episode as a show grows: real voices, drawn artwork, five lines an episode.

Each build is a process of its own, from an empty cache. Peak memory is that of podbuild or of a process it started, whichever
held most at once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from archive_show import SPEAKERS, write_show
from processes import PODBUILD, Ran, run, span, told
from table import Row

SIZES, QUICK_SIZES = (100, 1_000), (20, 100)
MOST_TIMES_THE_TIME = 1.2
MOST_TIMES_THE_MEMORY = 2.0


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """Time and memory of the larger show beside those of the smaller. Reads `quick`."""
    yield from compared(*(QUICK_SIZES if options.quick else SIZES))


def compared(few: int, many: int) -> Iterator[Row]:
    """A clean build of so few and of so many episodes."""
    small, large = clean_build(few), clean_build(many)
    before, after = small.wall_seconds / few, large.wall_seconds / many
    yield Row(
        f"clean build, time an episode: {many:,} at most {MOST_TIMES_THE_TIME}x of {few:,}",
        f"{span(after)} ({span(large.wall_seconds)} in all, CPU {span(large.cpu_seconds)})",
        f"{span(before)} ({span(small.wall_seconds)} in all, CPU {span(small.cpu_seconds)})",
        f"{after / before:.2f}x",
        after <= MOST_TIMES_THE_TIME * before,
    )
    yield Row(
        f"clean build, peak memory: {many:,} at most {MOST_TIMES_THE_MEMORY:g}x of {few:,}",
        f"{large.peak_mb:.0f} MB",
        f"{small.peak_mb:.0f} MB",
        f"{large.peak_mb / small.peak_mb:.2f}x",
        large.peak_mb <= MOST_TIMES_THE_MEMORY * small.peak_mb,
    )


def clean_build(count: int) -> Ran:
    """Build a show of so many episodes from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_show(Path(folder) / "show", count, SPEAKERS)
        told(f"a clean build of {count:,} episodes …")
        return run((*PODBUILD, "build", "--show", root))


if __name__ == "__main__":
    sys.exit("run goals.py --only scale")
