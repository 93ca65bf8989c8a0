"""Small shows that build in a second, written into a folder as an author would write them."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from podbuild.base.shipped import shipped
from podbuild.build import Built, Request, build
from podbuild.steps.world import World

_CACHE = tempfile.mkdtemp(prefix="podbuild-cache-")
atexit.register(shutil.rmtree, _CACHE, ignore_errors=True)
WORLD = World({"PATH": os.environ["PATH"], "XDG_CACHE_HOME": _CACHE}, now_seconds=1_795_000_000.0)  # 2026-11-18

SHOW = """\
title: Quiet Roads
description: Slow stories from cold places.
author: Quiet Roads
email: hello@example.org
url: https://example.org/quiet-roads/
language: en
categories: [Society & Culture > Places & Travel]
license: CC-BY-4.0
voices:
  host: {engine: espeak, voice: en-gb, rate: 170}
  guest: {engine: espeak, voice: en-us+f3}
sound: {loudness: -16 LUFS, channels: stereo}
ai: {script: human, spoken: auto}
"""

EPISODE = """\
---
title: The glacier that sang
date: 2026-11-10
number: 1
summary: A night on the ice.
music: {bed: calm, gain: -22 dB}
---
# Cold open

HOST: We begin on the ice. {pause: 800ms} Listen.

{sfx: bell, gain: -6 dB}

GUEST: It *hums*, if you wait.

The same voice goes on until another is named.

# What the ice says

HOST: It is all in [the 2024 survey](https://example.org/survey), and it took three winters.

{music: stop, fade: 2s}

GUEST: Three winters, two skis, and one microphone.

# Notes {.unspoken}

What stands here is show notes only.
"""

RIGHTS = """\
- files: [assets/**]
  holder: podbuild
  license: CC0-1.0
"""


def write_show(root: Path, episodes: dict[str, str] | None = None, show: str = SHOW, **files: str) -> Path:
    """A show with a bed and a bell. `files` are further texts, by name with `__` for a dot."""
    (root / "assets").mkdir(parents=True, exist_ok=True)
    (root / "episodes").mkdir(exist_ok=True)
    for sound in ("calm", "bell"):
        shutil.copy(shipped("templates") / "sounds" / f"{sound}.ogg", root / "assets")
    (root / "show.yaml").write_text(show, "utf-8")
    (root / "rights.yaml").write_text(RIGHTS, "utf-8")
    for name, text in (episodes or {"glacier.md": EPISODE}).items():
        (root / "episodes" / name).write_text(text, "utf-8")
    for name, text in files.items():
        (root / name.replace("__", ".")).write_text(text, "utf-8")
    return root


def built(root: Path, world: World = WORLD, **request) -> Built:
    """Build and insist that it worked."""
    result = build(Request(root, **request), world)
    assert result.outcome == "done", [(d.code, d.message, str(d.span)) for d in result.diagnostics]
    return result


def edited(root: Path, name: str, old: str, new: str) -> None:
    """Change words of a file, and insist that they were there."""
    file = root / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def actions(result: Built) -> dict[str, int]:
    """How many steps of each action ran."""
    names = [step.action.name for step in result.ran]
    return {name: names.count(name) for name in sorted(set(names))}


def with_environment(**values: str) -> World:
    return replace(WORLD, environment={**WORLD.environment, **values})
