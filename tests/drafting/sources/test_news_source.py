"""Feeds → what is new in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.drafting.sources.reader import Wanted
from tests.drafting.sources.trying import file, mistake, read_all, texts

ITEM = "<item><guid>{key}</guid><title>{title}</title><link>https://e.org/{key}</link><pubDate>{date}</pubDate>{more}</item>"


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Tide Desk</title>{"".join(items)}</channel></rss>'


def item(key: str, date: str = "Thu, 19 Nov 2026 10:00:00 GMT", more: str = "", title: str = "") -> str:
    return ITEM.format(key=key, title=title or f"News {key}", date=date, more=more)


def test_items_with_dates_authors_links_and_plain_words(tmp_path: Path) -> None:
    html = "<description>&lt;p&gt;Ice &amp;amp; "
    html += "&lt;a href='https://e.org/map'&gt;a map&lt;/a&gt;.&lt;script&gt;x()&lt;/script&gt;</description>"
    file(tmp_path, "news.xml", rss(item("a", more=f"<author>Ada</author>{html}")))
    sources, codes = read_all(tmp_path, "news.xml")
    assert codes == []
    assert sources[0].title == "The Tide Desk"
    assert [(p.text, p.key) for p in sources[0].passages] == [
        ("[News a](https://e.org/a) (Thursday 19 November 2026, by Ada): Ice & [a map](https://e.org/map).", "a")
    ]


def test_what_was_covered_is_not_told_again(tmp_path: Path) -> None:
    file(tmp_path, "news.xml", rss(item("a"), item("b")))
    covered = {"news.xml": frozenset(["a"]), "other.xml": frozenset(["b"])}
    sources, codes = read_all(tmp_path, "news.xml", covered=covered)
    assert [p.key for p in sources[0].passages] == ["b"]
    sources, codes = read_all(tmp_path, "news.xml", covered={"news.xml": frozenset("ab")})
    assert (sources[0].passages, codes) == ((), ["source-nothing-new"])


DATED = rss(
    item("old", "Sun, 01 Nov 2026 10:00:00 GMT"),
    item("new", "Fri, 20 Nov 2026 08:00:00 GMT"),
    item("later", "Sat, 21 Nov 2026 10:00:00 GMT"),
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [({}, ["new", "old"]), ({"days": 3}, ["new"]), ({"days": 20}, ["new", "old"]), ({"since": "2026-11-02"}, ["new"])],
)
def test_dates(tmp_path: Path, more: dict[str, str], expected: list[str]) -> None:
    """Of the ledger alone, or from a day on; never what is dated after the draft's own day; the newest first."""
    file(tmp_path, "news.xml", DATED)
    sources, _ = read_all(tmp_path, Wanted("news.xml", **more))  # type: ignore[arg-type]
    assert [p.key for p in sources[0].passages] == expected


def test_the_day_is_that_of_the_show(tmp_path: Path) -> None:
    file(tmp_path, "news.xml", rss(item("a", "Fri, 20 Nov 2026 23:30:00 GMT")))
    assert texts(tmp_path, "news.xml")[0].startswith("[News a](https://e.org/a) (Friday 20")
    assert read_all(tmp_path, "news.xml", timezone="Europe/Oslo")[1] == ["source-nothing-new"]


def test_atom_and_items_without_a_guid(tmp_path: Path) -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
    <entry><id>urn:1</id><title type="html">&lt;b&gt;Ice&lt;/b&gt;</title><updated>2026-11-19T10:00:00Z</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content></entry></feed>"""
    file(tmp_path, "news.atom", atom)
    assert texts(tmp_path, "news.atom") == ["Ice (Thursday 19 November 2026): One. Two."]
    file(tmp_path, "bare.xml", "<rss version='2.0'><channel><item><title>Bare</title></item></channel></rss>")
    sources, _ = read_all(tmp_path, "bare.xml")
    assert sources[0].passages[0].key.startswith("sha256:")
    assert read_all(tmp_path, "bare.xml")[0][0].passages == sources[0].passages


def test_only_the_newest_of_many(tmp_path: Path) -> None:
    items = [item(str(n), f"Thu, 19 Nov 2026 10:{n % 60:02}:00 GMT") for n in range(10_000)]
    file(tmp_path, "news.xml", rss(*items))
    sources, codes = read_all(tmp_path, "news.xml")
    assert codes == ["source-shortened"]
    assert len({p.key for p in sources[0].passages}) == 30


def test_a_long_item_is_one_item(tmp_path: Path) -> None:
    file(tmp_path, "news.xml", rss(item("a", more=f"<description>{'The ice sang. ' * 300}</description>")))
    sources, _ = read_all(tmp_path, "news.xml")
    assert len(sources[0].passages) > 1
    assert {p.key for p in sources[0].passages} == {"a"}


@pytest.mark.parametrize(
    "data",
    [
        "<html><body>Sorry</body></html>",
        "",
        "/etc/passwd",
        "http://127.0.0.1:1/feed",
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><x>&b;</x>",
    ],
)
def test_what_is_no_feed(tmp_path: Path, data: str) -> None:
    file(tmp_path, "news.xml", data)
    assert mistake(tmp_path, "news.xml").code == "source-damaged"


def test_entities_neither_grow_nor_read_files(tmp_path: Path) -> None:
    secret = file(tmp_path, "secret.txt", "the secret")
    bomb = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    head = f"<!DOCTYPE rss [<!ENTITY e0 'lol'>{bomb}<!ENTITY f SYSTEM 'file://{secret}'>]>"
    file(
        tmp_path,
        "news.xml",
        f"<?xml version='1.0'?>{head}<rss version='2.0'><channel><item><title>x &e11; &f;</title></item></channel></rss>",
    )
    sources, _ = read_all(tmp_path, "news.xml")
    said = "".join(p.text for source in sources for p in source.passages)
    assert "secret" not in said
    assert len(said) < 1000


def test_a_text_that_names_a_feed_of_this_machine_is_none(tmp_path: Path) -> None:
    secret = file(tmp_path, "secret.xml", rss(item("a")))
    file(tmp_path, "news.xml", str(secret))
    assert mistake(tmp_path, "news.xml").code == "source-damaged"
