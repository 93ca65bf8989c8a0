"""The rules that each item of a feed must keep, as plain findings; `validate` gives them their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from podbuild.base.diagnostics import Severity
from podbuild.feed.namespaces import ITUNES, PODCAST, PSC

Found = tuple[Any, str, str, str, Severity]  # element, code, message, fix, severity
ENCLOSURE_TYPES = frozenset(("audio/mpeg", "audio/x-m4a", "audio/mp4", "video/mp4", "video/quicktime", "video/x-m4v"))
_TYPE_BY_SUFFIX = {".mp3": ("audio/mpeg",), ".m4a": ("audio/x-m4a", "audio/mp4")}
DESCRIPTION_TAGS = frozenset(("p", "ol", "ul", "li", "a", "b", "i", "strong", "em"))
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_DURATION = re.compile(r"\d+|(\d+:)?\d{1,2}:\d{2}")
_START = re.compile(r"(\d+:)?\d{1,2}:\d{2}(\.\d{1,3})?")


def item_findings(item: Any, is_date: Callable[[str], bool]) -> Iterator[Found]:
    """All that is wrong with one item."""
    yield from _title_and_guid(item)
    yield from _enclosure(item)
    yield from _description(item)
    yield from _numbers(item, is_date)
    yield from _companions(item)


def _text(parent: Any, path: str) -> str:
    return (parent.findtext(path) or "").strip()


def _title_and_guid(item: Any) -> Iterator[Found]:
    title = _text(item, "title")
    if not title:
        yield item, "feed-missing", "an item has no title", "add <title>", "error"
    if len(title) > 255:
        yield item, "feed-value-long", "an item's title is over 255 characters", "shorten it", "error"
    guid = item.find("guid")
    if guid is None or not (guid.text or "").strip():
        yield item, "feed-missing", f'the item "{title}" has no guid', "add one that never changes", "error"
    elif guid.get("isPermaLink") != "false" and not (guid.text or "").strip().startswith(("http://", "https://")):
        yield guid, "feed-guid-link", f'the guid of "{title}" is taken for an address', 'write isPermaLink="false"', "error"


def _enclosure(item: Any) -> Iterator[Found]:
    found = item.findall("enclosure")
    if len(found) != 1:
        message = "an item has no enclosure" if not found else "an item has more than one enclosure"
        yield item, "feed-enclosure", message, "give one; other forms go into podcast:alternateEnclosure", "error"
        return
    url, kind, length = (found[0].get(name, "") for name in ("url", "type", "length"))
    if not (url.isascii() and url.startswith(("http://", "https://")) and " " not in url):
        yield found[0], "feed-enclosure-url", f'"{url}" is no ASCII web address', "percent-encode it", "error"
    if not (length.isdigit() and int(length) > 0):
        yield found[0], "feed-enclosure-length", f'the length "{length}" is no number of bytes', "give the file's size", "error"
    suffix = next((s for s in _TYPE_BY_SUFFIX if url.casefold().split("?")[0].endswith(s)), "")
    if kind not in _TYPE_BY_SUFFIX.get(suffix, ENCLOSURE_TYPES):
        fix = "use audio/mpeg for mp3 and audio/x-m4a for m4a; Opus goes into podcast:alternateEnclosure"
        yield found[0], "feed-enclosure-type", f'"{kind}" is no type for this enclosure', fix, "error"


def _description(item: Any) -> Iterator[Found]:
    text = _text(item, "description")
    if not text:
        yield item, "feed-wanted", "an item has no description", "add <description>", "warning"
    if len(text.encode()) > 4000:
        yield item, "feed-description-long", "an item's description is over 4,000 bytes", "shorten it", "error"
    others = sorted({tag.casefold() for tag in _TAG.findall(text)} - DESCRIPTION_TAGS)
    if others:
        shown = ", ".join(others)
        yield item, "feed-description-tags", f"apps do not show these tags: {shown}", "use p ol ul li a b i strong em", "warning"


def _numbers(item: Any, is_date: Callable[[str], bool]) -> Iterator[Found]:
    stamp = _text(item, "pubDate")
    if not stamp:
        yield item, "feed-wanted", "an item has no pubDate", "add <pubDate>", "warning"
    elif not is_date(stamp):
        yield item, "feed-date", f'"{stamp}" is not a date that feeds use', "write it as RFC 2822 does", "error"
    rules: tuple[tuple[str, Callable[[str], object], str], ...] = (
        ("duration", _DURATION.fullmatch, "write whole seconds"),
        ("explicit", lambda text: text in ("true", "false"), "write true or false"),
        ("episodeType", lambda text: text in ("full", "trailer", "bonus"), "write full, trailer or bonus"),
        ("season", lambda text: text.isdigit() and int(text) > 0, "write a number from 1"),
        ("episode", lambda text: text.isdigit() and int(text) > 0, "write a number from 1"),
    )
    for name, is_right, fix in rules:
        text = _text(item, f"{{{ITUNES}}}{name}")
        if text and not is_right(text):
            yield item, f"feed-{name.casefold()}", f'itunes:{name} is "{text}"', fix, "error"
        if not text and name in ("duration", "explicit"):
            yield item, "feed-wanted", f"an item has no itunes:{name}", f"add <itunes:{name}>", "warning"


def _companions(item: Any) -> Iterator[Found]:
    for name in ("transcript", "chapters"):
        for element in item.findall(f"{{{PODCAST}}}{name}"):
            if not (element.get("url", "").startswith(("http://", "https://")) and element.get("type")):
                yield element, f"feed-{name}", f"podcast:{name} lacks its address or type", "give both", "error"
    if item.find(f"{{{PODCAST}}}transcript") is None:
        yield item, "feed-wanted", "an item has no transcript", "add <podcast:transcript>", "warning"
    for text in item.findall(f"{{{PODCAST}}}txt"):
        if text.get("purpose") == "ai-content" and (text.text or "").strip() not in ("true", "false"):
            yield (
                text,
                "feed-ai-content",
                "the answer on AI is neither true nor false",
                "write one, or leave the tag out",
                "error",
            )
    starts = [chapter.get("start", "") for chapter in item.iter(f"{{{PSC}}}chapter")]
    if not all(_START.fullmatch(start) for start in starts):
        yield item, "feed-chapters", "a chapter's start is no time", "write it as 00:01:30.000", "error"
