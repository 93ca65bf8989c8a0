"""Soundbites within an episode: where they begin and end is written before anybody knows how long it will be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from podbuild.model.feed_tags import Soundbite

SHORTEST_SECONDS = 1.0  # what is left of a passage that the end cuts off must be worth hearing


def within(passages: Iterable[Soundbite], length_seconds: float) -> tuple[Soundbite, ...]:
    """The passages that lie within the sound, and what lies within it of those that go on beyond its end.

    >>> [s.duration_seconds for s in within((Soundbite(5, 20), Soundbite(50, 20), Soundbite(60, 20)), 60.0)]
    [20, 10.0]
    """
    kept = (replace(p, duration_seconds=round(min(p.duration_seconds, length_seconds - p.start_seconds), 3)) for p in passages)
    return tuple(passage for passage in kept if passage.duration_seconds >= SHORTEST_SECONDS)
