"""Ways to follow the show: links that open the feed in an app, and the directories where the show is listed.

Their schemes are no author's: what authors write goes through addresses.safe_href.
Source: each app's own page for podcasters, and https://github.com/nathangathright/podcast-platform-links.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from podbuild.model.show import Link
from podbuild.site.addresses import safe_href

_DIRECTORIES = {
    "podcasts.apple.com": "Apple Podcasts",
    "overcast.fm": "Overcast",
    "pca.st": "Pocket Casts",
    "pocketcasts.com": "Pocket Casts",
    "podcastaddict.com": "Podcast Addict",
    "open.spotify.com": "Spotify",
    "music.youtube.com": "YouTube Music",
    "youtube.com": "YouTube",
    "music.amazon.com": "Amazon Music",
    "deezer.com": "Deezer",
    "castbox.fm": "Castbox",
    "castro.fm": "Castro",
    "player.fm": "Player FM",
    "fountain.fm": "Fountain",
    "podcastindex.org": "Podcast Index",
}


@dataclass(frozen=True, slots=True)
class Way:
    """An app or a directory, and the address that leads there."""

    name: str
    url: str


def ways_to_follow(feed_url: str, title: str, links: Iterable[Link], is_told: bool = True) -> tuple[Way, ...]:
    """Apps that take any feed, then the other directories among the show's links; a link of the author's replaces its app's.

    `feed_url` is "" where there is no feed for all. Not `is_told`: no web site may learn its address, so only the links that
    open an app on the spot are taken.
    """
    listed = {name: Way(name, safe_href(link.url)) for link in links if (name := directory_of(link))}
    every = _apps(feed_url, title) if feed_url else ()
    apps = {way.name: way for way in every if is_told or not way.url.startswith("https:")}
    return tuple((apps | listed).values())


def directory_of(link: Link) -> str:
    """The directory that a link leads to; "" for other links.

    >>> directory_of(Link("https://open.spotify.com/show/1", "Listen")), directory_of(Link("https://e.org/spotify.com", "Blog"))
    ('Spotify', '')
    """
    host = urlsplit(link.url).netloc.lower().removeprefix("www.").removeprefix("play.")
    return _DIRECTORIES.get(host, "")


def _apps(feed_url: str, title: str) -> Iterable[Way]:
    """Apple's and Pocket Casts' schemes stand in place of https, the others take the whole address."""
    bare, whole = feed_url.partition("://")[2], quote(feed_url, safe="")
    yield Way("Apple Podcasts", f"podcast://{bare}")
    yield Way("Overcast", f"overcast://x-callback-url/add?url={whole}")
    yield Way("Pocket Casts", f"pktc://subscribe/{bare}")
    yield Way(
        "AntennaPod", f"https://antennapod.org/deeplink/subscribe?url={whole}&title={quote(title, safe='', errors='replace')}"
    )
    yield Way("Podcast Addict", f"https://podcastaddict.com/feed/{whole}")
