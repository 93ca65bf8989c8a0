"""How an address on the web may be named in files and messages: without what opens doors.

A calendar's private address is a password, and so are many feeds'. Such an address is named by its host and a digest of the
whole: `https://calendar.example.com/…1f2e3d4c5b6a`. The same address always gives the same name, so the ledger knows it again,
and from the name nobody gets to the address.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from podbuild.base import digest

_PRIVATE_KINDS = ("calendar", "tasks", "table")
_SECRETS = """
    apikey auth authkey authtoken code credential hash hmac jwt key pass passwd password pwd secret session sid sig signature
    token uid
"""
_SECRET_NAMES = frozenset(_SECRETS.split())
_WORD = re.compile(r"[A-Za-z0-9_=+]{20,}")
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


def told_address(url: str, kind: str = "") -> str:
    """The name of an address: itself without a login and a fragment, or its host and a digest where it may be a secret.

    >>> told_address("https://ada:pw@e.org/ice?page=2#top"), told_address("https://e.org/feed?auth=Zx81", "feed")
    ('https://e.org/ice?page=2', 'https://e.org/…47fb14fa24a6')
    >>> told_address("https://calendar.e.org/private-1f2e/basic.ics", "calendar").rpartition("…")[0]
    'https://calendar.e.org/'
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "an address that is none"
    shown = f"[{host}]" if ":" in host else host
    base = f"{parts.scheme.casefold()}://{shown}" + (f":{port}" if port else "")
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if kind in _PRIVATE_KINDS or _is_secret(parts.path, parts.query):
        return f"{base}/…{digest.of_bytes((base + rest).encode('utf-8', 'replace'))[:12]}"
    return base + rest


def _is_secret(path: str, query: str) -> bool:
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(_SECRET_NAMES & set(re.split(r"[^a-z]+", name.casefold())) for name, _ in pairs):
        return True
    words = [unquote(path), *(value for _, value in pairs)]
    return any(_UUID.search(word) or any(_is_random(run) for run in _WORD.findall(word)) for word in words)


def _is_random(word: str) -> bool:
    """Long, with digits among letters: no word of a language, and no date."""
    return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
