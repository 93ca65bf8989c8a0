"""What an import writes, what it tells, and what is left of one that was cut short."""

from __future__ import annotations

import gzip
import io
import json
from base64 import b64encode
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from podbuild.base.shipped import shipped
from podbuild.importing.downloading import Fetcher
from podbuild.importing.import_report import lines
from podbuild.source.load import load
from podbuild.source.workspace import Workspace
from tests.cli.running import run
from tests.importing.conftest import FEEDS, brought, feed_of
from tests.importing.loopback import Answer, Asked, cut, failing, host
from tests.shows import tree

PODCAST = "{https://podcastindex.org/namespace/1.0}"
SIMPLE_CHAPTERS = "{http://podlove.org/simple-chapters}"
SOUND = (shipped("templates") / "sounds" / "bell.ogg").read_bytes()
VTT = b"WEBVTT\n\n00:00.500 --> 00:02.000\n<v Anna>Nine days &amp; nights.\n\n00:02.000 --> 00:04.000\n<v Olaf>Of fog.\n"
CHAPTERS = {
    "version": "1.2.0",
    "chapters": [
        {"startTime": 0, "title": "The bell"},
        {"startTime": 12.5, "title": "The ninth day", "url": "https://ledger.example/ninth", "img": "https://ledger.example/9.jpg"},
        {"startTime": 13, "img": "https://ledger.example/9.jpg", "toc": False},
        {"startTime": 1000, "title": "Clear again"},
    ],
}


def png(side: int, mode: str = "RGB", other: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (side, other or side), "navy").save(out, "PNG")
    return out.getvalue()


def ledger() -> dict[str, Answer]:
    """The host of buzzsprout.xml with all that it names."""
    return {
        "/buzzsprout.xml": (FEEDS / "buzzsprout.xml")
        .read_bytes()
        .replace(b"-fog.mp3", b"-fog.ogg")
        .replace(b"-oil.mp3", b"-oil.ogg"),
        "/cover.png": png(1400),
        "/fog.jpg": png(700, "RGBA"),
        "/1200/transcript.vtt": VTT,
        "/1200/chapters.json": json.dumps(CHAPTERS).encode(),
        "/audio/1200-the-fog.ogg": SOUND,
        "/audio/1100-the-oil.ogg": SOUND,
    }


def test_all_that_belongs_to_a_show_comes_with_it(tmp_path: Path, fetcher: Fetcher, drawn: Path) -> None:
    with host(ledger()) as served:
        found = brought(f"{served.address}/buzzsprout.xml", tmp_path, fetcher)
    assert found.mistakes == ()
    assert {name for name in tree(tmp_path) if not name.startswith(".podbuild")} == {
        *(".gitignore", "show.yaml", "episodes/the-fog-of-1911.md", "episodes/the-oil-ran-out.md"),
        *("assets/cover.png", "assets/artwork/the-fog-of-1911.jpg", "assets/transcripts/the-fog-of-1911.vtt"),
        "sources/import-report.md",
    }
    show, episodes, mistakes = load(Workspace(tmp_path))
    assert show and mistakes == ()
    assert (show.title, show.author, show.email, show.language) == (
        "Lighthouse Ledger",
        "Anna Lund",
        "anna@ledger.example",
        "en-GB",
    )
    assert (show.guid, show.kind, show.explicit) == ("9b024349-ccf0-5f69-a609-6b82873eab3c", "episodic", False)
    assert [(p.name, p.url, p.image) for p in show.people] == [
        ("Anna Lund", "https://ledger.example/anna", "https://ledger.example/anna.jpg")
    ]
    assert [(link.url, link.text) for link in show.funding] == [("https://ledger.example/give", "Keep the lamp lit")]
    fog = episodes[1]
    assert [(p.name, p.role) for p in fog.people] == [("Olaf & Son", "guest")]
    feed = etree.fromstring(feed_of(tmp_path, drawn))
    first = next(feed.iter("item"))
    assert [c.get("title") for c in first.iter(f"{SIMPLE_CHAPTERS}chapter")] == ["The bell", "The ninth day", "Clear again"]
    assert len(first.findall(f"{PODCAST}transcript")) == 3
    shown = (tmp_path / "public" / "transcripts" / "the-fog-of-1911.vtt").read_text("utf-8")
    assert "<v Anna>Nine days &amp; nights." in shown
    told = "\n".join(lines(found.losses))
    assert [(s.start_seconds, s.duration_seconds) for e in episodes for s in e.soundbites] == [(10, 30)]
    assert "the picture or place of a chapter" in told
    assert "was 700 × 700 pixels, PNG: it was made anew as 1400 pixels, JPEG" in told
    assert "a transcript in another language, or without times (text/html)" in told


