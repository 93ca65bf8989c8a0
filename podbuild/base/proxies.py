"""The proxy that an environment names for an address, by the variables that every tool reads."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def proxy_for(url: str, environment: Mapping[str, str]) -> str:
    """The address of the proxy; "" for none.

    >>> proxy_for("https://e.org/a", {"https_proxy": "http://p:3128"})
    'http://p:3128'
    >>> proxy_for("https://www.e.org/a", {"https_proxy": "http://p:3128", "no_proxy": "localhost, .e.org"})
    ''
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").casefold()
    skipped = (environment.get("no_proxy") or environment.get("NO_PROXY") or "").replace(" ", "").casefold().split(",")
    if any(s == "*" or (s and f".{host}".endswith(f".{s.lstrip('.')}")) for s in skipped):
        return ""
    names = (f"{parts.scheme.casefold()}_proxy", f"{parts.scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY")
    return next((environment[name] for name in names if environment.get(name)), "")
