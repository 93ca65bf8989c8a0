"""What only feeds show goes from a feed into the show's files, and from there into the new feed as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from podbuild.importing.downloading import Fetcher
from podbuild.importing.import_report import lines
from tests.importing.conftest import brought, feed_of

PODCAST = "{https://podcastindex.org/namespace/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
NODE = "ab" * 32
GUID = "9b024349-ccf0-5f69-a609-6b82873eab3c"
OF_SHOW = f"""
    <podcast:location rel="creator" geo="geo:48.2,16.37" osm="R109166" country="at">Vienna: "the old town"</podcast:location>
    <podcast:updateFrequency rrule="FREQ=WEEKLY" complete="true">Every week, #1</podcast:updateFrequency>
    <podcast:podroll><podcast:remoteItem feedGuid="{GUID}" feedUrl="https://other.example/rss" title="Others"/></podcast:podroll>
    <podcast:trailer pubdate="Thu, 01 Apr 2021 08:00:00 +0000" url="https://a.example/t.mp3" length="12345" type="audio/mpeg"
      season="1">Coming soon</podcast:trailer>
    <podcast:value type="lightning" method="keysend" suggested="0.00000005000">
      <podcast:valueRecipient name="w" type="node" address="02{NODE}" split="95" customKey="7629169" customValue="x y"/>
      <podcast:valueRecipient name="app" type="node" address="03{NODE}" split="5" fee="true"/>
    </podcast:value>
    <podcast:txt purpose="verify">S6lpp-7ZCn8-dZfGc-OoyaG</podcast:txt>
    <podcast:txt purpose="ai-content">true</podcast:txt>
    <podcast:medium>music</podcast:medium>
    <podcast:locked>no</podcast:locked>
"""
OF_ITEM = """
    <podcast:location geo="geo:1,2">Somewhere</podcast:location>
    <podcast:soundbite startTime="73.0" duration="60.0">- a passage: "one"</podcast:soundbite>
    <podcast:funding url="https://give.example/x">Give, please</podcast:funding>
    <podcast:txt>plain</podcast:txt>
