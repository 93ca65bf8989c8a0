"""Writes a show of many short episodes, always the same one: what the benchmarks of a growing archive build.

An episode has five lines of two voices in three chapters, notes with links and a list, people, tags, a summary. Two ways of
sound, for the same words:

- "spoken": a voice engine speaks each line, so that each episode has the steps a real one has (lines, chunks, tags);
- "takes": each line is one of five short recordings that all episodes share. The sound of an episode is then the same as the
  next one's, and a clean build of 10,000 takes minutes, not hours. What is measured afterwards, with nothing or notes changed,
  meets as many files, releases, pages and items as with voices.
"""

from __future__ import annotations

import math
import struct
import wave
import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

NEWEST = date(2026, 6, 1)
LINES = 5
TAKE_SECONDS = 0.4
TAKE_RATE_HZ = 48_000
ARTWORK_PX = 1400
THINGS = ("ice", "lamp", "ferry", "orchard", "quarry", "signal box", "tide", "winter road", "bell", "weather ship")
PLACES = ("the north harbour", "Hval Point", "the long lake", "the pass", "an empty station", "the outer islands")
DOINGS = ("was counted by hand", "hummed at night", "was mended twice a year", "had no name on the chart", "froze in May")
TAGS = ("sea", "winter", "railways", "islands", "archives", "birds", "maps", "music", "weather", "light", "roads", "letters")

SHOW = """\
title: Quiet Roads, the archive
subtitle: A short story a week
description: Slow stories from cold places, five lines each, since the beginning.
author: Quiet Roads
email: hello@example.org
url: https://example.org/quiet-roads/
language: en
categories: [Fiction, Arts > Books]
license: CC-BY-4.0
people:
  - {{name: Edda Wren, role: host}}
links:
  - {{url: "https://example.org/club", text: The reading club}}
voices:
{voices}
sound: {{bitrate: 64}}
ai: {{script: human, spoken: off, reason: a benchmark}}
"""
CARD = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{{ width }}" height="{{ height }}">
  <rect width="{{ width }}" height="{{ height }}" fill="#1d4e5f"/>
</svg>
"""


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks: an engine with its settings, as YAML. `has_takes` where lines are recordings.

    `has_artwork`: the show brings a picture for all its episodes and a template for their cards that draws no words: the
    pictures of one episode then take 30 ms in place of a second.
    """

    host: str
    guest: str
    has_takes: bool = False
    has_artwork: bool = True


TONES = Voices("{engine: tone, rate: 500}", "{engine: tone, rate: 500, voice: other}")
TAKES = Voices("{engine: recorded}", "{engine: recorded}", has_takes=True)
SPEAKERS = Voices("{engine: espeak, voice: en-gb}", "{engine: espeak, voice: en-us+f3}", has_artwork=False)


