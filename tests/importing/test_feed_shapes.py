"""Feeds as hosts write them, imported, and built again: what apps know an episode by is what it was.

What is expected stands here as it stands in the feeds, written by hand: nothing of it comes from the code under test.
"""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from podbuild.importing.downloading import Fetcher
from podbuild.importing.import_report import lines
from tests.importing.conftest import FEEDS, brought, feed_of
from tests.importing.loopback import host

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
LONG = "x" * 3000


class Known(NamedTuple):
    """What an app knows of an item; `moment` in UTC, "" for none; a season or number that is not there is None."""

    guid: str
    url: str
    length: str
    kind: str
    moment: str
    title: str
    seconds: str | None
    season: str | None
    number: str | None


EXPECTED: dict[str, tuple[Known, ...]] = {
    "powerpress.xml": (
        Known(
            *("https://harbour.example/?p=412", "https://media.example/podcasts/harbour/herring-2.mp3", "20971520", "audio/mpeg"),
            *("2026-10-03T07:00:00", "What the herring said – part “two”", "2621", "2", "14"),
        ),
        Known(
            *("https://harbour.example/?p=398", "https://media.example/podcasts/harbour/herring-1.mp3", "19000001", "audio/mpeg"),
            *("2026-09-26T07:00:00", "What the herring said", "3601", "2", "13"),
        ),
    ),
    "libsyn.xml": (
        Known(
            "7f1d9b20c3e84a6c9f0e5b",
            "https://pre.example/redirect.mp3/host.example/p/bus/101.mp3?dest-id=1407",
            *("53216077", "audio/mpeg", "2026-06-12T04:10:00", 'Episode 101: "Sleepers" & others', "3326", None, "101"),
        ),
        Known(
            *("0b1", "https://host.example/p/bus/trailer.m4a", "1021", "audio/x-m4a"),
            *("2026-06-03T06:59:59", "On the way: a trailer", "65", None, None),
        ),
    ),
    "anchor.xml": (
        Known(
            "5b9c2a61-7f5e-4f0b-9d53-2a3c1d90aa01",
            "https://anchor.example/s/1/podcast/play/99/https%3A%2F%2Fcdn.example%2Fstaging%2F2026-1-2%2Fa-b.m4a",
            *("31415926", "audio/x-m4a", "2026-02-02T10:20:30", "Grüße aus der Küche 🍲", "1941", "1", "2"),
        ),
        Known(
            *("5b9c2a61-7f5e-4f0b-9d53-2a3c1d90aa00", "https://anchor.example/s/1/podcast/play/98/x.mp3", "2718281"),
            *("audio/mpeg", "2026-01-01T00:00:00", "Anfang", "59", "1", "1"),
        ),
    ),
    "buzzsprout.xml": (
        Known(
            *("Buzzsprout-1200", "BASE/audio/1200-the-fog.mp3", "4321", "audio/mpeg"),
            *("2026-04-08T10:00:00", "The fog of 1911", "1934", "1", "7"),
        ),
        Known(
            *("Buzzsprout-1100", "BASE/audio/1100-the-oil.mp3", "99", "audio/mpeg"),
            *("2026-04-01T10:00:00", "The oil ran out", "61", "1", "6"),
        ),
    ),
    "podlove.xml": (
        Known(
            "podlove-2026-07-19t19:58:11+00:00-8d2f1b0c9a7e6d5",
            *("https://kettenfett.example/podlove/file/88/s/feed/c/mp3/kf012.mp3", "74123456", "audio/mpeg"),
            *("2026-07-19T20:15:00", "KF012 Über den Pass", "9246", None, "12"),
        ),
        Known(
            "podlove-2026-07-05t18:00:00+00:00-1",
            *("https://kettenfett.example/podlove/file/87/s/feed/c/mp3/kf011.mp3", "64123456", "audio/mpeg"),
            *("2026-07-05T18:15:00", "KF011 Speichen", "7199", None, "11"),
        ),
    ),
    "transistor.xml": (
        Known(
            *("d3b07384-d9a0-4c9b-8f3a-000000000021", "https://media.wire.example/21/abc.mp3", "48211456", "audio/mpeg"),
            "2026-10-22T10:00:00",
            "Grounded, at last: a very long title that goes on past sixty characters, as some of them do",
            *("3013", "3", "21"),
        ),
        Known(
            *("d3b07384-d9a0-4c9b-8f3a-000000000020", "https://media.wire.example/20/abc.mp3", "811456", "audio/mpeg"),
            *("2026-10-15T10:00:00", "A bonus: the hum", "100", "3", None),
        ),
    ),
    "atom.xml": (
        Known(
            *("tag:dijk.example,2026:eb", "https://dijk.example/a/eb.mp3", "777", "audio/mpeg"),
            *("2026-05-05T10:00:00", "Eb & vloed", "600", None, "2"),
        ),
        Known(
            *("urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a", "https://dijk.example/a/zand.mp3", "888", "audio/mpeg"),
            *("2026-04-05T12:00:00", "Zand", None, None, None),
        ),
    ),
    "plain.xml": (
        Known(
            *("http://attic.example/9.mp3", "http://attic.example/9.mp3", "0", "audio/mpeg"),
            *("2004-03-09T19:30:00", "Reel nine", None, None, None),
        ),
        Known(
            *("http://attic.example/8.mp3", "http://attic.example/8.mp3", "0", "audio/mp3"),
            *("2004-03-02T00:00:00", "Reel eight", None, None, None),
        ),
    ),
    "rdf.xml": (
        Known(
            *("https://archive.example/1", "https://archive.example/1.ogg", "555", "audio/ogg"),
            *("2005-06-07T07:09:10", "Shelf one", None, None, None),
        ),
    ),
    "broken.xml": (
        Known(
            *("knots-1", "https://tar.example/get?f=knots.mp3&v=2&x", "1234", "audio/mpeg"),
            *("2026-02-02T13:00:00", "Knots — and why", "59", None, None),
        ),
        Known(
            *("splices", "https://tar.example/a%20b.mp3", "77", "audio/mpeg"),
            *("2026-02-02T03:05:00", "Splices", "3720", None, None),
        ),
    ),
    "latin.xml": (
        Known(
            *("älv-å-1", "https://oresund.example/%E4lv.mp3", "4096", "audio/mpeg"),
            *("2025-12-31T22:30:00", "Älvan’s smörgås", "90", None, None),
        ),
    ),
    "odd.xml": (
        Known(
            *(" spaces \"quotes\" 'and' <signs> & é 氷 ", "https://odd.example/1.mp3", "1", "audio/mpeg"),
            *("2026-01-05T00:00:00", "null", "1", None, "1"),
        ),
        Known(
            *(LONG, "https://odd.example/2.mp3", "99999999999", "audio/mpeg"),
            *("2026-01-04T00:00:00", "null", "3599999", None, "1"),
        ),
        Known(
            *("\nline\nbreak", "https://odd.example/3.mp3?a=b|c&d={e}^f", "3", "audio/mpeg"),
            *("2026-01-03T00:00:00", ": - # 🎙️ \"{host}\" \\ 'x' <b>", "86400", None, "1"),
        ),
        Known(  # the guid of another item: no app could tell the two apart
            *("https://odd.example/4.mp3", "https://odd.example/4.mp3", "4", "audio/mpeg"),
            *("2026-01-02T00:00:00", "same guid", "4", None, None),
        ),
        Known(
            *("0", "https://odd.example/5.mp3", "5", "audio/mpeg"),
            *("1970-01-02T00:00:00", "../../etc/passwd", "5", None, None),
        ),
    ),
    "letter.xml": (
        Known(
            *("bouee-3", "https://cdn.bouee.example/3.mp3?", "300", "audio/mpeg", "2026-06-03T06:00:00"),
            *("Bouée n°\u00a02\u202f: «\u00a0oui\u00a0»", "60", None, None),
        ),
        Known(
            *("bouee-2", "BASE/get/2.php?id=2;x", "200", "video/mp4", "2026-06-02T06:00:00", "第1回\u3000はじめに"),
            *("60", None, None),
        ),
    ),
    "media.xml": (
        Known("m1", "https://m.example/1.mp3", "1000", "audio/mpeg", "2026-03-03T00:03:03", "Media only", "65", None, None),
        Known("m2", "https://m.example/2.mp3", "2000", "audio/mpeg", "2026-03-02T00:03:03", "In a group", "66", None, None),
    ),
    "paged-1.xml": tuple(
        Known(
            *(f"mile-{n}", f"https://walk.example/{n}.mp3", f"{n}00", "audio/mpeg"),
            *(f"2026-05-0{n}T00:00:00", f"Mile {n}", f"{n}0", None, None),
        )
        for n in (6, 5, 4, 3, 2, 1)
    ),
}


