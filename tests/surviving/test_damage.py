"""Whatever happens to a file of .podbuild, the next build notices, makes it again, and gives what a clean build gives."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.surviving import small_show
from tests.surviving.small_show import STATE, clean, differences, files_of, write_small


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _be_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "stray").write_text("put here by hand")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "emptied": lambda path: path.write_bytes(b""),
    "flipped": _flip,
    "foreign text": lambda path: path.write_text("[1, 2, 3]\n"),
    "foreign bytes": lambda path: path.write_bytes(bytes(range(256)) * 8),
    "deleted": Path.unlink,
    "a folder": _be_folder,
}


@pytest.fixture(scope="module")
def show(tmp_path_factory):
    """A show that was built, with what a killed build leaves of its lock. Beside it lies a copy."""
    root = write_small(tmp_path_factory.mktemp("damage") / "show")
    small_show.built(cwd=root)
    (root / STATE / "lock-holder").write_text("process 999999 on nowhere")
    shutil.copytree(root, root.with_name("kept"))
    return root


def victims(show: Path) -> list[str]:
    """One way to name every file of .podbuild that a build reads: the schemas are for editors."""
    state = show.with_name("kept") / STATE
    names = [p.relative_to(state).as_posix() for p in sorted(state.rglob("*")) if p.is_file()]
    return [name for name in names if not name.endswith(".schema.json")]


def whole_again(show: Path) -> None:
    """Put the show back as it was."""
    shutil.rmtree(show)
    shutil.copytree(show.with_name("kept"), show)


def build(show: Path, name: str) -> None:
    """A build that has to work; in a process of its own where what it does first is in question."""
    if name.startswith("memo-"):
        small_show.built(cwd=show)
    else:
        done = run("build", "--show", show)
        assert done.status == 0, done.said


EDITS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda show: None,
    "a line": lambda show: (show / "episodes" / "ice.md").write_text(small_show.episode("Ice", 2, "Late."), "utf-8"),
    "an episode less": lambda show: (show / "episodes" / "sea.md").unlink(),
}


def check(show: Path, name: str, damage: str, edit: str) -> None:
    whole_again(show)
    EDITS[edit](show)
    DAMAGES[damage](show / STATE / name)
    for turn in ("the next build", "the one after"):
        where = f"{name} {damage}, then {edit} edited: {turn}"
        print(where)
        build(show, name)
        found = differences(files_of(show / "public"), clean(show))
        if name.startswith("installed-") and edit == "an episode less":  # whose files these are is not known any more
            found = [path for path in found if "sea" not in path]
        assert found == [], where
    assert small_show.leftovers(show) == [], where


def cases(show: Path) -> list[tuple[str, str, str]]:
    return [(name, damage, edit) for name in victims(show) for damage in DAMAGES for edit in EDITS]


def test_a_sample_of_damages(show):
    found = cases(show)
    most = [case for case in found if "store/" not in case[0]]
    rng = random.Random(11)
    for case in rng.sample(most, 8) + rng.sample(found, 4):
        check(show, *case)


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_all_damages(show, damage):
    """Every file meets every damage and, with one damage or another, every edit."""
    turn = list(DAMAGES).index(damage)
    for number, name in enumerate(victims(show)):
        check(show, name, damage, list(EDITS)[(number + turn) % len(EDITS)])


@pytest.mark.slow
def test_several_damages_at_once(show):
    rng = random.Random(12)
    names = victims(show)
    for _ in range(25):
        whole_again(show)
        EDITS[rng.choice(["nothing", "a line"])](show)
        for name in rng.sample(names, 6):
            DAMAGES[rng.choice(list(DAMAGES))](show / STATE / name)
        build(show, "")
        small_show.assert_clean(show)
