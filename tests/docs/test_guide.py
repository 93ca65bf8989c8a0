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

from podbuild.base.diagnostics import render
from podbuild.build import read
from podbuild.steps.world import World
from tests.docs.pages import ROOT, program


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide's show, with the README's episode in it."""
    folder = tmp_path_factory.mktemp("window-seat")
    program("samples").write_show(folder, ROOT / "docs" / "guide.md", ROOT / "README.md")
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


def test_the_sample_of_a_message_is_real(show: Path, tmp_path: Path) -> None:
    """messages.md shows a mistake as it is told; here it is made, in the guide's show."""
    page = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    shown = re.search(r"^```\n(episodes/one\.md:(\d+):.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert shown
    head = "---\ntitle: One\ndate: 2026-11-20\nsummary: One.\n---\n# One\n\nText.\n\n"
    faulty = tmp_path / "faulty"
    shutil.copytree(show, faulty, ignore=shutil.ignore_patterns("public", ".podbuild", "episodes"))
    (faulty / "episodes").mkdir()
    (faulty / "episodes" / "one.md").write_text(head + "HOTS: Good evening.\n", encoding="utf-8")
    source = read(faulty, World())
    assert [render(d, source.workspace.source_line) for d in source.diagnostics] == [shown[1].rstrip()]
