"""What an edit of an hour costs: one line of an episode of sixty minutes is changed and the show built again.

    python tests/bench/edits.py [--rounds N] [--jobs N] [--keep FOLDER]

Without a bed, and with one under all of it in chapters of five minutes: there a line that got longer moves what follows
against the bed, up to the end of its chapter. The peer is podbuild itself from nothing. Each build is a process of its
own, so that start-up counts; of each edit the fastest of N rounds stands in the table, since machines are noisy.
Asserts nothing: that the bytes are those of a clean build is tests/test_edits.py's to say.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.bench.cold import an_hour  # noqa: E402
from tests.bench.table import Row, printed  # noqa: E402

SCRIPT = "episodes/hour.md"
CALM = ROOT / "templates" / "sounds" / "calm.ogg"
RIGHTS = "- files: [assets/**]\n  holder: Bench\n  license: CC0-1.0\n"
# Of different lengths: two that end on one frame would share all chunks behind, and the second be too fast.
WORDS = ("fog", "mountains", "old snow", "wide and open sea")
LONGER = (
    " And then it was quiet.",
    " Nobody said a word for an hour.",
    " Well.",
    " It was cold there, and it stayed so until May.",
)


@dataclass(frozen=True, slots=True)
class Took:
    """One build: seconds on the clock, and of the processors."""

    wall_seconds: float
    cpu_seconds: float


def an_hour_under_a_bed(folder: Path) -> Path:
    """The hour of cold.py with one bed under all of its chapters of five minutes."""
    root = an_hour(folder)
    (root / "assets").mkdir()
    shutil.copy(CALM, root / "assets")
    (root / "rights.yaml").write_text(RIGHTS, "utf-8")
    script = root / SCRIPT
    text = script.read_text("utf-8").replace("date: 2026-01-01\n", "date: 2026-01-01\nmusic: {bed: calm, gain: -22 dB}\n", 1)
    script.write_text(text, "utf-8")
    return root


def build(root: Path, jobs: int) -> Took:
    """Run `podbuild build` to its end."""
    command = [sys.executable, "-m", "podbuild", "build", "--show", str(root), "--jobs", str(jobs), "--format", "json"]
    before, begun = os.times(), time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    wall, after = time.perf_counter() - begun, os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Took(wall, cpu)


def changed(text: str, line: int, what: str, turn: int) -> str:
    """The script with one of its spoken lines changed: a word, or a sentence more. Each turn makes another change."""
    paragraphs = text.split("\n")
    spoken = [i for i, p in enumerate(paragraphs) if re.match(r"[A-Z]+: ", p)]
    at = spoken[line]
    if what == "word":
        paragraphs[at] = paragraphs[at].replace("the ice,", f"the {WORDS[turn % len(WORDS)]},", 1)
    else:
        paragraphs[at] += LONGER[turn % len(LONGER)]
    return "\n".join(paragraphs)


def fastest(root: Path, line: int, what: str, rounds: int, jobs: int) -> Took:
    """The fastest of some builds after an edit each. The script is put back and built again after each."""
    script = root / SCRIPT
    original = script.read_text("utf-8")
    tooks = []
    for turn in range(rounds):
        script.write_text(changed(original, line, what, turn), "utf-8")
        tooks.append(build(root, jobs))
        script.write_text(original, "utf-8")
        build(root, jobs)
    return min(tooks, key=lambda t: t.wall_seconds)


def rows(folder: Path, jobs: int, rounds: int = 3) -> Iterator[Row]:
    """Six edits of the hour without a bed and six with one, each against the build from nothing. Takes some five minutes."""
    for bed, make in (("", an_hour), (", bed", an_hour_under_a_bed)):
        root = make(folder / f"hour{len(bed)}")
        cold = build(root, jobs)
        for what in ("word", "longer"):
            for place, line in (("first", 0), ("middle", 113), ("last", -1)):
                least = 10 if bed else 20  # another word is another length, and moves what follows against the bed
                yield _row(f"{place} line, {what}{bed}", cold, fastest(root, line, what, rounds, jobs), least)


def _row(name: str, cold: Took, warm: Took, least: int) -> Row:
    ratio = cold.wall_seconds / warm.wall_seconds
    ours, peer = (f"{t.wall_seconds:.2f} s ({t.cpu_seconds:.2f} s cpu)" for t in (warm, cold))
    return Row(f"hour: {name}", ours, peer, f"{ratio:.1f}x of {least}x", ratio >= least)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=3, help="edits of each kind, at most 4; the fastest counts")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    arguments.add_argument("--keep", type=Path, help="a new folder for the shows, which stay there; else they are temporary")
    options = arguments.parse_args()
    if options.keep:
        print(printed(rows(options.keep, options.jobs, options.rounds)))
        return
    with tempfile.TemporaryDirectory() as folder:
        print(printed(rows(Path(folder), options.jobs, options.rounds)))


if __name__ == "__main__":
    main()
