"""`--commit`: one commit of the episode and its record, as the author would make it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.repository.committing import TITLE_CHARACTERS, message
from tests.authoring.revising import (
    EPISODE,
    FILE,
    OPENING,
    RECORD,
    WARMER,
    edit,
    edits,
    git,
    in_git,
    revise,
    revised,
    show,
    text,
    warmer,
)
from tests.cli.running import run
from tests.drafting.messages_api import MessagesApi
from tests.shows import edited

COMMIT = "--commit"


def hook(root: Path, name: str, script: str) -> None:
    file = root / ".git" / "hooks" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_the_commit_holds_the_episode_and_its_record_and_nothing_else(api: MessagesApi, tmp_path: Path) -> None:
    root = in_git(show(tmp_path))
    edited(root, "show.yaml", "Slow", "Slower")
    (root / "staged.txt").write_text("staged")
    git(root, "add", "staged.txt")
    (root / "episodes" / "ice.md.bak").write_text("mine")
    done = revised(api, root, warmer(), COMMIT, wish="make the opening warmer")
    assert git(root, "show", "--format=%an <%ae>|%B", "--name-status").splitlines() == [
        "Edda <edda@example.org>|make the opening warmer",
        "",
        "",
        f"M\t{FILE}",
        f"A\t{RECORD}",
    ]
    assert git(root, "status", "--porcelain").splitlines() == [" M show.yaml", "A  staged.txt", "?? episodes/ice.md.bak"]
    assert f"committed {git(root, 'rev-parse', 'HEAD')[:10]} on main" in done.stdout
    second = revised(api, root, edits(edit(11, WARMER, OPENING)), COMMIT, wish="colder")
    assert git(root, "log", "--format=%s").splitlines() == ["colder", "make the opening warmer", "first"] and second.status == 0


def test_a_show_below_the_top_and_names_that_git_takes_for_patterns(api: MessagesApi, tmp_path: Path) -> None:
    top = tmp_path / "top"
    root = show(
        top / "my show", **{"episodes_of_ice[a]__md": EPISODE.replace("guid: one", "guid: two"), "episodes_of_icea__md": EPISODE}
    )
    (root / "episodes" / "icea.md").write_text(EPISODE.replace("guid: one", "guid: three"))
    in_git(top)
    edited(root, "episodes/icea.md", "We begin", "We are")
    api.will(warmer())
    done = run("revise", "ice[a]", "make it warmer", "--yes", "--show", root, COMMIT)
    assert done.status == 0, done.said
    assert git(top, "show", "--format=", "--name-only").splitlines() == [
        "my show/episodes/ice[a].md",
        "my show/sources/provenance/ice[a].jsonl",
    ]


def test_undo_can_be_a_commit_too(api: MessagesApi, tmp_path: Path) -> None:
    root = in_git(show(tmp_path))
    revised(api, root, warmer(), COMMIT)
    done = run("revise", "--undo", "--show", root, COMMIT)
    assert done.status == 0 and git(root, "log", "-1", "--format=%s") == "Undo: make it warmer\n"
    assert not git(root, "status", "--porcelain") and OPENING in text(root)


@pytest.mark.parametrize("change", ["unstaged", "staged", "untracked", "ignored record", "merge", "conflict", "no git"])
def test_what_cannot_be_committed_alone_is_told_before_anything_is_paid(api: MessagesApi, tmp_path: Path, change: str) -> None:
    root = show(tmp_path)
    said = "has changes that are not committed"
    if change == "no git":
        said = "is in no git repository"
    else:
        in_git(root)
    if change in ("unstaged", "staged"):
        edited(root, FILE, "The same", "That same")
    if change == "staged":
        git(root, "add", FILE)
    if change == "untracked":
        git(root, "rm", "-q", "--cached", FILE)
        git(root, "commit", "-qm", "without")
        said = "is not in git yet"
    if change == "ignored record":
        (root / ".gitignore").write_text("*.jsonl\n")
        said = "is ignored by git"
        (root / RECORD).parent.mkdir(parents=True)
        (root / RECORD).write_text("")
    if change in ("merge", "conflict"):
        said = "a merge is under way here"
        git(root, "checkout", "-qb", "other")
        edited(root, "show.yaml", "Slow", "Slower")
        git(root, "commit", "-qam", "other")
        git(root, "checkout", "-q", "main")
        edited(root, "show.yaml", "Slow", "Slowest") if change == "conflict" else (root / "x").write_text("x")
        git(root, "add", "-A")
        git(root, "commit", "-qm", "mine")
        if change == "conflict":
            said = "files are in conflict here"
            with pytest.raises(Exception, match="status 1"):
                git(root, "merge", "other")
            (root / ".git" / "MERGE_HEAD").unlink()
            (root / "show.yaml").write_text(git(root, "show", "main:show.yaml"))
        else:
            git(root, "merge", "-q", "--no-commit", "--no-ff", "other")
    before = text(root)
    done = revise(root, "make it warmer", "--yes", COMMIT)
    assert done.status == 1 and said in done.said and not api.requests and text(root) == before


def test_a_hook_that_refuses_leaves_the_revision_written_and_the_index_as_it_was(api: MessagesApi, tmp_path: Path) -> None:
    root = in_git(show(tmp_path))
    hook(root, "pre-commit", "echo the spelling is wrong >&2; exit 1")
    api.will(warmer())
    done = revise(root, "make it warmer", "--yes", COMMIT)
    assert done.status == 4 and "the spelling is wrong" in done.said and f"git commit -- {FILE} {RECORD}" in done.said
    assert WARMER in text(root)
    assert (
        git(root, "status", "--porcelain").splitlines() == [f" M {FILE}", "?? sources/"]
        and git(root, "log", "--oneline").count("\n") == 1
    )


def test_an_index_that_another_git_holds_is_told_as_it_is(api: MessagesApi, tmp_path: Path) -> None:
    root = in_git(show(tmp_path))
    (root / ".git/index.lock").touch()
    api.will(warmer())
    done = revise(root, "make it warmer", "--yes", COMMIT)
    assert done.status == 4 and "error[commit-failed]: git did not commit; the files are written" in done.said
    assert "index.lock" in done.said and f"git commit -- {FILE} {RECORD}" in done.said


def test_hooks_run_as_by_hand(api: MessagesApi, tmp_path: Path) -> None:
    root = in_git(show(tmp_path))
    hook(root, "commit-msg", 'echo "Signed-off-by: Edda" >> "$1"; git diff --cached --name-only -- "*.md" > hooked')
    revised(api, root, warmer(), COMMIT)
    assert "Signed-off-by: Edda" in git(root, "log", "-1", "--format=%B") and (root / "hooked").read_text() == f"{FILE}\n"


def test_without_an_identity_git_says_so(api: MessagesApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = in_git(show(tmp_path))
    for name in ("user.name", "user.email"):
        git(root, "config", "--unset", name)
    git(root, "config", "user.useConfigOnly", "true")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in (
        "EMAIL",
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
        "GIT_CONFIG_GLOBAL",
        "XDG_CONFIG_HOME",
    ):
        monkeypatch.delenv(name, raising=False)
    api.will(warmer())
    done = revise(root, "make it warmer", "--yes", COMMIT)
    assert done.status == 4 and "error[commit-failed]" in done.said and "user.name" in done.said and WARMER in text(root)


def test_a_detached_head_is_committed_to_and_told(api: MessagesApi, tmp_path: Path) -> None:
    root = in_git(show(tmp_path))
    git(root, "checkout", "-q", "--detach")
    assert "on no branch (HEAD is detached)" in revised(api, root, warmer(), COMMIT).stdout


@pytest.mark.parametrize(
    ("wish", "result"),
    [
        ("warmer", "warmer"),
        ("  make it\n warmer ", "make it warmer\n\nmake it\n warmer"),
        ("#1 first", "#1 first"),
        ("a" * 100, "a" * 71 + "…\n\n" + "a" * 100),
        ("word " * 20, ("word " * 14).strip() + "…\n\n" + ("word " * 20).strip()),
    ],
)
def test_the_message_is_the_wish(wish: str, result: str) -> None:
    assert message(wish) == result and len(message(wish).splitlines()[0]) <= TITLE_CHARACTERS


def test_a_wish_that_begins_with_a_hash_or_a_hyphen_is_the_message(api: MessagesApi, tmp_path: Path) -> None:
    root = in_git(show(tmp_path))
    api.will(warmer())
    assert run("revise", "--yes", COMMIT, "--show", root, "--", "ice", "-#1 warmer").status == 0
    assert git(root, "log", "-1", "--format=%B").strip() == "-#1 warmer"
