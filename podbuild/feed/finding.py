"""What is wrong with an element of a feed, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from podbuild.base.diagnostics import Severity

# Who asks for what; every finding names its source. Which documents these are stands in docs/feed.md.
RSS = "RSS 2.0"
XML = "XML 1.0"
PSP = "PSP-1"
APPLE = "Apple Podcasts"
SPOTIFY = "Spotify"
NAMESPACE = "Podcast namespace, podcast:{}"
PAGING = "RFC 5005"
PODLOVE = "Podlove Simple Chapters"
DATES = "RFC 2822, RSS 2.0, Apple Podcasts"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with an element: a code, the words for it, what to do, and the source of the rule."""

    element: Any
    code: str
    message: str
    fix: str
    why: str
    severity: Severity = "error"


def text_of(parent: Any, path: str) -> str:
    """The text of a child; "" where there is none."""
    return (parent.findtext(path) or "").strip()


def is_web_address(text: str) -> bool:
    """Whether a text is an address that any server and app takes.

    >>> is_web_address("https://e.org/a.mp3"), is_web_address("https://e.org/ä.mp3"), is_web_address("e.org/a.mp3")
    (True, False, False)
    >>> is_web_address("https://[e.org/a.mp3"), is_web_address("https://e.org:80x/a.mp3"), is_web_address("https:///a.mp3")
    (False, False, False)
    """
    try:
        parts = urlsplit(text)
        is_somewhere = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_somewhere and parts.scheme in ("http", "https") and text.isascii() and not set(' "<>\t\n') & set(text)
