"""Each field that only feeds show, from the author's text to the element that apps read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from podbuild.base.codec import from_json, to_json
from podbuild.feed.namespaces import PODCAST
from podbuild.feed.validate import problems
from podbuild.model.release import Enclosure, OutputFile, Release
from tests.cli.running import EPISODE, GOOD, run, write, write_warm
from tests.source.shows import FRONT, SHOW, read

from .releases import entries, feeds, release

NODE = "03" + "ab" * 32
EMAIL = "email: hello@example.org\nlicense: CC-BY-4.0\n"
ITEM_FIELDS = ("locations", "soundbites", "funding", "value", "txts")


def compiled(tmp_path: Path, show_lines: str = "", front: str = "", **changes: object) -> Any:
    """The feed's channel, of a show with these lines more and an episode with these fields."""
    episode = FRONT.replace("\n---\n", f"\n{front}---\n", 1) if front else FRONT
    files = {"show.yaml": SHOW + EMAIL + show_lines, "episodes/ice.md": f"{episode}Words.\n"}
    show, (made,), mistakes = read(tmp_path, files)
    assert mistakes == () and show is not None
    said = {name: getattr(made, name) for name in ITEM_FIELDS}
    feed = feeds(entries(release(**{**said, **changes}), show=show), show)["feed.xml"].render()
    assert problems(feed) == (), "what we write keeps all rules"
    return etree.fromstring(feed).find("channel")


def written(parent: Any, name: str) -> list[str]:
    """The elements of that name as short text: no namespace, one space between words."""
    found = parent.findall(f"{{{PODCAST}}}{name}")
    texts = [etree.tostring(etree.ElementTree(e), encoding="unicode", with_tail=False) for e in found]
    return [re.sub(r"\s+", " ", re.sub(r' xmlns:\w+="[^"]*"|(?<=[</])podcast:', "", text)).strip() for text in texts]


KEY_SHOW = f"""\
value:
  suggested: 0.00000005
  recipients:
    - {{name: Host, address: {NODE}, split: 90}}
    - {{name: Host's app, address: fees@e.org, split: 10, fee: true, custom_key: 7629169, custom_value: x}}
"""
CHANNEL = {
    "location": ("location: Vienna\n", "location", ['<location rel="subject">Vienna</location>']),
    "places": (
        "location:\n  - {name: Austin, rel: creator, geo: '30.2672, -97.7431', osm: r113314, country: US}\n  - Ærø & <us>\n",
        "location",
        [
            '<location rel="creator" geo="geo:30.2672,-97.7431" osm="R113314" country="us">Austin</location>',
            '<location rel="subject">Ærø &amp; &lt;us&gt;</location>',
        ],
    ),
    "trailer": (
        "trailer: {title: Soon, url: 'https://e.org/sø.mp3', date: 2026-01-02T08:00:00+01:00, bytes: 99, season: 4}\n",
        "trailer",
        [
            '<trailer url="https://e.org/s%C3%B8.mp3" pubdate="Fri, 02 Jan 2026 08:00:00 +0100" length="99" '
            'type="audio/mpeg" season="4">Soon</trailer>'
        ],
    ),
    "podroll": (
        "podroll: ['https://podnews.net/rss/', {guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810, title: P2, medium: music}]\n",
        "podroll",
        [
            '<podroll> <remoteItem feedGuid="9b024349-ccf0-5f69-a609-6b82873eab3c" feedUrl="https://podnews.net/rss/"/> '
            '<remoteItem feedGuid="917393e3-1b1e-5cef-ace4-edaa54e1f810" title="P2" medium="music"/> </podroll>'
        ],
    ),
    "weekly": (
        "update_frequency: weekly\n",
        "updateFrequency",
        ['<updateFrequency rrule="FREQ=WEEKLY">Weekly</updateFrequency>'],
    ),
    "a rule": (
        "update_frequency: {rule: freq=weekly;byday=mo;count=10, text: Ten Mondays, start: 2026-08-28}\n",
        "updateFrequency",
        [
            '<updateFrequency dtstart="2026-08-28T00:00:00Z" rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=10">Ten Mondays</updateFrequency>',
        ],
    ),
    "complete": (
        "update_frequency: complete\n",
        "updateFrequency",
        ['<updateFrequency complete="true">Complete</updateFrequency>'],
    ),
    "value of one": (
        "value: me@e.org\n",
        "value",
        [
            '<value type="lightning" method="keysend"> <valueRecipient type="lnaddress" address="me@e.org" split="100"/> </value>',
        ],
    ),
    "value": (
        KEY_SHOW,
        "value",
        [
            '<value type="lightning" method="keysend" suggested="0.00000005"> '
            f'<valueRecipient name="Host" type="node" address="{NODE}" split="90"/> '
            '<valueRecipient name="Host\'s app" type="lnaddress" address="fees@e.org" customKey="7629169" customValue="x" '
            'split="10" fee="true"/> </value>'
        ],
    ),
    "txt": (
        "txt: [naj3, {purpose: verify, text: S6lpp-7Z}]\n",
        "txt[@purpose='verify']",
        ['<txt purpose="verify">S6lpp-7Z</txt>'],
    ),
    "medium": ("medium: audiobook\n", "medium", ["<medium>audiobook</medium>"]),
    "no medium": ("", "medium", ["<medium>podcast</medium>"]),
    "block all": ("block: true\n", "block", ["<block>yes</block>"]),
    "block some": ("block: [google, amazon]\n", "block", ['<block id="google">yes</block>', '<block id="amazon">yes</block>']),
    "block but": ("block: {except: google}\n", "block", ["<block>yes</block>", '<block id="google">no</block>']),
    "block none": ("block: false\n", "block", []),
    "locked": ("", "locked", ['<locked owner="hello@example.org">yes</locked>']),
    "not locked": ("locked: false\n", "locked", ['<locked owner="hello@example.org">no</locked>']),
    "funding": (
        "funding: {url: 'https://e.org/give', text: Give}\n",
        "funding",
        ['<funding url="https://e.org/give">Give</funding>'],
    ),
    "person": (
        "people: [{name: Becky, role: Cover Art Designer, url: 'https://e.org/b'}]\n",
        "person",
        ['<person role="cover art designer" group="visuals" href="https://e.org/b">Becky</person>'],
    ),
}


