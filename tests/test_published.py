"""Episodes that listeners have already: what goes out as it is, and what is not done for it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from lxml import etree

from podbuild.base.shipped import shipped
from podbuild.model.episode import Said
from podbuild.model.transcript_file import read_transcript
from tests.shows import actions, built, edited, write_show

LINKED = """\
---
title: Herring
date: 2026-09-26
guid: "an old guid, with spaces"
audio: {url: "https://media.example/herring.mp3?a=1&b=2", bytes: 19000001, type: audio/mpeg, duration: 39:35}
chapters:
  - {start: 0:00, title: The bell}
  - {start: 12:30, title: The ninth day, url: "https://example.org/ninth"}
---
"""
AS_IS = """\
---
title: Bell
date: 2026-09-27
audio: {file: bell.ogg, as_is: true}
---
"""


def test_what_is_out_is_neither_spoken_nor_encoded_nor_drawn(tmp_path: Path) -> None:
    root = write_show(tmp_path, {"herring.md": LINKED, "bell.md": AS_IS})
    result = built(root, leaves_search=True)
    assert actions(result) == {"adopt": 1, "artwork-cover": 1}
    items = {item.findtext("title"): item for item in etree.parse(root / "public/feed.xml").iter("item")}
    herring = items["Herring"].find("enclosure")
    assert dict(herring.attrib) == {
        "url": "https://media.example/herring.mp3?a=1&b=2",
        "length": "19000001",
        "type": "audio/mpeg",
    }
    assert items["Herring"].findtext("guid") == "an old guid, with spaces"
    assert (root / "public/audio/bell.ogg").read_bytes() == (shipped("templates") / "sounds" / "bell.ogg").read_bytes()
    chapters = json.loads((root / "public/chapters/herring.json").read_text("utf-8"))["chapters"]
    assert [(c["startTime"], c["endTime"], c.get("url")) for c in chapters] == [
        (0.0, 750.0, None),
        (750.0, 2375.0, "https://example.org/ninth"),
    ]
    edited(root, "episodes/herring.md", "title: Herring", "title: The herring")
    again = built(root, leaves_search=True)
    assert (actions(again), again.built) == ({}, ("herring",))


def test_a_page_may_play_what_lies_elsewhere_and_no_other_page_may(tmp_path: Path) -> None:
    root = write_show(tmp_path, {"herring.md": LINKED, "bell.md": AS_IS})
    built(root, leaves_search=True)
    pages = {slug: (root / f"public/episodes/{slug}/index.html").read_text("utf-8") for slug in ("herring", "bell")}
    assert "media-src 'self' https: http:;" in pages["herring"]
    assert "media-src 'self';" in pages["bell"]
    assert '<source src="https://media.example/herring.mp3?a=1&amp;b=2" type="audio/mpeg">' in pages["herring"]
    assert '<source src="../../audio/bell.ogg" type="audio/ogg">' in pages["bell"]
    shutil.rmtree(root / "public")
    built(root, leaves_search=True)
    assert (root / "public/audio/bell.ogg").is_file()


TRANSCRIPTS = (
    (
        ".vtt",
        "WEBVTT - x\n\nNOTE a\n\n1\n00:00.000 --> 00:01.500 line:0\n<v.x Ada>On <b>the</b> ice.</v>\n",
        ("Ada", "On the ice."),
    ),
    (".vtt", "\ufeffWEBVTT\r\n\r\n00:00:00.000 --> 00:00:01.500\r\nNobody &amp; all\r\n", ("", "Nobody & all")),
    (".srt", "1\n00:00:00,000 --> 00:00:01,500\nAda: On the ice.\n", ("Ada", "On the ice.")),
    (".srt", "1\n00:00:00,000 --> 00:00:01,500\nIt is 10:30 now\n", ("", "It is 10:30 now")),
    (".json", '{"segments": [{"startTime": 0, "endTime": 1.5, "speaker": "Ada", "body": "On the ice."}]}', ("Ada", "On the ice.")),
    (".json", "[" * 5000, None),
    (".json", '{"segments": [{"startTime": true, "body": "x"}, 1, null]}', None),
    (".vtt", "no transcript", None),
)


@pytest.mark.parametrize(("suffix", "text", "expected"), TRANSCRIPTS)
def test_transcripts_are_read_as_they_are_found(suffix: str, text: str, expected: tuple[str, str] | None) -> None:
    found = read_transcript(text, suffix)
    assert found == ((Said(0.0, 1.5, *expected),) if expected else ())