def known(feed: bytes) -> tuple[Known, ...]:
    """What an app reads in a feed."""
    return tuple(_known(item) for item in etree.fromstring(feed).iter("item"))


def _known(item: etree._Element) -> Known:
    def text(path: str) -> str | None:
        return item.findtext(path)

    enclosure = item.find("enclosure")
    assert enclosure is not None
    stamp = text("pubDate")
    moment = parsedate_to_datetime(stamp).astimezone(UTC) if stamp else None
    return Known(
        text("guid") or "",
        *(enclosure.get(name, "") for name in ("url", "length", "type")),
        f"{moment:%Y-%m-%dT%H:%M:%S}" if moment else "",
        text("title") or "",
        *(text(f"{ITUNES}{name}") for name in ("duration", "season", "episode")),
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_a_feed_is_the_same_after_it_was_imported_and_built(name: str, tmp_path: Path, fetcher: Fetcher, drawn: Path) -> None:
    files = {f"/{path.name}": path.read_bytes() for path in FEEDS.iterdir()}
    with host(files) as served:
        is_served = name.startswith(("paged", "buzzsprout", "letter"))
        found = brought(f"{served.address}/{name}" if is_served else FEEDS / name, tmp_path / "show", fetcher)
        assert found.mistakes == ()
        expected = [row._replace(url=row.url.replace("BASE", served.address)) for row in EXPECTED[name]]
    items = known(feed_of(tmp_path / "show", drawn))
    assert {item.guid: item for item in items} == {item.guid: item for item in expected}
    assert found.episodes == len(items) == len(expected)
    assert lines(found.losses) != []
