"""Whether a feed holds what Apple Podcasts, Spotify, PSP-1 and the Podcast namespace ask for: any feed, ours or another's.

Errors are what directories refuse or apps misread; warnings what they only ask for. Nothing is fetched here: see fetched.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from podbuild.base.diagnostics import Diagnostic, Note, Span, in_order
from podbuild.base.units import size
from podbuild.feed.feed_document import channel_of, parsed, root_findings
from podbuild.feed.finding import APPLE, PSP, RSS, Finding, text_of
from podbuild.feed.guid import podcast_guid
from podbuild.feed.namespaces import PODCAST
from podbuild.feed.validate_channel import MOST_BYTES, channel_findings, self_url
from podbuild.feed.validate_item import called, item_findings
from podbuild.feed.validate_podcasting import podcasting_findings

SHOWN_OF_A_KIND = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A feed and all that is wrong with it; `channel` is None where it could not be read."""

    channel: Any
    diagnostics: tuple[Diagnostic, ...]

    @property
    def item_count(self) -> int:
        return 0 if self.channel is None else len(self.channel.findall("item"))


def problems(feed: bytes, *, file: str = "feed.xml", known_categories: Collection[str] = ()) -> tuple[Diagnostic, ...]:
    """All that is wrong with a feed, with the line where it stands. See judged."""
    return judged(feed, file=file, known_categories=known_categories).diagnostics


def judged(feed: bytes, *, file: str, known_categories: Collection[str] = (), url: str = "", now: datetime | None = None) -> Judged:
    """A feed, and all that is wrong with it.

    Args:
        known_categories: Apple's, written "Name" or "Name > Subcategory"; without them only their presence is asked.
        url: where the feed was found; "" where it was a file.
        now: by which dates lie in the future; None: that is not asked.
    """
    root, unreadable = parsed(feed, file)
    if unreadable:
        return Judged(None, (unreadable,))
    channel, other = channel_of(root, file)
    if other:
        return Judged(None, (other,))
    found = (
        *root_findings(root),
        *_large(channel, len(feed)),
        *channel_findings(channel, known_categories, url, now),
        *(finding for item in channel.findall("item") for finding in item_findings(item, now)),
        *_elsewhere(root, channel),
        *_repeated(channel),
        *podcasting_findings(channel),
    )
    lines = feed.split(b"\n")
    return Judged(channel, in_order(placed(finding, file, lines) for finding in found))


def placed(finding: Finding, file: str, lines: Sequence[bytes]) -> Diagnostic:
    """A finding where its element stands: at the first character of its line."""
    number = finding.element.sourceline or 1
    line = lines[number - 1] if number <= len(lines) else b""
    place = Span(file, number, len(line) - len(line.lstrip()) + 1)
    return Diagnostic(finding.code, finding.message, place, finding.severity, finding.fix, finding.why)


def identity(result: Judged, url: str) -> tuple[str, str]:
    """The podcast:guid of a feed, and the one that its address gives; each "" where it is not known."""
    if result.channel is None:
        return "", ""
    address = self_url(result.channel) or url
    return text_of(result.channel, f"{{{PODCAST}}}guid"), podcast_guid(address) if address else ""


def condensed(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """For people: of what is said more than a few times in the same way, the first ones, and how many more there are."""
    kinds: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for d in diagnostics:
        kinds.setdefault((d.code, d.severity, d.fix), []).append(d)
    return in_order(d for found in kinds.values() for d in _first_of(found))


def _first_of(found: list[Diagnostic]) -> Iterator[Diagnostic]:
    rest = found[SHOWN_OF_A_KIND:]
    if len(rest) <= 1:
        yield from found
        return
    yield from found[: SHOWN_OF_A_KIND - 1]
    last, then = found[SHOWN_OF_A_KIND - 1], rest[0].span
    notes = (Note(f"and {len(rest)} more like it, the next here", then),) if then else ()
    yield replace(last, notes=(*last.notes, *notes))


def _large(channel: Any, bytes_count: int) -> Iterator[Finding]:
    if bytes_count > MOST_BYTES:
        message = f"the feed has {size(bytes_count)}, and every app fetches it again and again"
        fix = "move older items into archives (RFC 5005), or shorten the notes"
        yield Finding(channel, "feed-large", message, fix, APPLE, "warning")


def _elsewhere(root: Any, channel: Any) -> Iterator[Finding]:
    """What apps do not find, or find nothing of: they read one channel, and the items in it."""
    for element in root:
        if element is not channel and element.tag in ("item", "channel"):
            what = "an item stands outside of the channel" if element.tag == "item" else "there is a second channel"
            yield Finding(element, "feed-outside", f"{what}, and no app looks there", "put it into the first channel", RSS)
    if channel.find("item") is None:
        fix = "publish an episode before you tell directories of the feed"
        yield Finding(channel, "feed-wanted", "the channel has no item", fix, APPLE, "warning")


def _repeated(channel: Any) -> Iterator[Finding]:
    """What two items share though each must have its own."""
    guids: set[str] = set()
    addresses: set[str] = set()
    for item in channel.findall("item"):
        guid = text_of(item, "guid")
        if guid and guid in guids:
            fix = "give each its own"
            yield Finding(item, "feed-guid-twice", f'two items have the guid "{guid}"', fix, f"{RSS}, {PSP}, {APPLE}")
        guids.add(guid)
        enclosure = item.find("enclosure")
        address = "" if enclosure is None else enclosure.get("url", "")
        if address and address in addresses:
            message = f"{called(item)} has the enclosure of another one, and Apple ignores it"
            yield Finding(enclosure, "feed-enclosure-twice", message, "give each its own file", APPLE, "warning")
        addresses.add(address)
