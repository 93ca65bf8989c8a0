"""The show that the guide writes from nothing, and the README's episode, built for real through the command line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from podbuild.base.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]
_FILE = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SOUNDS = ("calm", "bell")


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file that guide and README write down, and the two sounds that the guide copies."""
    folder = tmp_path_factory.mktemp("window-seat")
    for page in (ROOT / "docs" / "guide.md", ROOT / "README.md"):
        for name, text in _FILE.findall(page.read_text(encoding="utf-8")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    (folder / "assets").mkdir()
    for sound in _SOUNDS:
        shutil.copyfile(shipped("templates") / "sounds" / f"{sound}.ogg", folder / "assets" / f"{sound}.ogg")
    return folder


def _build(show: Path) -> tuple[int, list[dict[str, Any]]]:
    command = [sys.executable, "-m", "podbuild", "build", "--strict", "--future", "--format", "json", "--show", str(show)]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return ended.returncode, [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.mark.slow
def test_guide_builds_without_a_warning_and_a_second_time_for_nothing(show: Path) -> None:
    status, events = _build(show)
    assert (status, [e for e in events if e["event"] == "diagnostic"]) == (0, [])
    slugs = {path.stem for path in (show / "episodes").iterdir()}
    assert {e["slug"] for e in events if e["event"] == "release"} == slugs
    assert all((show / "public" / "audio" / f"{slug}.mp3").stat().st_size > 50_000 for slug in slugs)
    feed = (show / "public" / "feed.xml").read_text(encoding="utf-8")
    assert all(f"audio/{slug}.mp3" in feed for slug in slugs)
    status, events = _build(show)
    assert (status, events[-1]["ran"], events[-1]["written"]) == (0, {}, 0)


@pytest.mark.slow
def test_events_are_as_documented(show: Path) -> None:
    table = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").partition("## Events")[2]
    documented = {
        m[1]: set(re.findall(r"`(\w+)`", m[2])) for m in re.finditer(r"^\| `(\w+)` \|[^|]*\|(.*)\|$", table, re.MULTILINE)
    }
    _, events = _build(show)
    for event in events:
        assert set(event) - {"event"} - documented[event["event"]] == set(), event["event"]
