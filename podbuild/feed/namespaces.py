"""The namespaces of a podcast feed, byte for byte as apps compare them, and text that XML can hold."""

from __future__ import annotations

import re
from urllib.parse import quote

from podbuild.base import web_addresses
from podbuild.base.units import squeezed

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
HISTORY = "http://purl.org/syndication/history/1.0"  # RFC 5005
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
PSC = "http://podlove.org/simple-chapters"

# What XML 1.0, production 2, leaves out; written as what it allows, the pattern takes ten times as long to compile.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold.

    >>> legal("a\\x00b\\x1b")
    'ab'
    """
    return _ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    return squeezed(legal(text))


def ascii_url(url: str) -> str:
    """The address as it stands in a feed: on one line, in ASCII.

    >>> ascii_url(" https://exämple.org/a b.mp3\\n"), ascii_url("https://e.org/a.mp3?")
    ('https://xn--exmple-cua.org/a%20b.mp3', 'https://e.org/a.mp3?')
    """
    return web_addresses.ascii_url(one_line(url))


def file_url(show_url: str, path: str) -> str:
    """The address of a file of public/, in ASCII.

    >>> file_url("https://e.org/show/", "audio/ærø 100%.mp3")
    'https://e.org/show/audio/%C3%A6r%C3%B8%20100%25.mp3'
    """
    return ascii_url(show_url).rstrip("/") + "/" + quote(path)
