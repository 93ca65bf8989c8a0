"""One commit of named files alone, as the author would make it by hand: with their identity, their signature and their hooks.

What else is staged or changed stays so.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from podbuild.base.diagnostics import Diagnostic
from podbuild.repository.git_program import Git
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

TITLE_CHARACTERS = 72  # what `git log` and GitHub show of a commit's title
_MOST_LINES = 20
_UNDER_WAY = (("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick"))


@dataclass(frozen=True, slots=True)
class Committed:
    """The commit that was made; `branch` is "" where HEAD is on none."""

    digest: str
    branch: str


def check_committable(root: Path, text: str, others: Sequence[str], world: World) -> None:
    """Hold that a change of the file `text` could be committed by itself. Raises StepFailed where it could not.

    Args:
        others: files that are to go along, and need not be there yet.
    """
    git = Git(root, world)
    git.said("rev-parse", "--show-toplevel")
    for head, name in _UNDER_WAY:
        if git.run("rev-parse", "--verify", "--quiet", head).returncode == 0:
            raise _refused(
                f"a {name} is under way here, and git commits no file by itself before it is done", f"end the {name} first"
            )
    if git.answer("ls-files", "--unmerged", "-z"):
        raise _refused(
            "files are in conflict here, and git commits nothing before that is resolved", "resolve them first: git status"
        )
    for path in (text, *others):
        if _state(git, path) == "!!":
            raise _refused(f"{path} is ignored by git", f"take it out of .gitignore, or add it: git add -f {quote(path)}")
    state = _state(git, text)
    if state:
        what = "is not in git yet" if state == "??" else "has changes that are not committed"
        fix = f"commit it first (git add {quote(text)} && git commit -- {quote(text)}), or revise without --commit"
        raise _refused(f"{text} {what}: all of it would be committed as this revision", fix)


def commit(root: Path, paths: Sequence[str], wish: str, world: World) -> Committed | None:
    """Commit these files alone; None where none of them has changed. Raises StepFailed where git or a hook refuses."""
    git = Git(root, world)
    states = {path: _state(git, path) for path in paths}
    changed = [path for path, state in states.items() if state]
    if not changed:
        return None
    new = [path for path in changed if states[path] == "??"]
    if new:
        added = git.run("add", "--intent-to-add", "--", *new)
        if added.returncode:  # another git holds the index, for example
            raise _not_committed(added, changed)
    named = [f":(literal){path}" for path in changed]
    words = ("commit", "--only", "--quiet", "--cleanup=whitespace", f"--message={message(wish)}", "--", *named)
    done = git.run(*words, is_authors=True)
    if done.returncode:
        if new:
            git.run("update-index", "--force-remove", "--", *new)
        raise _not_committed(done, changed)
    return Committed(git.said("rev-parse", "HEAD"), git.run("symbolic-ref", "--short", "--quiet", "HEAD").stdout.decode().strip())


def message(wish: str) -> str:
    """A wish as the message of a commit: in one line where it fits into a title, else shortened, and whole below.

    >>> message("make the opening   warmer")
    'make the opening warmer'
    """
    title = " ".join(wish.split())
    if len(title) <= TITLE_CHARACTERS:
        return title if "\n" not in wish.strip() else f"{title}\n\n{wish.strip()}"
    kept = title[: TITLE_CHARACTERS - 1].rsplit(" ", 1)[0][: TITLE_CHARACTERS - 1]
    return f"{kept.rstrip(' ,;:')}…\n\n{wish.strip()}"


def _state(git: Git, path: str) -> str:
    """What git says of a file in two letters: "" as it was committed, "??" not known to it, "!!" ignored."""
    return git.answer("status", "--porcelain=v1", "-z", "--ignored", "--untracked-files=all", "--", path)[:2].decode()


def _refused(message: str, fix: str) -> StepFailed:
    return StepFailed(Diagnostic("commit-impossible", message, fix=fix))


def _not_committed(done: subprocess.CompletedProcess[bytes], paths: Sequence[str]) -> StepFailed:
    said = (done.stderr + done.stdout).decode("utf-8", "replace").strip().splitlines()[-_MOST_LINES:]
    told = "".join(f"\n    {line}" for line in said) or f" status {done.returncode}"
    files = " ".join(quote(path) for path in paths)
    fix = f"mend that, then commit by hand: git add {files} && git commit -- {files}"
    return StepFailed(Diagnostic("commit-failed", f"git did not commit; the files are written:{told}", fix=fix))
