"""The Podcasting 2.0 tags that authors ask for by fields of their own: places, trailers, soundbites, payments, recommendations.

Source: https://github.com/Podcastindex-org/podcast-namespace, docs/tags. The loader holds the namespace's limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from mimetypes import MimeTypes
from urllib.parse import urlsplit

from podbuild.feed.guid import podcast_guid
from podbuild.feed.namespaces import ITUNES, PODCAST, ascii_url, file_url, legal, one_line
from podbuild.feed.podcast_tags import Tag, funding
from podbuild.model.feed_tags import Location, OtherShow, Soundbite, Trailer, Txt, UpdateFrequency, Value
from podbuild.model.podcast_terms import LABEL_CHARACTERS
from podbuild.model.release import Release
from podbuild.model.show import Show

# Apps compare the types of enclosures; what a machine's own tables say must not change a feed.
_TYPES = MimeTypes(filenames=())
_TYPES.add_type("audio/x-m4a", ".m4a")
_TYPES.add_type("audio/ogg", ".opus")
# What the rules that have a name are called where a show in English says nothing else.
_ENGLISH = {
    "FREQ=DAILY": "Daily",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "Every weekday",
    "FREQ=WEEKLY": "Weekly",
    "FREQ=WEEKLY;INTERVAL=2": "Every two weeks",
    "FREQ=MONTHLY": "Monthly",
    "FREQ=MONTHLY;INTERVAL=2": "Every two months",
    "FREQ=MONTHLY;INTERVAL=3": "Every three months",
    "FREQ=YEARLY": "Yearly",
}


def channel_tags(show: Show, trailers: tuple[Trailer, ...]) -> Iterator[Tag]:
    """What the show says; `trailers` are its episodes that are trailers, newest first."""
    yield from (_location(place) for place in show.locations)
    yield from (_trailer(show, found) for found in (*trailers, *show.trailers))
    if show.podroll:
        yield Tag(PODCAST, "podroll", children=tuple(_remote_item(other) for other in show.podroll))
    if show.update_frequency:
        yield _update_frequency(show.update_frequency, show.language)
    if show.value:
        yield _value(show.value)
    yield from (_txt(text) for text in show.txts)
    yield from _blocks(show)


def item_tags(release: Release) -> Iterator[Tag]:
    """What an episode says for itself."""
    yield from (_location(place) for place in release.locations)
    yield from (_soundbite(passage) for passage in release.soundbites)
    yield from (funding(link) for link in release.funding)
    if release.value:
        yield _value(release.value)
    yield from (_txt(text) for text in release.txts)


def locked(show: Show) -> Tag:
    """Whether another host must not import the feed; the owner is whom it may ask."""
    owner = {"owner": one_line(show.email)} if show.email else {}
    is_locked = bool(show.email) if show.is_locked is None else show.is_locked
    return Tag(PODCAST, "locked", owner, "yes" if is_locked else "no")


def _label(text: str) -> str:
    return one_line(text)[:LABEL_CHARACTERS]


def _location(place: Location) -> Tag:
    attributes = {"rel": place.rel, "geo": place.geo, "osm": place.osm, "country": place.country}
    return Tag(PODCAST, "location", attributes, _label(place.name))


def _trailer(show: Show, trailer: Trailer) -> Tag:
    """A trailer of the show's own has a path of public/ where others have an address."""
    is_own = "://" not in trailer.url
    attributes = {
        "url": file_url(show.audio_root, trailer.url) if is_own else ascii_url(trailer.url),
        "pubdate": format_datetime(datetime.fromisoformat(trailer.date)),
        "length": str(trailer.size_bytes or ""),
        "type": trailer.mime_type or _media_type(trailer.url),
        "season": "" if trailer.season is None else str(trailer.season),
    }
    return Tag(PODCAST, "trailer", attributes, _label(trailer.title))


def _media_type(url: str) -> str:
    """The type of a file by its ending, "" where it is not known.

    >>> _media_type("https://e.org/teaser.MP3?v=2"), _media_type("audio/one.m4a"), _media_type("https://e.org/teaser")
    ('audio/mpeg', 'audio/x-m4a', '')
    """
    return _TYPES.guess_type(urlsplit(url).path.casefold())[0] or ""


def _soundbite(passage: Soundbite) -> Tag:
    attributes = {"startTime": f"{passage.start_seconds:.3f}", "duration": f"{passage.duration_seconds:.3f}"}
    return Tag(PODCAST, "soundbite", attributes, _label(passage.title))


def _remote_item(other: OtherShow) -> Tag:
    attributes = {
        "feedGuid": other.guid or podcast_guid(other.url),
        "feedUrl": ascii_url(other.url),
        "title": _label(other.title),
        "medium": other.medium,
    }
    return Tag(PODCAST, "remoteItem", attributes)


def _update_frequency(often: UpdateFrequency, language: str) -> Tag:
    words = "Complete" if often.is_complete and not often.rule else _ENGLISH.get(often.rule, "")
    attributes = {"complete": "true" if often.is_complete else "", "dtstart": often.start, "rrule": often.rule}
    return Tag(PODCAST, "updateFrequency", attributes, _label(often.text) or (words if language.partition("-")[0] == "en" else ""))


def _value(value: Value) -> Tag:
    recipients = tuple(
        Tag(
            PODCAST,
            "valueRecipient",
            {
                "name": one_line(recipient.name),
                "type": recipient.kind,
                "address": recipient.address,
                "customKey": one_line(recipient.custom_key),
                "customValue": one_line(recipient.custom_value),
                "split": str(recipient.split),
                "fee": "true" if recipient.is_fee else "",
            },
        )
        for recipient in value.recipients
    )
    attributes = {"type": value.kind, "method": value.method, "suggested": value.suggested}
    return Tag(PODCAST, "value", attributes, children=recipients)


def _txt(text: Txt) -> Tag:
    return Tag(PODCAST, "txt", {"purpose": one_line(text.purpose)}, legal(text.text))


def _blocks(show: Show) -> Iterator[Tag]:
    """Apple knows no podcast:block, and its own tag has no names of platforms."""
    answers = {block.platform: block.is_blocked for block in show.blocks}
    if answers.get("") and answers.get("apple", True):
        yield Tag(ITUNES, "block", text="Yes")
    for platform, is_blocked in answers.items():
        yield Tag(PODCAST, "block", {"id": platform}, "yes" if is_blocked else "no")
