"""An RSS or Atom feed → what is new in it: items that no episode has covered, the newest first."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.sources.day_words import day, parse_day
from podbuild.drafting.sources.html_words import link, plain_lines
from podbuild.drafting.sources.reader import Material, Open, Reader, Reading, Said, Setting, SourceUnread, Wanted
from podbuild.drafting.sources.source_libraries import library, zone
from podbuild.drafting.sources.source_words import in_pieces, one_line, shortened

_MOST_BYTES = 20_000_000
MOST_ITEMS = 30
_MOST_ITEM_CHARACTERS = 6_000
_ENDINGS = (".rss", ".atom", ".xml", ".rdf", "/feed", "/feed/", "/rss", "/rss/", "/atom", "/atom/")


def _suits(location: str) -> bool:
    return location.casefold().partition("?")[0].endswith(_ENDINGS)


def _read(wanted: Wanted, setting: Setting, open: Open) -> Reading:
    feedparser = library("feedparser", "feeds")
    material = open(wanted.location, _MOST_BYTES)
    charset = f"; charset={material.charset}" if material.charset else ""
    told = {"content-type": f"{material.mime_type or 'application/xml'}{charset}"}
    if material.url:
        told["content-location"] = material.url
    try:
        # As a stream: of bytes, feedparser would take a name for a file of this machine and open it.
        feed = feedparser.parse(io.BytesIO(material.data), response_headers=told, sanitize_html=False, resolve_relative_uris=True)
    except Exception:  # whatever odd XML makes the library raise
        feed = None
    if feed is None or not (feed.get("version") or feed.get("entries")):
        raise _no_feed(material)
    covered = setting.covered.get(material.origin, frozenset())
    earliest = _earliest(wanted, setting)
    fresh = []
    for entry in feed.entries:
        when, key = _when(entry, setting), _key(entry)
        if key in covered or (when and (when > setting.date or (earliest and when < earliest))):
            continue
        fresh.append((when, key, entry))
    fresh.sort(key=lambda item: item[0] or setting.date, reverse=True)  # stable: else in the feed's own order
    said = [said for when, key, entry in fresh[:MOST_ITEMS] for said in _item(entry, when, key)]
    warnings: tuple[Diagnostic, ...] = ()
    if len(fresh) > MOST_ITEMS:
        warnings = (shortened(material.origin, f"only the newest {MOST_ITEMS} of {len(fresh)} new items were taken"),)
    title = one_line(" ".join(plain_lines(str(feed.feed.get("title") or ""))))
    return Reading(material.origin, tuple(said), title, bool(material.url), warnings)


def _no_feed(material: Material) -> SourceUnread:
    span = None if material.url else Span(material.origin)
    is_page = b"<html" in material.data[:2000].lower()
    fix = "look for the address of its feed, or read it as a page: page:ADDRESS" if is_page else "check that it is the right one"
    return SourceUnread(Diagnostic("source-damaged", f"{material.origin} is no RSS or Atom feed", span, fix=fix))


def _earliest(wanted: Wanted, setting: Setting) -> datetime.date | None:
    """From which day on items are taken, where the author says so; else the ledger alone tells what is new."""
    if since := parse_day(wanted.since):
        return since
    return setting.date - datetime.timedelta(days=min(wanted.days, 36_500) - 1) if wanted.days > 1 else None


def _when(entry: dict[str, Any], setting: Setting) -> datetime.date | None:
    """The day of an item, where the show is."""
    told = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")  # else it warns of its own mapping
    try:
        if not told:
            return None
        year, month, date, hour, minute, second = told[:6]
        utc = datetime.datetime(year, month, date, hour, minute, min(second, 59), tzinfo=datetime.UTC)
        return utc.astimezone(zone(setting)).date()
    except (ValueError, OverflowError, TypeError):
        return None


def _key(entry: Mapping[str, Any]) -> str:
    """What an item is known by: its guid, else its link, else its words."""
    known = one_line(str(entry.get("id") or entry.get("link") or ""))
    if known and len(known) <= 500:
        return known
    words = known or f"{entry.get('title', '')}\n{entry.get('summary', '')}"
    return f"sha256:{digest.of_bytes(words.encode('utf-8', 'replace'))[:24]}"


def _item(entry: Mapping[str, Any], when: datetime.date | None, key: str) -> Iterator[Said]:
    title = one_line(" ".join(plain_lines(str(entry.get("title") or ""))))
    author = one_line(str(entry.get("author") or ""))[:200]
    about = ", ".join(part for part in (day(when) if when else "", f"by {author}" if author else "") if part)
    head = link(title or "An item", str(entry.get("link") or "")) + (f" ({about})" if about else "")
    contents = entry.get("content") or []
    longest = max((str(c.get("value") or "") for c in contents if isinstance(c, Mapping)), key=len, default="")
    summary = str(entry.get("summary") or "")
    body = " ".join(plain_lines(longest if len(longest) > len(summary) else summary))[:_MOST_ITEM_CHARACTERS]
    yield from (Said(piece, key) for piece in in_pieces(f"{head}: {body}" if body else head))


FEED = Reader(
    "feed",
    "RSS and Atom feeds: the items that no episode has covered yet",
    "feed:https://example.org/news.xml",
    lambda location: _suits(location) or PurePosixPath(location).suffix.casefold() in (".rss", ".atom"),
    _read,
    types=("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"),
    also=("rss", "atom", "news"),
)
