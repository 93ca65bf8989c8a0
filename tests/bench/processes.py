"""Running programs to measure them: wall clock, processor time and peak memory of one process and what it started.

Needs a POSIX system: the figures are what the kernel says of a child that has ended (wait4).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent
PODBUILD = (sys.executable, "-m", "podbuild")  # of this checkout: processes start in ROOT


class Failed(RuntimeError):
    """A program that was to be measured ended with an error, or did not do what was to be measured."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One run. `peak_mb` is the most memory that it or a process it started held (1 MB is 1,000,000 bytes)."""

    wall_seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Timings:
    """Several runs of the same work."""

    runs: tuple[Ran, ...]

    @property
    def median_seconds(self) -> float:
        return median(run.wall_seconds for run in self.runs)

    def __str__(self) -> str:
        fastest = min(run.wall_seconds for run in self.runs)
        cpu = min(run.cpu_seconds for run in self.runs)
        return f"{span(self.median_seconds)} (fastest {span(fastest)}, CPU {span(cpu)})"


def span(seconds: float) -> str:
    """A duration with a unit.

    >>> span(0.0412), span(3.419), span(125)
    ('41 ms', '3.42 s', '125 s')
    """
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.2f} s" if seconds < 100 else f"{seconds:.0f} s"


def share(ours: float, theirs: float) -> str:
    """Ours as a share of theirs.

    >>> share(1, 6.2), share(3, 2)
    ('1/6.2', '1.50x')
    """
    return f"1/{theirs / ours:.1f}" if ours < theirs else f"{ours / theirs:.2f}x"


def run(command: Sequence[str | Path]) -> Ran:
    """Run a program to its end, its standard output thrown away. Raises Failed with what it said where its status is not 0."""
    begun = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise Failed(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{said.decode(errors='replace')}")
    return Ran(wall, usage.ru_utime + usage.ru_stime, megabytes(usage.ru_maxrss))


def megabytes(maxrss: int) -> float:
    """What the kernel calls ru_maxrss: bytes on macOS, KiB elsewhere."""
    return maxrss / 1_000_000 if sys.platform == "darwin" else maxrss * 1024 / 1_000_000


def told(text: str) -> None:
    """Say where a long benchmark is, beside the table."""
    print(text, file=sys.stderr, flush=True)
