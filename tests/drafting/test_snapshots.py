"""Snapshots: what is read back is what was kept."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.drafting.snapshots import is_snapshot, keep_snapshot, read_snapshot, snapshot_text
from podbuild.drafting.source_text import SourcePassage, SourceText
from podbuild.steps.step import StepFailed

SOURCE = SourceText(
    "news",
    "feed",
    "https://e.org/news.xml",
    "The Tide Desk",
    "2026-11-20T06:00:00Z",
    (SourcePassage(1, "[Ice](https://e.org/a) sings.", "https://e.org/?p=1]#2"), SourcePassage(2, "[news#9] is words.")),
)
NAMES = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
PASSAGES = st.builds(SourcePassage, st.integers(1, 10**6), st.text(), st.text())
SOURCES = st.builds(SourceText, NAMES, NAMES, st.text(), st.text(), st.text(), st.lists(PASSAGES, max_size=6).map(tuple))


@given(SOURCES)
def test_what_is_read_back_is_what_was_kept(source: SourceText) -> None:
    text = snapshot_text(source)
    assert read_snapshot(text) == source
    assert read_snapshot(text.replace("\n", "\r\n")) == source
    assert read_snapshot("\ufeff" + text) == source
    assert len(text.splitlines()) == len(text.split("\n")) - 1
    assert is_snapshot(text)


@given(st.text(), st.integers(0, 300), st.integers(0, 20))
def test_reading_never_raises(put: str, at: int, length: int) -> None:
    text = snapshot_text(SOURCE)
    read_snapshot(put)
    read_snapshot(text[:at] + put + text[at + length :])


def test_how_one_looks() -> None:
    assert snapshot_text(SOURCE) == (
        "podbuild-snapshot: 1\n"
        "name: news\n"
        "kind: feed\n"
        "origin: https://e.org/news.xml\n"
        "title: The Tide Desk\n"
        "read: 2026-11-20T06:00:00Z\n"
        "\n"
        "[news#1 https://e.org/?p=1\\u{5d}#2] [Ice](https://e.org/a) sings.\n"
        "[news#2] [news#9] is words.\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "podbuild-snapshot: 2\nname: a\nkind: b\norigin: c\n\n",
        "podbuild-snapshot: 1\nname: a\nkind: b\norigin: c",
        "podbuild-snapshot: 1\nname: a\nkind: b\n\n",
        "podbuild-snapshot: 1\nname: a\nname: b\nkind: b\norigin: c\n\n",
        "podbuild-snapshot: 1\nname: a\nkind: b\norigin: c\nmore: d\n\n",
        "podbuild-snapshot: 1\nname: a\nkind: b\norigin: c\n\nwords\n",
        "podbuild-snapshot: 1\nname: a\nkind: b\norigin: c\n\n[b#1] words\n",
    ],
)
def test_what_is_none(text: str) -> None:
    assert read_snapshot(text) is None


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_words_are_the_same_file_whenever_they_were_read(tmp_path: Path) -> None:
    rel = keep_snapshot(tmp_path, SOURCE)
    assert (
        rel.startswith("sources/snapshots/news-") and rel.endswith(".md") and len(rel) == len("sources/snapshots/news-12345678.md")
    )
    before = (tmp_path / rel).stat()
    assert keep_snapshot(tmp_path, replace(SOURCE, read="2026-11-21T06:00:00Z")) == rel
    after = (tmp_path / rel).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert read_snapshot((tmp_path / rel).read_text("utf-8")) == SOURCE
    assert keep_snapshot(tmp_path, replace(SOURCE, title="Other")) != rel


def test_a_file_that_was_edited_is_not_overwritten(tmp_path: Path) -> None:
    rel = keep_snapshot(tmp_path, SOURCE)
    (tmp_path / rel).write_text("edited", "utf-8")
    again = keep_snapshot(tmp_path, SOURCE)
    assert again != rel
    assert (tmp_path / rel).read_text("utf-8") == "edited"
    assert read_snapshot((tmp_path / again).read_text("utf-8")) == SOURCE
    assert keep_snapshot(tmp_path, SOURCE) == again


@pytest.mark.parametrize("link", ["sources", "sources/snapshots"])
def test_nothing_is_written_through_a_link_out_of_the_show(tmp_path: Path, link: str) -> None:
    show, outside = tmp_path / "show", tmp_path / "outside"
    (show / link).parent.mkdir(parents=True)
    (outside / "snapshots").mkdir(parents=True)
    (show / link).symlink_to(outside)
    with pytest.raises(StepFailed) as caught:
        keep_snapshot(show, SOURCE)
    assert caught.value.diagnostic.code == "source-link-out"
    assert [p for p in outside.rglob("*") if p.is_file()] == []


def test_a_link_in_place_of_the_file(tmp_path: Path) -> None:
    rel = keep_snapshot(tmp_path, SOURCE)
    (tmp_path / rel).unlink()
    (tmp_path / rel).symlink_to(tmp_path / "victim")
    with pytest.raises(StepFailed):
        keep_snapshot(tmp_path, SOURCE)
    assert not (tmp_path / "victim").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir(mode=0o500)
    with pytest.raises(StepFailed):
        keep_snapshot(tmp_path, SOURCE)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "sources").write_text("", "utf-8")
    with pytest.raises(StepFailed) as caught:
        keep_snapshot(tmp_path, SOURCE)
    assert caught.value.diagnostic.code == "source-unwritable"
