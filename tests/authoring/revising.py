"""What tests of revisions have in common: a show, answers of edits, and the command against the API on loopback."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.cli.running import SHOW, Done, run, write
from tests.drafting.messages_api import MessagesApi

EPISODE = """\
---
title: Ice
date: 2026-01-02
guid: one
summary: A word or two.
tags: [ice]
---
# Cold open

HOST: We begin on the ice. {pause: 800ms} Listen.

{sfx: bell, gain: -6 dB}

GUEST: It *hums*, if you wait. <!-- src: notes#3 -->

The same voice goes on until another is named.

# What the ice says

HOST: It is all in [the survey](https://example.org/survey).

# Notes {.unspoken}

What stands here is notes only.
"""
FILE = "episodes/ice.md"
RECORD = "sources/provenance/ice.jsonl"
PROVENANCE = f"provenance: {RECORD}\n"
OPENING = "HOST: We begin on the ice. {pause: 800ms} Listen."
WARMER = "HOST: We stand on the ice, at night. {pause: 800ms} Listen."


def show(root: Path, episode: str | bytes = EPISODE, **files: str | bytes) -> Path:
    """A show with that episode and a bell."""
    from podbuild.base.shipped import shipped

    bell = (shipped("templates") / "sounds" / "bell.ogg").read_bytes()
    named = {name.replace("__", ".").replace("_of_", "/"): content for name, content in files.items()}
    return write(root, {"show.yaml": SHOW, FILE: episode, "assets/bell.ogg": bell, **named})


def edit(line: int, was: str | list[str], now: str | list[str]) -> dict[str, Any]:
    return {"line": line, "was": [was] if isinstance(was, str) else was, "now": [now] if isinstance(now, str) else now}


def edits(*found: dict[str, Any], said: str = "It is warmer now.") -> dict[str, Any]:
    return {"edits": list(found), "said": said}


def warmer() -> dict[str, Any]:
    return edits(edit(10, OPENING, WARMER))


def revise(root: Path, wish: str = "make it warmer", *more: str) -> Done:
    return run("revise", "ice", wish, "--show", root, *more)


def revised(api: MessagesApi, root: Path, answer: dict[str, Any], *more: str, wish: str = "make it warmer") -> Done:
    """A revision that is accepted, and must work."""
    api.will(answer)
    done = revise(root, wish, "--yes", *more)
    assert done.status == 0, done.said
    return done


def text(root: Path, name: str = FILE) -> str:
    return (root / name).read_bytes().decode("utf-8")


def acts(root: Path, name: str = RECORD) -> list[dict[str, Any]]:
    file = root / name
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout


def in_git(root: Path) -> Path:
    """The show as a repository with one commit."""
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Edda")
    git(root, "config", "user.email", "edda@example.org")
    (root / ".gitignore").write_text("/.podbuild/\n/public/\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    return root
