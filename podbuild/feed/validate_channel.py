"""The rules that the channel of a feed must keep, as findings: what RSS, Apple, Spotify and PSP-1 ask for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from podbuild.base.diagnostics import Severity, did_you_mean
from podbuild.feed.feed_dates import moment_in, oddity
from podbuild.feed.finding import APPLE, DATES, NAMESPACE, PAGING, PSP, RSS, SPOTIFY, Finding, is_web_address, text_of
from podbuild.feed.guid import guid_with_scheme, podcast_guid
from podbuild.feed.namespaces import ATOM, ITUNES, PODCAST
from podbuild.model.podcast_terms import is_uuid

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")
MOST_ITEMS = 2_000  # more than that Apple Podcasts does not list
MOST_BYTES = 10_000_000  # a feed of this size is fetched by every app, every hour
_MUST = {
    "title": ("title", f"{RSS}, {PSP}"),
    "description": ("description", f"{RSS}, {PSP}"),
    "link": ("link", f"{RSS}, {PSP}"),
    "language": ("language", f"{PSP}, {SPOTIFY}"),
    "itunes:explicit": (f"{{{ITUNES}}}explicit", f"{PSP}, {APPLE}"),
}
_SHOULD = {
    "podcast:guid": PSP,
    "podcast:locked": PSP,
    "podcast:medium": NAMESPACE.format("medium"),
    "podcast:license": NAMESPACE.format("license"),
    "itunes:author": f"{PSP}, {APPLE}",
    "itunes:owner": SPOTIFY,
    "itunes:type": APPLE,
}
_YES = (("block", "Yes"), ("complete", "Yes"))


def channel_findings(channel: Any, known_categories: Collection[str], url: str, now: datetime | None) -> Iterator[Finding]:
    """All that is wrong with the channel itself; `url` is where the feed was found, "" where that is not known."""
    for name, (path, why) in _MUST.items():
        if not text_of(channel, path):
            yield Finding(channel, "feed-missing", f"the channel has no {name}", f"add <{name}>", why)
    yield from _links(channel, url)
    yield from _values(channel)
    yield from _dates(channel, now)
    yield from _identity(channel, url)
    yield from _categories(channel, known_categories)
    yield from _image(channel)
    yield from _asked_for(channel)


def self_url(channel: Any) -> str:
    """The address that a feed gives as its own."""
    links = channel.findall(f"{{{ATOM}}}link")
    return next((link.get("href", "") for link in links if link.get("rel") == "self" and link.get("href")), "")


def _links(channel: Any, url: str) -> Iterator[Finding]:
    own = self_url(channel)
    if not own:
        fix = 'add <atom:link rel="self" href="…" type="application/rss+xml"/>'
        yield Finding(channel, "feed-self-link", "the feed does not name its own address", fix, PSP)
    elif not is_web_address(own):
        message = f'"{own}" is no address that the feed could have'
        yield Finding(channel, "feed-self-link", message, "write the whole address, with https://", PSP)
    elif url and podcast_guid(own) != podcast_guid(url):
        message = f"the feed says that it is at {own}, and was found at {url}"
        fix = "let the link with rel=self be the address that you give to directories"
        yield Finding(channel, "feed-self-link", message, fix, PSP, "warning")
    for link in channel.findall(f"{{{ATOM}}}link"):
        rel, href = link.get("rel", ""), link.get("href", "")
        if rel == "self":
            continue
        if rel in ("prev", "older", "archive"):
            fix = 'write rel="previous" for pages, rel="prev-archive" for archives'
            yield Finding(link, "feed-paging", f'a link has the relation "{rel}", which no reader follows', fix, PAGING, "warning")
        elif not is_web_address(href):
            yield Finding(
                link, "feed-paging", f'"{href}" is no web address', "write the whole address, with https://", PAGING, "warning"
            )
        elif rel in ("next", "previous", "prev-archive") and href == own:
            yield Finding(link, "feed-paging", "the feed leads to itself", "name the document that comes next", PAGING)
    new = channel.find(f"{{{ITUNES}}}new-feed-url")
    if new is not None and not is_web_address((new.text or "").strip()):
        yield Finding(new, "feed-new-url", "itunes:new-feed-url is no web address", "write the feed's new address", APPLE)


def _values(channel: Any) -> Iterator[Finding]:
    language = text_of(channel, "language")
    if language and not _LANGUAGE.fullmatch(language):
        fix = "write an ISO 639 code such as en or pt-br"
        yield Finding(channel.find("language"), "feed-language", f'"{language}" is not a language code', fix, f"{RSS}, {PSP}")
    if len(text_of(channel, "description").encode()) > 4000:
        yield Finding(
            channel.find("description"), "feed-description-long", "the channel's description is over 4,000 bytes", "shorten it", PSP
        )
    for path in ("title", "link", "copyright", f"{{{ITUNES}}}author"):
        if len(text_of(channel, path)) > 255:
            name = etree.QName(path).localname
            yield Finding(channel.find(path), "feed-value-long", f"the channel's {name} is over 255 characters", "shorten it", PSP)
    link = text_of(channel, "link")
    if link and not is_web_address(link):
        yield Finding(
            channel.find("link"), "feed-link", f'"{link}" is no ASCII web address', "write https://…", f"{RSS}, {APPLE}", "warning"
        )
    explicit = text_of(channel, f"{{{ITUNES}}}explicit")
    if explicit and explicit not in ("true", "false"):
        element = channel.find(f"{{{ITUNES}}}explicit")
        yield Finding(element, "feed-explicit", f'itunes:explicit is "{explicit}"', "write true or false", f"{PSP}, {APPLE}")
    kind = text_of(channel, f"{{{ITUNES}}}type")
    if kind and kind.casefold() not in ("episodic", "serial"):
        element = channel.find(f"{{{ITUNES}}}type")
        yield Finding(element, "feed-type", f'itunes:type is "{kind}"', "write episodic or serial", APPLE)
    for name, right in _YES:
        written = text_of(channel, f"{{{ITUNES}}}{name}")
        if written and written.casefold() != right.casefold():
            message = f'itunes:{name} is "{written}", which has no effect'
            element = channel.find(f"{{{ITUNES}}}{name}")
            yield Finding(element, f"feed-{name}", message, f"write {right}, or leave it out", APPLE, "warning")


def _dates(channel: Any, now: datetime | None) -> Iterator[Finding]:
    for name in ("lastBuildDate", "pubDate"):
        if stamp := text_of(channel, name):
            yield from date_findings(channel.find(name), stamp, now)
    stamps = Counter(text_of(item, "pubDate") for item in channel.findall("item"))
    ((most, count),) = stamps.most_common(1) or (("", 0),)
    if most and count >= 3 and len(stamps) == 1:
        message = f"all {count} items have one pubDate"
        fix = "give each the date on which it came out: apps sort by it"
        yield Finding(channel, "feed-date-same", message, fix, f"{RSS}, {APPLE}", "warning")


def date_findings(element: Any, stamp: str, now: datetime | None) -> Iterator[Finding]:
    """What is wrong with a date: nobody can read it, it is written oddly, it lies in the future."""
    moment = moment_in(stamp)
    fix = "write it as RFC 2822 does: Fri, 20 Nov 2026 08:00:00 +0000"
    if moment is None:
        yield Finding(element, "feed-date", f'"{stamp}" is not a date that feeds use', fix, DATES)
    elif problem := oddity(stamp):
        yield Finding(element, "feed-date", f'"{stamp}" can be misread: {problem}', fix, DATES, "warning")
    elif now is not None and moment > now + timedelta(days=1):
        message = f'"{stamp}" lies in the future: some apps show it now, some then, some never'
        yield Finding(element, "feed-date-future", message, "publish the feed when the day has come", APPLE, "warning")


def _identity(channel: Any, url: str) -> Iterator[Finding]:
    guid = channel.find(f"{{{PODCAST}}}guid")
    if guid is None:
        return
    text, why = (guid.text or "").strip(), NAMESPACE.format("guid")
    addresses = [address for address in dict.fromkeys((url, self_url(channel))) if address]
    fix = f"write {podcast_guid(addresses[0])}" if addresses else "make it of the feed's address, as the Podcast namespace says"
    if not is_uuid(text):
        yield Finding(guid, "feed-guid", "podcast:guid is not a UUID in lower case", fix, why)
    elif text[14] != "5":
        yield Finding(guid, "feed-guid", "podcast:guid is a UUID, but not of version 5", fix, why, "warning")
    elif wrong := next((a for a in addresses if text in guid_with_scheme(a) and text != podcast_guid(a)), ""):
        message = f"podcast:guid was made of {wrong} with its scheme or slash: other tools find another one"
        keep = f"write {podcast_guid(wrong)} if no directory knows the old one yet; else keep it"
        yield Finding(guid, "feed-guid", message, keep, why, "warning")


def _categories(channel: Any, known: Collection[str]) -> Iterator[Finding]:
    found = channel.findall(f"{{{ITUNES}}}category")
    if not found:
        yield Finding(
            channel, "feed-missing", "the channel has no itunes:category", "add a category of Apple's list", f"{PSP}, {APPLE}"
        )
    for category in found if known else ():
        subs = category.findall(f"{{{ITUNES}}}category")
        name = category.get("text", "")
        for written in [f"{name} > {sub.get('text', '')}" for sub in subs] or [name]:
            if written not in known:
                fix = did_you_mean(written, known) or "choose one of Apple's categories"
                yield Finding(category, "feed-category", f'"{written}" is not in Apple\'s list', fix, f"{APPLE}, {PSP}")


def image_findings(image: Any, what: str) -> Iterator[Finding]:
    """What is wrong with the address of artwork."""
    href = image.get("href", "").strip()
    if not is_web_address(href):
        yield Finding(
            image, "feed-image-url", f'"{href}" is no ASCII web address', "percent-encode it, with https:// before it", APPLE
        )
    elif not any(text.endswith((".jpg", ".jpeg", ".png")) for text in (href.casefold(), _path_of(href))):
        message = f"{what} is neither JPEG nor PNG by its name"
        has_other = "." in _path_of(href).rpartition("/")[2]
        severity: Severity = "error" if has_other else "warning"
        yield Finding(image, "feed-image-type", message, "use .jpg or .png", f"{APPLE}, {PSP}", severity)


def _path_of(url: str) -> str:
    """The path of an address, in lower case."""
    return url.casefold().partition("#")[0].partition("?")[0].partition("://")[2]


def _image(channel: Any) -> Iterator[Finding]:
    image = channel.find(f"{{{ITUNES}}}image")
    if image is None or not image.get("href"):
        fix = "add artwork, square, 1400 to 3000 pixels: <itunes:image href=…/>"
        yield Finding(channel, "feed-missing", "the channel has no itunes:image", fix, f"{PSP}, {APPLE}")
    else:
        yield from image_findings(image, "the artwork")


def _asked_for(channel: Any) -> Iterator[Finding]:
    spaces = {"podcast": PODCAST, "itunes": ITUNES}
    for name, why in _SHOULD.items():
        prefix, _, local = name.partition(":")
        if channel.find(f"{{{spaces[prefix]}}}{local}") is None:
            yield Finding(channel, "feed-wanted", f"the channel has no {name}", f"add <{name}>", why, "warning")
    owner = channel.find(f"{{{ITUNES}}}owner")
    if owner is not None and not _EMAIL.fullmatch(text_of(owner, f"{{{ITUNES}}}email")):
        message = "the owner has no e-mail address, by which Spotify proves who owns a show"
        yield Finding(owner, "feed-owner", message, "add <itunes:email>", SPOTIFY, "warning")
    count = len(channel.findall("item"))
    if count > MOST_ITEMS:
        message = f"{count:,} items are more than the {MOST_ITEMS:,} that Apple Podcasts lists"
        fix = "move older ones into archives (RFC 5005), or drop them"
        yield Finding(channel, "feed-large", message, fix, APPLE, "warning")