def test_downloaded_audio_goes_out_byte_for_byte(tmp_path: Path, fetcher: Fetcher, drawn: Path) -> None:
    with host(ledger()) as served:
        found = brought(f"{served.address}/buzzsprout.xml", tmp_path, fetcher, "download")
    assert found.mistakes == ()
    assert (tmp_path / "assets/audio/the-fog-of-1911.ogg").read_bytes() == SOUND
    feed = etree.fromstring(feed_of(tmp_path, drawn))
    assert (tmp_path / "public/audio/the-fog-of-1911.ogg").read_bytes() == SOUND
    shown = [dict(e.attrib) for e in feed.iter("enclosure")]
    addresses = [f"https://ledger.example/audio/{slug}.ogg" for slug in ("the-fog-of-1911", "the-oil-ran-out")]
    assert shown == [{"url": url, "length": str(len(SOUND)), "type": "audio/mpeg"} for url in addresses]
    assert f"the feed says that its audio has 4321 bytes, and it has {len(SOUND)}" in "\n".join(lines(found.losses))


def test_an_import_that_was_cut_short_is_gone_on_with(tmp_path: Path, fetcher: Fetcher) -> None:
    files = ledger() | {"/audio/1100-the-oil.ogg": cut(SOUND, 5000, 4)}
    root = tmp_path / "show"
    with host(files) as served:
        address = f"{served.address}/buzzsprout.xml"
        first = brought(address, root, fetcher, "download", goes_without=False)
        assert first.is_network
        assert [d.code for d in first.mistakes] == ["import-not-fetched"]
        assert not (root / "show.yaml").exists()
        another = brought(f"{address}?", root, fetcher)
        assert [d.code for d in another.mistakes] == ["directory-not-empty"]
        served.asked.clear()
        second = brought(address, root, fetcher, "download")
    assert second.mistakes == ()
    assert ("/audio/1100-the-oil.ogg", "bytes=20000-") in served.asked
    assert not [path for path, _ in served.asked if path.endswith(("fog.ogg", ".vtt", ".png", ".jpg"))]
    assert (root / "assets/audio/the-oil-ran-out.ogg").read_bytes() == SOUND
    assert not [name for name in tree(root) if "part" in name or name.startswith(".podbuild/importing")]


def test_audio_that_never_comes_stays_where_it_is(tmp_path: Path, fetcher: Fetcher) -> None:
    """One host of many is gone for good: the others' files are downloaded all the same."""
    with host(ledger() | {"/audio/1100-the-oil.ogg": failing(503, 99, b"")}) as served:
        address = f"{served.address}/buzzsprout.xml"
        first = brought(address, tmp_path, fetcher, "download", goes_without=False)
        assert first.is_network and "--go-without" in first.mistakes[0].fix
        second = brought(address, tmp_path, fetcher, "download")
        gone = f"{served.address}/audio/1100-the-oil.ogg"
    told = f'its audio, which stays where it is: {gone} cannot be fetched: it answers 503 Service Unavailable ("The oil ran out")'
    assert second.mistakes == () and told in lines(second.losses)
    assert f'audio: {{url: "{gone}", bytes: 99' in (tmp_path / "episodes/the-oil-ran-out.md").read_text("utf-8")
    assert (tmp_path / "assets/audio/the-fog-of-1911.ogg").read_bytes() == SOUND


def test_nothing_is_written_over(tmp_path: Path, fetcher: Fetcher) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    found = brought(FEEDS / "plain.xml", tmp_path, fetcher)
    assert [d.code for d in found.mistakes] == ["directory-not-empty"]
    assert tree(tmp_path) == {"notes.txt": b"mine"}
    again = tmp_path / "again"
    assert brought(FEEDS / "plain.xml", again, fetcher).mistakes == ()
    assert [d.code for d in brought(FEEDS / "plain.xml", again, fetcher).mistakes] == ["directory-not-empty"]


