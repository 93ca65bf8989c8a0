"""Running podbuild as an author does: in this process where that is enough, in a process of its own where it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from podbuild.cli.main import podbuild

SHOW = """\
title: Quiet Roads
description: Slow stories from cold places.
author: Quiet Roads
email: hello@example.org
url: https://example.org/quiet-roads/
language: en
categories: [Technology]
license: CC-BY-4.0
voices:
  host: {engine: tone}
  guest: {engine: tone}
sound: {channels: mono}
ai: {script: human, spoken: off, reason: tones are no voices}
"""
EPISODE = """\
---
title: Ice
date: 2026-01-02
summary: A word or two.
---
HOST: We begin on the ice.

GUEST: It hums, if you wait.
"""
Files = Mapping[str, str | bytes]
GOOD: Files = {"show.yaml": SHOW, "episodes/ice.md": EPISODE}


def write(root: Path, files: Files = GOOD) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return root


def run(*arguments: str | Path) -> Result:
    """A command in this process: what click's own ways of ending are, and the exit status as its `return_value`."""
    return CliRunner().invoke(podbuild, [str(a) for a in arguments], standalone_mode=False)


def status(result: Result) -> object:
    """The exit status that `main` would end with; an exception that nobody expected is raised."""
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        code = getattr(result.exception, "exit_code", None)
        if code is None:
            raise result.exception
        return code
    return result.return_value or 0


def process(*arguments: str | Path, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "podbuild", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **more},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=60,
    )