@dataclass(frozen=True, slots=True)
class Story:
    """One episode's words, from its number (1 is the oldest) in a show of `of`."""

    number: int
    of: int

    @property
    def slug(self) -> str:
        return f"{self.number:05}-the-{THINGS[self.number % len(THINGS)].replace(' ', '-')}"

    @property
    def title(self) -> str:
        return f"The {THINGS[self.number % len(THINGS)]} of {PLACES[self.number % len(PLACES)]}, part {self.number}"

    @property
    def day(self) -> date:
        """Weekly where that fits into some decades, else daily."""
        step = max(1, min(7, 10_000 // self.of))
        return NEWEST - timedelta(days=step * (self.of - self.number))

    @property
    def summary(self) -> str:
        return f"How the {self._thing(1)} {self._doing(2)}, who wrote it down, and what {self._place(3)} made of it in the end."

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(TAGS[(self.number * k + k) % len(TAGS)] for k in (1, 5, 7)))

    @property
    def chapters(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Titles, each with its lines ("HOST: …")."""
        said = [f"{('HOST', 'GUEST')[k % 2]}: {self._line(k)}" for k in range(LINES)]
        return (
            (f"The {self._thing(1)}", tuple(said[:2])),
            (f"What was said at {self._place(2)}", tuple(said[2:4])),
            ("And after", tuple(said[4:])),
        )

    @property
    def notes(self) -> str:
        """The show notes, in Markdown."""
        n = self.number
        return (
            f"The log of **{self._place(1)}** is in [the county archive](https://example.org/archive/{n}); this is entry {n}.\n\n"
            f"- the {self._thing(3)}, as it {self._doing(4)}\n- [a map](https://example.org/maps/{n}) of {self._place(5)}\n"
            f"- *Letters about the {self._thing(6)}*, second edition\n"
        )

    def _line(self, k: int) -> str:
        return f"In year {self.number + k} the {self._thing(k)} near {self._place(k + 1)} {self._doing(k + 2)}."

    def _thing(self, k: int) -> str:
        return THINGS[(self.number * 7 + k * 3) % len(THINGS)]

    def _place(self, k: int) -> str:
        return PLACES[(self.number * 5 + k) % len(PLACES)]

    def _doing(self, k: int) -> str:
        return DOINGS[(self.number * 3 + k) % len(DOINGS)]


def stories(count: int) -> tuple[Story, ...]:
    return tuple(Story(number, count) for number in range(1, count + 1))


def front_matter(story: Story, has_artwork: bool) -> str:
    """The keys that podbuild reads, and that another tool may read as well."""
    artwork = "artwork: assets/cover.png\n" if has_artwork else ""
    return (
        f'title: "{story.title}"\ndate: {story.day}\nnumber: {story.number}\nsummary: "{story.summary}"\n{artwork}'
        f"tags: [{', '.join(story.tags)}]\npeople:\n  - {{name: Edda Wren, role: host}}\n  - {{name: The keeper, role: guest}}\n"
    )


def body(story: Story, has_takes: bool = False) -> str:
    """The script and the notes, in Markdown."""
    parts, spoken = [], 0
    for title, lines in story.chapters:
        parts.append(f"# {title}\n")
        for line in lines:
            parts.append(f"{line} {{take: take-{spoken % LINES}}}\n" if has_takes else f"{line}\n")
            spoken += 1
    return "\n".join([*parts, "# Notes {.unspoken}\n", story.notes])


def write_show(root: Path, count: int, voices: Voices) -> Path:
    """A show of so many episodes, in a new folder."""
    (root / "episodes").mkdir(parents=True)
    (root / "assets").mkdir()
    lines = f"  host: {voices.host}\n  guest: {voices.guest}"
    (root / "show.yaml").write_text(SHOW.format(voices=lines), "utf-8")
    if voices.has_takes:
        for k in range(LINES):
            _write_take(root / "assets" / f"take-{k}.wav", 180 + 40 * k)
    if voices.has_artwork:
        (root / "assets" / "cover.png").write_bytes(_plain_png(ARTWORK_PX, (29, 78, 95)))
        (root / "templates" / "artwork").mkdir(parents=True)
        (root / "templates" / "artwork" / "card.svg.j2").write_text(CARD, "utf-8")
    if voices.has_takes or voices.has_artwork:
        rights = '- {files: ["assets/*"], holder: Quiet Roads, license: CC-BY-4.0, ai: human}\n'
        (root / "rights.yaml").write_text(rights, "utf-8")
    for story in stories(count):
        write_episode(root, story, voices)
    return root


def write_episode(root: Path, story: Story, voices: Voices, note: str = "") -> None:
    """One episode's file; `note` is a paragraph more in its notes."""
    more = f"\n{note}\n" if note else ""
    text = f"---\n{front_matter(story, voices.has_artwork)}---\n{body(story, voices.has_takes)}{more}"
    (root / "episodes" / f"{story.slug}.md").write_text(text, "utf-8")


def _write_take(path: Path, pitch_hz: int) -> None:
    """A short tone with soft ends, as loud as a close voice."""
    frames = round(TAKE_SECONDS * TAKE_RATE_HZ)
    values = [
        round(6000 * math.sin(2 * math.pi * pitch_hz * n / TAKE_RATE_HZ) * min(1.0, n / 960, (frames - 1 - n) / 960))
        for n in range(frames)
    ]
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, TAKE_RATE_HZ, frames, "NONE", ""))
        out.writeframes(struct.pack(f"<{frames}h", *values))


def _plain_png(side_px: int, colour: tuple[int, int, int]) -> bytes:
    """A square of one colour."""

    def chunk(kind: Literal[b"IHDR", b"IDAT", b"IEND"], data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side_px, side_px, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes(colour) * side_px) * side_px, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
