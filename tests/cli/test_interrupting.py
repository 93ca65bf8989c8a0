"""Ctrl-C during a build: it ends at once, keeps what is finished, and leaves neither a process nor half a file."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import SHOW, process, write

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")]

WORDS = "There was a road here before there was a map, and it went where the snow let it go, year after year."
LONG = {
    "show.yaml": SHOW.replace("{engine: tone}", "{engine: espeak, voice: en-gb}"),
    **{
        f"episodes/part-{n}.md": f"---\ntitle: Part {n}\ndate: 2026-01-0{n}\nsummary: Much.\n---\n"
        + "\n\n".join(f"HOST: Number {n * 100 + i}. {WORDS}" for i in range(30))
        for n in range(1, 3)
    },
}


def descendants(root_pid: int) -> list[int]:
    """The processes below one, by what /proc tells."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found, todo = [], [root_pid]
    while todo:
        children = [pid for pid, parent in parents.items() if parent == todo[-1]]
        todo.pop()
        found += children
        todo += children
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def finished_steps(show: Path) -> int:
    return len(list((show / ".podbuild" / "store" / "results").glob("*/*")))


def interrupted(show: Path, least_steps: int, by: signal.Signals) -> tuple[int, str, str, float, list[int]]:
    """Begin a build, interrupt it once that many steps are kept: its status, its outputs, how long the end took, its children."""
    command = [sys.executable, "-m", "podbuild", "build", "--format", "json"]
    build = subprocess.Popen(command, cwd=show, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while build.poll() is None and finished_steps(show) < least_steps:
        time.sleep(0.01)
    below = descendants(build.pid)
    begun = time.monotonic()
    os.kill(build.pid, by)
    out, err = build.communicate(timeout=30)
    return build.returncode, out, err, time.monotonic() - begun, below


@pytest.mark.parametrize(
    ("least_steps", "by", "status_due"), [(1, signal.SIGINT, 130), (60, signal.SIGINT, 130), (30, signal.SIGTERM, 143)]
)
def test_an_interrupted_build_ends_at_once_and_the_next_goes_on(tmp_path, least_steps, by, status_due):
    show = write(tmp_path / "show", LONG)
    status, out, err, seconds, below = interrupted(show, least_steps, by)
    kept = finished_steps(show)
    assert status == status_due, err
    assert seconds < 1
    assert "interrupted: what is finished is kept, and the same command goes on from there" in err and "Traceback" not in err
    assert json.loads(out.splitlines()[-1]) == {"event": "end", "outcome": "interrupted"}
    deadline = time.monotonic() + 2
    while any(map(is_running, below)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in below if is_running(pid)] == []
    assert [p for p in show.rglob("*") if p.name.endswith(".podbuild-part")] == []
    assert not (show / "public" / "feed.xml").exists()

    again = process("build", cwd=show)
    assert again.returncode == 0, again.stderr
    found = re.search(r"\((\d+) steps run", " ".join(again.stdout.split()))
    assert found is not None and kept >= least_steps
    assert int(found[1]) == finished_steps(show) - kept, "what was kept is not made again"
