"""The ledger of what was covered: it grows, survives merges and kills, and forgets what a deleted episode told."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from podbuild.drafting.covered import LEDGER, cover, covered
from podbuild.drafting.source_text import SourcePassage, SourceText
from podbuild.steps.step import StepFailed
from tests.drafting.sources.test_git_source import git


def source(origin: str, *keys: str) -> SourceText:
    return SourceText("news", "feed", origin, passages=tuple(SourcePassage(n, "x", key) for n, key in enumerate(keys, 1)))


def known(root: Path, *dead: str) -> tuple[dict[str, list[str]], list[tuple[int, str]]]:
    found, mistakes = covered(root, lambda slug: slug not in dead)
    return {name: sorted(keys) for name, keys in found.items()}, [(m.span.line, m.severity) for m in mistakes if m.span]


def test_nothing_yet(tmp_path: Path) -> None:
    assert known(tmp_path) == ({}, [])
    cover(tmp_path, "monday", [source("notes.md", "", "")], "2026-11-20")
    assert not (tmp_path / LEDGER).exists()


def test_items_by_source_while_their_episode_is_there(tmp_path: Path) -> None:
    cover(tmp_path, "monday", [source("a", "1", "1", "2", ""), source("b", "1")], "2026-11-16")
    cover(tmp_path, "tuesday", [source("a", "2", "3")], "2026-11-17")
    assert known(tmp_path) == ({"a": ["1", "2", "3"], "b": ["1"]}, [])
    assert known(tmp_path, "monday") == ({"a": ["2", "3"]}, [])
    assert known(tmp_path, "monday", "tuesday") == ({}, [])
    first = json.loads((tmp_path / LEDGER).read_text("utf-8").splitlines()[0])
    assert first == {"source": "a", "item": "1", "episode": "monday", "date": "2026-11-16"}


def test_twice_is_once_and_what_is_there_is_not_rewritten(tmp_path: Path) -> None:
    cover(tmp_path, "monday", [source("a", "1")], "2026-11-16")
    before = (tmp_path / LEDGER).read_bytes()
    cover(tmp_path, "monday", [source("a", "1")], "2026-11-17")
    assert (tmp_path / LEDGER).read_bytes() == before
    cover(tmp_path, "monday", [source("a", "2")], "2026-11-17")
    assert (tmp_path / LEDGER).read_bytes().startswith(before)


@pytest.mark.parametrize("key", ["a\nb", 'quo"te', "\u2028", "é" * 50, "\\u{5d}", "\x00"])
def test_odd_keys(tmp_path: Path, key: str) -> None:
    cover(tmp_path, "monday", [source("a", key, "next")], "2026-11-16")
    assert known(tmp_path) == ({"a": sorted([key, "next"])}, [])


# ── damage ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_last_line_that_was_cut_off(tmp_path: Path) -> None:
    cover(tmp_path, "monday", [source("a", "1", "2")], "2026-11-16")
    path = tmp_path / LEDGER
    path.write_bytes(path.read_bytes()[:-20])
    assert known(tmp_path) == ({"a": ["1"]}, [(2, "warning")])
    (mistake,) = covered(tmp_path, lambda slug: True)[1]
    assert "cut off" in mistake.message
    cover(tmp_path, "tuesday", [source("a", "3")], "2026-11-17")
    assert known(tmp_path) == ({"a": ["1", "3"]}, [(2, "warning")])


@pytest.mark.parametrize(
    "line", ["{}", "[]", "1", "nonsense", '{"source": 1, "item": "a", "episode": "b"}', "<<<<<<< HEAD", "[" * 100_000]
)
def test_a_line_that_is_none(tmp_path: Path, line: str) -> None:
    cover(tmp_path, "monday", [source("a", "1")], "2026-11-16")
    with (tmp_path / LEDGER).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    cover(tmp_path, "monday", [source("a", "2")], "2026-11-16")
    assert known(tmp_path) == ({"a": ["1", "2"]}, [(2, "warning")])


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / LEDGER).write_bytes(b"\xff\xfe\x00\n" + b'{"source": "a", "item": "1", "episode": "m", "date": ""}\r\n')
    assert known(tmp_path) == ({"a": ["1"]}, [(1, "warning")])


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / LEDGER).mkdir(parents=True)
    found, (mistake,) = covered(tmp_path, lambda slug: True)
    assert (found, mistake.code, mistake.is_error) == ({}, "covered-broken", True)
    with pytest.raises(StepFailed):
        cover(tmp_path, "monday", [source("a", "1")], "2026-11-16")


@pytest.mark.parametrize("link", ["sources", LEDGER])
def test_nothing_is_written_through_a_link(tmp_path: Path, link: str) -> None:
    show, outside = tmp_path / "show", tmp_path / "outside"
    (show / link).parent.mkdir(parents=True)
    outside.mkdir()
    (show / link).symlink_to(outside / "file" if link == LEDGER else outside)
    with pytest.raises(StepFailed):
        cover(show, "monday", [source("a", "1")], "2026-11-16")
    assert list(outside.iterdir()) == []


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_a_union_merge_of_both_sides(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / ".gitattributes").write_text(f"{LEDGER} merge=union\n", "utf-8")
    cover(tmp_path, "monday", [source("a", "1")], "2026-11-16")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "checkout", "-qb", "other")
    cover(tmp_path, "tuesday", [source("a", "2", "both")], "2026-11-17")
    git(tmp_path, "commit", "-qam", "two")
    git(tmp_path, "checkout", "-q", "main")
    cover(tmp_path, "wednesday", [source("a", "3", "both")], "2026-11-18")
    git(tmp_path, "commit", "-qam", "three")
    git(tmp_path, "merge", "-q", "other", "-m", "both")
    assert known(tmp_path) == ({"a": ["1", "2", "3", "both"]}, [])
    assert known(tmp_path, "wednesday") == ({"a": ["1", "2", "both"]}, [])


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_killed_while_it_writes(tmp_path: Path) -> None:
    """Whatever is killed, whole lines stay whole, and the next run goes on."""
    program = f"""
import pathlib, sys
from podbuild.drafting.covered import cover
from podbuild.drafting.source_text import SourcePassage, SourceText
print("on", flush=True)
for n in range(100_000):
    passages = tuple(SourcePassage(k, "x", f"{{sys.argv[1]}}-{{n}}-{{k}}" + "y" * 200) for k in range(20))
    cover(pathlib.Path({str(tmp_path)!r}), "ep", [SourceText("a", "feed", "a", passages=passages)], "2026-11-16")
"""
    for number in range(6):
        begun = [sys.executable, "-c", program, str(number)]
        running = subprocess.Popen(begun, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": ":".join(sys.path)})
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(0.05 + 0.013 * number)
        running.kill()
        running.wait()
        running.stdout.close()
    found, mistakes = covered(tmp_path, lambda slug: True)
    assert len(found["a"]) >= 6
    assert len(mistakes) <= 6
    cover(tmp_path, "ep", [source("a", "last")], "2026-11-17")
    assert "last" in covered(tmp_path, lambda slug: True)[0]["a"]
