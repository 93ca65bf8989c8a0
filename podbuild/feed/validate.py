"""Whether a feed holds what Apple Podcasts, Spotify and PSP-1 ask for: any feed, ours or another's.

Errors are what directories refuse; warnings what they only ask for. Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from podbuild.base.diagnostics import Diagnostic, Severity, Span
from podbuild.feed.namespaces import ATOM, ITUNES, PODCAST
from podbuild.feed.validate_item import item_findings

_EXPECTED = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with an element: a code, the words for it, and what to do."""

    element: Any
    code: str
    message: str
    fix: str
    severity: Severity = "error"


def problems(feed: bytes, *, file: str = "feed.xml", known_categories: Collection[str] = ()) -> tuple[Diagnostic, ...]:
    """All that is wrong with a feed, with the line where it stands.

    `known_categories` are Apple's, written "Name" or "Name > Subcategory"; without them only their presence is asked.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(feed, parser)
    except etree.XMLSyntaxError as mistake:
        return (_unreadable(file, mistake),)
    channel = root.find("channel") if root.tag == "rss" else None
    if channel is None:
        message = "this is not an RSS feed: there is no channel in it"
        return (Diagnostic("feed-not-rss", message, Span(file), fix="give the address or file of an RSS 2.0 feed"),)
    return tuple(
        Diagnostic(f.code, f.message, Span(file, f.element.sourceline or 1), f.severity, f.fix)
        for f in (*_root(root), *_channel(channel, known_categories), *_items(channel))
    )


def _unreadable(file: str, mistake: Any) -> Diagnostic:
    line, column = mistake.position
    fix = "write & as &amp;, < as &lt;, and leave control characters out"
    return Diagnostic("feed-not-xml", f"the feed is not well-formed XML: {mistake.msg}", Span(file, line, max(1, column)), fix=fix)


def _root(root: Any) -> Iterator[Finding]:
    for prefix, url in _EXPECTED.items():
        declared = {u for element in root.iter() for p, u in element.nsmap.items() if p == prefix}
        if declared != {url}:
            message = f"the namespace of {prefix} is not the one that apps compare byte for byte"
            yield Finding(root, "feed-namespace", message, f'declare xmlns:{prefix}="{url}"')


def _text(parent: Any, path: str) -> str:
    return (parent.findtext(path) or "").strip()


def _channel(channel: Any, known_categories: Collection[str]) -> Iterator[Finding]:
    required = {"title": "title", "description": "description", "link": "link", "language": "language"}
    for name, path in (required | {"itunes:explicit": f"{{{ITUNES}}}explicit"}).items():
        if not _text(channel, path):
            yield Finding(channel, "feed-missing", f"the channel has no {name}", f"add <{name}>")
    if not any(link.get("rel") == "self" and link.get("href") for link in channel.findall(f"{{{ATOM}}}link")):
        yield Finding(channel, "feed-self-link", "the feed does not name its own address", 'add <atom:link rel="self" href="…">')
    yield from _values(channel)
    yield from _categories(channel, known_categories)
    yield from _image(channel)
    yield from _asked_for(channel)


def _values(channel: Any) -> Iterator[Finding]:
    language = _text(channel, "language")
    if language and not _LANGUAGE.fullmatch(language):
        yield Finding(channel, "feed-language", f'"{language}" is not a language code', "write an ISO 639 code such as en or pt-br")
    if len(_text(channel, "description").encode()) > 4000:
        yield Finding(channel, "feed-description-long", "the channel's description is over 4,000 bytes", "shorten it")
    for path in ("title", "link", "copyright", f"{{{ITUNES}}}author"):
        if len(_text(channel, path)) > 255:
            name = etree.QName(path).localname
            yield Finding(channel, "feed-value-long", f"the channel's {name} is over 255 characters", "shorten it")
    explicit = _text(channel, f"{{{ITUNES}}}explicit")
    if explicit and explicit not in ("true", "false"):
        yield Finding(channel, "feed-explicit", f'itunes:explicit is "{explicit}"', "write true or false")
    guid = channel.find(f"{{{PODCAST}}}guid")
    if guid is not None and not _UUID.fullmatch((guid.text or "").strip()):
        yield Finding(guid, "feed-guid", "podcast:guid is not a UUID in lower case", "make it as the Podcast namespace says")
    if (stamp := _text(channel, "lastBuildDate")) and not is_date(stamp):
        yield Finding(channel, "feed-date", f'"{stamp}" is not a date that feeds use', "write it as RFC 2822 does")


def is_date(text: str) -> bool:
    """Whether a text is a date as e-mail and feeds write it (RFC 2822), with its zone.

    >>> is_date("Fri, 20 Nov 2026 00:00:00 +0000"), is_date("2026-11-20")
    (True, False)
    """
    try:
        return parsedate_to_datetime(text) is not None
    except (ValueError, TypeError):
        return False


def _categories(channel: Any, known: Collection[str]) -> Iterator[Finding]:
    found = channel.findall(f"{{{ITUNES}}}category")
    if not found:
        yield Finding(channel, "feed-missing", "the channel has no itunes:category", "add a category of Apple's list")
    for category in found if known else ():
        subs = category.findall(f"{{{ITUNES}}}category")
        name = category.get("text", "")
        for written in [f"{name} > {sub.get('text', '')}" for sub in subs] or [name]:
            if written not in known:
                yield Finding(category, "feed-category", f'"{written}" is not in Apple\'s list', "choose one of Apple's categories")


def _image(channel: Any) -> Iterator[Finding]:
    image = channel.find(f"{{{ITUNES}}}image")
    if image is None or not image.get("href"):
        yield Finding(channel, "feed-missing", "the channel has no itunes:image", "add artwork, square, 1400 to 3000 pixels")
    elif not image.get("href").casefold().split("?")[0].endswith((".jpg", ".jpeg", ".png")):
        yield Finding(image, "feed-image-type", "the artwork is neither JPEG nor PNG by its name", "use .jpg or .png")


def _asked_for(channel: Any) -> Iterator[Finding]:
    wanted = {f"podcast:{name}": f"{{{PODCAST}}}{name}" for name in ("guid", "locked", "medium", "license")}
    wanted |= {f"itunes:{name}": f"{{{ITUNES}}}{name}" for name in ("author", "owner", "type")}
    for name, path in wanted.items():
        if channel.find(path) is None:
            yield Finding(channel, "feed-wanted", f"the channel has no {name}", f"add <{name}>", "warning")
    owner = channel.find(f"{{{ITUNES}}}owner")
    if owner is not None and "@" not in _text(owner, f"{{{ITUNES}}}email"):
        message = "the owner has no e-mail address, by which Spotify proves who owns a show"
        yield Finding(owner, "feed-owner", message, "add <itunes:email>", "warning")


def _items(channel: Any) -> Iterator[Finding]:
    seen: set[str] = set()
    for item in channel.findall("item"):
        for element, code, message, fix, severity in item_findings(item, is_date):
            yield Finding(element, code, message, fix, severity)
        guid = _text(item, "guid")
        if guid and guid in seen:
            yield Finding(item, "feed-guid-twice", f'two items have the guid "{guid}"', "give each its own")
        seen.add(guid)
