"""The timeline of an episode as `save-to-spotify timeline set` takes it: chapters, pictures and links, in whole milliseconds.

What public/ holds is read again and held to the limits, since the program refuses a timeline whole for one fault in it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from podbuild.base import digest
from podbuild.model.edition import PublicFile

MOST_PICTURE_BYTES, MOST_PICTURE_PX = 1 << 20, 4096
CHAPTER_DISTANCE_MS = 5_000
SHORT_CHAPTER_MS = 30_000  # the program counts what is shorter as short, and takes only so many
PICTURE_STARTS = {".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n"}
_KINDS = ("chapter", "image", "link", "spotify_entity")
_ENTITY = re.compile(r"spotify(?::[^:]+){2,}")
Item = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SpotifyTimeline:
    """What is set: `items` with the paths of pictures in the show's folder. `digest` stands for them and for the pictures' bytes.

    `left_out` says what could not be set, in an author's words.
    """

    items: tuple[Item, ...] = ()
    digest: str = ""
    left_out: tuple[str, ...] = ()

    def text(self, folder: Path) -> str:
        """The file for the program, which sends the pictures itself: their paths are whole."""
        items = [
            {"image": {**item["image"], "image": str((folder / item["image"]["image"]).resolve())}} if "image" in item else item
            for item in self.items
        ]
        return json.dumps({"items": items}, ensure_ascii=False)


def spotify_timeline(text: str, files: Mapping[str, PublicFile], folder: Path, secrets: Sequence[str] = ()) -> SpotifyTimeline:
    """What of an episode's timeline file can be set; no address with one of the `secrets` is. Raises ValueError where it is
    no timeline."""
    value = json.loads(text)
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        raise ValueError('it has no list "items"')
    items: list[Item] = value["items"]
    fitting, left_out = [], []
    for item in map(_without_address, items) if secrets else items:
        if any(secret in json.dumps(item) for secret in secrets):
            left_out.append("a link into the show, whose address is not told")
        elif "image" in item and (why := _unfit(str(item["image"].get("image")), files, folder)):
            left_out.append(why)
        else:
            fitting.append(item)
    kept, dropped = _few_short_chapters(fitting)
    if dropped:
        left_out.append(f"{dropped} short chapter{'s' if dropped > 1 else ''}, of which Spotify takes only a few")
    pictures = [files[item["image"]["image"]].digest for item in kept if "image" in item]
    mark = digest.of_value([list(kept), pictures]) if kept else ""
    return SpotifyTimeline(tuple(kept), mark, tuple(dict.fromkeys(left_out)))


def _without_address(item: Item) -> Item:
    """An item without the address of a picture: its bytes are sent."""
    return {
        kind: {name: value for name, value in inside.items() if (kind, name) != ("image", "url")} for kind, inside in item.items()
    }


def _unfit(path: str, files: Mapping[str, PublicFile], folder: Path) -> str:
    """Why a picture cannot be shown there, "" where it can."""
    if path not in files:
        return f"{path}, which public/ does not hold"
    if not is_small_picture(folder / path):
        return f"{path}, which is no JPEG or PNG of at most 1 MiB"
    from PIL import Image

    with Image.open(folder / path) as picture:
        largest = max(picture.size)
    return f"{path}, which is {largest} px long" if largest > MOST_PICTURE_PX else ""


def is_small_picture(path: Path) -> bool:
    """Whether a file is a JPEG or PNG by its name and by its first bytes, of at most 1 MiB."""
    start = PICTURE_STARTS.get(path.suffix.casefold())
    if start is None or not path.is_file() or path.stat().st_size > MOST_PICTURE_BYTES:
        return False
    with path.open("rb") as file:
        return file.read(len(start)) == start


def _few_short_chapters(items: Sequence[Item]) -> tuple[list[Item], int]:
    """The items without the shortest chapters, where there are more short ones than the program takes; how many those are."""
    kept = list(items)
    dropped = 0
    while True:
        chapters = [item for item in kept if "chapter" in item]
        gaps = [later["chapter"]["start_time_ms"] - item["chapter"]["start_time_ms"] for item, later in pairwise(chapters)]
        if sum(gap < SHORT_CHAPTER_MS for gap in gaps) <= math.ceil(len(chapters) * 0.15 + 1):
            return kept, dropped
        shortest = gaps.index(min(gaps))
        kept.remove(chapters[max(1, shortest)])  # the first one has to start at 0
        dropped += 1


def timeline_fault(items: Sequence[Item], duration_ms: int) -> str:
    """What of a timeline the program or Spotify would not take, "" where all is well.

    >>> timeline_fault([{"link": {"start_time_ms": 9000, "duration_ms": 500, "url": "https://e.org"}}], 9000)
    'a link starts at 9.0 s, and the audio ends at 9.0 s'
    """
    for item in items:
        if len(item) != 1 or next(iter(item)) not in _KINDS:
            return f"an item is not one of {', '.join(_KINDS)}"
        kind, inside = next(iter(item.items()))
        start = inside.get("start_time_ms")
        if not isinstance(start, int) or start < 0:
            return f"the start of a {kind} is no whole number of milliseconds"
        if start >= duration_ms:
            return f"a {kind} starts at {start / 1000:.1f} s, and the audio ends at {duration_ms / 1000:.1f} s"
        if kind != "chapter" and (not isinstance(inside.get("duration_ms", 1), int) or inside.get("duration_ms", 1) <= 0):
            return f"a {kind} at {start / 1000:.1f} s has no length"
        if kind == "link" and not str(inside.get("url")).startswith(("http://", "https://")):
            return f"a link at {start / 1000:.1f} s is no web address"
        if kind == "spotify_entity" and not _ENTITY.fullmatch(str(inside.get("uri"))):
            return f"what is named at {start / 1000:.1f} s is no full URI of Spotify (spotify:kind:id)"
    return _chapter_fault(items) or _overlap(items)


def _chapter_fault(items: Sequence[Item]) -> str:
    starts = [item["chapter"]["start_time_ms"] for item in items if "chapter" in item]
    if not starts:
        return ""
    if len(starts) < 2 or starts[0] != 0:
        return "there are to be no chapters, or at least two of which the first starts at 0"
    if any(not str(item["chapter"].get("title", "")).strip() for item in items if "chapter" in item):
        return "a chapter has no title"
    is_apart = all(later - start >= CHAPTER_DISTANCE_MS for start, later in pairwise(starts))
    return "" if is_apart else "chapters are to start at least 5 s apart, one after the other"


def _overlap(items: Sequence[Item]) -> str:
    companions = [inside for item in items for kind, inside in item.items() if kind != "chapter"]
    spans = sorted((c["start_time_ms"], c["start_time_ms"] + c.get("duration_ms", 0)) for c in companions)
    for (_, end), (start, _) in pairwise(spans):
        if end > start:
            return f"two pictures or links overlap at {start / 1000:.1f} s"
    return ""
