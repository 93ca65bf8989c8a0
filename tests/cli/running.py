"""Running podbuild as an author does: in this process where that is enough, in a process of its own where it is not."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
from click.testing import CliRunner

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


def write_warm(root: Path, files: Files = GOOD) -> Path:
    """A show whose steps were done before, where it says what the good one says: its build takes no time."""
    shutil.copytree(_kept_steps(), root / ".podbuild" / "store", dirs_exist_ok=True)
    return write(root, files)


@cache
def _kept_steps() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="podbuild-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    assert run("build", "--show", write(folder)).status == 0
    return folder / ".podbuild" / "store"


@dataclass(frozen=True)
class Done:
    """What a command answered; `said` is all of it, with the reason of wrong arguments."""

    status: int
    stdout: str
    stderr: str
    reason: str = ""

    @property
    def said(self) -> str:
        return self.stdout + self.stderr + self.reason


def run(*arguments: str | Path) -> Done:
    """A command in this process. What nobody expected is raised."""
    try:
        runner = CliRunner(mix_stderr=False)
    except TypeError:  # from click 8.2 on they are never mixed
        runner = CliRunner()
    result = runner.invoke(podbuild, [str(a) for a in arguments], standalone_mode=False)
    error = result.exception
    if isinstance(error, click.ClickException):
        return Done(error.exit_code, result.stdout, result.stderr, error.format_message())
    if error is not None:
        raise error
    return Done(result.return_value or 0, result.stdout, result.stderr)


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
