"""Long feeds in pages (RFC 5005): the newest episodes in the feed itself, older ones in archives that never change again."""

from __future__ import annotations

from podbuild.feed.rss import newest_first
from podbuild.model.release import Release

PAGE_EPISODES = 100  # about 0.5 MB of feed; Apple and Spotify fetch the whole document each time


def pages(releases: tuple[Release, ...], size: int = PAGE_EPISODES) -> tuple[tuple[Release, ...], ...]:
    """The feed's pages: first the current one with `size` to 2 × `size` - 1 episodes, then the archives, newest first.

    Archives are filled from the oldest episode on, so that a new episode leaves every one of them as it was.
    """
    ordered = newest_first(releases)
    archived = max(0, len(ordered) // size - 1) * size
    current, older = ordered[: len(ordered) - archived], ordered[len(ordered) - archived :]
    return (current, *(older[n : n + size] for n in range(0, archived, size)))
