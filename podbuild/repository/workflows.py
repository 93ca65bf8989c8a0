"""Workflows for a show's repository, by which GitHub builds, checks and publishes it. Writes only files that are not there yet.

What the workflows' steps do stands in one place, podbuild's own action.yml: a copy of it is written beside them, so that a show
runs no code but its own, what pip installs, and actions that are pinned by digest.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from podbuild import __version__
from podbuild.base.shipped import shipped
from podbuild.repository.revisions import work_tree
from podbuild.source.passage import whole
from podbuild.source.show_fields import SHOW_FILE
from podbuild.source.workspace import Workspace
from podbuild.source.yaml_nodes import Mapping, Scalar, parse_yaml
from podbuild.steps.world import World

ACTION = ".github/actions/podbuild/action.yml"
_ACTION_CALLED = "/podbuild"  # ./.github/actions/podbuild, or OWNER/podbuild@DIGEST
_WORKFLOWS = ".github/workflows"
_IGNORED = "public/\n.podbuild/\n"
_TOLD_OF_PAGES = re.compile(r"^# .*GitHub Pages.*$", re.MULTILINE)
_HIDDEN = "# The show is not public: nothing of it goes to GitHub Pages, or is kept with a run."
_PAGES = re.compile(r"^          pages: .*\n|^    outputs:\n      pages: .*\n", re.MULTILINE)
_DEPLOY = re.compile(r"\n  deploy:\n.*", re.DOTALL)  # the last job
_SHOW = re.compile(r"^ +show: (.+)$", re.MULTILINE)  # likewise
_INSTALLED = re.compile(r"^          podbuild: .*\n", re.MULTILINE)  # of each step that calls the action


@dataclass(frozen=True, slots=True)
class WrittenWorkflows:
    """What was written into the repository `top`, and what was left because something else stood there; paths are relative.

    `is_hidden`: the show is not public, and so nothing is handed over to Pages or kept with a run. `others`: the workflows there
    that build another show; then none is written for this one, which lies at `place`.
    """

    top: Path
    written: tuple[str, ...]
    left: tuple[str, ...]
    is_hidden: bool
    others: tuple[str, ...] = ()
    place: str = "."


def write_workflows(show: Path, world: World, is_daily: bool = False) -> WrittenWorkflows:
    """Write the workflows for the show in that folder: to the top of its repository, or of the show where there is none."""
    show = show.resolve()
    top = (work_tree(show, world) or show).resolve()
    place = show.relative_to(top).as_posix()
    is_hidden = _is_hidden(show)
    others = tuple(name for name in ("podcast", "daily") if _builds_another(top, name, place))
    names = () if others else ("podcast", "daily") if is_daily else ("podcast",)
    files = {_file(name): _workflow(name, place, is_hidden) for name in names}
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
    return WrittenWorkflows(top, tuple(written), tuple(left), is_hidden, tuple(map(_file, others)), place)


def _file(name: str) -> str:
    return f"{_WORKFLOWS}/{name}.yml"


def _builds_another(top: Path, name: str, place: str) -> bool:
    """Whether a workflow calls the action for a show of its repository, and never for the one at that place."""
    file = top / _file(name)
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    shows = [top / shown.strip().strip("\"'") for shown in _SHOW.findall(text)]
    return _ACTION_CALLED in text and top / place not in shows and any((show / SHOW_FILE).is_file() for show in shows)


def _is_hidden(show: Path) -> bool:
    """Whether show.yaml says that the show is not for everybody; also by a word for it that is not known."""
    node, _ = parse_yaml(whole(SHOW_FILE, Workspace(show).read_text(SHOW_FILE)[0] or ""))
    said = node.get("visibility") if isinstance(node, Mapping) else None
    return said is not None and not (isinstance(said, Scalar) and (said.is_null or said.text.casefold() == "public"))


def _workflow(name: str, place: str, is_hidden: bool) -> str:
    """A workflow for the show at that place of its repository."""
    text = (shipped("templates") / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
    if is_hidden:
        text = _DEPLOY.sub("", _PAGES.sub("", _TOLD_OF_PAGES.sub(_HIDDEN, text)))
        text = _INSTALLED.sub(r'\g<0>          artifact: ""\n', text)
    at = "." if place == "." else json.dumps(place, ensure_ascii=False)
    text = text.replace("          show: .\n", f"          show: {at}\n")
    return text.replace("          podbuild: podbuild\n", f"          podbuild: podbuild=={__version__}\n")
