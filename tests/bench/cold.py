"""How fast a show builds from nothing, and how much memory an hour takes. Prints a table; asserts nothing: machines are noisy.

    python tests/bench/cold.py [--hour] [--jobs N]

Each build is a process of its own, so that start-up counts and peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHOW = """\
title: An hour
description: A long episode.
author: Bench
email: bench@example.org
url: https://example.org/hour/
language: en
categories: [Arts]
voices:
  host: {engine: espeak, voice: en-gb, rate: 165}
  guest: {engine: espeak, voice: en-us+f3}
ai: {script: generated}
"""
SENTENCE = "This is line {n}, and it goes on for a while about the ice, the wind, and the {what} that nobody had counted before. "


def an_hour(folder: Path) -> Path:
    """An episode of about sixty minutes: chapters of twenty paragraphs, two voices in turn."""
    (folder / "episodes").mkdir(parents=True)
    (folder / "show.yaml").write_text(SHOW, "utf-8")
    parts = ["---\ntitle: An hour\ndate: 2026-01-01\n---\n"]
    words = ("birds", "boats", "lamps", "roads", "nights", "letters", "stones")
    for n in range(226):
        if n % 20 == 0:
            parts.append(f"# Chapter {n // 20 + 1}\n")
        text = "".join(SENTENCE.format(n=n, what=words[(n + i) % 7]) for i in range(2))
        parts.append(f"{('HOST', 'GUEST')[n % 2]}: {text}\n")
    (folder / "episodes" / "hour.md").write_text("\n".join(parts), "utf-8")
    return folder


def measure(root: Path, jobs: int) -> dict[str, float]:
    """One build: seconds of audio and of work, the highest memory of podbuild itself, in MB."""
    command = [sys.executable, "-m", "podbuild", "build", "--show", str(root), "--jobs", str(jobs), "--format", "json"]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    wall = time.perf_counter() - begun
    events = [json.loads(line) for line in done.stdout.splitlines()]
    audio = sum(e["duration_seconds"] for e in events if e["event"] == "release")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return {"audio": audio, "wall": wall, "peak_mb": peak}


def share_of_actions(root: Path) -> Counter[str]:
    """Seconds by what a step made, from the store's log."""
    shares: Counter[str] = Counter()
    for line in (root / ".podbuild" / "store" / "results.jsonl").read_text("utf-8").splitlines():
        result = json.loads(line)
        shares[min(result["files"], default="-")] += result["seconds"]
    return shares


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--hour", action="store_true", help="also an episode of sixty minutes")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    options = arguments.parse_args()
    print(f"{os.cpu_count()} cores, {options.jobs} jobs")
    print(f"{'show':<14}{'audio':>9}{'wall':>9}{'real time':>11}{'peak memory':>13}   goal")
    with tempfile.TemporaryDirectory() as folder:
        shows = [("example-show", Path(folder) / "example")]
        subprocess.run([sys.executable, "-m", "podbuild", "init", str(shows[0][1])], check=True, capture_output=True, cwd=ROOT)
        if options.hour:
            shows.append(("an hour", an_hour(Path(folder) / "hour")))
        for name, root in shows:
            got = measure(root, options.jobs)
            ratio = got["audio"] / got["wall"]
            goal = f"60x: {'yes' if ratio >= 60 else 'no'}, 400 MB: {'yes' if got['peak_mb'] < 400 else 'no'}"
            print(f"{name:<14}{got['audio']:>8.0f}s{got['wall']:>8.1f}s{ratio:>10.1f}x{got['peak_mb']:>10.0f} MB   {goal}")
            for what, seconds in share_of_actions(root).most_common(6):
                print(f"{'':<14}{seconds:>8.1f}s  {what}")


if __name__ == "__main__":
    main()
