"""The RSS feed, as Apple Podcasts, Spotify and the Podcast Standards Project (PSP-1) ask for it.

Deliberately absent: the clock. The only times in a feed are the authors' dates, so the same releases give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from podbuild.feed import more_tags
from podbuild.feed import podcast_tags as tags
from podbuild.feed.archive import Head
from podbuild.feed.guid import podcast_guid
from podbuild.feed.namespaces import ATOM, HISTORY, ITUNES, PODCAST, ascii_url, file_url, legal, one_line
from podbuild.feed.podcast_tags import ChannelTags, ItemTags, Tag
from podbuild.model.feed_tags import Block
from podbuild.model.places import FEED
from podbuild.model.release import OutputFile, Release, moment
from podbuild.model.show import Show

TEXT_LIMIT_CHARACTERS = 255  # PSP-1: values other than descriptions
DESCRIPTION_LIMIT_BYTES = 4_000  # PSP-1
_ITEM, _END = "    <item>\n", "  </channel>\n"


def item_text(show: Show, release: Release, notes: str) -> str:
    """One episode's <item>, with the indentation that it has in the document.

    Args:
        notes: the description for apps (HTML, at most 4,000 bytes); the summary stands in where it is "".
    """
    text = document(show, None, ((release, notes),))
    return text[text.index(_ITEM) : text.rindex(_END)]


def envelope(show: Show, head: Head) -> tuple[str, str]:
    """What stands before and behind the items of a document."""
    text = document(show, head, ())
    end = text.rindex(_END)
    return text[:end], text[end:]


def document(show: Show, head: Head | None, releases: Iterable[tuple[Release, str]]) -> str:
    """A whole document as feedgen writes it, of releases with their descriptions, in the order given.

    Every feed is such a document, though it is put together of texts: an item stands in it as it would stand alone, since
    all namespaces are declared at the top. Without a head it is one of items only.
    """
    made: Any = FeedGenerator()  # type: ignore[no-untyped-call]
    made.load_extension("podcast", atom=False)
    made.register_extension("podbuild", ChannelTags, ItemTags, atom=False)
    if head is None:
        made.title("-")
        made.link(href="-")
        made.description("-")
    else:
        _channel(made, show, head)
    for release, notes in releases:
        made.add_entry(_item(show, release, notes), order="append")
    text: bytes = made.rss_str(pretty=True)
    return text.decode()


def _short(text: str) -> str:
    return one_line(text)[:TEXT_LIMIT_CHARACTERS]


def _within(text: str, limit_bytes: int) -> str:
    """The beginning of a text that takes no more than so many bytes."""
    return legal(text).encode()[:limit_bytes].decode(errors="ignore")


def _channel(made: Any, show: Show, head: Head) -> None:
    made.title(_short(show.title) or "Untitled")
    made.link(href=ascii_url(head.self_url), rel="self", type="application/rss+xml")
    made.link(href=ascii_url(show.url), rel="alternate")
    made.description(_within(show.description, DESCRIPTION_LIMIT_BYTES).strip() or _short(show.title))
    made.language(show.language)
    made.generator(one_line(head.generator))
    made.copyright(_short(show.copyright or f"{show.author} ({show.license})"))
    made.podcast.itunes_author(_short(show.author))
    made.podcast.itunes_type(show.kind)
    if show.subtitle:
        made.podcast.itunes_subtitle(_short(show.subtitle))
    if show.email:
        made.podcast.itunes_owner(name=_short(show.author), email=one_line(show.email))
    if head.date:
        made.lastBuildDate(head.date)
        made.pubDate(head.date)
    made.podbuild.is_dated = head.date is not None
    made.podbuild.tags = _channel_tags(show, head)


def _channel_tags(show: Show, head: Head) -> tuple[Tag, ...]:
    # Not of an address with a secret in it: who gets another one has the same show.
    feed_url = head.current_url or head.self_url if show.is_public else f"{show.home_url}{FEED}"
    return (
        *_paging_tags(head),
        *_hub_tags(show, head),
        *tags.categories(show.categories),
        *tags.channel_image(show, file_url(show.url, head.artwork)),
        *tags.moved(show.new_feed_url),
        Tag(ITUNES, "explicit", text=tags.true_or_false(show.explicit)),
        Tag(PODCAST, "guid", text=one_line(show.guid) or podcast_guid(feed_url)),
        more_tags.locked(show),
        Tag(PODCAST, "medium", text=show.medium),
        tags.license_tag(show.license, show.url),
        *(tags.funding(link) for link in show.funding),
        *(tags.person(who) for who in show.people),
        *tags.ai_content(head.is_ai),
        *more_tags.channel_tags(show, head.trailers),
        *(() if show.is_public or Block() in show.blocks else tags.BLOCKED),
    )


def _paging_tags(head: Head) -> tuple[Tag, ...]:
    """The way to what is older, under two names: `prev-archive` is RFC 5005's for archives (section 4), `next` its name for
    the following page (section 3), which is the one that podcast apps follow from feed.xml on (AntennaPod, gPodder).
    """
    names = ("prev-archive", "next") if head.older_url else ()
    found = [Tag(ATOM, "link", {"rel": name, "href": ascii_url(head.older_url)}) for name in names]
    if head.current_url:
        found += [Tag(ATOM, "link", {"rel": "current", "href": ascii_url(head.current_url)}), Tag(HISTORY, "archive")]
    return tuple(found)


def _hub_tags(show: Show, head: Head) -> tuple[Tag, ...]:
    """Where to listen for news of the feed (W3C WebSub, section 4). There is none of archives, which do not change."""
    hubs = show.hubs if show.is_public and not head.current_url else ()
    return tuple(Tag(ATOM, "link", {"rel": "hub", "href": ascii_url(hub)}) for hub in hubs)


def _item(show: Show, release: Release, description: str) -> Any:
    item: Any = FeedEntry()  # type: ignore[no-untyped-call]
    item.load_extension("podcast", atom=False)
    item.register_extension("podbuild", ItemTags, atom=False)
    item.title(_short(release.title) or release.slug)
    item.link(href=file_url(show.url, f"episodes/{release.slug}/"))
    item.guid(legal(release.guid), permalink=False)
    shown = legal(description).strip() or legal(release.summary).strip() or _short(release.title)
    item.description(_within(shown, DESCRIPTION_LIMIT_BYTES) if not description else shown)
    item.content(legal(release.notes_html) or shown)
    file = release.enclosure.file
    item.enclosure(tags.enclosure_url(show, release.enclosure), str(file.size_bytes), file.mime_type)
    if date := moment(release):
        item.pubDate(date)
    for label in release.tags:
        item.category({"term": _short(label)})
    _itunes(item, show, release)
    item.podbuild.tags = _item_tags(show, release)
    return item


def _itunes(item: Any, show: Show, release: Release) -> None:
    item.podcast.itunes_title(_short(release.title))
    item.podcast.itunes_author(_short(show.author))
    if release.enclosure.duration_seconds:
        item.podcast.itunes_duration(max(1, round(release.enclosure.duration_seconds)))
    item.podcast.itunes_episode_type(release.kind)
    if release.subtitle:
        item.podcast.itunes_subtitle(_short(release.subtitle))
    if release.summary:
        item.podcast.itunes_summary(_within(release.summary, DESCRIPTION_LIMIT_BYTES))
    if release.season:
        item.podcast.itunes_season(release.season)
    if release.number:
        item.podcast.itunes_episode(release.number)


def _item_tags(show: Show, release: Release) -> tuple[Tag, ...]:
    chapters_file = release.chapters_file
    numbers = (("season", release.season), ("episode", release.number))
    return (
        Tag(ITUNES, "explicit", text=tags.true_or_false(release.explicit)),
        Tag(ITUNES, "image", {"href": file_url(show.url, release.artwork.path)}),
        *(Tag(PODCAST, name, text=str(number)) for name, number in numbers if number is not None),
        *tags.transcripts(show, release),
        *(_chapters(show, chapters_file) if chapters_file else ()),
        *(tags.person(who) for who in release.people),
        tags.license_tag(release.license or show.license, show.url),
        *tags.ai_content(release.disclosure.is_ai),
        *more_tags.item_tags(release),
        *(() if release.enclosure.url else (tags.alternate(show, release, release.enclosure),)),
        *(tags.alternate(show, release, other) for other in release.alternates),
        *tags.simple_chapters(release.chapters),
    )


def _chapters(show: Show, file: OutputFile) -> tuple[Tag, ...]:
    return (Tag(PODCAST, "chapters", {"url": file_url(show.url, file.path), "type": file.mime_type}),)
