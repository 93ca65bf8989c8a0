"""Whether links can lead anywhere: well-formed addresses, each listed once, with words that apps show whole. Nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from podbuild.base.diagnostics import Diagnostic, Note, Span
from podbuild.checks.check import Check
from podbuild.model.episode import Episode
from podbuild.model.show import NOWHERE, Link, Show

FUNDING_CHARACTERS = 128  # Podcast namespace, podcast:funding
_MAIL = re.compile(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+")


def find(show: Show, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    found = [*_malformed((*show.links, *show.funding), show.span), *_twice(show.links), *_wordy(show.funding)]
    found += _malformed([Link(p.url, p.name) for p in show.people if p.url], show.span)
    for episode in episodes:
        listed = (*episode.links, *episode.funding, *(Link(p.url, p.name) for p in episode.people if p.url))
        spoken = [link for line in episode.lines for link in line.links]
        found += [*_malformed((*listed, *spoken), episode.span), *_twice(episode.links), *_wordy(episode.funding)]
    return tuple(found)


def _malformed(links: Iterable[Link], otherwise: Span) -> Iterator[Diagnostic]:
    for link in links:
        if fault := fault_of(link.url):
            span = link.span if link.span != NOWHERE else otherwise
            fix = "write the whole address, such as https://example.org/page"
            yield Diagnostic("link-malformed", f'"{link.url}" is no address: {fault}', span, "warning", fix)


def fault_of(url: str) -> str:
    """What is wrong with a link's address; "" where nothing is.

    >>> [fault_of(url) for url in ("https://e.org/a", "mailto:a@e.org", "example.org", "https:/e.org", "https://e org/")]
    ['', '', 'it does not start with https://', 'it names no host', 'there is a blank in it']
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "its host or port cannot be read"
    if re.search(r"\s", url):
        return "there is a blank in it"
    if parts.scheme == "mailto":
        return "" if _MAIL.fullmatch(url) else "there is no e-mail address in it"
    if parts.scheme not in ("http", "https"):
        return "it does not start with https://"
    host = parts.hostname or ""
    if not host:
        return "it names no host"
    return "" if "." in host.strip(".") or host == "localhost" or ":" in host else f'"{host}" is no host on the web'


def _twice(links: tuple[Link, ...]) -> Iterator[Diagnostic]:
    first: dict[str, Link] = {}
    for link in links:
        earlier = first.setdefault(link.url.rstrip("/"), link)
        if earlier is not link:
            notes = (Note("first listed here", earlier.span),)
            yield Diagnostic("link-twice", f'"{link.url}" is listed twice', link.span, "warning", "drop one", notes=notes)


def _wordy(funding: tuple[Link, ...]) -> Iterator[Diagnostic]:
    for link in funding:
        if len(link.text) > FUNDING_CHARACTERS:
            message = f"the words of a link have {len(link.text)} characters; the feed has room for {FUNDING_CHARACTERS}"
            why = "Podcast namespace, podcast:funding"
            yield Diagnostic("funding-long", message, link.span, "warning", "shorten text", why)


LINKS = Check("links", "Links are well formed and listed once, and apps show their words whole.", find)