"""


def feed(of_show: str, of_item: str) -> str:
    return f"""<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"
    xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>T</title><link>https://a.example/</link><description>D</description><language>en</language>{of_show}<item><title>One</title>
    <guid>g1</guid><pubDate>Thu, 22 Oct 2026 05:00:00 GMT</pubDate>{of_item}
    <enclosure url="https://a.example/1.mp3" length="99" type="audio/mpeg"/><duration/></item></channel></rss>"""


def told(element: etree._Element) -> tuple[str, dict[str, str], str, tuple[object, ...]]:
    return (element.tag, dict(element.attrib), (element.text or "").strip(), tuple(told(child) for child in element))


def tags(parent: etree._Element, *names: str) -> list[object]:
    return [told(element) for name in names for element in parent.findall(f"{PODCAST}{name}")]


def test_every_tag_comes_out_as_it_went_in(tmp_path: Path, fetcher: Fetcher, drawn: Path) -> None:
    source = tmp_path / "feed.xml"
    source.write_text(feed(OF_SHOW, OF_ITEM), "utf-8")
    found = brought(str(source), tmp_path / "show", fetcher)
    assert found.mistakes == ()
    assert not [line for line in lines(found.losses) if "<podcast:" in line]
    assert "the feed says that AI was used: say under `ai` what for, for the episodes to come" in lines(found.losses)
    was = etree.parse(source).getroot()[0]
    now = etree.fromstring(feed_of(tmp_path / "show", drawn))[0]
    of_show = ("location", "updateFrequency", "podroll", "trailer", "value", "medium")
    assert tags(now, *of_show) == tags(was, *of_show)
    assert tags(now, "txt")[0] == tags(was, "txt")[0]
    assert now.find(f"{PODCAST}locked").text == "no"
    item, old = now.find("item"), was.find("item")
    names = ("location", "funding", "txt")
    shown = [tag for tag in tags(item, *names) if "ai-content" not in str(tag)]
    assert [(t[0], t[1].get("geo", ""), t[2]) for t in shown] == [(t[0], t[1].get("geo", ""), t[2]) for t in tags(old, *names)]


@pytest.mark.parametrize(
    ("of_show", "line"),
    [
        ("<itunes:block>Yes</itunes:block>", "block: true"),
        ("<podcast:block>yes</podcast:block>", "block: true"),
        ('<itunes:block>yes</itunes:block><podcast:block id="amazon">yes</podcast:block>', "block: true"),
        ('<podcast:block id="apple">yes</podcast:block><podcast:block id="amazon">no</podcast:block>', "block: [apple]"),
        ('<podcast:block>yes</podcast:block><podcast:block id="amazon">no</podcast:block>', "block: {except: [amazon]}"),
        ('<itunes:block>no</itunes:block><podcast:block id="amazon">no</podcast:block>', ""),
        ("<itunes:complete>Yes</itunes:complete>", "update_frequency: {complete: true}"),
        (
            '<podcast:updateFrequency rrule="FREQ=WEEKLY">Weekly</podcast:updateFrequency><itunes:complete>yes</itunes:complete>',
            'update_frequency: {rule: "FREQ=WEEKLY", text: Weekly, complete: true}',
        ),
        ("<itunes:complete>No</itunes:complete>", ""),
    ],
)
def test_what_a_show_did_not_want_it_still_does_not_want(of_show: str, line: str, tmp_path: Path, fetcher: Fetcher) -> None:
    source = tmp_path / "feed.xml"
    source.write_text(feed(of_show, ""), "utf-8")
    found = brought(str(source), tmp_path / "show", fetcher)
    assert not [told for told in lines(found.losses) if "block" in told or "complete" in told or "updatefrequency" in told]
    written = (tmp_path / "show" / "show.yaml").read_text("utf-8").splitlines()
    assert [one for one in written if one.startswith(("block:", "update_frequency:"))] == ([line] if line else [])


def test_a_block_comes_out_as_it_went_in(tmp_path: Path, fetcher: Fetcher, drawn: Path) -> None:
    source = tmp_path / "feed.xml"
    blocks = '<itunes:block>Yes</itunes:block><podcast:block>yes</podcast:block><podcast:block id="amazon">no</podcast:block>'
    source.write_text(feed(blocks, ""), "utf-8")
    brought(str(source), tmp_path / "show", fetcher)
    was, now = etree.parse(source).getroot()[0], etree.fromstring(feed_of(tmp_path / "show", drawn))[0]
    assert tags(now, "block") == tags(was, "block")
    assert now.findtext(f"{ITUNES}block") == "Yes"


def test_what_no_show_can_hold_is_told_and_the_show_builds(tmp_path: Path, fetcher: Fetcher, drawn: Path) -> None:
    faulty = """<podcast:location geo="nowhere">X</podcast:location><podcast:value type="lightning" method="keysend"/>
    <podcast:medium>opera</podcast:medium><podcast:trailer url="t.mp3">T</podcast:trailer><podcast:liveItem/>"""
    source = tmp_path / "feed.xml"
    source.write_text(feed(faulty, '<podcast:soundbite startTime="soon" duration="1"/>'), "utf-8")
    found = brought(str(source), tmp_path / "show", fetcher)
    said = "\n".join(lines(found.losses))
    for name in ("location", "value", "medium", "trailer", "liveitem", "soundbite"):
        assert f"<podcast:{name}>" in said
    assert b"<title>One</title>" in feed_of(tmp_path / "show", drawn)


def test_ways_of_paying_that_no_show_can_hold_are_told(tmp_path: Path, fetcher: Fetcher) -> None:
    one = f'<podcast:value type="lightning" method="keysend"><podcast:valueRecipient type="node" address="02{NODE}" split="1"/>'
    split = '<podcast:valueTimeSplit startTime="1" duration="2"/></podcast:value><podcast:value type="hive" method="app"/>'
    source = tmp_path / "feed.xml"
    source.write_text(feed("", one + split), "utf-8")
    told = lines(brought(str(source), tmp_path / "show", fetcher).losses)
    assert 'a second <podcast:value> ("One")' in told
    assert '<podcast:valuetimesplit> in its <podcast:value> ("One")' in told
    assert "\nvalue: " in (tmp_path / "show/episodes/one.md").read_text("utf-8")


def test_what_a_feed_says_of_ai_stays_said(tmp_path: Path, fetcher: Fetcher, drawn: Path) -> None:
    items = {"true": "true", "false": "false", "": None}
    for written, expected in items.items():
        source, root = tmp_path / f"{written}.xml", tmp_path / f"show-{written}"
        tag = f'<podcast:txt purpose="ai-content">{written}</podcast:txt>' if written else ""
        source.write_text(feed("", tag), "utf-8")
        brought(str(source), root, fetcher)
        item = etree.fromstring(feed_of(root, drawn))[0].find("item")
        found = [txt.text for txt in item.findall(f"{PODCAST}txt") if txt.get("purpose") == "ai-content"]
        assert found == ([expected] if expected else [])
