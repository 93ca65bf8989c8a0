"""What directories cut, refuse or miss: long titles, missing summaries, no e-mail address, an address without encryption."""

from __future__ import annotations

from collections.abc import Iterator

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.checks.check import Check
from podbuild.model.episode import Episode, Published
from podbuild.model.show import Show

TITLE_CHARACTERS = 60  # Spotify's lists cut there
DESCRIPTION_BYTES = 4_000  # PSP-1 and Apple Podcasts


def find(show: Show, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    found = [*_show(show)]
    for episode in episodes:
        found += _episode(episode)
    return tuple(found)


def _show(show: Show) -> Iterator[Diagnostic]:
    if not show.email:
        why = "Spotify and Apple Podcasts prove who owns a show by the address in its feed"
        yield _warning("email-missing", "the show has no e-mail address", show.span, "add email: to show.yaml", why)
    if show.url.startswith("http://"):
        why = "Apple Podcasts asks for https"
        yield _warning("url-not-https", "the show's url is not encrypted", show.span, "write https:// if your host has it", why)
    yield from _title("the show's title", show.title, show.span)
    yield from _length("the show's description", show.description, show.span)


def _episode(episode: Episode) -> Iterator[Diagnostic]:
    if isinstance(episode.audio, Published):  # out already, and listeners know it as it is
        return
    if not episode.summary.strip():
        why = "apps show it in lists and search finds it"
        yield _warning("summary-missing", "the episode has no summary", episode.span, "add summary: one or two sentences", why)
    yield from _title("the title", episode.title, episode.span)
    yield from _length("the summary", episode.summary, episode.span)


def _title(what: str, title: str, span: Span) -> Iterator[Diagnostic]:
    if len(title) > TITLE_CHARACTERS:
        message = f"{what} has {len(title)} characters; apps cut it at about {TITLE_CHARACTERS}"
        yield _warning("title-long", message, span, "put what matters first, or shorten it", "Spotify's guidelines for titles")


def _length(what: str, text: str, span: Span) -> Iterator[Diagnostic]:
    size_bytes = len(text.encode("utf-8", "replace"))
    if size_bytes > DESCRIPTION_BYTES:
        message = f"{what} takes {size_bytes:,} bytes; directories take {DESCRIPTION_BYTES:,}"
        yield _warning("description-long", message, span, "shorten it; longer text goes under Notes", "PSP-1, description")


def _warning(code: str, message: str, span: Span, fix: str, why: str) -> Diagnostic:
    return Diagnostic(code, message, span, "warning", fix, why)


METADATA = Check("metadata", "Titles, summaries and addresses are what directories take.", find)
