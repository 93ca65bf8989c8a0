"""A feed with all its pages: an address that is asked, or a file, unpacked, mended and read."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic
from podbuild.base.units import size
from podbuild.importing.downloading import Fetched, Fetcher, NotFetched
from podbuild.importing.episode_text import web_address
from podbuild.importing.feed_tree import tree_of
from podbuild.importing.read_feed import read_feed
from podbuild.importing.source_feed import Loss, SourceFeed, SourceItem

MOST_FEED_BYTES = 300_000_000
MOST_PAGES = 1000
MOST_STALE_PAGES = 3  # one after the other, with nothing in them that was not there before
_SCHEMES = ("feed://", "itpc://", "pcast://", "podcast://", "feed:")
Progress = Callable[[str, int, int], None]  # what is being done, how much of it is done, how much there is


def read_pages(feed: str, fetcher: Fetcher, on_progress: Progress) -> SourceFeed | Diagnostic:
    """The feed with all its pages. Raises NotFetched."""
    address = address_of(feed)
    fetched = fetcher.fetch(address, MOST_FEED_BYTES) if address else _file(feed)
    first = fetched if isinstance(fetched, Diagnostic) else _page(fetched, feed)
    if isinstance(fetched, Diagnostic) or isinstance(first, Diagnostic):
        return first
    items, losses, older, seen = [*first.items], [*first.losses], first.show.older_url, {address, fetched.url}
    known = {identity(item) for item in items}
    stale = 0
    while older and older not in seen:
        if stale == MOST_STALE_PAGES or len(seen) > MOST_PAGES:
            losses.append(Loss(f"older pages of the feed, which has no end: it was read up to {older}"))
            break
        seen.add(older)
        on_progress("reading older pages of the feed", len(seen) - 1, 0)
        try:
            fetched = fetcher.fetch(older, MOST_FEED_BYTES)
        except NotFetched as trouble:
            if address:
                raise
            fetcher.goes_without(trouble)  # a feed that somebody kept, of a host that may be gone
            losses.append(Loss(f"an older page of the feed: {trouble.diagnostic.message}"))
            break
        page = _page(fetched, older)
        if isinstance(page, Diagnostic):
            losses.append(Loss(f"an older page of the feed ({older}): {page.message}"))
            break
        fresh = [item for item in page.items if identity(item) not in known]  # pages may overlap (RFC 5005, 4.1)
        known |= {identity(item) for item in fresh}
        stale = 0 if fresh else stale + 1
        items += fresh
        losses += [loss for loss in page.losses if loss.where]
        older = page.show.older_url
    if moved := web_address(first.show.moved_to):
        losses += [Loss(f"the feed says that it has moved to {moved}: import it from there")] if moved != address else []
    return SourceFeed(first.show, tuple(items), tuple(losses))


def _file(feed: str) -> Fetched | Diagnostic:
    try:
        if Path(feed).stat().st_size > MOST_FEED_BYTES:
            message = f"{feed} is larger than {size(MOST_FEED_BYTES)}"
            return Diagnostic("import-too-large", message, fix="name a feed: none is as large")
        return Fetched(Path(feed).read_bytes(), "", "")
    except OSError as error:
        message = f"{feed} cannot be read: {error.strerror or 'it is no file'}"
        return Diagnostic("import-no-file", message, fix="name the file of a feed, or its address with https://")


def address_of(feed: str) -> str:
    """The web address that is meant, "" for a file."""
    scheme = next((scheme for scheme in _SCHEMES if feed.casefold().startswith(scheme)), "")
    rest = feed[len(scheme) :]
    if scheme and not rest.casefold().startswith(("http://", "https://")):
        rest = f"https://{rest.lstrip('/')}"
    return rest if rest.casefold().startswith(("http://", "https://")) else ""


def _page(fetched: Fetched, name: str) -> SourceFeed | Diagnostic:
    data = fetched.data
    if data[:2] == b"\x1f\x8b":  # packed by itself, whatever the server says of it
        unpacked = _unpacked(data)
        if unpacked is None:
            return Diagnostic(
                "import-not-feed", f"{name} is packed, and damaged or too large", fix="unpack it, then import the file"
            )
        data = unpacked
    root, is_mended = tree_of(data, fetched.charset)
    feed = read_feed(root, fetched.url) if root is not None else None
    if feed is None:
        is_page = data[:2000].lstrip().lower().startswith((b"<!doctype html", b"<html"))
        message = f"{name} is a web page, not a feed" if is_page else f"{name} is no feed: there is no channel in it"
        return Diagnostic("import-not-feed", message, fix="give the address of the podcast's RSS feed; its host shows it")
    mended = (Loss("the feed is not well-formed XML: it was mended as apps mend it"),) if is_mended else ()
    return replace(feed, losses=(*feed.losses, *mended))


def _unpacked(data: bytes) -> bytes | None:
    try:
        unpacker = zlib.decompressobj(wbits=31)
        found = unpacker.decompress(data, MOST_FEED_BYTES + 1)
    except zlib.error:
        return None
    return found if unpacker.eof and len(found) <= MOST_FEED_BYTES else None


def identity(item: SourceItem) -> tuple[str, str]:
    """What tells two items apart, where a feed names one of them twice."""
    return item.guid, item.enclosure.url if item.enclosure else item.title
