"""The feed, tag by tag, and judged by the validator that authors use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from podbuild.feed.validate import problems
from podbuild.model.release import Disclosure, Enclosure, OutputFile, Release
from podbuild.model.show import Show

from .releases import AI_NO, AI_UNSAID, AI_YES, SELF_URL, SHOW, entries, feeds, release

NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
HOSTILE = "\x00\x1b<b>&amp; \"' ]]> 🧊 \ud800\ufffe\u202e x" + "y" * 300


def made(*releases: Release, show: Show = SHOW) -> bytes:
    return feeds(entries(*releases, show=show), show)["feed.xml"].render()


def values(data: bytes, path: str) -> list[Any]:
    found = etree.fromstring(data).xpath(path, namespaces=NS)
    return [f if isinstance(f, str) else f.text for f in found]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("channel/title", ["Quiet Roads"]),
        ("channel/link", ["https://example.org/quiet-roads/"]),
        ("channel/description", ["Slow stories from cold places."]),
        ("channel/language", ["en"]),
        ("channel/atom:link[@rel='self']/@href", [SELF_URL]),
        ("channel/lastBuildDate", ["Fri, 20 Nov 2026 08:00:00 +0100"]),
        ("channel/generator", ["podbuild 1.0"]),
        ("channel/image/url", ["https://example.org/quiet-roads/artwork/cover.jpeg"]),
        ("channel/itunes:image/@href", ["https://example.org/quiet-roads/artwork/cover.jpeg"]),
        ("channel/itunes:category/@text", ["Society & Culture", "Arts"]),
        ("channel/itunes:category/itunes:category/@text", ["Places & Travel", "Documentary"]),
        ("channel/itunes:explicit", ["false"]),
        ("channel/itunes:type", ["episodic"]),
        ("channel/itunes:author", ["Tide Desk"]),
        ("channel/itunes:owner/itunes:email", ["hello@example.org"]),
        ("channel/podcast:locked", ["yes"]),
        ("channel/podcast:locked/@owner", ["hello@example.org"]),
        ("channel/podcast:medium", ["podcast"]),
        ("channel/podcast:license", ["cc-by-4.0"]),
        ("channel/podcast:funding/@url", ["https://example.org/give"]),
        ("channel/podcast:person/@img", ["https://example.org/%C3%A4.jpg"]),
        ("channel/podcast:txt[@purpose='ai-content']", ["true"]),
        ("//item/title", ["The glacier that sang"]),
        ("//item/link", ["https://example.org/quiet-roads/episodes/glacier/"]),
        ("//item/guid", ["guid-glacier"]),
        ("//item/guid/@isPermaLink", ["false"]),
        ("//item/description", ["<p>Short.</p>"]),
        ("//item/content:encoded", ["<p>A night on the ice.</p><h3>More</h3>"]),
        ("//item/enclosure/@url", ["https://example.org/quiet-roads/audio/glacier.mp3"]),
        ("//item/enclosure/@length", ["1234567"]),
        ("//item/enclosure/@type", ["audio/mpeg"]),
        ("//item/pubDate", ["Fri, 20 Nov 2026 08:00:00 +0100"]),
        ("//item/category", ["ice", "sound"]),
        ("//item/itunes:duration", ["78"]),
        ("//item/itunes:explicit", ["false"]),
        ("//item/itunes:episode", ["3"]),
        ("//item/itunes:season", ["1"]),
        ("//item/itunes:episodeType", ["full"]),
        ("//item/podcast:season", ["1"]),
        ("//item/podcast:episode", ["3"]),
        ("//item/podcast:transcript/@type", ["text/vtt", "application/x-subrip", "application/json"]),
        ("//item/podcast:transcript/@rel", ["captions", "captions"]),
        ("//item/podcast:chapters/@url", ["https://example.org/quiet-roads/chapters/glacier.json"]),
        ("//item/podcast:chapters/@type", ["application/json+chapters"]),
        ("//item/podcast:person/@role", ["guest"]),
        ("//item/podcast:license", ["cc-by-4.0"]),
        ("//item/podcast:txt[@purpose='ai-content']", ["true"]),
        ("//item/podcast:alternateEnclosure/@type", ["audio/mpeg", "audio/ogg"]),
        ("//item/podcast:alternateEnclosure/@default", ["true"]),
        ("//item/podcast:alternateEnclosure[2]/podcast:source/@uri", ["https://example.org/quiet-roads/audio/glacier.opus"]),
        (
            "//item/podcast:alternateEnclosure/podcast:integrity/@value",
            ["sha256-q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=", "sha256-7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+8="],
        ),
        ("//item/psc:chapters/@version", ["1.2"]),
        ("//item/psc:chapters/psc:chapter/@start", ["00:00:00.000", "00:00:30.500"]),
    ],
)
def test_a_feed_holds(path: str, expected: list[str]) -> None:
    assert values(made(release(description_html="<p>Short.</p>")), path) == expected


def awkward(slug: str) -> Release:
    return release(
        slug, title=HOSTILE, summary=HOSTILE * 20, subtitle=HOSTILE, notes_html=HOSTILE, tags=(HOSTILE,), number=None, season=None
    )


VALID = {
    "one": made(release()),
    "none": made(),
    "hostile": made(awkward("ærø 100%"), show=replace(SHOW, title=HOSTILE, description=HOSTILE * 20, author=HOSTILE)),
    "undated": made(release(date="")),
    "m4a": made(release(enclosure=Enclosure(OutputFile("audio/a.m4a", "ab" * 32, 10, "audio/x-m4a"), 0.2, 96))),
}


@pytest.mark.parametrize("data", VALID.values(), ids=VALID)
def test_what_we_write_is_valid(data: bytes) -> None:
    found = problems(data, known_categories=("Society & Culture > Places & Travel", "Society & Culture > Documentary", "Arts"))
    assert [d.message for d in found if d.is_error] == []


def test_an_ordinary_feed_lacks_nothing_that_is_asked_for() -> None:
    assert problems(made(release())) == ()


def test_the_same_releases_give_the_same_bytes_in_any_order() -> None:
    one, two = release("a"), release("b", "2026-11-21T00:00:00Z")
    assert made(one, two) == made(two, one) == made(two, one)
    assert values(made(one, two), "//item/guid") == ["guid-b", "guid-a"]


def test_newest_is_a_moment_not_a_spelling() -> None:
    early, late = release("early", "2026-11-20T23:00:00+09:00"), release("late", "2026-11-20T20:00:00+00:00")
    assert values(made(early, late), "//item/guid") == ["guid-late", "guid-early"]


def test_a_feed_without_dates_asks_no_clock() -> None:
    assert values(made(), "channel/lastBuildDate") == values(made(release(date="")), "channel/lastBuildDate") == []


def test_addresses_are_ascii() -> None:
    url = values(made(release("ærø 100%")), "//item/enclosure/@url")[0]
    assert url == "https://example.org/quiet-roads/audio/%C3%A6r%C3%B8%20100%25.mp3"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((), []),
        ((AI_YES, AI_NO), ["true"]),
        ((AI_NO, AI_NO), ["false"]),
        ((AI_NO, AI_UNSAID), []),
        ((AI_UNSAID, AI_YES), ["true"]),
    ],
)
def test_the_channel_answers_on_ai_for_all_its_items(answers: tuple[Disclosure, ...], expected: list[str]) -> None:
    releases = [release(f"e{n}", disclosure=answer) for n, answer in enumerate(answers)]
    assert values(made(*releases), "channel/podcast:txt") == expected
    assert len(values(made(*releases), "//item/podcast:txt")) == sum(answer.is_ai is not None for answer in answers)
