"""Transcripts of meetings → turns."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting.sources.trying import file, mistake, texts

VTT = """WEBVTT

00:01.000 --> 00:02.500
<v Ada>On the ice.

00:02.500 --> 00:04.000
<v Ada>It sang.

00:04.000 --> 00:05.000
<v Bo Lind>Did it?
"""
SRT = """1
00:00:01,000 --> 00:00:02,500
Ada: On the ice.

2
00:00:02,500 --> 00:00:04,000
Ada: It sang.

3
00:00:04,000 --> 00:00:05,000
Bo Lind: Did it?
"""
TURNS = ["Ada: On the ice. It sang.", "Bo Lind: Did it?"]


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("a.vtt", VTT, TURNS),
        ("meeting:a.txt", VTT, TURNS),
        ("a.srt", SRT, TURNS),
        ("meeting:a.txt", "Ada: On the ice.\nIt sang.\nBo Lind: Did it?\n", TURNS),
        ("meeting:a.txt", "[00:00:01] Ada: On the ice.\n[00:00:02] Ada: It sang.\n(0:04) Bo Lind: Did it?", TURNS),
        ("meeting:a.txt", "Ada  0:01\nOn the ice.\nIt sang.\n\nBo Lind  0:04\nDid it?\n", TURNS),
        ("meeting:a.txt", "Ada (0:01): On the ice. It sang.\nBo Lind (0:04): Did it?", TURNS),
        ("meeting:a.txt", "Words that nobody is named for.", ["Words that nobody is named for."]),
        ("meeting:a.md", "Ada: See https://e.org/a: it is there.", ["Ada: See https://e.org/a: it is there."]),
    ],
)
def test_turns(tmp_path: Path, asked: str, text: str, expected: list[str]) -> None:
    file(tmp_path, asked.rpartition(":")[2], text)
    assert texts(tmp_path, asked) == expected


def test_a_long_turn_keeps_its_speaker_in_every_piece(tmp_path: Path) -> None:
    file(tmp_path, "a.txt", "Ada: " + "It sang at night. " * 300)
    found = texts(tmp_path, "meeting:a.txt")
    assert len(found) > 2
    assert all(text.startswith("Ada: It sang") and len(text) <= 1500 for text in found)


@pytest.mark.parametrize("text", ["", "WEBVTT\n\n", "WEBVTT\n\nNOTE nothing\n"])
def test_nothing_said(tmp_path: Path, text: str) -> None:
    file(tmp_path, "a.vtt", text)
    assert mistake(tmp_path, "a.vtt").code == "source-empty"
