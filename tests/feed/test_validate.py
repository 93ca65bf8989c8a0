"""Every rule of a feed, broken once: the validator must name it."""

from __future__ import annotations

import re

import pytest

from podbuild.feed.validate import problems

from .releases import release
from .test_rss import made

GOOD = made(release(description_html="<p>Short.</p>"), release("second", "2026-11-19T00:00:00Z")).decode()
ITEM = GOOD.index("<item>")


def drop(tag: str) -> tuple[str, str]:
    return rf"(?s)<{tag}[ >/].*?(</{tag}>|/>)", ""


BROKEN = {
    "self link": (r'<atom:link [^>]*rel="self"[^>]*/>', "", "feed-self-link"),
    "title": (*drop("title"), "feed-missing"),
    "description": (*drop("description"), "feed-missing"),
    "link": (r"<link>.*?</link>", "", "feed-missing"),
    "language": (*drop("language"), "feed-missing"),
    "odd language": ("<language>en<", "<language>english language<", "feed-language"),
    "category": (r"(?s)<itunes:category.*</itunes:category>\s*(<itunes:category[^>]*/>)?", "", "feed-missing"),
    "unknown category": ('text="Arts"', 'text="Cooking"', "feed-category"),
    "explicit": ("<itunes:explicit>false<", "<itunes:explicit>no<", "feed-explicit"),
    "image": (r"<itunes:image [^>]*/>", "", "feed-missing"),
    "image type": (r"cover\.jpeg", "cover.webp", "feed-image-type"),
    "long description": ("Slow stories", "é" * 2001, "feed-description-long"),
    "long title": ("<title>Quiet", "<title>" + "x" * 256, "feed-value-long"),
    "podcast namespace": ("https://podcastindex.org/namespace/1.0", "https://podcastindex.org/namespace/1.0/", "feed-namespace"),
    "itunes namespace": (
        "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "http://www.itunes.com/DTDs/Podcast-1.0.dtd",
        "feed-namespace",
    ),
    "podcast guid": (r"<podcast:guid>.*?<", "<podcast:guid>mine<", "feed-guid"),
    "locked": (*drop("podcast:locked"), "feed-wanted"),
    "owner": (r"<itunes:email>.*?<", "<itunes:email><", "feed-owner"),
    "build date": (r"<lastBuildDate>.*?<", "<lastBuildDate>2026-11-20<", "feed-date"),
    "item title": ("<item>\\s*<title>.*?</title>", "<item>", "feed-missing"),
    "item guid": (r"<guid .*?</guid>", "", "feed-missing"),
    "guid twice": ("guid-second", "guid-glacier", "feed-guid-twice"),
    "guid link": (' isPermaLink="false"', "", "feed-guid-link"),
    "no enclosure": (r"<enclosure [^>]*/>", "", "feed-enclosure"),
    "enclosure url": (r"audio/glacier\.mp3\" length", 'audio/gläcier.mp3" length', "feed-enclosure-url"),
    "enclosure length": ('length="1234567"', 'length="0"', "feed-enclosure-length"),
    "enclosure type": ('type="audio/mpeg"/>', 'type="audio/mp3"/>', "feed-enclosure-type"),
    "opus enclosure": (
        r"(<enclosure url=\"[^\"]*)mp3(\"[^>]*type=)\"audio/mpeg\"",
        r'\1opus\2"audio/ogg"',
        "feed-enclosure-type",
    ),
    "item description": ("&lt;p&gt;Short", "&lt;p&gt;" + "é" * 2001, "feed-description-long"),
    "description tags": ("&lt;p&gt;Short", "&lt;table&gt;Short", "feed-description-tags"),
    "item date": (r"<pubDate>Fri, 20 Nov 2026 08:00:00 \+0100</pubDate>(?=\s*<itunes)", "<pubDate>soon</pubDate>", "feed-date"),
    "duration": (r"<itunes:duration>78<", "<itunes:duration>78.5 s<", "feed-duration"),
    "episode type": (">full<", ">whole<", "feed-episodetype"),
    "episode number": ("<itunes:episode>3<", "<itunes:episode>0<", "feed-episode"),
    "transcript": (r"<podcast:transcript [^>]*/>", "", "feed-wanted"),
    "transcript type": (' type="text/vtt"', "", "feed-transcript"),
    "ai": ('"ai-content">true<', '"ai-content">maybe<', "feed-ai-content"),
    "psc": ('start="00:00:30.500"', 'start="30.5"', "feed-chapters"),
    "no xml": ("</channel>", "", "feed-not-xml"),
}


@pytest.mark.parametrize(("pattern", "replacement", "code"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_named_with_its_line(pattern: str, replacement: str, code: str) -> None:
    broken, count = re.subn(pattern, replacement, GOOD)
    assert count, "the test must break something"
    found = problems(
        broken.encode(), known_categories=("Society & Culture > Places & Travel", "Society & Culture > Documentary", "Arts")
    )
    assert code in {d.code for d in found}, found
    assert all(d.fix and d.span and d.span.line >= 1 for d in found)


@pytest.mark.parametrize(
    "data", [b"", b"<html/>", b"<rss/>", b"\xff\xfe", b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>']
)
def test_what_is_no_feed_is_said_to_be_none(data: bytes) -> None:
    (found,) = problems(data)
    assert found.code in ("feed-not-rss", "feed-not-xml") and found.fix