def test_every_page_is_read_once_and_a_circle_ends(tmp_path: Path, fetcher: Fetcher) -> None:
    files = {f"/paged-{n}.xml": (FEEDS / f"paged-{n}.xml").read_bytes() for n in (1, 2, 3)}
    with host(files) as served:
        found = brought(f"{served.address}/paged-1.xml", tmp_path, fetcher)
        assert [path for path, _ in served.asked] == ["/paged-1.xml", "/paged-2.xml", "/paged-3.xml"]
    assert found.episodes == 6


def test_pages_that_are_missing_stop_the_import(tmp_path: Path, fetcher: Fetcher) -> None:
    with host({"/paged-1.xml": (FEEDS / "paged-1.xml").read_bytes()}) as served:
        found = brought(f"{served.address}/paged-1.xml", tmp_path / "show", fetcher)
    assert found.is_network
    assert not (tmp_path / "show").exists()


def test_pages_of_a_feed_in_a_file_are_read_or_told(tmp_path: Path, fetcher: Fetcher) -> None:
    with host({f"/paged-{n}.xml": (FEEDS / f"paged-{n}.xml").read_bytes() for n in (1, 2, 3)}) as served:
        kept = tmp_path / "kept.xml"
        first = (FEEDS / "paged-1.xml").read_text("utf-8")
        kept.write_text(first.replace('href="/paged-2', f'href="{served.address}/paged-2'), "utf-8")
        assert brought(kept, tmp_path / "all", fetcher).episodes == 6
        del served.files["/paged-3.xml"]
        found = brought(kept, tmp_path / "some", fetcher)
        assert found.mistakes == () and found.episodes == 4
        told = f"an older page of the feed: {served.address}/paged-3.xml cannot be fetched: it answers 404 Not Found"
        assert told in lines(found.losses)


def test_pages_that_never_end_are_left(tmp_path: Path, fetcher: Fetcher) -> None:
    """A host that names a next page on every page, and has the same on each."""
    space = 'xmlns:atom="http://www.w3.org/2005/Atom"'

    def endless(asked: Asked) -> None:
        n = int(asked.path.partition("=")[2] or 1)
        asked.give(200, boat(f'<atom:link {space} rel="next" href="?page={n + 1}"/>', ""))

    with host({f"/feed.xml{at}": endless for at in ("", *(f"?page={n}" for n in range(2, 9)))}) as served:
        found = brought(f"{served.address}/feed.xml", tmp_path / "show", fetcher)
        assert len(served.asked) == 4
        told = f"older pages of the feed, which has no end: it was read up to {served.address}/feed.xml?page=5"
    assert found.episodes == 1 and told in lines(found.losses)


def test_a_password_in_the_address_is_used_and_written_nowhere(tmp_path: Path, fetcher: Fetcher) -> None:
    def closed(body: bytes) -> Answer:
        wanted = f"Basic {b64encode(b'ida:se:cr@t').decode()}"
        return lambda asked: asked.give(200, body) if asked.headers.get("Authorization") == wanted else asked.give(401, b"")

    audio = '<enclosure url="1.ogg" length="9" type="audio/ogg"/>'
    feed = boat("", audio + BELOW.replace("BASE/", ""))
    with host({"/feed.xml": closed(feed), "/1.srt": closed(b"none"), "/1.ogg": closed(SOUND)}) as served:
        there = f"{served.address}/feed.xml?of=ida"
        served.files["/feed.xml?of=ida"] = served.files["/feed.xml"]
        found = brought(there.replace("http://", "http://ida:se%3Acr%40t@"), tmp_path, fetcher, "download")
        assert found.mistakes == ()
        assert {path for path, _ in served.asked} == {"/feed.xml?of=ida", "/1.json", "/1.srt", "/1.ogg"}
    assert (tmp_path / "assets/audio/boat.ogg").read_bytes() == SOUND
    written = b"".join(tree(tmp_path).values())
    assert b"cr%40t" not in written and b"cr@t" not in written and b"of=ida" not in written
    shown = f"from {served.address}/feed.xml?…"
    assert shown in (tmp_path / "sources/import-report.md").read_text("utf-8")


