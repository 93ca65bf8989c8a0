"""A feed's tree → what it says of the show: RSS 2.0 and its elders, RSS 1.0 and Atom, in whatever namespaces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from podbuild.base.units import squeezed
from podbuild.importing.feed_tree import attribute, children, raw_text, text_of
from podbuild.importing.feed_values import address_in, yes_or_no
from podbuild.importing.html_to_markdown import plain_text
from podbuild.importing.podcast_fields import SHOW_NAMES, show_fields
from podbuild.importing.read_items import Kids, first_markup, first_text, kids_of, people_of, read_item, title_of
from podbuild.importing.source_feed import Loss, SourceFeed, SourceItem, SourceShow
from podbuild.model.show import Link
from podbuild.source.shared_fields import host_of

# What podbuild writes of its own, what is of the old host alone, and what is read below.
_OF_ITS_OWN_NAMES = """
    generator docs lastbuilddate pubdate ttl cloud title link description language copyright image item items managingeditor
    itunes:author itunes:owner itunes:email itunes:name itunes:category itunes:explicit itunes:image itunes:type
    itunes:summary itunes:subtitle itunes:title itunes:new-feed-url podcast:guid podcast:locked podcast:medium
    podcast:license podcast:person podcast:funding atom:link atom:id atom:title atom:subtitle atom:author atom:entry
    atom:updated atom:logo atom:icon atom:rights atom:category atom:generator sy:updateperiod sy:updatefrequency
    sy:updatebase content:encoded dc:language dc:creator dc:date
"""
_OF_ITS_OWN = frozenset(_OF_ITS_OWN_NAMES.split())


def read_feed(root: Any, address: str) -> SourceFeed | None:
    """What a tree says, None where it is no feed. `address` is where it lies, "" for a file: relative links begin there."""
    channel, items = _parts(root)
    if channel is None:
        return None
    kids = kids_of(channel)
    fields, lost_fields = show_fields(kids)
    losses = [*(Loss(f"<{name}>") for name in kids if name not in _OF_ITS_OWN | SHOW_NAMES), *lost_fields]
    show = replace(_show(channel, kids, address), fields=fields)
    author = squeezed(show.author)
    read: list[SourceItem] = []
    for element in items:
        item, lost = read_item(element, address)
        read.append(item)
        losses += lost
        if item.author and author and item.author != author:
            losses.append(Loss(f'its author "{item.author}": an episode has that of the show', item.title))
    return SourceFeed(show, tuple(read), tuple(losses))


def _parts(root: Any) -> tuple[Any | None, list[Any]]:
    """The element that describes the show, and its items; in RSS 1.0 and in broken feeds they stand beside it."""
    everything = dict([*children(root)][::-1])
    if _local(root) == "feed":
        return root, [element for name, element in children(root) if name.rpartition(":")[2] == "entry"]
    channel = root if _local(root) == "channel" else everything.get("channel")
    if channel is None:
        return None, []
    inside = [element for name, element in children(channel) if name == "item"]
    beside = [element for name, element in children(root) if name == "item"] if channel is not root else []
    return channel, [*inside, *beside]


def _local(element: Any) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].casefold()


def _show(channel: Any, kids: Kids, address: str) -> SourceShow:
    owner = kids_of(kids["itunes:owner"][0]) if kids["itunes:owner"] else defaultdict(list)
    author = kids_of(kids["atom:author"][0]) if kids["atom:author"] else defaultdict(list)
    links = dict(_links(kids, address))
    names = ("itunes:author", "googleplay:author", "dc:creator")
    description = first_markup(kids, "description", "itunes:summary", "atom:subtitle", "content:encoded")
    return SourceShow(
        title=title_of(kids),
        description=plain_text(description),
        subtitle=plain_text(first_markup(kids, "itunes:subtitle")),
        author=plain_text(
            first_markup(kids, *names) or first_markup(owner, "itunes:name") or first_markup(author, "atom:name", "name")
        ),
        email=_email(kids, owner, author),
        link=address_in(address, first_text(kids, "link")) if first_text(kids, "link") else links.get("alternate", ""),
        language=first_text(kids, "language", "dc:language") or _xml_language(channel),
        categories=tuple(dict.fromkeys(_categories(kids))),
        explicit=yes_or_no(first_text(kids, "itunes:explicit", "googleplay:explicit")),
        kind="serial" if first_text(kids, "itunes:type").casefold() == "serial" else "episodic",
        copyright=plain_text(first_markup(kids, "copyright", "atom:rights")),
        license=first_text(kids, "podcast:license"),
        guid=first_text(kids, "podcast:guid"),
        artwork_url=_artwork(kids, address),
        people=people_of(kids),
        funding=tuple(_funding(kids, address)),
        self_url=links.get("self", address),
        older_url=links.get("next", "") or links.get("prev-archive", ""),
        moved_to=first_text(kids, "itunes:new-feed-url"),
    )


def _xml_language(channel: Any) -> str:
    return attribute(channel, "lang")


def _email(kids: Kids, owner: Kids, author: Kids) -> str:
    """The owner's address: where it belongs, else where hosts have put it."""
    found = (
        first_text(owner, "itunes:email")
        or first_text(kids, "itunes:email", "googleplay:email")
        or first_text(author, "atom:email", "email")
    )
    if not found:
        found = next((word for word in first_text(kids, "managingeditor").split() if "@" in word), "")
    return found.strip("<>()").removeprefix("mailto:")


def _links(kids: Kids, address: str) -> Iterator[tuple[str, str]]:
    """The feed's links by relation, the first of each; for "alternate", pages only."""
    for element in reversed([*kids["atom:link"], *kids["link"]]):
        href, relation = attribute(element, "href"), attribute(element, "rel") or "alternate"
        if href and (relation != "alternate" or "xml" not in attribute(element, "type")):
            yield relation.casefold(), address_in(address, href)


def _categories(kids: Kids) -> Iterator[str]:
    for element in [*kids["itunes:category"], *kids["googleplay:category"]]:
        name = attribute(element, "text") or raw_text(element).strip()
        subs = [attribute(child, "text") for kind, child in children(element) if kind == "itunes:category"]
        yield from [f"{name} > {sub}" for sub in subs if sub] or [name]


def _artwork(kids: Kids, address: str) -> str:
    for element in [*kids["itunes:image"], *kids["googleplay:image"]]:
        if found := attribute(element, "href") or attribute(element, "url") or text_of(element):
            return address_in(address, found)
    for element in kids["image"]:
        for name, child in children(element):
            if name == "url" and text_of(child):
                return address_in(address, text_of(child))
    found = first_text(kids, "atom:logo", "atom:icon")
    return address_in(address, found) if found else ""


def _funding(kids: Kids, address: str) -> Iterator[Link]:
    for element in kids["podcast:funding"]:
        if url := attribute(element, "url"):
            yield Link(address_in(address, url), squeezed(text_of(element)) or host_of(url))
