"""Who wrote what: the acts of writers, as they are recorded beside an episode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Deed = Literal["draft", "revise", "undo", "translate", "notes"]


@dataclass(frozen=True, slots=True)
class Replaced:
    """Some lines of an episode's file that a revision replaced: from `line` (counted from 1, in the file as it was), what stood
    there and what stands there now, as whole lines without their ends."""

    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a writer did to an episode. One line of its record.

    `id` tells the acts of a record apart; `date` is RFC 3339; `model` is the one that wrote; `wish` is the author's own
    words; `sources` are the snapshots it rests on, by path; `prompts` is the version of the prompts; `lines` are the lines
    it wrote, as they are spoken (Line.text); `replaced` is what a revision changed, and `undone` the id of the revision that
    an undo took back; `translated_from` is the slug of the episode that a translation is of.
    """

    id: str
    deed: Deed
    date: str
    model: str = ""
    wish: str = ""
    sources: tuple[str, ...] = ()
    prompts: str = ""
    lines: tuple[str, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    undone: str = ""
    translated_from: str = ""
