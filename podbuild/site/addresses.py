"""Addresses: links between pages are relative, so that the site works under any path; what leaves the site is absolute."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from podbuild.base.web_addresses import ascii_host

_CC = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(\d\.\d)")


def encoded(path: str) -> str:
    """A path as it stands in a URL.

    >>> encoded("episodes/氷/index.html")
    'episodes/%E6%B0%B7/index.html'
    """
    return quote(path, safe="/-._~")


def page_path(slug: str) -> str:
    return f"episodes/{slug}/index.html"


def root_from(path: str) -> str:
    """What leads from a page back to the top: "" or "../" repeated.

    >>> root_from("index.html"), root_from("episodes/one/index.html")
    ('', '../../')
    """
    return "../" * path.count("/")


def absolute(base_url: str, path: str) -> str:
    """The public address of a file of public/; an index page is named by its folder.

    >>> absolute("https://example.org/q/", "episodes/one/index.html")
    'https://example.org/q/episodes/one/'
    """
    return base_url + encoded(re.sub(r"(^|/)index\.html$", r"\1", path))


def origin(url: str) -> str:
    """What a page's policy calls the server of an address, in ASCII; "" for none.

    >>> origin("https://média.example.org:8443/show/"), origin("")
    ('https://xn--mdia-bpa.example.org:8443', '')
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{ascii_host(parts.netloc)}" if parts.netloc else ""


def moment(seconds: float) -> str:
    """A moment of an episode as its page names it, in links (`#t=12.5`) and in the ids they lead to.

    >>> moment(12.46), moment(0)
    ('12.5', '0.0')
    """
    return f"{seconds:.1f}"


def safe_href(url: str) -> str:
    """The address where it is one that a page may link to, else "#": no `javascript:` gets into a page."""
    return url if urlsplit(url).scheme.lower() in ("https", "http", "mailto") else "#"


def licence_url(licence: str) -> str:
    """Where the terms are, for the licences that have one known page.

    >>> licence_url("CC-BY-SA-4.0"), licence_url("all-rights-reserved")
    ('https://creativecommons.org/licenses/by-sa/4.0/', '')
    """
    if licence.startswith("CC0-"):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = _CC.fullmatch(licence)
    return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/" if match else ""


def sitemap(entries: Iterable[tuple[str, str]]) -> bytes:
    """sitemaps.org 0.9, from (absolute address, day as YYYY-MM-DD or "")."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for url, day in entries:
        stamp = f"<lastmod>{day}</lastmod>" if day else ""
        lines.append(f"  <url><loc>{_escaped(url)}</loc>{stamp}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def _escaped(url: str) -> str:
    return url.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


CLOSED = b"User-agent: *\nDisallow: /\n"  # robots.txt where nothing is to be found


def robots(sitemap_url: str) -> bytes:
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap_url}\n".encode()