def test_a_password_of_the_audio_is_told(tmp_path: Path, fetcher: Fetcher) -> None:
    (tmp_path / "feed.xml").write_bytes(boat("", '<enclosure url="https://a:b@e.example/1.mp3" length="9" type="audio/mpeg"/>'))
    told = lines(brought(tmp_path / "feed.xml", tmp_path / "show", fetcher).losses)
    assert 'the address of its audio holds a password, which the new feed will show to everybody ("Boat")' in told


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("<title>Тихие дороги</title>".encode("utf-16-le"), "text/xml"),
        ("<title>Тихие дороги</title>".encode("utf-16-be"), "text/xml"),
        ("<title>Тихие дороги</title>".encode("cp1251"), "text/xml; charset=windows-1251"),
        ('<?xml version="1.0" encoding="utf-16"?><title>Тихие дороги</title>'.encode(), "text/xml"),
        ("<br />\n<b>Warning</b>: Undefined index<br />\n<?xml version='1.0'?>\n<title>Тихие дороги</title>".encode(), "text/xml"),
    ],
    ids=["little", "big", "by the host", "another", "warned"],
)
def test_a_feed_without_a_mark_is_read_in_its_encoding(data: bytes, kind: str, tmp_path: Path, fetcher: Fetcher) -> None:
    encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be" if data[:1] == b"\0" else "ascii"
    begin, end = "<rss><channel>".encode(encoding), "</channel></rss>".encode(encoding)
    at = data.find("<title>".encode(encoding))
    feed = data[:at] + begin + data[at:] + end
    with host({"/feed.xml": lambda asked: asked.give(200, feed, {"Content-Type": kind})}) as served:
        assert brought(f"{served.address}/feed.xml", tmp_path / "show", fetcher).mistakes == ()
    assert "\ntitle: Тихие дороги\n" in (tmp_path / "show/show.yaml").read_text("utf-8")


@pytest.mark.parametrize("form", ["gzip", "utf-16", "utf-8-sig"])
def test_a_feed_in_any_wrapping_is_the_same(form: str, tmp_path: Path, fetcher: Fetcher) -> None:
    text = (FEEDS / "anchor.xml").read_text("utf-8")
    wrapped = gzip.compress(text.encode()) if form == "gzip" else text.replace('encoding="UTF-8"', "").encode(form)
    (tmp_path / "feed.xml").write_bytes(wrapped)
    assert brought(tmp_path / "feed.xml", tmp_path / "one", fetcher).mistakes == ()
    assert brought(FEEDS / "anchor.xml", tmp_path / "two", fetcher).mistakes == ()
    assert (tmp_path / "one/show.yaml").read_bytes() == (tmp_path / "two/show.yaml").read_bytes()
    assert tree(tmp_path / "one/episodes") == tree(tmp_path / "two/episodes")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<!DOCTYPE html><html><body>Hi</body></html>", "is a web page, not a feed"),
        (b"", "is no feed: there is no channel in it"),
        (b"\x1f\x8b\x08broken", "is packed, and damaged or too large"),
        (b"\x00\x01\x02\xff" * 50, "is no feed: there is no channel in it"),
        (b"<opml><body/></opml>", "is no feed: there is no channel in it"),
    ],
)
def test_what_is_no_feed_is_told(data: bytes, message: str, tmp_path: Path, fetcher: Fetcher) -> None:
    (tmp_path / "feed.xml").write_bytes(data)
    found = brought(tmp_path / "feed.xml", tmp_path / "show", fetcher)
    assert [d.message for d in found.mistakes] == [f"{tmp_path / 'feed.xml'} {message}"]
    assert not (tmp_path / "show").exists()


def test_no_entity_grows_or_leads_to_a_file(tmp_path: Path, fetcher: Fetcher) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{laughs}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    feed = f"{head}<rss><channel><title>&a9; &x;</title><item><title>A</title><enclosure url='https://e.example/1.mp3'/></item>"
    (tmp_path / "feed.xml").write_text(f"{feed}</channel></rss>")
    assert brought(tmp_path / "feed.xml", tmp_path / "show", fetcher).mistakes == ()
    text = (tmp_path / "show/show.yaml").read_text("utf-8")
    assert "root:" not in text
    assert len(text) < 2000