@pytest.mark.parametrize(("lines", "name", "expected"), CHANNEL.values(), ids=CHANNEL)
def test_the_channel_says(tmp_path: Path, lines: str, name: str, expected: list[str]) -> None:
    tag, _, rest = name.partition("[")
    channel = compiled(tmp_path, lines)
    found = written(channel, tag)
    assert [text for text in found if not rest or rest.removeprefix("@purpose='").rstrip("']") in text] == expected


ALL_OF_AN_EPISODE = """\
location: [Vienna, {name: Wien, geo: '48.2, 16.4'}]
soundbite: {start: 0:30.5, duration: 45s}
value: {suggested: 0.01, recipients: [a@b.org]}
funding: https://e.org/give
txt: naj3
"""
ITEM = {
    "location": ("location: Vienna\n", "location", ['<location rel="subject">Vienna</location>']),
    "soundbite": (
        "soundbite: {start: 0:30.5, duration: 45s, title: It hums}\n",
        "soundbite",
        ['<soundbite startTime="30.500" duration="45.000">It hums</soundbite>'],
    ),
    "soundbites": (
        "soundbite:\n  - {start: 1s, duration: 15s}\n  - {start: 2s, duration: 16s}\n",
        "soundbite",
        ['<soundbite startTime="1.000" duration="15.000"/>', '<soundbite startTime="2.000" duration="16.000"/>'],
    ),
    "funding": (
        "funding: https://e.org/give\n",
        "funding",
        ['<funding url="https://e.org/give">e.org</funding>'],
    ),
    "value": (
        "value: [a@b.org, {address: c@d.org, split: 50}]\n",
        "value",
        [
            '<value type="lightning" method="keysend"> <valueRecipient type="lnaddress" address="a@b.org" split="100"/> '
            '<valueRecipient type="lnaddress" address="c@d.org" split="50"/> </value>'
        ],
    ),
}


@pytest.mark.parametrize(("lines", "name", "expected"), ITEM.values(), ids=ITEM)
def test_the_item_says(tmp_path: Path, lines: str, name: str, expected: list[str]) -> None:
    assert written(compiled(tmp_path, front=lines).find("item"), name) == expected


def test_a_text_of_the_episode_stands_beside_the_answer_on_ai(tmp_path: Path) -> None:
    item = compiled(tmp_path, front="txt: {purpose: release, text: 2026-10-26}\n").find("item")
    assert written(item, "txt") == ['<txt purpose="ai-content">true</txt>', '<txt purpose="release">2026-10-26</txt>']


def test_apple_is_told_by_its_own_tag(tmp_path: Path) -> None:
    blocked = [
        compiled(tmp_path / str(n), lines).findtext("{http://www.itunes.com/dtds/podcast-1.0.dtd}block")
        for n, lines in enumerate(("block: true\n", "block: {except: apple}\n", "block: [google]\n"))
    ]
    assert blocked == ["Yes", None, None]


