"""Feed, archives and site list the episodes in one order."""

from __future__ import annotations

import re

from podbuild.model.release import newest_first
from podbuild.site.pages import pages
from tests.entries import entry
from tests.site.fixtures_release import ARTWORK as SITE_ARTWORK
from tests.site.fixtures_release import a_release, a_show

from .releases import feeds

DATED = [
    ("second", "2026-11-20T08:00:00+01:00", 2),
    ("later-in-berlin", "2026-11-20T09:00:00+01:00", 1),
    ("later-in-london", "2026-11-20T08:30:00Z", 1),
    ("same-moment-b", "2026-11-20T07:00:00Z", 1),
    ("same-moment-a", "2026-11-20T07:00:00Z", 1),
    ("no-number", "2026-11-20T07:00:00Z", None),
    ("undated", "", 9),
    ("undated-too", "", None),
    ("no-zone", "2026-11-19T23:00:00", 4),
]
ORDER = ["later-in-london", "later-in-berlin", "second", "same-moment-a", "same-moment-b", "no-number", "no-zone"]
ORDER += ["undated", "undated-too"]


def test_one_order() -> None:
    releases = tuple(a_release(slug, date=date, number=number) for slug, date, number in DATED)
    assert [r.slug for r in newest_first(releases)] == [r.slug for r in newest_first(reversed(releases))] == ORDER
    found = tuple(entry(a_show(), release) for release in releases)
    document = feeds(found, a_show())["feed.xml"].render().decode()
    assert re.findall(r"urn:uuid:([a-z-]+)<", document) == ORDER
    made = {page.path: page for page in pages(a_show(), found, artwork=SITE_ARTWORK, generator="", overrides={})}
    listed = re.findall(r'href="episodes/([a-z-]+)/', made["index.html"].render().decode())
    assert list(dict.fromkeys(listed)) == ORDER
