"""Sources as tests make them: a setting, the files of a show, and what is read."""

from __future__ import annotations

import datetime
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from podbuild.drafting.source_text import SourceText
from podbuild.drafting.sources.reader import Setting, Wanted
from podbuild.drafting.sources.reading_sources import read_sources, wanted
from podbuild.steps.world import World

NOW_SECONDS = 1795165200.0  # 2026-11-20 09:00 UTC
DATE = datetime.date(2026, 11, 20)
WORLD = World({"PATH": os.environ["PATH"]}, NOW_SECONDS)


def setting(root: Path, **more: Any) -> Setting:
    return replace(Setting(root, WORLD, DATE), **more)


def read_all(root: Path, *asked: str | Wanted, **more: Any) -> tuple[tuple[SourceText, ...], list[str]]:
    """What is read, and the codes of what is wrong."""
    sources, mistakes = read_sources([wanted(a) if isinstance(a, str) else a for a in asked], setting(root, **more))
    return sources, [mistake.code for mistake in mistakes]


def texts(root: Path, asked: str | Wanted, **more: Any) -> list[str]:
    """The passages of one source that reads without an error."""
    sources, mistakes = read_sources([wanted(asked) if isinstance(asked, str) else asked], setting(root, **more))
    assert [m for m in mistakes if m.is_error] == []
    return [passage.text for passage in sources[0].passages]


def mistake(root: Path, asked: str | Wanted, **more: Any) -> Any:
    """The one mistake of a source that cannot be read."""
    sources, mistakes = read_sources([wanted(asked) if isinstance(asked, str) else asked], setting(root, **more))
    assert sources == ()
    assert len(mistakes) == 1
    return mistakes[0]


def file(root: Path, name: str, content: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
