"""Every rule that a tag more in a good feed can break: what is found, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.feed.guid import PODCAST_NAMESPACE, podcast_guid
from podbuild.feed.validate import condensed, judged, problems
from podbuild.source.categories import WRITTEN

from .releases import release
from .test_rss import made

GOOD = made(release(description_html="<p>Short.</p>"), release("second", "2026-11-19T00:00:00Z")).decode()
NODE = "03" + "ab" * 32
DIGEST = "sha256-" + "A" * 43 + "="


def codes(feed: str) -> list[str]:
    found = problems(feed.encode(), known_categories=WRITTEN)
    assert all(d.why and d.fix and d.span for d in found), "each finding says who asks, and what to do"
    return sorted({d.code for d in found})


def with_tag(where: str, tag: str) -> str:
    """The good feed with a tag more: at the end of the channel, or of its first item."""
    end = "</channel>" if where == "channel" else "</item>"
    return GOOD.replace(end, f"{tag}{end}", 1)


LONG = "x" * 129
PERSON = "<podcast:person{}>A</podcast:person>"
BROKEN: tuple[tuple[str, str, str], ...] = (
    ("item", "<podcast:person> </podcast:person>", "feed-tag-text"),
    ("item", f"<podcast:person>{LONG}</podcast:person>", "feed-tag-long"),
    ("item", PERSON.format(' role="hots"'), "feed-tag-value"),
    ("item", PERSON.format(' group="band"'), "feed-tag-value"),
    ("item", PERSON.format(' img="a.jpg"'), "feed-tag-value"),
    ("item", "<podcast:location/>", "feed-tag-text"),
    ("channel", '<podcast:location geo="48.2,16.4">V</podcast:location>', "feed-tag-value"),
    ("channel", '<podcast:location osm="113314">V</podcast:location>', "feed-tag-value"),
    ("channel", '<podcast:location rel="about">V</podcast:location>', "feed-tag-value"),
    ("channel", '<podcast:location country="uk">V</podcast:location>', "feed-tag-value"),
    ("channel", "<podcast:funding>Give</podcast:funding>", "feed-tag-attribute"),
    ("channel", '<podcast:funding url="give">Give</podcast:funding>', "feed-tag-value"),
    ("channel", "<podcast:locked>no</podcast:locked>", "feed-tag-twice"),
    ("channel", '<podcast:trailer url="https://e.org/t.mp3">Soon</podcast:trailer>', "feed-tag-attribute"),
    ("channel", '<podcast:trailer url="https://e.org/t.mp3" pubdate="2026-01-01">Soon</podcast:trailer>', "feed-tag-value"),
    ("channel", '<podcast:trailer url="https://e.org/t.mp3" pubdate="Thu, 01 Jan 2026 00:00:00 GMT"/>', "feed-tag-text"),
    (
        "item",
        '<podcast:trailer url="https://e.org/t" pubdate="Thu, 01 Jan 2026 00:00:00 GMT">S</podcast:trailer>',
        "feed-tag-place",
    ),
    ("item", '<podcast:soundbite startTime="1"/>', "feed-tag-attribute"),
    ("item", '<podcast:soundbite startTime="0:01" duration="20"/>', "feed-tag-value"),
    ("item", '<podcast:soundbite startTime="70" duration="20"/>', "feed-soundbite"),
    ("item", '<podcast:soundbite startTime="1" duration="5"/>', "feed-soundbite"),
    ("item", '<podcast:alternateEnclosure type="audio/ogg"/>', "feed-tag-empty"),
    (
        "item",
        '<podcast:alternateEnclosure><podcast:source uri="https://e.org/a"/></podcast:alternateEnclosure>',
        "feed-tag-attribute",
    ),
    (
        "item",
        '<podcast:alternateEnclosure type="audio/ogg" bitrate="fast"><podcast:source uri="ipfs://x"/></podcast:alternateEnclosure>',
        "feed-tag-value",
    ),
    (
        "item",
        '<podcast:alternateEnclosure type="audio/ogg" default="true"><podcast:source uri="ipfs://x"/></podcast:alternateEnclosure>',
        "feed-tag-twice",
    ),
    (
        "item",
        '<podcast:alternateEnclosure type="audio/ogg"><podcast:source uri="ipfs://x"/>'
        '<podcast:integrity type="sri" value="sha256-abc"/></podcast:alternateEnclosure>',
        "feed-tag-value",
    ),
    ("channel", "<podcast:podroll/>", "feed-tag-empty"),
    ("channel", '<podcast:podroll><podcast:remoteItem feedUrl="https://e.org/f"/></podcast:podroll>', "feed-tag-attribute"),
    ("channel", '<podcast:podroll><podcast:remoteItem feedGuid="abc"/></podcast:podroll>', "feed-tag-value"),
    ("channel", '<podcast:updateFrequency rrule="weekly">W</podcast:updateFrequency>', "feed-tag-value"),
    ("channel", '<podcast:updateFrequency rrule="FREQ=DAILY;COUNT=3"/>', "feed-tag-attribute"),
    ("channel", "<podcast:updateFrequency>Weekly</podcast:updateFrequency>", "feed-tag-attribute"),
    ("channel", '<podcast:value type="lightning" method="keysend"/>', "feed-tag-empty"),
    (
        "channel",
        '<podcast:value type="lightning" method="amp"><podcast:valueRecipient type="node" address="me" split="1"/></podcast:value>',
        "feed-tag-value",
    ),
    (
        "item",
        '<podcast:value type="lightning" method="keysend">'
        f'<podcast:valueRecipient type="node" address="{NODE}" split="0"/></podcast:value>',
        "feed-tag-value",
    ),
    (
        "item",
        '<podcast:value type="lightning"><podcast:valueRecipient type="lnaddress" address="a@b.org" split="1"/></podcast:value>',
        "feed-tag-attribute",
    ),
    ("channel", f'<podcast:txt purpose="verify">{"x" * 4001}</podcast:txt>', "feed-tag-long"),
    ("channel", "<podcast:txt/>", "feed-tag-text"),
    ("channel", '<podcast:txt purpose="ai-content">perhaps</podcast:txt>', "feed-ai-content"),
    ("channel", "<podcast:medium>music</podcast:medium>", "feed-tag-twice"),
    ("channel", "<podcast:block>maybe</podcast:block>", "feed-tag-text"),
    ("channel", '<podcast:block id="my-app">yes</podcast:block>', "feed-tag-value"),
    ("channel", '<podcast:liveItem status="on" start="2026-01-01T00:00:00Z"/>', "feed-tag-value"),
    ("channel", "<podcast:Transcript/>", "feed-tag-unknown"),
    ("item", '<podcast:transcript url="https://e.org/t.doc" type="application/msword"/>', "feed-transcript"),
    ("item", '<podcast:chapters url="https://e.org/c" type="text/plain"/>', "feed-chapters feed-tag-twice"),
    ("item", "<podcast:season>two</podcast:season>", "feed-tag-text feed-tag-twice"),
    ("channel", '<atom:link rel="prev" href="https://e.org/2.xml"/>', "feed-paging"),
    ("channel", '<atom:link rel="next" href="https://example.org/quiet-roads/feed.xml"/>', "feed-paging"),
    ("channel", '<atom:link rel="hub" href="hub"/>', "feed-paging"),
    ("channel", "<itunes:new-feed-url>soon</itunes:new-feed-url>", "feed-new-url"),
    ("channel", "<itunes:complete>no</itunes:complete>", "feed-complete"),
    ("channel", "<itunes:block>false</itunes:block>", "feed-block"),
)
FINE: tuple[tuple[str, str], ...] = (
    ("channel", '<podcast:location rel="creator" geo="geo:48.2,16.4;u=350" osm="R113314" country="AT">Wien</podcast:location>'),
    ("channel", '<podcast:updateFrequency complete="true">That is all</podcast:updateFrequency>'),
    ("channel", '<podcast:updateFrequency rrule="FREQ=WEEKLY;UNTIL=2023-12-31T00:00:00.000Z;BYDAY=MO">M</podcast:updateFrequency>'),
    ("channel", '<podcast:updateFrequency rrule="FREQ=YEARLY;BYDAY=+4TH;BYMONTH=11">T</podcast:updateFrequency>'),
    (
        "channel",
        '<podcast:trailer pubdate="Thu, 01 Apr 2021 08:00:00 EST" url="https://e.org/t.mp3" season="4">S</podcast:trailer>',
    ),
    ("channel", '<podcast:block id="google">yes</podcast:block><podcast:block id="amazon">no</podcast:block>'),
    ("channel", '<podcast:podroll><podcast:remoteItem feedGuid="917393e3-1b1e-5cef-ace4-edaa54e1f810"/></podcast:podroll>'),
    ("channel", '<atom:link rel="hub" href="https://pubsubhubbub.appspot.com/"/>'),
    ("item", '<podcast:soundbite startTime="7.5" duration="42.25">Why</podcast:soundbite>'),
    ("item", PERSON.format(' group="Visuals" role="Cover Art Designer" href="https://e.org/b"')),
    (
        "item",
        '<podcast:alternateEnclosure type="video/mp4" length="7" bitrate="511276.52" height="720"><podcast:source uri="ipfs://x"/>'
        f'<podcast:integrity type="sri" value="{DIGEST}"/></podcast:alternateEnclosure>',
    ),
    (
        "item",
        f'<podcast:value type="lightning" method="keysend" suggested="0.00000005000"><podcast:valueRecipient name="A" type="node" '
        f'address="{NODE}" split="40"/><podcast:valueTimeSplit startTime="60" duration="237"><podcast:remoteItem '
        'feedGuid="917393e3-1b1e-5cef-ace4-edaa54e1f810" itemGuid="x" medium="music"/></podcast:valueTimeSplit></podcast:value>',
    ),
    ("item", '<podcast:socialInteract protocol="activitypub" uri="https://e.org/@a/1" priority="1"/>'),
    ("item", "<itunes:episodeType>Full</itunes:episodeType><unknown/><!-- a remark --><?page break?>"),
)


@pytest.mark.parametrize(("where", "tag", "code"), BROKEN, ids=[f"{n}-{row[2]}" for n, row in enumerate(BROKEN)])
def test_a_tag_that_breaks_a_rule_is_named(where: str, tag: str, code: str) -> None:
    assert codes(with_tag(where, tag)) == code.split()


@pytest.mark.parametrize(("where", "tag"), FINE)
def test_a_tag_that_breaks_none_is_let_be(where: str, tag: str) -> None:
    assert codes(with_tag(where, tag)) == []


CHANGED = {
    "version": ('version="2.0"', 'version="0.92"', ["feed-version"]),
    "no version": (' version="2.0"', "", ["feed-version"]),
    "itunes by https": ("http://www.itunes.com/dtds", "https://www.itunes.com/dtds", ["feed-namespace"]),
    "atom by case": ("http://www.w3.org/2005/Atom", "http://www.w3.org/2005/atom", ["feed-namespace"]),
    "podcast's first name": (
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        ["feed-namespace"],
    ),
    "wrong weekday": ("Fri, 20 Nov", "Mon, 20 Nov", ["feed-date"]),
    "item image": (r'(?s)(<item>.*?<itunes:image href=")[^"]*', r"\1cover.jpg", ["feed-image-url"]),
    "enclosure with half a bracket": (r'(enclosure url="https://)[^/]*/', r"\1[e.org/", ["feed-enclosure-url"]),
    "an item behind the channel": ("(?s)(<item>.*)(</channel>)", r"\2\1", ["feed-outside", "feed-wanted"]),
    "a second channel": ("</channel>", "</channel><channel/>", ["feed-outside"]),
    "no item": ("(?s)<item>.*</item>", "", ["feed-wanted"]),
    "no zone": (r"08:00:00 \+0100", "08:00:00", ["feed-date"]),
    "category by case": ('text="Arts"', 'text="arts"', ["feed-category"]),
    "escaped twice": ("Society &amp; Culture", "Society &amp;amp; Culture", ["feed-category"]),
    "guid of version 4": (r"(<podcast:guid>.{14})5", r"\g<1>4", ["feed-guid"]),
    "guid in capitals": (r"(<podcast:guid>)[0-9a-f]{8}", r"\1ABCDEF01", ["feed-guid"]),
    "no seconds": ("<itunes:duration>78<", "<itunes:duration>0<", ["feed-duration"]),
    "http": ('enclosure url="https:', 'enclosure url="http:', ["feed-not-https"]),
    "one file twice": ("audio/second.mp3", "audio/glacier.mp3", ["feed-enclosure-twice"]),
    "self": (r'href="[^"]*feed.xml" rel="self"', 'href="feed.xml" rel="self"', ["feed-self-link"]),
    "type": (">episodic<", ">weekly<", ["feed-type"]),
    "link": ("<link>https://example.org/quiet-roads/<", "<link>example.org<", ["feed-link"]),
    "guid too long": ("guid-second", "g" * 256, ["feed-value-long"]),
    "medium": (">podcast</podcast:medium>", ">podcasts</podcast:medium>", ["feed-tag-text"]),
    "locked": (">yes</podcast:locked>", ">true</podcast:locked>", ["feed-tag-text"]),
    "chapter without title": (r'(psc:chapter start="00:00:30.500") title="Dawn"', r"\1", ["feed-chapters"]),
    "an entity of HTML": ("Slow stories", "Slow&nbsp;stories", ["feed-not-xml"]),
    "a bare ampersand": ("Slow stories", "Slow & stories", ["feed-not-xml"]),
    "a space before": ("^", " ", ["feed-not-xml"]),
    "a control character": ("Slow stories", "Slow\x0bstories", ["feed-not-xml"]),
}


@pytest.mark.parametrize(("pattern", "replacement", "expected"), CHANGED.values(), ids=CHANGED)
def test_a_change_that_breaks_a_rule_is_named(pattern: str, replacement: str, expected: list[str]) -> None:
    broken, count = re.subn(pattern, replacement, GOOD)
    assert count, "the test must break something"
    assert codes(broken) == expected


def test_all_on_one_day_is_odd() -> None:
    stamp = "2026-11-20T08:00:00Z"
    releases = [release(f"e{n}", stamp) for n in range(3)]
    assert codes(made(*releases).decode()) == ["feed-date-same"]
    assert codes(made(*releases[:2]).decode()) == []


def test_the_future_is_odd_where_the_present_is_known() -> None:
    def found(now: datetime | None) -> list[str]:
        return sorted({d.code for d in judged(GOOD.encode(), file="f", now=now).diagnostics})

    assert found(None) == found(datetime(2026, 11, 21, tzinfo=UTC)) == []
    assert found(datetime(2026, 11, 1, tzinfo=UTC)) == ["feed-date-future"]


def test_a_guid_made_with_the_scheme_is_known_by_the_feeds_address() -> None:
    url = "https://example.org/quiet-roads/feed.xml"
    wrong = re.sub(r"(<podcast:guid>)[^<]*", rf"\g<1>{uuid5(PODCAST_NAMESPACE, url)}", GOOD)
    other = re.sub(r"(<podcast:guid>)[^<]*", rf"\g<1>{uuid5(PODCAST_NAMESPACE, 'elsewhere.org/feed')}", GOOD)
    (found,) = problems(wrong.encode())
    assert (found.code, found.severity) == ("feed-guid", "warning") and podcast_guid(url) in found.fix
    assert problems(other.encode()) == (), "a feed that moved keeps its guid"


def test_places_are_line_and_column_of_the_element() -> None:
    lines = with_tag("channel", "\n      <podcast:funding>Give</podcast:funding>\n  ").splitlines()
    (found,) = problems("\n".join(lines).encode(), file="their.xml")
    assert lines[found.span.line - 1].strip() == "<podcast:funding>Give</podcast:funding>"
    assert str(found.span) == f"their.xml:{found.span.line}:7"
    (syntax,) = problems(b"<rss>\n<channel>\n  </chanel>\n</rss>", file="their.xml")
    assert str(syntax.span).startswith("their.xml:3:")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "this is an Atom feed"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "this is RSS 1.0"),
        ("<!DOCTYPE html><html><br></html>", "this is a web page"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "this is a web page"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "this is JSON"),
        ("<rss version='2.0'/>", "this is not an RSS feed: there is no channel"),
        ("<opml/>", "this is not an RSS feed: it is <opml>"),
        ("  \n", "there is nothing in it"),
    ],
)
def test_what_is_no_podcast_feed_is_called_by_its_name(document: str, message: str) -> None:
    (found,) = problems(document.encode())
    assert found.message.startswith(message) and found.code in ("feed-not-rss", "feed-not-xml") and found.why


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10))


@pytest.mark.parametrize("body", ["<title>&l9;</title>", '<a href="&l9;"/>'])
def test_what_blows_up_is_refused(body: str) -> None:
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [{BOMB}]><rss version="2.0"><channel>{body}</channel></rss>'
    (found,) = problems(bomb.encode())
    assert found.code == "feed-not-xml" and "blow it up" in found.message


def test_a_file_of_the_machine_is_never_read() -> None:
    hostile = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + GOOD.partition("?>")[2].replace(
        "Slow stories", "&x;Slow stories", 1
    )
    assert all("root:" not in d.message for d in problems(hostile.encode()))


def test_a_feed_in_another_encoding_is_read() -> None:
    assert problems(GOOD.replace("UTF-8", "UTF-16").encode("utf-16")) == ()
    assert problems(GOOD.replace("UTF-8", "ISO-8859-1").encode("latin-1")) == ()
    assert problems(b"\xef\xbb\xbf" + GOOD.encode()) == ()


def test_what_is_said_of_many_items_is_said_a_few_times() -> None:
    many = made(*(release(f"e{n}", f"2026-11-{n:02}T00:00:00Z", transcripts=()) for n in range(1, 21)))
    found = problems(many)
    assert [d.code for d in found] == ["feed-wanted"] * 20
    short = condensed(found)
    assert len(short) == 3 and [note.message for note in short[-1].notes] == ["and 17 more like it, the next here"]
    assert condensed(found[:4]) == found[:4]


# ── never a traceback ────────────────────────────────────────────────────────────────────────────────────────────────

TAGS = sorted(set(re.findall(r"<((?:itunes|podcast|atom|psc):\w+|\w+)", GOOD)))
ODD = st.sampled_from(
    ["", " ", "0", "-1", "1e999", "٣", "²", "9" * 40, "geo:1,2", "FREQ=", "http://[", "\u202e", "Fri, 99 Nov 2026", "sha256-"]
)


@given(st.sampled_from(TAGS), ODD | st.text(max_size=20), st.sampled_from([">", " "]))
def test_any_text_in_any_tag_is_judged(tag: str, text: str, mark: str) -> None:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    if mark == ">":
        broken = re.sub(rf"(<{tag}[^>]*[^/])>[^<]*<", lambda m: f"{m[1]}>{safe}<", GOOD)
    else:
        broken = re.sub(rf'(<{tag}\b[^>]*?=")[^"]*"', lambda m: f'{m[1]}{safe}"', GOOD)
    judged(broken.encode("utf-8", "replace"), file="f", known_categories=WRITTEN, url=text, now=datetime(2026, 1, 1, tzinfo=UTC))


@given(st.binary(max_size=200) | st.text(alphabet="<>/rschanelitm &;\"'=?!-[]", max_size=80).map(str.encode))
def test_any_bytes_are_judged(data: bytes) -> None:
    assert problems(data)


@given(st.integers(0, len(GOOD)), st.integers(0, 400))
def test_a_feed_with_a_hole_is_judged(start: int, length: int) -> None:
    problems((GOOD[:start] + GOOD[start + length :]).encode())
