"""The rules that a reader of the code may rely on: types, layers, style, and names."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports", "--no-logo"],
    ],
    ids=["ruff check", "ruff format", "mypy --strict", "layers"],
)
def test_tools_find_nothing(command):
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_two_modules_share_a_name():
    names = Counter(p.stem for p in (ROOT / "podbuild").rglob("*.py") if p.stem not in {"__init__", "__main__"})
    assert {name for name, count in names.items() if count > 1} <= set()


def test_no_file_is_too_large_for_one_thing():
    lengths = {p: len(p.read_text("utf-8").splitlines()) for p in (ROOT / "podbuild").rglob("*.py")}
    assert {str(p): n for p, n in lengths.items() if n > 300} == {}
