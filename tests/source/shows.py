"""Little shows for the tests of this room: a good one, of which each test changes what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PIL import Image

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.episode import Episode
from podbuild.model.show import Show, Voice
from podbuild.source.load import load
from podbuild.source.workspace import Workspace

SHOW = """\
title: Quiet Roads
description: Slow stories from cold places.
author: Quiet Roads
url: https://example.org/quiet-roads/
language: en
categories: [Society & Culture > Places & Travel]
voices:
  host: {engine: espeak, voice: en-gb}
  guest: {engine: espeak, voice: en-us+f3}
"""
FRONT = "---\ntitle: Ice\ndate: 2026-11-20\n---\n"
YAML_FRONT = "title: Ice\ndate: 2026-11-20\n"
GOOD: Mapping[str, str | bytes] = {
    "show.yaml": SHOW,
    "assets/calm.wav": b"calm",
    "assets/crack.wav": b"crack",
    "assets/bell.wav": b"bell",
    "assets/bell.mp3": b"another bell",
    "takes/host.wav": b"take",
}


def _engine(known: tuple[str, ...]) -> Any:
    def problem(voice: Voice, language: str) -> Any:
        if voice.voice in known or not voice.voice:
            return None
        return SimpleNamespace(key="voice", message=f'no voice is called "{voice.voice}"', fix="see: podbuild voices")

    return problem


ENGINES = {"espeak": _engine(("en-gb", "en-us+f3")), "recorded": _engine(())}


class Probe:
    """Sounds of these tests are words, 90 seconds long; "silence" and "broken" are the ones that are wrong."""

    def problem(self, path: Path) -> Any:
        problems = {
            b"silence": ("audio-silent", "the sound is silent"),
            b"broken": ("audio-unreadable", "the sound cannot be opened"),
        }
        code, message = problems.get(path.read_bytes(), ("", ""))
        if not path.read_bytes():
            code, message = "audio-empty", "the sound has no length"
        return SimpleNamespace(code=code, message=message, fix="record it again") if code else None

    def ends_before(self, path: Path, seconds: float) -> float | None:
        assert path.read_bytes() not in (b"", b"broken"), "who cannot be opened is not asked for its length"
        return 90.0 if seconds >= 90.0 else None


def write(root: Path, files: Mapping[str, str | bytes]) -> Workspace:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Workspace(root)


def picture(path: Path, size: tuple[int, int] = (1400, 1400), mode: str = "RGB", form: str = "PNG") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, size).save(path, form)


def read(root: Path, files: Mapping[str, str | bytes]) -> tuple[Show | None, tuple[Episode, ...], tuple[Diagnostic, ...]]:
    """What a good show with these files says."""
    return load(write(root, {**GOOD, **files}), engines=ENGINES, probe=Probe())


def episode(root: Path, text: str, name: str = "ice.md") -> Episode:
    """The one episode of a show without mistakes."""
    _, episodes, mistakes = read(root, {f"episodes/{name}": text})
    assert mistakes == ()
    (only,) = episodes
    return only


def told(mistakes: tuple[Diagnostic, ...]) -> list[str]:
    """Mistakes as lines: `file:line:column: severity[code]: message`."""
    return [f"{f'{d.span}: ' if d.span else ''}{d.severity}[{d.code}]: {d.message}" for d in mistakes]
