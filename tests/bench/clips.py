"""How fast an episode of 140 ready clips is built, beside the tools that people use for it. Prints tables; asserts nothing.

    python tests/bench/clips.py [--peers PYTHON] [--runs N] [--jobs N]

PYTHON is one in which pydub and ffmpeg-normalize are installed; those that are not are left out, with a note. Each build is
a process of its own, with nothing cached; then one clip is replaced by another reading, and each builds again. The fastest
of the runs counts, and the loudness of every file is measured by ffmpeg.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
import soxr
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))  # to be run as a script too

from podbuild.speech.engine import Piece, Utterance  # noqa: E402
from podbuild.speech.engines import known_engine  # noqa: E402
from podbuild.steps.world import World  # noqa: E402
from tests.bench.peers import Peer, peers  # noqa: E402
from tests.bench.table import Row, printed  # noqa: E402

CLIPS, EDITED = 140, 70
TARGET_LUFS, TOLERANCE_LU, PEAK_DBTP = -19.0, 0.5, -1.0
RATE_HZ = 48_000
OURS = "podbuild"
SHOW = """\
title: A hundred and forty clips
description: An episode of recorded lines.
author: Bench
email: bench@example.org
url: https://example.org/clips/
language: en
categories: [Arts]
voices:
  host: {engine: recorded}
  guest: {engine: recorded}
ai: {script: human}
"""
VOICES = ("en-gb", "en-us+f3")
THINGS = ("ice", "wind", "lamp", "road", "night", "letter", "stone")


@dataclass(slots=True)
class Builder:
    """One way of building, and what its runs took, in seconds: the wall's and the processors'."""

    name: str
    folder: Path
    command: list[str]
    result: Path
    cold: list[tuple[float, float]] = field(default_factory=list)
    edited: list[tuple[float, float]] = field(default_factory=list)
    lufs: list[float] = field(default_factory=list)
    peaks_dbtp: list[float] = field(default_factory=list)

    def hear(self) -> None:
        """Measure the file that the last build left."""
        lufs, peak_dbtp = loudness(self.result)
        self.lufs.append(lufs)
        self.peaks_dbtp.append(peak_dbtp)

    def cold_seconds(self) -> float:
        return min(wall for wall, _ in self.cold)

    def edited_seconds(self) -> float:
        return min(wall for wall, _ in self.edited)

    def deviations_lu(self) -> str:
        """How far off the target its files are, and the highest peak: "-1.2 LU, -2.0 dBTP", or the least and the most."""
        found = sorted({f"{lufs - TARGET_LUFS:+.1f}" for lufs in self.lufs}, key=float)
        return " to ".join(dict.fromkeys((found[0], found[-1]))) + f" LU, {max(self.peaks_dbtp):.1f} dBTP"


def words(number: int) -> str:
    thing, other = THINGS[number % 7], THINGS[(number * 3 + 1) % 7]
    return f"Line {number}: the {thing}, the {other}, and what nobody counted."


def clip(number: int, text: str) -> np.ndarray:
    """One recorded line: float32 at 48 kHz, mono, the two voices in turn, at levels as different as those of two rooms."""
    said = known_engine("espeak").speak(Utterance((Piece(text),), VOICES[number % 2], "en", 160), World())
    samples = soxr.resample(said.samples.astype(np.float32) / 32_768, said.sample_rate_hz, RATE_HZ)
    return np.asarray(samples * (0.7, 0.35)[number % 2], np.float32)


def write_clips(folder: Path) -> Path:
    """clips/000.wav and on, the other reading of one of them as other.wav, and 450 ms of silence as gap.wav."""
    (folder / "clips").mkdir(parents=True)
    for number in range(CLIPS):
        soundfile.write(folder / "clips" / f"{number:03}.wav", clip(number, words(number)), RATE_HZ, "PCM_16")
    soundfile.write(folder / "other.wav", clip(EDITED, words(EDITED) + " Or so they said."), RATE_HZ, "PCM_16")
    soundfile.write(folder / "gap.wav", np.zeros(RATE_HZ * 9 // 20), RATE_HZ, "PCM_16")
    return folder


def write_show(folder: Path, clips: Path) -> Path:
    """A show whose one episode has these clips as takes: mono, 96 kbit/s, -19 LUFS, which are what podbuild does unasked.

    The peers draw no cover, so the show brings its picture; cards, pages and the feed are podbuild's extra work.
    """
    (folder / "episodes").mkdir(parents=True)
    shutil.copytree(clips / "clips", folder / "assets" / "clips")
    lines = [f"{('HOST', 'GUEST')[n % 2]}: {words(n)} {{take: clips/{n:03}.wav}}" for n in range(CLIPS)]
    Image.linear_gradient("L").resize((1400, 1400)).convert("RGB").save(folder / "assets" / "cover.jpg")
    (folder / "show.yaml").write_text(SHOW + "artwork: assets/cover.jpg\n", "utf-8")
    (folder / "rights.yaml").write_text("- files: [assets/**]\n  holder: Bench\n  license: CC0-1.0\n", "utf-8")
    head = "---\ntitle: Clips\ndate: 2026-01-01\nartwork: assets/cover.jpg\n---"
    (folder / "episodes" / "clips.md").write_text("\n\n".join([head, *lines]), "utf-8")
    return folder


def ours(folder: Path, clips: Path, jobs: int) -> Builder:
    root = write_show(folder, clips)
    command = [sys.executable, "-m", "podbuild", "build", "--show", str(root), "--jobs", str(jobs), "--format", "json"]
    return Builder(OURS, root / "assets", command, root / "public" / "audio" / "clips.mp3")


def theirs(peer: Peer, folder: Path, clips: Path, python: str) -> Builder:
    shutil.copytree(clips, folder)
    return Builder(peer.name, folder, peer.prepared(folder, python), folder / "out.mp3")


def took(builder: Builder) -> tuple[float, float]:
    """One build: seconds of the wall and of the processors."""
    where = ROOT if builder.name == OURS else builder.folder
    before, begun = _processor_seconds(), time.perf_counter()
    # As installed programs run: with their modules compiled beforehand.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(builder.command, cwd=where, env=environment, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(f"{builder.name} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return wall, _processor_seconds() - before


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def loudness(path: Path) -> tuple[float, float]:
    """A finished file's integrated loudness in LUFS and true peak in dBTP, as ffmpeg measures them."""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    lufs, peak = re.search(r"I:\s+(-?[\d.]+) LUFS", summary), re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert lufs and peak, said
    return float(lufs[1]), float(peak[1])


