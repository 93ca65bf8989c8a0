"""The wheel carries all that a show needs, and nothing that a build left lying in the source tree."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_what_is_in_it(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "podbuild/action.yml",
        "podbuild/cli/main.py",
        "podbuild/templates/site/episode.html.j2",
        "podbuild/templates/starters/conversation/show.yaml",
        "podbuild/templates/episodes/conversation.md",
        "podbuild/templates/sounds/calm.ogg",
        "podbuild/example-show/show.yaml",
    ):
        assert needed in names
    tracked = subprocess.run(["git", "ls-files", "example-show", "templates"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {f"podbuild/{line}" for line in tracked.stdout.splitlines()} <= set(names)
    unwanted = ("__pycache__", "/public/", "/.podbuild/", "tests/")
    assert [n for n in names if any(word in n for word in unwanted)] == []
    assert {n.split("/")[0] for n in names if ".dist-info" not in n} == {"podbuild"}


def test_an_installed_wheel_writes_shows(wheel, tmp_path):
    target = tmp_path / "site packages"
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", "--target", str(target), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(target)}

    def podbuild(*arguments: str) -> str:
        command = [sys.executable, "-P", "-m", "podbuild", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = subprocess.run(
        [sys.executable, "-P", "-c", "import podbuild; print(podbuild.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(target) in where.stdout
    podbuild("init", "plain", "--ci", "github")
    assert (tmp_path / "plain" / ".github" / "actions" / "podbuild" / "action.yml").is_file()
    podbuild("init", "talk", "--template", "conversation")
    assert (tmp_path / "talk" / "assets").is_dir()
    assert (tmp_path / "plain" / "episodes").is_dir()
    podbuild("new", "A first try", "--show", "talk", "--template", "deep-dive")
    assert (tmp_path / "talk" / "episodes" / "a-first-try.md").is_file()
