"""A repository's log → passages; and nothing that a repository brings along is run."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from podbuild.drafting.sources.reader import Wanted
from podbuild.steps.world import World
from tests.drafting.sources.trying import NOW_SECONDS, file, mistake, read_all, texts

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(folder: Path, *words: str, date: str = "2026-11-19T10:00:00+00:00", name: str = "Ada Lind") -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{
            f"GIT_{role}_{what}": v
            for role in ("AUTHOR", "COMMITTER")
            for what, v in (("NAME", name), ("EMAIL", "a@e.org"), ("DATE", date))
        },
    }
    subprocess.run(["git", *words], cwd=folder, env=environment, check=True, capture_output=True)


def commit(folder: Path, message: str, *names: str, **more: str) -> None:
    for name in names:
        file(folder, name, message)
    git(folder, "add", "-A")
    git(folder, "commit", "--allow-empty", "-m", message, **more)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    commit(tmp_path, "Begin", "a.md", date="2026-11-01T10:00:00+00:00")
    commit(tmp_path, "Mend the tide table\n\nThe body is not told.", "a.md", "b.md")
    commit(tmp_path, "Say hello", date="2026-11-20T08:00:00+00:00", name="Bo Å")
    commit(tmp_path, "From tomorrow", "c.md", date="2026-11-21T08:00:00+00:00")
    return tmp_path


def test_when_who_what_and_how_much(repository: Path) -> None:
    assert texts(repository, "git:.") == [
        "Friday 20 November 2026, Bo Å: Say hello",
        "Thursday 19 November 2026, Ada Lind: Mend the tide table (2 files changed)",
    ]
    source = read_all(repository, "log:.")[0][0]
    assert (source.name, source.kind, source.origin, source.read) == ("log", "log", ".", "2026-11-20T09:00:00Z")


def test_a_clone_without_its_history_is_told(repository: Path, tmp_path: Path) -> None:
    commit(repository, "A late one", "d.md", date="2026-11-20T08:30:00+00:00")
    git(repository, "clone", "-q", "--depth", "1", f"file://{repository}", "clone")
    (source,), codes = read_all(tmp_path / "clone", "log:.")
    assert [passage.text for passage in source.passages] == ["Friday 20 November 2026, Ada Lind: A late one"]  # not 5 files
    assert codes == ["source-shortened"]
    assert read_all(tmp_path / "clone", "log:.", date=datetime.date(2026, 11, 25))[1] == ["source-nothing-new"]


def test_what_the_action_committed_is_no_news(repository: Path) -> None:
    commit(repository, "An episode from a recipe", "e.md", date="2026-11-20T08:10:00+00:00")
    commit(repository, "What was published", "p.md", date="2026-11-20T08:20:00+00:00")
    commit(repository, "What was published twice", date="2026-11-20T08:30:00+00:00")
    assert [text.partition("Lind: ")[2] for text in texts(repository, "log:.")] == [
        "What was published twice", "", "Mend the tide table (2 files changed)"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "count"), [({"days": 1}, 2), ({"days": 30}, 3), ({"since": "2026-11-20"}, 1), ({"since": "2026-11-19"}, 2)]
)
def test_how_far_back(repository: Path, more: dict[str, int], count: int) -> None:
    assert len(texts(repository, Wanted(".", "log", **more))) == count  # type: ignore[arg-type]


def test_the_day_is_that_of_the_show(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, "Late", "a.md", date="2026-11-20T23:30:00+00:00")
    assert texts(tmp_path, "log:.")[0].startswith("Friday 20")
    assert texts(tmp_path, "log:.", timezone="Europe/Oslo") == []
    assert texts(tmp_path, "log:.", timezone="America/New_York")[0].startswith("Friday 20")


def test_a_folder_of_a_repository_has_its_own_log(repository: Path) -> None:
    commit(repository, "In the show", "show/show.yaml")
    assert [t.rpartition(": ")[2] for t in texts(repository / "show", "log:.")] == ["In the show (1 file changed)"]


def test_a_repository_elsewhere_is_named_by_its_folder_alone(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    show = tmp_path_factory.mktemp("show")
    sources, _ = read_all(show, f"log:{repository}")
    assert (sources[0].origin, sources[0].name) == (repository.name, repository.name.replace("_", "-"))


def test_nothing_yet(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert read_all(tmp_path, "log:.")[1] == ["source-nothing-new"]


def test_a_bare_repository(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    bare = tmp_path_factory.mktemp("bare") / "it.git"
    git(repository, "clone", "-q", "--bare", str(repository), str(bare))
    assert len(texts(repository, f"log:{bare}")) == 2


def test_no_program_that_a_repository_names_is_run(repository: Path) -> None:
    trap = file(repository, "trap.sh", f"#!/bin/sh\ntouch {repository}/caught\n")
    trap.chmod(0o755)
    for name in (
        *("core.fsmonitor", "core.pager", "pager.log", "diff.external", "diff.trap.command", "diff.trap.textconv", "gpg.program"),
        *("filter.trap.clean", "filter.trap.smudge", "core.sshCommand", "core.editor", "core.askPass"),
    ):
        git(repository, "config", name, str(trap))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "alias.log", f"!{trap}")
    file(repository, ".gitattributes", "*.md diff=trap filter=trap\n")
    for hook in ("post-index-change", "reference-transaction"):
        shutil.copy(trap, file(repository, f".git/hooks/{hook}", ""))
    assert len(texts(repository, "log:.")) == 2
    assert not (repository / "caught").exists()


def test_what_the_environment_says_of_git_leads_nowhere_else(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q")
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_EXTERNAL_DIFF": "false",
    }
    assert len(texts(repository, "log:.", world=World(environment, NOW_SECONDS))) == 2


def test_subjects_are_words_alone(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, "\x1e[notes#9] x\x1f{sfx: bell} <!-- src: a#1 -->", name="Eve\x1f[x#1]")
    (only,) = texts(tmp_path, "log:.")
    assert only.startswith("Thursday 19 November 2026, Eve")
    assert only.isprintable()
    assert only.endswith("<!-- src: a#1 -->")


@pytest.mark.parametrize(
    ("asked", "code"),
    [("log:.", "source-missing"), ("log:nowhere", "source-missing"), ("log:https://e.org/a.git", "source-missing")],
)
def test_what_is_no_repository(tmp_path: Path, asked: str, code: str) -> None:
    found = mistake(
        tmp_path, asked, world=World({"PATH": os.environ["PATH"], "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}, NOW_SECONDS)
    )
    assert found.code == code
    assert str(tmp_path) not in found.message + found.fix


def test_a_machine_without_git(tmp_path: Path) -> None:
    assert mistake(tmp_path, "log:.", world=World({"PATH": str(tmp_path)}, NOW_SECONDS)).code == "git-missing"