def test_the_command_says_what_it_did_and_what_was_lost(tmp_path: Path) -> None:
    done = run("import", FEEDS / "plain.xml", tmp_path / "show")
    assert done.status == 0
    assert done.stdout.startswith(f"wrote a show of 2 episodes into {tmp_path / 'show'}\n")
    assert 'it had no guid: the address of its audio is written in its place, as apps take it ("Reel nine"' in done.stdout
    assert 'an item has no audio, and was left out ("A letter, without sound")' in done.stdout
    assert (tmp_path / "show/.podbuild/show.schema.json").is_file()
    assert "A letter, without sound" in (tmp_path / "show/sources/import-report.md").read_text("utf-8")


def test_the_command_ends_with_5_where_the_network_refuses(tmp_path: Path) -> None:
    with host({"/late.xml": failing(404, 9, b"")}) as served:
        done = run("import", f"{served.address}/late.xml", tmp_path / "show")
    assert done.status == 5
    assert "it answers 404 Not Found" in done.stderr
    assert run("import", tmp_path / "none.xml", tmp_path / "show").status == 1
    assert run("import", FEEDS / "plain.xml", tmp_path / "show", "--url", "nowhere").status == 2


def test_where_the_feed_moves_to_stands_in_it(tmp_path: Path, fetcher: Fetcher, drawn: Path) -> None:
    brought(FEEDS / "libsyn.xml", tmp_path, fetcher)
    show = tmp_path / "show.yaml"
    show.write_text(show.read_text("utf-8") + "new_feed_url: https://new.example/feed.xml\n", "utf-8")
    feed = etree.fromstring(feed_of(tmp_path, drawn))
    assert feed.findtext("channel/{http://www.itunes.com/dtds/podcast-1.0.dtd}new-feed-url") == "https://new.example/feed.xml"


def test_an_import_without_a_network_is_gone_on_with(tmp_path: Path, fetcher: Fetcher) -> None:
    """A picture of a host that does not answer now is waited for, unless somebody says otherwise."""
    feed = tmp_path / "feed.xml"
    image = '<itunes:image href="http://127.0.0.1:9/cover.png"/><item>'
    feed.write_text((FEEDS / "libsyn.xml").read_text("utf-8").replace("<item>", image, 1), "utf-8")
    found = brought(feed, tmp_path / "show", fetcher, goes_without=False)
    assert found.is_network and "http://127.0.0.1:9/cover.png cannot be fetched: no connection" in found.mistakes[0].message
    assert "--go-without" in found.mistakes[0].fix
    assert not (tmp_path / "show" / "show.yaml").exists()
    again = brought(feed, tmp_path / "show", fetcher)
    assert again.mistakes == () and (tmp_path / "show" / "show.yaml").is_file()


def test_what_names_an_episode_twice_is_told(tmp_path: Path, fetcher: Fetcher) -> None:
    found = brought(FEEDS / "letter.xml", tmp_path / "show", fetcher)
    told = lines(found.losses)
    place = '("Bouée n°\u00a02\u202f: «\u00a0oui\u00a0»")'
    assert f'its itunes:title "Oui" {place}' in told
    assert f'its author "Jean Noir": an episode has that of the show {place}' in told
    assert f'its season "0" is no whole number from 1 to 10000 {place}' in told
    assert f'what its season is called, "Hiver" {place}' in told
    text = (tmp_path / "show/episodes/bouée-n-2-oui.md").read_text("utf-8")
    assert "tags: [mer, vent, le large]\n" in text


def test_addresses_that_are_none_are_told(tmp_path: Path, fetcher: Fetcher) -> None:
    with host({"/letter.xml": (FEEDS / "letter.xml").read_bytes()}) as served:
        found = brought(f"{served.address}/letter.xml", tmp_path / "show", fetcher)
    told = lines(found.losses)
    lost = 'an item has no web address of its audio (https://[bouee.example/1.mp3), and was left out ("Perdue")'
    assert found.mistakes == () and lost in told
    assert "its artwork: https://[bouee.example/cover.jpg cannot be fetched: it is no address on the web" in told
    assert 'its funding "https://[bouee.example/give" is no web address' in told
    assert load(Workspace(tmp_path / "show"))[2] == ()


