"""Identities that never change: the feed's and each episode's.

Source: Podcast namespace, `podcast:guid`: UUID version 5 of the feed's URL without scheme and trailing slashes.
"""

from __future__ import annotations

import re
from uuid import UUID, uuid5

PODCAST_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def podcast_guid(feed_url: str) -> str:
    """The feed's identity.

    >>> podcast_guid("https://podnews.net/rss/")
    '9b024349-ccf0-5f69-a609-6b82873eab3c'
    """
    return str(uuid5(PODCAST_NAMESPACE, _bare(feed_url)))


def guid_with_scheme(feed_url: str) -> tuple[str, ...]:
    """What a tool makes of the address that leaves its scheme or its last slash in: wrong, and often seen.

    >>> podcast_guid("https://podnews.net/rss") in guid_with_scheme("https://podnews.net/rss")
    False
    """
    bare, whole = _bare(feed_url), feed_url.strip()
    return tuple(str(uuid5(PODCAST_NAMESPACE, text)) for text in (whole, whole.rstrip("/"), f"{bare}/"))


def episode_guid(show_url: str, slug: str) -> str:
    """The identity that an episode gets at its first publish; written down then, since show and slug may change later.

    >>> episode_guid("https://e.org/show/", "one") == episode_guid("http://e.org/show", "one")
    True
    """
    return str(uuid5(PODCAST_NAMESPACE, f"{_bare(show_url)}/episodes/{slug}"))


def _bare(url: str) -> str:
    return re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "", url.strip()).rstrip("/")
