"""Small shows in other scripts: Arabic, written from right to left, and Japanese; each with an older page of its list.

Every part of a page is there: chapters, two voices, people, notes with a table and code, links at their moments, a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from tests.shows import built, write_show

PAGE_SIZE = 2  # of four episodes, the first page then shows two or three, and the rest is older


@dataclass(frozen=True, slots=True)
class CornerShow:
    """A show's words: name, title, host, guest, and two sentences."""

    language: str
    direction: str
    title: str
    host: str
    guest: str
    first: str
    second: str


ARABIC = CornerShow("ar", "rtl", "طرق هادئة", "ليلى", "سامي", "نبدأ رحلتنا من الجبل عند الفجر.", "الثلج يغني حين تصغي إليه.")
JAPANESE = CornerShow("ja", "ltr", "静かな道", "花子", "太郎", "夜明けの山から旅を始めます。", "耳をすますと、氷が歌います。")


def built_corner(root: Path, show: CornerShow) -> Path:
    """Write and build the show; its folder public/."""
    write_show(root, {f"part-{n}.md": _episode(show, n) for n in range(1, 5)}, _settings(show))
    Image.new("RGB", (640, 360), (30, 60, 90)).save(root / "assets" / "ice.png")
    with patch("podbuild.site.pages.PAGE_SIZE", PAGE_SIZE):
        built(root)
    return root / "public"


def _settings(show: CornerShow) -> str:
    return f"""\
title: {show.title}
description: {show.first} {show.second}
author: {show.host}
email: hello@example.org
url: https://example.org/{show.language}/
language: {show.language}
categories: [Society & Culture > Places & Travel]
license: CC-BY-4.0
voices:
  {show.host}: {{engine: espeak, voice: {show.language}}}
  {show.guest}: {{engine: espeak, voice: {show.language}+f3}}
links:
  - {{url: "https://example.org/follow", text: {show.title}}}
ai: {{script: human}}
"""


def _episode(show: CornerShow, number: int) -> str:
    return f"""\
---
title: {show.title} {number}
subtitle: {show.second}
date: 2026-11-1{number}
number: {number}
summary: {show.first}
people:
  - {{name: {show.host}, role: host, url: "https://example.org/"}}
  - {{name: {show.guest}, role: guest}}
---
# {show.title}

{show.host}: {show.first}

![{show.second}](ice.png)

{show.guest}: {show.second} [{show.title}](https://example.org/{number})

# {show.second}

{show.host}: {show.second} {show.first}

# Notes {{.unspoken}}

{show.first} [{show.title}](https://example.org/notes)

| {show.host} | {show.guest} |
| --- | --- |
| 1 | `2` |

> {show.second}
"""
