"""When everything is heard. Numbers only: no word of the script enters a timeline, so a title reworded re-mixes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Lane = Literal["voice", "clip", "effect", "bed"]


@dataclass(frozen=True, slots=True)
class Placement:
    """One piece of sound on the timeline.

    `source` is the key of the step that made the sound, `offset_seconds` where in it to begin; `item` the ordinal of the
    script's item (counted over all segments) that it comes from, -1 for what has none.
    """

    lane: Lane
    source: str
    start_seconds: float
    duration_seconds: float
    item: int
    offset_seconds: float = 0.0
    gain_db: float = 0.0
    fade_in_seconds: float = 0.0
    fade_out_seconds: float = 0.0

    @property
    def end_seconds(self) -> float:
        return self.start_seconds + self.duration_seconds


@dataclass(frozen=True, slots=True)
class Mark:
    """The moment of an item that makes no sound of its own: a picture, a chapter's start."""

    item: int
    start_seconds: float


class Word(NamedTuple):
    """A word's time, and its place in the line's text: characters `begin` to `end`."""

    start_seconds: float
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole programme. `chapters` are the segments' starts; the encoder cuts at `cuts`, first 0, last the end."""

    duration_seconds: float
    placements: tuple[Placement, ...]
    chapters: tuple[float, ...]
    pictures: tuple[Mark, ...]
    cuts: tuple[float, ...]
