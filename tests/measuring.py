"""Measuring finished files with instruments that are not podbuild's own: ffmpeg's ebur128, mutagen, mp3val."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from podbuild.audio import ffmpeg
from tests.shows import WORLD


def ebur128(path: Path) -> tuple[float, float]:
    """(integrated loudness in LUFS, true peak in dBTP) as ffmpeg measures them."""
    command = [ffmpeg.program(WORLD), "-hide_banner", "-nostats", "-xerror", "-i", str(path)]
    command += ["-map", "0:a", "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    summary = done.stderr[done.stderr.rindex("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+|nan) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+|-?inf) dBFS", summary)
    assert loudness and peak, summary
    return float(loudness[1]), float(peak[1])


def seconds(path: Path) -> float:
    import mutagen

    return float(mutagen.File(path).info.length)


def mp3val(path: Path) -> str:
    """What mp3val complains of; "" where it is content or not installed."""
    if shutil.which("mp3val") is None:
        return ""
    done = subprocess.run(["mp3val", str(path)], capture_output=True, text=True, check=False)
    return "\n".join(line for line in done.stdout.splitlines() if line.startswith(("WARNING", "ERROR")))
