"""Addresses on the web as programs take them: in ASCII."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, urlsplit


@lru_cache(4096)
def ascii_url(url: str) -> str:
    """The address in ASCII: the host in IDNA, the rest percent-encoded; what is encoded already stays, and so does all else.

    >>> ascii_url("https://exämple.org/ø/a b.mp3"), ascii_url("https://e.org/%20?")
    ('https://xn--exmple-cua.org/%C3%B8/a%20b.mp3', 'https://e.org/%20?')
    """
    if not url.isascii():
        try:
            host = urlsplit(url).netloc
            url = url if host.isascii() else url.replace(host, ascii_host(host), 1)
        except ValueError:
            pass  # the checks name a malformed address; what names it must stay well formed all the same
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~")


def ascii_host(host: str) -> str:
    """A host, with its port, in IDNA. Raises ValueError where it can be none.

    >>> ascii_host("média.example.org:8443")
    'xn--mdia-bpa.example.org:8443'
    """
    return host.encode("idna").decode()
