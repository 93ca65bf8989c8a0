"""Long feeds in several documents (RFC 5005): the newest episodes in the feed itself, older ones in archives.

Nothing here is rendered, and nothing heavy imported, before a document's `render` is called.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from itertools import chain

from podbuild.base.codec import to_json
from podbuild.model.feed_tags import Trailer
from podbuild.model.places import address, feed_paths
from podbuild.model.release import Document, Entry, OutputFile, moment, newest_first
from podbuild.model.show import Feed, Show


@dataclass(frozen=True, slots=True)
class Head:
    """What one feed document says before its items, beside what the show says in all of them.

    `older_url` and `current_url` are "" where there is none; the latter is set in an archive only. `date` is that of the
    newest item. `is_ai` is the channel's answer to "was AI used?", None where it is not answered. `trailers` stand in feed.xml
    alone, so that a new one changes no archive.
    """

    self_url: str
    artwork: str
    generator: str
    date: datetime | None = None
    is_ai: bool | None = None
    older_url: str = ""
    current_url: str = ""
    trailers: tuple[Trailer, ...] = ()


def documents(show: Show, entries: Iterable[Entry], *, feed_path: str, artwork: OutputFile, generator: str) -> tuple[Document, ...]:
    """A feed and its archives, the feed last. Archives are numbered from the oldest, so that each keeps its name.

    An archive's links never change either: `prev-archive` and `next` lead to the one before it, `current` to the feed.
    A link forward would have to be added when the next archive is begun, so there is none (RFC 5005, section 4: SHOULD).
    """
    ordered = newest_first(entries)
    archives = split(ordered, show.feed)
    feed_url = address(show, feed_path)
    older_url, made = "", []
    for n, page in enumerate(archives, 1):
        path = f"{feed_path.removesuffix('.xml')}-archive-{n}.xml"
        url = address(show, path)
        head = Head(url, artwork.path, generator, _newest(page), answer_on_ai(page), older_url, feed_url)
        made.append(_document(show, path, head, page))
        older_url = url
    page = ordered[: show.feed.items]
    trailers = tuple(entry.trailer for entry in ordered if entry.trailer)
    head = Head(feed_url, artwork.path, generator, _newest(page), answer_on_ai(ordered), older_url, trailers=trailers)
    return (*made, _document(show, feed_path, head, page))


def each_listeners(show: Show, entries: Iterable[Entry], *, artwork: OutputFile, generator: str) -> tuple[Document, ...]:
    """The feeds of a private show, one for each listener, with their archives. They differ in their own addresses alone."""
    read_once = tuple(replace(entry, item=cache(entry.item)) for entry in entries)
    feeds = (documents(show, read_once, feed_path=path, artwork=artwork, generator=generator) for path in feed_paths(show))
    return tuple(chain.from_iterable(feeds))


def split(ordered: tuple[Entry, ...], sizes: Feed) -> tuple[tuple[Entry, ...], ...]:
    """The archives, oldest first: full blocks counted from the oldest episode on, as many as feed.xml leaves uncovered.

    Only a full block never changes again, so the newest one may also hold episodes that are in feed.xml still. An entry may
    stand in both (RFC 5005, section 4.1, advises it for corrections), and readers know an episode by its guid.
    """
    size = sizes.archived_items
    uncovered = max(0, len(ordered) - sizes.items)
    ends = range(len(ordered), len(ordered) - uncovered, -size)
    return tuple(ordered[end - size : end] for end in ends)


def answer_on_ai(entries: Iterable[Entry]) -> bool | None:
    """True if any episode is, False only if every one says no. Source: Podcast Standards Project, AI disclosure."""
    answers = [entry.is_ai for entry in entries]
    if True in answers:
        return True
    return False if answers and None not in answers else None


def _newest(page: tuple[Entry, ...]) -> datetime | None:
    return moment(page[0]) if page else None


def _document(show: Show, path: str, head: Head, page: tuple[Entry, ...]) -> Document:
    links = (head.self_url, head.older_url, head.current_url)
    of = (
        *links,
        head.artwork,
        head.generator,
        head.is_ai,
        to_json(head.trailers),
        *(entry.digest for entry in page),
    )  # the date is the first entry's
    return Document(path, of, partial(_render, show, head, page))


def _render(show: Show, head: Head, page: tuple[Entry, ...]) -> bytes:
    from podbuild.feed.rss import envelope

    before, after = envelope(show, head)
    return "".join((before, *(entry.item() for entry in page), after)).encode()
