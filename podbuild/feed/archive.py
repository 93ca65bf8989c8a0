"""Long feeds in pages (RFC 5005): the newest episodes in the feed itself, older ones in archives that never change again."""

from __future__ import annotations

from collections.abc import Mapping

from podbuild.feed.rss import Paging, feed
from podbuild.model.release import OutputFile, Release, newest_first
from podbuild.model.show import Show

PAGE_EPISODES = 100  # about 0.5 MB of feed; Apple and Spotify fetch the whole document each time


def pages(releases: tuple[Release, ...], size: int = PAGE_EPISODES) -> tuple[tuple[Release, ...], ...]:
    """The feed's pages: first the current one with `size` to 2 × `size` - 1 episodes, then the archives, newest first.

    Archives are filled from the oldest episode on, so that a new episode leaves every one of them as it was.
    """
    ordered = newest_first(releases)
    archived = max(0, len(ordered) // size - 1) * size
    current, older = ordered[: len(ordered) - archived], ordered[len(ordered) - archived :]
    return (current, *(older[n : n + size] for n in range(0, archived, size)))


def documents(
    show: Show,
    releases: tuple[Release, ...],
    *,
    feed_path: str,
    artwork: OutputFile,
    generator: str,
    notes: Mapping[str, str],
    size: int = PAGE_EPISODES,
) -> Mapping[str, bytes]:
    """The feed and its archives: path in public/ → bytes. Archives are numbered from the oldest, so that each keeps its name.

    An archive links forward only to another archive, never to the subscription document: that link would have to change.
    """
    current, *archives = pages(releases, size)
    stem = feed_path.removesuffix(".xml")
    paths = [f"{stem}-archive-{len(archives) - n}.xml" for n in range(len(archives))]
    urls = ["", *(f"{show.url}{path}" for path in paths), ""]
    made = {}
    for n, (path, page) in enumerate(zip(paths, archives, strict=True), 1):
        paging = Paging(urls[n + 1], urls[n - 1], f"{show.url}{feed_path}")
        made[path] = feed(show, page, self_url=urls[n], artwork=artwork, generator=generator, notes=notes, paging=paging)
    first = Paging(urls[1])
    made[feed_path] = feed(
        show,
        current,
        self_url=f"{show.url}{feed_path}",
        artwork=artwork,
        generator=generator,
        notes=notes,
        paging=first,
        all_releases=releases,
    )
    return made
