"""What format.md claims in words, held against the loader: a script, and what it becomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.model.episode import Clip, Item, Line, Music, MusicStop, Pause, Sfx
from podbuild.source.load import load
from podbuild.source.workspace import Workspace

SHOW = """\
title: T
description: D
author: A
url: https://example.org/
language: en
categories: [Arts]
voices: {host: {}, guest: {}}
"""
HEAD = "---\ntitle: One\ndate: 2026-11-20\n---\n"
CLAIMS = (
    ("Host: one.\n\n**guest:** two.\n\nthree.", ["host: one.", "guest: two.", "guest: three."]),
    ("NASA\\: flies.", ["host: NASA: flies."]),
    ("- one\n- two", ["host: one", "host: two"]),
    ("> one\n>\n> two", ["host: one", "host: two"]),
    ("one\n\n---\n\ntwo", ["host: one", "pause 1.2", "host: two"]),
    ("See https://www.example.org/a/b now.", ["host: See example.org now."]),
    ("A fact.[^1]\n\n[^1]: The source.", ["host: A fact."]),
    ("one <!-- not this --> two", ["host: one two"]),
    ("1984\\. A year.", ["host: 1984. A year."]),
    ("one\ntwo", ["host: one two"]),
    ("{pause: 2 min}\n\none", ["pause 120", "host: one"]),
    ("one {sfx: bell, gain: -6} two", ["host: one", "effect under -6", "host: two"]),
    ("one\n\n{sfx: bell}", ["host: one", "effect alone 0"]),
    ("{music: bell}\n\none\n\n{music: stop}", ["bed -22 2", "host: one", "stop 3"]),
    ("{music: {bed: bell, gain: -24 dB}}\n\none", ["bed -24 2", "host: one"]),
    ("{clip: bell, from: 0:30, to: 1:10, voice: guest, say: Hm.}", ["clip 30 70 guest Hm."]),
    ("{voice: guest, say: Tokyo}\n\none", ["guest: Tokyo", "guest: one"]),
    ("one {voice: guest, say: two} three", ["host: one", "guest: two", "host: three"]),
    ("Nowak{say: Noh-vack} sings.", ["host: Nowak sings."]),
    ("{rate: 120}\n\none\n\n# Next\n\ntwo", ["host: one at 120", "host: two"]),
    ("{rate: 120} one\n\ntwo", ["host: one at 120", "host: two"]),
)


def written(item: Item) -> str:
    match item:
        case Line():
            return f"{item.voice}: {item.text}" + (f" at {item.rate}" if item.rate else "")
        case Pause():
            return f"pause {item.seconds:g}"
        case Sfx():
            return f"effect {'under' if item.is_under else 'alone'} {item.gain_db:g}"
        case Music():
            return f"bed {item.gain_db:g} {item.fade_seconds:g}"
        case MusicStop():
            return f"stop {item.fade_seconds:g}"
        case Clip():
            return f"clip {item.start_seconds:g} {item.end_seconds:g} {item.voice} {item.text}"
    raise AssertionError(item)


@pytest.mark.parametrize(("script", "expected"), CLAIMS, ids=[script[:30] for script, _ in CLAIMS])
def test_claim(script: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "bell.ogg").write_bytes(b"not opened by the loader")
    (tmp_path / "show.yaml").write_text(SHOW, encoding="utf-8")
    (tmp_path / "episodes" / "one.md").write_text(HEAD + script + "\n", encoding="utf-8")
    _, episodes, mistakes = load(Workspace(tmp_path))
    assert mistakes == ()
    assert [written(item) for segment in episodes[0].segments for item in segment.items] == expected