def test_words_for_how_often_are_the_authors_where_the_show_is_not_in_english(tmp_path: Path) -> None:
    german = SHOW.replace("language: en", "language: de")
    show, _, mistakes = read(tmp_path, {"show.yaml": german + "update_frequency: weekly\n"})
    assert mistakes == () and show
    channel = etree.fromstring(feeds((), show)["feed.xml"].render()).find("channel")
    assert written(channel, "updateFrequency") == ['<updateFrequency rrule="FREQ=WEEKLY"/>']


def test_each_form_of_the_audio_says_what_it_is(tmp_path: Path) -> None:
    def form(kind: str, mime_type: str, size_bytes: int) -> Enclosure:
        return Enclosure(OutputFile(f"audio/glacier.{kind}", "ab" * 32, size_bytes, mime_type), 80.0, 96)

    mp3, m4a, opus = form("mp3", "audio/mpeg", 970_000), form("m4a", "audio/x-m4a", 981_000), form("opus", "audio/ogg", 480_000)
    item = compiled(tmp_path, enclosure=mp3, alternates=(m4a, opus)).find("item")
    found = item.findall(f"{{{PODCAST}}}alternateEnclosure")
    same = {"lang": "en"}
    assert [dict(e.attrib) for e in found] == [
        {"type": "audio/mpeg", "length": "970000", "bitrate": "96000", "title": "MP3", "default": "true"} | same,
        {"type": "audio/x-m4a", "length": "981000", "bitrate": "98100", "title": "AAC", "codecs": "mp4a.40.2"} | same,
        {"type": "audio/ogg", "length": "480000", "bitrate": "48000", "title": "Opus", "codecs": "opus"} | same,
    ]
    assert all(e.find(f"{{{PODCAST}}}integrity").get("type") == "sri" for e in found)


def test_what_is_remembered_of_a_release_is_the_release(tmp_path: Path) -> None:
    text = FRONT.replace("\n---\n", f"\n{ALL_OF_AN_EPISODE}---\nWords.\n", 1)
    _, (made,), _ = read(tmp_path, {"episodes/ice.md": text})
    whole = release(**{name: getattr(made, name) for name in ITEM_FIELDS})
    assert whole.value and whole.locations and whole.soundbites and whole.funding
    assert from_json(Release, json.loads(json.dumps(to_json(whole)))) == whole


# ── built ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def episode(*lines: str) -> str:
    return EPISODE.replace("\n---\n", "\n" + "".join(f"{line}\n" for line in lines) + "---\n", 1)


def test_an_episode_that_is_a_trailer_stands_in_the_head_of_the_feed(tmp_path: Path) -> None:
    files = {**GOOD, "episodes/soon.md": episode("type: trailer", "season: 2").replace("title: Ice", "title: Soon & soon")}
    root = write_warm(tmp_path, files)
    assert run("build", "--show", root).status == 0
    feed = (root / "public" / "feed.xml").read_bytes()
    (trailer,) = written(etree.fromstring(feed).find("channel"), "trailer")
    size_bytes = (root / "public/audio/soon.mp3").stat().st_size
    assert trailer == (
        '<trailer url="https://example.org/quiet-roads/audio/soon.mp3" pubdate="Fri, 02 Jan 2026 00:00:00 +0000" '
        f'length="{size_bytes}" type="audio/mpeg" season="2">Soon &amp; soon</trailer>'
    )
    write(root, {"show.yaml": GOOD["show.yaml"] + "location: Vienna\n"})  # type: ignore[operator]
    again = run("build", "--show", root, "--format", "json")
    assert again.status == 0 and '"ran": {}' in again.stdout, "a place changes texts alone"
    feed = (root / "public" / "feed.xml").read_bytes()
    assert len(written(etree.fromstring(feed).find("channel"), "trailer")) == 1 and b">Vienna<" in feed


def test_a_soundbite_beyond_the_end_is_told_by_the_build(tmp_path: Path) -> None:
    lines = ("soundbite:", "  - {start: 0:01, duration: 15s}", "  - {start: 1:30, duration: 20s}")
    root = write_warm(tmp_path, {**GOOD, "episodes/ice.md": episode(*lines)})
    for _ in range(2):  # the second time it is remembered
        done = run("build", "--show", root)
        assert done.status == 0
        assert (
            "episodes/ice.md:6:5: warning[soundbite-beyond]: the soundbite from 0:01 to 0:16 goes on beyond the end" in done.stderr
        )
        assert "episodes/ice.md:7:5: warning[soundbite-beyond]: the soundbite from 1:30 to 1:50 begins after the end" in done.stderr
    item = etree.fromstring((root / "public" / "feed.xml").read_bytes()).find("channel/item")
    (kept,) = written(item, "soundbite")
    assert kept.startswith('<soundbite startTime="1.000" duration=')
