"""Feeds as other tools write them: what is said of each, and that nothing is said of what is right in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from podbuild.feed.validate import judged
from podbuild.source.categories import WRITTEN

FEEDS = sorted((Path(__file__).parent / "foreign").glob("*.xml"))
# What is found in each: errors, and behind "~" warnings; how often, where more than once.
EXPECTED = {
    "anchor": ("~feed-owner", "~feed-wanted 5"),
    "buzzsprout": ("~feed-wanted 2",),
    "castopod": ("~feed-wanted",),
    "wax-1999": (
        *("feed-enclosure-url", "feed-explicit", "feed-missing", "feed-namespace", "feed-self-link", "feed-version"),
        *("~feed-date", "~feed-description-tags", "~feed-namespace 2", "~feed-wanted 10"),
    ),
    "jekyll-by-hand": (
        *("feed-category", "feed-date", "feed-duration", "feed-enclosure-length", "feed-enclosure-type", "feed-enclosure-url"),
        *("feed-guid-link", "feed-image-url", "feed-missing 2", "feed-self-link", "~feed-namespace 2", "~feed-wanted 10"),
    ),
    "libsyn": ("feed-category", "~feed-description-tags", "~feed-wanted 4"),
    "megaphone": ("feed-enclosure-length", "feed-explicit", "~feed-namespace", "~feed-wanted 6"),
    "podlove": ("~feed-complete", "~feed-duration", "~feed-transcript", "~feed-wanted 3"),
    "powerpress": ("feed-enclosure-length", "feed-explicit", "feed-image-type", "~feed-not-https", "~feed-wanted 6"),
    "transistor": ("feed-explicit 2", "~feed-complete", "~feed-description-tags", "~feed-owner", "~feed-wanted 2"),
}


def said(path: Path) -> tuple[str, ...]:
    found = judged(path.read_bytes(), file=path.name, known_categories=WRITTEN).diagnostics
    counts = Counter(("" if d.is_error else "~") + d.code for d in found)
    return tuple(f"{code} {n}" if n > 1 else code for code, n in sorted(counts.items()))


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_what_is_said_of_a_feed_of_another_tool(path: Path) -> None:
    assert said(path) == EXPECTED[path.stem]


def test_each_of_them_is_looked_at() -> None:
    assert {path.stem for path in FEEDS} == EXPECTED.keys()
