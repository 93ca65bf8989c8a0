"""The RSS feed, as Apple Podcasts, Spotify and the Podcast Standards Project (PSP-1) ask for it.

Deliberately absent: the clock. The only times in a feed are the authors' dates, so the same releases give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from podbuild.feed import podcast_tags as tags
from podbuild.feed.guid import podcast_guid
from podbuild.feed.namespaces import ATOM, HISTORY, ITUNES, PODCAST, ascii_url, file_url, legal, one_line
from podbuild.feed.podcast_tags import ChannelTags, ItemTags, Tag
from podbuild.model.release import OutputFile, Release, moment, newest_first
from podbuild.model.show import Show

TEXT_LIMIT_CHARACTERS = 255  # PSP-1: values other than descriptions
DESCRIPTION_LIMIT_BYTES = 4_000  # PSP-1


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a feed document stands among those of a long feed (RFC 5005): addresses, "" where there is none.

    `current_url` is set in an archive document, which never changes again, and leads to the subscription document.
    """

    previous_url: str = ""
    next_url: str = ""
    current_url: str = ""


def feed(
    show: Show,
    releases: tuple[Release, ...],
    *,
    self_url: str,
    artwork: OutputFile,
    generator: str,
    notes: Mapping[str, str],
    paging: Paging = Paging(),
    all_releases: tuple[Release, ...] | None = None,
) -> bytes:
    """The feed document of a show, newest episode first.

    Args:
        releases: those that stand in this document; of one date, in the order of their slugs.
        self_url: where this document will be served.
        notes: slug → description for apps (HTML, at most 4,000 bytes); the summary stands in where there is none.
        all_releases: the whole show's, where `releases` is a page of it: the channel's answer on AI speaks for all.
    """
    made: Any = FeedGenerator()  # type: ignore[no-untyped-call]
    made.load_extension("podcast", atom=False)
    made.register_extension("podbuild", ChannelTags, ItemTags, atom=False)
    _channel(made, show, self_url, generator)
    dates = [date for release in releases if (date := moment(release))]
    if dates:
        made.lastBuildDate(max(dates))
        made.pubDate(max(dates))
    made.podbuild.is_dated = bool(dates)
    everything = releases if all_releases is None else all_releases
    made.podbuild.tags = _channel_tags(show, everything, self_url, artwork, paging)
    for release in newest_first(releases):
        made.add_entry(_item(show, release, notes.get(release.slug, "")), order="append")
    text: bytes = made.rss_str(pretty=True)
    return text


def _short(text: str) -> str:
    return one_line(text)[:TEXT_LIMIT_CHARACTERS]


def _within(text: str, limit_bytes: int) -> str:
    """The beginning of a text that takes no more than so many bytes."""
    return legal(text).encode()[:limit_bytes].decode(errors="ignore")


def _channel(made: Any, show: Show, self_url: str, generator: str) -> None:
    made.title(_short(show.title) or "Untitled")
    made.link(href=ascii_url(self_url), rel="self", type="application/rss+xml")
    made.link(href=ascii_url(show.url), rel="alternate")
    made.description(_within(show.description, DESCRIPTION_LIMIT_BYTES).strip() or _short(show.title))
    made.language(show.language)
    made.generator(one_line(generator))
    made.copyright(_short(show.copyright or f"{show.author} ({show.license})"))
    made.podcast.itunes_author(_short(show.author))
    made.podcast.itunes_type(show.kind)
    if show.subtitle:
        made.podcast.itunes_subtitle(_short(show.subtitle))
    if show.email:
        made.podcast.itunes_owner(name=_short(show.author), email=one_line(show.email))


def _channel_tags(show: Show, releases: tuple[Release, ...], self_url: str, artwork: OutputFile, paging: Paging) -> tuple[Tag, ...]:
    locked = {"owner": one_line(show.email)} if show.email else {}
    feed_url = paging.current_url or self_url
    return (
        *_paging_tags(paging),
        *tags.categories(show.categories),
        *tags.channel_image(show, file_url(show.url, artwork.path)),
        Tag(ITUNES, "explicit", text=tags.true_or_false(show.explicit)),
        Tag(PODCAST, "guid", text=one_line(show.guid) or podcast_guid(feed_url)),
        Tag(PODCAST, "locked", locked, "yes" if locked else "no"),
        Tag(PODCAST, "medium", text="podcast"),
        tags.license_tag(show.license, show.url),
        *(tags.funding(link) for link in show.funding),
        *(tags.person(who) for who in show.people),
        *tags.ai_content(tags.channel_is_ai(releases)),
    )


def _paging_tags(paging: Paging) -> tuple[Tag, ...]:
    links = (("prev-archive", paging.previous_url), ("previous", paging.previous_url), ("next", paging.next_url))
    found = [Tag(ATOM, "link", {"rel": rel, "href": ascii_url(url)}) for rel, url in links if url]
    if paging.current_url:
        found += [Tag(ATOM, "link", {"rel": "current", "href": ascii_url(paging.current_url)}), Tag(HISTORY, "archive")]
    return tuple(found)


def _item(show: Show, release: Release, description: str) -> Any:
    item: Any = FeedEntry()  # type: ignore[no-untyped-call]
    item.load_extension("podcast", atom=False)
    item.register_extension("podbuild", ItemTags, atom=False)
    item.title(_short(release.title) or release.slug)
    item.link(href=file_url(show.url, f"episodes/{release.slug}/"))
    item.guid(one_line(release.guid), permalink=False)
    shown = legal(description).strip() or legal(release.summary).strip() or _short(release.title)
    item.description(_within(shown, DESCRIPTION_LIMIT_BYTES) if not description else shown)
    item.content(legal(release.notes_html) or shown)
    file = release.enclosure.file
    item.enclosure(file_url(show.url, file.path), str(file.size_bytes), file.mime_type)
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
        tags.alternate(show, release.enclosure, is_default=True),
        *(tags.alternate(show, other, is_default=False) for other in release.alternates),
        *tags.simple_chapters(release.chapters),
    )


def _chapters(show: Show, file: OutputFile) -> tuple[Tag, ...]:
    return (Tag(PODCAST, "chapters", {"url": file_url(show.url, file.path), "type": file.mime_type}),)
