"""The JSON outputs, value for value."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from podbuild.model.release import Chapter, Programme
from podbuild.outputs.chapters_json import CHAPTERS_JSON
from podbuild.outputs.timeline_json import TIMELINE_JSON
from podbuild.outputs.transcript_json import TRANSCRIPT_JSON

from .samples import EMPTY, NASTY, ORDINARY, link, picture


def timeline(programme: Programme) -> list[Any]:
    items = json.loads(TIMELINE_JSON.render(programme))["items"]
    return [(kind, v["start_time_ms"], v.get("duration_ms")) for item in items for kind, v in item.items()]


def test_transcript_goes_by_words_where_they_are_known() -> None:
    document = json.loads(TRANSCRIPT_JSON.render(ORDINARY))
    assert document["version"] == "1.0.0"
    assert document["segments"][0] == {"speaker": "Host", "startTime": 0.5, "endTime": 0.8, "body": "We"}
    assert document["segments"][4] == {"speaker": "Host", "startTime": 1.6, "endTime": 3.0, "body": "ice."}
    assert document["segments"][5]["speaker"] == "Guest" and len(document["segments"][5]["body"]) > 20
    assert document["segments"][-1]["endTime"] == 20.0


def test_chapters_carry_pictures_and_links() -> None:
    document = json.loads(CHAPTERS_JSON.render(ORDINARY))
    assert document["version"] == "1.2.0" and document["podcastName"] == "Quiet Roads"
    assert document["chapters"] == [
        {"startTime": 0.0, "title": "Cold open", "endTime": 40.0},
        {
            "startTime": 40.0,
            "title": "What the ice says",
            "endTime": 80.0,
            "img": "https://example.org/quiet-roads/images/dusk.jpg",
            "url": "https://example.org/survey",
        },
        {"startTime": 80.0, "title": "Dawn", "endTime": 120.0, "img": "https://example.org/quiet-roads/images/dusk.jpg"},
    ]


def test_a_picture_inside_a_chapter_stays_out_of_the_table_of_contents() -> None:
    document = json.loads(CHAPTERS_JSON.render(replace(ORDINARY, picture_moments=(picture(60.0, 70.0, "späte nacht"),))))
    shown = [entry for entry in document["chapters"] if "img" in entry]
    url = "https://example.org/quiet-roads/images/sp%C3%A4te%20nacht.jpg"
    assert shown == [{"startTime": 60.0, "img": url, "toc": False}]


@pytest.mark.parametrize(
    ("programme", "expected"),
    [
        (EMPTY, []),
        (
            ORDINARY,
            [
                *(("chapter", 0, None), ("chapter", 40_000, None), ("chapter", 80_000, None)),
                *(("image", 40_500, 9_500), ("link", 50_000, 10_000), ("image", 60_000, 30_000)),
            ],
        ),
        (replace(EMPTY, chapters=(Chapter(0, 120, "Only one"),)), []),
        (
            replace(
                EMPTY, chapters=(Chapter(1, 3, "A"), Chapter(3, 60, "Too near"), Chapter(60, 119, "B"), Chapter(300, 301, "Late"))
            ),
            [("chapter", 0, None), ("chapter", 60_000, None)],
        ),
        (
            replace(EMPTY, link_moments=(link(1), link(1.5), link(4), link(119.5))),
            [("link", 1_500, 2_500), ("link", 4_000, 10_000)],
        ),
        (replace(EMPTY, picture_moments=(picture(0, 50), picture(40, 500))), [("image", 0, 50_000), ("image", 50_000, 70_000)]),
    ],
)
def test_timeline_keeps_the_limits_of_its_reader(programme: Programme, expected: list[Any]) -> None:
    assert timeline(programme) == expected


@pytest.mark.parametrize("programme", [ORDINARY, EMPTY, NASTY], ids=["ordinary", "empty", "nasty"])
def test_companions_never_overlap_and_end_with_the_audio(programme: Programme) -> None:
    at = 0
    for kind, start, duration in timeline(programme):
        if kind != "chapter":
            assert start >= at and duration > 0
            at = start + duration
    assert at <= programme.duration_seconds * 1000


def test_links_of_the_timeline_are_addresses_of_the_web() -> None:
    items = json.loads(TIMELINE_JSON.render(NASTY))["items"]
    urls = [item["link"]["url"] for item in items if "link" in item]
    assert urls == ["https://example.org/ab%3Cx%3E", "https://example.org/survey"]
