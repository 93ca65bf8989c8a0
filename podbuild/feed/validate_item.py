"""The rules that each item of a feed must keep, as findings: what RSS, Apple, Spotify and PSP-1 ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from podbuild.base.diagnostics import Severity
from podbuild.feed.finding import APPLE, NAMESPACE, PODLOVE, PSP, RSS, SPOTIFY, Finding, is_web_address, text_of
from podbuild.feed.namespaces import CONTENT, ITUNES, PODCAST, PSC
from podbuild.feed.validate_channel import date_findings, image_findings

# Apple's list: audio, video, and the documents that a show may carry along.
ENCLOSURE_TYPES = frozenset(
    (
        *("audio/mpeg", "audio/x-m4a", "audio/mp4", "video/mp4", "video/quicktime", "video/x-m4v"),
        *("application/pdf", "document/x-epub"),
    )
)
TYPES_BY_SUFFIX = {
    ".mp3": ("audio/mpeg",),
    ".m4a": ("audio/x-m4a", "audio/mp4"),
    ".mp4": ("video/mp4", "audio/mp4"),
    ".m4v": ("video/x-m4v", "video/mp4"),
    ".mov": ("video/quicktime",),
    ".pdf": ("application/pdf",),
}
DESCRIPTION_TAGS = frozenset(("p", "ol", "ul", "li", "a", "b", "i", "strong", "em", "br"))
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)(?=[\s/>])")
_DURATION = re.compile(r"\d+|(\d+:)?\d{1,2}:\d{2}", re.ASCII)
_FINE_DURATION = re.compile(rf"({_DURATION.pattern})\.\d+", re.ASCII)  # as some tools write it, and apps read
_START = re.compile(r"(\d+:)?\d{1,2}:\d{2}(\.\d{1,3})?")
_LONGEST_SECONDS = 24 * 3600


def item_findings(item: Any, now: datetime | None) -> Iterator[Finding]:
    """All that is wrong with one item."""
    yield from _title_and_guid(item)
    yield from _enclosure(item)
    yield from _description(item)
    yield from _numbers(item, now)
    yield from _companions(item)


def called(item: Any) -> str:
    """An item as messages name it.

    >>> from lxml import etree
    >>> called(etree.fromstring("<item><title> Ice </title></item>")), called(etree.fromstring("<item/>"))
    ('the item "Ice"', 'an item')
    """
    title = " ".join(text_of(item, "title").split())
    return f'the item "{title if len(title) <= 50 else title[:49] + "…"}"' if title else "an item"


def _title_and_guid(item: Any) -> Iterator[Finding]:
    title, who = text_of(item, "title"), called(item)
    if not title:
        yield Finding(item, "feed-missing", "an item has no title", "add <title>", f"{RSS}, {PSP}, {APPLE}")
    if len(title) > 255:
        yield Finding(item, "feed-value-long", "an item's title is over 255 characters", "shorten it", PSP)
    guid = item.find("guid")
    text = "" if guid is None else (guid.text or "").strip()
    link = text_of(item, "link")
    if link and not is_web_address(link):
        yield Finding(
            item.find("link"), "feed-link", f'"{link}" is no ASCII web address', "write https://…", f"{RSS}, {APPLE}", "warning"
        )
    if not text:
        yield Finding(item, "feed-missing", f"{who} has no guid", "add one that never changes", f"{PSP}, {APPLE}")
    elif guid.get("isPermaLink", "true").casefold() != "false" and not text.startswith(("http://", "https://")):
        message = f"the guid of {who} is taken for an address"
        yield Finding(guid, "feed-guid-link", message, 'write isPermaLink="false"', f"{RSS}, {PSP}")
    elif len(text) > 255:
        yield Finding(
            guid, "feed-value-long", f"the guid of {who} is over 255 characters", "choose a shorter one for new items", PSP
        )


def seconds_of(text: str) -> int | None:
    """The length that itunes:duration says: seconds, or a clock.

    >>> seconds_of("3723"), seconds_of("1:02:03"), seconds_of("soon")
    (3723, 3723, None)
    """
    if not _DURATION.fullmatch(text):
        return None
    seconds = 0
    for part in text.split(":"):
        seconds = seconds * 60 + int(part[:12])
    return seconds


def _enclosure(item: Any) -> Iterator[Finding]:
    found = item.findall("enclosure")
    if len(found) != 1:
        message = f"{called(item)} has no enclosure" if not found else f"{called(item)} has more than one enclosure"
        fix = "give one; other forms go into podcast:alternateEnclosure"
        yield Finding(item, "feed-enclosure", message, fix, f"{PSP}, {APPLE}")
        return
    url, kind, length = (found[0].get(name, "") for name in ("url", "type", "length"))
    if not is_web_address(url):
        fix = "write the whole address, percent-encoded, with https:// before it"
        yield Finding(found[0], "feed-enclosure-url", f'"{url}" is no ASCII web address', fix, f"{PSP}, {APPLE}")
    elif url.casefold().startswith("http://"):
        message = f"the enclosure of {called(item)} is not encrypted on its way"
        yield Finding(found[0], "feed-not-https", message, "serve it from https://", APPLE, "warning")
    if not (length.isascii() and length.isdigit() and int(length[:18]) > 0):
        message = f'the length "{length}" is no number of bytes'
        yield Finding(found[0], "feed-enclosure-length", message, "give the file's size", f"{RSS}, {PSP}, {APPLE}")
    path = url.casefold().split("?")[0].split("#")[0]
    suffix = next((s for s in TYPES_BY_SUFFIX if path.endswith(s)), "")
    if kind not in TYPES_BY_SUFFIX.get(suffix, ENCLOSURE_TYPES):
        fix = "use audio/mpeg for mp3 and audio/x-m4a for m4a; Opus goes into podcast:alternateEnclosure"
        yield Finding(found[0], "feed-enclosure-type", f'"{kind}" is no type for this enclosure', fix, f"{PSP}, {APPLE}")


def _description(item: Any) -> Iterator[Finding]:
    text = text_of(item, "description")
    if not text:
        has_notes = any(text_of(item, path) for path in (f"{{{CONTENT}}}encoded", f"{{{ITUNES}}}summary"))
        fix = "add <description>" + (": apps that read no other text show nothing" if has_notes else "")
        yield Finding(item, "feed-wanted", f"{called(item)} has no description", fix, f"{PSP}, {APPLE}", "warning")
    if len(text.encode()) > 4000:
        yield Finding(item, "feed-description-long", "an item's description is over 4,000 bytes", "shorten it", PSP)
    others = sorted({tag.casefold() for tag in _TAG.findall(text)} - DESCRIPTION_TAGS)
    if others:
        message = f"apps do not show these tags: {', '.join(others)}"
        fix = "use p ol ul li a b i strong em; the rest belongs into content:encoded"
        yield Finding(item.find("description"), "feed-description-tags", message, fix, PSP, "warning")


def _numbers(item: Any, now: datetime | None) -> Iterator[Finding]:
    stamp = text_of(item, "pubDate")
    if not stamp:
        yield Finding(item, "feed-wanted", f"{called(item)} has no pubDate", "add <pubDate>", f"{PSP}, {APPLE}", "warning")
    else:
        yield from date_findings(item.find("pubDate"), stamp, now)
    rules: tuple[tuple[str, Callable[[str], object], str, str], ...] = (
        ("duration", _DURATION.fullmatch, "write whole seconds", f"{PSP}, {APPLE}"),
        ("explicit", lambda text: text in ("true", "false"), "write true or false", f"{PSP}, {APPLE}"),
        ("episodeType", lambda text: text.casefold() in ("full", "trailer", "bonus"), "write full, trailer or bonus", APPLE),
        ("season", _is_count, "write a number from 1", APPLE),
        ("episode", _is_count, "write a number from 1", APPLE),
    )
    for name, is_right, fix, why in rules:
        text = text_of(item, f"{{{ITUNES}}}{name}")
        if text and not is_right(text):
            element = item.find(f"{{{ITUNES}}}{name}")
            is_read = name == "duration" and _FINE_DURATION.fullmatch(text)
            severity: Severity = "warning" if is_read else "error"
            yield Finding(element, f"feed-{name.casefold()}", f'itunes:{name} is "{text}"', fix, why, severity)
        if not text and name in ("duration", "explicit"):
            yield Finding(item, "feed-wanted", f"{called(item)} has no itunes:{name}", f"add <itunes:{name}>", why, "warning")
    seconds = seconds_of(text_of(item, f"{{{ITUNES}}}duration"))
    if seconds is not None and not 0 < seconds <= _LONGEST_SECONDS:
        message = f"{called(item)} is said to be {seconds:,} seconds long"
        yield Finding(item.find(f"{{{ITUNES}}}duration"), "feed-duration", message, "write its length in seconds", APPLE, "warning")


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text[:9]) > 0


def _companions(item: Any) -> Iterator[Finding]:
    if item.find(f"{{{PODCAST}}}transcript") is None:
        fix = "add <podcast:transcript>"
        yield Finding(
            item, "feed-wanted", f"{called(item)} has no transcript", fix, f"{PSP}, {NAMESPACE.format('transcript')}", "warning"
        )
    image = item.find(f"{{{ITUNES}}}image")
    if image is not None:
        yield from image_findings(image, f"the artwork of {called(item)}")
    chapters = list(item.iter(f"{{{PSC}}}chapter"))
    wrong = next((c for c in chapters if not _START.fullmatch(c.get("start", ""))), None)
    if wrong is not None:
        message = f'"{wrong.get("start", "")}" is no time for a chapter to start'
        yield Finding(wrong, "feed-chapters", message, "write it as 00:01:30.000", PODLOVE)
    elif any(not c.get("title", "").strip() for c in chapters):
        yield Finding(item, "feed-chapters", f"a chapter of {called(item)} has no title", 'add title="…"', f"{PODLOVE}, {SPOTIFY}")
