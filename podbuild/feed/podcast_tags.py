"""What feedgen lacks, as an extension of it: the podcast, psc and history namespaces, and the itunes tags it gets wrong.

feedgen 1.0.0 writes `itunes:explicit` as yes or no, drops pictures that do not end in .jpg or .png, knows one atom link, and puts
the present into lastBuildDate.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.util import xml_elem

from podbuild.base.units import timecode
from podbuild.feed.namespaces import ATOM, CONTENT, HISTORY, ITUNES, PODCAST, PSC, ascii_url, file_url, legal, one_line
from podbuild.model.release import Chapter, Enclosure, OutputFile, Release
from podbuild.model.show import Category, Link, Person, Show


@dataclass(frozen=True, slots=True)
class Tag:
    """One element: `name` within a namespace, attributes (empty ones are left out), text and children."""

    namespace: str
    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple[Tag, ...] = ()

    def append_to(self, parent: Any) -> None:
        attributes = {name: legal(value) for name, value in self.attributes.items() if value}
        element = xml_elem(f"{{{self.namespace}}}{self.name}" if self.namespace else self.name, parent)  # type: ignore[no-untyped-call]
        element.attrib.update(attributes)
        if self.text:
            element.text = legal(self.text)
        for child in self.children:
            child.append_to(element)


class ChannelTags(BaseExtension):
    """Tags of the channel. A feed without dated episodes has no lastBuildDate: the clock is never asked."""

    def __init__(self) -> None:
        self.tags: tuple[Tag, ...] = ()
        self.is_dated = False

    def extend_ns(self) -> dict[str, str]:
        return {"itunes": ITUNES, "podcast": PODCAST, "psc": PSC, "atom": ATOM, "content": CONTENT, "fh": HISTORY}

    def extend_rss(self, feed: Any) -> Any:
        channel = feed[0]
        stamp = channel.find("lastBuildDate")
        if stamp is not None and not self.is_dated:
            channel.remove(stamp)
        for tag in self.tags:
            tag.append_to(channel)
        return feed


class ItemTags(BaseEntryExtension):
    """Tags of one item."""

    def __init__(self) -> None:
        self.tags: tuple[Tag, ...] = ()

    def extend_rss(self, entry: Any) -> Any:
        for tag in self.tags:
            tag.append_to(entry)
        return entry


def true_or_false(value: bool) -> str:
    return "true" if value else "false"


def categories(listed: tuple[Category, ...]) -> tuple[Tag, ...]:
    """Apple's categories, those of one name together."""
    names = dict.fromkeys(category.name for category in listed)
    return tuple(
        Tag(ITUNES, "category", {"text": name}, children=tuple(_sub(c) for c in listed if c.name == name and c.sub))
        for name in names
    )


def _sub(category: Category) -> Tag:
    return Tag(ITUNES, "category", {"text": category.sub})


def channel_image(show: Show, url: str) -> tuple[Tag, ...]:
    parts = (("url", url), ("title", show.title), ("link", ascii_url(show.url)))
    inside = tuple(Tag("", name, text=one_line(value)) for name, value in parts)
    return (Tag("", "image", children=inside), Tag(ITUNES, "image", {"href": url}))


def moved(new_feed_url: str) -> tuple[Tag, ...]:
    """Where the feed will be from now on: apps that read it here take it there from then on."""
    return (Tag(ITUNES, "new-feed-url", text=ascii_url(new_feed_url)),) if new_feed_url else ()


def enclosure_url(show: Show, enclosure: Enclosure) -> str:
    """Where apps fetch the audio. An address elsewhere stays as it is to the letter, where a feed can hold it."""
    url = enclosure.url
    if url and url.isascii() and url.isprintable() and " " not in url:
        return url
    return ascii_url(url) if url else file_url(show.audio_root, enclosure.file.path)


def license_tag(identifier: str, url: str) -> Tag:
    """The licence: an SPDX identifier by itself, other terms with the address where they stand."""
    if identifier == "all-rights-reserved":
        return Tag(PODCAST, "license", {"url": ascii_url(url)}, identifier)
    return Tag(PODCAST, "license", text=one_line(identifier).casefold())


def person(who: Person) -> Tag:
    attributes = {
        "role": who.role.casefold(),
        "group": who.group.casefold(),
        "href": ascii_url(who.url),
        "img": ascii_url(who.image),
    }
    return Tag(PODCAST, "person", attributes, one_line(who.name))


def funding(link: Link) -> Tag:
    return Tag(PODCAST, "funding", {"url": ascii_url(link.url)}, one_line(link.text)[:128] or link.url)


def ai_content(is_ai: bool | None) -> tuple[Tag, ...]:
    """The answer to "was AI used?"; no tag is the third answer: not said."""
    return () if is_ai is None else (Tag(PODCAST, "txt", {"purpose": "ai-content"}, true_or_false(is_ai)),)


# No directory shall list the show. Source: Apple's "A podcaster's guide to RSS"; the Podcast namespace, podcast:block.
BLOCKED = (Tag(ITUNES, "block", text="Yes"), Tag(PODCAST, "block", text="yes"))


def transcripts(show: Show, release: Release) -> tuple[Tag, ...]:
    return tuple(_transcript(show, release, file) for file in release.transcripts)


def _transcript(show: Show, release: Release, file: OutputFile) -> Tag:
    rel = "captions" if file.path.endswith((".vtt", ".srt")) else ""
    language = release.language or show.language
    attributes = {"url": file_url(show.url, file.path), "type": file.mime_type, "language": language, "rel": rel}
    return Tag(PODCAST, "transcript", attributes)


# A form's name in apps, at most 32 characters, and its codec (RFC 6381) where the type alone does not tell it.
_FORMS = {"audio/mpeg": ("MP3", ""), "audio/x-m4a": ("AAC", "mp4a.40.2"), "audio/ogg": ("Opus", "opus")}


def alternate(show: Show, release: Release, enclosure: Enclosure) -> Tag:
    """The same audio in another form, with the digest by which an app can tell that it got all of it."""
    sri = "sha256-" + base64.b64encode(bytes.fromhex(enclosure.file.digest)).decode()
    title, codecs = _FORMS.get(enclosure.file.mime_type, ("", ""))
    attributes = {
        "type": enclosure.file.mime_type,
        "length": str(enclosure.file.size_bytes),
        "bitrate": _average_bitrate(enclosure),
        "lang": release.language or show.language,
        "title": title,
        "codecs": codecs,
        "default": "true" if enclosure == release.enclosure else "",
    }
    source = Tag(PODCAST, "source", {"uri": file_url(show.audio_root, enclosure.file.path)})
    return Tag(
        PODCAST, "alternateEnclosure", attributes, children=(source, Tag(PODCAST, "integrity", {"type": "sri", "value": sri}))
    )


def _average_bitrate(enclosure: Enclosure) -> str:
    """In bits a second: an MP3's is constant, others follow from size and length."""
    if enclosure.file.mime_type == "audio/mpeg" and enclosure.bitrate_kbps:
        return str(enclosure.bitrate_kbps * 1000)
    seconds = enclosure.duration_seconds
    return str(round(enclosure.file.size_bytes * 8 / seconds)) if seconds > 0 else ""


def simple_chapters(found: tuple[Chapter, ...]) -> tuple[Tag, ...]:
    """Podlove Simple Chapters, which Spotify reads."""
    inside = tuple(
        Tag(PSC, "chapter", {"start": timecode(chapter.start_seconds, millis=True), "title": one_line(chapter.title)})
        for chapter in found
    )
    return (Tag(PSC, "chapters", {"version": "1.2"}, children=inside),) if inside else ()