BELOW = '<podcast:chapters url="BASE/1.json"/><podcast:transcript url="BASE/1.srt" type="application/srt"/>'


def boat(of_show: str, of_item: str) -> bytes:
    """A feed of one item."""
    spaces = 'xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters"'
    item = f'<item><title>Boat</title><guid>b</guid>{of_item}<enclosure url="https://b.example/1.mp3" length="9"/></item>'
    feed = f"<rss {spaces}><channel><title>Boats</title><link>https://b.example/</link>{of_show}{item}</channel></rss>"
    return feed.encode()


def test_no_chapter_is_dropped_without_a_word(tmp_path: Path, fetcher: Fetcher) -> None:
    marks = [
        *({"startTime": 1, "title": "a", "toc": False}, {"startTime": "1:30", "title": "as text"}, {"startTime": -1, "title": "b"}),
        *({"startTime": 2}, {"startTime": 100, "title": "linked", "url": "below"}),
    ]
    with host({"/feed.xml": boat("", BELOW), "/1.json": json.dumps({"chapters": marks}).encode()}) as served:
        found = brought(f"{served.address}/feed.xml", tmp_path / "json", fetcher)
    told = lines(found.losses)
    assert 'a chapter that is hidden, or has no time or no name ("Boat")' in told
    assert 'the address of a chapter, "below", is none ("Boat")' in told
    text = (tmp_path / "json/episodes/boat.md").read_text("utf-8")
    assert 'chapters:\n  - {start: "1:30", title: as text}\n  - {start: "1:40", title: linked}\n---' in text
    (tmp_path / "psc.xml").write_bytes(boat("", '<psc:chapters><psc:chapter start="0" title=""/></psc:chapters>'))
    told = lines(brought(tmp_path / "psc.xml", tmp_path / "psc", fetcher).losses)
    assert 'a chapter that is hidden, or has no time or no name ("Boat")' in told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_transcript_keeps_its_letters_in_any_encoding(encoding: str, tmp_path: Path, fetcher: Fetcher) -> None:
    text = "1\r\n00:00:01,000 --> 00:00:03,000\r\nGrüße – ja\r\n"
    with host({"/feed.xml": boat("", BELOW), "/1.srt": text.encode(encoding)}) as served:
        brought(f"{served.address}/feed.xml", tmp_path / "show", fetcher)
    assert "Grüße – ja" in (tmp_path / "show/assets/transcripts/boat.srt").read_text("utf-8")


def test_a_transcript_that_cannot_be_read_is_told_once(tmp_path: Path, fetcher: Fetcher) -> None:
    with host({"/feed.xml": boat("", BELOW), "/1.srt": b"none"}) as served:
        found = brought(f"{served.address}/feed.xml", tmp_path / "show", fetcher)
        told = [line for line in lines(found.losses) if "transcript" in line]
        assert told == [f'a transcript in which nothing can be read ({served.address}/1.srt) ("Boat")']


@pytest.mark.parametrize("link", ["https://b.example/a:", "https://b.example/\x80", "https://b.example/é"])
def test_a_site_with_any_address_is_a_show(link: str, tmp_path: Path, fetcher: Fetcher) -> None:
    (tmp_path / "feed.xml").write_bytes(boat("", "").replace(b"https://b.example/</link>", link.encode() + b"</link>"))
    brought(tmp_path / "feed.xml", tmp_path / "show", fetcher)
    show, _, mistakes = load(Workspace(tmp_path / "show"))
    assert show and not [mistake for mistake in mistakes if mistake.is_error]


def test_a_guid_of_the_show_that_is_none_is_told_and_made(tmp_path: Path, fetcher: Fetcher) -> None:
    with host({"/feed.xml": boat("<podcast:guid>not one</podcast:guid>", "")}) as served:
        found = brought(f"{served.address}/feed.xml", tmp_path / "show", fetcher)
    assert 'its podcast:guid "not one" is none: the one that its address has is written' in lines(found.losses)
    assert "\nguid: " in (tmp_path / "show/show.yaml").read_text("utf-8")
