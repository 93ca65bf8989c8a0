"""Workflows for a show's repository, by which GitHub builds, checks and publishes it. Writes only files that are not there yet.

What the workflows' steps do stands in one place, podbuild's own action.yml: a copy of it is written beside them, so that a show
runs no code but its own, what pip installs, and actions that are pinned by digest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from podbuild import __version__
from podbuild.base.shipped import shipped
from podbuild.repository.revisions import work_tree
from podbuild.steps.world import World

ACTION = ".github/actions/podbuild/action.yml"
_WORKFLOWS = ".github/workflows"
_IGNORED = "public/\n.podbuild/\n"


@dataclass(frozen=True, slots=True)
class WrittenWorkflows:
    """What was written into the repository `top`, and what was left because something else stood there; paths are relative."""

    top: Path
    written: tuple[str, ...]
    left: tuple[str, ...]


def write_workflows(show: Path, world: World, is_daily: bool = False) -> WrittenWorkflows:
    """Write the workflows for the show in that folder: to the top of its repository, or of the show where there is none."""
    show = show.resolve()
    top = (work_tree(show, world) or show).resolve()
    place = show.relative_to(top).as_posix()
    files = {f"{_WORKFLOWS}/podcast.yml": _workflow("podcast", place)}
    if is_daily:
        files[f"{_WORKFLOWS}/daily.yml"] = _workflow("daily", place)
    files[ACTION] = shipped("action.yml").read_text(encoding="utf-8")
    written, left = [], []
    for name, text in files.items():
        file = top / name
        is_elsewhere = not file.parent.resolve().is_relative_to(top)  # a repository does not say where podbuild writes
        if is_elsewhere or file.exists() or file.is_symlink():
            left += [] if file.is_file() and file.read_bytes() == text.encode() else [name]
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        written.append(name)
    ignored = show / ".gitignore"
    if not (ignored.exists() or ignored.is_symlink()):  # what a build writes is no source
        ignored.write_bytes(_IGNORED.encode())
        written.append(ignored.relative_to(top).as_posix())
    return WrittenWorkflows(top, tuple(written), tuple(left))


def _workflow(name: str, place: str) -> str:
    """A workflow for the show at that place of its repository."""
    text = (shipped("templates") / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
    at = "." if place == "." else json.dumps(place, ensure_ascii=False)
    text = text.replace("          show: .\n", f"          show: {at}\n")
    return text.replace("          podbuild: podbuild\n", f"          podbuild: podbuild=={__version__}\n")