def one_round(folder: Path, clips: Path, peers_python: str, jobs: int, among: Iterable[Peer]) -> list[Builder]:
    """Everybody builds from nothing, then after one clip was replaced; fresh folders, so that nothing is known before."""
    builders = [ours(folder / OURS, clips, jobs)]
    builders += [theirs(peer, folder / peer.name.replace(" ", "-"), clips, peers_python) for peer in among]
    for builder in builders:
        builder.cold.append(took(builder))
        builder.hear()
        shutil.copyfile(clips / "other.wav", builder.folder / "clips" / f"{EDITED:03}.wav")
        builder.edited.append(took(builder))
        builder.hear()
    return builders


def measured(peers_python: str, runs: int, jobs: int) -> list[Builder]:
    """All rounds together; peers that are not installed are left out, with a note on standard error."""
    among = [peer for peer in peers(jobs) if peer.is_installed(peers_python)]
    for peer in peers(jobs):
        if peer not in among:
            print(f"{peer.name} is not installed in {peers_python}: left out", file=sys.stderr)
    with tempfile.TemporaryDirectory() as name:
        clips = write_clips(Path(name) / "made")
        rounds = [one_round(Path(name) / f"round{i}", clips, peers_python, jobs, among) for i in range(runs)]
    together = rounds[0]
    for other in rounds[1:]:
        for into, builder in zip(together, other, strict=True):
            into.cold += builder.cold
            into.edited += builder.edited
            into.lufs += builder.lufs
            into.peaks_dbtp += builder.peaks_dbtp
    return together


def rows_of(builders: Sequence[Builder]) -> list[Row]:
    """The goals: as fast as the fastest peer, from nothing and after an edit; and the right loudness, which no peer has."""
    we, peers_ = builders[0], builders[1:]
    found = []
    for goal, seconds in (("140 clips, cold", Builder.cold_seconds), ("140 clips, one replaced", Builder.edited_seconds)):
        fastest = min(peers_, key=seconds)
        ratio = seconds(we) / seconds(fastest)
        found.append(
            Row(f"{goal}: ≤ 1", f"{seconds(we):.2f} s", f"{fastest.name} {seconds(fastest):.2f} s", f"{ratio:.2f}", ratio <= 1)
        )
    is_right = all(abs(lufs - TARGET_LUFS) <= TOLERANCE_LU for lufs in we.lufs) and max(we.peaks_dbtp) <= PEAK_DBTP
    deviations = ", ".join(f"{peer.name} {peer.deviations_lu()}" for peer in peers_)
    goal = f"{TARGET_LUFS:g} LUFS ± {TOLERANCE_LU} LU, ≤ {PEAK_DBTP:g} dBTP"
    found.append(Row(goal, we.deviations_lu(), deviations, "", is_right))
    return found


def rows(peers_python: str = sys.executable, runs: int = 3, jobs: int = os.cpu_count() or 2) -> list[Row]:
    """The rows of the table of goals."""
    return rows_of(measured(peers_python, runs, jobs))


def all_printed(builders: Iterable[Builder]) -> str:
    """Every builder's best times: wall and processors, cold and after the edit, and its loudness."""
    head = f"{'':<20}{'cold':>8}{'CPU':>8}{'edited':>9}{'CPU':>8}   off target"
    lines = [head]
    for b in builders:
        (cold, cold_cpu), (edited, edited_cpu) = (tuple(map(min, zip(*pairs, strict=True))) for pairs in (b.cold, b.edited))
        lines.append(f"{b.name:<20}{cold:>7.2f}s{cold_cpu:>7.2f}s{edited:>8.2f}s{edited_cpu:>7.2f}s   {b.deviations_lu()}")
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="a Python with pydub and ffmpeg-normalize")
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    options = arguments.parse_args()
    builders = measured(options.peers, options.runs, options.jobs)
    print(f"{os.cpu_count()} cores, {options.jobs} jobs, the fastest of {options.runs} runs\n\n{all_printed(builders)}\n")
    print(printed(rows_of(builders)))


if __name__ == "__main__":
    main()
